"""Cards, lines and marks in groups: what the platform then shows, and what is done where it refuses."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from channels.telegram.channel import Telegram
from channels.telegram.menus import AGENTS
from core.channel import SendFailed
from core.messages import Address, Button, File, LineKind, Outgoing, Part
from core.rooms import CardView, Mark, Shown
from core.shorthand import Typed, Word, typed
from tests.channels.contract.recorder import Recorder
from tests.channels.telegram.served import ACCOUNT, channel_at
from tests.channels.telegram.test_sending import PNG, kept
from tests.standins.telegram import BotApi, User, bot_api
from tests.standins.telegram_groups import Group

ELIF, ROOM = User(2001, "Elif", "Demir"), "-1001234567890"
CLAIM = (Button("Üzerime al", "k.K7M2R9.claim"),)
HOSTILE = "<b>@elif</b> *@here* [x](tg://user?id=2001) tg://user?id=2001 @mertkaya, a@ornek.example &amp; `@kod`"


@pytest.fixture
def api() -> Iterator[BotApi]:
    with bot_api() as platform:
        platform.known |= {1001, ELIF.id}
        yield platform


@pytest.fixture
def room(api: BotApi) -> Group:
    return api.groups.open()


@pytest.fixture
def host() -> Recorder:
    recorder = Recorder()
    recorder.room_chats = {ROOM: "tr"}
    return recorder


def view(**more: Any) -> CardView:
    said: dict[str, Any] = {
        "room": Address(ACCOUNT, ROOM), "language": "tr", "ref": "K7M2R9", "title": "VPN bağlanmıyor",
        "lines": ("Örnek A.Ş. · Destek Masası", "P3 · sırada"), "buttons": CLAIM, "revision": 1,
        "name": "🆕 K7M2R9 VPN bağlanmıyor",
    }  # fmt: skip
    return CardView(**said | more)


def line(kind: LineKind, text: str, thread: str, number: int = 1, **more: Any) -> Outgoing:
    return Outgoing(
        id=number, address=Address(ACCOUNT, ROOM, thread), language="tr", parts=(Part(text),), line=kind, **more
    )


def work(api: BotApi, host: Recorder, doing: Callable[[Telegram], Awaitable[Any]]) -> Any:
    """Do something with a channel that has started; what it does by the way is done, too."""

    async def worked() -> Any:
        channel = channel_at(api)
        await channel.start(host)
        try:
            return await doing(channel)
        finally:
            await asyncio.sleep(0.3)
            await channel.stop()

    return asyncio.run(worked())


def test_a_ticket_gets_a_topic_with_its_card(api: BotApi, host: Recorder, room: Group) -> None:
    shown: Shown = work(api, host, lambda channel: channel.show_card(view(), None))
    topic = room.named("K7M2R9")
    assert (shown.thread, topic.name, topic.is_closed) == (str(topic.id), "🆕 K7M2R9 VPN bağlanmıyor", False)
    [card] = api.groups.said_in(room, topic.id)
    assert card["text"] == "K7M2R9 · VPN bağlanmıyor\nÖrnek A.Ş. · Destek Masası\nP3 · sırada"
    assert card["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "k.K7M2R9.claim"
    assert str(card["message_id"]) == shown.message_id


def test_a_card_changes_in_place_and_its_topic_with_it(api: BotApi, host: Recorder, room: Group) -> None:
    async def lives(channel: Telegram) -> Shown:
        first = await channel.show_card(view(), None)
        claimed = view(thread=first.thread, name="🛠 K7M2R9 VPN", lines=("Elif Demir'de",), buttons=(), revision=2)
        assert await channel.show_card(claimed, first.message_id) == first
        assert await channel.show_card(claimed, first.message_id) == first
        closed = replace(claimed, name="🔒 K7M2R9 VPN", open=False, lines=("Kapandı",), as_of="10:42 itibarıyla")
        assert await channel.show_card(closed, first.message_id) == first
        await asyncio.sleep(0.3)
        assert room.topics[int(first.thread)].is_closed
        return await channel.show_card(claimed, first.message_id)

    shown = work(api, host, lives)
    topic = room.topics[int(shown.thread)]
    assert (topic.name, topic.is_closed) == ("🛠 K7M2R9 VPN", False)
    assert len(api.groups.said_in(room)) == 1
    assert "as_of" not in api.groups.texts_in(room)[0]


def test_what_is_behind_says_so(api: BotApi, host: Recorder, room: Group) -> None:
    work(api, host, lambda channel: channel.show_card(view(as_of="10:42 itibarıyla"), None))
    assert api.groups.texts_in(room)[0].endswith("\n10:42 itibarıyla")


def test_a_topic_that_somebody_deleted_is_made_again(api: BotApi, host: Recorder, room: Group) -> None:
    async def deleted(channel: Telegram) -> tuple[Shown, Shown]:
        first = await channel.show_card(view(), None)
        api.groups.deletes(room, room.topics[int(first.thread)])
        with pytest.raises(SendFailed) as refused:
            await channel.send(line(LineKind.CUSTOMER, "hâlâ olmuyor", first.thread))
        assert (refused.value.lost, refused.value.permanent) == (True, False)
        return first, await channel.show_card(view(thread=first.thread), first.message_id)

    first, again = work(api, host, deleted)
    assert again.thread != first.thread
    assert list(room.topics) == [int(again.thread)]


def test_a_card_that_somebody_deleted_comes_again_in_its_topic(api: BotApi, host: Recorder, room: Group) -> None:
    async def deleted(channel: Telegram) -> tuple[Shown, Shown]:
        first = await channel.show_card(view(), None)
        del api.messages[room.id, int(first.message_id)]
        return first, await channel.show_card(view(thread=first.thread), first.message_id)

    first, again = work(api, host, deleted)
    assert (again.thread, again.message_id != first.message_id) == (first.thread, True)


def test_a_topic_closed_by_hand_is_opened_for_what_is_said(api: BotApi, host: Recorder, room: Group) -> None:
    async def closed(channel: Telegram) -> None:
        shown = await channel.show_card(view(), None)
        api.groups.closes(ELIF, room, room.topics[int(shown.thread)])
        # As a group does in which the bot may make topics, but not write in closed ones.
        api.fails("sendMessage", 400, "Bad Request: TOPIC_CLOSED")
        await channel.send(line(LineKind.CUSTOMER, "hâlâ olmuyor", shown.thread))

    work(api, host, closed)
    assert not room.named("K7M2R9").is_closed
    assert api.groups.texts_in(room)[-1] == "hâlâ olmuyor"


def test_a_topic_closed_by_hand_is_opened_when_its_card_changes(api: BotApi, host: Recorder, room: Group) -> None:
    async def closed(channel: Telegram) -> None:
        shown = await channel.show_card(view(), None)
        api.groups.closes(ELIF, room, room.topics[int(shown.thread)])
        await asyncio.to_thread(api.waits, lambda: not api.pending)
        await channel.show_card(view(thread=shown.thread, lines=("yeni",)), shown.message_id)

    work(api, host, closed)
    assert not room.named("K7M2R9").is_closed


def test_without_the_right_to_make_topics_cards_stand_in_the_group_and_it_is_said_once(
    api: BotApi, host: Recorder, room: Group
) -> None:
    async def two(channel: Telegram) -> list[Shown]:
        await asyncio.to_thread(api.waits, lambda: len(api.commands) == 3)
        api.groups.gives(ELIF, room, "administrator", "can_manage_topics")
        await asyncio.to_thread(api.waits, lambda: api.groups.texts_in(room))
        shown = [await channel.show_card(view(ref=ref), None) for ref in ("K7M2R9", "K7M2R8")]
        api.groups.gives(ELIF, room, "administrator")
        await asyncio.to_thread(api.waits, lambda: not api.pending)
        await asyncio.sleep(0.2)
        return [*shown, await channel.show_card(view(ref="K7M2R7", name="K7M2R7"), None)]

    first, second, third = work(api, host, two)
    assert (first.thread, second.thread, third.thread != "") == ("", "", True)
    told = [text for text in api.groups.texts_in(room) if "Konuları yönet" in text]
    assert 1 <= len(told) <= 2


def test_in_a_plain_group_lines_answer_the_card(api: BotApi, host: Recorder) -> None:
    plain = api.groups.open(is_forum=False, bot="member")

    async def talk(channel: Telegram) -> str:
        shown = await channel.show_card(view(), None)
        await channel.send(line(LineKind.CUSTOMER, "evdeyim", shown.thread, reply_to=shown.message_id, author="Ali"))
        await channel.send(line(LineKind.CUSTOMER, "orada mısınız?", "", 2, reply_to="99999", author="Ali"))
        return shown.message_id

    card = work(api, host, talk)
    assert [str((each.get("reply_to_message") or {}).get("message_id")) for each in api.groups.said_in(plain)] == [
        "None", card, "None",
    ]  # fmt: skip


def test_each_kind_of_line_is_known_at_a_glance(api: BotApi, host: Recorder, room: Group) -> None:
    picture = kept(host, PNG, "ekran.png")

    async def talk(channel: Telegram) -> str:
        thread = (await channel.show_card(view(), None)).thread
        buttons = (Button("Gönder", "r.7.send"), Button("Not olarak kalsın", "r.7.note"))
        said: list[tuple[LineKind, str, dict[str, Any]]] = [
            (LineKind.SUMMARY, "Önce: vpn bağlanmıyor\nBot: makale", {}),
            (LineKind.CUSTOMER, "hâlâ olmuyor", {"author": "Ali Kaya", "files": (picture,)}),
            (LineKind.AGENT, "Bakıyorum", {"author": "Elif Demir"}),
            (LineKind.NOTE, "modem eski", {"author": "Mert"}),
            (LineKind.SYSTEM, "Elif Demir üzerine aldı.", {}),
            (LineKind.PROMPT, "Bunu kullanıcıya göndereyim mi?", {"buttons": buttons, "reply_to": "1"}),
        ]
        for number, (kind, text, more) in enumerate(said):
            await channel.send(line(kind, text, thread, number + 1, **more))
        return thread

    thread = work(api, host, talk)
    said = api.groups.said_in(room, int(thread))[1:]
    assert [each.get("text") for each in said] == [
        "Önce: vpn bağlanmıyor\nBot: makale", "👤 Ali Kaya\nhâlâ olmuyor", None, "💬 Elif Demir\nBakıyorum",
        "📝 Mert\nmodem eski", "Elif Demir üzerine aldı.", "Bunu kullanıcıya göndereyim mi?",
    ]  # fmt: skip
    assert "photo" in said[2]
    assert [each["entities"][0]["type"] for each in said if each.get("entities")] == [
        "expandable_blockquote", "bold", "bold", "bold", "italic",
    ]  # fmt: skip
    loud = [call.values["text"] for call in api.called("sendMessage") if not call.values.get("disable_notification")]
    assert [text.partition("\n")[0] for text in loud] == [
        "K7M2R9 · VPN bağlanmıyor", "👤 Ali Kaya", "Bunu kullanıcıya göndereyim mi?",
    ]  # fmt: skip


def test_hostile_words_are_shown_as_they_are_and_call_nobody(api: BotApi, host: Recorder, room: Group) -> None:
    bad = File("ab" * 32, HOSTILE.replace("/", ""), "text/plain", 9)

    async def talk(channel: Telegram) -> None:
        shown = await channel.show_card(view(title=HOSTILE, lines=(HOSTILE,), name=HOSTILE), None)
        said = line(LineKind.CUSTOMER, HOSTILE, shown.thread, author=f"{HOSTILE}\n[sistem]", files=(bad,))
        await channel.send(said)
        await channel.change(said, [str(api.groups.said_in(room)[-2]["message_id"])])

    work(api, host, talk)
    assert api.groups.notified == []
    texts = [text.replace("\u2060", "") for text in api.groups.texts_in(room)]
    assert texts[0] == f"K7M2R9 · {HOSTILE}\n{HOSTILE}"
    assert texts[1] == f"👤 {HOSTILE} [sistem]\n{HOSTILE}"
    assert "parse_mode" not in {name for call in api.calls for name in call.values}
    kinds = {entity["type"] for each in api.groups.said_in(room) for entity in each.get("entities", [])}
    assert kinds == {"bold"}


@pytest.mark.parametrize("letter", ["x", "😀", "👩‍👩‍👧‍👦", "ş @a "])
def test_texts_at_the_limit_are_never_refused(api: BotApi, host: Recorder, room: Group, letter: str) -> None:
    long, room.per_minute = letter * 4_096, 1_000

    async def talk(channel: Telegram) -> None:
        shown = await channel.show_card(view(title=long, lines=(long, long), name=long), None)
        await channel.send(line(LineKind.CUSTOMER, long, shown.thread, author=long))
        await channel.send(line(LineKind.SUMMARY, long, shown.thread, 2))

    work(api, host, talk)
    assert [call.method for call in api.calls if not call.done] == []


def test_a_line_is_changed_and_taken_away(api: BotApi, host: Recorder, room: Group) -> None:
    async def talk(channel: Telegram) -> list[Any]:
        thread = (await channel.show_card(view(), None)).thread
        said = line(LineKind.CUSTOMER, "bir. " * 1_200, thread, author="Ali")
        ids = await channel.send(said)
        shorter = await channel.change(replace(said, parts=(Part("kısa"),)), ids)
        longer = await channel.change(replace(said, parts=(Part("uzun. " * 1_000),)), shorter)
        same = await channel.change(replace(said, parts=(Part("uzun. " * 1_000),)), longer)
        await channel.change(replace(said, parts=()), same)
        await channel.change(replace(said, parts=()), same)
        return [ids, shorter, longer, same]

    ids, shorter, longer, same = work(api, host, talk)
    assert (len(ids), list(shorter), len(longer)) == (2, [ids[0]], 2)
    assert list(same) == list(longer)
    assert len(api.groups.said_in(room)) == 1


def test_what_cannot_be_changed_any_more_says_so(api: BotApi, host: Recorder, room: Group) -> None:
    async def old(channel: Telegram) -> SendFailed:
        said = line(LineKind.CUSTOMER, "x", (await channel.show_card(view(), None)).thread)
        ids = await channel.send(said)
        later = api.clock() + 3 * 86_400
        api.clock = lambda: later
        with pytest.raises(SendFailed) as refused:
            await channel.change(replace(said, parts=()), ids)
        return refused.value

    assert work(api, host, old).permanent


def test_a_mark_is_a_reaction_and_the_newest_counts(api: BotApi, host: Recorder, room: Group) -> None:
    said = api.groups.says(ELIF, room, "Merhaba")
    number = str(said["message"]["message_id"])
    seen: list[list[str]] = []

    async def marked(channel: Telegram) -> None:
        for what in (*Mark, Mark.RELAYED):
            await channel.mark(Address(ACCOUNT, ROOM), number, what)
            seen.append(api.groups.reactions_on(said))
        room.reactions = {"🔥"}
        await channel.mark(Address(ACCOUNT, ROOM), number, Mark.NOTED)
        await channel.mark(Address(ACCOUNT, ROOM), "424242", Mark.NOTED)

    work(api, host, marked)
    assert seen == [["👀"], ["🤔"], ["👍"], ["✍"], ["💔"], [], ["👍"]]


def test_a_group_that_became_a_supergroup_is_told_to_the_engine(api: BotApi, host: Recorder) -> None:
    old = api.groups.open(-42, is_forum=False, kind="group")
    host.room_chats = {"-42": "tr"}
    old.moved_to = -1009

    async def sent(channel: Telegram) -> SendFailed:
        with pytest.raises(SendFailed) as refused:
            await channel.show_card(view(room=Address(ACCOUNT, "-42")), None)
        return refused.value

    refused = work(api, host, sent)
    assert (refused.permanent, refused.retry_after) == (False, 2)
    assert host.moves == [(ACCOUNT, "-42", "-1009")]


def test_a_move_that_comes_as_news_is_told_until_it_is_kept(api: BotApi, host: Recorder) -> None:
    old = api.groups.open(-42, is_forum=False, kind="group")
    host.room_chats = {"-42": "tr"}

    async def moved(channel: Telegram) -> None:
        api.groups.migrates(ELIF, old, -1009)
        await asyncio.to_thread(api.waits, lambda: len(host.moves) == 2 and not api.pending)

    work(api, host, moved)
    assert set(host.moves) == {(ACCOUNT, "-42", "-1009")}


def test_a_group_that_is_no_room_is_told_its_number(api: BotApi, host: Recorder) -> None:
    other = api.groups.open(-100777, bot="left")

    async def came(channel: Telegram) -> None:
        api.groups.gives(ELIF, other, "member")
        await asyncio.to_thread(api.waits, lambda: api.groups.texts_in(other))

    work(api, host, came)
    assert "-100777" in api.groups.texts_in(other)[0]


def test_a_short_budget_holds_names_back_and_lets_words_go(api: BotApi, host: Recorder, room: Group) -> None:
    async def short(channel: Telegram) -> None:
        first = await channel.show_card(view(), None)
        host.short = 30.0
        await channel.show_card(view(thread=first.thread, name="🛠 K7M2R9"), first.message_id)
        await channel.send(line(LineKind.CUSTOMER, "kısa", first.thread))
        with pytest.raises(SendFailed) as refused:
            await channel.show_card(view(ref="K7M2R8"), None)
        assert refused.value.retry_after == 30.0
        host.short = 0.0
        await channel.show_card(view(ref="K7M2R8"), None)

    work(api, host, short)
    assert room.named("K7M2R9").name == "🆕 K7M2R9 VPN bağlanmıyor"
    assert len(room.topics) == 2


def test_where_the_bot_was_thrown_out_cards_wait_until_it_is_let_in_again(
    api: BotApi, host: Recorder, room: Group
) -> None:
    async def out(channel: Telegram) -> Shown:
        api.groups.gives(ELIF, room, "kicked")
        await asyncio.to_thread(api.waits, lambda: not api.pending)
        assert host.entrances == []
        reasons: list[str] = []
        for _ in range(3):
            with pytest.raises(SendFailed) as refused:
                await channel.show_card(view(), None)
            assert (refused.value.permanent, refused.value.gone) == (False, True)
            assert 0 < (refused.value.retry_after or 0) <= 60
            reasons.append(refused.value.reason)
        assert reasons[1:] == ["the bot is not in the group"] * 2, "one card asks for all"
        assert reasons[0] != reasons[1]
        api.groups.gives(ELIF, room, "administrator")
        await asyncio.to_thread(api.waits, lambda: host.entrances)
        return await channel.show_card(view(), None)

    assert work(api, host, out).thread == str(room.named("K7M2R9").id)
    assert host.entrances[0] == (ACCOUNT, ROOM)


def test_an_answer_over_a_button_stays_if_it_is_long(api: BotApi, host: Recorder, room: Group) -> None:
    async def pressed(channel: Telegram) -> None:
        await channel.show_card(view(), None)
        for text in ("Sizde.", "Bu çağrıyı Mert Kaya 10.42'de üzerine aldı; siz almadan önce o yanıt yazdı."):
            host.answer = replace(host.answer, text=text)
            api.presses(ELIF, api.groups.said_in(room)[0], "k.K7M2R9.claim")
            await asyncio.to_thread(api.waits, lambda: not api.queries)

    work(api, host, pressed)
    assert [call.values.get("show_alert") for call in api.called("answerCallbackQuery")] == [None, True]
    assert [each.sender.external_id for each in host.received] == ["2001", "2001"]


def test_people_are_written_to_by_their_number(api: BotApi) -> None:
    channel = channel_at(api)
    assert channel.direct(ACCOUNT, "2001") == Address(ACCOUNT, "2001")
    assert channel.direct(ACCOUNT, "U0ELIF") is None


@pytest.mark.parametrize("language", ["tr", "en"])
def test_a_room_has_a_menu_of_what_agents_type(api: BotApi, host: Recorder, room: Group, language: Any) -> None:
    host.room_chats = {ROOM: language, "no-number": language}
    work(api, host, lambda channel: asyncio.to_thread(api.waits, lambda: room.commands))
    assert [each["command"] for each in room.commands] == list(AGENTS[language])
    for typed_word, meaning in AGENTS[language].items():
        assert typed(f"/{typed_word}") == Typed(Word(meaning), "")
