"""From words to a service and a queue."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.contracts import Queue
from core.routing import route
from tests.core.play import CONTRACT, QUEUES, SERVICES

OWN = Queue(key="own", name={"tr": "Kurum"}, level=1, organization="kamu")


@pytest.mark.parametrize(
    ("words", "service"),
    [
        ("VPN'e bağlanamıyorum", "vpn"),
        ("vpnim koptu", "vpn"),
        ("YAZICIDAN çıktı alamıyorum", "printer"),
        ("vpn açıkken yazıcı ve toner", "printer"),
        ("sap'ye yazıcıdan çıktı gönderemiyorum", "sap"),
        ("yazıcıdan sap çıktısı gelmiyor", "printer"),
        ("sap açılmıyor", "sap"),
        ("araç çamura saplanmış", None),
        ("", None),
        ("perde inmiyor", None),
    ],
)
def test_the_service_with_most_of_its_words_is_chosen(words: str, service: str | None) -> None:
    assert route(words, "ornek", CONTRACT, SERVICES, QUEUES).service == service


def test_the_contract_may_send_a_service_to_another_queue() -> None:
    assert route("sap", "ornek", CONTRACT, SERVICES, QUEUES).queue == "ornek_it"
    assert route("vpn", "ornek", CONTRACT, SERVICES, QUEUES).queue == "l1"


def test_a_queue_of_another_organization_is_never_chosen() -> None:
    assert route("sap", "kamu", CONTRACT, SERVICES, QUEUES).queue == "l1"


def test_an_organization_with_its_own_queues_only_gets_the_first_of_them() -> None:
    assert route("", "kamu", CONTRACT, SERVICES, {"own": OWN}).queue == "own"


def test_a_queue_that_is_not_known_is_left_to_the_contract() -> None:
    elsewhere = tuple(replace(service, queue="later") for service in SERVICES)
    assert route("vpn", "ornek", CONTRACT, elsewhere, QUEUES).queue == "later"


def test_a_word_of_two_words_must_stand_together() -> None:
    remote = replace(SERVICES[0], words=("uzak bağlantı", ""))
    assert route("uzak bağlantım yok", "ornek", CONTRACT, (remote,), QUEUES).service == "vpn"
    assert route("uzak bir bağlantı", "ornek", CONTRACT, (remote,), QUEUES).service is None
