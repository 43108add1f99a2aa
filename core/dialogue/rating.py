"""What the customer thinks of our work: asked once after people have solved something, and told to leads only.

Who confirms a solution of people's is asked for a score, at most once in `APART`. A low one is followed by one
open question, whose answer has a day's time.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.dialogue.facts import Pressed
from core.dialogue.scene import Scene, Spoken, ask_aside, option, say
from core.dialogue.scores import score_in
from core.dialogue.states import Memory
from core.effects import AskRating, Effect, Rated, Record, Remind
from core.messages import Option, Text, literal
from core.ticket import Entry, Status

APART = timedelta(days=7)
"""A person is asked at most once in this time."""

PATIENCE = timedelta(days=1)
"""How long the next words may be the answer to what we could have done better."""

LOW = 2
"""The highest score that is asked about."""

SCORES = range(1, 6)


def ask(scene: Scene, memory: Memory) -> tuple[tuple[Effect, ...], Memory]:
    """Ask for a rating if people have solved the ticket and the person was not asked lately."""
    last, now = scene.facts.rating_asked_at, scene.facts.now
    if scene.moved.before is not Status.SOLVED or (last is not None and now - last < APART):
        return (), memory
    scores = tuple(Option(literal(str(score)), str(score)) for score in SCORES)
    bubble, memory = ask_aside(memory, "rating", Text("rating.ask"), options=(*scores, option("skip", "skip")))
    return (bubble, AskRating()), memory


def thank(scene: Scene) -> Spoken:
    """Keep a score that asks for nothing more."""
    kept = Rated(score=_score(scene))
    return Spoken(effects=(kept, say(Text("rating.thanks"))), memory=replace(scene.memory, asking=""))


def ask_why(scene: Scene) -> Spoken:
    """Keep a low score, let the leads know, and ask once what we could have done better."""
    score = _score(scene)
    line = Entry(audience="leads", author="system", kind="line", line=Text("line.rated_low", {"score": score}))
    return Spoken(
        effects=(
            Rated(score=score),
            Record(entry=line),
            say(Text("rating.low")),
            Remind(at=scene.facts.now + PATIENCE),
        ),
        memory=replace(scene.memory, asking="low"),
    )


def note(scene: Scene) -> Spoken:
    """Keep what the customer says we could have done better."""
    kept = Rated(words=scene.words)
    return Spoken(effects=(kept, say(Text("rating.noted"))), memory=replace(scene.memory, asking=""))


def skip(scene: Scene) -> Spoken:
    """The customer does not want to rate."""
    return Spoken(effects=(say(Text("rating.skipped")),), memory=replace(scene.memory, asking=""))


def stop_listening(scene: Scene) -> Spoken:
    """The open question after a low score is over: what is said from now on is something else."""
    return Spoken(memory=replace(scene.memory, asking="") if scene.memory.asking == "low" else None)


def _score(scene: Scene) -> int:
    said = scene.event.value if isinstance(scene.event, Pressed) else scene.words
    return score_in(said) or SCORES[0]
