"""Fit the coefficients of kb/confidence.json: `python bench/fit_confidence.py EVAL_FOLDER [--write]`.

Reads EVAL_FOLDER/articles.yaml and queries.jsonl, and in its folder `public` the intent sets Banking77
(Casanueva et al. 2020, CC BY 4.0), CLINC150 (Larson et al. 2019, CC BY 3.0) and the Turkish part of
xSID 0.7 (van der Goot et al. 2021, CC BY-SA 4.0). Intents stand for articles, some of their rows for phrasings;
a quarter of the intents is hidden, and their rows stand for questions without an answer. Every set has
the same total weight. Only the coefficients leave this program.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize  # type: ignore[import-untyped]  # scipy ships no types

from core.language import detect
from kb.article import Article
from kb.confidence import COEFFICIENTS, FEATURES
from kb.files import read
from kb.index import Index

SHOTS = (3, 5, 10)
QUESTIONS = 500
HIDDEN = 0.25
PENALTY = 0.0005


@dataclass(frozen=True)
class Sample:
    """One question: the features of each hit, which hit is right, and the set it came from."""

    source: str
    features: np.ndarray
    right: np.ndarray
    answerable: bool


def intents(path: Path, shots: int, dice: random.Random) -> tuple[Index, list[tuple[str, str | None]]]:
    """Make a knowledge base of `shots` phrasings an intent, and questions from the other rows."""
    rows: dict[str, list[str]] = defaultdict(list)
    unanswered: list[str] = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        (rows[row["label"]] if row["label"] else unanswered).append(row["text"])
    labels = sorted(label for label, texts in rows.items() if len(texts) > shots + 2)
    hidden = set(dice.sample(labels, int(len(labels) * HIDDEN)))
    articles: list[tuple[int, int, Article]] = []
    questions: list[tuple[str, str | None]] = [
        (text, None) for text in dice.sample(unanswered, min(len(unanswered), 60))
    ]
    for number, label in enumerate(labels):
        texts = dice.sample(rows[label], len(rows[label]))
        if label in hidden:
            questions.extend((text, None) for text in texts[:20])
            continue
        title = label.split(":")[-1].replace("_", " ").replace("/", " ")
        lang = detect(texts[0]) or "en"
        article = Article(topic=label, lang=lang, title=title, body="", kind="how_to", type="request",
                          phrasings=tuple(texts[:shots]))  # fmt: skip
        articles.append((number, number, article))
        questions.extend((text, label) for text in texts[shots : shots + 40])
    return Index.build(articles), dice.sample(questions, min(len(questions), QUESTIONS))


def samples(folder: Path) -> Iterator[Sample]:
    """Yield every question of every set with what the search found."""
    knowledge = read(folder)
    index = Index.build([(number, number, article) for number, article in enumerate(knowledge.articles)])
    own = [json.loads(line) for line in (folder / "queries.jsonl").read_text("utf-8").splitlines()]
    yield from sampled("own", index, [(row["text"], row["expect"]) for row in own if row["kind"] != "chitchat"])
    for name in ("banking77_train", "clinc150_train_val", "xsid_tr_valid"):
        for shots in SHOTS:
            built, questions = intents(folder / "public" / f"{name}.jsonl", shots, random.Random(shots))
            yield from sampled(name, built, questions)


def sampled(source: str, index: Index, questions: list[tuple[str, str | None]]) -> Iterator[Sample]:
    """Search each of `questions` in `index`."""
    for text, topic in questions:
        hits = index.search(text, detect(text))
        if hits:
            features = np.array([[1.0, *(hit.features[name] for name in FEATURES)] for hit in hits])
            yield Sample(source, features, np.array([float(hit.topic == topic) for hit in hits]), topic is not None)


def fit(chosen: list[Sample]) -> np.ndarray:
    """Return the logistic coefficients, intercept first, with a ridge penalty."""
    count: dict[str, int] = defaultdict(int)
    for sample in chosen:
        count[sample.source] += len(sample.right)
    features = np.vstack([sample.features for sample in chosen])
    right = np.concatenate([sample.right for sample in chosen])
    weight = np.concatenate([np.full(len(s.right), 1 / (count[s.source] * len(count))) for s in chosen])

    def loss(beta: np.ndarray) -> tuple[float, np.ndarray]:
        score = features @ beta
        gradient = features.T @ (weight * (1 / (1 + np.exp(-score)) - right))
        value = weight @ (np.logaddexp(0, score) - right * score) + PENALTY * beta[1:] @ beta[1:] / 2
        return float(value), gradient + PENALTY * np.r_[0.0, beta[1:]]

    return np.asarray(minimize(loss, np.zeros(features.shape[1]), jac=True, method="L-BFGS-B").x)


def report(name: str, beta: np.ndarray, chosen: list[Sample]) -> None:
    """Print the ranking and the calibration of the best hit on `chosen`."""
    best, right, known, third = [], [], [], []
    for sample in chosen:
        scores = sample.features @ beta
        order = np.argsort(-scores)
        best.append(1 / (1 + np.exp(-scores[order[0]])))
        right.append(sample.right[order[0]])
        known.append(sample.answerable)
        third.append(sample.right[order[:3]].any())
    chance, hit, answerable = np.array(best), np.array(right), np.array(known)
    precise = np.cumsum(hit[np.argsort(-chance)]) / np.arange(1, len(hit) + 1)
    reach = np.flatnonzero(precise >= 0.95)
    auroc = np.mean(chance[answerable][:, None] > chance[~answerable][None, :])
    bins = np.array_split(np.argsort(chance), 15)
    ece = sum(len(part) / len(hit) * abs(chance[part].mean() - hit[part].mean()) for part in bins)
    print(
        f"{name:24} n {len(hit):5} top1 {hit[answerable].mean():.3f} top3 {np.array(third)[answerable].mean():.3f} "
        f"auroc {auroc:.3f} brier {np.mean((chance - hit) ** 2):.3f} ece {ece:.3f} "
        f"coverage at .95 {(reach[-1] + 1 if len(reach) else 0) / answerable.sum():.3f}"
    )


def main() -> None:
    """Fit on all sets, and for each set also on the others alone; print both; write what was fitted on all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    everything = list(samples(arguments.folder))
    beta = fit(everything)
    for source in sorted({sample.source for sample in everything}):
        mine = [sample for sample in everything if sample.source == source]
        report(source, beta, mine)
        report("  fitted on the others", fit([s for s in everything if s.source != source]), mine)
    coefficients = dict(zip(("intercept", *FEATURES), (round(float(value), 4) for value in beta), strict=True))
    print(json.dumps(coefficients))
    if arguments.write:
        COEFFICIENTS.write_text(json.dumps(coefficients, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
