"""What the clock does in the running server: timers, sweeps, the metronome; and what the logs say of it."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from contextlib import redirect_stderr
from datetime import timedelta

import pytest
import structlog
from sqlalchemy import select

from bot import log
from bot.app import App
from bot.health.counters import REGISTRY
from bot.jobs import Job, all_jobs, run
from bot.scheduler import Scheduler
from bot.store.engine import StoreUnavailable
from bot.store.tables import job_run, outbox
from core.messages import Address, Inbound, Kind, Sender
from tests.world import World, shipped_config

SOON = 10.0


def test_the_running_server_wakes_and_delivers_by_itself(database_url: str) -> None:
    app = App(shipped_config(database_url, ONKAPI_DESK__SETTLE="0.1"))
    said = Inbound(
        address=Address("web/ornek", "chat"),
        sender=Sender(external_id="ali", realm="ornek"),
        kind=Kind.TEXT,
        event_id="1",
        message_id="1",
        at=app.clock.now(),
        text="bir insanla görüşmek istiyorum",
    )

    async def story() -> None:
        await app.start()
        await app.host.receive(said)
        changes = app.host.changes(said.address)
        async with asyncio.timeout(SOON):
            async for _ in changes:
                if len(await app.host.transcript(said.address)) == 2 and not await app.host.busy(said.address):
                    break
        lines = await app.host.transcript(said.address)
        assert [line.author for line in lines] == ["customer", "bot"]
        assert not await app.host.busy(said.address)
        await changes.aclose()
        await app.stop()

    asyncio.run(story())


def test_a_sweep_finds_what_a_crash_left(world: World) -> None:
    ali = world.customer("ali")
    world.run(world.app.intake.receive(ali.inbound(Kind.TEXT, text="vpn bağlanmıyor")))
    world.run(world.app.waker.stop())  # the timer died with its process
    world.clock.move(timedelta(seconds=5))
    world.run(world.app.waker.sweep())
    assert world.count(outbox) == 1


def test_a_sweep_passes_over_whom_the_timer_has_woken_and_who_is_being_answered(world: World) -> None:
    def searches() -> float:
        found: float = sum(
            sample.value
            for metric in REGISTRY.collect()
            for sample in metric.samples
            if sample.name == "onkapi_searches_total"
        )
        return found

    async def story() -> float:
        [conversation] = await world.app.intake.due()
        before = searches()
        world.app.waker.at(conversation, world.clock.now())
        await asyncio.sleep(0.001)
        await world.app.waker.sweep()
        await world.app.waker.stop()
        return searches() - before

    world.run(world.app.intake.receive(world.customer("ali").inbound(Kind.TEXT, text="vpn bağlanmıyor")))
    world.clock.move(timedelta(seconds=5))
    assert world.run(story()) == 1


def test_a_job_that_is_alone_runs_once_in_its_period_wherever_it_is_asked_to(world: World) -> None:
    ran: list[str] = []

    async def work() -> None:
        ran.append("once")

    job = Job(name="alone", period=timedelta(minutes=1), run=work)

    async def everywhere() -> None:
        await asyncio.gather(*(run(job, world.app.store, world.clock) for _ in range(5)))

    world.run(everywhere())
    assert ran == ["once"]
    assert world.count(job_run, job_run.c.name == "alone") == 1


def test_every_job_runs(world: World) -> None:
    app = world.app
    clockwork = (
        app.waker,
        app.replaying,
        app.reminding,
        app.returning,
        app.telling,
        app.keeping,
        app.shelf,
        app.erasing,
        app.moments,
        app.noticing,
    )
    jobs = all_jobs(app.store, *clockwork, world.clock)
    for job in jobs:
        world.run(run(job, world.app.store, world.clock))
    ran = world.app.store.run(lambda tx: set(tx.execute(select(job_run.c.name)).scalars()))
    assert ran == {job.name for job in jobs if job.alone}
    assert len(ran) > 5


def test_the_metronome_goes_on_after_a_job_that_fails(world: World) -> None:
    beats: list[int] = []
    enough = asyncio.Event()

    async def work() -> None:
        beats.append(len(beats))
        if len(beats) == 3:
            enough.set()
        if len(beats) == 1:
            raise ZeroDivisionError
        if len(beats) == 2:
            raise StoreUnavailable(reason="locked")

    job = Job(name="shaky", period=timedelta(milliseconds=30), run=work, alone=False)

    async def story() -> None:
        metronome = Scheduler([job], world.app.store, world.clock)
        metronome.start()
        await asyncio.wait_for(enough.wait(), SOON)
        metronome.stop()

    world.run(story())
    assert beats[:3] == [0, 1, 2]


class FullDisk(io.StringIO):
    """A log on a disk without room."""

    def write(self, text: str) -> int:
        raise OSError(28, "No space left on device")


class TestLogs:
    """One JSON object a line, without secrets."""

    @pytest.fixture(autouse=True)
    def restored(self) -> object:
        root, configured = logging.getLogger(), structlog.get_config()
        handlers, level = root.handlers[:], root.level
        yield
        root.handlers, root.level = handlers, level
        structlog.configure(**configured)

    def test_a_line_is_json_and_holds_no_secret_and_no_second_line(self) -> None:
        written = io.StringIO()
        with redirect_stderr(written):
            log.set_up(machine=True)
            structlog.get_logger(__name__).warning("told\nin two", token="abc", text="xoxb-1-2-secret")
            logging.getLogger("library").warning("with %s", "12345678:AAaaAAaaAAaaAAaaAAaaAAaaAAaaAAaaAAa")
        lines = [json.loads(line) for line in written.getvalue().splitlines()]
        assert [line["level"] for line in lines] == ["warning", "warning"]
        assert (lines[0]["token"], lines[0]["text"]) == ("***", "***")
        assert lines[1]["event"] == "with ***"

    @pytest.mark.parametrize("machine", [True, False])
    def test_what_people_type_is_hidden_in_every_string_and_in_the_words_of_an_error(self, machine: bool) -> None:
        written, typed = io.StringIO(), "şifrem Kedi2024!"
        with redirect_stderr(written):
            log.set_up(machine=machine)
            try:
                raise ValueError(f"cannot read '{typed}'")
            except ValueError:
                structlog.get_logger(__name__).exception("şifre: Kedi2024!", words="T.C. 10000000146")
                logging.getLogger("library").exception("kart %s", "4111 1111 1111 1111")
        shown = written.getvalue()
        assert shown.count("ValueError") == 4  # where it was raised, and what it is
        assert not any(secret in shown for secret in ("Kedi2024", "10000000146", "4111"))

    def test_where_nothing_can_be_written_any_more_nobody_fails_for_a_line(self) -> None:
        with redirect_stderr(FullDisk()):
            log.set_up(machine=True)
            structlog.get_logger(__name__).error("database_unavailable", reason="disk full")

    def test_a_line_is_told_whatever_is_in_it(self) -> None:
        written = io.StringIO()
        with redirect_stderr(written):
            log.set_up(machine=True)
            structlog.get_logger(__name__).warning("odd", where={("a", 1): 2})
        [line] = [json.loads(line) for line in written.getvalue().splitlines()]
        assert "('a', 1)" in line["where"]

    def test_chatty_libraries_are_kept_quiet(self) -> None:
        log.set_up(machine=False)
        assert logging.getLogger("httpx").level == logging.WARNING
