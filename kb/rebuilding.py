"""A new base of the index, laid out in a process of its own so that answering goes on as fast as before.

It comes back through a file (`kb.parcel`), for which the folder for temporary files needs a room of about five
kilobytes a phrasing while a base is laid out and used.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
from collections.abc import Callable, Collection
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from kb.encoder import Semantic
from kb.frozen import Base
from kb.library import Keys, Relaid
from kb.parcel import Parcel
from kb.shelf import Row
from kb.understanding import Understanding

Load = Callable[[], list[Row]]
"""Loads all published articles; it is called in the other process, so it must be one that can be pickled."""

_KINDNESS = 10
"""How far the other process steps back behind this one: see nice(2)."""

_PREFIX = "onkapi-base-"
_LEFT_SECONDS = 3_600
"""No base takes so long: a folder that is older is nobody's."""


class Rebuilding:
    """Lays out a base elsewhere whenever it is called. `failed` hears of what went wrong; the old base stays then."""

    def __init__(
        self, load: Load, semantic: Semantic, more: tuple[str, ...], failed: Callable[[BaseException], None]
    ) -> None:
        self._load = load
        self._semantic = semantic
        self._more = more
        self._failed = failed
        # A server may keep itself on one processor later; the other process needs not.
        self._processors = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else ()

    def __call__(self, relaid: Relaid) -> None:
        """Begin, and return at once; `relaid` gets the base from a thread of its own, or None when it failed."""
        Thread(target=self._run, args=(relaid,), name="knowledge-rebuild", daemon=True).start()

    def _run(self, relaid: Relaid) -> None:
        try:
            relaid(*self._made())
        except Exception as error:  # noqa: BLE001  # whatever it is, the old base goes on
            self._failed(error)
            relaid(None, ())

    def _made(self) -> tuple[Base, Keys]:
        spawn, arguments = multiprocessing.get_context("spawn"), (self._processors,)
        with TemporaryDirectory(prefix=_PREFIX) as folder:  # ours, so that a child that is killed leaves nothing
            path = Path(folder, "arrays")
            _tidy(path.parent)
            with ProcessPoolExecutor(1, mp_context=spawn, initializer=_step_back, initargs=arguments) as pool:
                parcel = pool.submit(_send, path, self._load, self._semantic, self._more).result()
            made: tuple[Base, Keys] = parcel.take(path)
        return made


def _tidy(mine: Path) -> None:
    """Remove what servers have left beside the new folder `mine` that were killed while a base was laid out."""
    newest = mine.stat().st_mtime
    for left in mine.parent.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if left.lstat().st_mtime < newest - _LEFT_SECONDS:
                shutil.rmtree(left)


def lay_out(load: Load, semantic: Semantic, more: tuple[str, ...]) -> tuple[Base, Keys]:
    """Return the base of what `load` finds, and what it was laid out of."""
    rows = load()
    keys = tuple((article_id, version_id) for article_id, version_id, _ in rows)
    return Base.of([article for _, _, article in rows], Understanding.of(semantic, more)), keys


def _send(path: Path, load: Load, semantic: Semantic, more: tuple[str, ...]) -> Parcel:
    return Parcel.put(lay_out(load, semantic, more), path)


def _step_back(processors: Collection[int]) -> None:
    os.nice(_KINDNESS)
    if processors:
        os.sched_setaffinity(0, processors)
