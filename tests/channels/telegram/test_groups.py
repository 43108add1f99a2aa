"""What recorded updates of groups mean: rooms are groups that the configuration names, all others are passed over."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import User

from channels.telegram.groups import News, known
from channels.telegram.parse import Event, chat_of, read
from core.messages import Inbound, Kind
from tests.channels.telegram.test_parse import NOW, payload

GROUP = "-1001234567890"
ROOMS = {GROUP, "-42", "-1009"}
ME = User(7001002003, "Örnek BT", is_bot=True, username="ornek_bt_bot")


def event(name: str, rooms: set[str] = ROOMS) -> Event | None:
    return read(payload(name), "telegram/main", NOW, rooms, ME)


def inbound(name: str) -> Inbound:
    found = event(name)
    assert found is not None
    assert found.in_room
    assert found.inbound is not None
    return found.inbound


def test_what_an_agent_writes_in_a_topic_answers_nothing_unless_he_answers() -> None:
    said = inbound("room-topic-text")
    assert (said.kind, said.text, said.shared) == (Kind.TEXT, "Merhaba, modemi kapatıp açar mısınız?", True)
    assert (said.address.chat, said.address.thread, said.reply_to) == (GROUP, "41", "")
    assert (said.sender.external_id, said.sender.name, said.anonymous) == ("2001", "Elif Demir", False)
    assert inbound("room-topic-reply").reply_to == "42"


def test_an_edit_names_its_message() -> None:
    said = inbound("room-topic-edited")
    assert (said.kind, said.message_id, said.address.thread) == (Kind.EDIT, "71", "41")


def test_the_general_topic_and_a_plain_group_are_the_room_itself() -> None:
    assert (inbound("room-general-text").address.thread, inbound("room-general-text").text) == ("", "/kuyruk")
    said = inbound("room-plain-reply")
    assert (said.address.chat, said.address.thread, said.reply_to) == ("-1009", "", "60")


def test_who_is_named_is_told_but_for_the_bot() -> None:
    mentions = inbound("room-mentions").mentions
    assert mentions == ("@mertkaya", "2003")
    assert known(mentions, {"@mertkaya": "2002"}) == ("2002", "2003")


def test_a_command_is_for_us_or_for_another_bot() -> None:
    assert inbound("room-command-for-us").text == "/al şimdi"
    assert event("room-command-for-another") is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("room-forwarded", "// ↪ Ali Kaya: parolam 1234"),
        ("room-forwarded-hidden", "// ↪ Biri: x"),
        ("room-forwarded-channel", "// ↪ Duyurular: x"),
    ],
)
def test_what_is_forwarded_is_a_note_that_says_whose_words_they_are(name: str, text: str) -> None:
    assert inbound(name).text == text


@pytest.mark.parametrize("name", ["room-anonymous", "room-channel"])
def test_who_hides_is_anonymous(name: str) -> None:
    assert inbound(name).anonymous


@pytest.mark.parametrize("name", ["room-other-bot", "room-topic-made-by-hand"])
def test_what_nobody_says_is_passed_over(name: str) -> None:
    assert event(name) is None


@pytest.mark.parametrize(
    ("name", "news"),
    [
        ("room-topic-closed", News(chat=GROUP, thread="41", open=False)),
        ("room-topic-reopened", News(chat=GROUP, thread="41", open=True)),
        ("room-topic-renamed", News(chat=GROUP, thread="41", name="VPN (Ali)")),
        ("room-migrates", News(chat="-42", moved_to=GROUP)),
        ("room-migrated", News(chat="-42", moved_to=GROUP)),
        ("room-came", News(chat=GROUP, title="Destek", came=True, changed=True, inside=True)),
        ("room-promoted", News(chat=GROUP, title="Destek", changed=True, inside=True)),
    ],
)
def test_news_of_a_group_are_read(name: str, news: News) -> None:
    found = event(name)
    assert found is not None
    assert (found.news, found.inbound) == (news, None)


def test_a_press_in_a_room_is_passed_on_and_in_another_group_answered_only() -> None:
    said = inbound("room-press")
    assert (said.kind, said.payload, said.text) == (Kind.PRESS, "k.K7M2R9.claim", "Üzerime al")
    assert (said.address.chat, said.address.thread, said.reply_to) == (GROUP, "41", "42")
    elsewhere = event("room-press", set())
    assert elsewhere is not None
    assert (elsewhere.inbound, elsewhere.query) == (None, "4382000000001009")


@pytest.mark.parametrize("data", ["o.AAAA.0", "l.tr", "k.K7M2R9", "k.k7m2r9.claim", "r.x.send", "k.K7M2R9.claim\n"])
def test_data_that_belongs_to_no_room_is_answered_and_kept_nowhere(data: str) -> None:
    raw = payload("room-press")
    raw["callback_query"]["data"] = data
    found = read(raw, "telegram/main", NOW, ROOMS, ME)
    assert found is not None
    assert (found.inbound, bool(found.query)) == (None, True)


def test_files_and_albums_come_with_their_words() -> None:
    assert inbound("room-photo").text == "ekranı böyle"
    found = [read(each, "telegram/main", NOW, ROOMS, ME) for each in payload("room-album")]
    assert [len(each.wanted) for each in found if each] == [1, 1, 1]


@pytest.mark.parametrize("name", ["room-topic-text", "room-topic-edited", "room-anonymous", "room-topic-closed"])
def test_a_group_that_is_no_room_is_passed_over(name: str) -> None:
    assert event(name, set()) is None


def test_each_topic_has_a_lane_of_its_own() -> None:
    assert chat_of(payload("room-topic-text")) == f"{GROUP}/41"
    assert chat_of(payload("room-general-text")) == GROUP


def test_whatever_is_broken_in_a_group_raises() -> None:
    raw: Any = payload("room-topic-text")
    raw["message"]["date"] = "yesterday"
    with pytest.raises((TypeError, ValueError, KeyError, AttributeError)):
        read(raw, "telegram/main", NOW, ROOMS, ME)
