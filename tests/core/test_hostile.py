"""Text that means harm, into every pure function: it never raises, and takes a moment."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dialogue.intents import left_of, read, read_answer, references, without_greeting
from core.dialogue.lexicon import GREETINGS
from core.dialogue.scene import title_of
from core.language import detect, fold
from core.messages import Text, clean, pack, unpack
from core.plain import chunks, pick
from core.routing import route
from tests.core.play import CONTRACT, ELIF, PRINTER, QUEUES, SERVICES, VPN, Play

HOSTILE = {
    "long words": "vpn bağlanmıyor " * 7_000,
    "one word": "a" * 100_000,
    "negations": "yormuyor" * 12_000,
    "particles": "mi " * 33_000,
    "references": "K7M2R9 " * 14_000,
    "nul": "\x00" * 1_000,
    "surrogates": "\ud800" * 1_000,
    "emoji": "😀" * 10_000,
    "families": "👨‍👩‍👧‍👦" * 5_000,
    "flags": "🇹🇷" * 20_000,
    "right to left": "\u202e\u200f" * 5_000,
    "marks": "a" + "\u0301" * 50_000,
    "lines": "\n" * 100_000,
    "spaces": " " * 100_000,
    "braces": "{agent} %s {0} " * 5_000,
    "empty": "",
}
ANY = st.text(st.characters(exclude_categories=()), max_size=200)
FUNCTIONS: dict[str, Callable[[str], object]] = {
    "fold": fold,
    "detect": detect,
    "read": read,
    "read_answer": read_answer,
    "read_answer after an article": lambda text: read_answer(text, "answer"),
    "references": references,
    "left_of": lambda text: left_of(text, GREETINGS),
    "without_greeting": without_greeting,
    "title_of": title_of,
    "clean": clean,
    "chunks": lambda text: chunks(text, 4_000),
    "pick": lambda text: pick(text, ["Çözüldü", text]),
    "route": lambda text: route(text, "ornek", CONTRACT, SERVICES, QUEUES),
    "pack": lambda text: unpack(pack(Text("plain", {"text": text}))),
}
KNOWS = {"vpn": (VPN,), "yazıcı": (PRINTER,)}
STORIES: dict[str, Callable[[], Play]] = {
    "opening": lambda: Play(knows=KNOWS),
    "trying": lambda: Play(knows=KNOWS).says("vpn bozuk"),
    "choosing": lambda: Play(knows=KNOWS).says("yazıcı bozuk"),
    "clarifying": lambda: Play(knows=KNOWS).says("perde bozuk"),
    "people": lambda: Play(knows=KNOWS).says("temsilci"),
    "owned": lambda: Play(knows=KNOWS).says("temsilci").claims(),
    "confirming": lambda: Play(knows=KNOWS).says("temsilci").claims().solves("Hazır"),
    "ended": lambda: Play(knows=KNOWS).says("temsilci").claims().solves("Hazır").says("düzeldi"),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_hostile_text_is_worked_on_in_a_moment(function: Callable[[str], object], text: str) -> None:
    began = time.thread_time()  # of the processor: other work on the machine does not count
    function(text)
    assert time.thread_time() - began < 3


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("state", STORIES)
def test_hostile_text_has_an_answer_in_every_state(state: str, text: str) -> None:
    story = STORIES[state]().says(text)
    assert state in {"owned", "trying", "clarifying"} or story.heard
    assert story.answer is not None


@given(ANY)
def test_no_text_raises_in_a_pure_function(text: str) -> None:
    for function in FUNCTIONS.values():
        function(text)


@given(ANY, ANY)
def test_no_text_raises_in_a_story(first: str, second: str) -> None:
    story = Play(knows=KNOWS).says(first).says(second).says("temsilci istiyorum")
    if story.ticket and story.ticket.open:
        story.claims(ELIF).says(second)
    if story.ticket and story.ticket.with_people:
        story.solves("Hazır" + second).says(first).says(second)
    assert story.answer is not None


@given(ANY)
def test_clean_text_can_be_kept_everywhere_and_loses_nothing_else(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.encode() is not None
    assert "\x00" not in cleaned
    assert "\r" not in cleaned
    assert clean(cleaned) == cleaned
    kept = [char for char in text if char not in "\r\n\x00" and not "\ud800" <= char <= "\udfff"]
    assert [char for char in cleaned if char not in "\n\ufffd"] == [char for char in kept if char != "\ufffd"]


def test_clean_marks_what_it_replaces_and_joins_line_ends() -> None:
    assert clean("a\x00b\ud800c\r\nd\re") == "a\ufffdb\ufffdc\nd\ne"
    assert len(clean("x" * 200_000)) == 200_000
