"""What every channel must keep, whatever its platform, and what those must whose client is our own (`own`).

All are driven over their real transport.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from secrets import token_hex

import pytest

from bot.ports import ports
from core.channel import Channel, SendFailed
from core.host import Answer
from core.messages import Address, Button, Kind, Outgoing, Part
from core.rooms import CardView, Shown
from tests.channels.contract.door import Door
from tests.channels.contract.doors import CHANNELS, OWN, SENDERS, door
from tests.channels.contract.recorder import MORNING, Recorder
from tests.postbox import postbox

HUNDRED_KB = "Yazıcı çıktı vermiyor. " * 4_000
HOSTILE = {
    "100 KB": HUNDRED_KB,
    "10,000 emoji": "\N{PILE OF POO}" * 10_000,
    "right to left": "\u202eparola\u202c مرحبا \u2067שלום\u2069",
    "combining marks": "Z" + "\u0301" * 3_000,
    "markup": "<script>alert(1)</script> [x](javascript:alert(1)) &amp; {{ 7 * 7 }}",
    "NUL": "vpn\x00 bağlanmıyor",
    "control characters": "\x1b[2J\x07\x08 ekran",
}

MISSHAPEN = {
    "nothing": b"",
    "half": b"{",
    "list": b"[]",
    "null": b"null",
    "string": b'"text"',
    "empty object": b"{}",
    "no text": b'{"id": "a1b2c3d4"}',
    "null text": b'{"id": "a1b2c3d4", "text": null}',
    "list of texts": b'{"id": "a1b2c3d4", "text": ["x"]}',
    "no id": b'{"text": "x"}',
    "number as id": b'{"id": 7, "text": "x"}',
    "empty id": b'{"id": "", "text": "x"}',
    "path as id": b'{"id": "../../etc", "text": "x"}',
    "NUL in id": b'{"id": "a1b2c3d4\\u0000", "text": "x"}',
    "long id": b'{"id": "' + b"a" * 65 + b'", "text": "x"}',
    "number of 5,000 digits": b'{"id": 1' + b"0" * 5_000 + b', "text": "x"}',
    "deep list": b"[" * 100_000,
    "deep object": b'{"text":' * 20_000,
    "no text at all": b"\xff\xfe\x00",
}


@pytest.fixture
def host() -> Recorder:
    return Recorder()


@pytest.fixture(params=sorted(CHANNELS))
def at(request: pytest.FixtureRequest, host: Recorder) -> Iterator[Door]:
    with door(request.param, host) as person:
        yield person
        host.let_go()
        host.end()


@pytest.fixture(params=sorted(OWN))
def own(request: pytest.FixtureRequest, host: Recorder) -> Iterator[Door]:
    with door(request.param, host) as person:
        yield person
        host.let_go()
        host.end()


def test_words_arrive_as_they_were_written(at: Door, host: Recorder) -> None:
    assert at.says("vpn bağlanmıyor\nevdeyim", own_id="a1b2c3d4").acknowledged
    (inbound,) = host.received
    assert (inbound.kind, inbound.text) == (Kind.TEXT, "vpn bağlanmıyor\nevdeyim")
    assert inbound.address.account == at.account
    assert inbound.message_id
    assert inbound.at.utcoffset() == timedelta()
    assert inbound.sender.language == "en"
    assert at.secret not in repr(inbound)
    json.dumps(dict(inbound.raw))


def test_words_of_our_client_carry_its_own_id(own: Door, host: Recorder) -> None:
    own.says("merhaba", own_id="a1b2c3d4")
    (inbound,) = host.received
    assert (inbound.message_id, inbound.at) == ("a1b2c3d4", MORNING)


def test_the_person_is_known_by_a_hash_only(own: Door, host: Recorder) -> None:
    own.says("merhaba")
    (inbound,) = host.received
    assert inbound.sender.external_id == inbound.address.chat
    assert inbound.sender.realm == own.account.partition("/")[2]


def test_nothing_is_acknowledged_before_it_is_kept(at: Door, host: Recorder) -> None:
    host.hold()
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(at.says, "merhaba")
        assert not wait([answer], timeout=0.3).done
        host.let_go()
        assert answer.result(timeout=10).acknowledged


def test_what_was_not_kept_is_not_acknowledged_and_may_come_again(at: Door, host: Recorder) -> None:
    host.failure = OSError("disk full at /secret/path")
    refused = at.says("merhaba", own_id="a1b2c3d4")
    assert refused.may_be_repeated
    assert refused.sentence
    assert "disk" not in refused.sentence
    host.failure = None
    assert at.says("merhaba", own_id="a1b2c3d4").acknowledged
    assert len(host.received) == 1


def test_a_repeated_event_carries_the_same_ids(at: Door, host: Recorder) -> None:
    for _ in range(2):
        at.says("merhaba", own_id="a1b2c3d4")
    first, second = host.received
    assert (first.event_id, first.message_id) == (second.event_id, second.message_id)


def test_the_same_id_from_two_people_is_two_events(own: Door, host: Recorder) -> None:
    own.says("merhaba", own_id="a1b2c3d4")
    first = host.received[0]
    assert first.address.chat in first.event_id


def test_lines_come_in_the_order_in_which_they_were_sent(at: Door, host: Recorder) -> None:
    for word in ("merhaba", "vpn", "bağlanmıyor"):
        at.says(word)
    assert [inbound.text for inbound in host.received] == ["merhaba", "vpn", "bağlanmıyor"]
    orders = [inbound.order for inbound in host.received]
    assert orders == sorted(orders)


def test_a_press_carries_its_payload(at: Door, host: Recorder) -> None:
    if not at.channel.abilities.buttons:
        pytest.skip("no buttons here: the number of an option is typed")
    assert at.presses("o.0123456789abcdef.1").acknowledged
    (inbound,) = host.received
    assert (inbound.kind, inbound.payload, inbound.text) == (Kind.PRESS, "o.0123456789abcdef.1", "")


def test_options_can_be_read_and_picked(own: Door, host: Recorder) -> None:
    host.show("bot", "Düzeldi mi?", buttons=[Button("Evet", "o.t.0"), Button("Hayır", "o.t.1")])
    (line,) = own.reads()
    if own.channel.abilities.buttons:
        assert line["buttons"] == [{"label": "Evet", "payload": "o.t.0"}, {"label": "Hayır", "payload": "o.t.1"}]
    else:
        shown = line["parts"][-1]["text"].splitlines()
        assert [text.startswith(f"{number}") for number, text in enumerate(shown, 1)] == [True, True]
        assert "o.t." not in json.dumps(line)


def test_a_private_answer_is_given_back(own: Door, host: Recorder) -> None:
    host.answer = Answer("Bu düğmenin süresi geçmiş.")
    assert own.says("merhaba").sentence == "Bu düğmenin süresi geçmiş."


def test_only_lines_after_the_one_asked_for_are_read(own: Door, host: Recorder) -> None:
    first, second = host.show("customer", "vpn"), host.show("bot", "Bu adımları dener misiniz?")
    assert [line["id"] for line in own.reads()] == [first.id, second.id]
    assert [line["id"] for line in own.reads(after=first.id)] == [second.id]


def test_own_words_are_known_again(own: Door, host: Recorder) -> None:
    host.show("customer", "vpn", message_ids=["a1b2c3d4"])
    assert own.reads()[0]["message_ids"] == ["a1b2c3d4"]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_words_are_kept(at: Door, host: Recorder, text: str) -> None:
    assert at.says(text).acknowledged
    (inbound,) = host.received
    assert "\x00" not in inbound.text
    assert inbound.text.replace("\ufffd", "").strip() == text.replace("\x00", "").strip()
    inbound.text.encode()


def test_lone_surrogates_become_readable(own: Door, host: Recorder) -> None:
    assert own.knocks(b'{"id": "a1b2c3d4", "text": "vpn \\ud800 yok"}').acknowledged
    assert host.received[0].text.encode().decode() == "vpn \ufffd yok"
    json.dumps(dict(host.received[0].raw)).encode()


def test_bytes_that_are_no_text_become_readable(own: Door, host: Recorder) -> None:
    assert own.knocks(b'{"id": "a1b2c3d4", "text": "vpn \xff\xfe yok"}').acknowledged
    assert "\ufffd" in host.received[0].text


@pytest.mark.parametrize("text", ["", "   \n\t", "\x00", "\u200b\u202e\u2066"])
def test_words_without_anything_to_see_are_refused_with_a_sentence(own: Door, host: Recorder, text: str) -> None:
    refused = own.says(text)
    assert 400 <= refused.status < 500
    assert refused.sentence.endswith("?")
    assert not host.received


@pytest.mark.parametrize("body", MISSHAPEN.values(), ids=MISSHAPEN.keys())
def test_another_shape_is_refused_with_a_sentence(own: Door, host: Recorder, body: bytes) -> None:
    refused = own.knocks(body)
    assert 400 <= refused.status < 500
    assert refused.sentence
    assert not host.received


@pytest.mark.parametrize("size", [300_000, 2_000_000])
def test_what_is_too_large_is_refused_with_a_sentence(at: Door, host: Recorder, size: int) -> None:
    refused = at.says("x" * size)
    assert refused.status == 413
    assert refused.sentence
    assert not host.received


def test_an_account_that_is_not_there_is_refused(at: Door, host: Recorder) -> None:
    refused = at.elsewhere()
    assert 400 <= refused.status < 500
    assert refused.sentence
    assert not host.received


def test_sending_again_after_a_crash_gives_the_same_message(own: Door) -> None:
    outgoing = Outgoing(
        id=42,
        address=Address(own.account, "0" * 64),
        language="tr",
        parts=(Part("Bu adımları dener misiniz?"),),
    )
    first = asyncio.run(_send(own, outgoing))
    assert first
    assert asyncio.run(_send(own, outgoing)) == first


def test_the_secret_of_a_person_is_in_no_log_and_no_answer(
    at: Door, host: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    host.show("bot", "Merhaba")
    at.says("merhaba")
    host.failure = RuntimeError("database is locked")
    at.says("bir şey daha")
    host.failure = None
    assert at.secret not in json.dumps(list(at.reads()))
    assert any("not kept" in record.getMessage() for record in caplog.records)
    assert at.secret not in caplog.text
    assert "bir şey daha" not in caplog.text


def test_many_people_at_once_are_all_kept(at: Door, host: Recorder) -> None:
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda number: at.says(f"satır {number}", own_id=token_hex(8)), range(40)))
    assert all(reply.acknowledged for reply in replies)
    assert len({inbound.event_id for inbound in host.received}) == 40


async def _send(at: Door, outgoing: Outgoing) -> list[str]:
    return list(await at.channel.send(outgoing))


def test_every_channel_there_is_keeps_the_contract() -> None:
    assert set(ports()) == {*CHANNELS, *SENDERS}


@pytest.fixture(params=sorted(SENDERS))
def sender(request: pytest.FixtureRequest) -> Iterator[Channel]:
    with postbox() as box:
        yield SENDERS[request.param](box.port)


def test_what_only_sends_says_so_and_has_no_door(sender: Channel) -> None:
    assert not sender.abilities.receives
    assert not sender.routes()


def test_what_only_sends_gives_the_same_message_after_a_crash(sender: Channel, host: Recorder) -> None:
    address = Address(f"{sender.name}/main", "ali@ornek.example")
    outgoing = Outgoing(id=42, address=address, language="tr", parts=(Part("Konu"), Part("Merhaba")))

    async def twice() -> tuple[list[str], list[str]]:
        await sender.start(host)
        sent = list(await sender.send(outgoing)), list(await sender.send(outgoing))
        await sender.stop()
        return sent

    first, second = asyncio.run(twice())
    assert first
    assert first == second


def test_what_only_sends_has_no_rooms(sender: Channel) -> None:
    room = Address(f"{sender.name}/main", "oda@ornek.example")
    card = CardView(room=room, language="tr", ref="K7M2R9", title="VPN", lines=(), buttons=(), revision=1)
    with pytest.raises(SendFailed) as refused:
        asyncio.run(_show(sender, card))
    assert refused.value.permanent


async def _show(channel: Channel, card: CardView) -> Shown:
    return await channel.show_card(card, None)
