"""The door for messages: everything that a channel brings is kept first, then understood.

Theory of operation. `receive` records the event in one row, with the words on the timeline. What cannot
wait (a press, words to a person who has the case) is played in the same transaction. Free words to the
bot wait for a moment, because people write one thought in several lines: the row stays pending and the
conversation gets a moment to wake at. `wake` then plays all that is pending as one message. A crash loses
neither: the pending rows and the moment are in the database, and a sweep finds them.

A turn that fails for a reason of its own goes back to the savepoint: its rows become dead letters, people
get the words as a ticket, the customer hears one honest sentence. Trouble of the database rolls back
everything instead; then nothing is acknowledged, and the platform brings the event again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.arriving import place_of
from bot.border import washed
from bot.catalogue import Account
from bot.clock import Clock
from bot.crowd import Crowds
from bot.flood import counted, slowed_down
from bot.hub import address_topic
from bot.participants import hear, participant
from bot.reading import Aimed, aim, aim_at, case_of, chosen_by, hide_across, introduced, joined, stage_for, write_down
from bot.revising import REVISIONS, Revised, revise
from bot.searching import Searching
from bot.settling import settled
from bot.stage import Found, MustHold, MustSearch, News
from bot.store import conversations, inbox, letters, tickets
from bot.store.conversations import Place
from bot.store.engine import Store, Tx, is_transient
from bot.store.inbox import Kept
from bot.store.savepoint import Savepoint
from bot.store.tickets import Stored
from bot.trouble import bury
from bot.turn import Engine
from core.dialogue import Event, Needs, Reminded, Said, Talk, needs
from core.host import Answer
from core.messages import Inbound
from core.pace import Pace
from core.ticket import Status
from kb.library import Library

MOST_STAGES = 8
"""Cases that one message may reach: each of the matters in it, and the one that it was said to."""


class Intake:
    """Receives events and wakes conversations. `tell` hears of every committed turn.

    `settle` is in seconds, `flood` in messages that a conversation may bring in a minute, `flood_organization` in
    those of all customers of one organization.
    """

    def __init__(
        self,
        store: Store,
        engine: Engine,
        library: Library,
        clock: Clock,
        *,
        settle: float,
        flood: int = 20,
        flood_organization: int = 1_200,
        without_buttons: Collection[str] = (),
        tell: Callable[[News], None],
    ) -> None:
        self._store = store
        self._engine = engine
        self._searching = Searching(store, library)
        self._clock = clock
        self.settle = timedelta(seconds=settle)
        self._flood = flood
        self._crowds = Crowds(flood_organization)
        self._without_buttons = frozenset(without_buttons)
        self._tell = tell

    async def receive(self, inbound: Inbound) -> Answer:
        """Keep `inbound` and act on it if it cannot wait; return after the commit.

        An event that was received before changes nothing. Raises `StoreUnavailable` when nothing was kept.
        """
        account = self._engine.catalogue.accounts[inbound.address.account]
        inbound = washed(inbound)
        late = self._crowds.late(account.organization, self._clock.now())
        news = await self._searching.run(lambda tx, found: self._receive(tx, inbound, account, found, late))
        if news is not None:
            self._tell(news)
        return Answer(news.answer if news else "")

    async def wake(self, conversation: int) -> None:
        """Play what waits in a conversation as one message; nothing if its moment has not come."""
        found = await self._searching.ahead(conversation, partial(self._foresee, conversation))
        if found is None:
            return
        news = await self._searching.run(lambda tx, found: self._wake(tx, conversation, found), found)
        if news is not None:
            self._tell(news)

    async def replay(self, number: int) -> None:
        """Play an event once more that was a dead letter; nothing if it is none that somebody wants replayed."""
        news = await self._searching.run(partial(self._again, number))
        if news is not None:
            self._tell(news)

    async def due(self) -> list[int]:
        """Return the conversations whose moment has come."""
        now = self._clock.now()
        return await self._store.read(lambda tx: conversations.due(tx, now))

    def close(self) -> None:
        """Wait for what is being searched, and search no more."""
        self._searching.close()

    def _receive(self, tx: Tx, inbound: Inbound, account: Account, found: Found, late: timedelta | None) -> News | None:
        now = self._clock.now()
        place = place_of(tx, self._engine.catalogue, inbound, account, now)
        number = inbox.keep(tx, inbound, account_id=account.id, address_id=place.address_id, now=now)
        if number is None:
            return None
        kept = Kept(number, inbound)
        if speaker := participant(tx, place, inbound, account.channel, now):
            return hear(tx, self._engine, place, kept, speaker, now)
        return self._guarded(tx, place, [kept], now, lambda: self._take(tx, place, kept, now, found, late))

    def _again(self, number: int, tx: Tx, found: Found) -> News | None:
        now, kept = self._clock.now(), letters.take(tx, number)
        if kept is None:
            return None
        account = self._engine.catalogue.accounts[kept.inbound.address.account]
        place = place_of(tx, self._engine.catalogue, kept.inbound, account, now)
        letters.move(tx, number, place.address_id)
        return self._guarded(tx, place, [kept], now, lambda: self._take(tx, place, kept, now, found, None))

    def _guarded(self, tx: Tx, place: Place, rows: list[Kept], now: datetime, turn: Callable[[], News]) -> News:
        """Run `turn` in a savepoint; what fails for a reason of its own makes dead letters of `rows`."""
        savepoint = Savepoint(tx)
        try:
            news = turn()
        except (MustSearch, MustHold):
            raise
        except Exception as error:
            if is_transient(error):
                raise
            savepoint.undo()
            return bury(tx, self._engine, place, rows, now, error)
        savepoint.keep()
        return news

    def _take(self, tx: Tx, place: Place, kept: Kept, now: datetime, found: Found, late: timedelta | None) -> News:
        """Write the words down, and play the turn now if it cannot wait."""
        place, inbound = introduced(place, kept.inbound)
        kept = replace(kept, inbound=inbound)
        if inbound.kind in REVISIONS and (change := revise(tx, self._engine, place, kept, now)):
            return self._replay(tx, place, kept, change, now, found)
        pressed = chosen_by(tx, place, inbound, self._without_buttons)
        focus = tickets.living(tx, tickets.by_id(tx, place.focus)) if place.focus else None
        held = focus if focus and _held_by_people(focus) else None
        place = counted(place, now, pressed=pressed is not None)
        if pressed is None and (news := slowed_down(tx, self._engine, place, held, kept, now, self._flood, late)):
            return news
        if pressed is None and held is None and not inbound.code:
            if not kept.again and not write_down(tx, place, inbound, inbound.text, now):
                return self._replay(tx, place, kept, Revised(), now, found)
            moment, since = settled(place.gathering_since or now, inbound.text, now, self.settle)
            conversations.gather(tx, place.conversation, moment, since, place.pace)
            return News(topics={address_topic(place.address)}, wake=(place.conversation, moment))
        words = pressed.event.label if pressed else inbound.text
        said = joined([kept])
        aimed = pressed.aimed if pressed else self._aim(tx, place, said, [kept])
        if not kept.again and not write_down(tx, place, inbound, words, now):
            return self._replay(tx, place, kept, Revised(), now, found)
        news = self._play(tx, place, aimed, pressed.event if pressed else said, now, found)
        inbox.done(tx, [kept.id])
        return news

    def _replay(self, tx: Tx, place: Place, kept: Kept, change: Revised, now: datetime, found: Found) -> News:
        """Finish an event that changed what was said before; what it says anew is played."""
        inbox.done(tx, [kept.id])
        place = counted(place, now, pressed=False)
        if change.said is not None and not Pace.of(place.pace).too_fast(self._flood):
            change.news.join(self._play(tx, place, change.aimed, change.said, now, found))
        return change.news

    def _wake(self, tx: Tx, conversation: int, found: Found) -> News | None:
        now = self._clock.now()
        place = conversations.hold(tx, conversation)
        if place is None or place.wake_at is None or place.wake_at > now:
            return None
        rows = inbox.pending(tx, place.address_id)
        if not rows:
            return self._remind(tx, place, now, found)
        return self._guarded(tx, place, rows, now, lambda: self._answer(tx, place, rows, now, found))

    def _answer(self, tx: Tx, place: Place, rows: list[Kept], now: datetime, found: Found) -> News:
        """Play what waited as one message."""
        said = joined(rows)
        hide_across(tx, place, rows, said, now)
        news = self._play(tx, place, self._aim(tx, place, said, rows), said, now, found, woken=True)
        inbox.done(tx, [row.id for row in rows])
        if len(rows) == inbox.MOST:
            conversations.wake_later(tx, place.conversation, now)
            news.wake = (place.conversation, now)
        return news

    def _remind(self, tx: Tx, place: Place, now: datetime, found: Found) -> News | None:
        """Nobody wrote any more: take up what was kept until we knew where it belongs."""
        conversations.rest(tx, place.conversation)
        if not Talk.of(place.talk).asking:
            return None
        return self._play(tx, place, aim_at(tx, place, None, unaimed=True), Reminded(), now, found, woken=True)

    def _aim(self, tx: Tx, place: Place, said: Said, rows: list[Kept]) -> Aimed:
        reply_to = next((row.inbound.reply_to for row in rows if row.inbound.reply_to), "")
        return aim(tx, place, said, self._engine.catalogue.services, reply_to)

    def _foresee(self, conversation: int, tx: Tx) -> tuple[Needs, Place] | None:
        """Say what the turn of a conversation that is due will need; None if there is none."""
        place = conversations.by_id(tx, conversation)
        if place is None or place.wake_at is None or place.wake_at > self._clock.now():
            return None
        rows = inbox.pending(tx, place.address_id)
        if not rows:
            return Needs(language=place.language), place
        said = joined(rows)
        return needs(case_of(place, self._aim(tx, place, said, rows)), said), place

    def _play(
        self,
        tx: Tx,
        place: Place,
        aimed: Aimed,
        event: Event,
        now: datetime,
        found: Found,
        *,
        woken: bool = False,
    ) -> News:
        """Play an event of the customer's, then what it lets take up on other cases of his, and write it all."""
        news = News()
        events = deque([(aimed, event, "")])
        for _ in range(MOST_STAGES):
            aimed, event, moved_from = events.popleft()
            stage = stage_for(place, aimed, now)
            stage.woken, stage.moved_from = woken, moved_from
            self._engine.play(tx, stage, event, found)
            news.join(self._engine.write(tx, stage))
            if not stage.taken_up and not events:
                return news
            place = conversations.by_id(tx, place.conversation) or place
            for taken in stage.taken_up:
                stored = tickets.by_ref(tx, taken.ref) if taken.ref else None
                events.append((aim_at(tx, place, stored), Said(words=taken.words), taken.moved_from))
            woken = False
        raise RuntimeError(f"a message was taken up more than {MOST_STAGES} times")


def _held_by_people(stored: Stored) -> bool:
    return stored.ticket.with_people and stored.ticket.status is not Status.SOLVED
