"""Every sentence: the same keys and values in both languages, nothing dead, and Turkish that can be read aloud."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import errors, texts
from core.contracts import Impact, Urgency
from core.dialogue.moves import MOVES
from core.effects import Command
from core.language import fold
from core.messages import Language, Moment, Part, Text, literal
from core.promises import PromiseKind
from core.ticket import AFFECTED, IMPACT, URGENCY, ClosureCode, Ending, LinkKind, Source, Status, TransferReason

ROOT = Path(__file__).parents[2]
TEXTS = texts.load()
ZONE = ZoneInfo("Europe/Istanbul")
NOW = datetime(2026, 11, 23, 8, 50, tzinfo=ZONE)
LANGUAGES: tuple[Language, ...] = ("tr", "en")
BANNED = re.compile(
    r"en kisa (sure|zaman)|(lutfen|biraz) bekle|bekleyin(iz)?\b|degerlendirmeye? al|isleme al|sayin (kullanici|musteri)"
    r"|\bbilet|as soon as possible|\basap\b|please wait|dear (user|customer)|\b(under|being) (review|evaluat)"
)
"""What is never said to a customer, as `fold` writes it, however it is inflected, and the same in English."""

FILLINGS = (
    "Ağ Ekibi", "Çağrı Merkezi", "İ", "Ali Öz", "Nuri Şevket D'Arcy-Işıklıoğlu'nun Yardımcısı " * 4 + "son", "🙏🏽",
    "{x} {ref} {}", "%s %(x)d %", "\\1 \\g<0>", "a’b", "<b>&amp;</b>",
)  # fmt: skip
LONGEST_BUTTON = 24
"""Letters of a button that a phone shows whole."""

WAITS = frozenset(
    {
        "handoff.promise", "level0.routed", "hours.closed", "human.until", "human.unavailable", "noticed.kept",
        "waiting.provider", "status.queued", "status.working", "status.waiting_provider", "solved.later",
        "reminder.last", "reopened.told", "trouble.own", "status.queue_told", "status.owner_told", "status.escalated",
        "status.patient", "escalated.told", "noticed.closed",
        "priority.raised", "security.urgent_no_phone",
    }
)  # fmt: skip
FREE = frozenset({"plain", "answer.article"})
"""Words from outside and nothing else."""


def render(text: Text, language: Language = "tr", now: datetime = NOW) -> str:
    return TEXTS.render(text, language, ZONE, now)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


MOMENTS = frozenset({"until", "when"})


def filled(key: str, word: str, language: Language) -> str:
    """Say `key` with `word` for every value that is no moment."""
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
            if path.is_relative_to(ROOT / "bot" / "api"):
                continue  # it has texts and a test of its own
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
    named |= {f"{family}.{name}" for family in ("option", "reason", "returned") for name in named}
    named |= {f"ending.{ending}" for ending in Ending} | {f"source.{source}" for source in Source}
    named |= {f"transfer.{reason}" for reason in TransferReason}
    named |= {f"{family}.{status}" for family in ("status", "card.status") for status in Status}
    named |= {f"{family}.{command}" for family in ("card.button", "room.how", "room.form") for command in Command}
    named |= {f"room.form.code_{code}" for code in ClosureCode}
    rooms = ("room.button", "room.became", "room.form", "room.notice", "room")
    named |= {f"{family}.{name}" for family in rooms for name in named if "." not in name}
    named |= {f"promise.{kind}" for kind in PromiseKind} | {f"link.{kind}" for kind in LinkKind}
    named |= {f"impact.{impact}" for impact in Impact} | {f"urgency.{urgency}" for urgency in Urgency}
    named |= {f"detail.{name}" for name in (IMPACT, URGENCY, AFFECTED)} | {"type.incident", "type.request"}
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
    family = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, errors.OnkapiError)]
    assert len(family) > 15
    for error in family:
        values = dict.fromkeys(TEXTS.placeholders(error.code, "tr"), "x")
        assert set(values) <= {"agent", "time", "field", "limit", "language", "count"}
        for language in LANGUAGES:
            assert "\n" not in render(Text(error.code, values), language)


# ---- How they sound


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_is_inserted_stays_as_it_is_and_gets_no_suffix(language: Language) -> None:
    for key in TEXTS.keys(language) - FREE:
        names = TEXTS.placeholders(key, language)
        for word in FILLINGS:
            sentence = filled(key, f"⟦{word}⟧", language)
            assert sentence.count(f"⟦{word}⟧") >= len(names - MOMENTS), key
            assert not re.search(r"⟧['’\w]", sentence), key
            assert "{" not in sentence.replace(word, ""), key
            assert sentence == sentence.strip(), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_moment_gets_a_suffix_beside_its_own(language: Language) -> None:
    told = {"tr": r"10\.30('a kadar)?(?!['’\w])", "en": r"10:30(?!['’\w])"}[language]
    for key in TEXTS.keys(language):
        if TEXTS.placeholders(key, language) & MOMENTS:
            assert re.search(told, filled(key, "x", language)), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_banned_word_is_said(language: Language) -> None:
    for key in TEXTS.keys(language):
        assert not BANNED.search(fold(filled(key, "…", language))), key


def test_the_banned_words_are_found_however_they_are_inflected() -> None:
    for said in (
        "En kısa sürede dönüş yapılacaktır", "en kısa sürede", "Lütfen bekleyiniz.", "LÜTFEN BEKLEYİN",
        "Talebiniz değerlendirmeye alınmıştır", "değerlendirmeye alındı", "Sayın kullanıcımız,", "Biletiniz açıldı",
        "We will answer as soon as possible.", "Please wait.",
    ):  # fmt: skip
        assert BANNED.search(fold(said)), said
    assert not BANNED.search(fold("Evet, bekliyorum; beklediğinizin farkındayım. Yanıtınızı bekliyoruz."))


def test_every_wait_has_its_moment() -> None:
    for language in LANGUAGES:
        told = {key for key in TEXTS.keys(language) if TEXTS.placeholders(key, language) & {"until", "when"}}
        assert told >= WAITS
    coming = re.compile(r"\b(size|bize)\b.*\b(yazaca|donus yap|yanit ver|bilgi ver|yeniden sor)")
    promising = {key for key in TEXTS.keys("tr") if coming.search(fold(filled(key, "…", "tr")))}
    assert len(promising) > 10
    for key in promising - {"ticket.claimed"}:  # Whoever claimed it writes now.
        assert TEXTS.placeholders(key, "tr") & {"until", "when"}, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_buttons_are_short(language: Language) -> None:
    buttons = {key for key in TEXTS.keys(language) if key.startswith(("option.", "card.button."))}
    assert len(buttons) > 15
    for key in buttons:
        assert len(filled(key, "1", language)) <= LONGEST_BUTTON, key
        assert not filled(key, "1", language).endswith((".", "?")), key


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
