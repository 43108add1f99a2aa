"""Webhooks: what is told, to whom, in which order, how it is signed, and what becomes of it when nobody listens."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread, Timer
from typing import Any, SupportsIndex

import pytest
from sqlalchemy import select

from bot.config import Config, ConfigError, load
from bot.events import Event, Webhook
from bot.jobs import _forget
from bot.store import webhooks as store
from bot.store.tables import webhook_delivery
from bot.webhooks import Webhooks, signed
from core.effects import Command
from core.errors import IllegalMove
from core.messages import Kind
from core.ticket import ClosureCode
from tests.databases import drop_database, fresh_database
from tests.world import ROOT, TUESDAY_MORNING, CustomerOf, World

KEY = b"0123456789abcdef0123456789abcdef"


@dataclass
class Receiver:
    """A real program on this machine: it answers what it is told to, and remembers whom it heard.

    It refuses what tells of the ticket `refusing`, however many tell it something side by side.
    """

    port: int = 0
    refusing: str = ""
    answers: list[int] = field(default_factory=list)
    heard: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def story(self) -> list[tuple[str, str]]:
        return [(each["type"].removeprefix("ticket."), each["data"]["ref"]) for each in self.heard]


@contextmanager
def listening() -> Iterator[Receiver]:
    receiver = Receiver()

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            status = receiver.answers.pop(0) if receiver.answers else 204
            if receiver.refusing and receiver.refusing.encode() in body:
                status = 500
            receiver.headers.append({name.lower(): value for name, value in self.headers.items()})
            receiver.bodies.append(body)
            if status < 300:
                receiver.heard.append(json.loads(body))
            self.send_response(status)
            for name, value in receiver.extra.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    receiver.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as made:
        yield made


def told_by(url: str, receiver: Receiver, **more: Any) -> World:
    """Return a world in which `receiver` is told of everything, or of what `more` says."""
    made = World(url)
    hook = Webhook(**{"key": "itsm", "url": receiver.url, "secret": KEY, "events": frozenset(Event), **more})
    use(made, hook)
    return made


def use(world: World, *hooks: Webhook) -> None:
    world.app.engine.catalogue = replace(world.app.catalogue, webhooks=hooks)
    world.app.webhooks = Webhooks(world.app.store, hooks, world.clock)


@pytest.fixture
def world(sqlite_url: str, receiver: Receiver) -> Iterator[World]:
    made = told_by(sqlite_url, receiver)
    yield made
    made.close()


def asks(world: World, name: str = "ali", account: str = "web/ornek") -> CustomerOf:
    customer = world.customer(name, account)
    customer.says("ekranım titriyor", "destek uzmanı istiyorum")
    return customer


def sends(world: World) -> int:
    return world.run(world.app.webhooks.send_due())


def sends_all(world: World) -> None:
    while sends(world):
        pass


def states(world: World) -> list[str]:
    rows = world.app.store.run(lambda tx: tx.execute(select(webhook_delivery.c.state).order_by(webhook_delivery.c.id)))
    return list(rows.scalars())


def test_a_whole_case_is_told_in_order(database_url: str, receiver: Receiver) -> None:
    world = told_by(database_url, receiver)
    ali, elif_ = asks(world), world.agent("elif")
    ref = ali.ref
    elif_.claims(ref)
    elif_.replies(ref, "Bakıyorum.")
    elif_.does(Command.WAIT_CUSTOMER, ref, words="Hangi ekran?")
    ali.says("soldaki")
    elif_.notes(ref, "Bu bir sır.")
    elif_.does(Command.TRANSFER, ref, queue="network")
    world.agent("mert").claims(ref)
    world.agent("mert").solves(ref, "Kabloyu değiştirdik.")
    ali.presses("Hayır, sürüyor")
    world.agent("mert").solves(ref, "Ekranı değiştirdik.", ClosureCode.WORKAROUND)
    ali.presses("Evet, düzeldi")
    sends_all(world)
    wanted = [
        "opened", "claimed", "replied", "waiting", "transferred", "claimed", "solved", "reopened", "solved", "closed",
    ]  # fmt: skip
    assert receiver.story() == [(event, ref) for event in wanted]
    last = receiver.heard[-1]
    assert last["data"]["by"] == {"kind": "customer", "name": "Ali"}
    assert (last["data"]["status"], last["data"]["end_reason"]) == ("closed", "confirmed")
    assert last["data"]["closure_code"] == "workaround"
    everything = b"".join(receiver.bodies).decode()
    assert "sır" not in everything
    assert "Kabloyu" not in everything, "words of a conversation are asked for, not sent around"
    world.close()


def test_a_rating_is_told_with_its_score(world: World, receiver: Receiver) -> None:
    ali, elif_ = asks(world), world.agent("elif")
    elif_.claims(ali.ref)
    elif_.solves(ali.ref, "Değiştirdik.")
    ali.presses("Evet, düzeldi")
    ali.presses("5")
    sends_all(world)
    assert receiver.story()[-1][0] == "rated"
    assert receiver.heard[-1]["data"]["score"] == 5


def test_a_message_is_signed_as_standard_webhooks_says(world: World, receiver: Receiver) -> None:
    asks(world)
    sends_all(world)
    headers, body = receiver.headers[0], receiver.bodies[0]
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = base64.b64encode(hmac.digest(KEY, content, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{digest}"
    assert headers["webhook-id"].startswith("msg_")
    assert headers["webhook-timestamp"] == str(int(world.clock.now().timestamp()))
    assert headers["content-type"] == "application/json"


def test_the_signature_is_that_of_the_specification() -> None:
    """The example that the libraries of Standard Webhooks are tested with."""
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    moment = datetime.fromtimestamp(1614265330, UTC)
    made = signed(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", moment, b'{"test": 2432232314}')
    assert made["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_only_what_was_asked_for_is_told(sqlite_url: str, receiver: Receiver) -> None:
    world = told_by(sqlite_url, receiver, events=frozenset({Event.CLAIMED}), organization="kamu")
    ali, veli = asks(world), asks(world, "veli", "web/kamu")
    for customer in (ali, veli):
        world.agent("elif").claims(customer.ref)
    sends_all(world)
    assert receiver.story() == [("claimed", veli.ref)]
    world.close()


def test_a_move_that_is_undone_tells_nobody(world: World) -> None:
    ali = asks(world)
    before = world.count(webhook_delivery)
    with pytest.raises(IllegalMove):
        world.agent("elif").replies(ali.ref, "daha benim değil")
    assert world.count(webhook_delivery) == before


def test_what_fails_comes_again_and_holds_up_its_own_ticket_only(world: World, receiver: Receiver) -> None:
    ali, ece = asks(world), asks(world, "ece")
    world.agent("elif").claims(ali.ref)
    receiver.refusing = ali.ref
    assert sends(world) == 2
    assert receiver.story() == [("opened", ece.ref)]
    assert sends(world) == 0, "it waits for its pause, and what follows waits behind it"
    receiver.refusing = ""
    world.clock.move(timedelta(seconds=6))
    sends_all(world)
    assert receiver.story() == [("opened", ece.ref), ("opened", ali.ref), ("claimed", ali.ref)]
    told = [
        headers["webhook-id"]
        for headers, body in zip(receiver.headers, receiver.bodies, strict=True)
        if ali.ref.encode() in body
    ]
    assert told[0] == told[1] != told[2], "the same message has the same number"
    assert set(states(world)) == {"sent"}


def test_a_receiver_that_is_not_there_is_tried_for_three_days_and_then_listed(world: World, receiver: Receiver) -> None:
    use(world, Webhook(key="itsm", url="http://127.0.0.1:9/", secret=KEY, events=frozenset(Event)))
    ali, tries = asks(world), 0
    world.agent("elif").claims(ali.ref)
    while "ready" in states(world)[:1]:
        tries += sends(world)
        world.clock.move(timedelta(hours=1))
        assert tries < 200
    assert 60 < tries < 90, "at the end once an hour or two"
    failed = world.app.store.run(lambda tx: store.failed(tx, after=0, limit=10))
    assert (failed[0].ref, failed[0].event) == (ali.ref, "ticket.opened")
    assert "ConnectError" in failed[0].error
    use(world, Webhook(key="itsm", url=receiver.url, secret=KEY, events=frozenset(Event)))
    assert world.app.store.run(lambda tx: store.again(tx, failed[0].id, world.clock.now()))
    sends_all(world)
    assert ("opened", ali.ref) in receiver.story()


@pytest.mark.parametrize(("status", "state"), [(410, "failed"), (302, "ready"), (404, "ready"), (200, "sent")])
def test_what_the_answer_means(world: World, receiver: Receiver, status: int, state: str) -> None:
    asks(world)
    receiver.answers, receiver.extra = [status], {"Location": "http://127.0.0.1:9/elsewhere"}
    sends(world)
    assert states(world) == [state]


def test_a_receiver_may_ask_for_time(world: World, receiver: Receiver) -> None:
    asks(world)
    receiver.answers, receiver.extra = [503], {"Retry-After": "120"}
    sends(world)
    world.clock.move(timedelta(seconds=119))
    assert sends(world) == 0
    world.clock.move(timedelta(seconds=2))
    assert sends(world) == 1


def test_what_was_heard_while_the_database_is_held_is_not_told_twice(
    sqlite_url: str, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "LEASE", timedelta(seconds=1))
    world = told_by(sqlite_url, receiver)
    asks(world)
    holder = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)

    class Held(list[int]):
        """A receiver that hears, and meanwhile another program takes the database for longer than anybody waits."""

        def pop(self, place: SupportsIndex = -1) -> int:
            holder.execute("BEGIN EXCLUSIVE")
            Timer(6.0, holder.execute, ("COMMIT",)).start()
            return super().pop(place)

    receiver.answers = Held([204])
    sends_all(world)
    assert states(world) == ["sent"]
    assert receiver.story() == [("opened", world.customer("ali").ref)]
    holder.close()
    world.close()


def test_who_begins_waits_for_those_to_write_it_down_who_were_sending(receiver: Receiver) -> None:
    url = fresh_database("postgresql")
    world = told_by(url, receiver)
    asks(world)
    begun = world.clock.now()
    [claimed] = world.app.store.run(lambda tx: store.claim(tx, "itsm", begun))
    world.clock.move(2 * store.LEASE)

    async def live() -> None:
        loops = asyncio.create_task(world.app.webhooks.run())
        await asyncio.sleep(0.3)
        settled = await world.app.store.write(lambda tx: store.settle(tx, claimed, "sent", due=begun))
        assert settled, "nobody else has claimed it"
        await asyncio.sleep(1.2)
        loops.cancel()
        with pytest.raises(asyncio.CancelledError):
            await loops

    world.run(live())
    assert receiver.heard == []
    world.close()
    drop_database(url)


def test_two_senders_at_once_send_everything_once(database_url: str, receiver: Receiver) -> None:
    world = told_by(database_url, receiver)
    for name in ("ali", "ece", "can"):
        asks(world, name)
    other = Webhooks(world.app.store, world.app.catalogue.webhooks, world.clock)

    async def both() -> None:
        await asyncio.gather(world.app.webhooks.send_due(), other.send_due())

    world.run(both())
    assert sorted(receiver.story()) == sorted(set(receiver.story()))
    assert states(world) == ["sent"] * 3
    world.close()


def test_what_a_crash_left_half_sent_is_sent_at_the_next_start(world: World, receiver: Receiver) -> None:
    asks(world)
    now = world.clock.now()
    world.app.store.run(lambda tx: store.claim(tx, "itsm", now))
    assert sends(world) == 0
    world.run(world.app.webhooks.recover())
    assert sends(world) == 1


def test_what_waits_for_a_webhook_that_is_gone_is_listed(world: World) -> None:
    asks(world)
    use(world)
    world.run(world.app.webhooks.recover())
    assert states(world) == ["failed"]


def test_old_rows_are_dropped(world: World) -> None:
    asks(world)
    sends_all(world)
    asks(world, "ece")
    for days in (6, 2, 40):
        world.clock.move(timedelta(days=days))
        world.app.store.run(lambda tx: _forget(tx, world.clock.now()))
    assert states(world) == ["ready"], "what was not sent yet is kept"


def test_the_loops_send_by_themselves_when_they_are_woken(world: World, receiver: Receiver) -> None:
    async def live() -> None:
        loops = asyncio.create_task(world.app.webhooks.run())
        await asyncio.sleep(0.05)
        await world.app.intake.receive(world.customer("ali").inbound(Kind.TEXT, text="ekranım titriyor"))
        world.clock.move(timedelta(seconds=5))
        for number in await world.app.intake.due():
            await world.app.intake.wake(number)
        for _ in range(200):
            if receiver.heard:
                break
            await asyncio.sleep(0.02)
        loops.cancel()
        with pytest.raises(asyncio.CancelledError):
            await loops

    world.run(live())
    assert [event for event, _ in receiver.story()] == ["opened"]


# ---- The configuration


HOOK = """
webhooks:
  - {key: itsm, url: "https://itsm.example/hook?x=1", secret: "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
     events: [ticket.opened], organization: ornek}
"""


def configured(tmp_path: Path, section: str) -> Config:
    text = (ROOT / "config.yaml").read_text("utf-8") + section
    (tmp_path / "config.yaml").write_text(text, "utf-8")
    environ = {"ONKAPI_WEB_ORNEK": "", "ONKAPI_WEB_KAMU": ""}
    return load(tmp_path / "config.yaml", environ, today=TUESDAY_MORNING.date())


def test_a_webhook_is_read_from_the_configuration_and_never_shown(tmp_path: Path) -> None:
    config = configured(tmp_path, HOOK)
    [hook] = config.webhooks
    assert (hook.key, hook.secret, list(hook.events)) == ("itsm", KEY, [Event.OPENED])
    assert hook.organization == "ornek"
    assert "0123" not in repr(hook) + repr(config)


@pytest.mark.parametrize(
    ("was", "now", "problem"),
    [
        ("https://itsm.example/hook?x=1", "ftp://itsm.example", "is not an address that can be called"),
        ("https://itsm.example/hook?x=1", "https://user@itsm.example", "is not an address that can be called"),
        ("whsec_MDEy", "whsec", "this is no secret of 24 to 64 bytes"),
        ("ticket.opened", "ticket.eaten", "is not one of ticket.opened"),
        ("organization: ornek", "organization: nowhere", 'there is no organization "nowhere"'),
    ],
)
def test_a_webhook_that_cannot_work_is_refused_with_its_line(tmp_path: Path, was: str, now: str, problem: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(problem)) as refused:
        configured(tmp_path, HOOK.replace(was, now))
    assert "0123" not in str(refused.value)
    assert "MDEy" not in str(refused.value)
