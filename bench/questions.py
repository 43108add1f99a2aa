"""Questions whose right answers are known, and what people do to them when they type."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from core.language import fold
from kb.article import Article
from kb.files import read

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the topic that answers it (None: nothing does) and its kind."""

    text: str
    topic: str | None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Set:
    """A knowledge base and questions to it."""

    name: str
    articles: tuple[Article, ...]
    asked: tuple[Asked, ...]


def development(folder: Path) -> Set:
    """Return the development set without its small talk."""
    rows = [json.loads(line) for line in (folder / "queries.jsonl").read_text("utf-8").splitlines()]
    asked = tuple(Asked(row["text"], row["expect"], row["kind"]) for row in rows if row["kind"] != "chitchat")
    return Set("development", tuple(read(folder).articles), asked)


def public(path: Path, shots: int, seed: int, *, hidden: float = 0.0, most: int = 1_000) -> Set:
    """Return an intent set with `shots` phrasings an intent; the rows of a share `hidden` of intents have no answer."""
    rows: dict[str, list[str]] = defaultdict(list)
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["label"]:
            rows[row["label"]].append(row["text"])
    dice = random.Random(seed)
    labels = sorted(label for label, texts in rows.items() if len(texts) > shots + 2)
    gone = set(dice.sample(labels, int(len(labels) * hidden)))
    articles, asked = [], []
    for label in labels:
        texts = dice.sample(rows[label], len(rows[label]))
        title = label.split(":")[-1].replace("_", " ").replace("/", " ")
        if label not in gone:
            articles.append(
                Article(topic=label, lang="en", title=title, body="", kind="how_to", type="request",
                        phrasings=tuple(texts[:shots]))
            )  # fmt: skip
        asked += [Asked(text, None if label in gone else label) for text in texts[shots:]]
    chosen = dice.sample(asked, min(most, len(asked)))
    return Set(f"{path.stem.partition('_')[0]}, {shots} phrasings", tuple(articles), tuple(chosen))


def large(folder: Path, phrasings: int) -> tuple[list[Article], list[str]]:
    """Return articles with so many phrasings of real text in all, ten each, and questions like them.

    Where there are fewer texts than wanted, two of them make another one.
    """
    texts = [
        row["text"]
        for path in sorted(folder.glob("*.jsonl"))
        for row in map(json.loads, path.read_text("utf-8").splitlines())
        if isinstance(row.get("text"), str)
    ]
    dice = random.Random(7)
    dice.shuffle(texts)
    questions, texts = texts[:400], texts[400:]
    while len(texts) < phrasings:
        texts.append(f"{dice.choice(texts)}, {dice.choice(texts)}")
    chosen = iter(texts[:phrasings])
    articles: list[Article] = []
    while some := tuple(islice(chosen, 10)):
        articles.append(
            Article(topic=f"t{len(articles)}", lang="en", title=some[0], body=" ".join(some[1:3]), kind="how_to",
                    type="request", phrasings=some)
        )  # fmt: skip
    return articles, questions


def without_letters(text: str, _: random.Random) -> str:
    """Write Turkish without its letters."""
    return fold(text)


def mistyped(times: int, text: str, dice: random.Random) -> str:
    """Make random slips in words of four letters or more: a letter lost, doubled, changed, or two that swap places."""
    words = text.split(" ")
    for _ in range(times):
        places = [place for place, word in enumerate(words) if len(word) > 3]
        if places:
            place = dice.choice(places)
            words[place] = _slip(words[place], dice)
    return " ".join(words)


def _slip(word: str, dice: random.Random) -> str:
    at = dice.randrange(1, len(word) - 1)
    return dice.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + dice.choice(LETTERS) + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )


def changed(asked: Sequence[Asked], change: object, seed: int = 1) -> tuple[Asked, ...]:
    """Return the questions with each text changed by `change(text, dice)`."""
    dice = random.Random(seed)
    return tuple(Asked(change(each.text, dice), each.topic, each.kind) for each in asked)  # type: ignore[operator]
