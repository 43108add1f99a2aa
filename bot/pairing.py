"""What the shell knows and does when two channels become one person's (`core.dialogue.pairing`).

Theory of operation. Whoever joins two persons holds both rows, the smaller number first. A turn holds its own person
when it finds out that there is another; so it gives up (`MustHold`), and is played again with both held from the start.
The one who is left keeps an empty row: whoever waits for its lock gets it, looks again and goes on to the other.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from datetime import datetime

from bot.stage import MustHold, PairingLetter, Stage
from bot.store import audit, conversations, outbox, pairing, timeline
from bot.store.conversations import Place
from bot.store.engine import Tx
from bot.store.timeline import Written
from core.dialogue.codes import PAIRINGS
from core.dialogue.codes import pairing as spelled
from core.dialogue.pairing import DAY
from core.proofs import Pair


def worth(tx: Tx, code: str, place: Place, now: datetime, held: Collection[int]) -> str:
    """Return whose `code` is for the person of `place`: "other", "own", or "" where it does nothing here."""
    offer = pairing.valid(tx, code, now)
    if offer is None or offer.organization not in {None, place.organization}:
        return ""
    if offer.person == place.person:
        return "own"
    if offer.person not in held or place.person not in held:
        raise MustHold((offer.person, place.person))
    # Two agents stay two: what each has done stands under his name.
    return "" if offer.works and pairing.works(tx, place.person) else "other"


def pairing_letter(tx: Tx, stage: Stage, until: datetime, draw: Callable[[int], int]) -> PairingLetter:
    """Draw a code that nobody has, as a message of its own: what is nothing but the code is copied at a touch."""
    while pairing.is_taken(tx, code := spelled(draw(PAIRINGS))):
        pass
    body = {"parts": [{"text": code, "style": "plain"}]}
    written = Written(at=stage.now, audience="customer", author="bot", kind="pairing", text=code, body=body)
    return PairingLetter(code=code, until=until, written=written)


def for_agent(tx: Tx, number: int, now: datetime, draw: Callable[[int], int] = secrets.randbelow) -> str:
    """Return a code that leads once to the agent who is the person `number`; the codes before end."""
    while pairing.is_taken(tx, code := spelled(draw(PAIRINGS))):
        pass
    pairing.offer(tx, code, whose=number, organization=None, entry=None, expires_at=now + DAY)
    return code


def write_pairing(tx: Tx, place: Place, letter: PairingLetter, now: datetime) -> None:
    """Keep the code as a hash; its line stands on no ticket and in no conversation that agents read."""
    [entry] = timeline.write(tx, [letter.written], ticket=None, conversation=None)
    pairing.offer(
        tx,
        letter.code,
        whose=place.person,
        organization=place.organization,
        entry=entry,
        expires_at=letter.until,
    )
    outbox.add(tx, address=place.address_id, entries=[entry], now=now, guards={}, expires_at=letter.until)


def join(tx: Tx, stage: Stage) -> None:
    """Let the two be one, if the turn wants it: the one whose code it is lives on, or the one who is an agent."""
    for wish in stage.proofs:
        if not isinstance(wish, Pair) or stage.place is None:
            continue
        place = conversations.by_id(tx, stage.place.conversation)
        offer = pairing.valid(tx, wish.code, stage.now)
        if place is None or offer is None:
            raise LookupError("the code was used meanwhile")
        pairing.use(tx, wish.code, stage.now)
        old, new = place.person, offer.person
        if pairing.works(tx, old):
            old, new = new, old
        pairing.join(tx, old, new)
        subject = f"person:{new}"
        audit.record(tx, stage.now, who=subject, surface="chat", what="person.join", subject=subject, joined=old)
