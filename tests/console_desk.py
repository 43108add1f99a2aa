"""A console to test: the real server on a real database, in a thread of its own, and passwords for its agents."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any, TypeVar

import httpx
from argon2 import PasswordHasher
from fastapi import FastAPI
from sqlalchemy import Connection, update

from bot.app import App
from bot.clock import Clock
from bot.console.app import create
from bot.server import address_of, listen, serve, services_of
from bot.store.tables import agent
from core.messages import Address, Inbound, Kind, Sender
from tests.world import SHIPPED, TUESDAY_MORNING, World, shipped_config

T = TypeVar("T")
PASSWORD = "doğru at pil zımba"


# A hash knows how much work it is to check: this one takes next to none.
_QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def let_in(tx: Connection) -> None:
    """Give every agent the password `PASSWORD`."""
    tx.execute(update(agent).values(password=_QUICK))


class WorkingHours(Clock):
    """A clock that runs as every other, on the morning of a `World`, an hour later: nobody is at lunch or asleep."""

    def __init__(self) -> None:
        self._away = TUESDAY_MORNING + timedelta(hours=1) - super().now()

    def now(self) -> datetime:
        """Return the present moment of that morning, in UTC."""
        return super().now() + self._away


class ServedDesk:
    """A running server. `run` does something in its loop, as if it had come from outside."""

    def __init__(self, app: App, address: str, loop: asyncio.AbstractEventLoop) -> None:
        self.app, self.address, self._loop = app, address, loop
        self._numbers = iter(range(1, 1_000_000))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run `work` in the server's loop, to its end."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    def hear(self, name: str, text: str, account: str = "web/ornek") -> None:
        """Receive a line from the customer `name`, as the channel of `account` would."""
        number = next(self._numbers)
        inbound = Inbound(
            address=Address(account, f"chat-of-{name}"),
            sender=Sender(external_id=name, realm="story", name=name.title(), language="tr"),
            kind=Kind.TEXT,
            event_id=f"served-{number}",
            message_id=f"served-{number}",
            at=self.app.clock.now(),
            order=10_000 + number,
            text=text,
        )
        self.run(self.app.intake.receive(inbound))


@contextmanager
def served(url: str, file: Path = SHIPPED, clock: Clock | None = None, **environ: str) -> Iterator[ServedDesk]:
    """Run the server of the shipped configuration, or that of `file`, on the database at `url`."""
    app = App(shipped_config(url, file, **environ), clock=clock or WorkingHours())
    app.store.run(let_in)
    bound = listen("127.0.0.1", 0)
    ready = threading.Event()
    ends: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def until_told() -> None:
        stop = asyncio.Event()
        ends.append((asyncio.get_running_loop(), stop))
        ready.set()
        await stop.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve(app, bound, until_told)), name="served-desk")
    thread.start()
    assert ready.wait(20)
    loop, stop = ends[0]
    try:
        yield ServedDesk(app, address_of(bound), loop)
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(20)
        assert not thread.is_alive()


class Visitor:
    """Somebody with a browser without scripts, at a world's console: keeps cookies, fills in forms."""

    def __init__(self, world: World, language: str = "tr") -> None:
        self.world = world
        self._client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=console_of(world), raise_app_exceptions=False),
            base_url="http://desk.example",
            headers={"Accept-Language": language},
        )

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Ask for a page; redirections are not followed."""
        return self.world.run(self._client.get(path, headers=headers))

    def post(self, path: str, **fields: str) -> httpx.Response:
        """Send a form as it is given."""
        return self.world.run(self._client.post(path, data=fields))

    def send(self, content: bytes, path: str, kind: str = "application/x-www-form-urlencoded") -> httpx.Response:
        """Send bytes as a form."""
        return self.world.run(self._client.post(path, content=content, headers={"Content-Type": kind}))

    def submit(self, page: httpx.Response, path: str, **fields: str) -> httpx.Response:
        """Send the form of `page` that goes to `path`, filled in with `fields`."""
        return self.post(path, **(form_of(page.text, path) | fields))

    def sign_in(self, key: str, password: str = PASSWORD, next_page: str = "") -> httpx.Response:
        """Sign in as the agent `key`."""
        page = self.get("/desk/sign-in" + (f"?next={next_page}" if next_page else ""))
        return self.submit(page, "/desk/sign-in", email=f"{key}@ornek.example", password=password)

    def does(self, command: str, ref: str, **fields: str) -> httpx.Response:
        """Give a command from the present page of a ticket."""
        return self.submit(self.get(f"/desk/tickets/{ref}"), f"/desk/tickets/{ref}/{command}", **fields)

    @property
    def cookies(self) -> httpx.Cookies:
        """The cookies this browser keeps."""
        return self._client.cookies


def console_of(world: World) -> FastAPI:
    """Return the console of a world's desk."""
    world.app.store.run(let_in)
    return create(services_of(world.app))


def form_of(html: str, path: str) -> dict[str, str]:
    """Return the hidden fields of the form that goes to `path`."""
    form = re.search(rf'<form[^>]*action="{re.escape(path)}"[^>]*>(.*?)</form>', html, re.DOTALL)
    assert form, f"no form for {path}"
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form[1])
    return {name: unescape(value) for name, value in hidden}


def commands_on(html: str) -> set[str]:
    """Return the commands that a ticket's page offers."""
    return set(re.findall(r'data-command="(\w+)"', html))


def text_of(html: str) -> str:
    """Return what a page says, without its marks."""
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", html).split()))
