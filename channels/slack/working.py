"""What agents do in rooms beside writing: presses, forms and commands, each answered to who did it alone."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from channels.slack import forms, modals, rooms
from channels.slack.asking import Told
from channels.slack.client import Client, Installed
from channels.slack.forms import TEXTS
from channels.slack.rooms import Press, Raw
from channels.slack.whispering import take_back, told, whisper
from core.channel import SendFailed
from core.host import Answer, Host
from core.messages import Address, Inbound, Kind, Language, Sender
from core.rooms import PAYLOAD, asks

_REMEMBERED = 1_000
_log = logging.getLogger(__name__)


class Working:
    """Hands in what agents do in the rooms of one account.

    `introduced` tells who the sender of an event is, None for a robot; `later` does what may be lost.
    """

    def __init__(
        self,
        name: str,
        client: Client,
        us: Installed,
        api_base: str,
        introduced: Callable[[Inbound, str], Awaitable[Inbound | None]],
        later: Callable[[Coroutine[Any, Any, None]], None],
    ) -> None:
        self._name, self._client, self._us, self._api_base = name, client, us, api_base
        self._introduced, self._later = introduced, later
        # A form that is sent twice is answered as it was the first time, and done once.
        self._answers: OrderedDict[str, Answer] = OrderedDict()

    def concerns(self, body: Raw) -> bool:
        """Say whether a payload is something that agents do."""
        if body.get("command") in rooms.UNDERSTOOD:
            return True
        view = body.get("view")
        if body.get("type") == "view_submission" and isinstance(view, dict):
            return view.get("callback_id") == modals.ROOM_FORM
        return any(PAYLOAD.fullmatch(rooms.value_of(action)) for action in rooms.actions_of(body))

    async def take(self, host: Host, body: Raw) -> Told:
        """Hand it in, and return what the platform is told; when this raises, nothing was kept."""
        if "command" in body:
            return await self._commanded(host, body)
        if body.get("type") == "view_submission":
            return await self._filled(host, body)
        for action in rooms.actions_of(body):
            press = rooms.pressed(body, action, self._name, self._us, host.now())
            if press is None:
                continue
            if asks(press.inbound.payload):
                await self._open(host, press)
            else:
                await self._press(host, press)
        return None

    async def tell(self, inbound: Inbound, answer: Answer) -> None:
        """Tell who wrote in a room what became of it, him alone."""
        await self._whisper(inbound, inbound.address.thread, answer.text)

    async def _press(self, host: Host, press: Press) -> None:
        inbound = await self._introduced(press.inbound, press.team)
        if inbound is None:
            return
        answer = await host.receive(inbound)
        if answer.text:
            self._later(self._whisper(inbound, press.thread, answer.text))
        elif press.undo_url:
            self._later(take_back(self._client, press.undo_url, self._api_base))

    async def _open(self, host: Host, press: Press) -> None:
        """Open a form in which nothing stands yet, before anything is asked: its key is good for three seconds."""
        language = self._language(host, press.inbound.address.chat)
        try:
            answer = await self._client.call("views.open", trigger_id=press.trigger, view=forms.loading(language))
        except SendFailed as failed:
            _log.warning("form not opened: %s on %s", failed.reason, self._name)
            self._later(self._whisper(press.inbound, press.thread, TEXTS[language]["room_form_failed"]))
            return
        view = str((answer.get("view") or {}).get("id", ""))
        self._later(self._fill(host, press, view, language))

    async def _fill(self, host: Host, press: Press, view: str, language: Language) -> None:
        """Put the form in place of what was opened, once the right is checked, or say why there is none."""
        try:
            inbound = await self._introduced(press.inbound, press.team)
            found = await host.form(inbound) if inbound is not None else Answer()
        except Exception as error:  # noqa: BLE001 -- whatever it was, who waits for the form is told
            _log.warning("form not filled: %s on %s", type(error).__name__, self._name)
            found = Answer(TEXTS[language]["room_form_failed"])
        if isinstance(found, Answer):
            text = found.text or TEXTS[language]["room_form_failed"]
            shown = modals.told_view(rooms.as_typed_here(text), language)
        else:
            shown = modals.form_view(found, press.inbound.address)
        await self._client.call("views.update", view_id=view, view=shown)

    async def _filled(self, host: Host, body: Raw) -> Told:
        """Hand in a form that was sent. Return what is wrong with it, or how the case stands where it came too late."""
        form, user = modals.filled(body.get("view") or {}), body.get("user") or {}
        answer = self._answers.get(form.event_id)
        if answer is None:
            now = host.now()
            filled = Inbound(
                address=Address(self._name, form.chat, form.thread),
                sender=Sender(external_id=str(user.get("id") or ""), realm=self._us.realm),
                kind=Kind.FORM,
                event_id=form.event_id,
                message_id=form.event_id,
                at=now,
                order=int(now.timestamp() * 1_000_000),
                payload=form.payload,
                values=form.values,
                shared=True,
                raw=body,
            )
            inbound = await self._introduced(filled, str(user.get("team_id") or ""))
            answer = await host.receive(inbound) if inbound is not None else Answer()
            self._answers[form.event_id] = answer
            while len(self._answers) > _REMEMBERED:
                self._answers.popitem(last=False)
        if answer.errors:
            return {"response_action": "errors", "errors": dict(answer.errors)}
        if answer.text:
            view = modals.told_view(rooms.as_typed_here(answer.text), form.language)
            return {"response_action": "update", "view": view}
        return None

    async def _commanded(self, host: Host, body: Raw) -> Told:
        """Do what a command of the platform asks where agents work; anywhere else, say where that is."""
        typed = rooms.commanded(body, self._name, self._us, host.now())
        if typed.address.chat not in host.rooms(self._name):
            return _alone(TEXTS[host.desk(self._name).language]["room_only"])
        inbound = await self._introduced(typed, str(body.get("team_id") or ""))
        answer = await host.receive(inbound) if inbound is not None else Answer()
        return _alone(answer.text) if answer.text else None

    async def _whisper(self, inbound: Inbound, thread: str, text: str) -> None:
        user = inbound.sender.external_id
        await whisper(self._client, inbound.address.chat, user, thread, rooms.as_typed_here(text))

    def _language(self, host: Host, chat: str) -> Language:
        return host.rooms(self._name).get(chat, host.desk(self._name).language)


def _alone(text: str) -> dict[str, Any]:
    return {**told(rooms.as_typed_here(text)), "response_type": "ephemeral"}
