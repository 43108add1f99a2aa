"""The mail channel: it hands each bubble to a mail server and says what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import aiosmtplib
from aiosmtplib import SMTPAuthenticationError, SMTPException, SMTPRecipientsRefused, SMTPResponseException
from starlette.routing import BaseRoute

from channels.mail.render import rendered
from channels.mail.settings import Settings
from core.channel import Abilities, AccountSettings, Limit, Roomless, SendFailed
from core.host import Host
from core.messages import Address, Outgoing

NAME = "mail"
_SECONDS = 10.0
"""How long one step with a mail server may take; what waits longer is tried again."""

_HOPELESS = 500
"""From this reply on a mail server says that the same mail will never be taken (RFC 5321, section 4.2.1)."""

_STARTTLS: Mapping[str, bool | None] = {"auto": None, "always": True, "never": False, "tls": None}
"""`starttls` of the configuration in the words of the library; None is where the server offers it."""


class Mail(Roomless):
    """It only sends; who answers such a mail reaches whoever reads the sender's mailbox."""

    name = NAME
    abilities = Abilities(buttons=False, receives=False)

    def __init__(self, settings: Settings) -> None:
        self._servers = {account.key: account for account in settings.accounts}
        self.accounts: Sequence[AccountSettings] = tuple(
            AccountSettings(key=account.key, organization=account.organization or "") for account in settings.accounts
        )

    def routes(self) -> Sequence[BaseRoute]:
        """Return nothing: nobody knocks here."""
        return ()

    async def start(self, host: Host) -> None:
        """Do nothing: each mail has a connection of its own."""

    async def stop(self) -> None:
        """Do nothing."""

    def limits(self, address: Address) -> Sequence[Limit]:
        """Return none: here nobody counts."""
        return ()

    async def send(self, outgoing: Outgoing) -> Sequence[str]:
        """Hand `outgoing` to the mail server, and return its Message-ID.

        Raise `SendFailed`: for good when the server refuses with a reply of 500 and more, else to be tried again.
        The reason carries the reply's number, never its words, which may repeat what the mail says.
        """
        server = self._servers[outgoing.address.account.partition("/")[2]]
        mail = rendered(outgoing, server.sender)
        try:
            await aiosmtplib.send(
                mail,
                hostname=server.host,
                port=server.port,
                username=server.username or None,
                password=server.password or None,
                # Without it the library asks the resolver for this computer's name, and everybody waits.
                local_hostname=server.sender.partition("@")[2],
                timeout=_SECONDS,
                use_tls=server.starttls == "tls",
                start_tls=_STARTTLS[server.starttls],
            )
        except SMTPAuthenticationError as refused:
            # The operator can put that right while the mail waits.
            raise SendFailed(f"the mail server refused the sign-in ({refused.code})", down=True) from None
        except SMTPRecipientsRefused as refused:
            raise _failed(min(each.code for each in refused.recipients)) from None
        except SMTPResponseException as refused:
            raise _failed(refused.code) from None
        except (SMTPException, OSError) as trouble:
            raise SendFailed(f"the mail server cannot be reached ({type(trouble).__name__})", down=True) from None
        return (mail["Message-ID"],)


def _failed(code: int) -> SendFailed:
    return SendFailed(f"the mail server said {code}", permanent=code >= _HOPELESS)
