"""What a button in a room may send back."""

from __future__ import annotations

import pytest

from core.rooms import PAYLOAD, asks


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
