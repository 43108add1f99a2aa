"""A person's data as one file: a ZIP with `person.json` (the rows, by table) and the contents of his files.

Theory of operation. The rows are read one after the other and written to the file as they come, a row a line; the
contents are copied from the disk afterwards. The file is made among those that are still coming in, and removed when
it has been given out.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import IO

from bot.clock import Clock
from bot.files.names import clean_name
from bot.files.vault import Vault
from bot.store import audit, dossier, people
from bot.store.dossier import Content
from bot.store.engine import Store, Tx
from core.errors import NotFound

FORMAT = 1
"""Of `person.json`: grows when a reader would have to know."""

ROWS = "person.json"


class Exporting:
    """Writes exports."""

    def __init__(self, store: Store, vault: Vault, clock: Clock) -> None:
        self._store = store
        self._vault = vault
        self._clock = clock

    async def person(self, number: int, *, who: str, surface: str) -> Path:
        """Write what is known of the person `number` and return the file, which the caller removes.

        Raises `NotFound` for nobody.
        """
        goal = self._vault.scratch()
        try:
            await asyncio.to_thread(self.write, number, goal, who=who, surface=surface)
        except BaseException:
            goal.unlink(missing_ok=True)
            raise
        return goal

    def write(self, number: int, goal: Path, *, who: str, surface: str) -> None:
        """Write what is known of the person `number` to the file `goal`, in the calling thread."""
        now = self._clock.now()
        if not self._store.look(lambda tx: people.is_known(tx, number)):
            raise NotFound(person=number)
        with zipfile.ZipFile(goal, "w", zipfile.ZIP_DEFLATED) as archive:
            with archive.open(ROWS, "w", force_zip64=True) as rows:
                found = self._store.look(lambda tx: _write(tx, number, now, rows))
            for content in found:
                self._copy(archive, content)
        self._store.run(
            lambda tx: audit.record(
                tx, now, who=who, surface=surface, what="person.export", subject=f"person:{number}", files=len(found)
            )
        )

    def _copy(self, archive: zipfile.ZipFile, content: Content) -> None:
        path = self._vault.path(content.sha256)
        if path.exists():
            with path.open("rb") as source, archive.open(name_in_archive(content), "w", force_zip64=True) as copy:
                shutil.copyfileobj(source, copy)


def name_in_archive(content: Content) -> str:
    """Return where a content stands in the archive: by its hash, which `entry_file` names, and how people call it."""
    return f"files/{content.sha256[:16]}-{clean_name(content.name).replace('/', '_')}"


def _write(tx: Tx, number: int, now: datetime, rows: IO[bytes]) -> Sequence[Content]:
    numbers = dossier.numbers_of(tx, number)
    head = {"format": FORMAT, "made_at": now.isoformat(), "person": number}
    rows.write(json.dumps(head, ensure_ascii=False)[:-1].encode() + b', "tables": {')
    for position, section in enumerate(dossier.SECTIONS):
        rows.write(f"{',' if position else ''}\n{json.dumps(section.table.name)}: [".encode())
        for place, row in enumerate(section.rows(tx, numbers)):
            rows.write((",\n" if place else "\n").encode() + json.dumps(row, ensure_ascii=False).encode())
        rows.write(b"]")
    rows.write(b"}}\n")
    return dossier.contents(tx, numbers)
