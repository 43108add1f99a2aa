"""The search beside others, in one run: `python -m bench.search EVAL_FOLDER [--part NAME] [--quick] [--write]`.

Quality on the development set and on public intent sets, with the noise of typing; speed and memory on real text of
growing size; and answers while a new base is laid out. `--write` puts the tables into docs/search.md and draws
docs/pictures/search.svg. The encoder takes part where it is installed.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from bench.chart import bars
from bench.questions import Asked, Set, changed, development, large, mistyped, public, without_letters
from bench.rivals import RIVALS, Rank, Rival, by_us
from core.banks import Bank
from kb.article import Article
from kb.confidence import UNTAUGHT, Calibration
from kb.encoder import encoder
from kb.evaluate import Share
from kb.index import Index
from kb.library import Library
from kb.rebuilding import Rebuilding
from kb.shelf import Row
from kb.understanding import Understanding

DOCS = Path(__file__).parents[1] / "docs"
PARTS = ("development", "public", "rebuilding", "speed")
SIZES = (1_000, 10_000, 100_000)
SEEDS = (0, 1, 2)
ASKED_PER_SECOND = 50
OURS, WITH_ENCODER = "Önkapı", "Önkapı with the encoder"


@dataclass(frozen=True, slots=True)
class Table:
    """A title, a head and lines of cells."""

    title: str
    head: tuple[str, ...]
    lines: Sequence[tuple[str, ...]]

    def __str__(self) -> str:
        """Write it in Markdown."""
        rows = [self.head, tuple("---" for _ in self.head), *self.lines]
        return "\n".join([f"### {self.title}", "", *(f"| {' | '.join(row)} |" for row in rows), ""])


def ways() -> dict[str, Rival]:
    """Return every way that is compared, this project's last."""
    found = RIVALS | {OURS: by_us(Understanding.of("off"))}
    return found | ({WITH_ENCODER: by_us(Understanding.of("on"))} if encoder("auto") else {})


def right(rank: Rank, asked: Sequence[Asked], first: int) -> Share:
    """Return how many of the questions that have an answer find it among the `first` topics."""
    answerable = [each for each in asked if each.topic is not None]
    return Share(sum(each.topic in rank(each.text)[:first] for each in answerable), len(answerable))


def shown(share: Share) -> str:
    """Write a share with its 95 % interval."""
    low, high = share.interval()
    return f"{share.value:.3f} ({low:.2f}-{high:.2f})"


def quality(dev: Set) -> tuple[Table, dict[str, float]]:
    """Compare all ways on the development set, whole, by kind, and with slips of typing."""
    kinds = sorted({each.kind for each in dev.asked if each.topic})
    noise: dict[str, Callable[..., str]] = {
        "no Turkish letters": without_letters, "one slip": partial(mistyped, 1), "two slips": partial(mistyped, 2)
    }  # fmt: skip
    lines, best = [], {}
    for name, way in ways().items():
        rank = way(dev.articles)
        whole = right(rank, dev.asked, 1)
        best[name] = whole.value or 0.0
        by_kind = [right(rank, [each for each in dev.asked if each.kind == kind], 1) for kind in kinds]
        noisy = [right(rank, changed(dev.asked, change), 1) for change in noise.values()]
        figures = [f"{share.value:.2f}" for share in (*by_kind, *noisy)]
        lines.append((name, shown(whole), shown(right(rank, dev.asked, 3)), *figures))
    return Table("The development set", ("way", "top-1", "top-3", *kinds, *noise), lines), best


def publics(folder: Path, most: int) -> Table:
    """Compare all ways on the public sets: 5 and 10 phrasings, three seeds, a quarter of the intents hidden."""
    lines = []
    for name, way in ways().items():
        cells = [name]
        for stem in ("banking77_train", "clinc150_train_val"):
            for shots in (5, 10):
                whole, near = [], []
                for seed in SEEDS:
                    data = public(folder / f"{stem}.jsonl", shots, seed, most=most)
                    whole.append(right(way(data.articles), data.asked, 1).value or 0.0)
                    data = public(folder / f"{stem}.jsonl", shots, seed, hidden=0.25, most=most)
                    near.append(right(way(data.articles), data.asked, 1).value or 0.0)
                cells.append(f"{np.mean(whole):.3f} ± {2 * np.std(whole):.3f} / {np.mean(near):.3f}")
        lines.append(tuple(cells))
    head = tuple(
        f"{name}, {shots} phrasings: all / a quarter hidden" for name in ("Banking77", "CLINC150") for shots in (5, 10)
    )
    return Table("Public sets, top-1", ("way", *head), lines)


def speed(folder: Path, sizes: Sequence[int]) -> Table:
    """Measure build, milliseconds of a search and memory at growing numbers of phrasings."""
    lines = []
    for size in sizes:
        articles, questions = large(folder, size)
        for name, way in ways().items():
            began = time.perf_counter()
            rank = way(articles)
            built = time.perf_counter() - began
            few = questions[: 60 if size > 10_000 else 400]
            p50, p95 = np.percentile(list(_times(rank, few)), [50, 95])
            lines.append(
                (f"{size:,}", name, f"{built:.1f} s", f"{p50:.1f}", f"{p95:.1f}", f"{_memory(way, articles):.0f} MB")
            )
    return Table("Speed and memory", ("phrasings", "way", "build", "p50 ms", "p95 ms", "memory"), lines)


def _times(rank: Rank, questions: Sequence[str]) -> Iterator[float]:
    for question in questions[:20]:
        rank(question)
    for question in questions:
        began = time.perf_counter()
        rank(question)
        yield (time.perf_counter() - began) * 1_000


def _memory(way: Rival, articles: Sequence[Article]) -> float:
    """Return the megabytes that an index holds."""
    tracemalloc.start()
    kept = way(articles)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return held / 1e6


class Growing:
    """Knowledge of which another article changes whenever it is asked for changes."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows, self.revision = rows, 1

    def load(self) -> tuple[int, list[Row]]:
        """Return everything."""
        return self.revision, list(self.rows)

    def taught(self) -> Calibration:
        """Return that nothing was learned."""
        return UNTAUGHT

    def banks(self) -> dict[int, Bank]:
        """Return none."""
        return {}

    def changes(self, since: int) -> tuple[int, list[Row]]:
        """Change a sixteenth of the articles at once, and return them."""
        self.revision += 1
        some = self.rows[: len(self.rows) // 16]
        self.rows[: len(some)] = [(number, self.revision, replace(a, title=f"{a.title} ?")) for number, _, a in some]
        return self.revision, self.rows[: len(some)]


def rows_of(folder: Path, articles: int) -> list[Row]:
    """Return so many articles of real text; the other process makes them again for itself."""
    return [(number, 1, article) for number, article in enumerate(large(folder, articles * 10)[0])]


def rebuilding(folder: Path, articles: int) -> Table:
    """Measure answers, 50 a second, while a changed article is taken up and a new base is laid out."""
    source, done = Growing(rows_of(folder, articles)), threading.Event()
    rebuild = Rebuilding(partial(rows_of, folder, articles), "off", (), lambda error: sys.exit(repr(error)))

    def relay(relaid: Callable[..., None]) -> None:
        def finished(*made: object) -> None:
            relaid(*made)
            done.set()

        rebuild(finished)

    library = Library(source, partial(Index.build, understanding=Understanding.of("off")), relay)
    questions = large(folder, 1_000)[1]
    began = time.perf_counter()
    library.follow(2)
    delta = time.perf_counter() - began
    took: list[float] = []
    while not done.is_set():
        due = time.perf_counter() + 1 / ASKED_PER_SECOND
        took += _once(library, questions[len(took) % len(questions)])
        time.sleep(max(0.0, due - time.perf_counter()))
    p50, p99 = np.percentile(took, [50, 99])
    cells = (f"{articles:,}", str(len(took)), f"{delta * 1e3:.0f} ms", f"{p50:.1f}", f"{p99:.1f}", f"{max(took):.1f}")
    head = ("articles", "questions meanwhile", "a sixteenth taken up in", "p50 ms", "p99 ms", "longest ms")
    return Table("Answers while a new base is laid out", head, [cells])


def _once(library: Library, question: str) -> list[float]:
    began = time.perf_counter()
    library.search(question)
    return [(time.perf_counter() - began) * 1_000]


def main() -> None:
    """Measure, print, and write where that is wanted."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--quick", action="store_true", help="does everything run? its figures mean nothing")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--part", action="append", choices=PARTS, help="only this; may be said several times")
    arguments = parser.parse_args()
    publicly = arguments.folder / "public"
    best: dict[str, float] = {}

    def development_set() -> Table:
        table, shares = quality(development(arguments.folder))
        best.update(shares)
        return table

    parts: dict[str, Callable[[], Table]] = {"development": development_set}
    if publicly.is_dir():
        parts |= {
            "public": lambda: publics(publicly, 50 if arguments.quick else 1_000),
            "rebuilding": lambda: rebuilding(publicly, 200 if arguments.quick else 10_000),
            "speed": lambda: speed(publicly, SIZES[:1] if arguments.quick else SIZES),
        }
    for name, measure in parts.items():
        if arguments.part and name not in arguments.part:
            continue
        table = measure()
        print(table, flush=True)
        if arguments.write:  # at once: a run that is cut short keeps what it measured
            _write(name, table)
    if arguments.write and best:
        (DOCS / "pictures" / "search.svg").write_text(bars("Right article first, development set", best), "utf-8")


def _write(name: str, table: Table) -> None:
    """Put a table into its place in docs/search.md."""
    page = DOCS / "search.md"
    text = page.read_text("utf-8")
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    page.write_text(text[: text.index(begin) + len(begin)] + f"{table}" + text[text.index(end) :], "utf-8")


if __name__ == "__main__":
    main()
