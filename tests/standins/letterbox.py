"""A small platform on a free port of this machine, with the faults that real ones have; it speaks HTTP by hand.

`POST /messages` takes `{"id", "chat", "text"}` and answers `{"message": "..."}`; `GET /messages/ID` looks whether it is
there. What goes wrong with the next posts is put into `faults`.
"""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Literal

FaultKind = Literal["garbage", "silence", "late", "cut", "reset", "refused", "busy", "down", "lost"]


@dataclass
class Letterbox:
    """The platform. `silence` and `late` never answer, or after `seconds`; `cut` closes in the middle of its answer.

    `lost` has done what it was asked to and closes without a word, `late` has done it, too. Nothing goes wrong with
    what is for the chat `but`.
    """

    address: str = ""
    seconds: float = 0.6
    faults: list[FaultKind] = field(default_factory=list)
    always: FaultKind | None = None
    but: str = ""
    got: list[dict[str, Any]] = field(default_factory=list)
    tries: list[dict[str, Any]] = field(default_factory=list)
    looks: list[str] = field(default_factory=list)

    def texts(self, chat: str = "") -> list[str]:
        """Return what has arrived, in its order."""
        return [each["text"] for each in self.got if chat in ("", each["chat"])]

    def _fault(self, chat: str) -> FaultKind | None:
        if self.but and chat == self.but:
            return None
        return self.faults.pop(0) if self.faults else self.always

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection with one request."""
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            size = next(
                (
                    int(line.partition(":")[2])
                    for line in head.lower().splitlines()
                    if line.startswith("content-length")
                ),
                0,
            )
            body = await reader.readexactly(size)
            if head.startswith("GET"):
                number = head.split()[1].rpartition("/")[2]
                self.looks.append(number)
                found = next((each for each in self.got if str(each["id"]) == number), None)
                await _reply(writer, 200 if found else 404, {"message": f"m{number}"} if found else {})
            else:
                await self._post(json.loads(body), writer)
        with suppress(ConnectionError):
            writer.close()

    async def _post(self, message: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        self.tries.append(message)
        fault = self._fault(message.get("chat", ""))
        if fault in (None, "late", "lost", "cut"):
            self.got.append(message)
        match fault:
            case "garbage":
                writer.write(b"\x00\xffSSH-2.0-what\r\n\r\n")
            case "silence":
                await asyncio.sleep(60)
            case "late":
                await asyncio.sleep(self.seconds)
                await _reply(writer, 200, {"message": f"m{message.get('id', '')}"})
            case "cut":
                writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{"mess')
                await writer.drain()
            case "reset" | "lost":
                writer.transport.abort()
            case "refused":
                await _reply(writer, 400, {"error": "no such chat"})
            case "busy":
                await _reply(writer, 429, {"error": "slow down"}, "Retry-After: 1\r\n")
            case "down":
                await _reply(writer, 503, {"error": "maintenance"})
            case None:
                await _reply(writer, 200, {"message": f"m{message.get('id', '')}"})


async def _reply(writer: asyncio.StreamWriter, status: int, body: dict[str, Any], more: str = "") -> None:
    content = json.dumps(body).encode()
    head = f"HTTP/1.1 {status} So\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n{more}"
    writer.write(head.encode() + b"Connection: close\r\n\r\n" + content)
    await writer.drain()


@contextmanager
def letterbox() -> Iterator[Letterbox]:
    """Serve the platform from a thread of its own."""
    box = Letterbox()
    loop = asyncio.new_event_loop()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        box.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        server = loop.run_until_complete(asyncio.start_server(box.answer, sock=listener))
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            asyncio.run_coroutine_threadsafe(_end(server), loop).result(10)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(10)
            loop.close()


async def _end(server: asyncio.Server) -> None:
    server.close()
    mine = asyncio.current_task()
    others = [task for task in asyncio.all_tasks() if task is not mine]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
