"""Who people are: their names and languages, and whether they are of this workspace. Asked once in a while."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from channels.slack.client import Client, Installed
from core.channel import SendFailed
from core.messages import Language, clean

_FRESH = 900.0
"""Seconds for which an answer is believed; a change that is told ends them at once."""

_PATIENCE = 1.5
"""Seconds after which a person is received without his name: the platform waits for us meanwhile."""

_REMEMBERED = 5_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Known:
    """A person as the platform tells him. `foreign`: of another workspace; None where that is not known.

    A `guest` is let into some channels of this one.
    """

    name: str = ""
    language: Language | None = None
    robot: bool = False
    guest: bool = False
    foreign: bool | None = None


class People:
    """The people whom one app has met."""

    def __init__(self, client: Client, us: Installed) -> None:
        self._client, self._us = client, us
        self._known: OrderedDict[str, tuple[float, Known]] = OrderedDict()

    async def known(self, user: str) -> Known:
        """Return who `user` is; where the platform does not say, nothing is known."""
        now = asyncio.get_running_loop().time()
        at, found = self._known.get(user, (-_FRESH, Known()))
        if now - at < _FRESH:
            return found
        try:
            asked = self._client.call("users.info", user=user, include_locale=True)
            answer = (await asyncio.wait_for(asked, _PATIENCE)).get("user")
        except (SendFailed, TimeoutError) as error:
            _log.info("not asked who it is: %s", type(error).__name__)
            return found
        found = _read(answer, self._us) if isinstance(answer, dict) else Known()
        self._known[user] = (now, found)
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return found

    def changed(self, user: str) -> None:
        """Ask again the next time."""
        self._known.pop(user, None)

    def is_stranger(self, known: Known, team: str, *, foreign_place: bool) -> bool:
        """Say whether somebody belongs to another workspace: `team` is the one that his message names.

        In a place that others share, who cannot be told is one.
        """
        if team and team not in {self._us.team, self._us.enterprise}:
            return True
        return foreign_place if known.foreign is None else known.foreign


def _read(user: Mapping[str, Any], us: Installed) -> Known:
    raw = user.get("profile")
    profile: Mapping[str, Any] = raw if isinstance(raw, dict) else {}
    name = profile.get("real_name") or user.get("real_name") or profile.get("display_name") or user.get("name") or ""
    locale = str(user.get("locale") or "").lower()
    language: Language | None = "tr" if locale.startswith("tr") else "en" if locale.startswith("en") else None
    grid = user.get("enterprise_user")
    enterprise = str(grid.get("enterprise_id") or "") if isinstance(grid, dict) else ""
    ours = user.get("team_id") in {us.team, us.enterprise} or bool(us.enterprise and enterprise == us.enterprise)
    return Known(
        name=" ".join(clean(str(name)).split()),
        language=language,
        robot=bool(user.get("is_bot")),
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        foreign=bool(user.get("is_stranger")) or not ours,
    )
