"""What `onkapi kb calibrate` prints: the same lessons before and after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bot.clock import Clock
from bot.commands.given import MISTAKE, failed
from bot.commands.holdings import opened, settings, url_of
from bot.store import lessons
from kb.calibration import LEAST, Calibrated, Standing, TooLittle, calibrate
from kb.understanding import Understanding


def learn(config: Path, database: str | None, *, keep: bool) -> Iterator[str]:
    """Learn from the recorded outcomes and yield what came of it; with `keep` every process decides by it."""
    semantic, precision, more = settings(config, database, None)
    with opened(url_of(config, database)) as store:
        known, before = store.run(lambda tx: (lessons.given(tx), lessons.taught(tx)))
        confidence = replace(Understanding.of(semantic, more).confidence, taught=before)
        try:
            found = calibrate(known, confidence, precision)
        except TooLittle as few:
            told = f"the outcomes of {few.known} given articles are known, and {LEAST} are needed; nothing was changed"
            raise failed(told, MISTAKE) from None
        if keep:
            store.run(lambda tx: lessons.teach(tx, found.calibration, Clock().now()))
    yield from _lines(found, precision)


def forget(config: Path, database: str | None) -> str:
    """Take back what was learned, and say whether there was something."""
    with opened(url_of(config, database)) as store:
        return "what was learned is taken back" if store.run(lessons.forget) else "nothing was learned"


def _lines(found: Calibrated, precision: float) -> Iterator[str]:
    learned = found.calibration
    yield f"{learned.lessons} articles were given whose outcome is known; wanted are {precision:.0%} right"
    yield f"{'':8}{'from':>6}{'given':>8}{'right':>8}{'at least':>10}"
    yield _line("before", found.before)
    yield _line("after", found.after)
    yield f"chances: shift {learned.shift:+.2f}, slope {learned.slope:.2f}"
    if learned.answer is None:
        yield "the outcomes do not prove the wanted precision at any chance; the threshold stays as it came"


def _line(name: str, standing: Standing) -> str:
    return f"{name:8}{standing.threshold:6.2f}{standing.given:8}{standing.right:8.1%}{standing.at_least:10.1%}"
