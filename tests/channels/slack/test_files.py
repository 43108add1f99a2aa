"""Files of people: taken within the limits, from the platform's own host only, or told as lost."""

from __future__ import annotations

import pytest

from core.messages import Inbound
from tests.channels.contract.recorder import Recorder
from tests.channels.slack.served import listening
from tests.standins.slack import Person, SlackApi
from tests.standins.slack_rules import JsonObject

ALI = Person("U0ALI")


@pytest.fixture
def host() -> Recorder:
    return Recorder()


def shows(api: SlackApi, host: Recorder, *files: JsonObject) -> Inbound:
    payload = api.says(ALI, "bakar mısınız", subtype="file_share", files=list(files))
    api.waits(lambda: api.delivery(payload).done, 20)
    return host.received[-1]


def test_files_come_with_their_words(api: SlackApi, host: Recorder) -> None:
    with listening(api, host):
        inbound = shows(api, host, api.file(b"bir", "../a.txt"), api.file(b"iki", "<!here>.log"))
        assert [(file.name, file.size) for file in inbound.files] == [("../a.txt", 3), ("<!here>.log", 3)]
        assert (inbound.text, inbound.lost) == ("bakar mısınız", ())


@pytest.mark.parametrize(
    "changed",
    [
        {"size": 5 << 20},
        {"url_private_download": "http://127.0.0.2:1/files-pri/T0ORNEK-F1/download"},
        {"url_private_download": "file:///etc/passwd"},
        {"url_private_download": "http://169.254.169.254/latest"},
        {"mode": "tombstone"},
        {"size": 2},
    ],
)
def test_what_cannot_be_had_is_told_as_lost(api: SlackApi, host: Recorder, changed: JsonObject) -> None:
    with listening(api, host):
        inbound = shows(api, host, {**api.file(b"bir", "a.txt"), **changed})
        assert inbound.files == ()
        assert [(lost.name, lost.limit) for lost in inbound.lost] == [("a.txt", 1)]
        fetched = [call for call in api.calls if call.method == "download"]
        assert len(fetched) == (1 if changed.get("size") == 2 else 0)


def test_a_page_to_sign_in_is_no_file(api: SlackApi, host: Recorder) -> None:
    with listening(api, host):
        api.signs_in = True
        inbound = shows(api, host, api.file(b"bir", "a.txt"))
        assert (inbound.files, [lost.name for lost in inbound.lost]) == ((), ["a.txt"])


def test_a_file_of_another_workspace_is_asked_for(api: SlackApi, host: Recorder) -> None:
    with listening(api, host):
        whole = api.file(b"bir", "a.txt")
        inbound = shows(api, host, {"id": whole["id"], "mode": "file_access", "file_access": "check_file_info"})
        assert [(file.name, file.size) for file in inbound.files] == [("a.txt", 3)]


def test_a_download_that_fails_is_tried_again(api: SlackApi, host: Recorder) -> None:
    with listening(api, host):
        api.fails("download", "x", times=1)
        assert len(shows(api, host, api.file(b"bir", "a.txt")).files) == 1


def test_a_message_whose_file_is_not_kept_comes_again(api: SlackApi, host: Recorder) -> None:
    with listening(api, host):
        host.failure = OSError("disk full")
        payload = api.says(ALI, "", subtype="file_share", files=[api.file(b"bir", "a.txt")])
        api.waits(lambda: api.delivery(payload).statuses)
        host.failure = None
        api.waits(lambda: api.delivery(payload).done, 20)
        assert len(host.received[-1].files) == 1
