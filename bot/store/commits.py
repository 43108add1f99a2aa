"""Several pieces of work, one commit: on SQLite, where each commit waits for the disk and only one can be under way.

Theory of operation. Work that comes while the writer is busy waits in a line. When it is free, it takes what waits, a
few pieces at most, and runs them in one transaction, each in a savepoint of its own: a piece that raises is undone
alone. Only after the commit is anybody told, so what is acknowledged is on the disk. When the commit fails, or the
database has rolled back by itself because it is full, nothing of any piece was kept, and all hear so. Work that comes
alone is run as ever, without a savepoint and without waiting for company. But where a commit takes long, those who were
told by one often come back together: a moment is waited for as many, so that they share the next commit and not every
second one.

On PostgreSQL each piece has its transaction: its connections share the flush of the log by themselves, and turns that
hold each other's locks until a common end would wait for each other in circles.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from threading import Lock
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, Engine

from bot.store.prepared import command

MOST_TOGETHER = 32
"""Pieces of work in one commit: whoever else writes to the database waits for all of them."""

LONGEST_TOGETHER = 0.05
"""Seconds after which no further piece is begun before the commit, for the same reason."""

SLOW = 0.05
"""Seconds from which on a commit is taken to be slow; that of a good disk takes a tenth of it."""

MOMENT = 0.05
"""Seconds that are waited for company at most, and a quarter of what the last commit took."""

_GLANCE = 0.001

PATIENCE = 4.0
"""Seconds that work waits behind a writer that waits for a lock, before it is told that the lock is not to be had."""

Work = Callable[[Connection], Any]


@dataclass(frozen=True, slots=True)
class _Waiting:
    work: Work
    done: Future[Any]
    since: float

    def tell(self, outcome: Callable[[], Any]) -> None:
        """Let whoever waits have what `outcome` returns or raises."""
        try:
            self.done.set_result(outcome())
        except BaseException as error:  # noqa: BLE001 -- it belongs to whoever waits
            self.done.set_exception(error)


class Commits:
    """Runs work in the one thread of `writer`; `alone` is how a single piece is run.

    What goes wrong in company passes through `translated` first; `in_vain` says of what went wrong whether it
    would of other work, too, and `worked` hears of each commit.
    """

    def __init__(
        self,
        engine: Engine,
        writer: Executor,
        alone: Callable[[Work], Any],
        translated: Callable[[BaseException], BaseException],
        in_vain: Callable[[BaseException], bool],
        worked: Callable[[], None],
    ) -> None:
        self._engine = engine
        self._writer = writer
        self._alone = alone
        self._translated = translated
        self._in_vain = in_vain
        self._worked = worked
        self._line: deque[_Waiting] = deque()
        self._lock = Lock()
        self._busy = False
        # How long the disk took for the last commit, from when its last piece of work was done; and how many were told
        # by it or waited already.
        self._took, self._company = 0.0, 0
        self._worked_at = 0.0

    def submit(self, work: Work) -> Future[Any]:
        """Run `work` when it is its turn; the result is there as soon as it is durable."""
        waiting = _Waiting(work, Future(), monotonic())
        with self._lock:
            if not self._busy:
                self._writer.submit(self._drain)  # it waits for the lock
                self._busy = True
            self._line.append(waiting)
        return waiting.done

    def _drain(self) -> None:
        """Run what waits in one commit, and come again for the rest, after whatever else the thread has to do."""
        while True:
            self._commit()
            with self._lock:
                self._busy = bool(self._line)
                if not self._busy:
                    return
                with suppress(RuntimeError):  # it takes nothing any more: the rest is done here and now
                    self._writer.submit(self._drain)
                    return

    def _commit(self) -> None:
        if self._took > SLOW:
            self._wait_for_company()
        with self._lock:
            most = min(len(self._line), MOST_TOGETHER)
        first = self._next()
        if first is None:
            return
        self._worked_at = 0.0
        taken = 1
        if most == 1:
            first.tell(lambda: self._alone(partial(self._noted, first.work)))
        else:
            taken = self._together(first, most)
        if self._worked_at:
            self._took = monotonic() - self._worked_at
            self._company = len(self._line) + taken
        error = first.done.exception()
        if error is not None and self._in_vain(error):
            self._send_home(error)

    def _wait_for_company(self) -> None:
        until = monotonic() + min(MOMENT, self._took / 4)
        while len(self._line) < min(self._company, MOST_TOGETHER) and monotonic() < until:
            sleep(_GLANCE)

    def _noted(self, work: Work, tx: Connection) -> Any:
        result = work(tx)
        self._worked_at = monotonic()
        return result

    def _send_home(self, error: BaseException) -> None:
        """Tell those that have waited for long enough meanwhile that it is of no use: they may come again."""
        until = monotonic() - PATIENCE
        while self._line and self._line[0].since <= until:
            waiting = self._next()
            if waiting is not None:
                waiting.tell(partial(_fail, error))

    def _next(self) -> _Waiting | None:
        """Return the first of the line that is still waited for."""
        with self._lock:
            while self._line:
                waiting = self._line.popleft()
                if waiting.done.set_running_or_notify_cancel():
                    return waiting
        return None

    def _together(self, first: _Waiting, most: int) -> int:
        """Commit what `first` and others want; return how many these were."""
        taken = [first]
        outcomes: list[Callable[[], Any]] = []
        until = monotonic() + LONGEST_TOGETHER
        try:
            with self._engine.begin() as tx:
                outcomes.append(self._one(tx, first.work))
                while len(taken) < most and monotonic() < until and (waiting := self._next()) is not None:
                    taken.append(waiting)
                    outcomes.append(self._one(tx, waiting.work))
                self._worked_at = monotonic()
        except BaseException as error:  # noqa: BLE001 -- whoever waits hears it
            outcomes = [partial(_fail, self._translated(error)) for _ in taken]
        else:
            self._worked()
        for waiting, outcome in zip(taken, outcomes, strict=True):
            waiting.tell(outcome)
        return len(taken)

    def _one(self, tx: Connection, work: Work) -> Callable[[], Any]:
        """Run `work` in a savepoint, and return how what came of it is told."""
        command(tx, "SAVEPOINT together")
        try:
            result = work(tx)
        except Exception as error:
            if not getattr(tx.connection.driver_connection, "in_transaction", False):
                raise  # the database has undone everything by itself
            command(tx, "ROLLBACK TO together")
            command(tx, "RELEASE together")
            return partial(_fail, self._translated(error))
        command(tx, "RELEASE together")
        return lambda: result


def _fail(error: BaseException) -> Any:
    raise error
