"""What the console is given by whoever puts the server together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from starlette.routing import BaseRoute

from bot.agents import Agents
from bot.catalogue import Catalogue
from bot.clock import Clock
from bot.console.health import HealthPages
from bot.erasing import Erasing
from bot.exporting import Exporting
from bot.files.shelf import Shelf
from bot.hub import Hub
from bot.opening import Counter
from bot.outages import Outages
from bot.replaying import Replaying
from bot.store.engine import Store
from core.knowledge import Thresholds
from core.texts import Texts
from kb.library import Library


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The parts of the server that the console and the HTTP API use.

    `catalogue` and `thresholds` are asked each time, because both may change while the server runs. `routes`
    are those of the channels; they are mounted at the root. `secure_cookies` is for a site behind https.
    """

    store: Store
    agents: Agents
    counter: Counter
    outages: Outages
    library: Library
    hub: Hub
    shelf: Shelf
    exporting: Exporting
    erasing: Erasing
    clock: Clock
    texts: Texts
    catalogue: Callable[[], Catalogue]
    thresholds: Callable[[], Thresholds]
    health: HealthPages
    replaying: Replaying
    routes: Sequence[BaseRoute] = ()
    secure_cookies: bool = False
