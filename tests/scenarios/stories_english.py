"""Stories in English, and of people who change the language."""

from __future__ import annotations

from tests.scenarios.telling import story
from tests.world import CustomerOf, World


@story
def vpn_in_english(world: World) -> CustomerOf:
    """The same in English."""
    john = world.customer("john", language="en")
    john.says("hi there", "vpn doesn't connect")
    john.presses("Solved")
    return john


@story
def still_not_working(world: World) -> CustomerOf:
    """A no in English goes back to the same specialist."""
    john, elif_ = world.customer("john", language="en"), world.agent("elif")
    john.says("can I talk to a person please, my screen flickers")
    elif_.claims(john.ref)
    elif_.solves(john.ref, "I replaced the cable.")
    john.says("still not working")
    return john


@story
def any_news(world: World) -> CustomerOf:
    """The state in English."""
    john, elif_ = world.customer("john", language="en"), world.agent("elif")
    john.says("I need a human")
    john.says("any news on my ticket?")
    elif_.claims(john.ref)
    john.says("what's the status")
    return john


@story
def level_0_in_english(world: World) -> CustomerOf:
    """Level 0 in English."""
    mary = world.customer("mary", account="web/kamu", language="en")
    mary.says("Outlook keeps asking for my password")
    return mary


@story
def never_mind(world: World) -> CustomerOf:
    """Withdrawn in English."""
    john = world.customer("john", language="en")
    john.says("my printer is offline")
    john.says("never mind, it works now")
    return john


@story
def numbers_in_the_terminal(world: World) -> CustomerOf:
    """Where there are no buttons, numbers choose."""
    john = world.customer("john", account="terminal/local", language="en")
    john.says("no sound in Teams meetings")
    john.says("1")
    return john


@story
def turkish_then_english(world: World) -> CustomerOf:
    """The desk follows the language of the last words."""
    ali = world.customer("ali")
    ali.says("vpn bağlanmıyor")
    ali.says("sorry, could I talk to somebody in English?")
    return ali
