"""What agents type after a slash: done to the case of the thread, or told to who asked alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot import staffing
from bot.agents import Agents
from bot.rooms.relaying import Here
from bot.staffing import By
from bot.stage import News
from bot.store import audit, people, promises, relays, room_lists, threads, tickets, timeline
from bot.store.engine import Tx
from bot.turn import Engine
from core.dialogue.days import day_meant
from core.dialogue.intents import references
from core.effects import Act, Command
from core.errors import NotFound
from core.host import Answer
from core.messages import Inbound, Moment, Text
from core.pauses import proposed
from core.people import Agent
from core.rooms import Mark
from core.shorthand import Names, Typed, Word, on_duty, wish
from core.texts import Texts
from core.ticket import Ticket

MOST = 15
"""Tickets in the list of a queue."""

_SAID = {Command.REPLY: ("sent", Mark.RELAYED), Command.NOTE: ("noted", Mark.NOTED)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """In which room something is typed, by whom; `queues` are those that work there."""

    account: str
    account_id: int
    place: int
    queues: tuple[str, ...]
    agent: Agent
    now: datetime


class Commands:
    """Carries out what is typed after a slash."""

    def __init__(self, engine: Engine, agents: Agents, texts: Texts) -> None:
        self._engine = engine
        self._agents = agents
        self._texts = texts

    def carry_out(
        self, tx: Tx, where: Where, case: threads.Case | None, given: Typed, inbound: Inbound
    ) -> tuple[Answer, News]:
        """Do what is asked, about `case` or the ticket that is named. Raises what the desk says against it."""
        if given.word is Word.DUTY:
            given = on_duty(given.rest)
        match given.word:
            case None:
                return self._tell(where, Text("room.no_command")), News()
            case Word.HELP:
                return self._tell(where, Text("room.help")), News()
            case Word.QUEUE:
                return Answer(self._queue(tx, where)), News()
            case Word.DUTY | Word.AWAY | Word.BACK:
                return self._tell(where, self._duty(tx, where, given)), News()
        named, rest = (case, given.rest) if case else _named(tx, where, inbound.address.chat, given.rest)
        if named is None:
            return self._tell(where, Text("room.which")), News()
        return self._about(tx, where, named, Typed(given.word, rest), inbound)

    def state_of(self, ticket: Ticket) -> Text:
        """Return how a ticket stands, in one line."""
        status = Text(f"card.status.{ticket.status}")
        if ticket.owner_name and ticket.open:
            return Text("room.state_owned", {"ref": ticket.ref, "status": status, "agent": ticket.owner_name})
        return Text("room.state", {"ref": ticket.ref, "status": status})

    def names(self, tx: Tx, ticket: Ticket) -> Names:
        """Return what may be named about a ticket."""
        catalogue = self._engine.catalogue
        queues = (each for each in catalogue.queues.values() if each.organization in {None, ticket.organization})
        return Names(
            queues={each.key: each.name for each in queues},
            services={each.key: each.name for each in catalogue.services},
            banks={each.id: each.symptom for each in self._engine.banks().values()},
            colleagues=people.colleagues(tx),
        )

    def soon(self, ticket: Ticket, now: datetime) -> datetime:
        """Return when something that waits for somebody else is looked at again, where nobody says."""
        organization = self._engine.catalogue.organizations[ticket.organization]
        return proposed(organization.contract.calendar, now)[0]

    def _about(self, tx: Tx, where: Where, case: threads.Case, given: Typed, inbound: Inbound) -> tuple[Answer, News]:
        stored = tickets.by_id(tx, case.ticket)
        if stored is None or given.word is None:
            raise NotFound(ref=case.ref)
        ticket = stored.ticket
        if given.word is Word.BANK and not given.rest.strip():
            return Answer(self._banks(where)), News()
        wanted = wish(given.word, given.rest, ticket, self.names(tx, ticket), self.soon(ticket, where.now))
        if wanted is None:
            return self._tell(where, self.state_of(ticket)), News()
        if wanted.command in _SAID:
            wanted = _with_files(wanted, inbound)
        here = Here(account=where.account, place=where.place, case=case, agent=where.agent, now=where.now)
        outcome, news = self._agents.within(
            tx, where.agent, case.ref, wanted, surface=where.account, spoken_at=where.place
        )
        if news is not None and wanted.command in _SAID:
            _remember(tx, here, inbound, wanted.command, news.entry)
        told = self._tell(where, Text("room.yours", {"ref": case.ref})) if outcome.repeated else Answer()
        return told, news or News()

    def _banks(self, where: Where) -> str:
        """List the question banks, as they are to be named."""
        known = sorted(self._engine.banks().values(), key=lambda bank: bank.id)
        lines = [Text("room.bank", {"id": each.id, "symptom": each.symptom}) for each in known]
        return "\n".join(self._say(where, line) for line in (Text("room.banks"), *lines))

    def _queue(self, tx: Tx, where: Where) -> str:
        """List what waits in the queues of a room, what is promised first at the top."""
        rows = room_lists.waiting(tx, where.agent, where.queues)
        if not rows:
            return self._say(where, Text("room.queue_empty"))
        due = promises.running(tx, where.agent)
        rows = sorted(rows, key=lambda row: (row.id not in due, due[row.id].by if row.id in due else where.now))
        lines = [self._say(where, Text("room.queue_head", {"count": len(rows)}))]
        for row in rows[:MOST]:
            status = row.owner or Text(f"card.status.{row.status}")
            values = {"ref": row.ref, "priority": row.priority, "title": row.title, "status": status}
            if row.id in due:
                lines.append(
                    self._say(where, Text("room.queue_due", values | {"when": Moment(due[row.id].by, "when")}))
                )
            else:
                lines.append(self._say(where, Text("room.queue_line", values)))
        return "\n".join([*lines, *(("…",) if len(rows) > MOST else ())])

    def _duty(self, tx: Tx, where: Where, given: Typed) -> Text:
        """Note that an agent goes or comes, and say which it is now."""
        by = By(who=audit.by(where.agent), surface="chat", now=where.now)
        zone = self._engine.catalogue.timezone
        if given.word is Word.AWAY:
            today = where.now.astimezone(ZoneInfo(zone)).date()
            day = day_meant(given.rest, today) if given.rest else None
            until = day.isoformat() if day else given.rest
            staffing.leave(tx, by, where.agent.key, until=until, zone=zone, substitute="", pass_on=False)
            if day is not None:
                return Text("room.away_until", {"day": day.strftime("%d.%m.%Y")})
        elif given.word is Word.BACK:
            staffing.come_back(tx, by, where.agent.key)
        on = people.on_duty(tx, where.agent.person, where.now)
        return Text("room.there" if on else "room.away")

    def _tell(self, where: Where, text: Text) -> Answer:
        return Answer(self._say(where, text))

    def _say(self, where: Where, text: Text) -> str:
        return self._texts.render(text, where.agent.language, ZoneInfo(self._engine.catalogue.timezone), where.now)


def _named(tx: Tx, where: Where, chat: str, rest: str) -> tuple[threads.Case | None, str]:
    """Return the ticket that is named first, if it has a card in the room, and what comes after it."""
    first, _, more = rest.partition(" ")
    found = references(first)
    case = threads.case_in(tx, found[0], where.account_id, chat) if found else None
    return case, more.strip()


def _with_files(wanted: Act, inbound: Inbound) -> Act:
    return Act(command=wanted.command, words=wanted.words, files=inbound.files)


def _remember(tx: Tx, here: Here, inbound: Inbound, command: Command, line: int | None) -> None:
    """Keep which message a line is, so that its mark, its edits and its deletion follow."""
    state, mark = _SAID[command]
    relays.add(
        tx,
        ticket=here.case.ticket,
        card=here.case.card,
        place=here.place,
        message_id=inbound.message_id,
        person=here.agent.person,
        words="",
        files=(),
        state=state,
        now=here.now,
        due=here.now,
        mark=mark,
        entry=line,
    )
    if line is not None:
        timeline.link(tx, address=here.place, message_id=inbound.message_id, direction="in", entry=line)
