"""Stories told over Telegram: the same words in the same order as everywhere, through the real client and real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.store.tables import customer, entry, inbox, outbox, ticket
from core.ticket import Status
from tests.channels.telegram.desk import TelegramDesk, Writer
from tests.scenarios.telling import FOLDER, STORIES, transcript
from tests.standins.telegram import BotApi

for module in ("stories_turkish", "stories_english", "stories_of_closing", "stories_of_several", "stories_of_intake"):
    import_module(f"tests.scenarios.{module}")

TOLD = (
    "vpn_solved_by_the_article", "three_fragments", "not_solved_then_elif", "where_is_my_ticket", "a_human_first",
    "robot_or_not", "thanks_it_worked", "no_still_not_working", "thanks_only", "yes_but_still_slow",
    "not_tried_yet", "silence_after_the_solution",
)  # fmt: skip
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x10\x00\x00\x00\x10\x08\x06\x00\x00\x00\x1f\xf3\xffa" + bytes(
    20
)


@pytest.fixture
def desk(sqlite_url: str, api: BotApi, tmp_path: Path) -> Iterator[TelegramDesk]:
    numbers = count(1_234_567, 777_777)
    told = TelegramDesk(sqlite_url, api, tmp_path, draw=lambda end: next(numbers) % end)
    yield told
    told.close()


@pytest.mark.parametrize("name", TOLD)
def test_a_story_reads_the_same_over_telegram(desk: TelegramDesk, api: BotApi, name: str) -> None:
    person = STORIES[name](desk)
    assert isinstance(person, Writer)
    assert transcript(name, person) == (FOLDER / f"{name.replace('_', '-')}.md").read_text("utf-8")
    said = [line for line in person.sees() if line.author != "customer"]
    shown = api.said_to(person.user)
    assert [str(message["message_id"]) for message in shown] == [line.message_ids[0] for line in said]
    assert [
        [button["text"] for row in message.get("reply_markup", {}).get("inline_keyboard", []) for button in row]
        for message in shown
    ] == [[button.label for button in line.buttons] for line in said]
    assert desk.count(outbox, outbox.c.state != "sent") == 0
    assert api.faults == []


def test_an_update_that_comes_twice_is_heard_once(desk: TelegramDesk, api: BotApi) -> None:
    ali = desk.customer("ali")
    update = api.says(ali.user, "vpn bağlanmıyor")
    desk.takes(update)
    desk.waits(seconds=5)
    before = len(api.said_to(ali.user))
    api.deliver(update)
    again = api.deliver({"message": update["message"]})  # with another number, as after a week without updates
    desk.takes(api.says(ali.user, "merhaba"))
    desk.waits(seconds=10)
    assert desk.count(ticket) == 1
    assert desk.count(inbox, inbox.c.event_id == str(again["update_id"])) == 0
    assert desk.count(entry, entry.c.text == "vpn bağlanmıyor") == 1
    assert len(api.said_to(ali.user)) == before + 1


def test_an_album_is_one_matter(desk: TelegramDesk, api: BotApi) -> None:
    ali = desk.customer("ali")
    updates = []
    for number in range(4):
        photo = [{**api.file(PNG, f"{number}.png"), "width": 16, "height": 16}]
        caption = {"caption": "yazıcı böyle basıyor"} if number == 0 else {}
        updates.append(api.writes(ali.user, photo=photo, media_group_id="13", **caption))
    desk.takes(*updates)
    desk.waits(seconds=10)
    assert desk.count(ticket) == 1
    assert sum(len(line.files) for line in ali.sees() if line.author == "customer") == 4


def test_a_message_is_edited_before_and_after_its_answer(desk: TelegramDesk, api: BotApi) -> None:
    ali = desk.customer("ali")
    ali.says("vpn bağlanmıyor")
    ali.edits("vpn bağlanmıyor", "vpn bağlanmıyor!")
    before = len(api.said_to(ali.user))
    ali.edits("vpn bağlanmıyor!", "yazıcı kağıt sıkıştırdı")
    assert len(api.said_to(ali.user)) == before + 1
    assert desk.count(ticket) == 1


def test_a_stranger_is_not_known_by_being_there(sqlite_url: str, api: BotApi, tmp_path: Path) -> None:
    account = {"key": "ornek", "organization": "ornek", "token": api.token}
    desk = TelegramDesk(sqlite_url, api, tmp_path, accounts=[account])
    desk.customer("ali").says("vpn bağlanmıyor")
    assert desk.app.store.run(lambda tx: tx.execute(select(customer.c.verified)).scalars().all()) == [False]
    assert desk.customer("ali").hears() == ["level0.routed", "identity.ask_code"]
    desk.close()


def test_who_blocks_the_bot_is_told_to_people_and_heard_again(desk: TelegramDesk, api: BotApi) -> None:
    ali, elif_ = desk.customer("ali"), desk.agent("elif")
    ali.says("insan istiyorum")
    elif_.claims(ali.ref)
    api.blocks(ali.user)
    elif_.replies(ali.ref, "Merhaba, nasıl yardımcı olabilirim?")
    assert desk.count(entry, entry.c.key == "line.unreachable_here", entry.c.audience == "agents") == 1
    assert ali.ticket.status is Status.IN_PROGRESS
    api.blocked.clear()
    ali.says("/start")
    assert "Elif Demir\nMerhaba, nasıl yardımcı olabilirim?" in api.texts_to(ali.user)


def test_a_dead_button_says_so_where_it_was_pressed(desk: TelegramDesk, api: BotApi) -> None:
    ali = desk.customer("ali")
    ali.says("vpn bağlanmıyor")
    ali.presses("Çözüldü")
    ali.presses("Çözüldü")
    last = api.called("answerCallbackQuery")[-1]
    assert last.values["text"] == "Bu düğmenin süresi geçmiş."
    assert api.called("answerCallbackQuery")[0].values.get("text") is None


def test_somebody_else_cannot_press_a_button(desk: TelegramDesk, api: BotApi) -> None:
    ali, veli = desk.customer("ali"), desk.customer("veli")
    ali.says("vpn bağlanmıyor")
    veli.says("merhaba")
    stolen = api.said_to(ali.user)[-1]["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    desk.takes(api.presses(veli.user, api.said_to(veli.user)[-1], stolen))
    desk.waits(seconds=1)
    assert ali.ticket.status is Status.NEW
