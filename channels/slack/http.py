"""The platform calls us: its three doors, and the guard before everything else."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request

from channels import ingress
from channels.ingress import Refused
from channels.slack.settings import Account

PATH = "/hooks/slack"
DOORS = ("events", "interactive", "commands")

_STAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
_MARK = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)
_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"
_MOST_FIELDS = 100


async def read(request: Request, account: Account | None) -> AsyncBoltRequest:
    """Return what the platform brings to `account`, as its framework takes it, or raise `Refused`.

    Size, signature, shape, in this order. Who cannot sign learns nothing, not even whether there is such an account.
    """
    body = await ingress.read_body(request)
    if account is None or account.mode != "http" or not signed(account, request.headers, body):
        raise Refused(403, "not_you")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        text = body.decode()
        payload = _payload(text, kind)
    except (ValueError, RecursionError):
        raise Refused(400, "bad_shape") from None
    event = payload.get("event", {}) if isinstance(payload, dict) else None
    if not isinstance(event, dict) or not isinstance(event.get("type", ""), str):
        raise Refused(400, "bad_shape")
    return AsyncBoltRequest(body=text, headers=dict(request.headers))


def signed(account: Account, headers: Mapping[str, str], body: bytes) -> bool:
    """Say whether the platform signed `body` in the last five minutes; how long this takes tells nothing of the secret.

    The library fails on a mark or a moment of another shape, so that is looked at first, and on what is no text.
    """
    stamp, mark = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
    if not _STAMP.fullmatch(stamp) or not _MARK.fullmatch(mark):
        return False
    try:
        return SignatureVerifier(account.signing_secret).is_valid(body, stamp, mark)
    except UnicodeDecodeError:
        return False


def _payload(text: str, kind: str) -> Any:
    """Return what a body says: JSON, a form with JSON in it, or the form of a command."""
    if kind == _JSON:
        return json.loads(text)
    if kind != _FORM:
        raise Refused(415, "bad_shape")
    form = parse_qs(text, keep_blank_values=True, strict_parsing=True, max_num_fields=_MOST_FIELDS)
    return json.loads(form["payload"][0]) if "payload" in form else {name: each[0] for name, each in form.items()}
