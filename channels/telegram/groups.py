"""What is special about messages in groups: topics, answers, who really speaks, who is named, and news of the group."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from telegram import (
    ChatMemberUpdated,
    Message,
    MessageEntity,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginUser,
    User,
)
from telegram.constants import ChatID, ChatMemberStatus

_NOBODY = {int(ChatID.ANONYMOUS_ADMIN), int(ChatID.FAKE_CHANNEL), int(ChatID.SERVICE_CHAT)}
"""Accounts that stand for a group, a channel or the platform (Bot API, Message.sender_chat)."""

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})@([A-Za-z0-9_]{1,64})(?=\s|\Z)")
_AWAY = {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """News of a group itself: another number, what somebody did to a topic by hand, where the bot stands.

    `name` and `open` are None where they stay as they were. `came` says that the bot was brought into the group,
    `changed` that its rights may be others now, `inside` that it is in the group after that.
    """

    chat: str
    title: str = ""
    moved_to: str = ""
    thread: str = ""
    name: str | None = None
    open: bool | None = None
    came: bool = False
    changed: bool = False
    inside: bool = False


def news_of(message: Message) -> News | None:
    """Return what a service message tells of its group; None for whatever people say."""
    chat = str(message.chat.id)
    if message.migrate_to_chat_id is not None:
        return News(chat=chat, moved_to=str(message.migrate_to_chat_id))
    if message.migrate_from_chat_id is not None:
        return News(chat=str(message.migrate_from_chat_id), moved_to=chat)
    if message.forum_topic_closed is not None:
        return News(chat=chat, thread=thread_of(message), open=False)
    if message.forum_topic_reopened is not None:
        return News(chat=chat, thread=thread_of(message), open=True)
    if message.forum_topic_edited is not None:
        return News(chat=chat, thread=thread_of(message), name=message.forum_topic_edited.name)
    return None


def standing_of(change: ChatMemberUpdated) -> News:
    """Return what a change of the bot's own standing means."""
    inside = change.new_chat_member.status not in _AWAY
    came = change.old_chat_member.status in _AWAY and inside
    return News(chat=str(change.chat.id), title=change.chat.title or "", came=came, changed=True, inside=inside)


def thread_of(message: Message) -> str:
    """Return the topic of a message; "" for the general one, and where answers to a message are a thread."""
    return str(message.message_thread_id) if message.is_topic_message and message.message_thread_id else ""


def answered(message: Message) -> str:
    """Return which message is answered; in a topic, what answers nothing answers the message that opened it."""
    reply = message.reply_to_message
    if reply is None or reply.forum_topic_created is not None or str(reply.message_id) == thread_of(message):
        return ""
    return str(reply.message_id)


def hides(message: Message, user: User) -> bool:
    """Say whether nobody can know who speaks: an administrator without a name, a channel, the platform."""
    return message.sender_chat is not None or user.id in _NOBODY


def named(message: Message, me: User | None) -> tuple[str, ...]:
    """Return the people whom a message names, the bot left out: their numbers, or "@name" where only that is told."""
    found: list[str] = []
    entities = message.parse_entities([MessageEntity.MENTION, MessageEntity.TEXT_MENTION])
    entities |= message.parse_caption_entities([MessageEntity.MENTION, MessageEntity.TEXT_MENTION])
    for entity, words in entities.items():
        name = str(entity.user.id) if entity.user is not None else words.lower()
        ours = me is not None and name in (str(me.id), f"@{(me.username or '').lower()}")
        if not ours and name not in found:
            found.append(name)
    return tuple(found)


def known(names: tuple[str, ...], numbers: Mapping[str, str]) -> tuple[str, ...]:
    """Return `names` with the number instead of each "@name" that is among `numbers`."""
    return tuple(numbers.get(name, name) for name in names)


def command_for_us(text: str, me: User | None) -> str | None:
    """Return `text` without the name of the bot behind its command; None if another bot is meant."""
    found = _COMMAND.match(text)
    if found is None:
        return text
    if me is not None and found[2].lower() != (me.username or "").lower():
        return None
    return f"/{found[1]}{text[found.end() :]}"


def as_note(message: Message, text: str) -> str:
    """Return what was forwarded as a note that says whose words it holds: what others said is never passed on."""
    match message.forward_origin:
        case None:
            return text
        case MessageOriginUser(sender_user=user):
            name = user.full_name
        case MessageOriginChat(sender_chat=chat) | MessageOriginChannel(chat=chat):
            name = chat.title or "?"
        case other:
            name = getattr(other, "sender_user_name", None) or "?"
    return f"// ↪ {name}: {text}"
