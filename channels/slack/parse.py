"""What the platform sends, as the engine's events: people only, never a bot, nor news of a channel."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from channels.slack.client import Installed
from channels.slack.words import spoken
from core.messages import Address, Inbound, Kind, Lost, Sender, clean

Raw = Mapping[str, Any]

_TAKEN = frozenset({None, "file_share", "thread_broadcast", "me_message"})
_OURS = re.compile(r"o\.[A-Za-z0-9_-]{1,50}\.[0-9]{1,3}")
_TS = re.compile(r"[0-9]{1,12}\.[0-9]{1,9}")
_ELSEWHERE = re.compile(r"[0-9]*o:([CG][A-Z0-9]{2,20}):([0-9.]{0,24})")
PERSON = re.compile(r"[UW][A-Z0-9]{2,30}")
_MOST_FILES, _MOST_SHARED = 10, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A file of a message that must be fetched: how the platform and its sender call it. Without `url` it is asked."""

    id: str
    name: str
    declared: str
    size: int
    url: str

    def told(self, found: Raw) -> Wanted:
        """Return it with what `files.info` says."""
        said = _want(found)
        return replace(said, name=said.name or self.name, id=self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message, an edit or a deletion. `team` is the author's; `foreign_place`: others share the channel.

    `called` says that the app is mentioned, `top` that it does not answer in a thread, `in_room` that agents work
    there.
    """

    inbound: Inbound
    team: str
    foreign_place: bool
    called: bool
    top: bool
    wanted: tuple[Wanted, ...] = ()
    in_room: bool = False

    @property
    def direct(self) -> bool:
        """Whether it was said to the app alone."""
        return not self.inbound.shared


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A button under a message of ours. `channel` and `ts` are those of the message, `thread` is where it stands."""

    inbound: Inbound
    team: str
    channel: str
    ts: str
    thread: str
    message: Raw


def is_of(raw: Raw, us: Installed) -> bool:
    """Say whether an event is told to the app in our workspace; the same app may be in others, too.

    In a channel that several workspaces share, the one that an event names may be the author's.
    """
    told = raw.get("authorizations")
    ours = {us.team, us.enterprise} - {""}
    named = [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []
    if named:
        return any({each.get("team_id"), each.get("enterprise_id")} & ours for each in named)
    return not raw.get("team_id") or raw.get("team_id") in ours


def order_of(ts: str) -> int:
    """Return a moment of the platform as a number that grows: microseconds. Raise `ValueError` for another shape."""
    if not _TS.fullmatch(ts):
        raise ValueError("a moment has seconds and microseconds")
    seconds, _, rest = ts.partition(".")
    return int(seconds) * 1_000_000 + int(rest[:6].ljust(6, "0"))


def message(raw: Raw, event: Raw, account: str, us: Installed) -> Said | None:
    """Return what a message event means; None for what is not for us."""
    match event.get("subtype"):
        case "message_changed":
            return _changed(raw, event, account, us)
        case "message_deleted":
            before = event.get("previous_message")
            return _deleted(raw, event, account, us, before) if isinstance(before, dict) else None
        case subtype if subtype in _TAKEN:
            return _said(raw, event, event, account, us)
    return None


def _changed(raw: Raw, event: Raw, account: str, us: Installed) -> Said | None:
    """Take an edit; the platform tells so, too, that a link has a picture now, or a thread another answer."""
    after, before = event.get("message"), event.get("previous_message")
    if not isinstance(after, dict) or not isinstance(before, dict):
        return None
    if after.get("subtype") == "tombstone":
        return _deleted(raw, event, account, us, before)
    if not after.get("edited") or after.get("text") == before.get("text"):
        return None
    said = _said(raw, event, after, account, us)
    if said is None:
        return None
    return replace(said, inbound=replace(said.inbound, kind=Kind.EDIT, order=order_of(str(event.get("ts")))), wanted=())


def _deleted(raw: Raw, event: Raw, account: str, us: Installed, before: Raw) -> Said | None:
    gone = {**before, "ts": str(event.get("deleted_ts") or before.get("ts")), "files": []}
    said = _said(raw, event, gone, account, us, empty=True)
    if said is None:
        return None
    order = order_of(str(event.get("ts")))
    return replace(said, inbound=replace(said.inbound, kind=Kind.DELETE, text="", order=order), wanted=())


def _said(raw: Raw, event: Raw, said: Raw, account: str, us: Installed, *, empty: bool = False) -> Said | None:
    if not _by_person(said, us) or said.get("subtype") not in _TAKEN:
        return None
    channel, ts, thread = str(event["channel"]), str(said["ts"]), str(said.get("thread_ts") or "")
    direct = event.get("channel_type") == "im" or channel.startswith("D")
    called = f"<@{us.user}>" in str(said.get("text") or "")
    files, wanted = _files(said)
    words = clean("\n".join([*filter(None, [spoken(said, us.user)]), *passed_on(said, us), *files]))
    inbound = Inbound(
        address=Address(account, channel, "" if direct else thread or ts),
        sender=Sender(external_id=str(said["user"]), realm=us.realm),
        kind=Kind.TEXT,
        event_id=str(raw["event_id"]),
        message_id=ts,
        at=datetime.fromtimestamp(order_of(ts) / 1_000_000, UTC),
        order=order_of(ts),
        text=words,
        reply_to=thread if thread != ts else "",
        shared=not direct,
        lost=_lost(said),
        raw=raw,
    )
    if not (words.strip() or wanted or inbound.lost or empty or called):
        return None
    return Said(
        inbound=inbound,
        team=str(said.get("user_team") or said.get("team") or event.get("user_team") or event.get("team") or ""),
        foreign_place=bool(raw.get("is_ext_shared_channel")),
        called=called,
        top=not thread or thread == ts,
        wanted=wanted,
    )


def _by_person(said: Raw, us: Installed) -> bool:
    """Say whether a person wrote it: no bot, not the platform itself, not we."""
    user = said.get("user")
    robot = said.get("bot_id") or said.get("bot_profile") or said.get("app_id")
    return isinstance(user, str) and bool(PERSON.fullmatch(user)) and user not in {us.user, "USLACKBOT"} and not robot


def _attachments(said: Raw) -> Iterator[Raw]:
    files = said.get("files")
    for each in (files if isinstance(files, list) else [])[:_MOST_FILES]:
        if isinstance(each, dict):
            yield each


def _files(said: Raw) -> tuple[list[str], tuple[Wanted, ...]]:
    """Return lines for files that stay elsewhere, and the files that can be fetched."""
    lines, wanted = [], []
    for each in _attachments(said):
        if each.get("mode") in {"external", "post", "space"} or each.get("is_external"):
            lines.append(f"📎 {each.get('title') or each.get('name') or '?'} {each.get('url_private') or ''}".strip())
        elif each.get("mode") not in {"tombstone", "hidden_by_limit"}:
            wanted.append(_want(each))
    return lines, tuple(wanted)


def passed_on(said: Raw, us: Installed) -> list[str]:
    """Return the messages that somebody passes on, each with whose words it holds."""
    found = said.get("attachments")
    shared = [each for each in (found if isinstance(found, list) else [])[:_MOST_SHARED] if isinstance(each, dict)]
    return [
        f"↪ {' '.join(str(each.get('author_name') or '?').split())}: {spoken(each, us.user)}"
        for each in shared
        if each.get("is_share")
    ]


def _lost(said: Raw) -> tuple[Lost, ...]:
    gone = (each for each in _attachments(said) if each.get("mode") in {"tombstone", "hidden_by_limit"})
    return tuple(Lost(clean(str(each.get("name") or each.get("id") or "?")), 0) for each in gone)


def _want(each: Raw) -> Wanted:
    size = each.get("size")
    return Wanted(
        id=str(each.get("id") or ""),
        name=clean(str(each.get("name") or each.get("title") or each.get("id") or "file")),
        declared=str(each.get("mimetype") or "").lower()[:100],
        size=size if isinstance(size, int) and size > 0 else 0,
        url=str(each.get("url_private_download") or each.get("url_private") or ""),
    )


def pressed(raw: Raw, action: Raw, account: str, us: Installed, now: datetime, label: str) -> Pressed | None:
    """Return what a press under a message of ours means; None for every other button."""
    value, user, container = str(action.get("value") or ""), raw.get("user"), raw.get("container")
    if not _OURS.fullmatch(value) or not isinstance(user, dict) or not isinstance(container, dict):
        return None
    channel, ts = str(container.get("channel_id") or ""), str(container.get("message_ts") or "")
    found = raw.get("message")
    message: Raw = found if isinstance(found, dict) else {}
    thread, moment = str(message.get("thread_ts") or ""), str(action.get("action_ts") or "0.0")
    direct = channel.startswith("D")
    address = Address(account, channel, "" if direct else thread or ts)
    elsewhere = _ELSEWHERE.fullmatch(str(action.get("block_id") or ""))
    if elsewhere and direct:
        # What is told alone is a question of the place where it was asked.
        address = Address(account, elsewhere[1], elsewhere[2])
    inbound = Inbound(
        address=address,
        sender=Sender(external_id=str(user.get("id") or ""), realm=us.realm),
        kind=Kind.PRESS,
        event_id=f"press:{raw.get('trigger_id') or f'{ts}:{moment}'}",
        message_id=f"press-{channel}-{ts}-{moment}",
        at=now,
        order=order_of(moment),
        text=label,
        payload=value,
        shared=not address.chat.startswith("D"),
        raw=raw,
    )
    team = str(user.get("team_id") or "")
    return Pressed(inbound=inbound, team=team, channel=channel, ts=ts, thread=thread, message=message)
