"""Numbers that prove themselves: T.C. identity numbers, payment cards, IBANs.

Only a number whose check digits are right is reported. One such number in a hundred (cards: in ten) comes
about by chance, so what stands around it is read too: a part of a longer code, a phone number with its
plus sign and what is called a serial, order or phone number are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]

_GROUPS = re.compile(r"[0-9]+")
_RUN = re.compile(r"[0-9](?:[ -]?[0-9]){12,}+")
_NATIONAL_ID = re.compile(
    r"(?<![0-9])[1-9][0-9]{10}(?![0-9])"
    r"|(?<![0-9])(?<![0-9][ -])[1-9][0-9]{2}([ -])[0-9]{3}\1[0-9]{3}\1[0-9]{2}(?![ -]?[0-9])"
)
_GLUED_BEFORE = re.compile(r"(?:[a-z_][._-]?|[0-9]\.|[+#])\Z")
_GLUED_AFTER = re.compile(r"[a-z_]|[.-][a-z]|\.[0-9]")
_LABEL = re.compile(r"(?<![a-z0-9])(?:tc|tckn|tcno|tck|kimlik|no|kart|card)[._-]?\Z")
"""What may be glued to a number without making it a part of something longer."""

_OTHER = re.compile(
    r"(?<![a-z0-9])(?:seri|serial|sn|s/n|imei|iccid|barkod|barcode|siparis|order|fatura|invoice|takip|tracking|kargo"
    r"|cagri|ticket|talep|telefon|tel|gsm|cep|phone|mobile|fax|faks|demirbas|envanter|asset|lisans|license|urun"
    r"|product|event|trace|request|session)[a-z']{0,6}"
    r"(?: ?(?:no|num|nu|numara|number|kod|code|id|key)[a-z']{0,6})?[ :#.=-]{0,4}\Z"
)
"""Names of numbers that are none of ours."""

_CONTEXT = 40

_CARD = re.compile(
    r"(?P<l13_16_19>4)|(?P<l16>5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|9792)|(?P<l15>3[47])|(?P<l14>30[0-5]|36)"
    r"|(?P<l14_16_17_18_19>309|3[89])|(?P<l16_17_18_19>35(?:2[89]|[3-8])|6011|64[4-9]|65|62|220[0-4])"
    r"|(?P<l13_14_15_16_17_18_19>5018|5020|5038|5[68]|6304|6759|676[1-3])"
)
"""First digits of the card schemes, named by the lengths that begin so (ISO/IEC 7812; the schemes' own pages):
Visa; Mastercard and Troy; American Express; Diners; JCB, Discover, UnionPay, Mir; Maestro."""

_DOUBLED = str.maketrans("0123456789", "0246813579")
_LONGEST_CARD, _SHORTEST_CARD = 19, 13

_IBAN = re.compile(r"(?<![a-z0-9])[a-z]{2}[0-9]{2}(?=[ -]?[a-z0-9])")
_IBAN_LENGTHS = {
    part[:2].lower(): int(part[2:])
    for part in [
        "AD24",
        "AE23",
        "AL28",
        "AT20",
        "AZ28",
        "BA20",
        "BE16",
        "BG22",
        "BH22",
        "BI27",
        "BR29",
        "BY28",
        "CH21",
        "CR22",
        "CY28",
        "CZ24",
        "DE22",
        "DJ27",
        "DK18",
        "DO28",
        "EE20",
        "EG29",
        "ES24",
        "FI18",
        "FK18",
        "FO18",
        "FR27",
        "GB22",
        "GE22",
        "GI23",
        "GL18",
        "GR27",
        "GT28",
        "HN28",
        "HR21",
        "HU28",
        "IE22",
        "IL23",
        "IQ23",
        "IS26",
        "IT27",
        "JO30",
        "KW30",
        "KZ20",
        "LB28",
        "LC32",
        "LI21",
        "LT20",
        "LU20",
        "LV21",
        "LY25",
        "MC27",
        "MD24",
        "ME22",
        "MK19",
        "MN20",
        "MR27",
        "MT31",
        "MU30",
        "NI28",
        "NL18",
        "NO15",
        "OM23",
        "PK24",
        "PL28",
        "PS29",
        "PT25",
        "QA29",
        "RO24",
        "RS22",
        "RU33",
        "SA24",
        "SC31",
        "SD18",
        "SE24",
        "SI19",
        "SK24",
        "SM27",
        "SO23",
        "ST25",
        "SV28",
        "TL23",
        "TN24",
        "TR26",
        "UA29",
        "VA22",
        "VG24",
        "XK20",
        "YE30",
    ]
}
"""Signs of an account number by country (SWIFT, IBAN Registry)."""


def national_ids(plain: str) -> Iterator[Span]:
    """Yield where T.C. identity numbers stand, in one piece or as 3-3-3-2."""
    for found in _NATIONAL_ID.finditer(plain):
        start, end = found.span()
        if is_national_id(re.sub("[ -]", "", found[0])) and _alone(plain, start, end):
            yield start, end


def cards(plain: str) -> Iterator[Span]:
    """Yield where payment cards stand: 13 to 19 digits in groups, the first of four digits or more."""
    for run in _RUN.finditer(plain):
        groups = [group.span() for group in _GROUPS.finditer(plain, *run.span())]
        index = 0
        while index < len(groups):
            taken = _card_at(plain, groups, index)
            if taken:
                yield groups[index][0], groups[index + taken - 1][1]
            index += max(taken, 1)


def ibans(plain: str) -> Iterator[Span]:
    """Yield where IBANs stand, in one piece or in groups."""
    for found in _IBAN.finditer(plain):
        start = found.start()
        end = _end_of_iban(plain, start, _IBAN_LENGTHS.get(found[0][:2], 0))
        if end and is_iban(re.sub("[ -]", "", plain[start:end])):
            yield start, end


def is_national_id(digits: str) -> bool:
    """Say whether the 11 `digits` are a T.C. identity number.

    The first digit is not 0; the tenth is 7 times the sum of the odd places minus the sum of the even ones
    (of the first nine), modulo 10; the eleventh is the sum of the first ten, modulo 10. Source: the
    verification rule of Nüfus ve Vatandaşlık İşleri, as told in Turkish Wikipedia, "Türkiye Cumhuriyeti
    kimlik numarası".
    """
    signs = [int(digit) for digit in digits]
    tenth = (7 * sum(signs[0:9:2]) - sum(signs[1:8:2])) % 10
    return signs[0] != 0 and signs[9] == tenth and signs[10] == sum(signs[:10]) % 10


def is_card(digits: str) -> bool:
    """Say whether `digits` begin and end like a payment card: scheme, length, and Luhn's sum (ISO/IEC 7812-1)."""
    scheme = _CARD.match(digits)
    if scheme is None or str(len(digits)) not in (scheme.lastgroup or "").removeprefix("l").split("_"):
        return False
    backwards = digits[::-1]
    return (sum(map(int, backwards[::2])) + sum(map(int, backwards[1::2].translate(_DOUBLED)))) % 10 == 0


def is_iban(signs: str) -> bool:
    """Say whether `signs` leave 1 when divided by 97 (ISO 13616, ISO/IEC 7064)."""
    return int("".join(str(int(sign, 36)) for sign in signs[4:] + signs[:4])) % 97 == 1


def _card_at(plain: str, groups: list[Span], first: int) -> int:
    """Return how many groups from `first` on make the longest card; 0 if none does."""
    start, end = groups[first]
    if end - start < 4:
        return 0
    digits, taken = "", 0
    for index in range(first, len(groups)):
        begin, end = groups[index]
        digits += plain[begin : min(end, begin + _LONGEST_CARD + 1)]
        if len(digits) > _LONGEST_CARD or end - begin < 2:
            break
        if len(digits) >= _SHORTEST_CARD and is_card(digits) and _alone(plain, start, end):
            taken = index - first + 1
    return taken


def _end_of_iban(plain: str, start: int, length: int) -> int:
    """Return where an account number of `length` signs from `start` ends; 0 if it is cut or goes on."""
    signs, at = 0, start
    while signs < length:
        sign = plain[at : at + 1]
        if sign.isalnum():
            signs += 1
        elif sign not in {" ", "-"} or not plain[at + 1 : at + 2].isalnum():
            return 0
        at += 1
    return 0 if plain[at : at + 1].isalnum() else at


def _alone(plain: str, start: int, end: int) -> bool:
    """Say whether the number is not a part of something longer, and not named as something else."""
    before = plain[max(0, start - _CONTEXT) : start]
    if _GLUED_BEFORE.search(before) and not _LABEL.search(before):
        return False
    return not _GLUED_AFTER.match(plain, end) and not _OTHER.search(before)
