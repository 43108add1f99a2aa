"""The benchmark of the search runs, and we are not behind what it compares us with."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from bench.chart import bars
from bench.questions import development, mistyped, without_letters
from bench.search import OURS, quality

DATA = Path(__file__).parents[1] / "kb" / "data"


def test_every_way_has_a_line_and_ours_finds_most() -> None:
    whole = development(DATA)
    few = replace(whole, asked=whole.asked[::8])
    table, best = quality(few)
    assert [line[0] for line in table.lines] == list(best)
    assert all(len(line) == len(table.head) for line in table.lines)
    ours = best.pop(OURS)
    assert all(ours > other for name, other in best.items() if not name.startswith(OURS))


def test_slips_of_typing_are_made_in_the_middle_of_words() -> None:
    dice = random.Random(3)
    typed = [mistyped(1, "yazıcı çıktı vermiyor", dice) for _ in range(50)]
    assert all(words != "yazıcı çıktı vermiyor" or len(words) == 21 for words in typed)
    assert {word[0] for words in typed for word in words.split()} == {"y", "ç", "v"}
    assert without_letters("Şifremi UNUTTUM", dice) == "sifremi unuttum"


def test_the_chart_escapes_its_names() -> None:
    assert "<script" not in bars("Top-1", {"<script>": 0.5, OURS: 1.0})
