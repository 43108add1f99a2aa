"""Stories about tickets that an agent sets in relation: a second matter is taken out of one."""

from __future__ import annotations

from sqlalchemy import select

from bot.store.tables import entry
from core.effects import Command
from tests.scenarios.telling import story
from tests.world import CustomerOf, World


def split_off(world: World, ref: str, words: str, **details: object) -> str:
    """Let Elif take the matter in a line out of a ticket, and return the reference of the new one."""
    wanted = select(entry.c.id).where(entry.c.text == words)
    line = world.app.store.run(lambda tx: tx.execute(wanted).scalar_one())
    given = {"entries": (line,), **details}
    return world.agent("elif").does(Command.SPLIT, ref, **given).act.into  # type: ignore[arg-type]


@story
def two_matters_on_one_ticket(world: World) -> CustomerOf:
    """The specialist takes a second matter out; the customer reads it once, and each goes its own way."""
    ali, elif_, mert = world.customer("ali"), world.agent("elif"), world.agent("mert")
    ali.says("vpn bağlanmıyor, bir uzman bakabilir mi")
    first = ali.ref
    elif_.claims(first)
    elif_.replies(first, "Merhaba, bağlantınızı inceliyorum.")
    world.waits(minutes=15)
    ali.says("toplantı odasının perdesi de inmiyor")
    world.waits(minutes=10)
    second = split_off(world, first, "toplantı odasının perdesi de inmiyor", queue="network")
    mert.claims(second)
    mert.replies(second, "Merhaba, perdenin motoruna bugün öğleden sonra bakacağız.")
    elif_.solves(first, "VPN hesabınızı yeniden açtım.")
    ali.presses("Evet, düzeldi")
    ali.says(f"{second} ne durumda")
    return ali


@story
def taken_apart_and_put_together(world: World) -> CustomerOf:
    """What was taken for two matters is one; one tap puts them together, and a second one says how things stand."""
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("projeksiyon görüntü vermiyor, bir uzman bakabilir mi")
    first = ali.ref
    elif_.claims(first)
    ali.says("toplantı odasının perdesi de inmiyor")
    split_off(world, first, "toplantı odasının perdesi de inmiyor", title="Toplantı odası perdesi inmiyor")
    world.waits(minutes=5)
    ali.presses("Aynı konu")
    ali.says("perde projeksiyonla aynı kumandaya bağlı")
    ali.presses("Aynı konu")
    return ali


@story
def two_matters_in_english(world: World) -> CustomerOf:
    """The customer who writes in English is told in English, and may say in words that it is the same matter."""
    jane, elif_ = world.customer("jane", language="en"), world.agent("elif")
    jane.says("the projector shows no picture, i need a human")
    first = jane.ref
    elif_.claims(first)
    jane.says("the screen in the meeting room does not come down either")
    split_off(world, first, "the screen in the meeting room does not come down either")
    jane.says("same matter")
    return jane
