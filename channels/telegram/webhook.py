"""The platform calls us: its door, and the address under which it knows that."""

from __future__ import annotations

import asyncio
import hmac
import logging
from datetime import datetime

from starlette.requests import Request
from telegram import WebhookInfo

from channels import ingress
from channels.ingress import Refused
from channels.telegram.client import ALLOWED, Client, trouble
from channels.telegram.polling import Backoff
from channels.telegram.settings import Account, Settings
from core.host import Host

PATH = "/hooks/telegram"
_CHECKED = 60.0
"""Seconds between two looks whether the platform still calls us."""

_log = logging.getLogger(__name__)


def knows_secret(request: Request, account: Account) -> bool:
    """Say whether the caller shows the secret of the account; how long this takes tells nothing about it."""
    shown = request.headers.get("x-telegram-bot-api-secret-token", "")
    return bool(account.webhook_secret) and hmac.compare_digest(shown.encode(), account.webhook_secret.encode())


def address_of(public_url: str, account: Account) -> str:
    """Return where the platform calls an account of a server that is reached at `public_url`."""
    return f"{public_url}{PATH}/{account.key}"


async def read_update(request: Request, account: Account | None) -> dict[str, object]:
    """Return the update that the platform brings to `account`, or raise `Refused`.

    Who does not know the secret learns nothing, not even whether there is such an account.
    """
    if account is None or account.mode != "webhook" or not knows_secret(request, account):
        raise Refused(403, "not_you")
    return dict(await ingress.read_json(request))


class Called:
    """Keeps the platform calling us, from the start on; what waits there is never dropped."""

    def __init__(self, account: Account, client: Client, settings: Settings) -> None:
        self._account, self._client = account, client
        self._name = f"telegram/{account.key}"
        self._backoff = Backoff(settings)
        self._again = min(settings.retries.longest, _CHECKED)
        # The platform keeps its last failure for ever; this one is over.
        self._over: datetime | None = None

    async def run(self, host: Host) -> None:
        """Say where we are, and say it again if the platform forgets."""
        url = address_of(host.public_url, self._account)
        said = False
        while True:
            try:
                known = await self._client.bot.get_webhook_info()
                if not said or not known.pending_update_count:
                    self._over = known.last_error_date
                if not said or known.url != url:
                    await self._client.bot.set_webhook(
                        url,
                        secret_token=self._account.webhook_secret,
                        allowed_updates=ALLOWED,
                        drop_pending_updates=False,
                    )
                    said = True
                self._backoff.worked(self._account.key)
                fails = known.last_error_date != self._over
                if fails:
                    host.report(self._name, "listening", _unreached(known))
                else:
                    host.report(self._name, "listening", lasts=2 * _CHECKED)
                await asyncio.sleep(self._again if fails else _CHECKED)
            except Exception as error:  # noqa: BLE001 -- whatever it was, it must not be the end
                host.report(self._name, "listening", trouble(error))
                await asyncio.sleep(self._backoff.after(error, self._account.key))


def _unreached(known: WebhookInfo) -> str:
    return f"the platform cannot bring what waits there: {(known.last_error_message or '')[:200]}"
