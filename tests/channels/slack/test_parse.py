"""What the platform sends, as events: recorded shapes, and whatever else may come."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.slack import asking, forms, parse
from channels.slack.client import Installed
from channels.slack.words import spoken
from core.messages import Kind, clean
from tests.standins.slack import BOT, TEAM
from tests.standins.slack_rules import escaped

US = Installed(team=TEAM, enterprise="", user=BOT, bot="B0ONKAPI")
FOLDER = Path(__file__).parent / "payloads"
KINDS = {"changed": Kind.EDIT, "deleted": Kind.DELETE, "deleted-with-answers": Kind.DELETE}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("name", sorted(file.stem for file in FOLDER.glob("*.json")))
def test_a_recorded_payload_means_what_it_should(name: str) -> None:
    recorded = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    said = parse.message(recorded["payload"], recorded["payload"]["event"], "slack/main", US)
    if recorded["expected"] is None:
        assert said is None
        return
    assert said is not None
    inbound = said.inbound
    assert inbound.text == recorded["expected"]
    assert (inbound.kind, inbound.message_id) == (KINDS.get(name, Kind.TEXT), "1764000000.000100")
    assert (inbound.address.chat, inbound.address.thread, inbound.shared) == ("D0ALI", "", False)
    assert inbound.sender.external_id == "U0ALI"
    assert inbound.at.timestamp() == pytest.approx(1764000000.0001)
    assert inbound.reply_to == ("1763999999.000100" if "thread" in name else "")


@given(st.text(max_size=200))
def test_what_is_typed_comes_as_it_was_typed(text: str) -> None:
    assert spoken({"text": escaped(text)}, BOT) == text.strip()


@given(JSON)
def test_no_event_is_too_strange(strange: Any) -> None:
    event = {"type": "message", "channel": "D0ALI", "user": "U0ALI", "ts": "1764000000.000100", "text": strange}
    for each in (event, {**event, "files": strange}, {**event, "subtype": "message_changed", "message": strange}):
        with suppress(ValueError, KeyError, TypeError, AttributeError):
            said = parse.message({"event_id": "Ev1"}, each, "slack/main", US)
            assert said is None or clean(said.inbound.text) == said.inbound.text
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        asking.wish_of({"type": "message_action", "callback_id": forms.FROM_MESSAGE, "message": strange}, BOT)
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        forms.filled({"callback_id": forms.REQUEST, "private_metadata": "{}", "state": strange})
