"""What agents type after a slash, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.contracts import Priority
from core.effects import Act, Command
from core.errors import Missing
from core.people import Agent, Role
from core.shorthand import WORDS, Names, Typed, Word, on_duty, typed, wish
from core.ticket import ClosureCode
from tests.core.test_relay import OWNED

SOON = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
MERT = Agent(person=8, key="mert", name="Mert Kaya", language="tr", role=Role.AGENT, queues=frozenset({"l1"}))
NAMES = Names(
    queues={"network": {"tr": "Ağ Ekibi", "en": "Network"}, "l1": {"tr": "Destek Masası", "en": "Service desk"}},
    services={"vpn": {"tr": "VPN", "en": "VPN"}, "mail": {"tr": "E-posta", "en": "E-mail"}},
    banks={"net": {"tr": "İnternet yok", "en": "No internet"}},
    colleagues=(MERT,),
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("/al", Typed(Word.CLAIM, "")),
        ("  /ÇÖZ  Sertifika yenilendi. ", Typed(Word.SOLVE, "Sertifika yenilendi.")),
        ("/solve a\nb", Typed(Word.SOLVE, "a\nb")),
        ("/bırak", Typed(Word.RELEASE, "")),
        ("/nonsense x", Typed(None, "x")),
        ("// not", None),
        ("/etc/hosts", None),
        ("al", None),
        ("", None),
    ],
)
def test_a_command_is_a_word_after_one_slash(text: str, wanted: Typed | None) -> None:
    assert typed(text) == wanted


def test_no_word_means_two_things() -> None:
    every = [each for words in WORDS.values() for each in words]
    assert len(every) == len(set(every))


SENT = Act(command=Command.TRANSFER, reason="needs_skill")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("/al", Act(command=Command.CLAIM)),
        ("/release", Act(command=Command.RELEASE)),
        ("/devam", Act(command=Command.RESUME)),
        ("/gonder Bakıyorum.", Act(command=Command.REPLY, words="Bakıyorum.")),
        ("/not Sürücü eski.", Act(command=Command.NOTE, words="Sürücü eski.")),
        ("/bekle Hangi sürüm?", Act(command=Command.WAIT_CUSTOMER, words="Hangi sürüm?")),
        ("/sorular internet yok", Act(command=Command.WAIT_CUSTOMER, bank="net")),
        ("/questions NET", Act(command=Command.WAIT_CUSTOMER, bank="net")),
        ("/saglayici Örnek Telekom", Act(command=Command.WAIT_PROVIDER, reason="Örnek Telekom", next_date=SOON)),
        ("/coz Oldu.", Act(command=Command.SOLVE, words="Oldu.", closure_code=ClosureCode.NEW_SOLUTION)),
        ("/coz #geçici Oldu.", Act(command=Command.SOLVE, words="Oldu.", closure_code=ClosureCode.WORKAROUND)),
        ("/solve #fulfilled x", Act(command=Command.SOLVE, words="x", closure_code=None)),
        ("/solve #nonsense x", Act(command=Command.SOLVE, words="x", closure_code=None)),
        ("/aktar ağ ekibi: bize değil", replace(SENT, queue="network", words="bize değil")),
        ("/transfer network", replace(SENT, queue="network")),
        ("/aktar @mert bakar mısın", replace(SENT, to=8, words="bakar mısın")),
        ("/devret Mert Kaya", replace(SENT, to=8)),
        ("/aktar Yanlış Ekip", replace(SENT, words="Yanlış Ekip")),
        ("/aktar", SENT),
        (
            "/iade l1 sürüm eksik",
            Act(command=Command.TRANSFER, queue="l1", words="sürüm eksik", reason="returned_for_information"),
        ),
        ("/sinif istek e-posta", Act(command=Command.CLASSIFY, type="request", service="mail")),
        ("/classify vpn Bağlantı", Act(command=Command.CLASSIFY, service="vpn", title="Bağlantı")),
        ("/oncelik P2 toplantı var", Act(command=Command.PRIORITIZE, priority=Priority.P2, reason="toplantı var")),
        ("/priority 1", Act(command=Command.PRIORITIZE, priority=Priority.P1)),
        ("/arama ulaşılamadı açmadı", Act(command=Command.CALL, reached=False, words="açmadı")),
        ("/call reached ok", Act(command=Command.CALL, reached=True, words="ok")),
        ("/durum", None),
    ],
)
def test_each_command_asks_the_desk_for_one_thing(text: str, wanted: Act | None) -> None:
    found = typed(text)
    assert found is not None
    assert found.word is not None
    assert wish(found.word, found.rest, OWNED, NAMES, SOON) == wanted


def test_a_request_is_fulfilled_unless_something_else_is_said() -> None:
    found = wish(Word.SOLVE, "Verildi.", replace(OWNED, type="request"), NAMES, SOON)
    assert found is not None
    assert found.closure_code is ClosureCode.FULFILLED


def test_a_call_without_its_outcome_is_refused() -> None:
    with pytest.raises(Missing):
        wish(Word.CALL, "açmadı", OWNED, NAMES, SOON)


def test_a_bank_that_is_not_there_is_refused() -> None:
    with pytest.raises(Missing):
        wish(Word.BANK, "kahve", OWNED, NAMES, SOON)


@pytest.mark.parametrize(
    ("rest", "wanted"),
    [
        ("", Typed(Word.DUTY, "")),
        ("yok pazartesi", Typed(Word.AWAY, "pazartesi")),
        ("var", Typed(Word.BACK, "")),
        ("off", Typed(Word.AWAY, "")),
    ],
)
def test_duty_goes_comes_or_is_asked(rest: str, wanted: Typed) -> None:
    assert on_duty(rest) == wanted
