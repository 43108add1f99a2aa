"""What is said and pressed where agents work: a room is a channel, the thread below a card is where its case is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from channels.slack import render
from channels.slack.client import Installed
from channels.slack.parse import Said, order_of, passed_on
from core.messages import Address, Inbound, Kind, Sender, clean
from core.rooms import PAYLOAD
from core.shorthand import WORDS

Raw = Mapping[str, Any]

COMMANDS = ("/kuyruk", "/queue", "/mesai", "/duty")
"""What agents type as commands of the platform; the manifest names them. It takes none in a thread."""

UNDERSTOOD = frozenset({*COMMANDS, "/away"})
"""Commands that are taken if they come: `/away` is the platform's own, but a workspace may give it to the app."""

_TYPED = re.compile(r"\s*!(?=[^\W\d_])")
_TOLD = re.compile(rf"(?<![\w/])/(?=(?:{'|'.join(sorted(word for typed in WORDS.values() for word in typed))})\b)")
_NAMED = re.compile(r"<@([UW][A-Z0-9]{2,30})(?:\|[^<>]*)?>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A press in a room. `thread` is where the message stands; `undo_url` takes away what only one person sees."""

    inbound: Inbound
    team: str
    trigger: str
    thread: str
    undo_url: str = ""


def in_room(said: Said, event: Raw, us: Installed) -> Said:
    """Return what was said in a room as it is meant there: about the case of its thread, or about none."""
    inbound = said.inbound
    inner = event.get("message")
    source: Raw = inner if isinstance(inner, dict) else event
    text = _TYPED.sub("/", inbound.text, 1) if _TYPED.match(inbound.text) else inbound.text
    if passed_on(source, us):
        # What others said somewhere else never goes to the customer.
        text = f"// {inbound.text.removeprefix('//').strip()}"
    inbound = replace(
        inbound,
        address=replace(inbound.address, thread=inbound.reply_to),
        reply_to="",
        text=clean(text),
        mentions=_named(str(source.get("text") or ""), us),
    )
    return replace(said, inbound=inbound, in_room=True)


def pressed(raw: Raw, action: Raw, account: str, us: Installed, now: datetime) -> Press | None:
    """Return what a press on a button of agents means; None for every other button."""
    value, user, container = value_of(action), raw.get("user"), raw.get("container")
    if not PAYLOAD.fullmatch(value) or not isinstance(user, dict) or not isinstance(container, dict):
        return None
    found = raw.get("message")
    message: Raw = found if isinstance(found, dict) else {}
    channel, ts = str(container.get("channel_id") or ""), str(container.get("message_ts") or "")
    thread = str(message.get("thread_ts") or container.get("thread_ts") or "")
    moment = str(action.get("action_ts") or "0.0")
    inbound = Inbound(
        address=Address(account, channel, "" if channel.startswith("D") else thread or ts),
        sender=Sender(external_id=str(user.get("id") or ""), realm=us.realm),
        kind=Kind.PRESS,
        event_id=f"press:{raw.get('trigger_id') or f'{ts}:{moment}'}",
        message_id=f"press-{channel}-{ts}-{moment}",
        at=now,
        order=order_of(moment),
        text=render.label_of(message, value),
        payload=value,
        reply_to=ts,
        shared=not channel.startswith("D"),
        raw=raw,
    )
    alone = bool(container.get("is_ephemeral"))
    return Press(
        inbound=inbound,
        team=str(user.get("team_id") or ""),
        trigger=str(raw.get("trigger_id") or ""),
        thread=thread if thread != ts else "",
        undo_url=str(raw.get("response_url") or "") if alone else "",
    )


def actions_of(raw: Raw) -> Iterator[Raw]:
    """Yield what was pressed."""
    found = raw.get("actions") if raw.get("type") == "block_actions" else None
    for each in found if isinstance(found, list) else []:
        if isinstance(each, dict):
            yield each


def value_of(action: Raw) -> str:
    """Return what a button, or an entry of a menu, sends back."""
    chosen = action.get("selected_option")
    return str((chosen.get("value") if isinstance(chosen, dict) else action.get("value")) or "")


def commanded(raw: Raw, account: str, us: Installed, now: datetime) -> Inbound:
    """Return a command of the platform as what is typed in a room."""
    trigger = str(raw.get("trigger_id") or "")
    return Inbound(
        address=Address(account, str(raw.get("channel_id") or "")),
        sender=Sender(external_id=str(raw.get("user_id") or ""), realm=us.realm),
        kind=Kind.TEXT,
        event_id=f"command:{trigger}",
        message_id=f"command-{trigger}",
        at=now,
        order=int(now.timestamp() * 1_000_000),
        text=clean(f"{raw.get('command')} {raw.get('text') or ''}").strip(),
        shared=True,
        raw=raw,
    )


def as_typed_here(text: str) -> str:
    """Return what agents are told with commands as they are typed in a thread: the platform keeps `/` for its own."""
    return _TOLD.sub("!", text)


def _named(text: str, us: Installed) -> tuple[str, ...]:
    """Return the people whom a message names, the app left out."""
    return tuple(dict.fromkeys(each for each in _NAMED.findall(text) if each != us.user))
