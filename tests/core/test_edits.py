"""What a corrected message changes."""

from __future__ import annotations

import pytest

from core.dialogue.edits import is_material, without_words
from tests.core.play import Play


@pytest.mark.parametrize(
    ("before", "after", "material"),
    [
        ("vpn baglanmiyo", "vpn bağlanmıyor", False),
        ("Yazıcı bozuk.", "yazıcı bozuk", False),
        ("yazıcı bozuk", "vpn bağlanmıyor", True),
        ("oldu", "olmadı", True),
        ("düzeldi", "düzelmedi", True),
        ("yazıcı bozuk", "  ", False),
        ("yazıcı bozuk", "yazıcı bozuk, ayrıca üçüncü kattaki tarayıcı da kâğıt sıkıştırıyor", True),
    ],
)
def test_what_says_something_else_is_material(before: str, after: str, material: bool) -> None:
    assert is_material(before, after) is material


def test_words_taken_back_are_forgotten_once() -> None:
    story = Play().says("perde inmiyor").says("perde inmiyor")
    assert without_words(story.case, "perde inmiyor").memory["words"] == "perde inmiyor"
    assert without_words(story.case, "başka").memory == story.case.memory
