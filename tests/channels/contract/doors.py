"""Every channel there is, with the door of its own users: each is found by its folder, none is named here.

A channel `channels/NAME` brings `tests/channels/NAME/door.py`. That offers `door(host)`, which serves the channel
with `host` behind it and yields a person at its door, and `OWN = True` where the client is our own; or, for one that
only sends, `sender(port)`, which makes it for the mail server on a port of this machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from importlib import import_module
from typing import Any

from bot.ports import ports
from core.channel import Channel
from tests.channels.contract.door import Door
from tests.channels.contract.recorder import Recorder

_OFFERED = {name: vars(import_module(f"tests.channels.{name}.door")) for name in ports()}


def _that_offer(what: str) -> dict[str, Any]:
    return {name: offered[what] for name, offered in _OFFERED.items() if what in offered}


CHANNELS: Mapping[str, Callable[[Recorder], AbstractContextManager[Door]]] = _that_offer("door")
"""Every channel to which people write: how a person stands at its door."""

OWN = frozenset(_that_offer("OWN"))
"""Those of them to which a client of our own writes."""

SENDERS: Mapping[str, Callable[[int], Channel]] = _that_offer("sender")
"""Every channel that only sends, to addresses of mail: how it is made for a mail server's port."""


def door(name: str, host: Recorder) -> AbstractContextManager[Door]:
    """Serve the channel `name` with `host` behind it and yield a person at its door."""
    return CHANNELS[name](host)
