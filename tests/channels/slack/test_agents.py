"""The whole journey: a customer in his conversation with the app, agents in a channel, through the real engine."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot import pairing
from bot.store.tables import audit, entry, outbox
from core.ticket import Status
from tests.channels.slack.desk import RoomDesk
from tests.standins.slack import BOT, Person, SlackApi, buttons_of
from tests.standins.slack_rules import JsonObject, shown

ELIF, MERT, STRANGER = RoomDesk.ELIF, RoomDesk.MERT, Person("U0YABANCI", "Yabancı Biri")


@pytest.fixture
def desk(sqlite_url: str, api: SlackApi, tmp_path: Path) -> Iterator[RoomDesk]:
    told = RoomDesk(sqlite_url, api, tmp_path)
    yield told
    assert api.notified == []
    told.close()


@pytest.fixture
def ref(desk: RoomDesk) -> str:
    """A case that waits for somebody."""
    ali = desk.customer("ali")
    ali.says("bir insanla görüşmek istiyorum")
    desk.waits(seconds=1)
    return ali.ref


def told(desk: RoomDesk, name: str = "ali") -> list[str]:
    """Return what agents have said to a customer."""
    return [line.parts[0].text for line in desk.customer(name).sees() if line.author == "agent"]


def marks(api: SlackApi, payload: JsonObject) -> list[str]:
    return api.reactions_on(payload["event"]["channel"], payload["event"]["ts"])


def test_a_case_is_claimed_talked_about_and_solved_in_the_thread_of_its_card(
    desk: RoomDesk, api: SlackApi, ref: str
) -> None:
    ali = desk.customer("ali")
    assert desk.pushes(ELIF, "Üzerime al", ref) == []
    assert ali.ticket.owner_name == "Elif Demir"
    assert "Elif Demir" in desk.card(ref)["text"]
    said = desk.writes(ELIF, ref, "Merhaba, hangi programda oluyor?")
    assert marks(api, said) == ["eyes"]
    desk.waits(seconds=6)
    assert told(desk) == ["Merhaba, hangi programda oluyor?"]
    assert marks(api, said) == ["white_check_mark"]
    assert not [each for each in api.shown_in(desk.room) if "Geri al" in repr(each)]
    assert api.texts_to(ali.person)[-1] == "Elif Demir\nMerhaba, hangi programda oluyor?"
    ali.says("Outlook açılmıyor")
    assert desk.reads(ref)[-1] == "👤 Ali\nOutlook açılmıyor"
    note = desk.writes(ELIF, ref, "// eski sürüm kullanıyor")
    assert marks(api, note) == ["memo"]
    desk.settles(api.edits(said, "Merhaba, hangi programda oluyor? Outlook mu?"))
    assert "Elif Demir\nMerhaba, hangi programda oluyor? Outlook mu?" in api.texts_to(ali.person)
    assert "Elif Demir\nMerhaba, hangi programda oluyor?" not in api.texts_to(ali.person)
    desk.writes(ELIF, ref, "!coz Outlook'u güncelledim.")
    assert desk.ticket(ref).status == Status.SOLVED
    ali.presses("Evet, düzeldi")
    desk.waits(seconds=5)
    assert desk.ticket(ref).status == Status.CLOSED
    assert buttons_of(desk.card(ref)) == []
    assert not [text for text in api.texts_to(ali.person) if "eski sürüm" in text]
    assert desk.count(outbox, outbox.c.state != "sent") == 0
    assert len([each for each in api.shown_in(desk.room) if not each.get("thread_ts")]) == 1


def test_a_line_is_taken_back_within_six_seconds(desk: RoomDesk, api: SlackApi, ref: str) -> None:
    desk.pushes(ELIF, "Üzerime al", ref)
    said = desk.writes(ELIF, ref, "Yanlış pencere")
    [refused] = desk.pushes(MERT, "Geri al", ref)
    assert "yalnızca" in refused
    desk.pushes(ELIF, "Geri al", ref)
    desk.waits(seconds=10)
    assert told(desk) == []
    assert marks(api, said) == []
    assert not [each for each in api.shown_in(desk.room) if "Geri al" in repr(each)]


def test_before_the_claim_words_are_sent_with_it_or_kept_and_only_their_writer_is_asked(
    desk: RoomDesk, api: SlackApi, ref: str
) -> None:
    said = desk.writes(ELIF, ref, "Merhaba, bakıyorum.")
    assert marks(api, said) == ["thinking_face"]
    [asked] = [each for each in api.whispers if buttons_of(each)]
    assert (asked["person"], asked["thread_ts"]) == (ELIF.id, desk.card(ref)["ts"])
    assert not [each for each in api.shown_in(desk.room) if "ve gönder" in repr(each)]
    assert told(desk) == []
    desk.chooses(ELIF, "Üzerime al ve gönder")
    desk.waits(seconds=6)
    assert told(desk) == ["Merhaba, bakıyorum."]
    assert desk.ticket(ref).owner_name == "Elif Demir"
    assert api.whispers == []


def test_what_may_be_for_a_colleague_is_held(desk: RoomDesk, api: SlackApi, ref: str) -> None:
    desk.pushes(ELIF, "Üzerime al", ref)
    thread = desk.card(ref)["ts"]
    said = api.writes_raw(ELIF, f"<@{MERT.id}> sence bu ne?", desk.room, thread_ts=thread)
    desk.settles(said)
    desk.waits(seconds=60)
    assert (told(desk), marks(api, said)) == ([], ["thinking_face"])
    desk.chooses(ELIF, "İç not olarak kaydet")
    assert (told(desk), marks(api, said)) == ([], ["memo"])
    assert desk.count(entry, entry.c.kind == "note", entry.c.text.contains("sence bu ne?")) == 1
    his = desk.writes(MERT, ref, "bende de oldu bu")
    mine = desk.writes(ELIF, ref, "ne zaman?")
    desk.waits(seconds=60)
    assert (told(desk), marks(api, his), marks(api, mine)) == ([], ["memo"], ["thinking_face"])


def test_a_second_claim_hears_alone_who_was_first(desk: RoomDesk, api: SlackApi, ref: str) -> None:
    card = desk.card(ref)
    [(block, button), *_] = buttons_of(card)
    desk.settles(api.presses(ELIF, card, button, block), api.presses(MERT, card, button, block))
    owner = desk.ticket(ref).owner_name
    loser = MERT if owner == ELIF.name else ELIF
    desk.until(lambda: api.whispers)
    [heard] = api.told_alone(loser)
    assert owner in heard
    assert [each["person"] for each in api.whispers] == [loser.id]


def test_claimed_in_the_console_the_card_follows_and_the_reverse(desk: RoomDesk, api: SlackApi, ref: str) -> None:
    elif_ = desk.agent("elif")
    elif_.claims(ref)
    assert "Elif Demir" in desk.card(ref)["text"]
    assert "Elif Demir" in desk.reads(ref)[-1]
    elif_.replies(ref, "Konsoldan yazıyorum.")
    elif_.notes(ref, "konsoldan not")
    assert desk.reads(ref)[-2:] == ["💬 Elif Demir\nKonsoldan yazıyorum.", "📝 Elif Demir\nkonsoldan not"]
    desk.writes(ELIF, ref, "!bırak")
    assert desk.ticket(ref).owner is None
    desk.pushes(MERT, "Üzerime al", ref)
    assert desk.ticket(ref).owner_name == "Mert Kaya"


def test_who_is_no_agent_can_do_nothing(desk: RoomDesk, api: SlackApi, ref: str) -> None:
    api.person(STRANGER)
    [refused] = desk.pushes(STRANGER, "Üzerime al", ref)
    assert "tanımlı uzmanlar" in refused
    view = desk.opens(STRANGER, ref, "note")
    assert view["callback_id"] == "room_told"
    desk.writes(STRANGER, ref, "!al")
    desk.writes(STRANGER, ref, "Merhaba")
    desk.settles(api.commands(STRANGER, "/kuyruk", "", desk.room))
    desk.waits(seconds=10)
    assert desk.ticket(ref).owner is None
    assert told(desk) == []
    assert desk.count(audit, audit.c.what == "room.refuse") >= 4


@pytest.mark.parametrize("who", [Person("U0EVE", "Elif Demir", team="T0OTHER"), Person("U0EVE", "Elif", guest=True)])
def test_strangers_and_guests_are_no_agents_even_by_a_code(
    desk: RoomDesk, api: SlackApi, ref: str, who: Person
) -> None:
    api.person(who)
    number = desk.agent("zeynep").agent.person
    code = desk.app.store.run(lambda tx: pairing.for_agent(tx, number, desk.clock.now()))
    desk.takes(api.says(who, code))
    desk.waits(seconds=5)
    [refused] = desk.pushes(who, "Üzerime al", ref)
    desk.writes(who, ref, "!al")
    assert "tanımlı uzmanlar" in refused
    assert desk.ticket(ref).owner is None


def test_robots_and_news_of_the_channel_do_nothing(desk: RoomDesk, api: SlackApi, ref: str) -> None:
    desk.pushes(ELIF, "Üzerime al", ref)
    thread = desk.card(ref)["ts"]
    robot = api.person(Person("U0ROBOT", "Robot", is_bot=True))
    desk.settles(
        api.writes_raw(ELIF, "!birak", desk.room, thread_ts=thread, bot_id="B0OTHER"),
        api.writes_raw(ELIF, "!birak", desk.room, thread_ts=thread, subtype="bot_message"),
        api.writes_raw(ELIF, "!birak", desk.room, thread_ts=thread, subtype="channel_topic"),
        api.writes_raw(robot, "!birak", desk.room, thread_ts=thread),
        api.writes_raw(replace(ELIF, id=BOT), "!birak", desk.room, thread_ts=thread),
    )
    desk.waits(seconds=10)
    assert (desk.ticket(ref).owner_name, told(desk)) == ("Elif Demir", [])


def test_an_agents_own_conversation_with_the_app_is_a_customers(desk: RoomDesk, api: SlackApi) -> None:
    desk._people["elif"] = ELIF
    elif_ = desk.customer("elif")
    elif_.says("bir insanla görüşmek istiyorum")
    assert desk.count(entry, entry.c.author == "customer") == 1
    [refused] = desk.pushes(ELIF, "Üzerime al", elif_.ref)
    assert refused
    assert desk.ticket(elif_.ref).owner is None


def test_files_go_both_ways(desk: RoomDesk, api: SlackApi, ref: str) -> None:
    ali = desk.customer("ali")
    desk.pushes(ELIF, "Üzerime al", ref)
    desk.takes(
        api.says(ali.person, "böyle oluyor", files=[api.file(b"%PDF-1.4 ekran", "ekran.pdf", "application/pdf")])
    )
    desk.waits(seconds=5)
    thread = desk.card(ref)["ts"]
    assert [each["name"] for each in api.shown_in(desk.room, thread)[-1]["files"]] == ["ekran.pdf"]
    guide = api.file(b"%PDF-1.4 " + b"0" * 40, "kılavuz.pdf", "application/pdf")
    desk.writes(ELIF, ref, "Kılavuz ekte.", subtype="file_share", files=[guide])
    desk.waits(seconds=6)
    desk.until(lambda: api.said_to(ali.person)[-1].get("files"))
    assert desk.count(entry, entry.c.text == "Kılavuz ekte.") == 1
    assert [each["name"] for each in api.said_to(ali.person)[-1]["files"]] == ["kılavuz.pdf"]


@pytest.mark.parametrize("command", ["/kuyruk", "/queue"])
def test_the_queue_is_listed_to_who_asks(desk: RoomDesk, api: SlackApi, ref: str, command: str) -> None:
    asked = api.commands(ELIF, command, "", desk.room)
    desk.settles(asked)
    answer = api.delivery(asked).answer
    assert ref in answer["text"]
    assert answer["response_type"] == "ephemeral"
    elsewhere = api.commands(ELIF, command, "", api.channel("C0GENEL"))
    desk.settles(elsewhere)
    assert ref not in api.delivery(elsewhere).answer["text"]
    desk.writes(ELIF, "", "!kuyruk")
    assert ref in api.told_alone(ELIF)[-1]


def test_an_agent_goes_and_comes_by_a_command(desk: RoomDesk, api: SlackApi, ref: str) -> None:
    gone = api.commands(ELIF, "/mesai", "yok", desk.room)
    desk.settles(gone)
    assert api.delivery(gone).answer["text"] == "Görevde görünmüyorsunuz. Dönünce: !geldim"
    back = api.commands(ELIF, "/mesai", "geldim", desk.room)
    desk.settles(back)
    assert api.delivery(back).answer["text"] == "Görevde görünüyorsunuz."
    for command, text in (("/away", ""), ("/duty", "off")):
        away = api.commands(ELIF, command, text, desk.room)
        desk.settles(away)
        assert api.delivery(away).answer["text"].startswith("Görevde görünm")


def test_what_was_said_before_is_in_the_thread_first(desk: RoomDesk, api: SlackApi) -> None:
    ali = desk.customer("ali")
    ali.says("yazıcı çalışmıyor")
    ali.says("insan istiyorum")
    desk.waits(seconds=2)
    assert any("yazıcı çalışmıyor" in text for text in desk.reads(ali.ref))


def test_a_deleted_card_is_shown_again_and_nothing_is_lost(desk: RoomDesk, api: SlackApi, ref: str) -> None:
    ali = desk.customer("ali")
    desk.pushes(ELIF, "Üzerime al", ref)
    before = desk.card(ref)
    for message in api.shown_in(desk.room):
        del api.messages[desk.room.id, message["ts"]]
    ali.says("orada mısınız?")
    for _ in range(4):
        desk.waits(seconds=30)
    assert desk.card(ref)["ts"] != before["ts"]
    assert any("orada mısınız?" in text for text in desk.reads(ref))
    assert "Elif Demir" in desk.card(ref)["text"]


def test_what_is_deleted_in_the_thread_is_deleted_for_the_customer(desk: RoomDesk, api: SlackApi, ref: str) -> None:
    desk.pushes(ELIF, "Üzerime al", ref)
    said = desk.writes(ELIF, ref, "Şifreniz 1234")
    desk.waits(seconds=6)
    assert told(desk) == ["Şifreniz 1234"]
    desk.settles(api.deletes(said))
    desk.waits(seconds=1)
    assert not [text for text in api.texts_to(desk.customer("ali").person) if "1234" in text]


def test_a_picture_of_a_link_is_no_edit(desk: RoomDesk, api: SlackApi, ref: str) -> None:
    desk.pushes(ELIF, "Üzerime al", ref)
    said = desk.writes(ELIF, ref, "https://www.example.com/yardim adresine bakın")
    event = said["event"]
    unfurled = {**event, "attachments": [{"from_url": "https://www.example.com/yardim", "title": "x"}]}
    hidden = api._hidden("message_changed", desk.room, message=unfurled, previous_message=event)
    desk.settles(api._tell(desk.room, hidden))
    desk.waits(seconds=6)
    assert told(desk) == ["https://www.example.com/yardim adresine bakın"]
    assert desk.count(entry, entry.c.author == "agent") == 1


def test_what_is_passed_on_from_elsewhere_is_a_note(desk: RoomDesk, api: SlackApi, ref: str) -> None:
    desk.pushes(ELIF, "Üzerime al", ref)
    passed = {"is_share": True, "author_name": "Müdür", "text": "bunu kimseye söylemeyin"}
    said = desk.writes(ELIF, ref, "", attachments=[passed])
    desk.waits(seconds=10)
    assert (told(desk), marks(api, said)) == ([], ["memo"])
    assert desk.count(entry, entry.c.kind == "note", entry.c.text.contains("↪ Müdür: bunu kimseye")) == 1


def test_a_channel_that_gets_another_id_stays_a_room(desk: RoomDesk, api: SlackApi, ref: str) -> None:
    desk.pushes(ELIF, "Üzerime al", ref)
    old, desk.room = desk.room, api.channel("C0ORTAK", "group")
    for channel, ts in list(api.messages):
        if channel == old.id:
            api.messages["C0ORTAK", ts] = {**api.messages.pop((channel, ts)), "channel": "C0ORTAK"}
    del api.places[old.id]
    event = {"type": "channel_id_changed", "old_channel_id": old.id, "new_channel_id": "C0ORTAK", "event_ts": "1.1"}
    desk.settles(api.happens(event))
    desk.writes(ELIF, ref, "Merhaba")
    desk.waits(seconds=6)
    assert told(desk) == ["Merhaba"]
    assert re.search(r"Merhaba|Elif", desk.card(ref)["text"])


def test_who_was_switched_off_in_the_workspace_has_no_cases_any_more(desk: RoomDesk, api: SlackApi, ref: str) -> None:
    desk.pushes(ELIF, "Üzerime al", ref)
    for change in (replace(ELIF, name="Elif D."), replace(STRANGER, deleted=True)):
        desk.settles(api.happens({"type": "user_change", "user": change.shape(), "event_ts": "1.1"}))
    desk.waits(seconds=60)
    assert desk.ticket(ref).owner_name == "Elif Demir"
    gone = api.person(replace(ELIF, deleted=True))
    desk.settles(api.happens({"type": "user_change", "user": gone.shape(), "event_ts": "1.2"}))
    desk.waits(seconds=60)
    assert desk.ticket(ref).owner is None
    assert desk.pushes(MERT, "Üzerime al", ref) == []
    assert desk.ticket(ref).owner_name == "Mert Kaya"


def test_a_code_makes_somebody_an_agent_in_the_room(desk: RoomDesk, api: SlackApi, ref: str) -> None:
    zeynep = api.person(Person("U0ZEYNEP", "Z. K."))
    [refused] = desk.pushes(zeynep, "Üzerime al", ref)
    assert "tanımlı uzmanlar" in refused
    number = desk.agent("zeynep").agent.person
    code = desk.app.store.run(lambda tx: pairing.for_agent(tx, number, desk.clock.now()))
    desk.takes(api.says(zeynep, code))
    desk.waits(seconds=5)
    assert desk.pushes(zeynep, "Üzerime al", ref) == []
    assert desk.ticket(ref).owner_name == desk.agent("zeynep").agent.name


def test_who_has_the_case_is_told_alone_that_a_promise_is_in_danger(desk: RoomDesk, api: SlackApi, ref: str) -> None:
    desk.pushes(ELIF, "Üzerime al", ref)
    for _ in range(13):
        desk.waits(minutes=10)
    assert api.texts_to(ELIF) == [
        f"{ref}: verilen süre dolmak üzere (ilk yanıt).",
        f"{ref}: verilen süre aşıldı (ilk yanıt).",
    ]
    assert api.texts_to(MERT) == []


def test_a_card_whose_answer_got_lost_is_not_shown_twice(desk: RoomDesk, api: SlackApi) -> None:
    api.loses_answer("chat.postMessage", channel=desk.room.id)
    ali = desk.customer("ali")
    ali.says("bir insanla görüşmek istiyorum")
    for _ in range(4):
        desk.waits(seconds=30)
    assert api.called("conversations.history")
    assert len([each for each in api.shown_in(desk.room) if not each.get("thread_ts")]) == 1
    assert desk.pushes(ELIF, "Üzerime al", ali.ref) == []
    assert "Elif Demir" in desk.card(ali.ref)["text"]


HOSTILE = "<!channel> <!here|x> <@U0MERT> <!subteam^S0X> &lt;!everyone&gt; @channel *_~`"


def test_hostile_words_names_and_files_call_nobody_on_their_way(desk: RoomDesk, api: SlackApi) -> None:
    ali = replace(desk.customer("ali").person, name=f"Ali {HOSTILE}")
    api.people[ali.id] = ali
    desk.takes(api.says(ali, f"bir insanla görüşmek istiyorum {HOSTILE}"))
    desk.waits(seconds=6)
    ref = desk.customer("ali").ref
    desk.pushes(ELIF, "Üzerime al", ref)
    bad = api.file(b"%PDF-1.4 x", f"{HOSTILE}.pdf", "application/pdf")
    desk.takes(api.says(ali, HOSTILE, files=[bad]))
    desk.waits(seconds=5)
    there = desk.reads(ref)
    assert f"\n{HOSTILE}" in there[-2]
    desk.writes(ELIF, ref, f"Merhaba {HOSTILE}")
    desk.waits(seconds=6)
    assert api.texts_to(ali)[-1] == f"Elif Demir\nMerhaba {HOSTILE}"
    desk.writes(ELIF, ref, f"// {HOSTILE}")
    desk.writes(ELIF, ref, f"!{HOSTILE}")
    desk.writes(ELIF, ref, f"!xyz {HOSTILE}")
    assert "!yardim" in api.told_alone(ELIF)[-1]
    desk.agent("elif").replies(ref, HOSTILE)
    desk.writes(ELIF, ref, f"!sinif olay VPN {HOSTILE}")
    assert HOSTILE in shown(desk.card(ref)["text"])
    desk.settles(api.commands(ELIF, "/kuyruk", HOSTILE, desk.room))
    desk.writes(ELIF, ref, f"!coz {HOSTILE}")
    desk.waits(seconds=5)
    assert desk.ticket(ref).status == Status.SOLVED
    assert api.notified == []


def test_cards_come_once_the_app_is_invited(desk: RoomDesk, api: SlackApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("channels.slack.cards._PAUSE", 0.2)
    api.absent.add(desk.room.id)
    ali = desk.customer("ali")
    ali.says("bir insanla görüşmek istiyorum")
    desk.waits(seconds=5)
    assert api.shown_in(desk.room) == []
    api.absent.clear()
    desk.run(asyncio.sleep(0.3))
    desk.waits(seconds=60)
    assert desk.pushes(ELIF, "Üzerime al", ali.ref) == []
    assert desk.ticket(ali.ref).owner_name == "Elif Demir"
