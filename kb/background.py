"""What people write to a help desk beside what the knowledge answers: it takes part in the vote, and is never found.

Without it a question about the air conditioning of the meeting room is nearest to the article about its projector. A
group of sentences that the knowledge covers itself is left out.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from kb.normalize import tokens
from kb.segment import Numbers, Texts
from kb.space import Vector

TRUST = 0.6
"""Trust in a sentence of the background beside a phrasing of an article."""

COVERED = 0.6
"""From this cosine on a sentence is a matter that the knowledge has."""

_SENTENCES = Path(__file__).with_name("background.txt")


@cache
def sentences() -> Texts:
    """Return the sentences, numbered by their group as articles are."""
    words, shown, group = [], [], []
    for number, block in enumerate(_SENTENCES.read_text("utf-8").split("\n\n")):
        for line in block.splitlines():
            if line and not line.startswith("#"):
                words.append(tokens(line))
                shown.append(line)
                group.append(number)
    return Texts(
        words=words,
        shown=shown,
        article=np.array(group, dtype=np.intp),
        trust=np.full(len(words), TRUST, dtype=np.float32),
        named=np.zeros(len(words), dtype=np.bool_),
    )


def uncovered(nearest: Vector) -> Numbers:
    """Return the sentences of the groups that the knowledge does not have.

    `nearest` gives the cosine between each sentence and the text of the knowledge that is nearest to it.
    """
    group = sentences().article
    covered = np.unique(group[nearest >= COVERED])
    return np.flatnonzero(~np.isin(group, covered))
