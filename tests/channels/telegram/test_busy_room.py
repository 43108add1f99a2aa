"""Fifty live cases in one group for ten minutes of the story's clock: within the group's measure, words first."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.store.tables import card, outbox
from tests.channels.telegram.desk import RoomDesk, Writer
from tests.standins.telegram import BotApi

CASES, MINUTES, STEP = 50, 10, 5


def behind(desk: RoomDesk) -> int:
    """Return how many cards show less than they should."""
    return desk.count(card, card.c.wanted_rev > card.c.shown_rev)


def waiting(desk: RoomDesk) -> int:
    """Return how many messages wait."""
    return desk.count(outbox, outbox.c.state.in_(["ready", "sending"]))


@pytest.mark.timeout(900)
def test_fifty_cases_in_one_group(
    sqlite_url: str, api: BotApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.telegram.topics._BEFORE_ANOTHER_TRY", 0.01)
    desk = RoomDesk(sqlite_url, api, tmp_path, rates={"group_per_minute": 20})
    api.clock, api.query_life = lambda: desk.clock.now().timestamp(), 1e9
    people: list[Writer] = []
    for number in range(CASES):
        customer = desk.customer(f"kisi{number}")
        customer.says("bir insanla görüşmek istiyorum")
        desk.waits(seconds=20)
        people.append(customer)
    for _ in range(20):
        desk.waits(seconds=30)
    assert (len(desk.group.topics), behind(desk), waiting(desk)) == (CASES, 0, 0)
    refs = [customer.ref for customer in people]
    said: dict[str, list[str]] = {ref: [] for ref in refs}
    before, elif_ = len(api.calls), desk.agent("elif")
    for step in range(MINUTES * 60 // STEP):
        who = step % CASES
        words = f"satır {step} @elif"
        desk.takes(api.says(people[who].user, words))
        said[refs[who]].append(words)
        if step % 2 == 0 and step // 2 < CASES:
            elif_.claims(refs[step // 2])
        desk.waits(seconds=STEP)
    calls = [call for call in api.calls[before:] if call.values.get("chat_id") == desk.group.id]
    lines = [call for call in calls if call.method == "sendMessage"]
    assert api.groups.refused_for_haste == 0
    assert len(calls) <= MINUTES * 20
    assert len(lines) > 0.9 * len(calls), "words come before cards and names"
    assert behind(desk) > 0, "cards wait while there are words"
    for _ in range(60):
        desk.waits(seconds=30)
        desk.run(asyncio.sleep(0.05))
    assert (behind(desk), waiting(desk)) == (0, 0)
    assert desk.count(outbox, outbox.c.state == "failed") == 0
    for ref in refs:
        texts = [text.replace("\u2060", "") for text in desk.api.groups.texts_in(desk.group, desk.group.named(ref).id)]
        assert [text.partition("\n")[2] for text in texts if "\nsatır " in text] == said[ref]
        assert "Elif Demir" in texts[0]
        assert texts[0].endswith(" itibarıyla"), "a card that had to wait says as of when it is"
        assert desk.group.named(ref).name.startswith("🛠")
    assert api.groups.refused_for_haste == 0
    assert api.groups.notified == []
    desk.close()
