"""What a button in a room may send back."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from core.channel import Roomless, SendFailed
from core.messages import Address, Outgoing
from core.rooms import PAYLOAD, CardView, Mark, asks


@pytest.mark.parametrize(
    ("payload", "ours", "form"),
    [
        ("k.K7M2R9.claim", True, False),
        ("k.K7M2R9.solve", True, True),
        ("k.K7M2R9.transfer.network", True, True),
        ("r.12.send", True, False),
        ("o.0123456789abcdef.1", False, False),
        ("k.k7m2r9.solve", False, False),
        ("k.K7M2R9.", False, False),
        ("k", False, False),
        ("", False, False),
    ],
)
def test_a_payload_of_ours_is_read_and_nothing_else(payload: str, ours: bool, form: bool) -> None:
    assert (PAYLOAD.fullmatch(payload) is not None, asks(payload)) == (ours, form)


NOWHERE, HERE = Roomless(), Address("web/ornek", "a")
CARD = CardView(room=HERE, language="tr", ref="K7M2R9", title="", lines=(), buttons=(), revision=1)


def test_a_channel_without_rooms_refuses_them() -> None:
    for asked in (NOWHERE.show_card(CARD, None), NOWHERE.mark(HERE, "m1", Mark.NOTED)):
        with pytest.raises(SendFailed) as refused:
            asked.send(None)
        assert refused.value.permanent
    assert NOWHERE.direct("web/ornek", "ali") is None


def test_who_looks_at_a_transcript_sees_changes_by_himself() -> None:
    bubble = Outgoing(id=1, address=HERE, language="tr", parts=())
    assert asyncio.run(_changed(bubble)) == ("m1",)


async def _changed(bubble: Outgoing) -> Sequence[str]:
    return await NOWHERE.change(bubble, ("m1",))
