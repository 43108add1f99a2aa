"""A platform that is gone for an hour while a thousand messages wait: they come in order, and soon after it is back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from bot.dispatcher import Dispatcher
from bot.store.tables import outbox
from core.channel import AccountSettings, Limit, SendFailed
from core.effects import Act, Command
from core.messages import Address, Outgoing
from tests.pigeon import Pigeon
from tests.world import CustomerOf, MovedClock, World

ORNEK, KAMU = "web/ornek", "web/kamu"
CHATS, MESSAGES = 40, 1_000
HOUR, SOON = timedelta(hours=1), timedelta(minutes=5)
LONGEST_PAUSE = timedelta(seconds=60)
LOOK, STEP = timedelta(seconds=10), timedelta(seconds=0.5)


class Flight(Pigeon):
    """A platform with limits as strict as Telegram's; its account `ORNEK` is out of reach while it is `gone`."""

    def __init__(self, clock: MovedClock) -> None:
        super().__init__(*(AccountSettings(key=key, organization=key) for key in ("ornek", "kamu")))
        self.clock, self.gone = clock, False
        self.tries: list[datetime] = []
        self.texts: dict[str, list[str]] = defaultdict(list)

    def limits(self, address: Address) -> Sequence[Limit]:
        """One a second for a chat, thirty for all of an account."""
        return Limit(address.chat, 1.0, 3.0), Limit("all", 30.0, 30.0)

    async def send(self, outgoing: Outgoing) -> Sequence[str]:
        """Take a message, or be out of reach."""
        if self.gone and outgoing.address.account == ORNEK:
            self.tries.append(self.clock.now())
            raise SendFailed("503", down=True)
        self.texts[outgoing.address.chat].append(outgoing.plain)
        return await super().send(outgoing)


@pytest.mark.timeout(300)
def test_an_hour_without_the_platform_and_a_thousand_messages_wait(world: World) -> None:
    flight, app, clock = Flight(world.clock), world.app, world.clock
    world.sends_everything()
    accounts = [app.catalogue.accounts[name].id for name in (ORNEK, KAMU)]
    app.dispatcher = Dispatcher(app.store, app.engine, app.texts, {"web": flight}, accounts, app.hub, clock)
    many = [world.customer(f"customer {number}") for number in range(CHATS)]
    zeynep, agent = world.customer("zeynep", KAMU), world.agent("elif")
    refs: dict[str, str] = {}
    for each in (*many, zeynep):
        each.says("bir insanla görüşmek istiyorum")
        refs[each.name] = each.ref
        agent.claims(each.ref)
    said: dict[str, list[str]] = defaultdict(list)

    def replies(customer: CustomerOf, words: str) -> None:
        world.run(app.agents.act(agent.agent, refs[customer.name], Act(command=Command.REPLY, words=words)))
        said[customer.address.chat].append(words)

    def passes(span: timedelta) -> None:
        clock.move(span)
        while world.run(app.dispatcher.send_due()):
            pass

    def waiting() -> int:
        return world.count(outbox, outbox.c.state.in_(["ready", "sending"]))

    while waiting():  # what was said before goes out within the limits
        passes(STEP)
    flight.texts.clear()
    flight.gone, began, number = True, clock.now(), 0
    while clock.now() < began + HOUR:
        for _ in range(min(4, MESSAGES - number)):
            replies(many[number % CHATS], f"satır {number}")
            number += 1
        passes(LOOK)
        if len(said[zeynep.address.chat]) * 10 < (clock.now() - began).total_seconds() / 60:
            replies(zeynep, f"satır {number}, başka yerde")
            passes(timedelta(0))
            assert flight.texts[zeynep.address.chat] == said[zeynep.address.chat]  # she feels nothing of it
    assert waiting() == number == MESSAGES
    # It is asked again and again, and never by a crowd.
    assert max(after - before for before, after in pairwise(flight.tries)) <= LONGEST_PAUSE
    assert len(flight.tries) < HOUR / LOOK + CHATS
    flight.gone, back = False, clock.now()
    while waiting():
        passes(STEP)
        assert clock.now() - back < SOON
    assert flight.texts == said
