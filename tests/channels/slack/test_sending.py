"""Sending over Slack: each message once, in its order, whatever the platform does with it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from channels.slack.channel import Slack
from core.channel import SendFailed
from core.messages import Address, Button, File, Outgoing, Part
from tests.attached import pieces
from tests.channels.contract.recorder import MORNING, Recorder
from tests.channels.slack.served import channel_at
from tests.standins.slack import SCOPES, Person, SlackApi, slack_api

ALI = Person("U0ALI")
HELLO = Outgoing(id=42, address=Address("slack/ornek", "D0ALI"), language="tr", parts=(Part("Merhaba"),))


class Line:
    """A channel at the platform, in the loop of a test."""

    def __init__(self, api: SlackApi, host: Recorder, **more: Any) -> None:
        self.api, self.host = api, host
        self.channel: Slack = channel_at(api, "http", **more)
        self._runner = asyncio.Runner()
        self.run(self.channel.start(host))
        self.run(self._ready())

    def run(self, work: Any) -> Any:
        return self._runner.run(work)

    async def _ready(self) -> None:
        while self.channel._apps["ornek"].bolt is None:  # noqa: ASYNC110 -- set by a task
            await asyncio.sleep(0.01)

    def sends(self, outgoing: Outgoing = HELLO) -> list[str]:
        return list(self.run(self.channel.send(outgoing)))

    def fails(self, outgoing: Outgoing = HELLO) -> SendFailed:
        with pytest.raises(SendFailed) as failed:
            self.sends(outgoing)
        return failed.value

    def keeps(self, name: str, content: bytes) -> File:
        upload = self.run(self.host.keep_file(HELLO.address, pieces(content), name, ""))
        assert isinstance(upload.file, File)
        return upload.file

    def close(self) -> None:
        self.run(self.channel.stop())
        self._runner.close()


@pytest.fixture
def api() -> Iterator[SlackApi]:
    with slack_api() as platform:
        platform.dm(ALI)
        yield platform


@pytest.fixture
def line(api: SlackApi) -> Iterator[Line]:
    made = Line(api, Recorder())
    yield made
    made.close()


def test_a_message_says_whose_it_is_and_parses_nothing(line: Line, api: SlackApi) -> None:
    [at] = line.sends()
    [message] = api.said_to(ALI)
    assert message["ts"] == at
    assert message["metadata"] == {"event_type": "onkapi_message", "event_payload": {"outbox": 42, "piece": 0}}
    [call] = api.called("chat.postMessage")
    assert [call.values[name] for name in ("parse", "link_names", "unfurl_links", "unfurl_media")] == [
        "none", False, False, False,
    ]  # fmt: skip
    assert line.host.reports["slack/ornek", "sending"] == ""


@pytest.mark.parametrize(
    ("error", "permanent", "gone"),
    [
        ("channel_not_found", True, True),
        ("is_archived", True, True),
        ("not_in_channel", True, True),
        ("user_disabled", True, True),
        ("msg_too_long", True, False),
        ("invalid_blocks", True, False),
        ("something_nobody_knows", True, False),
        ("internal_error", False, False),
        ("service_unavailable", False, False),
    ],
)
def test_a_refusal_says_whether_it_is_for_good(
    line: Line, api: SlackApi, error: str, permanent: bool, gone: bool
) -> None:
    api.fails("chat.postMessage", error)
    failed = line.fails()
    assert (failed.permanent, failed.gone, failed.reason) == (permanent, gone, error)
    assert line.sends()


def test_a_pause_is_kept_for_all_that_is_said_and_no_call_is_made_in_it(line: Line, api: SlackApi) -> None:
    api.fails("chat.postMessage", "ratelimited", retry_after=7)
    failed = line.fails()
    assert (failed.retry_after, failed.bucket) == (7.0, "chat.postMessage")
    assert 6 < (line.fails(replace(HELLO, id=43)).retry_after or 0) <= 7
    assert len([call for call in api.calls if call.method == "chat.postMessage"]) == 1
    assert line.run(line.channel.find(HELLO)) is None


@pytest.mark.parametrize("pause", [-5, 10**9])
def test_an_absurd_pause_is_not_believed(line: Line, api: SlackApi, pause: int) -> None:
    api.fails("chat.postMessage", "ratelimited", retry_after=pause)
    assert 0 <= (line.fails().retry_after or 0) <= 900


@pytest.mark.parametrize("error", ["invalid_auth", "account_inactive", "token_revoked"])
def test_a_refused_app_waits_and_says_so(line: Line, api: SlackApi, error: str) -> None:
    api.fails("chat.postMessage", error)
    failed = line.fails()
    assert (failed.permanent, failed.down, failed.retry_after) == (False, True, 60.0)
    assert line.fails().down
    assert len(api.calls) == len(api.called("auth.test")) + 1
    assert (
        error in line.host.reports["slack/ornek", "sending"]
        or "not installed" in line.host.reports["slack/ornek", "sending"]
    )


def test_a_missing_scope_stops_what_needs_it_and_nothing_else(line: Line, api: SlackApi) -> None:
    everything = {scope for scope in SCOPES.values() if scope} | {"im:history"}
    api.scopes = everything - {"files:write"}
    assert line.sends()
    shown = replace(HELLO, id=43, files=(line.keeps("not.txt", b"not"),))
    failed = line.fails(shown)
    assert (failed.permanent, failed.gone, failed.down) == (True, False, False)
    assert "missing_scope" in failed.reason
    assert "files:write" in failed.reason
    assert line.sends(replace(HELLO, id=44))
    assert "files:write" in line.host.reports["slack/ornek", "sending"], "what went well does not hide it"
    api.scopes = everything
    assert line.sends(replace(HELLO, id=45))
    assert line.host.reports["slack/ornek", "sending"] == ""


def test_words_wait_for_the_right_to_say_them_while_the_rest_goes_on(line: Line, api: SlackApi) -> None:
    everything = {scope for scope in SCOPES.values() if scope} | {"im:history"}
    api.scopes = everything - {"chat:write"}
    failed = line.fails()
    assert (failed.permanent, failed.down, failed.retry_after) == (False, False, 60.0)
    assert failed.reason == "missing_scope: chat.postMessage needs chat:write"
    assert line.host.reports["slack/ornek", "sending"] == failed.reason
    assert line.fails(replace(HELLO, id=43)).reason == failed.reason, "it is asked, and not given up"
    assert line.run(line.channel._apps["ornek"]._client.call("users.info", user=ALI.id))
    api.scopes = everything
    assert line.sends()
    assert line.host.reports["slack/ornek", "sending"] == ""


def test_who_may_not_look_says_it_again(line: Line, api: SlackApi) -> None:
    api.loses_answer("chat.postMessage", 5)
    assert line.fails().unsure
    api.scopes = {scope for scope in SCOPES.values() if scope}
    assert line.run(line.channel.find(HELLO)) is None
    assert line.sends()
    assert len(api.said_to(ALI)) == 2


@pytest.mark.parametrize("way", ["loses_answer", "stammers", "5xx"])
def test_what_may_have_arrived_is_looked_for_before_it_is_sent_again(line: Line, api: SlackApi, way: str) -> None:
    if way == "loses_answer":
        api.loses_answer("chat.postMessage", 5)
    else:
        api.stammers("chat.postMessage", b"<html>bad gateway</html>", status=200 if way == "stammers" else 502)
    assert line.fails().unsure
    done = len(api.said_to(ALI))
    [at] = line.sends()
    assert [message["ts"] for message in api.said_to(ALI)] == [at]
    assert len(api.called("chat.postMessage")) == 1
    assert done == (1 if way == "loses_answer" else 0)


def test_another_process_finds_what_was_sent_and_sends_the_rest(line: Line, api: SlackApi) -> None:
    long = replace(HELLO, parts=(Part(" ".join(f"Bu {number}. cümledir." for number in range(1_000))),))
    sent = line.sends(long)
    assert len(sent) > 1
    other = Line(api, Recorder())
    assert list(other.run(other.channel.find(long, MORNING))) == sent
    gone = api.messages.pop(("D0ALI", sent[-1]))
    assert other.run(other.channel.find(long, MORNING)) is None
    assert other.sends(long)[:-1] == sent[:-1]
    assert api.said_to(ALI)[-1]["blocks"] == gone["blocks"]
    assert other.run(other.channel.find(replace(long, id=77), MORNING)) is None
    other.close()


def test_a_file_goes_up_as_bytes_and_is_found_again(line: Line, api: SlackApi) -> None:
    file = line.keeps("<!channel> /etc/passwd", b"not")
    shown = replace(HELLO, parts=(Part("Buyurun"),), files=(file,), buttons=(Button("Tamam", "o.t.0"),))
    words, number = line.sends(shown)
    first, second = api.said_to(ALI)
    assert (first["ts"], second["files"][0]["id"], second["files"][0]["name"]) == (words, number, file.name)
    assert api.contents[number][1] == b"not"
    assert api.notified == []
    other = Line(api, Recorder())
    assert len(other.run(other.channel.find(shown, MORNING))) == 2
    other.close()


def test_a_file_that_is_gone_is_named(line: Line, api: SlackApi) -> None:
    lost = File("0" * 64, "ekran.png", "image/png", 10)
    line.sends(replace(HELLO, parts=(), files=(lost,)))
    assert api.texts_to(ALI) == ["📎 ekran.png"]


def test_an_upload_that_fails_is_tried_again_and_shown_once(line: Line, api: SlackApi) -> None:
    shown = replace(HELLO, parts=(), files=(line.keeps("not.txt", b"not"),))
    api.fails("upload", "x")
    assert not line.fails(shown).permanent
    line.sends(shown)
    assert len(api.said_to(ALI)) == 1


def test_what_is_for_one_person_alone_goes_to_him_and_he_is_told(line: Line, api: SlackApi) -> None:
    general = api.channel("C0GENEL")
    root = api.message(ALI, general, "vpn")
    place = Address("slack/ornek", general.id, root["ts"])
    alone = replace(HELLO, address=place, reader=ALI.id, buttons=(Button("Evet", "o.t.0"),))
    [number] = line.sends(alone)
    [message] = api.said_to(ALI)
    assert number == f"{message['channel']}:{message['ts']}"
    assert message["blocks"][-1]["block_id"] == f"o:C0GENEL:{root['ts']}"
    [whisper] = api.whispers
    assert (whisper["person"], whisper["place"], whisper["thread_ts"]) == (ALI.id, general.id, root["ts"])
    assert api.shown_in(general) == []
    line.sends(replace(HELLO, id=43, address=place))
    assert [message["thread_ts"] for message in api.shown_in(general)] == [root["ts"]]


def test_a_bucket_that_is_short_in_the_middle_of_a_message_waits(line: Line, api: SlackApi) -> None:
    long = replace(HELLO, parts=(Part("x " * 12_000),))
    line.host.short = 0.5
    assert line.fails(long).retry_after == 0.5
    line.host.short = 0.0
    sent = line.sends(long)
    assert [message["ts"] for message in api.said_to(ALI)] == sent
