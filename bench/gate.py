"""What several pieces of work in one commit gain: writes a second through the gate, beside one commit per write.

    python -m bench.gate [--seconds 3] [--folder DIR] [--disk 200]

Both sides run in this process, in turn, on one SQLite database with `synchronous=FULL` in `--folder`, which has to lie
on a real disk: in memory a commit costs next to nothing. The ratio is what counts, not the figures. With `--disk`, each
commit takes so many milliseconds longer, as on a disk that is slow or has much else to do.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles
from time import monotonic, sleep

from sqlalchemy import event, insert, update

from bot.clock import Clock
from bot.store import commits
from bot.store.engine import Store, Tx
from bot.store.migrate import upgrade
from bot.store.tables import lease

ROUNDS = 3
AT_ONCE = (1, 8, 32)
"""Writers that each wait for their commit before they write again."""


def main(words: Sequence[str] | None = None) -> dict[int, float]:
    """Measure, print the table, and return the ratios by the number of writers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--folder", type=Path, default=Path.cwd())
    parser.add_argument("--disk", type=float, default=0.0)
    given = parser.parse_args(words)
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        url = f"sqlite:///{folder}/gate.db"
        upgrade(url)
        store = Store(url)
        slow_down(store, given.disk / 1_000)
        try:
            return _table(store, given.seconds)
        finally:
            store.close()


def slow_down(store: Store, seconds: float) -> None:
    """Let each commit of `store` take so much longer, in the thread that waits for it."""
    if seconds:
        event.listen(store._engine, "commit", lambda _: sleep(seconds))  # noqa: SLF001 -- there is no other way to it


def _table(store: Store, seconds: float) -> dict[int, float]:
    print("| writers | one commit each | shared commits | ratio | p50 ms, each / shared | p99 ms, each / shared |")
    print("|---|---|---|---|---|---|")
    ratios: dict[int, float] = {}
    for writers in AT_ONCE:
        alone: list[float] = []
        shared: list[float] = []
        for _ in range(ROUNDS):  # in turn, so that whatever else the machine does meets both
            alone += _times(store, writers, seconds, most=1)
            shared += _times(store, writers, seconds, most=commits.MOST_TOGETHER)
        ratios[writers] = len(shared) / len(alone)
        span = ROUNDS * seconds
        print(
            f"| {writers} | {len(alone) / span:.0f}/s | {len(shared) / span:.0f}/s | {ratios[writers]:.2f} "
            f"| {_ms(alone, 50)} / {_ms(shared, 50)} | {_ms(alone, 99)} / {_ms(shared, 99)} |"
        )
    return ratios


def _ms(times: Sequence[float], percent: int) -> str:
    found = median(times) if percent == 50 else quantiles(times, n=100)[percent - 1]
    return f"{found * 1_000:.1f}"


def _times(store: Store, writers: int, seconds: float, *, most: int) -> list[float]:
    """Return how long each write took that was acknowledged within `seconds`."""
    taken: list[float] = []
    before, commits.MOST_TOGETHER = commits.MOST_TOGETHER, most

    async def writes(number: int, until: float) -> None:
        while (began := monotonic()) < until:
            await store.write(lambda tx: _work(tx, number))
            taken.append(monotonic() - began)

    async def together() -> None:
        until = monotonic() + seconds
        await asyncio.gather(*(writes(number, until) for number in range(writers)))

    try:
        asyncio.run(together())
    finally:
        commits.MOST_TOGETHER = before
    return taken


def _work(tx: Tx, number: int) -> None:
    """Write as little as a claim or a settlement does."""
    name, now = f"writer {number}", Clock().now()
    if not tx.execute(update(lease).where(lease.c.name == name).values(until=now)).rowcount:
        tx.execute(insert(lease).values(name=name, holder="bench", epoch=1, until=now))


if __name__ == "__main__":
    main()
