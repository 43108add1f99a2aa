"""What became of all that was acknowledged: the database, and what everybody saw, compared with what was said."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sqlalchemy import Connection, Select, and_, false, func, not_, or_, select

from bench.chats import Driver, Message, Shown
from bench.others import Receiver
from bot.store.engine import StoreUnavailable, open_store
from bot.store.outbox import CHANGED_HANDS, EXPIRED
from bot.store.tables import account, address, conversation, entry, inbox, outbox, ticket, webhook_delivery


@dataclass(slots=True)
class Given:
    """What was acknowledged: messages in groups, each chat's groups in order; and the replies to each chat."""

    said: list[Sequence[Message]] = field(default_factory=list)
    replied: dict[int, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Findings:
    """What is not as it was promised, in words; and how often something was sent again, which a crash may cause."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    disordered: list[str] = field(default_factory=list)
    resent: int = 0
    faults: int = 0
    """So often may something have been sent again: kills, pauses, restarts of the database, answers that got lost, and
    webhooks that a killed server was sending beside the first."""

    @property
    def good(self) -> bool:
        """Say whether every promise was kept."""
        return not (self.lost or self.doubled or self.disordered) and self.resent <= self.faults

    def lines(self) -> list[str]:
        """Return the first of each kind, for people."""
        named = {"lost": self.lost, "doubled": self.doubled, "disordered": self.disordered}
        return [f"{name}: {what}" for name, found in named.items() for what in found[:10]]


_PLACE = (
    select(address.c.chat)
    .select_from(conversation)
    .join(address, address.c.id == conversation.c.address)
    .join(account, account.c.id == address.c.account)
)
_SAID = (
    _PLACE.add_columns(entry.c.text)
    .join(entry, entry.c.conversation == conversation.c.id)
    .where(entry.c.author == "customer")
    .order_by(entry.c.id)
)
_OWNER_EPOCH = select(ticket.c.owner_epoch).where(ticket.c.id == outbox.c.guard_ticket).scalar_subquery()
_TICKETS = (
    _PLACE.add_columns(func.count().label("number"))
    .join(ticket, ticket.c.home_conversation == conversation.c.id)
    .group_by(address.c.chat)
)
# What is not said any more because the ticket changed hands, or because it came too late: the reason that was kept
# must be borne out by the row.
_RIGHTLY_DROPPED = and_(
    outbox.c.state == "dropped",
    or_(
        and_(outbox.c.error == CHANGED_HANDS, outbox.c.guard_epoch.is_not(None), outbox.c.guard_epoch != _OWNER_EPOCH),
        and_(outbox.c.error == EXPIRED, outbox.c.expires_at <= outbox.c.due_at),
    ),
)
_WAITING: Mapping[str, Select[int]] = {
    "events that were not worked on": select(func.count()).where(inbox.c.state != "done"),
    "messages that were not sent": select(func.count()).where(
        outbox.c.state != "sent", not_(func.coalesce(_RIGHTLY_DROPPED, false()))
    ),
    "webhooks that were not told": select(func.count()).where(webhook_delivery.c.state != "sent"),
}


def waiting(url: str) -> dict[str, int]:
    """Return how much still waits, by kind."""
    store = open_store(url)
    try:
        counts = store.look(lambda tx: {name: tx.execute(count).scalar_one() for name, count in _WAITING.items()})
    finally:
        store.close()
    return {name: count for name, count in counts.items() if count}


def telling(url: str) -> set[tuple[int, int]]:
    """Return the webhook deliveries that somebody is sending now, with the attempt; none while the database is gone."""
    wanted = select(webhook_delivery.c.id, webhook_delivery.c.attempts).where(webhook_delivery.c.state == "sending")
    store = open_store(url)
    try:
        return {(row.id, row.attempts) for row in store.look(lambda tx: tx.execute(wanted).all())}
    except StoreUnavailable:
        return set()
    finally:
        store.close()


def audit(
    url: str, driver: Driver, given: Given, shown: Mapping[int, Sequence[Shown]], receiver: Receiver, faults: int
) -> Findings:
    """Compare what was acknowledged with the database at `url` and with what was `shown` in each chat."""
    findings = Findings(resent=receiver.doubled, faults=faults)
    findings.lost += [f"{count} {name}" for name, count in waiting(url).items()]
    store = open_store(url)
    try:
        kept, tickets, deliveries = store.look(_facts)
    finally:
        store.close()
    groups: dict[int, list[Sequence[Message]]] = defaultdict(list)
    for group in given.said:
        groups[group[0].chat].append(group)
    for chat, said in groups.items():
        where = driver.chat(chat)
        _compare(findings, f"chat {chat}, kept", said, kept.get(where, []))
        _compare(
            findings, f"chat {chat}, shown", said, [line.text for line in shown[chat] if line.author == "customer"]
        )
        if tickets.get(where, 0) != 1:
            findings.doubled.append(f"chat {chat} has {tickets.get(where, 0)} tickets")
        _replies(findings, driver, chat, given.replied.get(chat, []), shown[chat])
    _told(findings, receiver, deliveries)
    return findings


def _facts(tx: Connection) -> tuple[dict[str, list[str]], dict[str, int], set[int]]:
    kept: dict[str, list[str]] = defaultdict(list)
    for chat, text in tx.execute(_SAID):
        kept[chat].append(text)
    tickets = {row.chat: row.number for row in tx.execute(_TICKETS)}
    return kept, tickets, set(tx.execute(select(webhook_delivery.c.id)).scalars())


def _compare(findings: Findings, where: str, said: Sequence[Sequence[Message]], found: Sequence[str]) -> None:
    """Each message must be there once, and none before one of an earlier group."""
    place = {message.words: number for number, group in enumerate(said) for message in group}
    times = Counter(found)
    findings.lost += [f"{where}: {words!r}" for words in place if not times[words]]
    findings.doubled += [f"{where}: {words!r} {count} times" for words, count in times.items() if count > 1]
    findings.disordered += [f"{where}: {words!r} was not said" for words in times if words not in place]
    _order(findings, where, [(place[words], words) for words in found if words in place])


def _replies(findings: Findings, driver: Driver, chat: int, replied: Sequence[str], shown: Sequence[Shown]) -> None:
    """Each reply must be shown, in its order; twice only where the channel may have to send again."""
    place = {words: number for number, words in enumerate(replied)}
    found = [words for line in shown if line.author != "customer" for words in place if line.text.endswith(words)]
    if not any(line.author != "customer" for line in shown):
        findings.lost.append(f"chat {chat} was never answered")
    findings.lost += [f"chat {chat}: the reply {words!r}" for words in place if words not in found]
    # The bot says other things twice on purpose; a reply it passes on once.
    again = sum(count - 1 for count in Counter(found).values())
    if driver.sends:
        findings.resent += again
    elif again:
        findings.doubled.append(f"chat {chat}: {again} replies are shown twice")
    _order(findings, f"chat {chat}, replies", [(place[words], words) for words in dict.fromkeys(found)])


def _told(findings: Findings, receiver: Receiver, deliveries: set[int]) -> None:
    """A receiver must have heard of everything, and of each ticket in order."""
    heard: dict[str, list[int]] = defaultdict(list)
    for number, _, ref in receiver.told:
        if number not in heard[ref]:
            heard[ref].append(number)
    missing = deliveries - {number for number, _, _ in receiver.told}
    findings.lost += [f"webhook delivery {number}" for number in sorted(missing)]
    for ref, numbers in heard.items():
        _order(findings, f"webhooks of {ref}", [(number, str(number)) for number in numbers])


def _order(findings: Findings, where: str, placed: Sequence[tuple[int, str]]) -> None:
    for (before, first), (after, second) in pairwise(placed):
        if after < before:
            findings.disordered.append(f"{where}: {second!r} after {first!r}")
