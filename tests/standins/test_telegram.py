"""The stand-in refuses what the platform refuses: asked by the real client."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import Any

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from tests.standins.telegram import BotApi, User, bot_api

ALI = User(1001)


@pytest.fixture
def api() -> Iterator[BotApi]:
    with bot_api() as platform:
        platform.known.add(ALI.id)
        yield platform


def ask(api: BotApi, work: Callable[[Bot], Awaitable[Any]], token: str = "") -> Any:
    async def asked() -> Any:
        bot = Bot(token or api.token, base_url=f"{api.address}/bot", base_file_url=f"{api.address}/file/bot")
        async with bot:
            return await work(bot)

    return asyncio.run(asked())


def test_a_wrong_token_is_refused(api: BotApi) -> None:
    with pytest.raises(InvalidToken):
        ask(api, lambda bot: bot.get_me(), "123:wrong")


@pytest.mark.parametrize(
    "text", ["", "   ", "x" * 4097, "😀" * 2049], ids=["nothing", "white space", "too long", "too long in UTF-16"]
)
def test_a_text_of_a_wrong_length_is_refused(api: BotApi, text: str) -> None:
    with pytest.raises(BadRequest):
        ask(api, lambda bot: bot.send_message(ALI.id, text))


def test_a_text_just_at_the_limit_is_taken(api: BotApi) -> None:
    ask(api, lambda bot: bot.send_message(ALI.id, "😀" * 2048))
    assert api.texts_to(ALI) == ["😀" * 2048]


@pytest.mark.parametrize(("offset", "length"), [(0, 4), (0, 2), (2, 1), (3, 1)])
def test_entities_outside_of_the_text_or_inside_a_pair_are_refused(api: BotApi, offset: int, length: int) -> None:
    bold = MessageEntity("bold", offset, length)
    with pytest.raises(BadRequest):
        ask(api, lambda bot: bot.send_message(ALI.id, "a😀", entities=[bold]))


def test_a_button_with_more_than_64_bytes_is_refused(api: BotApi) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("Evet", callback_data="ç" * 33)]])
    with pytest.raises(BadRequest, match=r"(?i)button_data_invalid"):
        ask(api, lambda bot: bot.send_message(ALI.id, "?", reply_markup=markup))


def test_who_blocked_the_bot_and_who_never_wrote_get_nothing(api: BotApi) -> None:
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        ask(api, lambda bot: bot.send_message(2002, "merhaba"))
    api.blocks(ALI)
    with pytest.raises(Forbidden):
        ask(api, lambda bot: bot.send_message(ALI.id, "merhaba"))


def test_updates_stay_until_a_higher_offset_is_asked_for(api: BotApi) -> None:
    first, second = api.says(ALI, "bir"), api.says(ALI, "iki")
    seen = [ask(api, partial(Bot.get_updates, offset=offset)) for offset in (0, 0, first["update_id"] + 1)]
    assert [[update.update_id for update in batch] for batch in seen] == [
        [first["update_id"], second["update_id"]],
        [first["update_id"], second["update_id"]],
        [second["update_id"]],
    ]


def test_a_second_poller_ends_the_first(api: BotApi) -> None:
    async def both(bot: Bot) -> Any:
        other = Bot(api.token, base_url=f"{api.address}/bot")
        async with other:
            first = asyncio.create_task(bot.get_updates(timeout=5))
            await asyncio.sleep(0.3)
            return await asyncio.gather(first, other.get_updates(timeout=0), return_exceptions=True)

    ended, _ = ask(api, both)
    assert isinstance(ended, Conflict)


def test_polling_while_a_webhook_is_set_is_a_conflict(api: BotApi) -> None:
    ask(api, lambda bot: bot.set_webhook("https://desk.example/hooks"))
    with pytest.raises(Conflict):
        ask(api, lambda bot: bot.get_updates())
    with pytest.raises(BadRequest, match=r"(?i)https"):
        ask(api, lambda bot: bot.set_webhook("http://desk.example/hooks"))
    with pytest.raises(BadRequest, match=r"(?i)ports"):
        ask(api, lambda bot: bot.set_webhook("https://desk.example:8080/hooks"))


def test_an_edit_that_changes_nothing_is_refused(api: BotApi) -> None:
    sent = ask(api, lambda bot: bot.send_message(ALI.id, "bir"))
    with pytest.raises(BadRequest, match="not modified"):
        ask(api, lambda bot: bot.edit_message_text("bir", ALI.id, sent.message_id))


def test_a_press_is_answered_once(api: BotApi) -> None:
    sent = ask(api, lambda bot: bot.send_message(ALI.id, "?"))
    query = api.presses(ALI, api.messages[ALI.id, sent.message_id], "o.x.0")["callback_query"]["id"]
    assert ask(api, lambda bot: bot.answer_callback_query(query))
    with pytest.raises(BadRequest, match="too old"):
        ask(api, lambda bot: bot.answer_callback_query(query))


def test_files_go_both_ways_within_their_limits(api: BotApi) -> None:
    ask(api, lambda bot: bot.send_document(ALI.id, b"merhaba", filename="a.txt", caption="ekte"))
    with pytest.raises(BadRequest, match=r"(?i)image"):
        ask(api, lambda bot: bot.send_photo(ALI.id, b"no picture"))
    kept = api.file(b"content", "a.txt")

    async def fetch(bot: Bot) -> bytes:
        return bytes(await (await bot.get_file(kept["file_id"])).download_as_bytearray())

    assert ask(api, fetch) == b"content"
    api.contents["big"] = ("documents/big", bytes(20 * 1024 * 1024 + 1))
    with pytest.raises(BadRequest, match="too big"):
        ask(api, lambda bot: bot.get_file("big"))


def test_faults_are_as_they_were_asked_for(api: BotApi) -> None:
    api.fails("sendMessage", 429, "Too Many Requests: retry after 7", retry_after=7)
    with pytest.raises(RetryAfter):
        ask(api, lambda bot: bot.send_message(ALI.id, "bir"))
    api.fails("sendMessage", 502, "Bad Gateway")
    with pytest.raises(NetworkError):
        ask(api, lambda bot: bot.send_message(ALI.id, "iki"))
    assert api.texts_to(ALI) == []
    api.loses_answer("sendMessage")
    with pytest.raises(TimedOut):
        ask(api, lambda bot: bot.send_message(ALI.id, "üç", read_timeout=0.3))
    assert api.texts_to(ALI) == ["üç"]


def test_what_is_pending_is_pushed_to_a_webhook_until_it_is_taken(api: BotApi) -> None:
    api.reaches["https://desk.example"] = api.address  # nobody's door: it answers 404
    update = api.says(ALI, "bir")
    ask(api, lambda bot: bot.set_webhook("https://desk.example/hooks", secret_token="s"))
    api.waits(lambda: len(api.deliveries) > 1)
    assert set(api.deliveries) <= {(update["update_id"], 401), (update["update_id"], 404)}
    assert api.pending
    with httpx.Client(trust_env=False) as http:
        assert http.get(f"{api.address}/nobody").status_code == 404
