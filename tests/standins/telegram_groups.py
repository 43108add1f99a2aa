"""The groups of the stand-in: rights, topics, reactions, privacy mode and a group's measure, as the platform has them.

A group refuses what the platform refuses there, and remembers; nothing of ours is here.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.standins import telegram_rules as rules
from tests.standins.telegram_rules import Refused, bad

if TYPE_CHECKING:
    from tests.standins.telegram import BotApi, User

JsonObject = dict[str, Any]

GENERAL = 1
"""The topic that every forum has; it is never named in a message."""

ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
METHODS = {
    "createForumTopic", "editForumTopic", "closeForumTopic", "reopenForumTopic", "deleteForumTopic",
    "setMessageReaction", "deleteMessage", "getChat", "getChatMember",
}  # fmt: skip
_FREE = {"sendChatAction", "deleteMessage", "getChat", "getChatMember"}
"""What does not count among the messages of a group."""

_MENTION = re.compile(r"(?<!\w)@[A-Za-z0-9_]{2,32}")
_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_promote_members",
    "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
    "can_pin_messages", "can_manage_topics",
)  # fmt: skip
_ALLOWED = (
    "can_change_info", "can_invite_users", "can_pin_messages", "can_send_messages", "can_send_polls",
    "can_send_other_messages", "can_add_web_page_previews", "can_manage_topics", "can_send_audios",
    "can_send_documents", "can_send_photos", "can_send_videos", "can_send_video_notes", "can_send_voice_notes",
    "can_edit_tag", "can_react_to_messages",
)  # fmt: skip


@dataclass(slots=True)
class Topic:
    """A topic of a forum, until somebody deletes it."""

    id: int
    name: str
    is_closed: bool = False


@dataclass(slots=True)
class Group:
    """A group with the bot in it: `bot` is its standing there, `rights` what an administrator may do."""

    id: int
    title: str = "Destek"
    is_forum: bool = True
    kind: str = "supergroup"
    bot: str = "administrator"
    rights: set[str] = field(default_factory=lambda: set(_RIGHTS))
    topics: dict[int, Topic] = field(default_factory=dict)
    per_minute: int = 20
    moved_to: int | None = None
    reactions: set[str] | None = None
    counted: deque[float] = field(default_factory=deque)
    commands: list[JsonObject] = field(default_factory=list)

    def chat(self) -> JsonObject:
        """Return the group as the platform tells it."""
        forum = {"is_forum": True} if self.is_forum else {}
        return {"id": self.id, "title": self.title, "type": self.kind, **forum}

    def may(self, right: str) -> bool:
        """Say whether the bot has a right."""
        return self.bot == "administrator" and right in self.rights

    def named(self, name: str) -> Topic:
        """Return the topic whose name holds `name`; fail when there is none."""
        found = [topic for topic in self.topics.values() if name in topic.name]
        assert found, f"no topic is called {name!r}: {[topic.name for topic in self.topics.values()]}"
        return found[-1]


@dataclass(slots=True)
class Groups:
    """All groups of a platform, and what people do there."""

    api: BotApi
    known: dict[int, Group] = field(default_factory=dict)
    notified: list[str] = field(default_factory=list)
    refused_for_haste: int = 0

    # What people do.

    def open(self, number: int = -1001234567890, **more: Any) -> Group:
        """Make a group with the bot in it."""
        return self.known.setdefault(number, Group(number, **more))

    def says(self, user: User, group: Group, text: str, thread: int | None = None, **more: Any) -> JsonObject:
        """Let `user` write `text` in a group; the update is delivered where privacy mode lets it."""
        entities = [
            {"type": "mention", "offset": rules.units(text[: found.start()]), "length": len(found[0])}
            for found in _MENTION.finditer(text)
        ]
        if text.startswith("/"):
            entities.append({"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])})
        return self.writes(user, group, thread, **({"entities": entities} if entities else {}) | {"text": text} | more)

    def writes(self, user: User, group: Group, thread: int | None = None, **content: Any) -> JsonObject:
        """Let `user` send a message with `content` to a group."""
        return self._arrives({"message": self._message(group, user.shape(), thread, **content)}, group)

    def edits(self, update: JsonObject, text: str) -> JsonObject:
        """Let somebody change what he wrote."""
        said = update["message"]
        edited = {**said, "text": text, "edit_date": int(self.api.clock())}
        self.api.messages[said["chat"]["id"], said["message_id"]] = edited
        return self._arrives({"edited_message": edited}, self.known[said["chat"]["id"]])

    def says_unnamed(self, group: Group, text: str, thread: int | None = None) -> JsonObject:
        """Let an administrator write who does not show who he is."""
        message = self._message(group, ANONYMOUS, thread, text=text, sender_chat=group.chat())
        return self._arrives({"message": message}, group)

    def closes(self, user: User, group: Group, topic: Topic) -> JsonObject:
        """Let somebody close a topic by hand."""
        topic.is_closed = True
        return self._arrives({"message": self._message(group, user.shape(), topic.id, forum_topic_closed={})}, group)

    def reopens(self, user: User, group: Group, topic: Topic) -> JsonObject:
        """Let somebody open a topic again by hand."""
        topic.is_closed = False
        return self._arrives({"message": self._message(group, user.shape(), topic.id, forum_topic_reopened={})}, group)

    def renames(self, user: User, group: Group, topic: Topic, name: str) -> JsonObject:
        """Let somebody give a topic another name."""
        topic.name = name
        message = self._message(group, user.shape(), topic.id, forum_topic_edited={"name": name})
        return self._arrives({"message": message}, group)

    def deletes(self, group: Group, topic: Topic) -> None:
        """Let somebody delete a topic with all that is in it; no bot is told."""
        group.topics.pop(topic.id, None)
        for place, message in list(self.api.messages.items()):
            if place[0] == group.id and message.get("message_thread_id") == topic.id:
                del self.api.messages[place]

    def gives(self, user: User, group: Group, bot: str, *without: str) -> JsonObject:
        """Let somebody change the standing of the bot in a group, with all rights but `without`."""
        before = self._member(group)
        group.bot, group.rights = bot, set(_RIGHTS) - set(without)
        return self.api.deliver({
            "my_chat_member": {
                "chat": group.chat(), "from": user.shape(), "date": int(self.api.clock()),
                "old_chat_member": before, "new_chat_member": self._member(group),
            }
        })  # fmt: skip

    def migrates(self, user: User, group: Group, number: int) -> Group:
        """Let a group become a supergroup with another number, and a forum."""
        group.moved_to = number
        self.api.deliver({"message": self._message(group, user.shape(), None, migrate_to_chat_id=number)})
        new = self.open(number, title=group.title, bot=group.bot, rights=group.rights)
        self.api.deliver({"message": self._message(new, user.shape(), None, migrate_from_chat_id=group.id)})
        return new

    # What a test looks at.

    def said_in(self, group: Group, thread: int | None = None) -> list[JsonObject]:
        """Return what the bot shows in a group, or in one topic of it, oldest first."""
        return [
            message
            for (chat, _), message in sorted(self.api.messages.items())
            if chat == group.id
            and message["from"]["id"] == self.api.myself()["id"]
            and not message.keys() & {"forum_topic_created"}
            and (thread is None or message.get("message_thread_id") == thread)
        ]

    def texts_in(self, group: Group, thread: int | None = None) -> list[str]:
        """Return the texts and captions that the bot shows there."""
        return [str(each.get("text", each.get("caption", ""))) for each in self.said_in(group, thread)]

    def reactions_on(self, update: JsonObject) -> list[str]:
        """Return the emoji that the bot put on what somebody wrote."""
        said = update["message"]
        message = self.api.messages[said["chat"]["id"], said["message_id"]]
        return [each["emoji"] for each in message.get("reactions_of_the_bot", [])]

    # The platform.

    def do(self, method: str, values: JsonObject) -> Any:
        """Do what only groups, or groups too, have."""
        chat = int(values.get("chat_id", 0))
        group = self.known.get(chat)
        if method in {"setMessageReaction", "deleteMessage"}:
            return self._touch(method, chat, group, values)
        if group is None:
            if method == "getChat" and chat in self.api.known:
                return {"id": chat, "type": "private", **_OF_EVERY_CHAT}
            raise bad("chat not found")
        self.standing(group)
        match method:
            case "getChat":
                shown = None if group.reactions is None else [_emoji(each) for each in sorted(group.reactions)]
                return {**group.chat(), **_OF_EVERY_CHAT, **({} if shown is None else {"available_reactions": shown})}
            case "getChatMember":
                return self._member(group)
        return self._topic(method, group, values)

    def menu(self, chat: int, commands: list[JsonObject]) -> None:
        """Set the menu of a group."""
        if chat not in self.known:
            raise bad("chat not found")
        self.standing(self.known[chat])
        self.known[chat].commands = commands

    def standing(self, group: Group) -> None:
        """Refuse a bot that is not in the group, and a group that has become another."""
        if group.moved_to is not None:
            raise Refused(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=group.moved_to,
            )
        if group.bot == "kicked":
            raise Refused(403, f"Forbidden: bot was kicked from the {group.kind} chat")
        if group.bot == "left":
            raise Refused(403, f"Forbidden: bot is not a member of the {group.kind} chat")

    def count(self, method: str, values: JsonObject) -> None:
        """Refuse the message that is one too many in a minute (Bots FAQ: 20 messages per minute to a group)."""
        group = self.known.get(_number(values.get("chat_id")))
        if group is None or method in _FREE:
            return
        now = self.api.clock()
        while group.counted and group.counted[0] <= now - 60:
            group.counted.popleft()
        if len(group.counted) >= group.per_minute:
            self.refused_for_haste += 1
            pause = int(group.counted[0] + 60 - now) + 1
            raise Refused(429, f"Too Many Requests: retry after {pause}", retry_after=pause)
        group.counted.append(now)

    def place(self, values: JsonObject) -> JsonObject | None:
        """Return what a message of the bot says of its place; None where it is no group. Refuse what cannot be."""
        group = self.known.get(_number(values.get("chat_id")))
        if group is None:
            return None
        self.standing(group)
        if group.bot == "restricted":
            raise bad("not enough rights to send text messages to the chat")
        thread = values.get("message_thread_id")
        answered = (values.get("reply_parameters") or {}).get("message_id")
        if thread is None and answered is not None:
            thread = self.api.messages.get((group.id, answered), {}).get("message_thread_id")
        if thread is None:
            return {"chat": group.chat()}
        topic = group.topics.get(int(thread))
        if topic is None:
            raise bad("message thread not found")
        if topic.is_closed and not group.may("can_manage_topics"):
            raise bad("TOPIC_CLOSED")
        return {"chat": group.chat(), "message_thread_id": topic.id, "is_topic_message": True}

    def notify(self, values: JsonObject) -> None:
        """Remember whom a message of the bot would call: the platform finds names in every text by itself."""
        if _number(values.get("chat_id")) not in self.known:
            return
        for text, marks in (("text", "entities"), ("caption", "caption_entities")):
            said, entities = str(values.get(text) or ""), values.get(marks) or []
            hidden = [
                (each["offset"], each["offset"] + each["length"])
                for each in entities
                if each["type"] in {"code", "pre"}
            ]
            for found in _MENTION.finditer(said):
                at = rules.units(said[: found.start()])
                if not any(start <= at < end for start, end in hidden):
                    self.notified.append(found[0])
            self.notified += [each["type"] for each in entities if each["type"] in {"text_mention", "mention"}]
            self.notified += [each["url"] for each in entities if str(each.get("url") or "").startswith("tg://user")]

    def _topic(self, method: str, group: Group, values: JsonObject) -> Any:
        if not group.is_forum:
            raise bad("the chat is not a forum")
        if not group.may("can_manage_topics"):
            raise bad(f"not enough rights to {'create' if method == 'createForumTopic' else 'edit'} a topic")
        name = values.get("name")
        if method == "createForumTopic" or name is not None:
            rules.check_topic(name)
        if method == "createForumTopic":
            made = self._message(group, self.api.myself(), None, forum_topic_created={"name": name})
            topic = Topic(made["message_id"], str(name))
            made |= {"message_thread_id": topic.id, "is_topic_message": True}
            made["forum_topic_created"]["icon_color"] = 7322096
            group.topics[topic.id] = topic
            return {"message_thread_id": topic.id, "name": topic.name, "icon_color": 7322096}
        found = group.topics.get(int(values.get("message_thread_id", 0)))
        if found is None:
            raise bad("TOPIC_ID_INVALID" if method == "deleteForumTopic" else "message thread not found")
        match method:
            case "editForumTopic":
                if name in (None, found.name):
                    raise bad("TOPIC_NOT_MODIFIED")
                found.name = str(name)
            case "closeForumTopic" | "reopenForumTopic":
                if found.is_closed is (method == "closeForumTopic"):
                    raise bad("TOPIC_NOT_MODIFIED")
                found.is_closed = method == "closeForumTopic"
            case _:
                self.deletes(group, found)
        return True

    def _touch(self, method: str, chat: int, group: Group | None, values: JsonObject) -> bool:
        if group is None:
            self.api.chat(values)
        else:
            self.standing(group)
        number = int(values.get("message_id", 0))
        message = self.api.messages.get((chat, number))
        if method == "deleteMessage":
            if message is None:
                raise bad("message to delete not found")
            foreign = message["from"]["id"] != self.api.myself()["id"]
            if self.api.clock() - message["date"] > 48 * 3600 or (
                group is not None and foreign and not group.may("can_delete_messages")
            ):
                raise bad("message can't be deleted")
            del self.api.messages[chat, number]
            return True
        if message is None:
            raise bad("message to react not found")
        rules.check_reactions(values.get("reaction", []), None if group is None else group.reactions)
        message["reactions_of_the_bot"] = values.get("reaction", [])
        return True

    def _member(self, group: Group) -> JsonObject:
        shown: JsonObject = {"user": self.api.myself(), "status": group.bot}
        match group.bot:
            case "administrator":
                rights = {right: right in group.rights for right in _RIGHTS}
                return shown | rights | {"can_be_edited": False, "is_anonymous": False}
            case "restricted":
                return shown | dict.fromkeys(_ALLOWED, False) | {"is_member": True, "until_date": 0}
            case "kicked":
                return shown | {"until_date": 0}
        return shown

    def _message(self, group: Group, sender: Mapping[str, Any], thread: int | None, **content: Any) -> JsonObject:
        number = self.api.next_id()
        place: JsonObject = {"message_thread_id": thread, "is_topic_message": True} if thread else {}
        answered = content.pop("reply_to", None)
        if answered is not None:
            place["reply_to_message"] = answered
        elif thread is not None and (first := self.api.messages.get((group.id, thread))) is not None:
            # In a topic, what answers nothing answers the message that opened it.
            place["reply_to_message"] = first
        whole = {
            "message_id": number, "from": dict(sender), "chat": group.chat(), "date": int(self.api.clock()),
            **place, **content,
        }  # fmt: skip
        self.api.messages[group.id, number] = whole
        return whole

    def _arrives(self, update: JsonObject, group: Group) -> JsonObject:
        """Deliver an update, unless the bot must not hear it: privacy mode, or it is not there."""
        message = update.get("message") or update["edited_message"]
        service = message.keys() & {"forum_topic_closed", "forum_topic_reopened", "forum_topic_edited"}
        answered = (message.get("reply_to_message") or {}).get("from", {}).get("id")
        opened = "forum_topic_created" in (message.get("reply_to_message") or {})
        for_us = str(message.get("text", "")).startswith("/") or (answered == self.api.myself()["id"] and not opened)
        heard = group.bot == "administrator" or self.api.reads_groups or for_us or service
        if group.bot in {"left", "kicked"} or not heard:
            return update
        return self.api.deliver(update)


_OF_EVERY_CHAT = {
    "accent_color_id": 1, "max_reaction_count": 11,
    "accepted_gift_types": {
        "unlimited_gifts": False, "limited_gifts": False, "unique_gifts": False, "premium_subscription": False,
        "gifts_from_channels": False,
    },
}  # fmt: skip


def _emoji(emoji: str) -> JsonObject:
    return {"type": "emoji", "emoji": emoji}


def _number(chat: object) -> int:
    return int(chat) if isinstance(chat, int) or (isinstance(chat, str) and chat.lstrip("-").isdecimal()) else 0
