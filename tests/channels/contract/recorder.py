"""An engine that refuses or records: it keeps what channels hand in and shows the lines a test put there."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, AsyncIterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from bot.files.kinds import kind_of
from bot.files.pictures import shown_size
from bot.files.vault import Vault
from core.errors import NotFound
from core.host import PAGE, Answer, Desk, Doing, Held, Line, Matter, Seen, Upload
from core.messages import Address, Attachment, Button, File, Inbound, Language, Part, Sender
from core.rooms import Form
from tests.databases import files_of

MORNING = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)


class Recorder:
    """The `Host` of the contract test. It runs in the server's thread and is looked at from the test's."""

    def __init__(self) -> None:
        self.received: list[Inbound] = []
        self.answer = Answer()
        self.failure: Exception | None = None
        self.is_busy = False
        self.short = 0.0
        self.lines: list[Line] = []
        self.open_matters: list[Matter] = []
        self.announced: list[str] = []
        self.room_chats: dict[str, Language] = {}
        self.moves: list[tuple[str, str, str]] = []
        self.leavers: list[tuple[str, str]] = []
        self.entrances: list[tuple[str, str]] = []
        self.pressed: list[Inbound] = []
        self.asked: Form | Answer = Answer()
        self.file_limit = 1 << 20
        self.public_url = ""
        self.unread: list[tuple[str, str, dict[str, Any], str]] = []
        self.holder: dict[str, int] = {}
        self.others_hold = False
        self.lost_it = False
        self.listens = True
        self.reports: dict[tuple[str, Doing], str] = {}
        self.uploads: dict[tuple[Address, str], File] = {}
        self._folder = files_of("sqlite:///recorder.db")
        self._open = threading.Event()
        self._open.set()
        self._ended = False

    # What a test does.

    def hold(self) -> None:
        """Let `receive` wait until `let_go`."""
        self._open.clear()

    def let_go(self) -> None:
        self._open.set()

    def end(self) -> None:
        """Stop as an engine does: nobody hears of changes any more."""
        self._ended = True

    def show(
        self,
        author: Literal["customer", "bot", "agent"],
        *parts: str | Part,
        name: str = "",
        buttons: Sequence[Button] = (),
        message_ids: Sequence[str] = (),
        line_id: int | None = None,
        at: datetime | None = None,
        files: Sequence[File] = (),
    ) -> Line:
        """Put a line into the transcript, as the newest unless `line_id` says where."""
        newest = max((line.id for line in self.lines), default=0)
        line = Line(
            id=line_id or newest + 10,
            author=author,
            name=name,
            at=at or MORNING + timedelta(minutes=len(self.lines)),
            parts=tuple(part if isinstance(part, Part) else Part(part) for part in parts),
            buttons=tuple(buttons),
            message_ids=tuple(message_ids),
            files=tuple(Attachment((line_id or newest + 10) + number, each) for number, each in enumerate(files)),
        )
        self.lines = sorted([*self.lines, line], key=lambda line: line.id)
        return line

    # What a channel asks.

    def desk(self, account: str) -> Desk:
        name, organization = (
            ("Örnek BT Yardım Masası", "Örnek A.Ş.") if account.endswith("ornek") else ("Service desk", "Acme Ltd.")
        )
        return Desk(name=name, organization=organization, language="tr")

    def rooms(self, account: str) -> Mapping[str, Language]:
        return self.room_chats

    async def moved(self, account: str, chat: str, to: str) -> None:
        self.moves.append((account, chat, to))

    async def entered(self, account: str, chat: str) -> None:
        self.entrances.append((account, chat))

    async def left(self, account: str, person: Sender) -> None:
        self.leavers.append((account, person.external_id))

    async def form(self, pressed: Inbound) -> Form | Answer:
        if self.failure:
            raise self.failure
        self.pressed.append(pressed)
        return self.asked

    async def matters(self, account: str, sender: Sender) -> Sequence[Matter]:
        return self.open_matters

    async def announcements(self, account: str) -> Sequence[str]:
        return self.announced

    def now(self) -> datetime:
        return MORNING

    async def keep_file(self, sender: Address, content: AsyncIterable[bytes], name: str, declared: str) -> Upload:
        if self.failure:
            raise self.failure
        vault = Vault(self._folder, self.file_limit)
        async with vault.arriving(content) as arrived:
            kind = kind_of(arrived.head, declared)
            with arrived.path.open("rb") as written:
                width, height = shown_size(written, kind) or (0, 0)
            vault.place(arrived)
        kept = File(arrived.sha256, name, kind, arrived.size, width, height)
        upload = Upload(f"upload-token-{len(self.uploads)}", kept)
        self.uploads[sender, upload.token] = kept
        return upload

    async def uploaded(self, sender: Address, tokens: Sequence[str]) -> tuple[File, ...]:
        if any((sender, token) not in self.uploads for token in tokens):
            raise NotFound
        return tuple(self.uploads[sender, token] for token in tokens)

    async def file(self, address: Address, number: int) -> Held | None:
        attached = [each.file for line in self.lines for each in line.files if each.id == number]
        vault = Vault(self._folder, self.file_limit)
        return Held(attached[0], vault.path(attached[0].sha256)) if attached else None

    def content(self, file: File) -> Path | None:
        path = Vault(self._folder, self.file_limit).path(file.sha256)
        return path if path.is_file() else None

    async def lease(self, name: str, seconds: float) -> int | None:
        if self.failure:
            raise self.failure
        return None if self.others_hold else self.holder.setdefault(name, 1)

    def holds(self, name: str) -> bool:
        return name in self.holder and not self.lost_it

    def report(self, account: str, doing: Doing, trouble: str | None = "", *, lasts: float | None = None) -> None:
        if trouble is None:
            self.reports.pop((account, doing), None)
        else:
            self.reports[account, doing] = trouble

    async def end_lease(self, name: str) -> None:
        self.holder.pop(name, None)

    async def unreadable(self, account: str, event_id: str, raw: Mapping[str, Any], error: str) -> None:
        if self.failure:
            raise self.failure
        self.unread.append((account, event_id, dict(raw), error))

    def more(self, address: Address, *, last: bool = False) -> float:
        return self.short

    async def receive(self, inbound: Inbound) -> Answer:
        await asyncio.to_thread(self._open.wait, 10)
        if self.failure:
            raise self.failure
        self.received.append(inbound)
        return self.answer

    async def transcript(self, address: Address, after: int = 0) -> Sequence[Line]:
        if self.failure:
            raise self.failure
        return [line for line in self.lines if line.id > after][:PAGE]

    async def changes(self, address: Address) -> AsyncGenerator[None, None]:
        while not self._ended:
            yield
            await asyncio.sleep(0.02)

    async def seen(self, address: Address, after: int = 0) -> Seen:
        return Seen(await self.transcript(address, after), busy=await self.busy(address))

    async def busy(self, address: Address) -> bool:
        return self.is_busy
