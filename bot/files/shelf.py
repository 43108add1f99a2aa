"""Files from their arrival to their removal: kept by content, attached by token, handed out through a gate.

Theory of operation. A file comes before its message. It is written down, recorded, put in its place, and its
sender gets a token for it; a message may carry it for a day. What no line carries is removed by `sweep` an
hour after that, so that no message can still be on its way to it.

A content that comes again while it is being removed must not be lost. Removing deletes the row and the
content in one transaction; keeping writes the row first, which waits for that transaction, and puts the
content in its place afterwards.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterable, Sequence
from datetime import timedelta
from pathlib import Path

import structlog

from bot.clock import Clock
from bot.files.kinds import kind_of
from bot.files.names import clean_name
from bot.files.pictures import shown_size
from bot.files.vault import Arrived, Vault
from bot.store import conversations, files
from bot.store.engine import Store, Tx
from core.errors import NotFound, TooManyFiles
from core.host import Held, Upload
from core.messages import Address, File, clean
from core.people import Agent

log = structlog.get_logger(__name__)

ATTACHABLE = timedelta(days=1)
"""How long a file waits for its message."""

KEPT = ATTACHABLE + timedelta(hours=1)

MOST_FILES = 200
"""Files from one sender in a day."""

MOST_BYTES = 25
"""Bytes from one sender in a day, in files of the largest size."""


def agent_sender(agent: Agent) -> str:
    """Return how the uploads of an agent are known."""
    return f"agent:{agent.person}"


def place_sender(address: Address) -> str:
    """Return how the uploads from an address are known."""
    return f"{address.account}\n{address.chat}\n{address.thread}"


class Shelf:
    """All files of a server."""

    def __init__(self, store: Store, vault: Vault, clock: Clock) -> None:
        self._store = store
        self._vault = vault
        self._clock = clock

    @property
    def limit(self) -> int:
        """The bytes of the largest file that is kept."""
        return self._vault.limit

    async def keep(self, sender: str, content: AsyncIterable[bytes], name: str, declared: str) -> Upload:
        """Keep `content` for a message of `sender` and return its token; `declared` is what its sender says it is.

        Raises `FileTooLarge`, `TooManyFiles`, and `OSError` or `StoreUnavailable` when it cannot be kept.
        """
        await self._store.read(lambda tx: self._check(tx, sender))
        async with self._vault.arriving(content) as arrived:
            kept = await asyncio.to_thread(_known, arrived, clean_name(clean(name)), declared)
            token = secrets.token_urlsafe(16)
            now = self._clock.now()

            def record(tx: Tx) -> None:
                files.keep(tx, kept, now)
                files.add_upload(tx, _hashed(token), sender, kept, now)

            await self._store.write(record)
            await asyncio.to_thread(self._vault.place, arrived)
        return Upload(token, kept)

    async def uploaded(self, sender: str, tokens: Sequence[str]) -> tuple[File, ...]:
        """Return the files that `sender` has uploaded under `tokens`, or raise `NotFound`."""
        if not tokens:
            return ()
        hashes = [_hashed(token) for token in tokens]
        after = self._clock.now() - ATTACHABLE
        found = await self._store.read(lambda tx: files.uploaded(tx, sender, hashes, after))
        if len(found) != len(set(hashes)):
            raise NotFound
        return tuple(found[each] for each in dict.fromkeys(hashes))

    def content(self, file: File) -> Path | None:
        """Return where the content of a file stands, or None if it is gone."""
        path = self._vault.path(file.sha256)
        return path if path.is_file() else None

    async def said_at(self, account: int, address: Address, number: int) -> Held | None:
        """Return the file `number` if a line that was said at `address` carries it."""

        def look(tx: Tx) -> File | None:
            place = conversations.known_address(tx, account, address)
            return files.said_at(tx, place, number) if place is not None else None

        return self._held(await self._store.read(look))

    async def seen_by(self, agent: Agent, number: int) -> Held | None:
        """Return the file `number` if it is of a ticket that `agent` may see."""
        return self._held(await self._store.read(lambda tx: files.seen_by(tx, agent, number)))

    async def sweep(self) -> None:
        """Remove what belongs to a message that never came, and what a crash left half written."""
        before = self._clock.now() - KEPT

        def remove(tx: Tx) -> int:
            files.forget_uploads(tx, before)
            unused = files.drop_unused(tx, before)
            for sha256 in unused:
                self._vault.remove(sha256)
            return len(unused)

        removed = await self._store.write(remove)
        left = await asyncio.to_thread(self._vault.tidy, before)
        if removed or left:
            log.info("files_removed", unused=removed, half_written=left)

    def _held(self, found: File | None) -> Held | None:
        return Held(found, self._vault.path(found.sha256)) if found else None

    def _check(self, tx: Tx, sender: str) -> None:
        number, size = files.sent_by(tx, sender, self._clock.now() - ATTACHABLE)
        if number >= MOST_FILES or size >= MOST_BYTES * self._vault.limit:
            raise TooManyFiles


def _known(arrived: Arrived, name: str, declared: str) -> File:
    """Return what a content turns out to be."""
    kind = kind_of(arrived.head, declared)
    with arrived.path.open("rb") as content:
        width, height = shown_size(content, kind) or (0, 0)
    return File(arrived.sha256, name, kind, arrived.size, width, height)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
