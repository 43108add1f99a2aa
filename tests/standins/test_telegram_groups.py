"""The groups of the stand-in refuse what the platform refuses: asked by the real client."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from telegram import Bot, MessageEntity, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter

from tests.standins.telegram import BotApi, User, bot_api
from tests.standins.telegram_groups import Group
from tests.standins.test_telegram import ask

ELIF = User(2001, "Elif", "Demir")


@pytest.fixture
def api() -> Iterator[BotApi]:
    with bot_api() as platform:
        yield platform


@pytest.fixture
def room(api: BotApi) -> Group:
    return api.groups.open()


def topic_of(api: BotApi, room: Group, name: str = "K7M2R9 · VPN") -> int:
    number: int = ask(api, lambda bot: bot.create_forum_topic(room.id, name)).message_thread_id
    return number


def test_a_topic_is_made_named_closed_and_opened_again(api: BotApi, room: Group) -> None:
    thread = topic_of(api, room)
    ask(api, lambda bot: bot.edit_forum_topic(room.id, thread, "K7M2R9 · çözüldü"))
    ask(api, lambda bot: bot.close_forum_topic(room.id, thread))
    assert (room.topics[thread].name, room.topics[thread].is_closed) == ("K7M2R9 · çözüldü", True)
    with pytest.raises(BadRequest, match=r"(?i)topic_not_modified"):
        ask(api, lambda bot: bot.close_forum_topic(room.id, thread))
    with pytest.raises(BadRequest, match=r"(?i)topic_not_modified"):
        ask(api, lambda bot: bot.edit_forum_topic(room.id, thread, "K7M2R9 · çözüldü"))
    ask(api, lambda bot: bot.reopen_forum_topic(room.id, thread))
    assert not room.topics[thread].is_closed


@pytest.mark.parametrize("name", ["", "x" * 129, "😀" * 65], ids=["nothing", "too long", "too long in UTF-16"])
def test_a_name_that_no_topic_can_have_is_refused(api: BotApi, room: Group, name: str) -> None:
    with pytest.raises(BadRequest):
        ask(api, lambda bot: bot.create_forum_topic(room.id, name))


def test_what_is_said_in_a_topic_is_there_until_the_topic_is_deleted(api: BotApi, room: Group) -> None:
    thread = topic_of(api, room)
    sent = ask(api, lambda bot: bot.send_message(room.id, "kart", message_thread_id=thread))
    assert (sent.message_thread_id, sent.is_topic_message, sent.chat.is_forum) == (thread, True, True)
    assert api.groups.texts_in(room, thread) == ["kart"]
    api.groups.deletes(room, room.topics[thread])
    with pytest.raises(BadRequest, match=r"(?i)message thread not found"):
        ask(api, lambda bot: bot.send_message(room.id, "kart", message_thread_id=thread))
    with pytest.raises(BadRequest, match=r"(?i)message to edit not found"):
        ask(api, lambda bot: bot.edit_message_text("yeni", room.id, sent.message_id))


def test_without_rights_no_topic_is_touched_and_a_closed_one_takes_nothing(api: BotApi, room: Group) -> None:
    thread = topic_of(api, room)
    api.groups.closes(ELIF, room, room.topics[thread])
    api.groups.gives(ELIF, room, "administrator", "can_manage_topics")
    with pytest.raises(BadRequest, match=r"(?i)not enough rights"):
        ask(api, lambda bot: bot.create_forum_topic(room.id, "x"))
    with pytest.raises(BadRequest, match=r"(?i)topic_closed"):
        ask(api, lambda bot: bot.send_message(room.id, "x", message_thread_id=thread))
    plain = api.groups.open(-1002, is_forum=False)
    with pytest.raises(BadRequest, match=r"(?i)not a forum"):
        ask(api, lambda bot: bot.create_forum_topic(plain.id, "x"))


def test_where_the_bot_is_not_it_can_do_nothing(api: BotApi, room: Group) -> None:
    api.groups.gives(ELIF, room, "kicked")
    with pytest.raises(Forbidden, match="kicked"):
        ask(api, lambda bot: bot.send_message(room.id, "x"))
    api.groups.gives(ELIF, room, "left")
    with pytest.raises(Forbidden, match="not a member"):
        ask(api, lambda bot: bot.get_chat_member(room.id, 7))
    api.groups.gives(ELIF, room, "restricted")
    with pytest.raises(BadRequest, match=r"(?i)not enough rights"):
        ask(api, lambda bot: bot.send_message(room.id, "x"))


def test_a_group_that_became_a_supergroup_says_where_it_went(api: BotApi) -> None:
    old = api.groups.open(-42, is_forum=False, kind="group")
    new = api.groups.migrates(ELIF, old, -1009)
    with pytest.raises(ChatMigrated) as moved:
        ask(api, lambda bot: bot.send_message(old.id, "x"))
    assert moved.value.new_chat_id == new.id
    kinds: list[Any] = [each["message"] for each in api.pending.values()]
    assert (kinds[0]["migrate_to_chat_id"], kinds[1]["migrate_from_chat_id"]) == (-1009, -42)


def test_a_reaction_is_one_of_those_there_are(api: BotApi, room: Group) -> None:
    said = api.groups.says(ELIF, room, "merhaba")
    number = said["message"]["message_id"]
    ask(api, lambda bot: bot.set_message_reaction(room.id, number, "👍"))
    assert api.groups.reactions_on(said) == ["👍"]
    with pytest.raises(BadRequest, match=r"(?i)reaction_invalid"):
        ask(api, lambda bot: bot.set_message_reaction(room.id, number, "✅"))
    with pytest.raises(BadRequest, match=r"(?i)reactions_too_many"):
        ask(api, lambda bot: bot.set_message_reaction(room.id, number, ["👍", "👎"]))
    with pytest.raises(BadRequest, match=r"(?i)message to react not found"):
        ask(api, lambda bot: bot.set_message_reaction(room.id, 9, "👍"))
    room.reactions = {"🔥"}
    with pytest.raises(BadRequest, match=r"(?i)reaction_invalid"):
        ask(api, lambda bot: bot.set_message_reaction(room.id, number, "👍"))
    assert [each.emoji for each in ask(api, lambda bot: bot.get_chat(room.id)).available_reactions] == ["🔥"]


def test_messages_of_others_are_deleted_with_the_right_to_it_and_within_two_days(api: BotApi, room: Group) -> None:
    first, second = (api.groups.says(ELIF, room, "x")["message"]["message_id"] for _ in range(2))
    assert ask(api, lambda bot: bot.delete_message(room.id, first))
    with pytest.raises(BadRequest, match=r"(?i)message to delete not found"):
        ask(api, lambda bot: bot.delete_message(room.id, first))
    api.groups.gives(ELIF, room, "administrator", "can_delete_messages")
    with pytest.raises(BadRequest, match=r"(?i)can't be deleted"):
        ask(api, lambda bot: bot.delete_message(room.id, second))


def test_rights_and_privacy_are_told(api: BotApi, room: Group) -> None:
    api.groups.gives(ELIF, room, "administrator", "can_manage_topics")
    member = ask(api, lambda bot: bot.get_chat_member(room.id, bot.id))
    assert (member.status, member.can_manage_topics, member.can_delete_messages) == ("administrator", False, True)
    assert ask(api, lambda bot: bot.get_me()).can_read_all_group_messages is False
    api.groups.gives(ELIF, room, "member")
    assert ask(api, lambda bot: bot.get_chat_member(room.id, bot.id)).status == "member"


def test_with_privacy_mode_on_a_member_hears_commands_and_answers_to_it_only(api: BotApi, room: Group) -> None:
    room.bot = "member"
    sent = ask(api, lambda bot: bot.send_message(room.id, "kart"))
    card = api.messages[room.id, sent.message_id]
    for text, answered in (("merhaba", None), ("/kuyruk", None), ("evet", card)):
        api.groups.says(ELIF, room, text, reply_to=answered)
    assert [each["message"]["text"] for each in api.pending.values()] == ["/kuyruk", "evet"]
    api.reads_groups = True
    api.groups.says(ELIF, room, "merhaba")
    assert len(api.pending) == 3


def test_a_group_takes_twenty_messages_a_minute(api: BotApi, room: Group) -> None:
    now = [1_800_000_000.0]
    api.clock = lambda: now[0]

    async def many(bot: Bot) -> int:
        for number in range(21):
            try:
                await bot.send_message(room.id, str(number))
            except RetryAfter:
                return number
        return 21

    assert ask(api, many) == 20
    now[0] += 60
    assert ask(api, many) == 20
    assert api.groups.refused_for_haste == 2


def test_a_name_in_a_text_calls_whoever_has_it_unless_it_is_code(api: BotApi, room: Group) -> None:
    ask(api, lambda bot: bot.send_message(room.id, "sor: @elifdemir, a@ornek.example"))
    assert api.groups.notified == ["@elifdemir"]
    ask(api, lambda bot: bot.send_message(room.id, "😀 @elif", entities=[MessageEntity("code", 3, 5)]))
    ask(api, lambda bot: bot.send_message(room.id, "@\u2060elif"))
    assert api.groups.notified == ["@elifdemir"]


def test_an_answer_to_what_is_gone_may_be_sent_all_the_same(api: BotApi, room: Group) -> None:
    with pytest.raises(BadRequest, match=r"(?i)replied not found"):
        ask(api, lambda bot: bot.send_message(room.id, "x", reply_parameters=ReplyParameters(99)))
    anyway = ReplyParameters(99, allow_sending_without_reply=True)
    assert ask(api, lambda bot: bot.send_message(room.id, "x", reply_parameters=anyway))


def test_a_press_that_was_not_answered_for_long_is_too_old(api: BotApi, room: Group) -> None:
    sent = ask(api, lambda bot: bot.send_message(room.id, "kart"))
    query = api.presses(ELIF, api.messages[room.id, sent.message_id], "k.K7M2R9.claim")["callback_query"]["id"]
    now = api.clock() + 20
    api.clock = lambda: now
    with pytest.raises(BadRequest, match="too old"):
        ask(api, lambda bot: bot.answer_callback_query(query))


def test_only_what_was_asked_for_comes(api: BotApi, room: Group) -> None:
    ask(api, lambda bot: bot.get_updates(allowed_updates=["message"], timeout=0))
    api.groups.gives(ELIF, room, "administrator")
    api.groups.says_unnamed(room, "merhaba")
    assert [set(each) for each in api.pending.values()] == [{"update_id", "message"}]
