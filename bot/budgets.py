"""How much may leave now: the buckets of every account, as its channel declares them, and the pauses it asked for.

Theory of operation. A channel says under which limits an address falls (`Channel.limits`): its chat, its group, the
account as a whole. Each limit names a bucket that holds `burst` calls and is filled at its pace; a call takes one out
of every bucket of its address, or none at all. What is urgent may empty a bucket, the rest leaves a fifth of it, so
that somebody's words find room at once after many cards.

A bucket is known to the process that sends for the account. Who takes an account over begins with full ones: what
the platform minds then, it says, and that bucket pauses.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from bot.clock import Clock
from bot.store.outbox import Rank
from core.channel import Channel, Limit
from core.messages import Address

LONGEST_ASKED = 900.0
"""Seconds of a pause that we keep at most, whatever a platform asks for."""

_FORGET = 5_000
"""Buckets that are kept; of more, those that were not used for longest are forgotten."""

_SPARED = 5
"""One in so many calls of a bucket is kept for what is urgent."""


@dataclass(slots=True)
class _Bucket:
    level: float
    at: float
    paused: float = 0.0

    def wait(self, limit: Limit, now: float, spared: float) -> float:
        """Fill up, and return in how many seconds a call may be taken out that leaves `spared` in it."""
        # A clock that was set back fills nothing until it goes forward again.
        self.level = min(limit.burst, self.level + max(0.0, now - self.at) * limit.per_second)
        self.at = now
        self.paused = min(self.paused, now + LONGEST_ASKED)
        return max(self.paused - now, (1.0 + spared - self.level) / limit.per_second)


class Budgets:
    """The buckets of all accounts of `channels`, by name. Used from the event loop only."""

    def __init__(self, channels: Mapping[str, Channel], clock: Clock) -> None:
        self._channels = channels
        self._clock = clock
        self._buckets: OrderedDict[tuple[str, str], _Bucket] = OrderedDict()

    def spend(self, address: Address, rank: Rank) -> float:
        """Count one call to `address` and return 0; or count nothing, and return in how many seconds it may go."""
        limits = self._channels[address.account.partition("/")[0]].limits(address)
        now = self._now()
        buckets = [self._bucket(address.account, limit, now) for limit in limits]
        spared = [limit.burst // _SPARED if rank > Rank.ANSWER else 0.0 for limit in limits]
        waits = (bucket.wait(limit, now, left) for bucket, limit, left in zip(buckets, limits, spared, strict=True))
        wait = max(waits, default=0.0)
        if wait > 1e-9:
            return wait
        for bucket in buckets:
            bucket.level -= 1.0
        return 0.0

    def more(self, address: Address, *, last: bool = False) -> float:
        """Do what `core.host.Host.more` says: what has begun is finished before anything new begins."""
        return self.spend(address, Rank.TOPIC_NAME if last else Rank.WORDS)

    def pause(self, account: str, bucket: str, seconds: float) -> None:
        """Let everything wait that shares `bucket` of `account`."""
        now = self._now()
        found = self._buckets.setdefault((account, bucket), _Bucket(1.0, now))
        found.paused = max(found.paused, now + min(seconds, LONGEST_ASKED))

    def _bucket(self, account: str, limit: Limit, now: float) -> _Bucket:
        key = account, limit.bucket
        found = self._buckets.get(key)
        if found is None:
            found = self._buckets[key] = _Bucket(limit.burst, now)
            self._tidy(now)
        self._buckets.move_to_end(key)
        return found

    def _tidy(self, now: float) -> None:
        while len(self._buckets) > _FORGET:
            key, oldest = next(iter(self._buckets.items()))
            if oldest.paused > now:
                self._buckets.move_to_end(key)
                return
            del self._buckets[key]

    def _now(self) -> float:
        return self._clock.now().timestamp()
