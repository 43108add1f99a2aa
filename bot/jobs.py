"""What the clock does: each job is one transaction, or many small ones, and safe to run twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.erasing import Erasing
from bot.files.shelf import Shelf
from bot.keeping import Keeping
from bot.reminding import Reminding
from bot.replaying import Replaying
from bot.returning import Returning
from bot.rooms.moments import Moments
from bot.rooms.noticing import Noticing
from bot.store import idempotency, inbox, notices, pairing, proofs, runs, thread_lines, tries, webhooks
from bot.store.engine import Store, Tx
from bot.telling import Telling
from bot.waker import Waker


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something to do every `period`. Where `alone`, the database lets one process do it each time."""

    name: str
    period: timedelta
    run: Callable[[], Awaitable[None]]
    alone: bool = True


def all_jobs(
    store: Store,
    waker: Waker,
    replaying: Replaying,
    reminding: Reminding,
    returning: Returning,
    telling: Telling,
    keeping: Keeping,
    shelf: Shelf,
    erasing: Erasing,
    moments: Moments,
    noticing: Noticing,
    clock: Clock,
) -> tuple[Job, ...]:
    """Return every job of the server."""
    return (
        Job(name="sweep_wakes", period=timedelta(seconds=5), run=waker.sweep, alone=False),
        Job(name="sweep_relays", period=timedelta(seconds=5), run=moments.sweep, alone=False),
        Job(name="sweep_letters", period=timedelta(seconds=3), run=replaying.sweep),
        Job(name="sweep_notices", period=timedelta(seconds=5), run=noticing.sweep),
        Job(name="sweep_reminders", period=timedelta(seconds=20), run=reminding.sweep),
        Job(name="sweep_returns", period=timedelta(seconds=5), run=returning.sweep),
        Job(name="sweep_outages", period=timedelta(seconds=5), run=telling.sweep),
        Job(name="sweep_promises", period=timedelta(seconds=20), run=keeping.sweep),
        Job(name="replan_promises", period=timedelta(hours=1), run=keeping.replan),
        Job(name="sweep_files", period=timedelta(hours=1), run=shelf.sweep),
        Job(name="sweep_retention", period=timedelta(days=1), run=erasing.sweep),
        Job(name="checkpoint", period=timedelta(seconds=10), run=store.checkpoint, alone=False),
        Job(name="sweep_old", period=timedelta(hours=1), run=lambda: store.write(lambda tx: _forget(tx, clock.now()))),
    )


async def run(job: Job, store: Store, clock: Clock) -> None:
    """Run a job now, unless it is another process's turn."""
    now = clock.now()
    if not job.alone or await store.write(lambda tx: runs.win(tx, job.name, now, job.period)):
        await job.run()


def _forget(tx: Tx, now: datetime) -> None:
    """Remove what was only needed for a while: words of events, old buttons, codes, keys, tries, sessions, notices."""
    inbox.forget(tx, now)
    runs.forget(tx, now)
    proofs.forget(tx, now)
    pairing.forget(tx, now)
    idempotency.forget(tx, now)
    webhooks.forget(tx, now)
    tries.forget(tx, now)
    notices.forget(tx, now)
    thread_lines.forget(tx, now)
