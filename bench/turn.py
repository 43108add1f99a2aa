"""Turns per second, beside the same SQL written by hand: `python -m bench.turn [--quick]`.

A turn is a line of a customer who is known, received and answered: the line is kept in one transaction, its
conversation is woken and what it needs is looked up in a second, the answer is a third. Each figure is the
median of several pairs; a pair is a run by hand and a run of the server, one after the other, on the same
database. `docs/benchmarks.md` says how to read the table.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bench.by_hand import ByHand, connect
from bench.desk import Desk, Level
from bench.history import FIRST_WRITER, add_history, add_people
from tests.databases import KINDS, Kind, drop_database, fresh_database

AIMS = {Level.STORAGE: 0.35, Level.DIALOGUE: 0.25, Level.SEARCH: 0.10}
"""Which share of the turns by hand the server shall reach."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is measured. `histories` are numbers of earlier tickets; `durable` waits for the disk."""

    histories: tuple[int, ...] = (0, 200_000)
    turns: int = 400
    warm_up: int = 24
    pairs: int = 5
    durable: bool = True


QUICK = Plan(histories=(0, 200), turns=16, warm_up=1, pairs=1, durable=False)
"""Enough to see that everything runs."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a run cost: `seconds` on the clock, and `work` in seconds of this process on the processors."""

    seconds: float
    work: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A line of the table: medians of turns per second, of the pairs' ratios, and of a turn's work in ms."""

    database: Kind
    earlier: int
    level: Level
    by_hand: float
    ours: float
    ratio: float
    work_by_hand: float
    our_work: float


class Contest:
    """The server and the hand-written loop, on one fresh database with `earlier` tickets. Close it when done."""

    def __init__(self, database: Kind, earlier: int, *, durable: bool) -> None:
        self.url = fresh_database(database, furnished=True, durable=durable)
        self._desk = Desk(self.url)
        self._hand = ByHand(self.url, self._desk)
        self._driver = connect(self.url)
        self._next = FIRST_WRITER
        add_history(self._driver, earlier)
        gc.collect()
        gc.freeze()  # what is there by now stays, and need not be looked through before each run

    def by_hand(self, turns: int) -> Spent:
        """Play `turns` by hand."""
        return self._timed(self._hand.talk, turns)

    def ours(self, level: Level, turns: int) -> Spent:
        """Let the server play `turns`."""
        return self._timed(lambda people: self._desk.talk(level, people), turns)

    def close(self) -> None:
        """Close every connection and remove the database."""
        gc.unfreeze()
        self._driver.close()
        self._hand.close()
        self._desk.close()
        drop_database(self.url)

    def _timed(self, talk: Callable[[Sequence[int]], None], turns: int) -> Spent:
        people = range(self._next, self._next + turns)
        self._next += turns
        add_people(self._driver, people.start, turns)
        gc.collect()
        work, start = time.process_time(), time.perf_counter()
        talk(people)
        return Spent(time.perf_counter() - start, time.process_time() - work)


def measure(plan: Plan) -> Iterator[Figure]:
    """Yield each line of the table as it is measured."""
    for database in KINDS:
        for earlier in plan.histories:
            contest = Contest(database, earlier, durable=plan.durable)
            for level in Level:
                yield _figure(contest, plan, database, earlier, level)
            contest.close()


def _figure(contest: Contest, plan: Plan, database: Kind, earlier: int, level: Level) -> Figure:
    pairs: list[tuple[Spent, Spent]] = []
    for _ in range(plan.pairs):
        contest.by_hand(plan.warm_up)
        by_hand = contest.by_hand(plan.turns)
        contest.ours(level, plan.warm_up)
        pairs.append((by_hand, contest.ours(level, plan.turns)))
    return Figure(
        database=database,
        earlier=earlier,
        level=level,
        by_hand=plan.turns / statistics.median(hand.seconds for hand, _ in pairs),
        ours=plan.turns / statistics.median(ours.seconds for _, ours in pairs),
        ratio=statistics.median(hand.seconds / ours.seconds for hand, ours in pairs),
        work_by_hand=statistics.median(hand.work for hand, _ in pairs) / plan.turns * 1_000,
        our_work=statistics.median(ours.work for _, ours in pairs) / plan.turns * 1_000,
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, line by line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a small run, to see that everything works")
    plan = QUICK if parser.parse_args(arguments).quick else Plan()
    print(f"{os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}")
    print(f"{plan.pairs} pairs of {plan.turns} turns, medians; turns per second\n")
    print("| database | earlier tickets | the server | by hand | ours | share | aim | ms by hand | ms ours |")
    print("|---|---:|---|---:|---:|---:|---:|---:|---:|")
    for figure in measure(plan):
        print(
            f"| {figure.database} | {figure.earlier:,} | {figure.level} | {figure.by_hand:.0f} | {figure.ours:.0f} "
            f"| {figure.ratio:.0%} | {AIMS[figure.level]:.0%} | {figure.work_by_hand:.1f} | {figure.our_work:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
