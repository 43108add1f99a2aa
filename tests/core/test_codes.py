"""Addresses and codes are read as people type them, and nothing else is taken for one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.dialogue.codes import INVITATIONS, LIFE, belonging, host_of, invitation, mailed, offered, without_codes
from core.dialogue.talk import Talk
from core.secrets import MASK
from tests.core.play import MONDAY

ASKED = Talk(proving="asked")
MAILED = Talk(proving="mailed", code_until=(MONDAY + LIFE).isoformat())
DOMAINS = ("ornek.example", "örnek.com.tr")


@pytest.mark.parametrize(
    "words",
    [
        "K7M2-R9T4", "k7m2-r9t4", "K7M2 R9T4", "k7m2r9t4", "K7M2–R9T4", "k7 m2 r9 t4", "davet kodum K7M2-R9T4",
        "K7M2-R9T4'ü aldım", "merhaba\nkod: k7m2 r9t4", "my invitation code is K7M2-R9T4",
    ],
)  # fmt: skip
def test_an_invitation_is_read_however_it_is_typed(words: str) -> None:
    assert offered(words, ASKED).codes == ("K7M2-R9T4",)
    assert not offered(words, ASKED).rest
    assert MASK in without_codes(words, ASKED, MONDAY)
    assert "9" not in without_codes(words, ASKED, MONDAY)


@pytest.mark.parametrize(
    "words",
    [
        "K7M2R9", "k7m2r9'un durumu", "0x80070005", "hata 691432", "+90 532 123 45 67", "0532 691432", "691432.",
        "AK7M2R9T45", "KB5034441", "DESKTOP-K7M2R9T4X9", "stop kodu 0xc000021a", "vpn bağlanmıyor",
    ],
)  # fmt: skip
def test_a_number_of_something_else_is_no_code(words: str) -> None:
    assert offered(words, ASKED).codes == ()
    assert without_codes(words, ASKED, MONDAY) == words


@pytest.mark.parametrize(
    "words", ["691432", "691 432", "691-432", "kod: 691432", "kodum 691432", "the code is 691432", "tamam\n691432"]
)
def test_six_digits_alone_in_their_line_are_a_code_once_one_was_mailed(words: str) -> None:
    assert offered(words, MAILED, MONDAY).codes == ("691432",)
    assert "691" not in without_codes(words, MAILED, MONDAY)
    assert offered(words, ASKED, MONDAY).codes == ()


@pytest.mark.parametrize("words", ["hata 691432", "691432 yazıyor ekranda", "6914321", "691432 482913", "+90 691432 5"])
def test_six_digits_among_others_are_none(words: str) -> None:
    assert offered(words, MAILED, MONDAY).codes == ()
    assert without_codes(words, MAILED, MONDAY) == words


def test_long_after_the_mail_six_digits_are_an_error_number_again() -> None:
    late = MONDAY + 2 * LIFE + timedelta(seconds=1)
    assert offered("691432", MAILED, late - timedelta(minutes=1)).codes == ("691432",)
    assert offered("691432", MAILED, late).codes == ()
    assert without_codes("691432", MAILED, late) == "691432"
    assert offered("691432", MAILED).codes == ("691432",), "whoever does not know the time looks it up"


def test_nothing_is_read_where_nothing_was_asked() -> None:
    words = "K7M2-R9T4 ali@ornek.example"
    assert offered(words, Talk()) == offered("", ASKED)
    assert without_codes(words, Talk(), MONDAY) == words


def test_only_two_codes_of_a_message_are_tried() -> None:
    many = " ".join(invitation(number * 987_654) for number in range(20))
    assert len(offered(many, ASKED).codes) == 2


@pytest.mark.parametrize(
    ("words", "address", "rest"),
    [
        ("ali@ornek.example", "ali@ornek.example", ""),
        ("E-posta adresim: Ali.Oz@Ornek.Example.", "Ali.Oz@Ornek.Example", ""),
        ("mailto:ali@ornek.example", "ali@ornek.example", ""),
        ("<ali@ornek.example>", "ali@ornek.example", ""),
        ("ali@ornek.example'dan yazıyorum", "ali@ornek.example", ""),
        ("ali@ornek.example\nvpn bağlanmıyor", "ali@ornek.example", "vpn bağlanmıyor"),
        ("my work email is ali@ornek.example", "ali@ornek.example", ""),
        ("@ali", "", ""),
    ],
)
def test_an_address_is_read_and_what_else_is_said_is_kept(words: str, address: str, rest: str) -> None:
    found = offered(words, ASKED)
    assert (found.address, found.rest) == (address, rest)


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("ali@ornek.example", "ali@ornek.example"),
        ("Ali.Oz@IT.Ornek.Example", "ali.oz@it.ornek.example"),
        ("ALİ@ORNEK.EXAMPLE", "ali@ornek.example"),
        ("ali@ornek.example.", "ali@ornek.example"),
        ("ali@örnek.com.tr", "ali@xn--rnek-5qa.com.tr"),
        ("ali@ÖRNEK.COM.TR", "ali@xn--rnek-5qa.com.tr"),
        ("ali@evilornek.example", None),
        ("ali@ornek.example.evil.example", None),
        ("ali@example", None),
        ("ali@ornek.example@evil.example", None),
        ("a..b@ornek.example", None),
        ("öz@ornek.example", None),
        ("ali\r\nBcc: x@ornek.example", None),
        ("ali@ornek..example", None),
        ("@ornek.example", None),
        ("", None),
    ],
)
def test_an_address_belongs_to_its_domain_and_to_nothing_that_only_looks_like_it(
    address: str, known: str | None
) -> None:
    if known and "xn--" in known:
        known = f"ali@{host_of('örnek.com.tr')}"
    assert belonging(address, DOMAINS) == known


def test_a_domain_that_is_none_takes_no_address() -> None:
    assert belonging("ali@ornek.example", ("", "bad domain")) is None


def test_codes_are_spelled_so_that_they_can_be_said_on_the_phone() -> None:
    assert {len(invitation(number)) for number in (0, 1, INVITATIONS - 1)} == {9}
    assert offered(invitation(INVITATIONS - 1), ASKED).codes == (invitation(INVITATIONS - 1),)
    assert mailed(48_291) == "048291"
