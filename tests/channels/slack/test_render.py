"""What we say as Slack shows it: within all limits, formatted only by us, and calling nobody."""

from __future__ import annotations

import pytest

from channels.slack import markup, render
from channels.slack.render import Words
from core.messages import Address, Button, File, Outgoing, Part
from tests.standins import slack_rules as rules

HOSTILE = (
    "<!channel> <!here|here> <!everyone> <@U0VELI> <!subteam^S0DESK|@desk> <#C0GENEL>",
    "&lt;!here&gt; &amp;lt;!channel&amp;gt; &lt;@U0VELI&gt;",
    "@channel @here @everyone @veli",
    "*Elif Demir (destek)*\n>>> alıntı ```kod``` _x_ ~y~ `z`",
    "<https://evil.example|banka> <javascript:alert(1)|x> <mailto:a@b.example>",
    "&<>" * 3_000,
    "a" * 20_000,
    "\N{PILE OF POO}" * 9_000,
    "\u202eters\u202c \u2067x\u2069",
)


def outgoing(
    *parts: str | Part, author: str = "", labels: tuple[str, ...] = (), files: tuple[File, ...] = ()
) -> Outgoing:
    return Outgoing(
        id=1,
        address=Address("slack/ornek", "D0ALI"),
        language="tr",
        parts=tuple(part if isinstance(part, Part) else Part(part) for part in parts),
        buttons=tuple(Button(label, f"o.token.{number}") for number, label in enumerate(labels)),
        author=author,
        files=files,
    )


def checked(said: Outgoing) -> list[Words]:
    """Return the messages of `said`, which the platform takes and which call nobody."""
    words = [piece for piece in render.pieces(said) if isinstance(piece, Words)]
    for each in words:
        values = {"text": each.text, "blocks": list(each.blocks)}
        rules.check_message(values, most=rules.MOST_UPDATED)
        assert rules.notified(values) == []
    return words


def seen(words: list[Words]) -> str:
    """Return what people see of messages: the texts of their rich text."""
    return "".join(
        markup.said_by(element)
        for each in words
        for block in each.blocks
        if block["type"] == "rich_text"
        for element in block["elements"]
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_shown_as_they_are_and_call_nobody(text: str) -> None:
    words = checked(outgoing(text, author=text, labels=(text,)))
    assert "".join(text.split()) in "".join(seen(words).split())


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_articles_call_nobody(text: str) -> None:
    checked(outgoing(Part(f"# {text}\n\n- {text}\n\n> {text}\n\n[{text}]({text})\n\n{text}", "article")))


def test_a_short_message_is_one_block_with_its_buttons_beside_each_other() -> None:
    [words] = checked(outgoing("Düzeldi mi?", labels=("Evet", "Hayır")))
    text, buttons = words.blocks
    assert text["elements"] == [{"type": "rich_text_section", "elements": [{"type": "text", "text": "Düzeldi mi?"}]}]
    assert [(each["text"]["text"], each["value"]) for each in buttons["elements"]] == [
        ("Evet", "o.token.0"), ("Hayır", "o.token.1"),
    ]  # fmt: skip
    assert words.text == "Düzeldi mi?"


def test_an_agent_s_name_stands_above_the_words_on_a_line_of_its_own() -> None:
    [words] = checked(outgoing("Merhaba\nnasılsınız", author="Elif\n[sistem]\u202e Demir"))
    assert words.text == "Elif [sistem] Demir\nMerhaba\nnasılsınız"
    assert words.blocks[0]["elements"][0]["elements"][0]["style"] == {"bold": True}


def test_a_long_text_goes_on_in_the_next_message_and_nothing_is_lost() -> None:
    sentences = [f"Bu {number}. cümledir." for number in range(2_000)]
    words = checked(outgoing(" ".join(sentences), labels=("Evet",)))
    assert len(words) > 2
    assert "".join(seen(words).split()) == "".join("".join(sentences).split())
    assert [any(block["type"] == "actions" for block in each.blocks) for each in words][-2:] == [False, True]


def test_many_buttons_stand_in_several_rows() -> None:
    [words] = checked(outgoing("?", labels=tuple(f"Seçenek {number} {'x' * 80}" for number in range(60))))
    assert [len(block["elements"]) for block in words.blocks if block["type"] == "actions"] == [25, 25, 10]


def test_only_web_addresses_can_be_followed() -> None:
    text = "bakın: https://intranet.example/vpn?a=1&b=2. javascript:alert(1) ftp://x.example"
    [words] = checked(outgoing(text))
    links = [each for each in words.blocks[0]["elements"][0]["elements"] if each["type"] == "link"]
    assert links == [{"type": "link", "url": "https://intranet.example/vpn?a=1&b=2"}]
    assert seen([words]) == text


def test_an_article_keeps_its_form() -> None:
    article = (
        "## VPN\n\nŞunu **deneyin**:\n\n1. `vpn.exe` açın\n   - içeride\n2. [Sayfaya](https://vpn.example) bakın\n\n"
        "> not\n\n```\nipconfig\n```\n"
    )
    [words] = checked(outgoing(Part(article, "article")))
    kinds = [(each["type"], each.get("style"), each.get("offset", 0)) for each in words.blocks[0]["elements"]]
    assert kinds == [
        ("rich_text_section", None, 0), ("rich_text_list", "ordered", 0), ("rich_text_list", "bullet", 0),
        ("rich_text_list", "ordered", 1), ("rich_text_quote", None, 0), ("rich_text_preformatted", None, 0),
    ]  # fmt: skip
    assert "\nSayfaya bakın" in f"\n{words.text}".replace("• ", "\n")


def test_what_was_chosen_takes_the_place_of_the_buttons() -> None:
    [words] = checked(outgoing("Düzeldi mi?", labels=("<!here> Evet", "Hayır")))
    after = render.used({"text": words.text, "blocks": list(words.blocks)}, "o.token.0")
    assert after is not None
    values = {"text": after.text, "blocks": list(after.blocks)}
    rules.check_message(values, most=rules.MOST_UPDATED)
    assert rules.notified(values) == []
    assert after.blocks[-1]["elements"][0]["text"] == "✓ <!here> Evet"
    assert render.used({"text": "?", "blocks": list(words.blocks)}, "o.other.0") is None


def test_a_fallback_is_cut_between_entities() -> None:
    for length in range(950, 1_000):
        text = render.fallback("x" * (length % 7) + "&" * length)
        assert len(text) <= render.MOST_FALLBACK
        assert rules.shown(text).rstrip("…").strip("x&") == ""
