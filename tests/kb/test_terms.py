"""The terms of questions, which are told one by one, are those that the tables of a whole base have."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb.concepts import Concepts, shipped
from kb.terms import Counted, count, count_few

CONCEPTS = Concepts(shipped())
WORDS = ("vpn", "baglanmiyor", "yazici", "printer", "bir", "cok", "sifremi", "unuttum", "o365", "x", "outlook")
texts = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8), min_size=1, max_size=4)


def cells(counted: Counted) -> list[dict[int, float]]:
    rows = counted.table.toarray()
    return [{int(code): float(often) for code, often in zip(counted.codes, row, strict=True) if often} for row in rows]


@given(texts)
def test_a_question_is_counted_as_the_texts_of_a_base_are(said: Sequence[Sequence[str]]) -> None:
    few, many = count_few(said, CONCEPTS), count(said, CONCEPTS)
    assert cells(few) == cells(many)
    assert np.array_equal(few.codes, np.sort(few.codes))
