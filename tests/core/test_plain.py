"""Long texts in pieces, options as numbered lines, and the reading of a numbered answer."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.plain import chunks, numbered, pick

FAMILY, FLAG, THUMB = "👨‍👩‍👧‍👦", "🇹🇷", "👍🏽"
ANY = st.text(st.characters(exclude_categories=()) | st.sampled_from(" \n\r.!👍🏽🇹🇷\u200d\u0301"), max_size=300)


@given(ANY, st.integers(1, 40))
@example("\r\n" * 5 + "a", 1)
def test_the_pieces_keep_every_character_but_white_space_at_the_seams(text: str, limit: int) -> None:
    rest = text
    for piece in chunks(text, limit):
        assert 0 < len(piece) <= limit
        assert piece == piece.strip()
        found = rest.index(piece)
        assert not rest[:found].strip()
        rest = rest[found + len(piece) :]
    assert not rest.strip()


@given(st.lists(st.sampled_from([FAMILY, FLAG, THUMB, "e\u0301", "ş", "a"]), max_size=30), st.integers(7, 20))
def test_what_is_seen_as_one_character_is_not_divided(characters: list[str], limit: int) -> None:
    pieces = chunks("".join(characters), limit)
    assert "".join(pieces) == "".join(characters)
    for piece in pieces:
        assert re.fullmatch(f"(?:{FAMILY}|{FLAG}|{THUMB}|e\u0301|ş|a)+", piece)


def test_a_text_that_fits_is_one_piece() -> None:
    assert chunks("Merhaba\n\ndünya", 20) == ("Merhaba\n\ndünya",)
    assert chunks("", 20) == chunks(" \n ", 20) == ()


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("Bir paragraf.\n\nBaşka bir satır.\nVe son.", 25, ("Bir paragraf.", "Başka bir satır.\nVe son.")),
        ("Bir satır burada.\nBaşka satır orada.", 25, ("Bir satır burada.", "Başka satır orada.")),
        ("Bir cümle bu. Başka bir cümle.", 20, ("Bir cümle bu.", "Başka bir cümle.")),
        ("kelimeler yan yana", 12, ("kelimeler", "yan yana")),
        ("A. uzunbirkelimedir", 12, ("A.", "uzunbirkelim", "edir")),
        ("abcdefgh", 3, ("abc", "def", "gh")),
        (FAMILY * 2, 3, ("👨\u200d👩", "\u200d👧\u200d", "👦", "👨\u200d👩", "\u200d👧\u200d", "👦")),
        ("a\r\nb" * 2, 2, ("a", "ba", "b")),
    ],
)
def test_a_cut_is_made_at_the_best_seam(text: str, limit: int, pieces: tuple[str, ...]) -> None:
    assert chunks(text, limit) == pieces


def test_a_piece_has_at_least_one_character() -> None:
    with pytest.raises(ValueError, match="at least one"):
        chunks("a", 0)


@pytest.mark.parametrize("text", ["a" * 10**5, "🇹🇷" * 50_000, "a" + "\u0301" * 10**5, " \n" * 50_000, "ab. " * 25_000])
def test_a_long_text_is_cut_in_a_moment(text: str) -> None:
    began = time.thread_time()  # of the processor: other work on the machine does not count
    chunks(text, 4_000)
    assert time.thread_time() - began < 3


def test_options_become_numbered_lines() -> None:
    assert numbered(["Çözüldü", "Çözülmedi"]) == "1) Çözüldü\n2) Çözülmedi"
    assert numbered([]) == ""


LABELS = ["Çözüldü", "Çözülmedi", "Destek uzmanı istiyorum"]


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("1", 0), ("2.", 1), (" 3) ", 2), ("iki", 1), ("İkinci", 1), ("third", 2), ("ÇÖZÜLDÜ", 0), ("cozulmedi.", 1),
        ("destek uzmani istiyorum", 2),
    ],
)  # fmt: skip
def test_an_option_is_picked_by_number_place_or_label(text: str, index: int) -> None:
    assert pick(text, LABELS) == index


@pytest.mark.parametrize("text", ["", "0", "4", "12", "dört", "çözüldü mü", "2 numaralı yazıcı", "👍", "123"])
def test_what_names_no_option_picks_none(text: str) -> None:
    assert pick(text, LABELS) is None


def test_a_label_wins_over_the_place_its_word_means() -> None:
    assert pick("bir", ["iki", "bir"]) == 1
