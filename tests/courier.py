"""A channel that posts to a platform over real HTTP and can look there whether something has arrived."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import httpx

from core.channel import AccountSettings, SendFailed
from core.messages import Outgoing
from tests.pigeon import Pigeon
from tests.standins.letterbox import Letterbox


class Sender(Pigeon):
    """Posts every message; it is given up after `patience` seconds."""

    def __init__(self, box: Letterbox, *accounts: AccountSettings, patience: float = 0.3) -> None:
        super().__init__(*accounts)
        self._box, self._patience = box, patience

    async def send(self, outgoing: Outgoing) -> Sequence[str]:
        body = {"id": outgoing.id, "chat": outgoing.address.chat, "text": outgoing.plain}
        try:
            answer = await self._ask("POST", "/messages", body)
            if answer.status_code == 400:
                raise SendFailed(answer.json()["error"], permanent=True)
            if answer.status_code == 429:
                raise SendFailed("slow down", retry_after=float(answer.headers["Retry-After"]), bucket="all")
            if answer.status_code != 200:
                raise SendFailed(f"the platform answered {answer.status_code}", down=True)
            return (answer.json()["message"],)
        except httpx.HTTPError as error:
            raise SendFailed(type(error).__name__, down=True, unsure=True) from None

    async def _ask(self, method: str, path: str, body: object = None) -> httpx.Response:
        async with httpx.AsyncClient(timeout=self._patience, trust_env=False) as http:
            return await http.request(method, self._box.address + path, json=body)


class Courier(Sender):
    """A sender that can look."""

    async def find(self, outgoing: Outgoing, since: datetime) -> Sequence[str] | None:
        try:
            answer = await self._ask("GET", f"/messages/{outgoing.id}")
        except httpx.HTTPError as error:
            raise SendFailed(type(error).__name__, down=True) from None
        return (answer.json()["message"],) if answer.status_code == 200 else None
