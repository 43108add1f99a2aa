"""Erasing a person, a ticket, or what has come of age: who may is asked by the caller, what goes by the store.

An open ticket is closed as `erased` by the desk's own command after its words are gone, so that whoever is told of its
end (rooms, webhooks) is told nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.clock import Clock
from bot.files.vault import Vault
from bot.stage import News, Stage
from bot.store import audit, erasing, people, tickets
from bot.store.engine import Store, Tx
from bot.store.words import Scope
from bot.turn import Engine
from core.effects import Act, Command
from core.people import CLOCK
from core.ticket import Status

log = structlog.get_logger(__name__)

BATCH = 20
"""Tickets whose words one transaction forgets: turns go on in between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What an erasure found: how many tickets, and how many contents of files are gone. `known` is False for nobody."""

    known: bool
    tickets: int = 0
    files: int = 0


class Erasing:
    """Forgets. `keep` says for each organization how long closed tickets keep their words; without it, for ever."""

    def __init__(
        self,
        store: Store,
        engine: Engine,
        vault: Vault,
        clock: Clock,
        *,
        keep: Mapping[str, timedelta],
        keep_audit: timedelta | None,
        tell: Callable[[News], None],
    ) -> None:
        self._store = store
        self._engine = engine
        self._vault = vault
        self._clock = clock
        self._keep = keep
        self._keep_audit = keep_audit
        self._tell = tell

    async def person(self, number: int, *, who: str, surface: str) -> Erased:
        """Erase the person `number`; who is erased already, or not there, changes nothing."""
        erased, news = await self._store.write(lambda tx: self.erase_person(tx, number, who=who, surface=surface))
        if erased.known:
            await self._store.tidy()
            self._tell(news)
        return erased

    def erase_person(self, tx: Tx, number: int, *, who: str, surface: str) -> tuple[Erased, News]:
        """Do what `person` does, in a transaction."""
        now, news = self._clock.now(), News()
        people.lock(tx, number)
        if not people.is_known(tx, number):
            return Erased(known=False), news
        scope = erasing.scope_of_person(tx, number)
        mails = erasing.mails_in(tx, scope)
        freed = erasing.forget_words(tx, scope, now)
        freed += erasing.forget_person(tx, number, scope, now)
        erasing.forget_mailboxes(tx, mails, now)
        for each in scope.tickets:
            news.join(self._close(tx, each, now, surface))
        told = {"tickets": len(scope.tickets), "files": len(freed)}
        audit.record(tx, now, who=who, surface=surface, what="person.erase", subject=f"person:{number}", **told)
        self._remove(freed)
        return Erased(known=True, tickets=len(scope.tickets), files=len(freed)), news

    async def sweep(self) -> None:
        """Forget the words of tickets that were closed long enough ago, and lines of the audit that are as old."""
        now, forgotten = self._clock.now(), 0
        for organization, span in self._keep.items():
            while number := await self._store.write(partial(self._of_age, organization, now - span, now)):
                forgotten += number
        if self._keep_audit is not None:
            until = now - self._keep_audit
            await self._store.write(lambda tx: audit.forget(tx, until))
        if forgotten:
            await self._store.tidy()
            log.info("words_of_old_tickets_forgotten", tickets=forgotten)

    def _of_age(self, organization: str, before: datetime, now: datetime, tx: Tx) -> int:
        rows = erasing.of_age(tx, organization, before, BATCH)
        for person in sorted({row.requester for row in rows}):
            people.lock(tx, person)
        if rows:
            scope = Scope(tickets=tuple(row.id for row in rows), refs=tuple(row.ref for row in rows))
            self._remove(erasing.forget_words(tx, scope, now))
            audit.record(
                tx, now, who=audit.CLOCK, surface="clock", what="ticket.age", subject=f"organization:{organization}",
                tickets=list(scope.refs),
            )  # fmt: skip
        return len(rows)

    def _close(self, tx: Tx, number: int, now: datetime, surface: str) -> News:
        stored = tickets.by_id(tx, number)
        if stored is None or stored.ticket.status is Status.CLOSED:
            return News(topics={f"ticket:{stored.ticket.ref}", "desk"} if stored else set())
        stage = Stage(place=None, stored=stored, now=now, actor=CLOCK, surface=surface)
        self._engine.move(tx, stage, Act(command=Command.ERASE))
        return self._engine.write(tx, stage)

    def _remove(self, freed: list[str]) -> None:
        for content in freed:
            self._vault.remove(content)
