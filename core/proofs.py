"""What the dialogue wants so that somebody proves who he is, or makes another channel his own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SendCode:
    """Mail the customer a code to `address`, which is checked, valid until `until`."""

    address: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Verify:
    """The customer has proved who he is by `code`: use it up. `proof` is the address it was mailed to, if it was."""

    code: str
    proof: str


@dataclass(frozen=True, slots=True)
class Mistaken:
    """Count a code of the customer's that was wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferPairing:
    """Tell the customer, and nobody else, a code that makes another channel his own, valid until `until`."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Let the customer and the one whose `code` it is be one person: use it up."""

    code: str


Proving = SendCode | Verify | Mistaken | OfferPairing | Pair
