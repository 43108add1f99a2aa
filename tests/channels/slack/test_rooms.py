"""Cards, lines and marks in channels: what the platform then shows, and what is done where it refuses."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from core.channel import SendFailed
from core.messages import Address, Button, File, LineKind, Outgoing, Part
from core.rooms import CardView, Choice, Field, Form, Mark, Shown
from tests.channels.contract.recorder import Recorder
from tests.channels.slack.served import ACCOUNT
from tests.channels.slack.test_sending import Line
from tests.standins.slack import Person, Place, SlackApi, buttons_of, slack_api
from tests.standins.slack_rules import shown

ELIF = Person("U0ELIF", "Elif Demir")
CLAIM = (Button("Üzerime al", "k.K7M2R9.claim"),)
MENU = (Button("İç not", "k.K7M2R9.note"), Button("Sınıflandır", "k.K7M2R9.classify"))
HOSTILE = "<!channel> <@U0ELIF> <!subteam^S0X> &lt;!here&gt; @everyone *_~` <http://x|y> :tada:"


@pytest.fixture
def api() -> Iterator[SlackApi]:
    with slack_api() as platform:
        platform.person(ELIF)
        yield platform


@pytest.fixture
def room(api: SlackApi) -> Place:
    return api.channel("C0DESTEK", "group")


@pytest.fixture
def line(api: SlackApi, room: Place) -> Iterator[Line]:
    host = Recorder()
    host.room_chats = {room.id: "tr"}
    made = Line(api, host)
    yield made
    assert api.notified == []
    made.close()


def view(**more: Any) -> CardView:
    said: dict[str, Any] = {
        "room": Address(ACCOUNT, "C0DESTEK"), "language": "tr", "ref": "K7M2R9", "title": "VPN bağlanmıyor",
        "lines": ("Örnek A.Ş. · Destek Masası", "P3 · sırada"), "buttons": CLAIM, "more": MENU, "revision": 1,
    }  # fmt: skip
    return CardView(**said | more)


def says(kind: LineKind, text: str, thread: str, number: int = 1, **more: Any) -> Outgoing:
    return Outgoing(
        id=number, address=Address(ACCOUNT, "C0DESTEK", thread), language="tr", parts=(Part(text),), line=kind, **more
    )


def shows(line: Line, card: CardView, message_id: str | None = None) -> Shown:
    found = line.run(line.channel.show_card(card, message_id))
    assert isinstance(found, Shown)
    return found


def refused(line: Line, card: CardView, message_id: str | None = None) -> SendFailed:
    with pytest.raises(SendFailed) as failed:
        shows(line, card, message_id)
    return failed.value


def changes(line: Line, outgoing: Outgoing, ids: list[str]) -> list[str]:
    return list(line.run(line.channel.change(outgoing, ids)))


def test_a_card_is_one_message_with_its_buttons_and_a_menu(line: Line, api: SlackApi, room: Place) -> None:
    at = shows(line, view(as_of="10:42 itibarıyla"))
    [card] = api.shown_in(room)
    assert at == Shown(card["ts"], card["ts"])
    assert card["text"] == ("K7M2R9 · VPN bağlanmıyor\nÖrnek A.Ş. · Destek Masası\nP3 · sırada\n10:42 itibarıyla")
    [(_, claim)] = buttons_of(card)
    assert (claim["value"], claim["style"]) == ("k.K7M2R9.claim", "primary")
    menu = card["blocks"][-1]["elements"][-1]
    assert [each["value"] for each in menu["options"]] == ["k.K7M2R9.note", "k.K7M2R9.classify"]
    [call] = api.called("chat.postMessage")
    assert [call.values[name] for name in ("parse", "link_names", "unfurl_links", "unfurl_media")] == [
        "none", False, False, False,
    ]  # fmt: skip


def test_a_card_changes_in_place(line: Line, api: SlackApi, room: Place) -> None:
    first = shows(line, view())
    closed = view(thread=first.thread, lines=("Kapandı",), buttons=(), more=())
    assert shows(line, closed, first.message_id) == first
    assert shows(line, view(buttons=()), first.message_id) == first
    [card] = api.shown_in(room)
    assert [each["type"] for each in card["blocks"][-1]["elements"]] == ["overflow"]


def test_a_card_that_somebody_deleted_comes_again(line: Line, api: SlackApi, room: Place) -> None:
    first = shows(line, view())
    del api.messages[room.id, first.message_id]
    with pytest.raises(SendFailed) as failed:
        line.sends(says(LineKind.CUSTOMER, "hâlâ olmuyor", first.thread))
    assert (failed.value.lost, failed.value.permanent) == (True, False)
    again = shows(line, view(), first.message_id)
    assert again.thread != first.thread
    line.host.short = 3.0
    del api.messages[room.id, again.message_id]
    assert refused(line, view(), again.message_id).retry_after == 3.0


def test_a_card_of_which_nobody_knows_is_looked_for(line: Line, api: SlackApi, room: Place) -> None:
    other = shows(line, view(ref="K7M2R8"))
    api.loses_answer("chat.postMessage")
    assert refused(line, view()).unsure
    found = shows(line, view(lines=("Elif Demir'de",), again=True))
    assert found != other
    assert len(api.shown_in(room)) == 2
    assert "Elif Demir'de" in api.messages[room.id, found.message_id]["text"]
    api.fails("chat.postMessage", "internal_error")
    refused(line, view(ref="K7M2R7"))
    shows(line, view(ref="K7M2R7", again=True))
    assert len(api.shown_in(room)) == 3


@pytest.mark.parametrize("error", ["not_in_channel", "channel_not_found", "is_archived"])
def test_a_room_without_the_app_is_tried_again_and_not_for_every_card(
    line: Line, api: SlackApi, room: Place, monkeypatch: pytest.MonkeyPatch, error: str
) -> None:
    monkeypatch.setattr("channels.slack.cards._PAUSE", 0.2)
    api.fails("chat.postMessage", error)
    failed = refused(line, view())
    assert (failed.permanent, failed.gone, failed.retry_after) == (False, True, 0.2)
    assert line.host.reports[ACCOUNT, "sending"] == ""
    before = len(api.calls)
    assert 0 < (refused(line, view(ref="K7M2R8")).retry_after or 0) <= 0.2
    assert len(api.calls) == before
    line.run(asyncio.sleep(0.2))
    assert shows(line, view()).message_id
    assert shows(line, view(ref="K7M2R8")).message_id


@pytest.mark.parametrize(("error", "permanent"), [("invalid_blocks", True), ("ratelimited", False)])
def test_a_refused_card_says_why(line: Line, api: SlackApi, error: str, permanent: bool) -> None:
    api.fails("chat.postMessage", error)
    failed = refused(line, view())
    assert (failed.permanent, failed.gone) == (permanent, False)


def test_each_kind_of_line_is_known_at_a_glance(line: Line, api: SlackApi, room: Place) -> None:
    thread = shows(line, view()).thread
    said: list[tuple[LineKind, str, dict[str, Any]]] = [
        (LineKind.SUMMARY, "Önce: vpn bağlanmıyor", {}),
        (LineKind.CUSTOMER, "hâlâ olmuyor", {"author": "Ali Kaya", "files": (line.keeps("ekran.pdf", b"%PDF-1"),)}),
        (LineKind.AGENT, "Bakıyorum", {"author": "Elif Demir"}),
        (LineKind.NOTE, "modem eski", {"author": "Mert"}),
        (LineKind.SYSTEM, "Elif Demir üzerine aldı.", {}),
    ]
    for number, (kind, text, more) in enumerate(said, 1):
        line.sends(says(kind, text, thread, number, **more))
    assert [each["text"] for each in api.shown_in(room, thread)] == [
        "Önce: vpn bağlanmıyor", "👤 Ali Kaya\nhâlâ olmuyor", "", "💬 Elif Demir\nBakıyorum",
        "📝 Mert\nmodem eski", "Elif Demir üzerine aldı.",
    ]  # fmt: skip


def test_what_asks_one_person_is_seen_by_him_alone(line: Line, api: SlackApi, room: Place) -> None:
    thread = shows(line, view()).thread
    choices = (Button("Gönder", "r.7.send"), Button("Not", "r.7.note"))
    held = says(LineKind.PROMPT, "Kime?", thread, 1, buttons=choices, reader=ELIF.id)
    ids = line.sends(held)
    [whisper] = api.whispers
    assert (whisper["person"], whisper["thread_ts"], whisper["place"]) == (ELIF.id, thread, room.id)
    assert api.shown_in(room, thread) == []
    assert line.run(line.channel.find(held)) is None
    assert changes(line, replace(held, parts=(), buttons=()), ids) == []
    undo = says(LineKind.PROMPT, "Birazdan", thread, 2, buttons=(Button("Geri al", "r.7.undo"),), reader=ELIF.id)
    ids = line.sends(undo)
    assert len(api.shown_in(room, thread)) == 1
    changes(line, replace(undo, parts=(), buttons=()), ids)
    assert api.shown_in(room, thread) == []


def test_hostile_words_are_shown_as_they_are_and_call_nobody(line: Line, api: SlackApi, room: Place) -> None:
    bad = replace(line.keeps("x.txt", b"x"), name=HOSTILE.replace("/", ""))
    at = shows(line, view(title=HOSTILE, lines=(HOSTILE,), as_of=HOSTILE, buttons=(Button(HOSTILE, "k.K7M2R9.claim"),)))
    said = says(LineKind.CUSTOMER, HOSTILE, at.thread, author=f"{HOSTILE}\n[sistem]", files=(bad,))
    ids = line.sends(said)
    changes(line, said, ids)
    asked = says(LineKind.PROMPT, HOSTILE, at.thread, 2, buttons=(Button(HOSTILE, "r.1.send"),), reader=ELIF.id)
    line.sends(asked)
    line.sends(
        replace(says(LineKind.CUSTOMER, "", at.thread, 3), parts=(), files=(File("ab" * 32, HOSTILE, "x/y", 9),))
    )
    assert api.notified == []
    assert shown(api.messages[room.id, at.message_id]["text"]).startswith(f"K7M2R9 · {HOSTILE}\n{HOSTILE}")
    assert shown(api.shown_in(room, at.thread)[0]["text"]) == f"👤 {HOSTILE} [sistem]\n{HOSTILE}"
    assert "mrkdwn" not in repr([call.values for call in api.calls])


@pytest.mark.parametrize("letter", ["x", "😀", "&", "ş @a "])
def test_texts_at_the_limit_are_never_refused(line: Line, api: SlackApi, room: Place, letter: str) -> None:
    long = letter * 4_096
    more = tuple(Button(long, f"k.K7M2R9.{each}") for each in ("note", "classify", "solve", "transfer", "a", "b"))
    at = shows(line, view(title=long, lines=(long, long), as_of=long[:40], buttons=(Button(long, "k.K.x"),), more=more))
    shows(line, view(title=long, lines=(long, long)), at.message_id)
    ids = line.sends(says(LineKind.CUSTOMER, long, at.thread, author=long))
    changes(line, says(LineKind.CUSTOMER, long, at.thread, author=long), ids)
    line.sends(says(LineKind.SUMMARY, long, at.thread, 2))
    assert [call.method for call in api.calls if not call.done] == []


def test_a_line_is_changed_and_taken_away(line: Line, api: SlackApi, room: Place) -> None:
    thread = shows(line, view()).thread
    files = (line.keeps("ekran.pdf", b"%PDF-1"),)
    said = says(LineKind.CUSTOMER, "bir. " * 3_000, thread, author="Ali", files=files)
    ids = line.sends(said)
    assert len(ids) == 3
    shorter = changes(line, replace(said, parts=(Part("kısa"),)), ids)
    assert shorter == [ids[0], ids[2]]
    longer = changes(line, replace(said, parts=(Part("uzun. " * 2_000),)), shorter)
    assert (len(longer), set(shorter) <= set(longer)) == (3, True)
    gone = replace(said, parts=(), files=())
    line.host.short = 2.0
    with pytest.raises(SendFailed):
        changes(line, gone, longer)
    line.host.short = 0.0
    assert changes(line, gone, longer) == []
    assert changes(line, gone, longer) == []
    assert api.shown_in(room, thread) == []


def test_a_file_that_was_found_again_stays_when_its_words_change(line: Line, api: SlackApi, room: Place) -> None:
    thread = shows(line, view()).thread
    said = says(LineKind.CUSTOMER, "ekte", thread, files=(line.keeps("ekran.pdf", b"%PDF-1"),))
    api.loses_answer("files.completeUploadExternal")
    with pytest.raises(SendFailed):
        line.sends(said)
    ids = line.sends(said)
    assert changes(line, replace(said, parts=(Part("burada"),)), ids) == ids
    assert [(each["text"], len(each.get("files", ()))) for each in api.shown_in(room, thread)] == [
        ("burada", 0), ("", 1),
    ]  # fmt: skip


def test_what_cannot_be_changed_says_so(line: Line, api: SlackApi, room: Place) -> None:
    said = says(LineKind.CUSTOMER, "x", shows(line, view()).thread)
    ids = line.sends(said)
    api.fails("chat.update", "cant_update_message")
    with pytest.raises(SendFailed) as failed:
        changes(line, said, ids)
    assert failed.value.permanent
    api.fails("chat.delete", "internal_error")
    with pytest.raises(SendFailed) as failed:
        changes(line, replace(said, parts=()), ids)
    assert not failed.value.permanent


def test_a_mark_is_one_emoji_and_the_newest_counts(line: Line, api: SlackApi, room: Place) -> None:
    ts = api.message(ELIF, room, "Merhaba")["ts"]
    seen = []
    for what in (*Mark, Mark.RELAYED):
        line.run(line.channel.mark(Address(ACCOUNT, room.id), ts, what))
        seen.append(api.reactions_on(room.id, ts))
    assert seen == [["eyes"], ["thinking_face"], ["white_check_mark"], ["memo"], ["warning"], [], ["white_check_mark"]]
    line.channel._apps["ornek"]._marks._known.clear()
    line.run(line.channel.mark(Address(ACCOUNT, room.id), ts, Mark.NOTED))
    assert api.reactions_on(room.id, ts) == ["memo"]
    api.reactions[:] = [(room.id, ts, "eyes")]
    line.run(line.channel.mark(Address(ACCOUNT, room.id), ts, Mark.HELD))
    assert api.reactions_on(room.id, ts) == ["thinking_face"]
    api.reactions.clear()
    line.run(line.channel.mark(Address(ACCOUNT, room.id), ts, Mark.NOTED))
    line.run(line.channel.mark(Address(ACCOUNT, room.id), ts, Mark.NONE))
    with pytest.raises(SendFailed) as failed:
        line.run(line.channel.mark(Address(ACCOUNT, room.id), "1.000001", Mark.NOTED))
    assert failed.value.permanent


def test_people_are_told_alone_by_their_id(line: Line, api: SlackApi) -> None:
    where = line.channel.direct(ACCOUNT, ELIF.id)
    assert where == Address(ACCOUNT, ELIF.id)
    assert line.channel.direct(ACCOUNT, "2001") is None
    line.sends(Outgoing(id=9, address=where, language="tr", parts=(Part("Süre aşıldı."),)))
    assert api.texts_to(ELIF) == ["Süre aşıldı."]


def test_many_choices_stand_in_groups(line: Line, api: SlackApi, room: Place) -> None:
    from channels.slack.modals import filled, form_view  # noqa: PLC0415 -- only here

    choices = tuple(Choice(f"agent:{number}", f"Uzman {number:03}") for number in range(250))
    goal = Field(key="goal", label="Grup ya da uzman", kind="choice", choices=choices, value="agent:249")
    empty = Field(key="code", label="Kod", kind="choice")
    day = Field(key="day", label="Gün", kind="day", required=False, value="2026-12-01")
    form = Form(payload="k.K7M2R9.transfer", title="A" * 40, submit="Kaydet", language="en", fields=(goal, empty, day))
    made = form_view(form, Address(ACCOUNT, room.id, "1.1"))
    element = made["blocks"][1]["element"]
    assert [len(each["options"]) for each in element["option_groups"]] == [100, 100, 50]
    assert element["option_groups"][2]["label"]["text"] == "Uzman 200 – Uzman 249"
    api.transport = ""
    trigger = api.commands(ELIF, "/x", "", room)["trigger_id"]
    app = line.channel._apps["ornek"]
    line.run(app._client.call("views.open", trigger_id=trigger, view=made))
    back = filled(api.submits(ELIF, list(api.views.values())[-1], {"code": "x"})["view"])
    assert dict(back.values) == {"goal": "agent:249", "code": "x", "day": "2026-12-01"}
    assert (back.language, back.chat, back.thread) == ("en", room.id, "1.1")
