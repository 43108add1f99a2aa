"""Words made illegible: however they were typed, wherever they were cut, and no others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import desk
from core.contracts import Level
from core.effects import Act, Command, OpenTicket
from core.errors import Missing
from core.moves import DeskFacts
from core.people import Actor
from core.secrets import MASK
from core.secrets.blot import blotted, blotted_memory, is_enough
from tests.core.play import ALI, ELIF, MONDAY


@pytest.mark.parametrize(
    ("text", "words", "left"),
    [
        ("kodu KIRMIZI Zürafa olsun", "kırmızı zürafa", f"kodu {MASK} olsun"),
        ("kodu kırmızı \n zürafa", "Kırmızı Zürafa", f"kodu {MASK}"),
        ("zürafa, zürafa", "zürafa", f"{MASK}, {MASK}"),
        ("a.b*c", "b*c", f"a.{MASK}"),
        ("aXb", "a.b", "aXb"),
        ("başka bir şey", "zürafa", "başka bir şey"),
        ("", "zürafa", ""),
        ("zürafa", "", "zürafa"),
        ("zürafa", "   ", "zürafa"),
        ("kapının kodu Kırmızı…", "kırmızı zürafa", f"kapının kodu {MASK}"),
        ("kapının kodu mavi…", "kırmızı zürafa", "kapının kodu mavi…"),
        ("kapının kodu kı…", "kırmızı zürafa", "kapının kodu kı…"),
        ("a…", "kırmızı", "a…"),
    ],
)
def test_words_go_however_they_were_typed(text: str, words: str, left: str) -> None:
    assert blotted(text, [words]) == left


@given(st.text(max_size=40), st.text(min_size=1, max_size=10))
def test_no_text_breaks_it_and_twice_is_once(text: str, words: str) -> None:
    once = blotted(text, [words])
    assert is_enough(words) is False or blotted(once, [words]) == once


def test_what_is_too_short_is_in_everything() -> None:
    assert is_enough("a1b")
    assert not is_enough("a.-b")


def test_the_dialogue_keeps_its_own_marks() -> None:
    kept = {"step": "trying", "words": "trying vpn", "held": "", "question": 3}
    assert blotted_memory(kept, ["trying"]) == {**kept, "words": f"{MASK} vpn"}


def test_a_redaction_names_who_did_and_not_what() -> None:
    wish = OpenTicket(title="kod zürafa", type="incident", service="vpn", queue="l1", affected="zürafa")
    opened = desk.open_ticket(wish, ALI, ref="K7M2R9", level=Level.SOLVE, now=MONDAY).ticket
    told = replace(opened, fields={"device": "Zürafa 3"}, memory={"words": "kod zürafa"})
    facts = DeskFacts(now=MONDAY, hidden=("zürafa",))
    outcome = desk.act(told, Act(command=Command.REDACT, entry=7, words="zürafa"), Actor.of(ELIF), facts)
    after = outcome.ticket
    assert (after.title, after.affected, after.fields) == (f"kod {MASK}", MASK, {"device": f"{MASK} 3"})
    assert after.memory == {"words": f"kod {MASK}"}
    (line,) = outcome.entries
    assert line.line is not None
    assert (line.line.key, line.line.values) == ("line.redacted", {"agent": ELIF.name})
    with pytest.raises(Missing):
        desk.act(told, Act(command=Command.REDACT), Actor.of(ELIF), facts)
