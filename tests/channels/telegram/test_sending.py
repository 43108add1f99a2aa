"""What leaves: each piece once, as fast as the platform allows, and each refusal understood."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from typing import Any

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from channels.telegram import budget, markup
from channels.telegram.client import failed
from channels.telegram.settings import Rates
from core.channel import Limit, SendFailed
from core.messages import Address, Button, File, Outgoing, Part
from tests.channels.contract.recorder import Recorder
from tests.channels.telegram.served import ACCOUNT, channel_at
from tests.standins.telegram import BotApi, User, bot_api

ALI, VELI = User(1001), User(1002)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x10\x00\x00\x00\x10\x08\x06\x00\x00\x00\x1f\xf3\xffa" + bytes(
    20
)
LONG = "Yazıcı çıktı vermiyor 😀. " * 400


@pytest.fixture
def api() -> Iterator[BotApi]:
    with bot_api() as platform:
        platform.known |= {ALI.id, VELI.id}
        yield platform


@pytest.fixture
def host() -> Recorder:
    return Recorder()


def bubble(*parts: str, number: int = 1, to: User = ALI, **more: Any) -> Outgoing:
    said = tuple(Part(part) for part in parts)
    return Outgoing(id=number, address=Address(ACCOUNT, str(to.id)), language="tr", parts=said, **more)


def run(api: BotApi, host: Recorder, *bubbles: Outgoing, **more: Any) -> list[Any]:
    """Send `bubbles` one after the other; return the ids of each, or how it failed."""

    async def sent() -> list[Any]:
        channel = channel_at(api, **more)
        await channel.start(host)
        found: list[Any] = []
        for each in bubbles:
            try:
                found.append(list(await channel.send(each)))
            except SendFailed as refused:
                found.append(refused)
        await channel.stop()
        return found

    return asyncio.run(sent())


async def _content(content: bytes) -> AsyncGenerator[bytes, None]:
    yield content


def kept(host: Recorder, content: bytes, name: str) -> File:
    sender = Address(ACCOUNT, "1")
    return asyncio.run(host.keep_file(sender, _content(content), name, "")).file


def test_a_bubble_is_a_message_with_its_buttons(api: BotApi, host: Recorder) -> None:
    buttons = (Button("Çözüldü", "o.t.0"), Button("Çözülmedi", "o.t.1"))
    [[number]] = run(api, host, bubble("Bunları dener misiniz?", buttons=buttons))
    [message] = api.said_to(ALI)
    assert (str(message["message_id"]), message["text"]) == (number, "Bunları dener misiniz?")
    assert message["reply_markup"]["inline_keyboard"] == [
        [{"text": "Çözüldü", "callback_data": "o.t.0"}, {"text": "Çözülmedi", "callback_data": "o.t.1"}]
    ]
    [call] = api.called("sendMessage")
    assert call.values["link_preview_options"] == {"is_disabled": True}
    assert "parse_mode" not in call.values


def test_a_long_text_is_several_messages_that_the_platform_takes(api: BotApi, host: Recorder) -> None:
    [numbers] = run(api, host, bubble(LONG))
    assert len(numbers) == len(api.texts_to(ALI)) > 2
    assert " ".join(api.texts_to(ALI)) == LONG.strip()


def test_what_was_sent_in_part_goes_on_where_it_stopped(api: BotApi, host: Recorder) -> None:
    async def sent() -> list[str]:
        channel = channel_at(api)
        await channel.start(host)
        api.faults.clear()
        await channel.send(bubble("önce", number=7))
        api.fails("sendMessage", 502, "Bad Gateway", times=1)
        with pytest.raises(SendFailed) as refused:
            await channel.send(bubble(LONG))
        assert not refused.value.permanent
        api.fails("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1)
        with pytest.raises(SendFailed) as refused:
            await channel.send(bubble(LONG))
        assert refused.value.retry_after == 1
        await asyncio.sleep(1.1)
        found = list(await channel.send(bubble(LONG)))
        await channel.stop()
        return found

    numbers = asyncio.run(sent())
    assert " ".join(api.texts_to(ALI)[1:]) == LONG.strip()
    assert len(set(numbers)) == len(numbers)


def test_files_leave_as_pictures_and_documents(api: BotApi, host: Recorder) -> None:
    picture, log = kept(host, PNG, "ekran.png"), kept(host, b"satir\n", "günlük.txt")
    run(api, host, bubble("Ekte", files=(picture, log)), bubble(number=2, files=(log,)))
    assert [sorted({"photo", "document", "text"} & message.keys()) for message in api.said_to(ALI)] == [
        ["text"], ["photo"], ["document"], ["document"],
    ]  # fmt: skip
    assert [call.files["document"] for call in api.called("sendDocument")] == [("günlük.txt", b"satir\n")] * 2


def test_a_picture_that_the_platform_minds_is_a_document_and_one_that_is_gone_its_name(
    api: BotApi, host: Recorder
) -> None:
    picture = kept(host, PNG, "ekran.png")
    api.fails("sendPhoto", 400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
    gone = File("ef" * 32, "eski.txt", "text/plain", 9)
    run(api, host, bubble(files=(picture,)), bubble(number=2, files=(gone,)))
    assert [message.get("text") for message in api.said_to(ALI)] == [None, "📎 eski.txt"]
    assert "document" in api.said_to(ALI)[0]


def test_entities_that_the_platform_minds_are_left_out(api: BotApi, host: Recorder) -> None:
    api.fails("sendMessage", 400, "Bad Request: can't parse entities: something new")
    [[_]] = run(api, host, bubble("Merhaba", author="Elif"))
    [message] = api.said_to(ALI)
    assert (message["text"], message["entities"]) == ("Elif\nMerhaba", [])


def test_who_blocked_us_is_gone(api: BotApi, host: Recorder) -> None:
    api.blocks(ALI)
    [blocked, unknown, strange] = run(
        api,
        host,
        bubble("x"),
        bubble("x", to=User(9)),
        Outgoing(id=3, address=Address(ACCOUNT, "x"), language="tr", parts=(Part("x"),)),
    )
    assert (blocked.permanent, blocked.gone, unknown.gone) == (True, True, True)
    assert (strange.permanent, strange.gone) == (True, False)


def test_what_the_platform_does_not_answer_may_come_again(api: BotApi, host: Recorder) -> None:
    api.loses_answer("sendMessage", 5)
    [lost, [_]] = run(api, host, bubble("bir"), bubble("iki", number=2), timeout=0.4)
    assert (lost.permanent, lost.gone) == (False, False)
    assert api.texts_to(ALI) == ["bir", "iki"]


def test_an_answer_that_cannot_be_read_sends_nothing_twice(api: BotApi, host: Recorder) -> None:
    api.stammers("sendMessage", b'{"ok": true, "result": {"message_id": 7, "newer": "shape"}}')
    [refused] = run(api, host, bubble("bir"))
    assert (refused.permanent, refused.gone) == (True, False)


def test_a_chat_that_is_too_fast_waits_alone(api: BotApi, host: Recorder) -> None:
    api.fails("sendMessage", 429, "Too Many Requests: retry after 9", chat=ALI.id, retry_after=9)
    first, other = run(api, host, bubble("x"), bubble("y", number=2, to=VELI))
    assert (first.retry_after, first.bucket) == (9, str(ALI.id))
    assert len(other) == 1


def test_a_bot_that_is_too_fast_waits_for_all(api: BotApi, host: Recorder) -> None:
    api.fails("sendMessage", 429, "Too Many Requests: retry after 9", times=2, retry_after=9)
    first, second = run(api, host, bubble("x"), bubble("y", to=VELI))
    assert [each.bucket for each in (first, second)] == [str(ALI.id), "all"]


def test_pieces_that_the_platform_does_not_allow_any_more_are_not_tried(api: BotApi, host: Recorder) -> None:
    async def sent() -> list[str]:
        channel = channel_at(api)
        await channel.start(host)
        host.short = 2.5
        with pytest.raises(SendFailed) as refused:
            await channel.send(bubble(LONG))
        assert refused.value.retry_after == 2.5
        assert len(api.called("sendMessage")) == 1
        host.short = 0.0
        found = list(await channel.send(bubble(LONG)))
        await channel.stop()
        return found

    numbers = asyncio.run(sent())
    assert len(set(numbers)) == len(numbers) == len(api.said_to(ALI))
    assert " ".join(api.texts_to(ALI)) == LONG.strip()


@pytest.mark.parametrize(
    ("error", "permanent", "gone", "later"),
    [
        (Forbidden("bot was blocked by the user"), True, True, None),
        (Forbidden("user is deactivated"), True, True, None),
        (BadRequest("Chat not found"), True, True, None),
        (BadRequest("PEER_ID_INVALID"), True, True, None),
        (BadRequest("message is too long"), True, False, None),
        (BadRequest("BUTTON_DATA_INVALID"), True, False, None),
        (ChatMigrated(-1001), False, False, 2),
        (BadRequest("message thread not found"), False, False, None),
        (NetworkError("Request Entity Too Large"), True, False, None),
        (NetworkError("Bad Gateway"), False, False, None),
        (TimedOut(), False, False, None),
        (InvalidToken(), False, False, 60),
        (RetryAfter(30), False, False, 30),
    ],
)
def test_each_refusal_is_understood(error: Any, permanent: bool, gone: bool, later: float | None) -> None:
    found = failed(error)
    assert (found.permanent, found.gone, found.retry_after) == (permanent, gone, later)


def test_no_token_stands_in_a_reason() -> None:
    assert "AAH" not in failed(BadRequest("wrong file 7001002003:AAHtestTOKENofTheStandIn0123456789abc")).reason


def test_a_chat_a_group_and_the_bot_have_each_their_measure() -> None:
    rates = Rates(overall=30, chat=1, group_per_minute=20)
    assert budget.limits(rates, "-100") == (Limit("-100", 15 / 60, 5), Limit("all", 30, 30))
    assert budget.limits(rates, "7") == (Limit("7", 1, 3), Limit("all", 30, 30))
    assert budget.limits(Rates(overall=0.5), "7")[1] == Limit("all", 0.5, 1)


def test_lengths_are_counted_as_the_platform_does() -> None:
    assert [markup.units(text) for text in ("", "a", "ğ", "😀", "a😀b")] == [0, 1, 1, 2, 4]


def test_what_is_on_its_way_arrives_before_the_end(api: BotApi, host: Recorder) -> None:
    async def stopped() -> tuple[Any, Any]:
        channel = channel_at(api)
        await channel.start(host)
        sending = asyncio.create_task(channel.send(bubble("bir")))
        await asyncio.sleep(0)
        await channel.stop()
        return await sending, await asyncio.gather(channel.send(bubble("iki", number=2)), return_exceptions=True)

    sent, [refused] = asyncio.run(stopped())
    assert len(sent) == 1
    assert refused.retry_after == 1
