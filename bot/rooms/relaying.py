"""What an agent writes in the thread of a case: said to the customer after a moment, held, or kept as a note.

Theory of operation. Each line is a row (`bot.store.relays`) from the moment in which it was received. A line for the
customer waits for six seconds in it; a timer wakes it, and a sweep finds what a crash left. Whatever becomes of it is
done under the lock of the ticket's requester and written in the same transaction, so it is said once, whoever is first:
the timer, another process, or the writer with a button.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from bot.agents import Agents
from bot.rooms.following import changed
from bot.stage import News
from bot.store import outbox, people, relays, threads, tickets, timeline
from bot.store.engine import Tx
from bot.store.relays import Relay
from bot.store.tickets import Stored
from bot.store.timeline import Written
from bot.turn import Engine
from core.effects import Act, Command
from core.errors import OnkapiError
from core.messages import Inbound, Text
from core.people import Actor, Agent
from core.relay import CLOSE, FORGOTTEN, UNDO, Line, Way, bare, way
from core.rooms import Mark
from core.texts import Texts

BUTTONS = {"pending": ("undo",), "held": ("send", "note"), "offered": ("claim", "note"), "failed": ("note", "undo")}
"""What its writer may choose under a line that waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """Where something is done in a room: on which account, at which address, about which case, by whom."""

    account: str
    place: int
    case: threads.Case
    agent: Agent
    now: datetime


class Relaying:
    """Keeps the lines of agents, and says them. `discreet` are the channels that can show something to one alone."""

    def __init__(self, engine: Engine, agents: Agents, texts: Texts, discreet: frozenset[str]) -> None:
        self._engine = engine
        self._agents = agents
        self._texts = texts
        self._discreet = discreet

    def hear(self, tx: Tx, here: Here, inbound: Inbound) -> News:
        """Take in what an agent wrote. Raises what the desk says against a note."""
        stored = tickets.hold(tx, here.case.ticket)
        if stored is None:
            return News()
        me, actor = here.agent.person, Actor.of(here.agent)
        line = Line(
            words=inbound.text,
            answers=bool(inbound.reply_to) and relays.written_by_another(tx, here.place, inbound.reply_to, me),
            names=bool(inbound.mentions),
            follows=relays.follows_another(tx, here.place, here.case.ticket, me, here.now - CLOSE),
        )
        match way(line, actor, stored.ticket):
            case Way.NOTE:
                return self._note(tx, here, inbound)
            case Way.SEND:
                return self._wait(tx, here, inbound, "pending", "pending")
            case Way.HOLD:
                return self._wait(tx, here, inbound, "held", "held")
        return self._wait(tx, here, inbound, "held", "offered")

    def choose(self, tx: Tx, row: Relay, choice: str, agent: Agent, account: str, now: datetime) -> News:
        """Do with a line what its writer has chosen. Raises what the desk says against it; then it still waits."""
        match choice:
            case "undo":
                return self.take_back(tx, row, now)
            case "claim":
                ref = self._ref(tx, row)
                _, news = self._agents.within(tx, agent, ref, Act(command=Command.CLAIM), surface=account)
                return _joined(news, self.say(tx, row, agent, account, now))
            case "send":
                return self.say(tx, row, agent, account, now)
        return self._end(tx, row, Command.NOTE, agent, account, now)

    def say(self, tx: Tx, row: Relay, agent: Agent, account: str, now: datetime) -> News:
        """Say a line to the customer."""
        return self._end(tx, row, Command.REPLY, agent, account, now)

    def take_back(self, tx: Tx, row: Relay, now: datetime) -> News:
        """Forget a line that waits."""
        relays.settle(tx, row, "withdrawn", sign=Mark.NONE, now=now)
        self._unask(tx, row, now)
        return News(words=True)

    def come_due(self, tx: Tx, row: Relay, now: datetime) -> News:
        """Say a line whose time has come, or say why not; forget one that its writer did not care for."""
        if row.state == "held":
            return self.take_back(tx, row, now)
        agent = people.present(tx, row.person)
        # A room may be gone from the configuration meanwhile; what was written there is said all the same.
        accounts = self._engine.catalogue.accounts.values()
        account = next((each.name for each in accounts if each.id == row.account), "room")
        if agent is None:
            return self.take_back(tx, row, now)
        try:
            return self.say(tx, row, agent, account, now)
        except OnkapiError as error:
            relays.settle(tx, row, "held", sign=Mark.FAILED, now=now, due=now + FORGOTTEN)
            self._unask(tx, row, now)
            self._ask(tx, row, agent, account, "failed", now, reason=Text(error.code, error.values))
            return News(words=True)

    def change(self, tx: Tx, row: Relay, words: str, account: str, now: datetime) -> News:
        """Follow an edit: what waits is said otherwise, and what was said reads otherwise, wherever it stands."""
        if row.waits:
            relays.rewrite(tx, row.id, words, row.files)
            if not words.lstrip().startswith("//"):
                return News()
            agent = people.present(tx, row.person)
            again = replace(row, words=words)
            return self._end(tx, again, Command.NOTE, agent, account, now) if agent else self.take_back(tx, row, now)
        before = timeline.original(tx, row.address, row.message_id)
        if before is None or row.entry is None:
            return News()
        timeline.revise_words(tx, before, bare(words), now)
        changed(tx, row.entry, row.ticket, now, but=row.address)
        return News(topics={f"ticket:{self._ref(tx, row)}", "desk"}, words=True)

    def delete(self, tx: Tx, row: Relay, now: datetime) -> News:
        """Follow a deletion."""
        if row.waits:
            return self.take_back(tx, row, now)
        if row.entry is None:
            return News()
        timeline.delete_for_customers(tx, row.entry, now)
        changed(tx, row.entry, row.ticket, now, but=row.address)
        return News(topics={f"ticket:{self._ref(tx, row)}", "desk"}, words=True)

    def _note(self, tx: Tx, here: Here, inbound: Inbound) -> News:
        wish = Act(command=Command.NOTE, words=bare(inbound.text), files=inbound.files)
        news = self._within(tx, here, wish)
        line = news.entry
        self._keep(tx, here, inbound, "noted", Mark.NOTED, here.now, entry=line)
        if line is not None:
            timeline.link(tx, address=here.place, message_id=inbound.message_id, direction="in", entry=line)
        return news

    def _wait(self, tx: Tx, here: Here, inbound: Inbound, state: str, asked: str) -> News:
        mark = Mark.PENDING if state == "pending" else Mark.HELD
        due = here.now + (UNDO if state == "pending" else FORGOTTEN)
        number = self._keep(tx, here, inbound, state, mark, due)
        row = relays.by_id(tx, number)
        if row is None:
            raise LookupError("a line that was just kept is not there")
        reader = inbound.sender.external_id
        self._ask(tx, row, here.agent, here.account, asked, here.now, reader=reader)
        return News(words=True, relay=(number, due) if state == "pending" else None)

    def _keep(
        self, tx: Tx, here: Here, inbound: Inbound, state: str, mark: Mark, due: datetime, entry: int | None = None
    ) -> int:
        waits = state in {"pending", "held"}
        return relays.add(
            tx,
            ticket=here.case.ticket,
            card=here.case.card,
            place=here.place,
            message_id=inbound.message_id,
            person=here.agent.person,
            words=inbound.text if waits else "",
            files=inbound.files if waits else (),
            state=state,
            now=here.now,
            due=due,
            mark=mark,
            entry=entry,
        )

    def _end(self, tx: Tx, row: Relay, command: Command, agent: Agent, account: str, now: datetime) -> News:
        """Make of a line what it is to be, and remember what it became."""
        wish = Act(command=command, words=bare(row.words), files=row.files)
        ref = self._ref(tx, row)
        _, news = self._agents.within(
            tx, agent, ref, wish, surface=account, once=f"relay-{row.id}", spoken_at=row.address
        )
        line = news.entry if news else None
        said = command is Command.REPLY
        sign = Mark.RELAYED if said else Mark.NOTED
        relays.settle(tx, row, "sent" if said else "noted", sign=sign, now=now, entry=line)
        if line is not None:
            timeline.link(tx, address=row.address, message_id=row.message_id, direction="in", entry=line)
        self._unask(tx, row, now)
        return _joined(news, News(words=True))

    def _within(self, tx: Tx, here: Here, wish: Act) -> News:
        _, news = self._agents.within(tx, here.agent, here.case.ref, wish, surface=here.account, spoken_at=here.place)
        return news or News()

    def _ask(
        self,
        tx: Tx,
        row: Relay,
        agent: Agent,
        account: str,
        asked: str,
        now: datetime,
        *,
        reader: str = "",
        reason: Text | None = None,
    ) -> None:
        """Ask the writer of a line what is to become of it, under the line, and nobody else where that can be."""
        say = partial(self._words, agent, now)
        buttons = [{"label": say(f"room.button.{each}"), "payload": f"r.{row.id}.{each}"} for each in BUTTONS[asked]]
        words = say(f"room.{asked}", reason=reason) if reason else say(f"room.{asked}")
        body = {"parts": [{"text": words, "style": "plain"}], "buttons": buttons, "reply_to": row.message_id}
        if reader and account.partition("/")[0] in self._discreet:
            body["reader"] = reader
        prompt = Written(at=now, audience="agents", author="bot", kind="prompt", text=words, body=body)
        [number] = timeline.write(tx, [prompt], ticket=None, conversation=None)
        expires = row.due_at if asked == "pending" else None
        outbox.add(tx, address=row.address, entries=[number], now=now, guards={}, expires_at=expires, card=row.card)
        relays.ask(tx, row.id, number)

    def _unask(self, tx: Tx, row: Relay, now: datetime) -> None:
        """Take the question away: what was chosen stands on the message itself."""
        current = relays.by_id(tx, row.id)
        if current is None or current.prompt is None:
            return
        timeline.delete_for_customers(tx, current.prompt, now)
        if not outbox.drop(tx, row.address, current.prompt):
            kind = "change"
            outbox.add(tx, address=row.address, entries=[current.prompt], now=now, guards={}, kind=kind, card=row.card)
        relays.ask(tx, row.id, None)

    def _words(self, agent: Agent, now: datetime, key: str, **values: object) -> str:
        zone = ZoneInfo(self._engine.catalogue.timezone)
        return self._texts.render(Text(key, values), agent.language, zone, now)

    @staticmethod
    def _ref(tx: Tx, row: Relay) -> str:
        stored: Stored | None = tickets.by_id(tx, row.ticket)
        if stored is None:
            raise LookupError("a line belongs to no ticket")
        return stored.ticket.ref


def _joined(first: News | None, second: News) -> News:
    if first is None:
        return second
    first.join(second)
    return first
