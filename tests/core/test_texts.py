"""Every sentence: the same keys and values in both languages, nothing dead, and Turkish that can be read aloud."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import errors, texts
from core.dialogue.moves import MOVES
from core.effects import Command
from core.language import fold
from core.messages import Language, Moment, Part, Text, literal
from core.texts.moments import SUFFIXES, until_suffix
from core.ticket import Ending, Status

ROOT = Path(__file__).parents[2]
TEXTS = texts.load()
ZONE = ZoneInfo("Europe/Istanbul")
NOW = datetime(2026, 11, 23, 8, 50, tzinfo=ZONE)
LANGUAGES: tuple[Language, ...] = ("tr", "en")
BANNED = ("en kisa surede", "lutfen bekleyiniz", "talebiniz degerlendirmeye alinmistir", "sayin kullanici", "bilet")
FILLINGS = ("Ağ Ekibi", "Çağrı Merkezi", "İ", "Ali Öz")
FREE = frozenset({"plain", "answer.article"})
"""Words from outside and nothing else."""


def render(text: Text, language: Language = "tr", now: datetime = NOW) -> str:
    return TEXTS.render(text, language, ZONE, now)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def filled(key: str, word: str, language: Language) -> str:
    moment = {"until": Moment(at("2026-11-24 10:30")), "when": Moment(at("2026-11-24 10:30"), "when")}
    names = TEXTS.placeholders(key, language)
    return render(Text(key, {name: moment.get(name, word) for name in names}), language)


# ---- The two files


def test_both_languages_have_the_same_keys_and_values() -> None:
    assert TEXTS.keys("tr") == TEXTS.keys("en")
    for key in TEXTS.keys("tr"):
        assert TEXTS.placeholders(key, "tr") == TEXTS.placeholders(key, "en"), key


def _nodes() -> Iterator[ast.AST]:
    for folder in ("core", "bot"):
        for path in (ROOT / folder).rglob("*.py"):
            yield from ast.walk(ast.parse(path.read_text("utf-8")))


def _codes() -> set[str]:
    """Return the codes of all errors, of the core and of the shell."""
    return {
        node.value.value
        for node in _nodes()
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        and node.value.value.startswith("error.")
    }


def test_no_key_is_dead() -> None:
    """A key is named in the code, or belongs to a family whose members are named or enumerated there."""
    named = {node.value for node in _nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    named |= {f"{family}.{name}" for family in ("option", "reason") for name in named}
    named |= {f"ending.{ending}" for ending in Ending}
    named |= {f"{family}.{status}" for family in ("status", "card.status") for status in Status}
    named |= {f"card.button.{command}" for command in Command}
    assert TEXTS.keys("tr") - named == set()


def test_no_key_is_missing() -> None:
    said = {
        node.args[0].value
        for node in _nodes()
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"Text", "line"}
        and isinstance(node.args[0], ast.Constant)
    }
    assert len(said) > 50
    assert said | _codes() <= TEXTS.keys("tr")
    for ending in Ending:
        assert f"ending.{ending}" in TEXTS.keys("tr")
    for status in Status:
        assert {f"card.status.{status}", f"status.{status}"} - {"status.in_progress"} <= TEXTS.keys("tr")


def test_every_error_can_be_told() -> None:
    for error in vars(errors).values():
        if isinstance(error, type) and issubclass(error, errors.OnkapiError):
            values = dict.fromkeys(TEXTS.placeholders(error.code, "tr"), "x")
            assert set(values) <= {"agent", "time", "field"}
            for language in LANGUAGES:
                assert "\n" not in render(Text(error.code, values), language)


# ---- How they sound


@pytest.mark.parametrize("word", FILLINGS)
@pytest.mark.parametrize("key", sorted(TEXTS.keys("tr") - FREE))
def test_no_inserted_value_gets_a_suffix_and_no_banned_word_is_said(key: str, word: str) -> None:
    for language in LANGUAGES:
        assert not re.search(r"⟧['’\w]", filled(key, f"⟦{word}⟧", language))
        sentence = filled(key, word, language)
        assert not [banned for banned in BANNED if banned in fold(sentence)]
        assert "{" not in sentence
        assert sentence == sentence.strip()


@pytest.mark.parametrize("key", sorted(TEXTS.keys("tr")))
def test_queues_and_providers_stand_in_brackets_or_after_a_colon(key: str) -> None:
    for language in LANGUAGES:
        for name in {"queue", "provider", "field"} & TEXTS.placeholders(key, language):
            sentence = render(Text(key, dict.fromkeys(TEXTS.placeholders(key, language), "…") | {name: "¤"}), language)
            assert re.search(r"(\(|: |· )¤", sentence), sentence


def test_a_value_is_put_in_as_it_is() -> None:
    sentence = render(Text("ticket.claimed", {"agent": "{agent} %s %(x)s {0} \\1 {"}))
    assert sentence == "Çağrınızı {agent} %s %(x)s {0} \\1 { üstlendi, size buradan yazacak."


@given(st.text(st.characters(exclude_categories=())))
def test_nothing_from_outside_can_break_a_sentence(words: str) -> None:
    assert render(literal(words)) == words
    assert words in render(Text("status.solved", {"ref": "K7M2R9", "title": words}))


def test_a_key_or_a_value_that_is_missing_raises() -> None:
    with pytest.raises(LookupError):
        render(Text("greet.nobody"))
    with pytest.raises(LookupError):
        render(Text("ticket.opened"))


def test_a_name_is_said_in_the_readers_language_or_in_another() -> None:
    names = {"tr": "Ağ Ekibi", "en": "Network"}
    text = Text("handoff.promise", {"queue": names, "until": Moment(at("2026-11-23 10:30"))})
    assert "(Ağ Ekibi)" in render(text)
    assert "(Network)" in render(text, "en")
    assert render(literal({"de": "Netz"}), "en") == "Netz"
    assert render(literal({}), "en") == ""


def test_other_values_are_written_as_they_are() -> None:
    assert "30 gün" in render(Text("closed.no_reply", {"ref": "K7M2R9", "days": 30}))
    nested = Text("button.stale", {"status": Text("status.none")})
    assert render(nested).endswith(
        "Güncel durum: Şu anda açık bir çağrınız yok. Yeni bir konu varsa buraya yazmanız yeterli."
    )


def test_a_bubble_has_a_paragraph_for_each_text_and_an_article_is_markdown() -> None:
    said = (Text("answer.article", {"title": "VPN", "body": "1. Kapatın"}), Text("answer.try"))
    assert TEXTS.parts(said, "tr", ZONE, NOW) == (
        Part("**VPN**\n\n1. Kapatın", "article"),
        Part("Bu adımları dener misiniz? Sonucu buradan yazmanız yeterli.", "plain"),
    )


def test_another_folder_holds_other_texts(tmp_path: Path) -> None:
    for language in LANGUAGES:
        (tmp_path / f"{language}.toml").write_text('a = "x"\n[b.c]\nd = "{e}"\n', "utf-8")
    other = texts.load(tmp_path)
    assert other.keys("tr") == {"a", "b.c.d"}
    assert other.render(Text("b.c.d", {"e": 1}), "en", ZONE, NOW) == "1"


def test_every_action_has_a_docstring_for_the_diagrams() -> None:
    assert all(move.action.__doc__ for move in MOVES.values())


# ---- Moments


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        ("09:00", "09.00'a"), ("10:30", "10.30'a"), ("11:15", "11.15'e"), ("12:00", "12.00'ye"), ("13:50", "13.50'ye"),
        ("14:20", "14.20'ye"), ("16:00", "16.00'ya"), ("16:45", "16.45'e"), ("17:00", "17.00'ye"),
        ("17:06", "17.06'ya"),
        ("18:00", "18.00'e"), ("20:00", "20.00'ye"), ("10:00", "10.00'a"), ("19:40", "19.40'a"), ("23:01", "23.01'e"),
        ("09:03", "09.03'e"), ("09:10", "09.10'a"), ("23:00", "23.00'e"), ("22:00", "22.00'ye"), ("09:09", "09.09'a"),
    ],
)  # fmt: skip
def test_the_suffix_follows_the_last_spoken_number(clock: str, said: str) -> None:
    assert render(literal(""), "tr") == ""
    assert _until(f"2026-11-23 {clock}") == f"{said} kadar"


def test_every_minute_of_the_day_has_a_suffix() -> None:
    for minute in range(1, 24 * 60):
        assert until_suffix(*divmod(minute, 60)) in set(SUFFIXES.values())


def _until(when: str, language: Language = "tr", form: str = "until", now: datetime = NOW) -> str:
    return render(Text("plain", {"text": Moment(at(when).astimezone(UTC), form)}), language, now)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("when", "form", "turkish", "english"),
    [
        ("2026-11-23 10:30:59", "until", "10.30'a kadar", "by 10:30"),
        ("2026-11-23 10:30", "when", "10.30", "at 10:30"),
        ("2026-11-23 10:30", "clock", "10.30", "10:30"),
        ("2026-11-24 10:30", "until", "yarın (24 Kasım) 10.30'a kadar", "by tomorrow (24 Nov), 10:30"),
        ("2026-11-24 10:30", "when", "yarın (24 Kasım) 10.30", "tomorrow (24 Nov) at 10:30"),
        ("2026-11-26 09:00", "until", "26 Kasım Perşembe 09.00'a kadar", "by Thursday 26 Nov, 09:00"),
        ("2026-11-26 09:00", "when", "26 Kasım Perşembe 09.00", "on Thursday 26 Nov at 09:00"),
        ("2027-12-01 09:00", "until", "1 Aralık 2027 09.00'a kadar", "by 1 Dec 2027, 09:00"),
        ("2026-11-24 00:00", "until", "gece yarısına kadar", "by midnight"),
        ("2026-11-24 00:00", "when", "gece yarısı", "at midnight"),
        ("2026-11-25 00:00", "until", "yarın (24 Kasım) gece yarısına kadar", "by tomorrow (24 Nov), midnight"),
        ("2026-11-25 00:00", "when", "yarın (24 Kasım) gece yarısı", "tomorrow (24 Nov) at midnight"),
        ("2026-11-24 00:05", "until", "yarın (24 Kasım) 00.05'e kadar", "by tomorrow (24 Nov), 00:05"),
        ("2026-11-22 16:45", "clock", "22 Kasım 16.45", "22 Nov 16:45"),
        ("2026-11-22 16:45", "until", "22 Kasım Pazar 16.45'e kadar", "by Sunday 22 Nov, 16:45"),
    ],
)
def test_a_moment_is_said_as_people_say_it(when: str, form: str, turkish: str, english: str) -> None:
    assert _until(when, "tr", form) == turkish
    assert _until(when, "en", form) == english


def test_the_day_is_the_readers_day() -> None:
    late = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)  # 01.30 of the 24th in Istanbul
    assert TEXTS.render(literal(""), "tr", ZONE, late) == ""
    moment = Text("plain", {"text": Moment(late + timedelta(hours=8))})
    assert TEXTS.render(moment, "tr", ZONE, late) == "09.30'a kadar"
    assert TEXTS.render(moment, "tr", ZoneInfo("Europe/London"), late) == "yarın (24 Kasım) 06.30'a kadar"
