"""A short trial of real servers that are killed; and the audit at its end, which must see what it is there to see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, update

from bench.audit import Findings, Given, audit, telling
from bench.chaos import QUICK, run
from bench.chats import Message, Shown, WebChats
from bench.others import Receiver
from bot.store import webhooks
from bot.store.engine import Tx
from bot.store.outbox import CHANGED_HANDS, EXPIRED
from bot.store.tables import entry, inbox, message_link, outbox, ticket
from core.messages import Address
from core.messages import Kind as Event
from tests.databases import KINDS, Kind
from tests.world import World

MATTER, MORE = Message(0, 0, "bir insanla görüşmek istiyorum"), Message(0, 1, "ek bilgi: satır 1")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", KINDS)
def test_killed_servers_lose_nothing_double_nothing_and_keep_the_order(kind: Kind) -> None:
    result = run(replace(QUICK[kind], messages=96, chats=8, seconds=10.0, kills=2, between_kills=(3.0, 4.0), pause=2.0))
    assert result.findings.lines() == []
    assert result.findings.good
    assert (result.messages, result.kills) == (96, 2)
    assert result.replies > 8
    assert result.attempts > result.messages, "some were brought twice"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", KINDS)
def test_a_database_that_goes_away_loses_nothing_and_is_noticed_when_it_is_back(kind: Kind) -> None:
    quiet = replace(QUICK[kind], messages=96, chats=8, seconds=6.0, kills=0, pauses=0, restarts=1, away=4.0)
    result = run(quiet)
    assert result.findings.lines() == []
    assert result.seconds > quiet.seconds / 2 + quiet.away
    assert 0 < result.resumed < 10, "the limit of the promise, in a trial of seconds"


@pytest.fixture
def desk(sqlite_url: str) -> Iterator[World]:
    """Yield a desk to which a visitor has said two things."""
    made = World(sqlite_url)
    visitor = made.customer("visitor")
    for message in (MATTER, MORE):
        event = visitor.inbound(Event.TEXT, text=message.words)
        event = replace(event, address=Address("web/ornek", WebChats().chat(0)))
        made.run(made.app.intake.receive(event))
        made.waits(seconds=5)
    yield made
    made.close()


def judged(desk: World, given: Given | None = None, receiver: Receiver | None = None) -> Findings:
    """Return what the audit finds, with the visitor's page as it is now."""
    place = Address("web/ornek", WebChats().chat(0))
    lines = desk.run(desk.app.host.transcript(place))
    seen = [Shown(line.author, "\n\n".join(part.text for part in line.parts)) for line in lines]
    said = given or Given(said=[[MATTER], [MORE]])
    return audit(desk.app.store.url, WebChats(), said, {0: seen}, receiver or Receiver(), faults=1)


def test_a_desk_that_kept_its_word_is_found_good(desk: World) -> None:
    findings = judged(desk)
    assert findings.good
    assert findings.lines() == []


def test_what_was_said_and_is_not_there_is_lost(desk: World) -> None:
    findings = judged(desk, Given(said=[[MATTER], [MORE], [Message(0, 2, "ek bilgi: satır 2")]]))
    assert len(findings.lost) == 2, "neither kept nor shown"


def test_a_reply_that_is_not_shown_is_lost(desk: World) -> None:
    assert judged(desk, Given(said=[[MATTER], [MORE]], replied={0: ["Bakıyorum"]})).lost


def test_what_waits_for_ever_is_lost(desk: World) -> None:
    desk.app.store.run(lambda tx: tx.execute(update(inbox).values(state="pending")))
    assert judged(desk).lost == ["2 events that were not worked on"]


def test_what_was_rightly_not_said_any_more_is_not_lost(desk: World) -> None:
    run, now = desk.app.store.run, desk.clock.now()
    number = run(lambda tx: tx.execute(select(ticket.c.id)).scalar_one())
    last = run(lambda tx: tx.execute(select(func.max(outbox.c.id))).scalar_one())

    def becomes(**values: Any) -> list[str]:
        run(lambda tx: tx.execute(update(outbox).where(outbox.c.id == last).values(state="dropped", **values)))
        return judged(desk).lost

    not_sent = ["1 messages that were not sent"]
    # It was meant to be said as long as nobody else had the ticket, and somebody else has it by now.
    guarded = {"guard_ticket": number, "guard_epoch": 0}
    run(lambda tx: tx.execute(update(ticket).values(owner_epoch=1)))
    assert becomes(error=CHANGED_HANDS, **guarded) == []
    assert becomes(error=EXPIRED, expires_at=now, due_at=now, **guarded) == []
    # A reason that the row does not bear out, another reason, or none.
    assert becomes(error=CHANGED_HANDS, guard_ticket=number, guard_epoch=1) == not_sent
    assert becomes(error=CHANGED_HANDS, guard_ticket=None, guard_epoch=None) == not_sent
    assert becomes(error=EXPIRED, expires_at=now, due_at=now - timedelta(seconds=1)) == not_sent
    assert becomes(error=EXPIRED, expires_at=None, due_at=now) == not_sent
    assert becomes(error="the room is gone", **guarded) == not_sent
    assert becomes(error=None, **guarded) == not_sent


def test_words_that_are_kept_twice_are_doubled(desk: World) -> None:
    def twice(tx: Tx) -> None:
        row = tx.execute(select(entry).where(entry.c.text == MORE.words)).mappings().one()
        tx.execute(insert(entry), {name: value for name, value in row.items() if name != "id"})

    desk.app.store.run(twice)
    assert len(judged(desk).doubled) == 1


def test_a_second_ticket_for_one_matter_is_seen(desk: World) -> None:
    def twice(tx: Tx) -> None:
        row = tx.execute(select(ticket)).mappings().one()
        tx.execute(insert(ticket), {name: value for name, value in row.items() if name != "id"} | {"ref": "A2B3C4"})

    desk.app.store.run(twice)
    assert judged(desk).doubled == ["chat 0 has 2 tickets"]


def test_messages_that_changed_places_are_seen_unless_they_were_brought_at_once(desk: World) -> None:
    assert len(judged(desk, Given(said=[[MORE], [MATTER]])).disordered) == 2, "kept and shown"
    assert judged(desk, Given(said=[[MORE, MATTER]])).good


def test_what_nobody_said_is_seen(desk: World) -> None:
    desk.app.store.run(lambda tx: tx.execute(update(entry).where(entry.c.text == MORE.words).values(text="başka")))
    findings = judged(desk)
    assert findings.lost
    assert findings.disordered


def test_a_page_that_does_not_show_what_was_kept_is_seen(desk: World) -> None:
    desk.app.store.run(lambda tx: tx.execute(delete(message_link)))
    findings = judged(desk)
    assert [line.partition(":")[0] for line in findings.lost] == [
        "chat 0, shown",
        "chat 0, shown",
        "chat 0 was never answered",
    ]


def test_a_receiver_may_hear_twice_only_what_a_crash_explains(desk: World) -> None:
    receiver = Receiver(told=[(1, "ticket.opened", "A2B3C4")] * 2)
    assert judged(desk, receiver=receiver).good
    receiver.told += receiver.told
    assert not judged(desk, receiver=receiver).good


def test_a_receiver_that_hears_of_a_ticket_in_the_wrong_order_is_seen(desk: World) -> None:
    receiver = Receiver(told=[(2, "ticket.claimed", "A2B3C4"), (1, "ticket.opened", "A2B3C4")])
    assert judged(desk, receiver=receiver).disordered


def test_a_webhook_that_is_being_told_is_known_by_its_attempt(desk: World) -> None:
    now, run, url = desk.clock.now(), desk.app.store.run, desk.app.store.url
    run(lambda tx: webhooks.add(tx, "trial", None, {"type": "ticket.opened"}, now))
    assert telling(url) == set()
    [claimed] = run(lambda tx: webhooks.claim(tx, "trial", now))
    assert telling(url) == {(claimed.id, 1)}
    run(lambda tx: webhooks.settle(tx, claimed, "sent", due=now))
    assert telling(url) == set()
