"""The values that messages are made of."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from core.channel import SendFailed
from core.errors import ClaimLost, NaiveDatetime
from core.messages import (
    Address,
    File,
    Moment,
    Option,
    Outgoing,
    Part,
    Text,
    aware,
    chat_buttons,
    literal,
    pack,
    unpack,
)

MOMENT = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)


def test_a_text_survives_as_json_values() -> None:
    text = Text(
        "button.stale",
        {
            "status": Text("status.queued", {"until": Moment(MOMENT), "ref": "K7M2R9"}),
            "queue": {"tr": "Ağ Ekibi", "en": "Network"},
            "days": 14,
        },
    )
    assert unpack(json.loads(json.dumps(pack(text)))) == text


def test_a_moment_is_kept_in_utc() -> None:
    local = MOMENT.astimezone(ZoneInfo("Europe/Istanbul"))
    assert aware(local) == MOMENT
    assert aware(local).tzinfo is UTC


def test_a_time_without_a_zone_is_an_error() -> None:
    with pytest.raises(NaiveDatetime):
        aware(MOMENT.replace(tzinfo=None))


def test_buttons_carry_the_token_and_their_place() -> None:
    options = (Option(Text("option.solved"), "yes"), Option(literal("VPN"), "article:1"))
    first, second = chat_buttons(options, "t0k3n", ("Çözüldü", "VPN"))
    assert (first.label, first.payload) == ("Çözüldü", "o.t0k3n.0")
    assert (second.label, second.payload) == ("VPN", "o.t0k3n.1")


def test_a_bubble_reads_as_one_text() -> None:
    parts = (Part("**VPN**", "article"), Part("Dener misiniz?"))
    bubble = Outgoing(id=1, address=Address("web/ornek", "c1"), language="tr", parts=parts)
    assert bubble.plain == "**VPN**\n\nDener misiniz?"


def test_a_failure_to_send_says_whether_to_try_again() -> None:
    failed = SendFailed("429", retry_after=3.0)
    assert (failed.reason, failed.permanent, failed.retry_after) == ("429", False, 3.0)


def test_an_error_names_its_code_and_its_values() -> None:
    assert str(ClaimLost(agent="Elif")) == "claim.lost(agent='Elif')"


def test_a_file_with_a_size_in_pixels_is_shown_as_a_picture() -> None:
    assert File("ab", "ekran.png", "image/png", 10, width=2, height=1).shown
    assert not File("ab", "ekran.svg", "image/svg+xml", 10).shown
