"""How long to wait before a platform is tried again."""

from __future__ import annotations

from random import SystemRandom

from channels.sections import Retries

_DICE = SystemRandom()


def pause(retries: Retries, failures: int) -> float:
    """Return the seconds after so many `failures` in a row: exponential back-off, half of it left to chance.

    The formula is "equal jitter" of M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
    """
    longest = min(retries.longest, retries.first * 2 ** min(failures - 1, 16))
    return _DICE.uniform(longest / 2, longest)
