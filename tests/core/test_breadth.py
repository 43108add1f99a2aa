"""What words suggest about how many are affected, whether work stands, and who is meant."""

from __future__ import annotations

import pytest

from core.dialogue.breadth import Breadth, breadth_of

MANY = [
    "kimse giremiyor", "herkes aynı durumda", "bütün ofis internetsiz", "tüm kat", "hiç kimse bağlanamıyor",
    "5 kişi giremiyoruz", "hepimizde aynı hata", "şirket genelinde sorun var", "herkeste aynısı oluyor",
    "nobody can log in", "everyone is affected", "the whole office is offline", "several colleagues have it too",
]  # fmt: skip
FEW = [
    "kimse yardım etmedi", "kimse dönüş yapmadı", "herkese merhaba", "hi everyone my vpn is slow", "vpn bağlanmıyor",
    "nobody answered me", "no one called back", "herkes giriyor bir tek ben giremiyorum",
    "everyone else can log in, I can't",
]  # fmt: skip
STOPPED = [
    "işim durdu", "çalışamıyorum", "ACİL!!!", "acil bakar mısınız", "üretim durdu", "işimi yapamıyorum",
    "I can't work", "urgent please", "server down", "we are completely stuck", "müşteriler bekliyor",
]  # fmt: skip
GOING_ON = [
    "acil değil", "acelesi yok", "bilgisayar açılmıyor", "not urgent", "no rush", "it slowed down",
    "the download page is slow", "program açılmıyor",
]  # fmt: skip
ON_BEHALF = {
    "Ayşe'nin bilgisayarı açılmıyor": "Ayşe'nin bilgisayarı",
    "ayşenin bilgisayarı açılmıyor": "ayşenin bilgisayarı",
    "arkadaşım için yazıyorum": "arkadaşım için yazıyorum",
    "müdürüm giremiyor": "müdürüm giremiyor",
    "Mehmet Bey bağlanamıyor": "Mehmet Bey bağlanamıyor",
    "need a mouse for my colleague": "for my colleague",
    "writing on behalf of Sarah": "on behalf of Sarah",
    "Sarah's laptop is dead": "Sarah's laptop",
    "my boss can't log in": "my boss can't",
}
OWN = [
    "slm hoca mouse çalışmıyo",
    "selam abi yazıcı bozuk",
    "Outlook'un şifresi", "yazıcının ekranı kapalı", "bilgisayarın ekranı kırık", "müdürüme ulaşamıyorum",
    "benim bilgisayarım", "vpn bağlanmıyor", "Ankara'nın havası güzel", "Bilgisayar’ın ekranı", "ﬁ ayşe",
]  # fmt: skip


@pytest.mark.parametrize("words", MANY)
def test_many_are_affected(words: str) -> None:
    assert breadth_of(words).many


@pytest.mark.parametrize("words", FEW)
def test_one_is_affected_though_others_are_named(words: str) -> None:
    assert not breadth_of(words).many


@pytest.mark.parametrize("words", STOPPED)
def test_work_has_stopped(words: str) -> None:
    assert breadth_of(words).stopped


@pytest.mark.parametrize("words", GOING_ON)
def test_work_goes_on(words: str) -> None:
    assert not breadth_of(words).stopped


@pytest.mark.parametrize(("words", "why"), ON_BEHALF.items())
def test_somebody_else_is_meant(words: str, why: str) -> None:
    assert breadth_of(words).on_behalf == why


@pytest.mark.parametrize("words", OWN)
def test_the_customer_himself_is_meant(words: str) -> None:
    assert breadth_of(words).on_behalf == ""


def test_nothing_suggests_nothing() -> None:
    assert breadth_of("") == Breadth()
