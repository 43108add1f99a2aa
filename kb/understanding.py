"""What questions are understood with: the lexicon, the optional encoder, and the confidence that goes with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from kb.concepts import Concepts, shipped
from kb.confidence import Calibration, Confidence
from kb.encoder import Encoder, Semantic, encoder


@dataclass(frozen=True, slots=True)
class Understanding:
    """Everything that a search needs beside the knowledge."""

    concepts: Concepts
    encoder: Encoder | None
    confidence: Confidence

    @classmethod
    def of(cls, semantic: Semantic = "off", more: Iterable[str] = ()) -> Understanding:
        """Return what comes with the desk and, with `more` lines, a lexicon that it has extended.

        Raises `kb.encoder.Unavailable` where the encoder is wanted and not installed.
        """
        model = encoder(semantic)
        lines = tuple(more)
        concepts = Concepts([*shipped(), *lines]) if lines else _shipped_concepts()
        return cls(concepts, model, Confidence.shipped(semantic=model is not None))

    def taught(self, calibration: Calibration) -> Understanding:
        """Return the same with chances as `calibration` has them."""
        return replace(self, confidence=replace(self.confidence, taught=calibration))


@cache
def _shipped_concepts() -> Concepts:
    return Concepts(shipped())
