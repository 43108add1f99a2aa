"""What is talk for its own sake, and what only begins like it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from core.dialogue.intents import holds_no_matter

DATA = Path(__file__).parent / "data"

TALK = """
selam millet
keyfiniz nasıl
sen robot musun yoksa insan mı?
karşımda bir insan mı var yoksa makine mi
hava bugün çok sıcak değil mi
dışarıda yağmur yağıyor
en sevdiğin renk ne
kaç dil biliyorsun
hafta sonu ne yapıyorsun
canım sıkılıyor
boş ver, hallettim
kusura bakmayın yanlış yazdım
evet doğru
hmm
are you a real person?
am I talking to a machine or a person
who built you
what can you help me with
so cold today
nice weather today, isn't it
did you watch the game last night
never mind, sorted it
forget it, I fixed it myself
have a great day
you're a robot, right?
tell me about yourself
"""


@pytest.mark.parametrize("text", TALK.strip().splitlines())
def test_talk_for_its_own_sake_is_not_looked_up(text: str) -> None:
    assert holds_no_matter(text)


@pytest.mark.parametrize("text", (DATA / "matters.txt").read_text("utf-8").splitlines())
def test_what_only_begins_like_small_talk_is_a_matter(text: str) -> None:
    assert not holds_no_matter(text)


@pytest.mark.parametrize(
    "piece",
    ["hava ", "çok ", "bugün hava çok ", "yağmur bugün yine ", "it's so so ", "what can you ", "ha ", "js", "a real ",
     "karşımda bir ", "tell me another ", "evet aynen ", "nice day today "],
)  # fmt: skip
def test_endless_chatting_is_read_in_no_time(piece: str) -> None:
    text = (piece * 2_000)[:2_000]
    began = time.thread_time()
    holds_no_matter(text)
    assert time.thread_time() - began < 1  # repetitions beside each other took three seconds and more
