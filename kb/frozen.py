"""The base of an index: what takes long to make. It is laid out once, and may come from another process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb import background
from kb.article import Article
from kb.encoder import Encoder
from kb.repair import Words
from kb.segment import Segment, Texts
from kb.space import Space, Vector
from kb.telling import Telling
from kb.terms import count
from kb.understanding import Understanding


@dataclass(frozen=True, slots=True)
class Base:
    """What takes long to make, and nothing of which belongs to one process."""

    space: Space
    own: Segment
    beside: Segment
    words: Words
    telling: Telling

    @classmethod
    def of(cls, articles: Sequence[Article], understanding: Understanding) -> Base:
        """Lay out `articles` and the background. Time grows linearly."""
        concepts, encoder = understanding.concepts, understanding.encoder
        texts, others = Texts.of(articles), background.sentences()
        own, beside = count(texts.words, concepts), count(others.words, concepts)
        space = Space.learn(own, beside)
        segment = Segment.of(space, own, texts, len(articles), meanings(encoder, texts.shown))
        far = Segment.of(space, beside, others, 0, meanings(encoder, others.shown))
        near = segment.cosines(far.rows) if len(segment) else np.zeros((len(far), 1), dtype=np.float32)
        kept = background.uncovered((near * segment.trust if len(segment) else near).max(axis=1))
        topic = np.unique([article.topic for article in articles], return_inverse=True)[1]
        telling = Telling.of(segment, topic[texts.article])
        return cls(space, segment, far.only(kept), Words.of(texts.words, concepts), telling)


def meanings(encoder: Encoder | None, texts: Sequence[str]) -> Vector | None:
    """Return the vectors of the encoder, where there is one."""
    return encoder(texts) if encoder is not None and texts else None
