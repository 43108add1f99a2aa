"""Cards in channels: one message for each ticket, edited in place; the answers to it are where its case is."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from channels.slack import markup, render
from channels.slack.client import Client
from channels.slack.render import Words
from core.channel import SendFailed
from core.host import Host
from core.rooms import CardView, Shown

EVENT = "onkapi_card"
"""The type of the metadata by which a card of ours is known again."""

MENU, CLAIM = "card.more", ".claim"
_GONE = frozenset({"message_not_found", "cant_update_message"})
_MOST_TITLE, _MOST_LINES = 300, 2_400
_LOOKED_AT, _IN_MENU = 100, 5
_PAUSE = 60.0
_log = logging.getLogger(__name__)


class Cards:
    """Shows the cards of one account."""

    def __init__(self, name: str, client: Client, bot: str) -> None:
        self._name, self._client, self._bot = name, client, bot
        self._closed: dict[str, float] = {}

    async def show(self, host: Host, view: CardView, message_id: str | None) -> Shown:
        """Show a card and return where it is; raise `SendFailed` otherwise, without waiting.

        Where nobody knows whether a card arrived, the platform is asked before it is shown once more. A room that the
        app was not invited to yet, or is archived, is tried again once a minute, for all its cards.
        """
        chat, now = view.room.chat, asyncio.get_running_loop().time()
        if (wait := self._closed.get(chat, now) - now) > 0:
            raise SendFailed("the app is not in the channel", gone=True, retry_after=wait)
        try:
            shown = await self._shown(host, view, message_id)
        except SendFailed as failed:
            if not failed.gone:
                raise
            self._closed[chat] = now + _PAUSE
            _log.warning("no cards in a room: %s in %s on %s", failed.reason, chat, self._name)
            raise SendFailed(failed.reason, gone=True, retry_after=_PAUSE) from None
        self._closed.pop(chat, None)
        return shown

    async def _shown(self, host: Host, view: CardView, message_id: str | None) -> Shown:
        if message_id and await self._edited(view, message_id):
            return Shown(message_id, message_id)
        if message_id and (wait := host.more(view.room)):
            raise SendFailed("the platform allows no more now", retry_after=wait)
        ts = await self._found(view) if view.again else None
        if ts is not None:
            await self._edited(view, ts)
            return Shown(ts, ts)
        answer = await self._client.call(
            "chat.postMessage",
            **_content(view),
            metadata={"event_type": EVENT, "event_payload": {"ref": view.ref}},
            unfurl_links=False,
            unfurl_media=False,
        )
        ts = str(answer.get("ts", ""))
        return Shown(ts, ts)

    async def _edited(self, view: CardView, ts: str) -> bool:
        """Edit a card in place; say whether it is there."""
        try:
            await self._client.call("chat.update", ts=ts, **_content(view))
        except SendFailed as failed:
            if failed.reason in _GONE:
                return False
            raise
        return True

    async def _found(self, view: CardView) -> str | None:
        """Return the newest card of a ticket among the last messages of its room."""
        answer = await self._client.call(
            "conversations.history", channel=view.room.chat, limit=_LOOKED_AT, include_all_metadata=True
        )
        for each in answer.get("messages") or ():
            metadata = each.get("metadata") or {}
            ours = each.get("user") == self._bot and metadata.get("event_type") == EVENT
            if ours and metadata.get("event_payload") == {"ref": view.ref}:
                return str(each.get("ts"))
        return None


def card(view: CardView) -> Words:
    """Return the message that is a ticket's card: its reference and title, what is so, and its buttons."""
    title = _cut(render.one_line(view.title), _MOST_TITLE) if view.title.strip() else ""
    body = _cut("\n".join(render.one_line(each) for each in view.lines), _MOST_LINES)
    elements = [markup.text(view.ref, {"bold": True})]
    elements += [markup.text(f" · {title}")] if title else []
    elements += [markup.text(f"\n{body}")] if body else []
    elements += [markup.text(f"\n{view.as_of}", {"italic": True})] if view.as_of else []
    section = markup.section(elements)
    blocks: list[dict[str, Any]] = [{"type": "rich_text", "elements": [section]}]
    buttons = render.keyboard(view.buttons, "k") if view.buttons else []
    for block in buttons:
        for button in block["elements"]:
            if button["value"].endswith(CLAIM):
                button["style"] = "primary"
    if view.more:
        menu = {
            "type": "overflow",
            "action_id": MENU,
            "options": [{"text": render.shown(each.label), "value": each.payload} for each in view.more[:_IN_MENU]],
        }
        if not buttons:
            buttons = [{"type": "actions", "block_id": "k", "elements": []}]
        buttons[-1]["elements"].append(menu)
    return Words(render.fallback(markup.whole([section])), (*blocks, *buttons))


def _content(view: CardView) -> dict[str, Any]:
    words = card(view)
    return {
        "channel": view.room.chat,
        "text": words.text,
        "blocks": list(words.blocks),
        "link_names": False,
        "parse": "none",
    }


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
