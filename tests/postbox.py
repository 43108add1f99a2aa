"""A real mail server on a free port of this machine: it keeps what it gets, or refuses as it is told."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.world import SHIPPED


class Postbox:
    """What arrived. `answers` are given one by one to the next mails instead of taking them."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.readers: list[str] = []
        self.answers: list[str] = []
        self.port = 0
        self.logins: list[str] = []

    def code(self) -> str:
        """The six digits of the last mail."""
        found = re.search(r"[0-9]{6}", self.mails[-1].get_content())
        assert found
        return found[0]

    async def handle_DATA(  # noqa: N802 -- the library's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take a mail, unless something else is to be answered."""
        if self.answers:
            return self.answers.pop(0)
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.readers += envelope.rcpt_tos
        return "250 OK"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any
    ) -> AuthResult:
        """Let in whoever knows the password "geheim"."""
        assert isinstance(given, LoginPassword)
        self.logins.append(given.login.decode())
        return AuthResult(success=given.password == b"geheim")


@contextmanager
def postbox(*, sign_in: bool = False) -> Iterator[Postbox]:
    """Serve a postbox from a thread of its own."""
    box, ended = Postbox(), asyncio.Event()
    loop = asyncio.new_event_loop()

    def protocol() -> SMTP:
        if not sign_in:
            return SMTP(box, hostname="localhost", loop=loop)
        return SMTP(
            box,
            hostname="localhost",
            loop=loop,
            authenticator=box.authenticate,
            auth_required=True,
            auth_require_tls=False,
        )

    async def serve(listener: socket.socket) -> None:
        async with await loop.create_server(protocol, sock=listener):
            await ended.wait()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        box.port = listener.getsockname()[1]
        thread = threading.Thread(target=lambda: loop.run_until_complete(serve(listener)))
        thread.start()
        yield box
        loop.call_soon_threadsafe(ended.set)
        thread.join(10)
        loop.close()


def with_mail(box: Postbox, folder: Path) -> Path:
    """Write a configuration into `folder` that is the shipped one and mails through `box`."""
    account = {"key": "main", "host": "127.0.0.1", "port": box.port, "sender": "destek@onkapi.example"}
    file = folder / "with_mail.yaml"
    said = {"include": [str(SHIPPED)], "channels": {"mail": {"accounts": [account]}}}
    file.write_text(json.dumps(said), encoding="utf-8")
    return file
