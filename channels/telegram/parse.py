"""What the platform sends, as the engine's events: private chats with people, and the groups that are rooms."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from telegram import CallbackQuery, Message, Update, User
from telegram.constants import ChatType

from channels.telegram import groups
from channels.telegram.groups import News
from core.dialogue.codes import offered
from core.dialogue.talk import Talk
from core.messages import Address, Inbound, Kind, Language, Lost, Sender, clean
from core.rooms import PAYLOAD

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@[A-Za-z0-9_]{1,64})?(?:\s+(.*))?", re.DOTALL)
_OURS = re.compile(r"o\.[A-Za-z0-9_-]{1,50}\.[0-9]{1,3}")
_HELP: Mapping[Language, str] = {"tr": "/yardim", "en": "/help"}
_LANGUAGES: Mapping[Language, str] = {"tr": "Türkçe", "en": "English"}
_SPOKEN: Mapping[str, Language] = {
    "tr": "tr", "türkçe": "tr", "turkce": "tr", "turkish": "tr",
    "en": "en", "ingilizce": "en", "i̇ngilizce": "en", "english": "en",
}  # fmt: skip
_PRESSED_LANGUAGE = re.compile(r"l\.(tr|en)")
_UNREAD = ("story", "paid_media", "game", "invoice", "checklist", "giveaway")
"""Content that a bot cannot have; everything else that is not read is news of the chat itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A file of a message that must be fetched: how the platform and its sender call it."""

    file_id: str
    name: str
    declared: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One update that concerns us. Without an `inbound` there is nothing to keep.

    `query` is a press that waits for its answer. `asks_language` is whether somebody wants another language without
    saying which. `news` are of a group itself. What was said in a room is `in_room`, and `called` is how people there
    name who said it.
    """

    chat: str
    inbound: Inbound | None = None
    wanted: tuple[Wanted, ...] = ()
    query: str = ""
    asks_language: Language | None = None
    news: News | None = None
    in_room: bool = False
    called: str = ""


def read(raw: object, account: str, now: datetime, rooms: Collection[str] = (), me: User | None = None) -> Event | None:
    """Return what `raw` means; None for what is not for us. Raise whatever the library raises for a broken one.

    `rooms` are the chats of rooms, `me` is the bot where it is known by now.
    """
    if not isinstance(raw, dict):
        raise TypeError("an update is an object")
    update = Update.de_json(raw, None)
    if update.callback_query is not None:
        return _press(update.update_id, update.callback_query, account, now, raw, rooms)
    if update.my_chat_member is not None and update.my_chat_member.chat.type != ChatType.PRIVATE:
        news = groups.standing_of(update.my_chat_member)
        return Event(chat=news.chat, news=news)
    message = update.message or update.edited_message
    if message is None or message.from_user is None:
        return None
    if message.chat.type != ChatType.PRIVATE:
        return _in_group(update, message, message.from_user, account, raw, rooms, me)
    if message.sender_chat is not None or message.from_user.is_bot:
        return None
    event = _event(update.update_id, message, message.from_user, account, raw)
    return _edited(event, message) if update.edited_message else _commanded(event)


def _in_group(
    update: Update,
    message: Message,
    user: User,
    account: str,
    raw: Mapping[str, Any],
    rooms: Collection[str],
    me: User | None,
) -> Event | None:
    """Return what was said in a room; what is said in other groups is not for us."""
    news = groups.news_of(message)
    if news is not None and news.chat in rooms:
        return Event(chat=news.chat, news=news)
    hidden = groups.hides(message, user)
    if str(message.chat.id) not in rooms or (user.is_bot and not hidden):
        return None
    event = _event(update.update_id, message, user, account, raw)
    if update.edited_message:
        edited = _edited(event, message)
        if edited is None:
            return None
        event = edited
    inbound = event.inbound
    text = groups.command_for_us(inbound.text, me) if inbound else None
    if inbound is None or text is None or not (text.strip() or event.wanted or inbound.lost):
        return None
    inbound = replace(
        inbound,
        address=replace(inbound.address, thread=groups.thread_of(message)),
        text=clean(groups.as_note(message, text)),
        reply_to=groups.answered(message),
        shared=True,
        mentions=groups.named(message, me),
        anonymous=hidden,
    )
    return replace(event, inbound=inbound, in_room=True, called=f"@{(user.username or '').lower()}")


def id_of(raw: object) -> int | None:
    """Return the number of an update, even of a broken one; None if it has none."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def chat_of(raw: object) -> str:
    """Return in which chat, or topic, an update happened, even of a broken one; "" where that cannot be seen."""
    if isinstance(raw, dict):
        for name in ("message", "edited_message"):
            found = raw.get(name)
            if isinstance(found, dict) and isinstance(found.get("chat"), dict):
                chat = str(found["chat"].get("id", ""))
                return f"{chat}/{found.get('message_thread_id')}" if found.get("is_topic_message") else chat
        query = raw.get("callback_query")
        if isinstance(query, dict) and isinstance(query.get("from"), dict):
            return str(query["from"].get("id", ""))
    return ""


def _event(number: int, message: Message, user: User, account: str, raw: Mapping[str, Any]) -> Event:
    wanted = _wanted(message)
    reply = message.reply_to_message
    unread = [name for name in _UNREAD if getattr(message, name, None)]
    inbound = Inbound(
        address=Address(account, str(message.chat.id)),
        sender=_sender(user),
        kind=Kind.TEXT,
        event_id=str(number),
        message_id=str(message.message_id),
        at=message.date.astimezone(UTC),
        order=number,
        text=clean(_text(message)),
        reply_to=str(reply.message_id) if reply else "",
        lost=tuple(Lost(name, 20) for name in unread),
        raw=raw,
    )
    return Event(chat=str(message.chat.id), inbound=inbound, wanted=wanted)


def _edited(event: Event, message: Message) -> Event | None:
    """Take an edit; a place that goes on changing by itself is none."""
    if event.inbound is None or (message.location and message.location.live_period):
        return None
    return replace(event, inbound=replace(event.inbound, kind=Kind.EDIT))


def _commanded(event: Event) -> Event | None:
    """Read commands as the words that they stand for; those that the dialogue reads itself stay as they are."""
    inbound = event.inbound
    if inbound is None or not (inbound.text.strip() or event.wanted or inbound.lost):
        return None
    found = _COMMAND.fullmatch(inbound.text.strip())
    if found is None:
        return event
    command, rest = found[1].lower(), (found[2] or "").strip()
    text = f"/{command} {rest}".strip()
    code = ""
    if command in {"start", "yardim", "help"}:
        language = inbound.sender.language or "tr"
        text = _HELP[language] if command == "start" else rest or text
        codes = offered(rest, Talk(proving="asked")).codes if command == "start" else ()
        code = codes[0] if codes else ""
    if command in {"dil", "language"}:
        wished = _SPOKEN.get(rest.lower())
        if wished is None:
            return Event(chat=event.chat, asks_language="tr" if command == "dil" else "en")
        text = _LANGUAGES[wished]
    return replace(event, inbound=replace(inbound, text=text, code=code))


def _press(
    number: int, query: CallbackQuery, account: str, now: datetime, raw: Mapping[str, Any], rooms: Collection[str]
) -> Event | None:
    user, message, data = query.from_user, query.message, query.data or ""
    private = message is not None and message.chat.type == ChatType.PRIVATE and message.chat.id == user.id
    in_room = message is not None and str(message.chat.id) in rooms
    chat = str(message.chat.id) if message is not None and in_room else str(user.id)
    chosen = _PRESSED_LANGUAGE.fullmatch(data) if private else None
    ours = (private and _OURS.fullmatch(data)) or ((private or in_room) and PAYLOAD.fullmatch(data))
    if message is None or user.is_bot or not (chosen or ours):
        return Event(chat=chat, query=query.id)
    whole = message if isinstance(message, Message) else None
    inbound = Inbound(
        address=Address(account, chat, groups.thread_of(whole) if whole is not None and in_room else ""),
        sender=_sender(user),
        kind=Kind.TEXT if chosen else Kind.PRESS,
        event_id=str(number),
        message_id=f"press-{query.id}",
        at=now,
        order=number,
        text=_LANGUAGES["tr" if chosen[1] == "tr" else "en"] if chosen else _label(message, data),
        payload="" if chosen else data,
        reply_to=str(message.message_id) if in_room else "",
        shared=in_room,
        raw=raw,
    )
    return Event(chat=chat, inbound=inbound, query=query.id, in_room=in_room)


def _label(message: object, data: str) -> str:
    """Return what the button said that was pressed: what people see of a press that we know nothing else of."""
    markup = message.reply_markup if isinstance(message, Message) else None
    rows = markup.inline_keyboard if markup else ()
    return next((button.text for row in rows for button in row if button.callback_data == data), "")


def _sender(user: User) -> Sender:
    spoken = (user.language_code or "").lower()[:2]
    language: Language | None = "tr" if spoken == "tr" else "en" if spoken else None
    return Sender(external_id=str(user.id), name=clean(user.full_name).strip(), language=language)


def _text(message: Message) -> str:
    if message.text or message.caption:
        return message.text or message.caption or ""
    if message.sticker:
        return message.sticker.emoji or "🙂"
    if message.dice:
        return message.dice.emoji
    if message.venue:
        return f"📍 {message.venue.title}, {message.venue.address}"
    if message.location:
        return f"📍 {message.location.latitude:.5f}, {message.location.longitude:.5f}"
    if message.contact:
        names = f"{message.contact.first_name} {message.contact.last_name or ''}".strip()
        return f"👤 {names}, {message.contact.phone_number}"
    return message.poll.question if message.poll else ""


def _wanted(message: Message) -> tuple[Wanted, ...]:
    """Return the file of a message; it has one at most, an album is several messages."""
    number = message.message_id
    if message.photo:
        best = message.photo[-1]
        return (_want(best, f"photo-{number}.jpg", "image/jpeg"),)
    if message.voice:
        return (_want(message.voice, f"voice-{number}.ogg", message.voice.mime_type or "audio/ogg"),)
    if message.video_note:
        return (_want(message.video_note, f"video-{number}.mp4", "video/mp4"),)
    if film := message.animation or message.video:
        return (_want(film, film.file_name or f"video-{number}.mp4", film.mime_type or "video/mp4"),)
    if sound := message.audio:
        return (_want(sound, sound.file_name or f"audio-{number}.mp3", sound.mime_type or "audio/mpeg"),)
    if message.document:
        declared = message.document.mime_type or ""
        return (_want(message.document, message.document.file_name or f"file-{number}", declared),)
    return ()


def _want(media: Any, name: str, declared: str) -> Wanted:
    return Wanted(file_id=media.file_id, name=name, declared=declared.lower(), size=media.file_size or 0)
