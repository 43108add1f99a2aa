"""A program at a world's API: it has a token, sends JSON and reads the answer."""

from __future__ import annotations

from typing import Any

import httpx

from bot.console.app import create
from bot.server import services_of
from bot.store import tokens
from core.people import Role
from tests.world import World


class Program:
    """A program with a token of its own; without a role it has none."""

    def __init__(
        self,
        world: World,
        role: Role | None = Role.AGENT,
        *,
        queues: tuple[str, ...] = ("l1",),
        organization: str | None = None,
        name: str = "",
        language: str = "en",
    ) -> None:
        self.world = world
        self.name = name or f"program {world.number()}"
        headers = {"Accept-Language": language}
        if role is not None:
            headers["Authorization"] = f"Bearer {issue(world, self.name, role, queues, organization)}"
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=create(services_of(world.app)), raise_app_exceptions=False),
            base_url="http://desk.example/api/v1",
            headers=headers,
        )

    def get(self, path: str, **query: Any) -> httpx.Response:
        """Ask for something."""
        return self.world.run(self.client.get(path, params=query))

    def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Send something, and let everybody hear of it."""
        answer = self.world.run(self.client.post(path, json=body, headers=_named(headers)))
        self.world.waits(seconds=0)
        return answer

    def send_as(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """Send something by another method, and let everybody hear of it."""
        answer = self.world.run(self.client.request(method.upper(), path, json=body))
        self.world.waits(seconds=0)
        return answer

    def put(self, path: str, body: Any = None) -> httpx.Response:
        """Put something in place of what was there, and let everybody hear of it."""
        answer = self.world.run(self.client.put(path, json=body))
        self.world.waits(seconds=0)
        return answer

    def send(self, path: str, content: bytes, kind: str = "application/json", **headers: str) -> httpx.Response:
        """Send bytes as they are."""
        named = {**_named(headers), "Content-Type": kind}
        return self.world.run(self.client.post(path, content=content, headers=named))

    def gives(self, command: str, ref: str, **body: Any) -> httpx.Response:
        """Give a command."""
        return self.post(f"/tickets/{ref}/commands/{command}", body or None)


def issue(world: World, name: str, role: Role, queues: tuple[str, ...] = (), organization: str | None = None) -> str:
    """Return a fresh token."""
    secret, now = tokens.fresh(), world.clock.now()
    world.app.store.run(
        lambda tx: tokens.create(
            tx,
            name,
            token_hash=tokens.hashed(secret),
            role=role,
            queues=queues if role is not Role.CUSTOMER_LEAD else (),
            organization=organization,
            language="tr",
            now=now,
            expires_at=None,
        )
    )
    return secret


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
