"""The stand-in of Slack refuses what the platform refuses, as seen by the platform's own client."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.standins.slack import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, Person, SlackApi, slack_api

ALI = Person("U0ALI")
WORDS = {"type": "section", "text": {"type": "plain_text", "text": "Merhaba"}}


@pytest.fixture
def api() -> Iterator[SlackApi]:
    with slack_api() as platform:
        yield platform


def asks(api: SlackApi, work: Callable[[AsyncWebClient], Awaitable[Any]], token: str = BOT_TOKEN) -> Any:
    async def go() -> Any:
        async with aiohttp.ClientSession() as session:
            return await work(AsyncWebClient(token, f"{api.address}/api/", session=session))

    return asyncio.run(go())


def refused(api: SlackApi, work: Callable[[AsyncWebClient], Awaitable[Any]], token: str = BOT_TOKEN) -> str:
    with pytest.raises(SlackApiError) as error:
        asks(api, work, token)
    return str(error.value.response["error"])


def test_a_message_is_kept_and_found_with_its_metadata(api: SlackApi) -> None:
    dm = api.dm(ALI).id
    metadata = {"event_type": "any", "event_payload": {"number": 42}}
    sent = asks(api, lambda web: web.chat_postMessage(channel=dm, text="Merhaba", blocks=[WORDS], metadata=metadata))
    assert sent["message"]["text"] == "Merhaba"
    [found] = asks(api, lambda web: web.conversations_history(channel=dm, include_all_metadata=True))["messages"]
    assert found["metadata"] == metadata
    [bare] = asks(api, lambda web: web.conversations_history(channel=dm))["messages"]
    assert "metadata" not in bare
    assert api.texts_to(ALI) == ["Merhaba"]
    assert api.notified == []


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ({"text": ""}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "x", "blocks": [WORDS] * 51}, "invalid_blocks"),
        ({"text": "x", "blocks": [{**WORDS, "text": {"type": "plain_text", "text": "y" * 3_001}}]}, "invalid_blocks"),
        ({"text": "x", "blocks": [{"type": "section", "text": {"type": "plain_text", "text": ""}}]}, "invalid_blocks"),
        ({"text": "x", "blocks": [{**WORDS, "colour": "red"}]}, "invalid_blocks"),
        ({"text": "x", "blocks": [{**WORDS, "block_id": "a"}, {**WORDS, "block_id": "a"}]}, "invalid_blocks"),
        ({"text": "x", "blocks": [{"type": "actions", "elements": []}]}, "invalid_blocks"),
        (
            {"text": "x", "blocks": [{**WORDS, "text": {"type": "plain_text", "text": "y" * 2_900}}] * 5},
            "msg_blocks_too_long",
        ),
        ({"text": "x", "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
        ({"text": "x", "thread_ts": "1.1"}, "thread_not_found"),
    ],
)
def test_what_the_platform_would_not_show_is_refused(api: SlackApi, values: dict[str, Any], error: str) -> None:
    whole = {"channel": api.dm(ALI).id, **values}
    assert refused(api, lambda web: web.api_call("chat.postMessage", json=whole)) == error


@pytest.mark.parametrize(
    ("values", "called"),
    [
        ({"text": "<!channel> gel"}, ["<!channel>"]),
        ({"text": "<@U0VELI> gel"}, ["<@U0VELI>"]),
        ({"text": "@here gel"}, []),
        ({"text": "@here gel", "link_names": True}, ["@here"]),
        ({"text": "&lt;!here&gt; gel"}, []),
        ({"text": "x", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "<!here>"}}]}, ["<!here>"]),
        ({"text": "x", "blocks": [{"type": "section", "text": {"type": "plain_text", "text": "<!here>"}}]}, []),
    ],
)
def test_it_is_known_who_would_be_notified(api: SlackApi, values: dict[str, Any], called: list[str]) -> None:
    asks(api, lambda web: web.api_call("chat.postMessage", json={"channel": api.dm(ALI).id, **values}))
    assert api.notified == called


def test_a_wrong_token_a_pause_and_a_missing_scope_are_told(api: SlackApi) -> None:
    assert refused(api, lambda web: web.auth_test(), "xoxb-wrong") == "invalid_auth"
    api.fails("chat.postMessage", "ratelimited", retry_after=7)
    with pytest.raises(SlackApiError) as limited:
        asks(api, lambda web: web.chat_postMessage(channel=api.dm(ALI).id, text="x"))
    assert (limited.value.response.status_code, limited.value.response.headers["Retry-After"]) == (429, "7")
    api.scopes = {"chat:write"}
    assert refused(api, lambda web: web.users_info(user="U0ALI")) == "missing_scope"


def test_a_form_opens_once_and_within_three_seconds(api: SlackApi) -> None:
    trigger = api.commands(ALI, "/destek")["trigger_id"]
    view = {"type": "modal", "title": {"type": "plain_text", "text": "Destek"}, "blocks": [WORDS]}
    opened = asks(api, lambda web: web.views_open(trigger_id=trigger, view=view))["view"]
    assert refused(api, lambda web: web.views_open(trigger_id=trigger, view=view)) == "exchanged_trigger_id"
    late = api.commands(ALI, "/destek")["trigger_id"]
    api.triggers[late] -= 4
    assert refused(api, lambda web: web.views_open(trigger_id=late, view=view)) == "expired_trigger_id"
    stale = {"view_id": opened["id"], "hash": "h-old", "view": view}
    assert refused(api, lambda web: web.views_update(**stale)) == "hash_conflict"


def test_a_file_goes_up_in_three_steps_and_down_with_the_token_only(api: SlackApi) -> None:
    dm = api.dm(ALI).id

    async def upload(web: AsyncWebClient) -> Any:
        return await web.files_upload_v2(channel=dm, content=b"bytes", filename="not.txt")

    asks(api, upload)
    [message] = api.said_to(ALI)
    assert message["files"][0]["name"] == "not.txt"

    async def fetch(web: AsyncWebClient) -> tuple[bytes, bytes]:
        url = message["files"][0]["url_private"]
        assert web.session is not None
        async with web.session.get(url, headers={"Authorization": f"Bearer {BOT_TOKEN}"}) as given:
            known = await given.read()
        async with web.session.get(url) as page:
            assert page.status == 200
            return known, await page.read()

    known, stranger = asks(api, fetch)
    assert known == b"bytes"
    assert stranger.startswith(b"<!DOCTYPE html>")


def test_events_are_signed_and_come_again_until_they_are_acknowledged(api: SlackApi) -> None:
    path, headers, body = api.signed("events_api", api.says(ALI, "merhaba"))
    assert path == "events"
    assert SignatureVerifier(SIGNING_SECRET).is_valid_request(body, headers)
    assert not SignatureVerifier("another").is_valid_request(body, headers)
    api.transport, api.request_url, api.minute = "http", "http://127.0.0.1:9", 0.02
    payload = api.says(ALI, "merhaba")
    api.waits(lambda: api.delivery(payload).statuses == [0, 0, 0, 0])


def test_envelopes_come_until_they_are_acknowledged_and_an_address_serves_once(api: SlackApi) -> None:
    api.transport, api.patience = "socket", 0.3

    async def listen() -> list[str]:
        heard: list[str] = []

        async def hear(client: Any, request: SocketModeRequest) -> None:
            heard.append(request.payload["event"]["text"])
            if len(heard) > 1:
                await client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))

        client = SocketModeClient(APP_TOKEN, web_client=AsyncWebClient(base_url=f"{api.address}/api/"))
        client.socket_mode_request_listeners.append(hear)
        await client.connect()  # type: ignore[no-untyped-call]
        async with aiohttp.ClientSession() as session:
            assert client.wss_uri is not None
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(client.wss_uri)
        payload = api.says(ALI, "merhaba")
        while not api.delivery(payload).done:  # noqa: ASYNC110 -- set from another thread
            await asyncio.sleep(0.02)
        await client.close()  # type: ignore[no-untyped-call]
        return heard

    assert asyncio.run(listen()) == ["merhaba", "merhaba"]
