"""Stories told over Slack: the same words in the same order as everywhere, through the real libraries and sockets."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from itertools import count
from pathlib import Path

import pytest

from bot.store.tables import entry, outbox, ticket
from core.ticket import Status
from tests.channels.slack.desk import SlackDesk, Writer, kept
from tests.scenarios.telling import FOLDER, STORIES, transcript
from tests.standins.slack import SlackApi, buttons_of

for module in ("stories_turkish", "stories_english", "stories_of_closing", "stories_of_several", "stories_of_intake"):
    import_module(f"tests.scenarios.{module}")

TOLD = (
    "vpn_solved_by_the_article", "three_fragments", "not_solved_then_elif", "where_is_my_ticket", "a_human_first",
    "robot_or_not", "thanks_it_worked", "no_still_not_working", "thanks_only", "yes_but_still_slow",
    "not_tried_yet", "silence_after_the_solution",
)  # fmt: skip


@pytest.fixture
def desk(sqlite_url: str, api: SlackApi, tmp_path: Path) -> Iterator[SlackDesk]:
    numbers = count(1_234_567, 777_777)
    told = SlackDesk(sqlite_url, api, tmp_path, draw=lambda end: next(numbers) % end)
    yield told
    told.close()


@pytest.mark.parametrize("name", TOLD)
def test_a_story_reads_the_same_over_slack(desk: SlackDesk, api: SlackApi, name: str) -> None:
    person = STORIES[name](desk)
    assert isinstance(person, Writer)
    assert transcript(name, person) == (FOLDER / f"{name.replace('_', '-')}.md").read_text("utf-8")
    said = [line for line in person.sees() if line.author != "customer"]
    shown = api.said_to(person.person)
    assert [message["ts"] for message in shown] == [line.message_ids[0] for line in said]
    first = [api.first_shown[message["channel"], message["ts"]] for message in shown]
    assert [[button["text"]["text"] for _, button in buttons_of(message)] for message in first] == [
        [button.label for button in line.buttons] for line in said
    ]
    assert desk.count(outbox, outbox.c.state != "sent") == 0
    assert (api.notified, api.faults) == ([], [])


def test_an_event_that_comes_twice_is_heard_once(desk: SlackDesk, api: SlackApi) -> None:
    ali = desk.customer("ali")
    payload = api.says(ali.person, "vpn bağlanmıyor")
    desk.takes(payload)
    desk.waits(seconds=5)
    before = len(api.said_to(ali.person))
    api.again(payload)
    copy = api.deliver("events_api", {**payload, "event_id": "Ev0ANOTHER"})
    desk.takes(copy)
    desk.until(lambda: all(each.done for each in api.deliveries))
    desk.waits(seconds=10)
    assert (kept(desk, payload), kept(desk, copy)) == (1, 0)
    assert desk.count(entry, entry.c.text == "vpn bağlanmıyor") == 1
    assert (desk.count(ticket), len(api.said_to(ali.person))) == (1, before)


def test_a_message_is_edited_before_and_after_its_answer_and_deleted(desk: SlackDesk, api: SlackApi) -> None:
    ali = desk.customer("ali")
    ali.says("vpn bağlanmıyor")
    before = len(api.said_to(ali.person))
    ali.edits("vpn bağlanmıyor", "yazıcı kağıt sıkıştırdı")
    assert len(api.said_to(ali.person)) == before + 1
    assert desk.count(ticket) == 1
    ali.deletes("yazıcı kağıt sıkıştırdı")
    assert [line.parts[0].text for line in ali.sees() if line.author == "customer"] != ["yazıcı kağıt sıkıştırdı"]


def test_a_used_button_gives_way_to_what_was_chosen_and_a_dead_one_says_so(desk: SlackDesk, api: SlackApi) -> None:
    ali = desk.customer("ali")
    ali.says("vpn bağlanmıyor")
    asked = api.said_to(ali.person)[-1]
    block, button = buttons_of(asked)[0]
    ali.presses("Çözüldü")
    desk.until(lambda: api.called("chat.update"))
    now = api.messages[asked["channel"], asked["ts"]]
    assert buttons_of(now) == []
    assert now["blocks"][-1]["elements"][0]["text"] == "✓ Çözüldü"
    assert now["text"] == asked["text"]
    desk.takes(api.presses(ali.person, asked, button, block))
    desk.until(lambda: api.whispers)
    [told] = api.whispers
    assert (told["person"], told["text"]) == (ali.person.id, "Bu düğmenin süresi geçmiş.")


def test_somebody_else_cannot_press_a_button(desk: SlackDesk, api: SlackApi) -> None:
    ali, veli = desk.customer("ali"), desk.customer("veli")
    ali.says("vpn bağlanmıyor")
    veli.says("merhaba")
    block, stolen = buttons_of(api.said_to(ali.person)[-1])[0]
    desk.takes(api.presses(veli.person, api.said_to(veli.person)[-1], stolen, block))
    desk.waits(seconds=1)
    assert ali.ticket.status is Status.NEW


def test_who_leaves_is_told_to_people_and_heard_again(desk: SlackDesk, api: SlackApi) -> None:
    ali, elif_ = desk.customer("ali"), desk.agent("elif")
    ali.says("insan istiyorum")
    elif_.claims(ali.ref)
    api.archived.add(ali.address.chat)
    elif_.replies(ali.ref, "Merhaba, nasıl yardımcı olabilirim?")
    assert desk.count(entry, entry.c.key == "line.unreachable_here", entry.c.audience == "agents") == 1
    assert ali.ticket.status is Status.IN_PROGRESS
    api.archived.clear()
    ali.says("buradayım")
    assert "Elif Demir\nMerhaba, nasıl yardımcı olabilirim?" in api.texts_to(ali.person)


def test_the_answer_comes_to_the_thread_in_which_somebody_asks(desk: SlackDesk, api: SlackApi) -> None:
    ali = desk.customer("ali")
    ali.says("vpn bağlanmıyor")
    root = api.said_to(ali.person)[-1]
    desk.takes(api.says(ali.person, "bir destek uzmanı istiyorum", thread=root["ts"]))
    desk.waits(seconds=5)
    assert api.said_to(ali.person)[-1]["thread_ts"] == root["ts"]
    assert desk.count(ticket) == 1
    ali.says("acele değil")
    assert "thread_ts" not in api.said_to(ali.person)[-1]


def test_the_language_of_the_workspace_is_the_first_one(desk: SlackDesk, api: SlackApi) -> None:
    john = desk.customer("john", language="en")
    john.says("?")
    assert john.sees()[-1].parts[0].text.startswith("Hello, ")
