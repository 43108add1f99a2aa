"""Ways to begin other than a message: commands, shortcuts, the home, a form that was sent, an emoji on a message."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from channels.slack import forms, home, parse
from channels.slack.client import Client, Installed
from channels.slack.people import Known, People
from channels.slack.places import Places
from channels.slack.words import spoken
from core.channel import SendFailed
from core.host import Host
from core.messages import Address, Inbound, Kind, Language, Sender, clean

Raw = Mapping[str, Any]
Told = Mapping[str, Any] | None
"""What the platform is answered beside that it is kept."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody wants the form: who, by which key it opens, and what stands in it already."""

    user: str
    trigger: str
    words: str = ""
    link: str = ""


class Asking:
    """Opens forms and homes for the people of one account, and hands in what they say there."""

    def __init__(
        self,
        account: str,
        client: Client,
        us: Installed,
        places: Places,
        people: People,
        introduced: Callable[[Inbound, str], Awaitable[Inbound | None]],
    ) -> None:
        self._account, self._client, self._us = account, client, us
        self._places, self._people, self._introduced = places, people, introduced

    async def opens(self, host: Host, wish: Wish) -> str:
        """Open a form in which nothing stands yet, at once, and return its id; raise `SendFailed`.

        The key is good for three seconds and one call, so nothing is asked before.
        """
        language = host.desk(self._account).language
        answer = await self._client.call("views.open", trigger_id=wish.trigger, view=forms.loading(language))
        return str((answer.get("view") or {}).get("id", ""))

    async def fills(self, host: Host, wish: Wish, view: str) -> None:
        """Put the form in place of what was opened, in the language of who looks."""
        desk = host.desk(self._account)
        known = await self._people.known(wish.user)
        form = forms.request(desk, known.language or desk.language, wish.words, wish.link)
        await self._client.call("views.update", view_id=view, view=form)

    async def sent(self, host: Host, body: Raw) -> Told:
        """Hand in a form that was sent; a second copy is the same event. Return what is wrong with it, or nothing."""
        view = body.get("view")
        if not isinstance(view, dict) or view.get("callback_id") != forms.REQUEST:
            return None
        found = forms.filled(view)
        if found.empty:
            errors = {found.empty: forms.TEXTS[found.language]["form_empty"]}
            return {"response_action": "errors", "errors": errors}
        await self._says(host, _user(body), _team(body), found.words, f"form-{view.get('id')}", body)
        return None

    async def shows_home(self, host: Host, user: str) -> None:
        """Show somebody what he has open."""
        known = await self._people.known(user)
        realm = self._us.realm
        matters = await host.matters(self._account, Sender(external_id=user, realm=realm))
        await self._client.call("views.publish", user_id=user, view=home.home(matters, self._language(host, known)))

    async def wishes(self, host: Host, body: Raw, action: Raw) -> bool:
        """Hand in what a button of the home stands for; say whether it is one."""
        user = _user(body)
        known = await self._people.known(user)
        words = home.wish(str(action.get("value") or ""), self._language(host, known))
        if words:
            await self._says(host, user, _team(body), words, f"home-{action.get('action_ts')}", body)
        return bool(words)

    async def marked(self, event: Raw) -> Raw | None:
        """Return the message that an emoji was put on, as if its author had just said it to us; None for no such."""
        item = event.get("item")
        if not isinstance(item, dict) or item.get("type") != "message":
            return None
        channel, ts = str(item.get("channel") or ""), str(item.get("ts") or "")
        if self._places.is_direct(channel):
            return None
        around = {"oldest": ts, "latest": ts, "inclusive": True, "limit": 1}
        try:
            answer = await self._client.call("conversations.replies", channel=channel, ts=ts, **around)
        except SendFailed as failed:
            if not failed.permanent:
                raise
            _log.info("marked message not had: %s", failed.reason)
            return None
        found = next((each for each in answer.get("messages") or () if each.get("ts") == ts), None)
        return {**found, "channel": channel} if isinstance(found, dict) else None

    async def _says(self, host: Host, user: str, team: str, words: str, message_id: str, body: Raw) -> None:
        """Hand in words that somebody says without writing them, as said in his own conversation with us."""
        now = host.now()
        inbound = Inbound(
            address=Address(self._account, await self._places.direct(user)),
            sender=Sender(external_id=user, realm=self._us.realm),
            kind=Kind.TEXT,
            event_id=f"{message_id}:{user}",
            message_id=message_id,
            at=now,
            order=int(now.timestamp() * 1_000_000),
            text=words,
            raw=body,
        )
        known = await self._introduced(inbound, team)
        if known is not None:
            await host.receive(known)

    def _language(self, host: Host, known: Known) -> Language:
        return known.language or host.desk(self._account).language


def wish_of(body: Raw, bot: str) -> Wish | None:
    """Return the wish for a form in a command, a shortcut or a button of the home; None for anything else."""
    user, trigger = _user(body), str(body.get("trigger_id") or "")
    if body.get("command") in forms.COMMANDS:
        return Wish(user, trigger, words=clean(str(body.get("text") or "")).strip())
    if body.get("type") == "shortcut" and body.get("callback_id") == forms.NEW:
        return Wish(user, trigger)
    if body.get("type") == "message_action" and body.get("callback_id") == forms.FROM_MESSAGE:
        message = body.get("message")
        words = spoken(message, bot) if isinstance(message, dict) else ""
        return Wish(user, trigger, words=clean(words), link=_link(body))
    actions = body.get("actions")
    pressed = [each.get("value") for each in actions if isinstance(each, dict)] if isinstance(actions, list) else []
    return Wish(user, trigger) if body.get("type") == "block_actions" and home.NEW in pressed else None


def _user(body: Raw) -> str:
    user = body.get("user")
    return str((user.get("id") if isinstance(user, dict) else body.get("user_id")) or "")


def _team(body: Raw) -> str:
    user = body.get("user")
    return str((user.get("team_id") if isinstance(user, dict) else body.get("team_id")) or "")


def _link(body: Raw) -> str:
    """Return the address of the message that a shortcut was used on."""
    team, channel, message = body.get("team"), body.get("channel"), body.get("message")
    if not isinstance(team, dict) or not isinstance(channel, dict) or not isinstance(message, dict):
        return ""
    ts, thread = str(message.get("ts") or ""), str(message.get("thread_ts") or "")
    parse.order_of(ts)
    place = f"https://{team.get('domain')}.slack.com/archives/{channel.get('id')}/p{ts.replace('.', '')}"
    return f"{place}?thread_ts={thread}&cid={channel.get('id')}" if thread and thread != ts else place
