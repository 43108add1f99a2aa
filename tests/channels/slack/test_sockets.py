"""Socket Mode with its ways to fail: everything that happens is heard, once, and nobody has to start us again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.channels.contract.recorder import Recorder
from tests.channels.slack.served import listening
from tests.standins.slack import Person, SlackApi, slack_api

ALI = Person("U0ALI")


@pytest.fixture
def host() -> Recorder:
    return Recorder()


@pytest.fixture
def api() -> Iterator[SlackApi]:
    with slack_api() as platform:
        platform.patience, platform.minute = 1.0, 0.1
        yield platform


def heard(api: SlackApi, host: Recorder, words: str) -> None:
    payload = api.says(ALI, words)
    api.waits(lambda: api.delivery(payload).done, 20)
    assert words in [inbound.text for inbound in host.received]


def test_two_connections_bring_what_happens(api: SlackApi, host: Recorder) -> None:
    with listening(api, host):
        for number in range(6):
            heard(api, host, f"satır {number}")
        assert len(host.received) == 6
        assert host.reports["slack/ornek", "listening"] == ""


def test_what_was_not_kept_is_not_acknowledged_and_comes_again(api: SlackApi, host: Recorder) -> None:
    with listening(api, host):
        host.failure = OSError("disk full")
        payload = api.says(ALI, "merhaba")
        api.waits(lambda: len(api.delivery(payload).statuses) == 1)
        host.failure = None
        api.waits(lambda: api.delivery(payload).done)
        assert [inbound.text for inbound in host.received] == ["merhaba"]


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled"])
def test_a_refresh_loses_nothing(api: SlackApi, host: Recorder, reason: str) -> None:
    with listening(api, host):
        before = api.opened
        api.refreshes(reason)
        for number in range(5):
            heard(api, host, f"satır {number}")
        api.waits(lambda: api.opened >= before + 2)
        assert len({inbound.event_id for inbound in host.received}) == 5


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled"])
def test_a_press_in_the_middle_of_a_refresh_counts_once(api: SlackApi, host: Recorder, reason: str) -> None:
    message = {"ts": "1764000000.000001", "channel": api.dm(ALI).id, "text": "?", "blocks": []}
    said = {"type": "plain_text", "text": "Çözüldü"}
    with listening(api, host):
        pressed = []
        for number in range(6):
            if number == 3:
                api.refreshes(reason)
            value = f"o.{'a' * 21}{number}.0"
            button = {"type": "button", "action_id": value, "value": value, "text": said}
            pressed.append(api.presses(ALI, message, button))
        api.waits(lambda: all(api.delivery(each).done for each in pressed), 20)
        # What was not acknowledged comes again under the same id, by which the engine knows it.
        assert len({each.event_id for each in host.received}) == 6
        assert {each.payload for each in host.received} == {f"o.{'a' * 21}{number}.0" for number in range(6)}


def test_cut_connections_come_back(api: SlackApi, host: Recorder) -> None:
    with listening(api, host):
        api.cuts()
        heard(api, host, "kesintiden sonra")
        api.waits(lambda: len(api.listening()) == 2, 20)


def test_silent_connections_are_given_up(api: SlackApi, host: Recorder) -> None:
    with listening(api, host):
        api.falls_silent()
        heard(api, host, "sessizlikten sonra")


def test_an_address_at_which_nobody_answers_is_given_up(api: SlackApi, host: Recorder) -> None:
    with listening(api, host):
        api.dead_addresses = 4
        api.cuts()
        heard(api, host, "ölü adreslerden sonra")


def test_no_address_at_all_is_asked_for_again(api: SlackApi, host: Recorder) -> None:
    with listening(api, host):
        api.fails("apps.connections.open", "internal_error", times=4)
        api.cuts()
        heard(api, host, "adres yokken")


def test_the_platform_may_start_later_than_we(api: SlackApi, host: Recorder) -> None:
    api.fails("auth.test", "internal_error", times=3)
    with listening(api, host):
        heard(api, host, "merhaba")


def test_an_unknown_event_is_acknowledged(api: SlackApi, host: Recorder) -> None:
    with listening(api, host):
        payload = api.happens({"type": "something_new"})
        api.waits(lambda: api.delivery(payload).statuses == [200])
        assert host.received == []


def test_what_breaks_the_engine_is_kept_and_the_next_one_is_served(api: SlackApi, host: Recorder) -> None:
    with listening(api, host):
        host.failure = None
        broken = api.happens({"type": "message", "channel": "D0ALI", "user": "U0ALI", "ts": "never", "text": "x"})
        api.waits(lambda: api.delivery(broken).done)
        [(account, event_id, raw, error)] = host.unread
        assert (account, event_id) == ("slack/ornek", broken["event_id"])
        assert "ValueError" in error
        assert "token" not in raw
        heard(api, host, "sonraki")
