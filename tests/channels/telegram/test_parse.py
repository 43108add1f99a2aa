"""What recorded updates mean."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from channels.telegram.parse import Event, chat_of, id_of, read
from core.messages import Inbound, Kind
from tests.standins.telegram import BotApi, User

PAYLOADS = Path(__file__).parent / "payloads"
NOW = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
SENT = datetime.fromtimestamp(1795503600, UTC)


def payload(name: str) -> Any:
    return json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))


def event(name: str) -> Event:
    found = read(payload(name), "telegram/main", NOW)
    assert found is not None
    return found


def inbound(name: str) -> Inbound:
    found = event(name).inbound
    assert found is not None
    return found


def test_a_text_is_what_somebody_said() -> None:
    said = inbound("text")
    assert (said.kind, said.text, said.at) == (Kind.TEXT, "vpn bağlanmıyor\nevdeyim", SENT)
    assert (said.address.account, said.address.chat, said.sender.external_id) == ("telegram/main", "1001", "1001")
    assert (said.sender.name, said.sender.language, said.sender.realm, said.sender.proof) == ("Ali Kaya", "tr", "", "")
    assert (said.event_id, said.order) == ("700100101", 700100101)
    assert inbound("text_english".replace("_", "-")).sender.language == "en"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("start", "/yardim"),
        ("command-with-name", "/durum"),
        ("photo", "ekranda bu yazıyor"),
        ("sticker", "👍"),
        ("location", "📍 41.01514, 28.97953"),
        ("venue", "📍 Genel Müdürlük, Bankalar Cd. 1"),
        ("contact", "👤 Veli Demir, +905321112233"),
        ("poll", "?"),
    ],
)
def test_what_is_not_plain_text_has_words_where_there_are_any(name: str, text: str) -> None:
    assert (inbound(name).kind, inbound(name).text) == (Kind.TEXT, text)


def test_the_code_of_a_link_comes_beside_a_greeting() -> None:
    said = inbound("start-with-code")
    assert (said.text, said.code) == ("/yardim", "K7M2-R9T4")


def commanded(text: str, language: str = "tr") -> Event | None:
    return read(BotApi().says(User(7, language_code=language), text), "telegram/main", NOW)


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("/start ornek", "/yardim"),
        ("/help vpn bağlanmıyor", "vpn bağlanmıyor"),
        ("/YARDIM", "/yardim"),
        ("/uzman@ornek_bt_bot", "/uzman"),
        ("/durum K7M2R9", "/durum K7M2R9"),
        ("/dil en", "English"),
        ("/dil İngilizce", "English"),
        ("/language Türkçe", "Türkçe"),
        ("/etc/hosts bozuk", "/etc/hosts bozuk"),
        ("/bilinmeyen komut", "/bilinmeyen komut"),
    ],
)
def test_commands_are_the_words_that_they_stand_for(typed: str, heard: str) -> None:
    found = commanded(typed)
    assert found is not None
    assert found.inbound is not None
    assert (found.inbound.text, found.inbound.code) == (heard, "")


@pytest.mark.parametrize(("typed", "asked"), [("/dil", "tr"), ("/language", "en"), ("/dil fransızca", "tr")])
def test_who_names_no_language_is_asked(typed: str, asked: str) -> None:
    found = commanded(typed)
    assert found is not None
    assert (found.inbound, found.asks_language) == (None, asked)


def test_who_has_another_language_is_greeted_in_english() -> None:
    found = commanded("/start", "de")
    assert found is not None
    assert found.inbound is not None
    assert found.inbound.text == "/help"


def test_a_press_carries_its_payload_and_what_the_button_said() -> None:
    found = event("press")
    assert found.inbound is not None
    assert (found.inbound.kind, found.inbound.payload, found.inbound.text) == (
        Kind.PRESS,
        "o.AAAAAAAAAAAAAAAAAAAAAA.0",
        "Çözüldü",
    )
    assert (found.query, found.inbound.at) == ("4382000000001001", NOW)
    old = event("press-under-an-old-message")
    assert old.inbound is not None
    assert (old.inbound.payload, old.inbound.text) == ("o.AAAAAAAAAAAAAAAAAAAAAA.1", "")


@pytest.mark.parametrize("data", ["k.K7M2R9", "", "o.x", "o.AAAA.9999", "o.A\n.1", "l.de", "x" * 64])
def test_data_that_is_not_ours_is_answered_and_kept_nowhere(data: str) -> None:
    raw = payload("press")
    raw["callback_query"]["data"] = data
    found = read(raw, "telegram/main", NOW)
    assert found is not None
    assert (found.inbound, found.query) == (None, "4382000000001001")


def test_a_press_in_another_chat_than_ones_own_is_answered_and_kept_nowhere() -> None:
    raw = payload("press")
    raw["callback_query"]["from"]["id"] = 1002
    found = read(raw, "telegram/main", NOW)
    assert found is not None
    assert found.inbound is None


def test_a_chosen_language_is_the_word_for_it() -> None:
    raw = payload("press")
    raw["callback_query"]["data"] = "l.en"
    found = read(raw, "telegram/main", NOW)
    assert found is not None
    assert found.inbound is not None
    assert (found.inbound.kind, found.inbound.text, found.inbound.payload) == (Kind.TEXT, "English", "")


def test_a_reply_says_to_what() -> None:
    assert (inbound("reply").reply_to, inbound("text").reply_to) == ("40", "")


def test_an_edit_names_the_message_and_is_an_event_of_its_own() -> None:
    edit = inbound("edited")
    assert (edit.kind, edit.text) == (Kind.EDIT, "vpn baglanmiyor, ofisteyim")
    assert edit.message_id.isdecimal()
    moving = payload("location")
    moving["edited_message"] = moving.pop("message")
    moving["edited_message"]["location"]["live_period"] = 900
    assert read(moving, "telegram/main", NOW) is None


@pytest.mark.parametrize(
    ("name", "called", "declared", "size"),
    [
        ("photo", r"photo-\d+.jpg", "image/jpeg", 88000),
        ("document", r"günlük.txt", "text/plain", 2048),
        ("document-too-large", r"dokum.zip", "application/zip", 48_000_000),
        ("voice", r"voice-\d+.ogg", "audio/ogg", 9000),
        ("audio", r"ses.mp3", "audio/mpeg", 9000),
        ("video", r"IMG_1.MP4", "video/mp4", 500_000),
        ("video-note", r"video-\d+.mp4", "video/mp4", 400_000),
        ("animation", r"giphy.mp4", "video/mp4", 30_000),
    ],
)
def test_a_file_is_wanted_under_its_name(name: str, called: str, declared: str, size: int) -> None:
    [wanted] = event(name).wanted
    assert re.fullmatch(called, wanted.name)
    assert (wanted.declared, wanted.size) == (declared, size)


def test_each_picture_of_an_album_is_a_message() -> None:
    found = [read(each, "telegram/main", NOW) for each in payload("album")]
    assert [len(each.wanted) for each in found if each] == [1, 1, 1]
    assert len({each.inbound.message_id for each in found if each and each.inbound}) == 3


@pytest.mark.parametrize(
    "name", ["group-text", "anonymous-admin", "channel-post", "of-another-bot", "blocked", "unblocked"]
)
def test_what_is_not_said_by_a_person_in_private_is_passed_over(name: str) -> None:
    assert read(payload(name), "telegram/main", NOW) is None


@pytest.mark.parametrize("name", ["broken-date", "broken-without-chat", "broken-list"])
def test_what_is_no_update_raises(name: str) -> None:
    with pytest.raises((TypeError, ValueError, KeyError, AttributeError)):
        read(payload(name), "telegram/main", NOW)
    assert isinstance(id_of(payload(name)), int)
    assert chat_of(payload(name)) in ("", "1001")


@pytest.mark.parametrize(
    "raw", [None, 7, "x", [], {}, {"message": None}, {"message": {"chat": 7}}, {"update_id": True}]
)
def test_whatever_comes_has_a_lane(raw: object) -> None:
    assert chat_of(raw) == ""
    assert id_of(raw) is None
