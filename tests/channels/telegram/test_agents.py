"""The whole journey: a customer in a private chat, agents in the topics of a forum, through the real engine."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.tables import audit, entry, outbox
from core.effects import Command
from core.ticket import Status
from tests.channels.telegram.desk import RoomDesk
from tests.channels.telegram.test_sending import PNG
from tests.standins.telegram import BotApi, User

ELIF, MERT, STRANGER = RoomDesk.ELIF, RoomDesk.MERT, User(2009, "Yabancı", "Biri")


@pytest.fixture
def desk(sqlite_url: str, api: BotApi, tmp_path: Path) -> Iterator[RoomDesk]:
    told = RoomDesk(sqlite_url, api, tmp_path)
    told.group.per_minute = 1_000
    yield told
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


def test_a_case_is_claimed_talked_about_and_solved_in_its_topic(desk: RoomDesk, api: BotApi, ref: str) -> None:
    ali = desk.customer("ali")
    assert desk.topic(ref).name.startswith("🆕")
    assert desk.pushes(ELIF, "Üzerime al", ref) == ""
    assert ali.ticket.owner_name == "Elif Demir"
    assert desk.topic(ref).name.startswith("🛠")
    assert "Elif Demir" in desk.card(ref)["text"]
    said = desk.writes(ELIF, ref, "Merhaba, hangi programda oluyor?")
    assert api.groups.reactions_on(said) == ["👀"]
    desk.waits(seconds=6)
    assert told(desk) == ["Merhaba, hangi programda oluyor?"]
    assert api.groups.reactions_on(said) == ["👍"]
    assert "Elif Demir\nMerhaba, hangi programda oluyor?" in api.texts_to(ali.user)
    ali.says("Outlook açılmıyor")
    assert desk.reads(ref)[-1] == "👤 Ali Kaya\nOutlook açılmıyor" or desk.reads(ref)[-1].endswith(
        "\nOutlook açılmıyor"
    )
    note = desk.writes(ELIF, ref, "// eski sürüm kullanıyor")
    assert api.groups.reactions_on(note) == ["✍"]
    desk.rewrites(said, "Merhaba, hangi programda oluyor? Outlook mu?")
    assert "Elif Demir\nMerhaba, hangi programda oluyor? Outlook mu?" in api.texts_to(ali.user)
    desk.writes(ELIF, ref, "/coz Outlook'u güncelledim.")
    assert desk.ticket(ref).status == Status.SOLVED
    ali.presses("Evet, düzeldi")
    desk.waits(seconds=5)
    assert desk.ticket(ref).status == Status.CLOSED
    topic = desk.topic(ref)
    assert (topic.is_closed, topic.name[0]) == (True, "🔒")
    assert "reply_markup" not in desk.card(ref)
    assert not [text for text in api.texts_to(ali.user) if "eski sürüm" in text]
    assert desk.count(outbox, outbox.c.state != "sent") == 0


def test_a_line_is_taken_back_within_six_seconds(desk: RoomDesk, api: BotApi, ref: str) -> None:
    desk.pushes(ELIF, "Üzerime al", ref)
    said = desk.writes(ELIF, ref, "Yanlış pencere")
    assert "yalnızca" in desk.pushes(MERT, "Geri al", ref)
    desk.pushes(ELIF, "Geri al", ref)
    desk.waits(seconds=10)
    assert told(desk) == []
    assert api.groups.reactions_on(said) == []
    assert not [each for each in api.groups.said_in(desk.group) if "Geri al" in str(each.get("reply_markup"))]


def test_before_the_claim_words_are_sent_with_it_or_kept_and_only_by_who_wrote_them(
    desk: RoomDesk, api: BotApi, ref: str
) -> None:
    said = desk.writes(ELIF, ref, "Merhaba, bakıyorum.")
    assert api.groups.reactions_on(said) == ["🤔"]
    question = api.groups.said_in(desk.group, desk.topic(ref).id)[-1]
    assert question["reply_to_message"]["message_id"] == said["message"]["message_id"]
    assert "yalnızca" in desk.pushes(MERT, "Üzerime al ve gönder", ref)
    assert told(desk) == []
    desk.pushes(ELIF, "Üzerime al ve gönder", ref)
    desk.waits(seconds=6)
    assert told(desk) == ["Merhaba, bakıyorum."]
    assert desk.ticket(ref).owner_name == "Elif Demir"


@pytest.mark.parametrize("text", ["@mertkaya sence bu ne?", "sence bu ne?"])
def test_what_may_be_for_a_colleague_is_held(desk: RoomDesk, api: BotApi, ref: str, text: str) -> None:
    desk.pushes(ELIF, "Üzerime al", ref)
    his = desk.writes(MERT, ref, "bende de oldu bu")
    said = desk.writes(ELIF, ref, text, reply_to=his["message"] if "@" not in text else None)
    desk.waits(seconds=60)
    assert told(desk) == []
    assert (api.groups.reactions_on(his), api.groups.reactions_on(said)) == (["✍"], ["🤔"])
    desk.pushes(ELIF, "İç not olarak kaydet", ref)
    assert told(desk) == []
    assert desk.count(entry, entry.c.kind == "note", entry.c.text == text) == 1


def test_a_second_claim_hears_who_was_first(desk: RoomDesk, api: BotApi, ref: str) -> None:
    first = api.presses(ELIF, desk.card(ref), f"k.{ref}.claim")
    second = api.presses(MERT, desk.card(ref), f"k.{ref}.claim")
    desk.takes(first, second)
    desk.waits(seconds=0)
    desk.topic(ref)
    heard = {call.values.get("text") for call in api.called("answerCallbackQuery")}
    assert desk.ticket(ref).owner_name == "Elif Demir"
    assert any("Elif Demir" in str(text) for text in heard)


def test_claimed_in_the_console_the_topic_follows_and_the_reverse(desk: RoomDesk, ref: str) -> None:
    elif_ = desk.agent("elif")
    elif_.claims(ref)
    assert "Elif Demir" in desk.card(ref)["text"]
    assert desk.topic(ref).name.startswith("🛠")
    assert "Elif Demir" in desk.reads(ref)[-1]
    elif_.replies(ref, "Konsoldan yazıyorum.")
    elif_.notes(ref, "konsoldan not")
    assert desk.reads(ref)[-2:] == ["💬 Elif Demir\nKonsoldan yazıyorum.", "📝 Elif Demir\nkonsoldan not"]
    desk.writes(ELIF, ref, "/birak")
    assert desk.ticket(ref).owner is None
    desk.pushes(MERT, "Üzerime al", ref)
    assert desk.ticket(ref).owner_name == "Mert Kaya"


def test_who_is_no_agent_can_do_nothing(desk: RoomDesk, api: BotApi, ref: str) -> None:
    assert "tanımlı uzmanlar" in desk.pushes(STRANGER, "Üzerime al", ref)
    desk.writes(STRANGER, ref, "/al")
    desk.writes(STRANGER, ref, "Merhaba")
    desk.takes(api.groups.says_unnamed(desk.group, "/al", desk.topic(ref).id))
    desk.waits(seconds=10)
    assert desk.ticket(ref).owner is None
    assert told(desk) == []
    assert desk.count(audit, audit.c.what == "room.refuse") >= 3


def test_an_agents_own_chat_with_the_bot_is_a_customers(desk: RoomDesk, api: BotApi) -> None:
    elif_ = desk.customer("elif")
    desk._people["elif"] = ELIF
    elif_ = desk.customer("elif")
    elif_.says("bir insanla görüşmek istiyorum")
    assert desk.count(entry, entry.c.author == "customer") == 1
    desk.pushes(ELIF, "Üzerime al", elif_.ref)
    assert desk.ticket(elif_.ref).owner is None


def test_files_go_both_ways(desk: RoomDesk, api: BotApi, ref: str) -> None:
    ali = desk.customer("ali")
    desk.pushes(ELIF, "Üzerime al", ref)
    photo = [{**api.file(PNG, "ekran.png"), "width": 16, "height": 16}]
    desk.takes(api.writes(ali.user, photo=photo, caption="böyle oluyor"))
    desk.waits(seconds=5)
    assert [sorted({"photo", "text"} & each.keys()) for each in api.groups.said_in(desk.group, desk.topic(ref).id)][
        -2:
    ] == [["text"], ["photo"]]
    guide = {**api.file(b"%PDF-1.4 " + b"0" * 40, "k.pdf"), "file_name": "kılavuz.pdf", "mime_type": "application/pdf"}
    desk.takes(api.groups.writes(ELIF, desk.group, desk.topic(ref).id, document=guide, caption="Kılavuz ekte."))
    desk.waits(seconds=0)
    desk.waits(seconds=6)
    assert desk.count(entry, entry.c.text == "Kılavuz ekte.") == 1
    assert api.texts_to(ali.user)[-2:] == ["Elif Demir\nKılavuz ekte.", ""]
    assert [call.files["document"][0] for call in api.called("sendDocument")] == ["kılavuz.pdf"]


def test_the_queue_is_listed_where_it_is_asked_for(desk: RoomDesk, api: BotApi, ref: str) -> None:
    desk.topic(ref)
    asked = api.groups.says(ELIF, desk.group, "/kuyruk@ornek_bt_bot")
    desk.takes(asked)
    desk.topic(ref)
    answer = api.groups.said_in(desk.group)[-1]
    assert ref in answer["text"]
    assert answer["reply_to_message"]["message_id"] == asked["message"]["message_id"]


def test_what_was_said_before_is_in_the_topic_first(desk: RoomDesk, api: BotApi) -> None:
    ali = desk.customer("ali")
    ali.says("yazıcı çalışmıyor")
    ali.says("insan istiyorum")
    desk.waits(seconds=2)
    texts = api.groups.texts_in(desk.group, desk.topic(ali.ref).id)
    assert ali.ref in texts[0]
    assert any("yazıcı çalışmıyor" in text for text in texts[1:])


def test_a_deleted_topic_is_made_again_and_nothing_is_lost(desk: RoomDesk, api: BotApi, ref: str) -> None:
    ali = desk.customer("ali")
    desk.pushes(ELIF, "Üzerime al", ref)
    api.groups.deletes(desk.group, desk.topic(ref))
    ali.says("orada mısınız?")
    for _ in range(4):
        desk.waits(seconds=30)
    assert any("orada mısınız?" in text for text in desk.reads(ref))
    assert "Elif Demir" in desk.card(ref)["text"]


def test_an_agent_of_another_queue_that_got_the_case_works_on_it_elsewhere(desk: RoomDesk, ref: str) -> None:
    desk.pushes(ELIF, "Üzerime al", ref)
    desk.agent("elif").does(Command.TRANSFER, ref, queue="network", words="ağ sorunu")
    topic = desk.topic(ref)
    assert topic.name.startswith("➡")
    assert topic.is_closed
    assert "Ağ Ekibi" in desk.card(ref)["text"]


async def moved(desk: RoomDesk) -> None:
    """Return when the desk knows that its group is another one by now."""
    async with asyncio.timeout(20):
        while list(desk.app.host.rooms("telegram/ornek")) != ["-1009"]:  # noqa: ASYNC110 -- the platform tells it
            await asyncio.sleep(0.01)


def test_a_plain_group_that_becomes_a_supergroup_takes_its_cases_along(
    sqlite_url: str, api: BotApi, tmp_path: Path
) -> None:
    old = api.groups.open(-42, is_forum=False, kind="group")
    desk = RoomDesk(sqlite_url, api, tmp_path, group=old)
    ali = desk.customer("ali")
    ali.says("bir insanla görüşmek istiyorum")
    card = api.groups.said_in(old)[0]
    desk.takes(api.presses(ELIF, card, f"k.{ali.ref}.claim"))
    desk.waits(seconds=0)
    new = api.groups.migrates(ELIF, old, -1009)
    desk.run(moved(desk))
    ali.says("orada mısınız?")
    for _ in range(4):
        desk.waits(seconds=30)
    texts = api.groups.texts_in(new)
    assert any("orada mısınız?" in text for text in texts)
    assert desk.app.host.rooms("telegram/ornek") == {"-1009": "tr"}
    desk.group = new
    desk.writes(ELIF, ali.ref, "Buradayım.")
    desk.waits(seconds=6)
    assert told(desk) == ["Buradayım."]
    desk.close()
