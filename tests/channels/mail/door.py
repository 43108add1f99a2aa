"""Mail that is only sent, for the contract of channels."""

from __future__ import annotations

from channels import mail
from core.channel import Channel


def sender(port: int) -> Channel:
    """Return mail with one account, `main`, by the mail server on `port` of this machine."""
    account = {"key": "main", "host": "127.0.0.1", "port": port, "sender": "destek@onkapi.example"}
    return mail.create(mail.Settings.model_validate({"accounts": [account]}))
