"""The metronome: APScheduler beats, the jobs do the work, the database decides whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.jobs import Job, run
from bot.store.engine import Store, StoreUnavailable

log = structlog.get_logger(__name__)


class Scheduler:
    """Runs each job at its period until stopped; never two of one kind at once in this process."""

    def __init__(self, jobs: Iterable[Job], store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        # By default a job that is a second late is skipped without a word.
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        self._metronome = AsyncIOScheduler(timezone="UTC", job_defaults=defaults)
        for job in jobs:
            seconds = job.period.total_seconds()
            self._metronome.add_job(self._beat, "interval", args=(job,), seconds=seconds, name=job.name)

    def start(self) -> None:
        """Begin to beat, in the running event loop."""
        self._metronome.start()

    def stop(self) -> None:
        """Beat no more."""
        self._metronome.shutdown(wait=False)

    async def _beat(self, job: Job) -> None:
        try:
            await run(job, self._store, self._clock)
        except StoreUnavailable as error:
            log.debug("job_waits_for_the_database", job=job.name, reason=error.values["reason"])
        except Exception:
            log.exception("job_failed", job=job.name)
