"""The real server in a process of its own: a customer in a private chat and an agent in a topic, on both transports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.channels.telegram.desk import with_rooms
from tests.channels.telegram.served import FAST, PUBLIC
from tests.channels.telegram.server import environ, onkapi, running
from tests.standins.telegram import BotApi, User
from tests.standins.telegram_groups import Topic

ALI, ELIF = User(1001), User(2001, "Elif", "Demir")
PATIENCE = 90.0


@pytest.mark.timeout(500)
@pytest.mark.parametrize("mode", ["polling", "webhook"])
def test_a_case_from_the_first_word_to_the_last(sqlite_url: str, api: BotApi, tmp_path: Path, mode: str) -> None:
    room = api.groups.open()
    rates = {**FAST, "group_per_minute": 1_000}
    room.per_minute = 1_000
    file = with_rooms(api, tmp_path, {"l1": [str(room.id)]}, {"elif": ELIF}, mode, rates=rates)
    given = {**environ(sqlite_url, api), "ONKAPI_WEB__PUBLIC_URL": PUBLIC}
    onkapi("migrate", file, given)

    def soon(until: Any) -> Any:
        return api.waits(until, PATIENCE)

    def card(topic: Topic) -> Any:
        return api.groups.said_in(room, topic.id)[0]

    with running(file, given) as (address, _):
        api.reaches[PUBLIC] = address
        api.says(ALI, "bir insanla görüşmek istiyorum")
        topic: Topic = soon(lambda: next(iter(room.topics.values()), None))
        ref = topic.name.split()[1]
        soon(lambda: api.groups.said_in(room, topic.id))
        api.presses(ELIF, card(topic), f"k.{ref}.claim")
        soon(lambda: "Elif Demir" in card(topic)["text"] and topic.name.startswith("🛠"))
        said = api.groups.says(ELIF, room, "Merhaba, nasıl yardımcı olabilirim?", topic.id)
        soon(lambda: api.groups.reactions_on(said) == ["👀"])
        soon(lambda: api.texts_to(ALI)[-1] == "Elif Demir\nMerhaba, nasıl yardımcı olabilirim?")
        soon(lambda: api.groups.reactions_on(said) == ["👍"])
        api.says(ALI, "Outlook açılmıyor")
        soon(lambda: api.groups.texts_in(room, topic.id)[-1] == "👤 Ali Kaya\nOutlook açılmıyor")
        api.groups.says(ELIF, room, "/coz Outlook'u onardım.", topic.id)
        soon(lambda: "Outlook'u onardım." in api.texts_to(ALI)[-1])
        api.picks(ALI, "Evet, düzeldi")
        soon(lambda: topic.is_closed and topic.name.startswith("🔒"))
        soon(lambda: not api.queries)
    assert api.dropped == 0
    assert api.groups.refused_for_haste == 0
    assert api.groups.notified == []
    assert (bool(api.webhook), bool(api.deliveries)) == (mode == "webhook", mode == "webhook")
    assert api.texts_to(ALI).count("Elif Demir\nMerhaba, nasıl yardımcı olabilirim?") == 1
