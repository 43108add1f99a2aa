"""Who is known in one channel gets a code there, and is the same person where he types it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.dialogue import Said
from core.dialogue.codes import PAIRINGS, pairing, pairings_in, without_pairings
from core.dialogue.intents import references
from tests.core.play import ALI, ELIF, Play, play

CODE = "K7M2R-9T4H6"


def waiting() -> Play:
    return play().says("temsilci istiyorum")


@pytest.mark.parametrize(
    "words",
    [
        "bağla", "Bağla!", "bagla", "link", "telefondan da yazmak istiyorum", "telefonumdan da yazmak istiyorum",
        "başka bir kanaldan da yazmak istiyorum", "bağlama kodu", "bağlama kodu alabilir miyim", "kanalımı bağla",
        "link my phone", "can I get a link code please", "I want to write from my phone too",
        "başka yerden de yazabilir miyim",
    ],
)  # fmt: skip
def test_the_wish_is_understood_and_answered_with_a_code_for_a_day(words: str) -> None:
    story = play().says(words)
    assert story.heard == ["pair.how"]
    assert story.ticket is None, "it is no matter"
    [offered] = story.offered
    assert offered.until - story.now == timedelta(days=1)


@pytest.mark.parametrize(
    "words",
    [
        "telefonum bağlanmıyor", "vpn bağla diyor ama bağlanmıyor", "linke tıklayınca açılmıyor", "beni birine bağla",
        "telefondan yazıcıya çıktı alamıyorum", "link açılmıyor", "kod gelmedi",
    ],
)  # fmt: skip
def test_what_sounds_like_it_is_a_matter_or_another_wish(words: str) -> None:
    assert not play().says(words).offered


def test_a_bare_word_to_a_person_is_for_him_and_the_whole_wish_is_not() -> None:
    story = waiting().claims()
    assert not story.says("link").offered
    assert story.says("bağlama kodu istiyorum").offered
    assert story.case.owner == ELIF.person


def test_a_stranger_proves_who_he_is_before() -> None:
    story = play(customer=replace(ALI, verified=False)).says("bağla")
    assert (story.heard, story.offered) == (["pair.unknown"], [])


def test_nobody_gets_a_code_where_others_read_along() -> None:
    story = play()
    story.shared = True
    story.says("bağla")
    assert (story.heard, story.offered) == (["pair.private"], [])
    assert story.bubbles[-1].private


@pytest.mark.parametrize("words", [CODE, "k7m2r 9t4h6", "kodum K7M2R9T4H6", "kod: k7m2r-9t4h6."])
@pytest.mark.parametrize("state", ["before", "waiting", "owned", "solved"])
def test_a_right_code_joins_in_whatever_state_and_moves_no_case(words: str, state: str) -> None:
    story = play() if state == "before" else waiting()
    if state in {"owned", "solved"}:
        story.claims()
    if state == "solved":
        story.solves("Oldu.")
    story.pairings[CODE] = "other"
    before = story.case.status if story.ticket else None
    assert story.says(words).heard == ["pair.done"]
    assert story.paired == [CODE]
    assert (story.case.status if story.ticket else None) == before


def test_a_wrong_code_is_counted_and_from_the_sixth_on_he_has_to_wait() -> None:
    story = play()
    for _ in range(5):
        assert story.says(CODE).heard == ["pair.wrong"]
    story.pairings[CODE] = "other"
    assert story.says(CODE).heard == ["pair.wait"]
    assert story.paired == []


def test_his_own_code_does_nothing_where_he_got_it() -> None:
    story = play()
    story.pairings[CODE] = "own"
    assert story.says(CODE).heard == ["pair.own"]
    assert (story.paired, story.mistaken_at) == ([], [])


def test_what_waits_for_which_case_is_meant_still_waits() -> None:
    story = waiting()
    story.turns_to(None).says("yazıcım çalışmıyor")
    story.turns_to(None, unaimed=True)
    story.happens(Said(words="hâlâ olmuyor"))
    story.pairings[CODE] = "other"
    assert story.happens(Said(words=CODE)).heard == ["pair.done"]
    assert story.talk.asking == "which"
    assert len(story.talk_reminders) == 2


@pytest.mark.parametrize("number", [0, 1, PAIRINGS // 3, PAIRINGS - 1])
def test_a_code_is_read_as_it_is_spelled_and_is_no_reference_and_no_invitation(number: int) -> None:
    code = pairing(number)
    assert pairings_in(f"kodum {code}, teşekkürler") == (code,)
    assert pairings_in(code.lower().replace("-", " ")) == (code,)
    assert without_pairings(f"al: {code}") == "al: ••••••"
    assert references(code) == ()
    assert pairings_in("K7M2-R9T4 K7M2R9") == ()
