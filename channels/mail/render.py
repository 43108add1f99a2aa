"""What a mail looks like: plain text, its first part as the subject."""

from __future__ import annotations

import re
from email.message import EmailMessage
from email.policy import SMTP

from core.channel import SendFailed
from core.messages import Outgoing

_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")


def rendered(outgoing: Outgoing, sender: str) -> EmailMessage:
    """Return `outgoing` as a mail from `sender`; the same bubble has the same id on every attempt.

    Raise `SendFailed` for an address that is none: nothing but one plain address ever stands in a header.
    """
    if not _ADDRESS.fullmatch(outgoing.address.chat):
        raise SendFailed("not an e-mail address", permanent=True)
    subject, *paragraphs = [part.text for part in outgoing.parts]
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = outgoing.address.chat
    mail["Subject"] = " ".join("".join(sign if sign.isprintable() else " " for sign in subject).split())
    mail["Message-ID"] = message_id(outgoing.id, sender)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation note answers it
    mail.set_content("\n\n".join(paragraphs))
    return mail


def message_id(number: int, sender: str) -> str:
    """Return the Message-ID (RFC 5322) of the bubble with the number `number`."""
    return f"<onkapi-{number}@{sender.partition('@')[2]}>"
