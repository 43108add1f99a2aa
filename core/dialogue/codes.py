"""What proves who writes: e-mail addresses, and codes by invitation or by mail, as people type them.

An invitation such as K7M2-R9T4 has letters and digits in turn, like a reference, and is told from one by its
length. A mailed code is six digits, which an error or a phone number may also have: it is read only where one
was mailed, and only when nothing else stands in its line.
"""

from __future__ import annotations

# ruff: noqa: SIM905 - a long list reads better in blocks
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.dialogue.talk import Talk
from core.language import fold
from core.messages import MAX_TEXT
from core.secrets import MASK
from core.ticket import DIGITS, LETTERS, PAIRS, spell

INVITATIONS = PAIRS**4
"""How many invitation codes there are."""

PAIRINGS = PAIRS**5
"""How many codes there are by which two channels become one person's."""

MAILED = 1_000_000
"""How many mailed codes there are."""

LIFE = timedelta(minutes=30)
"""How long a mailed code is valid; and how long after that six digits are still read as one that comes too late."""

MOST_CODES = 2
"""Codes of one message that are looked at."""

_L, _D, _GAP = f"[{LETTERS}]", f"[{DIGITS}]", r"[ \-‐‑–—]?"
_INVITATION = re.compile(
    rf"(?<![A-Z0-9])({_L}{_D}{_GAP}{_L}{_D}){_GAP}({_L}{_D}{_GAP}{_L}{_D})(?![A-Z0-9])", re.IGNORECASE | re.ASCII
)
_PAIRING = re.compile(
    rf"(?<![A-Z0-9])({_L}{_D}{_L}{_D}{_L}){_GAP}({_D}{_L}{_D}{_L}{_D})(?![A-Z0-9])", re.IGNORECASE | re.ASCII
)
_WITH_SUFFIX = re.compile(rf"(?a:{_INVITATION.pattern})(?:['’]\w+)?", re.IGNORECASE)
_MAILED = re.compile(r"(?<![0-9])([0-9]{3})[ -]?([0-9]{3})(?![0-9])")
_SIGN = r"[^\s<>()\[\]{}\",;:|/'’@]"
_ADDRESS = re.compile(rf"(?<!{_SIGN})({_SIGN}{{1,64}}@{_SIGN}{{1,255}})(?:['’]\w+)?")
_LOCAL = re.compile(r"(?!.*\.\.)[a-z0-9](?:[a-z0-9._%+-]{0,62}[a-z0-9_%+-])?")
_HOST = re.compile(r"(?=.{4,253}$)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+")
_DOTLESS = str.maketrans("İı", "ii")

_AROUND = frozenset(
    (
        "kod kodu kodum kodumu kodunuz dogrulama davet onay iste buyurun buyrun buyur bu su benim gelen mail maili "
        "mailim mailimi eposta epostam e posta postam adres adresi adresim kurumsal sirket sirketim is evet tamam "
        "merhaba selam tabii tabi code the my is it its s here i am this got aldim geldi invitation verification "
        "email address work company yes ok okay sure hi hello and ve de da ise tesekkurler sagolun thanks"
    ).split()
)
"""What people write around a code or an address and that says nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What a message holds that may prove who writes.

    `codes` are as they are kept: K7M2-R9T4, 482913. `address` is as it was typed, "" for none. `rest` is what else
    was said, "" when that is only what stands around a code.
    """

    codes: tuple[str, ...] = ()
    address: str = ""
    rest: str = ""


def offered(words: str, talk: Talk, now: datetime | None = None) -> Offered:
    """Read what `words` offer as a proof in a conversation that remembers `talk`; nothing where none was asked for.

    Without `now`, a code that was mailed long ago counts as well.
    """
    if not talk.proving:
        return Offered()
    words = words[:MAX_TEXT]
    invited = ["-".join(_plain(part) for part in found.groups()) for found in _INVITATION.finditer(words)]
    left = _WITH_SUFFIX.sub(" ", words)
    mailed: list[str] = []
    if _awaits_mailed(talk, now):
        mailed = [code for line in left.splitlines() if (code := _mailed_in(line))]
        left = "\n".join(line for line in left.splitlines() if not _mailed_in(line))
    address = _ADDRESS.search(left)
    if address:
        left = left.replace(address.group(), " ", 1)
    codes = tuple(dict.fromkeys((*invited, *mailed)))[:MOST_CODES]
    rest = "\n".join(" ".join(line.split()) for line in left.splitlines() if _says_more(line))
    return Offered(codes=codes, address=address[1].strip(".") if address else "", rest=rest)


def pairings_in(words: str) -> tuple[str, ...]:
    """Return the codes such as K7M2R-9T4H6 in `words`, as they are kept; they are longer than what else we spell."""
    found = ["-".join(_plain(part) for part in each.groups()) for each in _PAIRING.finditer(words[:MAX_TEXT])]
    return tuple(dict.fromkeys(found))[:MOST_CODES]


def without_pairings(words: str) -> str:
    """Return `words` with a mask in place of every code such as K7M2R-9T4H6: a refused one may serve somebody else."""
    return _PAIRING.sub(MASK, words)


def without_codes(words: str, talk: Talk, now: datetime) -> str:
    """Return `words` with a mask in place of every code that `offered` would read: an invitation may serve others."""
    if not talk.proving:
        return words
    hidden = _INVITATION.sub(MASK, words)
    if not _awaits_mailed(talk, now):
        return hidden
    return "\n".join(_MAILED.sub(MASK, line) if _mailed_in(line) else line for line in hidden.split("\n"))


def belonging(address: str, domains: Iterable[str]) -> str | None:
    """Return `address` as it can be written to if its domain is one of `domains` or below one, else None.

    Capitals and the Turkish i make no difference; a domain of other alphabets is compared by its ASCII form
    (IDNA). Local parts beyond ASCII are not taken.
    """
    local, _, domain = address.partition("@")
    local, host = local.translate(_DOTLESS).lower(), host_of(domain)
    if host is None or not _LOCAL.fullmatch(local):
        return None
    ours = [known for each in domains if (known := host_of(each))]
    if not any(host == each or host.endswith(f".{each}") for each in ours):
        return None
    return f"{local}@{host}"


def host_of(domain: str) -> str | None:
    """Return the ASCII form of a domain; None for what is none."""
    try:
        host = domain.replace("İ", "i").strip(".").lower().encode("idna").decode("ascii")
    except UnicodeError:
        return None
    return host if _HOST.fullmatch(host) else None


def invitation(number: int) -> str:
    """Spell `number` (0 to `INVITATIONS` - 1) as an invitation code such as K7M2-R9T4."""
    spelled = spell(number, 4)
    return f"{spelled[:4]}-{spelled[4:]}"


def pairing(number: int) -> str:
    """Spell `number` (0 to `PAIRINGS` - 1) as a code such as K7M2R-9T4H6."""
    spelled = spell(number, 5)
    return f"{spelled[:5]}-{spelled[5:]}"


def mailed(number: int) -> str:
    """Spell `number` (0 to `MAILED` - 1) as a mailed code such as 048291."""
    return f"{number:06}"


def _plain(typed: str) -> str:
    return "".join(sign for sign in typed if sign.isalnum()).upper()


def _awaits_mailed(talk: Talk, now: datetime | None) -> bool:
    if talk.proving != "mailed":
        return False
    return now is None or now <= datetime.fromisoformat(talk.code_until) + LIFE


def _mailed_in(line: str) -> str:
    """Return the six digits of a line that is nothing but a mailed code; "" for any other."""
    found = _MAILED.findall(line)
    if len(found) != 1 or _words(_MAILED.sub(" ", line)) - _AROUND:
        return ""
    return "".join(found[0])


def _says_more(line: str) -> bool:
    return sum(len(word) > 1 for word in _words(line) - _AROUND) > 1


def _words(line: str) -> set[str]:
    return set(re.findall(r"\w+", fold(line)))
