"""What the shell knows and does when a customer proves who he is (`core.dialogue.proving`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.catalogue import Account, Catalogue
from bot.pairing import worth, write_pairing
from bot.stage import CodeLetter, PairingLetter, Stage
from bot.store import conversations, outbox, proofs, timeline
from bot.store.conversations import Place
from bot.store.engine import Tx
from bot.store.timeline import Written
from core.dialogue import Needs
from core.messages import Address, Localized, Text
from core.proofs import Mistaken, Pair, SendCode, Verify
from core.texts import Texts

BY_INVITATION = "invitation"
"""What `customer.proof` says of who was verified by one; else it is the address that was proved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of proofs in a turn: the fields of `core.dialogue.Facts` with these names."""

    codes: Mapping[str, str | None]
    mailed_at: tuple[datetime, ...]
    mistaken_at: tuple[datetime, ...]
    pairings: Mapping[str, str]


def known(tx: Tx, place: Place, wanted: Needs, now: datetime, held: Collection[int]) -> Known:
    """Look up what `wanted` asks about codes; the person of `place` is locked, those `held` were locked in order.

    Raises `MustHold` for a code that leads to a person who is not held.
    """
    codes: Mapping[str, str | None] = {}
    mistaken: tuple[datetime, ...] = ()
    if wanted.codes:
        codes = proofs.valid(tx, wanted.codes, organization=place.organization, customer=place.customer, now=now)
    if wanted.codes or wanted.pairings:
        mistaken = proofs.mistaken_at(tx, place.person, now)
    mailed = proofs.mailed_at(tx, place.person, wanted.address.lower(), now) if wanted.address else ()
    pairings = {code: worth(tx, code, place, now, held) for code in wanted.pairings}
    return Known(codes=codes, mailed_at=mailed, mistaken_at=mistaken, pairings=pairings)


def sender_for(organization: str, catalogue: Catalogue, channels: Collection[str]) -> Account | None:
    """Return the account of `channels`, which only send, that mails for `organization`: its own, else one for all."""
    able = [account for account in catalogue.accounts.values() if account.channel in channels]
    own = (account for account in able if account.organization == organization)
    return next(own, next((account for account in able if not account.organization), None))


def code_letter(
    stage: Stage,
    wish: SendCode,
    sender: Account | None,
    code: str,
    desk: str | Localized,
    texts: Texts,
    zone: ZoneInfo,
) -> CodeLetter:
    """Write the mail that carries `code`: its subject, then a paragraph each. Raise `LookupError` without a sender."""
    if sender is None:
        raise LookupError("nobody can mail a code for this organization")
    said = (
        Text("mail.code_subject", {"desk": desk}),
        Text("mail.code", {"code": code}),
        Text("mail.code_use"),
        Text("mail.code_warning"),
    )
    parts = texts.parts(said, stage.conversation.language, zone, stage.now)
    body = {"parts": [{"text": part.text, "style": part.style} for part in parts]}
    return CodeLetter(
        account=sender.id,
        address=Address(sender.name, wish.address),
        code=code,
        until=wish.until,
        written=Written(at=stage.now, audience="agents", author="bot", kind="code", body=body),
    )


def write_proofs(tx: Tx, stage: Stage, place: Place) -> bool:
    """Put into the transaction what a turn made of proofs; say whether something has to be sent."""
    for done in stage.proofs:
        match done:
            case Verify():
                proofs.use(tx, done.code, customer=place.customer)
                proofs.verify(tx, place.customer, done.proof or BY_INVITATION)
            case Mistaken():
                proofs.add_mistake(tx, place.person, stage.now)
            case CodeLetter():
                _write_mail(tx, stage, place, done)
            case PairingLetter():
                write_pairing(tx, place, done, stage.now)
            case Pair():
                pass  # the last thing of all: what was written of the one is the other's then
    return any(isinstance(done, CodeLetter | PairingLetter) for done in stage.proofs)


def _write_mail(tx: Tx, stage: Stage, place: Place, mail: CodeLetter) -> None:
    """Keep the code as a hash; its words stand in no timeline, and only until they are sent."""
    proofs.add_mailed(
        tx,
        mail.code,
        organization=place.organization,
        customer=place.customer,
        address=mail.address.chat,
        expires_at=mail.until,
    )
    entries = timeline.write(tx, [mail.written], ticket=None, conversation=None)
    where = conversations.address_number(tx, mail.account, mail.address)
    outbox.add(tx, address=where, entries=entries, now=stage.now, guards={}, expires_at=mail.until)
