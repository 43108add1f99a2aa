"""Stories of an outage, and of what is not ours."""

from __future__ import annotations

from bot.outages import Declared
from core.ticket import ClosureCode, Ending, Status
from tests.scenarios.telling import story
from tests.world import CustomerOf, World

VPN = Declared(title={"tr": "VPN'e bağlanılamıyor", "en": "VPN cannot be reached"}, service="vpn")
NEWS = {"tr": "Operatör hattı yeniliyor.", "en": "The operator is replacing the line."}
FIXED = {"tr": "Hat yenilendi, VPN açıldı.", "en": "The line was replaced, VPN is back."}


def tells(world: World, number: int) -> None:
    """Let the lead tell the news, and then that it is over."""
    zeynep = world.agent("zeynep").agent
    world.waits(minutes=40)
    world.run(world.app.outages.update(zeynep, number, NEWS))
    world.waits(seconds=10)
    world.waits(minutes=30)
    world.run(world.app.outages.solve(zeynep, number, FIXED, ClosureCode.PROVIDER))
    world.waits(seconds=10)


@story
def a_known_outage(world: World) -> CustomerOf:
    """VPN is down for everybody: Ali is told at once, hears the news, and confirms for himself that it works."""
    number = world.run(world.app.outages.declare(world.agent("zeynep").agent, VPN))
    ali = world.customer("ali")
    ali.says("vpn bağlanmıyor")
    ali.says("dosyalarıma da ulaşamıyorum")
    ali.says("çağrım ne durumda")
    tells(world, number)
    ali.presses("Evet, düzeldi")
    assert ali.ticket.end_reason is Ending.CONFIRMED
    return ali


@story
def a_known_outage_in_english(world: World) -> CustomerOf:
    """John reads the same outage in English, and for him it is not over."""
    number = world.run(world.app.outages.declare(world.agent("zeynep").agent, VPN))
    john = world.customer("john", language="en")
    john.says("the vpn is not connecting")
    tells(world, number)
    john.presses("No, still failing")
    assert (john.ticket.status, john.ticket.outage) == (Status.QUEUED, None)
    return john


@story
def mine_is_different(world: World) -> CustomerOf:
    """Ayşe's VPN fails for another reason: one tap makes hers a ticket like any other."""
    number = world.run(world.app.outages.declare(world.agent("zeynep").agent, VPN))
    ayse = world.customer("ayşe")
    ayse.says("vpn bağlanmıyor")
    ayse.presses("Benimki farklı")
    tells(world, number)
    assert (ayse.ticket.status, ayse.ticket.outage) == (Status.QUEUED, None)
    return ayse
