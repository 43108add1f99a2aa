"""Files of people: fetched within the limits, or told as lost; and files for them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from channels.slack.client import Client
from channels.slack.parse import Wanted
from core.channel import SendFailed
from core.errors import FileTooLarge, TooManyFiles
from core.host import Host
from core.messages import Address, File, Lost

_HOSTS = frozenset({"files.slack.com"})
_SLACK = "slack.com"
_TRIES = 3
_PAUSE = 0.5
_PIECE = 64 * 1024
_SLOW_UPLOAD = 15.0
"""Seconds that a file may take on its way: less than the engine waits for us."""

_log = logging.getLogger(__name__)


class Fetching:
    """Fetches the files of one app, a few at a time, since each is held in memory for a moment.

    The token is shown to the platform's own host only, and never to where that would send us.
    """

    def __init__(self, client: Client, api_base: str, at_once: int = 4) -> None:
        self._client = client
        self._room = asyncio.Semaphore(at_once)
        base = urlsplit(api_base)
        official = base.hostname == _SLACK or (base.hostname or "").endswith(f".{_SLACK}")
        self._hosts = _HOSTS if official else frozenset({base.hostname or ""})
        self._schemes = {"https"} if official else {base.scheme}

    async def fetch(self, host: Host, sender: Address, wanted: Wanted) -> File | Lost:
        """Keep a file for a message of `sender`; what is too large, or cannot be had after some tries, is lost.

        Raises when it cannot be kept here: then the message must come again.
        """
        wanted = await self._known(wanted)
        lost = Lost(wanted.name, host.file_limit >> 20)
        if wanted.size > host.file_limit:
            return lost
        async with self._room:
            content = await self._content(wanted, host.file_limit, sender)
            if not content:
                return lost
            try:
                upload = await host.keep_file(sender, _pieces(content), wanted.name, wanted.declared)
            except (FileTooLarge, TooManyFiles):
                return lost
        return upload.file

    async def _known(self, wanted: Wanted) -> Wanted:
        """Ask for what a message does not say of a file that comes from another workspace."""
        if wanted.url:
            return wanted
        try:
            found: Any = (await self._client.call("files.info", file=wanted.id)).get("file") or {}
        except SendFailed as failed:
            _log.info("file not known: %s", failed.reason)
            return wanted
        return wanted.told(found)

    async def _content(self, wanted: Wanted, limit: int, sender: Address) -> bytes:
        """Return what the platform has; nothing where it does not give it out."""
        where = urlsplit(wanted.url)
        if where.hostname not in self._hosts or where.scheme not in self._schemes:
            _log.info("file of a strange host on %s", sender.account)
            return b""
        for attempt in range(_TRIES):
            try:
                return await self._download(wanted, limit)
            except (aiohttp.ClientError, TimeoutError) as error:
                _log.info("file not fetched: %s on %s", type(error).__name__, sender.account)
                await asyncio.sleep(_PAUSE * 2**attempt)
        return b""

    async def _download(self, wanted: Wanted, limit: int) -> bytes:
        headers = {"Authorization": f"Bearer {self._client.token}"}
        async with self._client.session.get(wanted.url, headers=headers, allow_redirects=False) as answer:
            if answer.status >= 500:
                raise aiohttp.ClientPayloadError(f"status {answer.status}")
            # Who may not have a file gets a page to sign in, with 200.
            page = answer.content_type == "text/html" and "html" not in wanted.declared
            if answer.status != 200 or page:
                return b""
            content = bytearray()
            async for piece in answer.content.iter_chunked(_PIECE):
                content += piece
                if len(content) > limit:
                    return b""
        return bytes(content) if len(content) == wanted.size or not wanted.size else b""


async def _pieces(content: bytes) -> AsyncGenerator[bytes, None]:
    for start in range(0, len(content), _PIECE):
        yield content[start : start + _PIECE]


async def upload(client: Client, file: File, path: Path, channel: str, thread: str) -> str:
    """Show a file in a channel and return its id; raise `SendFailed` otherwise.

    The library's own way takes a path as well, so that a name could open a file of this computer; this one takes bytes.
    """
    content = await asyncio.to_thread(path.read_bytes)
    ticket = await client.call("files.getUploadURLExternal", filename=file.name, length=len(content))
    try:
        timeout = aiohttp.ClientTimeout(total=_SLOW_UPLOAD)
        async with client.session.post(str(ticket["upload_url"]), data=content, timeout=timeout) as answer:
            if answer.status != 200:
                raise SendFailed(f"the file was not taken ({answer.status})")
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError) as error:
        # Nothing is shown before it is completed.
        raise SendFailed(f"the file did not arrive ({type(error).__name__})") from None
    number = str(ticket.get("file_id", ""))
    given = {"files": [{"id": number, "title": file.name}], "channel_id": channel, "thread_ts": thread or None}
    await client.call("files.completeUploadExternal", **given)
    return number
