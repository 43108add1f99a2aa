"""The search with an encoder: its package where it is installed, and something as simple as can be everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from core.language import fold
from kb.article import Article
from kb.confidence import Confidence
from kb.encoder import Unavailable, encoder
from kb.index import Index
from kb.space import Vector
from kb.understanding import Understanding

LETTERS = "abcdefghijklmnopqrstuvwxyz "
VPN = Article(
    topic="vpn",
    lang="tr",
    title="VPN bağlantısı kurulamıyor",
    body="İstemciyi yeniden başlatın.",
    kind="known_error",
    type="incident",
    phrasings=("vpn bağlanmıyor",),
)
PRINTER = replace(VPN, topic="printer", title="Yazıcı çevrimdışı", phrasings=("çıktı alamıyorum",))


def by_letters(texts: Sequence[str]) -> Vector:
    """Count letters: what is written alike means the same."""
    counts = np.array([[fold(text).count(sign) for sign in LETTERS] + [0] * 485 + [1] for text in texts])
    return np.asarray(counts / np.linalg.norm(counts, axis=1, keepdims=True), dtype=np.float32)[:, :512]


@pytest.fixture
def understanding() -> Understanding:
    return Understanding(Understanding.of().concepts, by_letters, Confidence.shipped(semantic=True))


def test_an_encoder_takes_part_in_the_base_and_in_what_changes(understanding: Understanding) -> None:
    index = Index.build([(1, 1, VPN), (2, 2, PRINTER)], understanding)
    assert index.search("vpn bağlanmıyor", "tr")[0].topic == "vpn"
    changed = index.with_changes([(3, 3, replace(VPN, topic="mouse", title="Fare imleci titriyor", phrasings=()))])
    assert changed.search("fare imleci titriyor", "tr")[0].topic == "mouse"
    assert changed.search("vpn bağlanmıyor", "tr")[0].topic == "vpn"


def test_an_encoder_that_is_off_is_none() -> None:
    assert encoder("off") is None


def test_the_package_is_used_where_it_is_and_asked_for_where_it_is_not() -> None:
    try:
        encode = encoder("on")
    except Unavailable:
        assert encoder("auto") is None
        return
    assert encode is not None
    same, near, far = encode(["yazıcı çalışmıyor", "the printer does not work", "yıllık izin"])
    assert same @ near > same @ far
