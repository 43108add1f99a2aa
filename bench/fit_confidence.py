"""Fit the confidence of the search: `python bench/fit_confidence.py EVAL_FOLDER [--encoder] [--write]`.

The questions come from knowledge bases whose right answers are known, a quarter of their topics hidden, so that
questions without an answer are as near as they are in life:

- EVAL_FOLDER/articles.yaml with queries.jsonl, whole and with hidden topics;
- the sample articles with the questions of tests/kb/data/stories.jsonl: long stories, and matters that are not known;
- the phrasings of those articles, and of the sample articles, two of five held out as questions;
- in EVAL_FOLDER/public the intent sets Banking77 (Casanueva et al. 2020, CC BY 4.0), CLINC150 (Larson et al. 2019,
  CC BY 3.0) and the Turkish part of xSID 0.7 (van der Goot et al. 2021, CC BY-SA 4.0), with 3, 5 and 10 rows of an
  intent as phrasings.

Every source has the same total weight. Printed are the figures of each source fitted on all others. Only coefficients
leave this program.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]  # scipy ships no types

from core.language import detect
from core.messages import Language
from kb.article import Article
from kb.confidence import FEATURES, FITTED, LONG_FEATURES, is_long
from kb.evaluate import CHITCHAT, read_queries
from kb.files import read
from kb.index import Index
from kb.understanding import Understanding

Asked = tuple[str, str | None, Language | None]
"""A question, its topic or None where nothing answers it, and its language."""

Build = Callable[[Sequence[Article]], Index]

SAMPLE = Path(__file__).parents[1] / "kb" / "articles"
STORIES = Path(__file__).parents[1] / "tests" / "kb" / "data" / "stories.jsonl"
SHOTS = (3, 5, 10)
QUESTIONS = 500
HIDDEN = 0.25
HELD_OUT = 0.4
PENALTY = 0.0005
PRECISIONS = (0.80, 0.85, 0.90, 0.93, 0.95, 0.97, 0.98, 0.99)
DESKS = ("questions", "hidden", "phrasings", "sample", "stories")
"""The sources that are knowledge of help desks: what a precision needs is measured on them."""
RELATED = (("questions", "hidden", "phrasings"), ("sample", "stories"))
"""Sources that share articles: none of them is judged by what was fitted on another."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One question: the features of each hit, which hit is right, and the source it came from.

    `features` begin with a 1, then come `FEATURES`, or `LONG_FEATURES` of a question that is `long`.
    """

    source: str
    long: bool
    features: NDArray[np.float64]
    right: NDArray[np.float64]
    answerable: bool


def samples(folder: Path, build: Build) -> Iterator[Sample]:
    """Yield every question of every source with what the search found."""
    articles = read(folder).articles
    asked = _labelled(folder / "queries.jsonl")
    yield from searched("questions", build(articles), asked)
    sample = read(SAMPLE).articles
    yield from searched("stories", build(sample), _labelled(STORIES))
    for seed in range(4):
        yield from searched("hidden", *hidden(articles, asked, random.Random(seed), build))
        yield from searched("phrasings", *held_out(articles, random.Random(100 + seed), build))
        yield from searched("sample", *held_out(sample, random.Random(100 + seed), build))
    for name in ("banking77_train", "clinc150_train_val", "xsid_tr_valid"):
        for shots in SHOTS:
            path = folder / "public" / f"{name}.jsonl"
            yield from searched(name, *intents(path, shots, random.Random(shots), build))


def _labelled(path: Path) -> list[Asked]:
    return [(each.text, each.expect, each.lang) for each in read_queries(path) if each.kind != CHITCHAT]


def hidden(
    articles: Sequence[Article], asked: Sequence[Asked], dice: random.Random, build: Build
) -> tuple[Index, list[Asked]]:
    """Hide a quarter of the topics."""
    gone = _some_topics(articles, dice)
    index = build([article for article in articles if article.topic not in gone])
    return index, [(text, None if topic in gone else topic, lang) for text, topic, lang in asked]


def held_out(articles: Sequence[Article], dice: random.Random, build: Build) -> tuple[Index, list[Asked]]:
    """Hide a quarter of the topics, and take two of five phrasings of every article as questions."""
    gone = _some_topics(articles, dice)
    kept: list[Article] = []
    asked: list[Asked] = []
    for article in articles:
        phrasings = dice.sample(article.phrasings, len(article.phrasings))
        count = max(1, int(len(phrasings) * HELD_OUT))
        asked += [(text, None if article.topic in gone else article.topic, article.lang) for text in phrasings[:count]]
        if article.topic not in gone:
            kept.append(replace(article, phrasings=tuple(phrasings[count:])))
    return build(kept), asked


def intents(path: Path, shots: int, dice: random.Random, build: Build) -> tuple[Index, list[Asked]]:
    """Make a knowledge base of `shots` phrasings an intent, and questions from the other rows."""
    rows: dict[str, list[str]] = defaultdict(list)
    unanswered: list[str] = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        (rows[row["label"]] if row["label"] else unanswered).append(row["text"])
    labels = sorted(label for label, texts in rows.items() if len(texts) > shots + 2)
    gone = set(dice.sample(labels, int(len(labels) * HIDDEN)))
    articles: list[Article] = []
    asked: list[Asked] = [(text, None, detect(text)) for text in dice.sample(unanswered, min(len(unanswered), 60))]
    for label in labels:
        texts = dice.sample(rows[label], len(rows[label]))
        if label in gone:
            asked += [(text, None, detect(text)) for text in texts[:20]]
            continue
        title = label.split(":")[-1].replace("_", " ").replace("/", " ")
        articles.append(
            Article(topic=label, lang=detect(texts[0]) or "en", title=title, body="", kind="how_to", type="request",
                    phrasings=tuple(texts[:shots]))
        )  # fmt: skip
        asked += [(text, label, detect(text)) for text in texts[shots : shots + 40]]
    return build(articles), dice.sample(asked, min(len(asked), QUESTIONS))


def _some_topics(articles: Sequence[Article], dice: random.Random) -> set[str]:
    topics = sorted({article.topic for article in articles})
    return set(dice.sample(topics, int(len(topics) * HIDDEN)))


def searched(source: str, index: Index, asked: Iterable[Asked]) -> Iterator[Sample]:
    """Search each of the questions in `index`."""
    for text, topic, lang in asked:
        hits = index.search(text, lang)
        if hits:
            long = is_long(hits[0].features)
            names = LONG_FEATURES if long else FEATURES
            features = np.array([[1.0, *(hit.features[name] for name in names)] for hit in hits])
            right = np.array([float(hit.topic == topic) for hit in hits])
            yield Sample(source, long, features, right, topic is not None)


Fitted = tuple[NDArray[np.float64], NDArray[np.float64]]
"""The coefficients of short questions and of long ones."""


def fit(chosen: list[Sample]) -> Fitted:
    """Return the logistic coefficients, intercept first, with a ridge penalty."""
    short, long = ([sample for sample in chosen if sample.long is wanted] for wanted in (False, True))
    return _fit(short), _fit(long)


def _fit(chosen: list[Sample]) -> NDArray[np.float64]:
    count: dict[str, int] = defaultdict(int)
    for sample in chosen:
        count[sample.source] += len(sample.right)
    features = np.vstack([sample.features for sample in chosen])
    right = np.concatenate([sample.right for sample in chosen])
    weight = np.concatenate([np.full(len(s.right), 1 / (count[s.source] * len(count))) for s in chosen])

    def loss(beta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        score = features @ beta
        gradient = features.T @ (weight * (1 / (1 + np.exp(-score)) - right))
        value = weight @ (np.logaddexp(0, score) - right * score) + PENALTY * beta[1:] @ beta[1:] / 2
        return float(value), gradient + PENALTY * np.r_[0.0, beta[1:]]

    return np.asarray(minimize(loss, np.zeros(features.shape[1]), jac=True, method="L-BFGS-B").x)


@dataclass(frozen=True, slots=True)
class Judged:
    """The best hit of each question: its chance, whether it is right, and whether anything could be."""

    chance: NDArray[np.float64]
    right: NDArray[np.float64]
    answerable: NDArray[np.bool_]
    third: NDArray[np.bool_]

    @classmethod
    def of(cls, beta: Fitted, chosen: list[Sample]) -> Judged:
        """Judge `chosen` by the coefficients `beta`."""
        best, right, third = [], [], []
        for sample in chosen:
            scores = sample.features @ beta[sample.long]
            order = np.argsort(-scores)
            best.append(1 / (1 + np.exp(-scores[order[0]])))
            right.append(sample.right[order[0]])
            third.append(sample.right[order[:3]].any())
        known = np.array([sample.answerable for sample in chosen])
        return cls(np.array(best), np.array(right), known, np.array(third))

    def reach(self, precision: float) -> float:
        """Return the lowest chance from which on `precision` of the best hits are right; 1 where there is none."""
        order = np.argsort(-self.chance)
        precise = np.flatnonzero(np.cumsum(self.right[order]) / np.arange(1, len(order) + 1) >= precision)
        return float(self.chance[order[precise[-1]]]) if len(precise) else 1.0

    def report(self, name: str) -> None:
        """Print how well is ranked, and how true the chances are."""
        known, chance, right = self.answerable, self.chance, self.right
        auroc = np.mean(chance[known][:, None] > chance[~known][None, :]) if (~known).any() else np.nan
        bins = np.array_split(np.argsort(chance), 15)
        ece = sum(len(part) / len(right) * abs(chance[part].mean() - right[part].mean()) for part in bins)
        covered = (chance >= self.reach(0.95)).sum() / known.sum()
        print(
            f"{name:20} n {len(right):5} top1 {right[known].mean():.3f} top3 {self.third[known].mean():.3f} "
            f"auroc {auroc:.3f} brier {np.mean((chance - right) ** 2):.3f} ece {ece:.3f} "
            f"coverage at .95 {covered:.3f}"
        )


def main() -> None:
    """Fit for each source on the others, and print; then on all, and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--encoder", action="store_true", help="with the optional encoder, which must be installed")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    build = partial(_indexed, Understanding.of("on" if arguments.encoder else "off"))
    everything = list(samples(arguments.folder, build))
    unseen: list[Judged] = []
    for source in sorted({sample.source for sample in everything}):
        mine = [sample for sample in everything if sample.source == source]
        related = next((group for group in RELATED if source in group), (source,))
        judged = Judged.of(fit([sample for sample in everything if sample.source not in related]), mine)
        judged.report(source)
        if source in DESKS:
            unseen.append(judged)
    pooled = Judged(
        *(
            np.concatenate([getattr(each, name) for each in unseen])
            for name in ("chance", "right", "answerable", "third")
        )
    )
    pooled.report("help desks")
    short, long = fit(everything)
    fitted = {
        "weights": _named(FEATURES, short),
        "long": _named(LONG_FEATURES, long),
        "precisions": [[precision, round(pooled.reach(precision), 4)] for precision in PRECISIONS],
    }
    print(json.dumps(fitted))
    if arguments.write:
        known = json.loads(FITTED.read_text("utf-8")) if FITTED.exists() else {}
        known["with_encoder" if arguments.encoder else "without_encoder"] = fitted
        FITTED.write_text(json.dumps(known, indent=2) + "\n", "utf-8")


def _named(names: Sequence[str], beta: NDArray[np.float64]) -> dict[str, float]:
    return dict(zip(("intercept", *names), (round(float(value), 4) for value in beta), strict=True))


def _indexed(understanding: Understanding, articles: Sequence[Article]) -> Index:
    return Index.build([(number, number, article) for number, article in enumerate(articles)], understanding)


if __name__ == "__main__":
    main()
