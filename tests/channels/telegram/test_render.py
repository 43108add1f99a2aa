"""What the platform is given to show: never more than it takes, and nothing becomes markup by itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import MessageEntity

from channels.telegram.markup import article, units
from channels.telegram.render import Attached, Words, keyboard, pieces, toast
from core.messages import Address, Button, File, Outgoing, Part
from tests.standins import telegram_rules as rules

HERE = Address("telegram/main", "1001")
PICTURE = File("ab" * 32, "ekran.png", "image/png", 4_000, 800, 600)
LOG = File("cd" * 32, "günlük.txt", "text/plain", 40)


def outgoing(
    *parts: Part, author: str = "", buttons: tuple[Button, ...] = (), files: tuple[File, ...] = ()
) -> Outgoing:
    return Outgoing(id=1, address=HERE, language="tr", parts=parts, author=author, buttons=buttons, files=files)


def texts(said: Outgoing) -> list[Words]:
    return [piece for piece in pieces(said) if isinstance(piece, Words)]


def marked(words: Words, kind: str) -> list[str]:
    whole = words.text.encode("utf-16-le")
    return [
        whole[2 * each.offset : 2 * (each.offset + each.length)].decode("utf-16-le")
        for each in words.entities
        if each.type == kind
    ]


def test_an_article_becomes_text_with_entities() -> None:
    [words] = texts(outgoing(Part("# VPN 😀\n\n1. **Bir** `iki`\n2. [üç](https://a.example)\n\n- dört", "article")))
    assert words.text == "VPN 😀\n\n1. Bir iki\n2. üç\n\n• dört"
    assert marked(words, MessageEntity.BOLD) == ["VPN 😀", "Bir"]
    assert marked(words, MessageEntity.CODE) == ["iki"]
    assert [each.url for each in words.entities if each.type == MessageEntity.TEXT_LINK] == ["https://a.example"]


@pytest.mark.parametrize(
    "text", ["<b>x</b> *y* _z_ `c`", "[x](tg://user?id=1)", "@everyone &lt;", "||gizli||", "/start", "1. bir"]
)
def test_plain_words_stay_as_they_are(text: str) -> None:
    [words] = texts(outgoing(Part(text)))
    assert (words.text, words.entities) == (text, ())


@pytest.mark.parametrize("text", ["[x](javascript:alert(1))", "[x](tg://user?id=1)", "<script>x</script>"])
def test_an_article_links_to_the_web_only(text: str) -> None:
    [words] = texts(outgoing(Part(text, "article")))
    assert not marked(words, MessageEntity.TEXT_LINK)


def test_an_agents_name_stands_above_his_words_on_one_line() -> None:
    [words] = texts(outgoing(Part("Merhaba"), author="Elif\n\u202eDemir"))
    assert words.text == "Elif Demir\nMerhaba"
    assert marked(words, MessageEntity.BOLD) == ["Elif Demir"]


@given(
    st.text(alphabet=st.sampled_from("a ğ😀.\n!*_`[]()#🏳️‍🌈é"), max_size=9_000), st.sampled_from(["plain", "article"])
)
def test_whatever_is_said_fits(text: str, style: str) -> None:
    for words in texts(outgoing(Part(text, "article" if style == "article" else "plain"), author="Elif")):
        entities = [{**each.to_dict(), "type": str(each.type)} for each in words.entities]
        rules.check_text(words.text, entities)


def test_a_long_text_is_cut_at_ends_of_sentences_and_nothing_is_lost() -> None:
    sentence = "Yazıcı çıktı vermiyor 😀. "
    found = texts(outgoing(Part(sentence * 800), buttons=(Button("Evet", "o.x.0"),)))
    assert all(words.text.endswith(".") for words in found)
    assert " ".join(words.text for words in found) == (sentence * 800).strip()
    assert [words.markup is not None for words in found] == [False] * (len(found) - 1) + [True]


def test_entities_go_with_their_piece() -> None:
    found = texts(outgoing(Part("😀 uzun cümle. " * 400 + "\n\n**son söz**", "article")))
    assert marked(found[-1], MessageEntity.BOLD) == ["son söz"]
    assert sum(len(words.entities) for words in found) == 1


def test_files_follow_the_words_and_pictures_are_shown() -> None:
    found = pieces(outgoing(Part("Ekte"), files=(PICTURE, LOG), buttons=(Button("Tamam", "o.x.0"),)))
    assert [type(piece).__name__ for piece in found] == ["Words", "Attached", "Attached"]
    assert [piece.shown for piece in found if isinstance(piece, Attached)] == [True, False]
    assert found[0].markup is not None
    [alone] = pieces(outgoing(files=(LOG,), buttons=(Button("Tamam", "o.x.0"),)))
    assert alone.markup is not None


def test_nothing_to_show_is_no_message() -> None:
    assert pieces(outgoing(Part(" \n"))) == ()


def test_short_buttons_stand_beside_each_other() -> None:
    rows = keyboard([Button(str(n), f"o.x.{n}") for n in range(1, 6)]).inline_keyboard
    assert [len(row) for row in rows] == [5]
    long = keyboard([Button("Destek uzmanı istiyorum", "o.x.0"), Button("x" * 90, "o.x.1"), Button("", "o.x.2")])
    assert [len(row) for row in long.inline_keyboard] == [1, 1, 1]
    rules.check_keyboard({"inline_keyboard": [[button.to_dict() for button in row] for row in long.inline_keyboard]})


def test_a_toast_fits_over_its_button() -> None:
    assert toast("kısa") == "kısa"
    assert units(toast("😀" * 300)) <= 201


def test_markdown_of_any_kind_keeps_its_words() -> None:
    shown = article(
        "> alıntı\n\n---\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nping 8.8.8.8\n```\n\n~~eski~~ *yeni*"
    ).text
    assert shown == "alıntı\n\n———\n\na | b\n1 | 2\n\nping 8.8.8.8\n\neski yeni"
