"""Stories of people whom the desk does not know yet, and of the privacy notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.catalogue import Catalogue
from bot.store import proofs
from tests.postbox import postbox, with_mail
from tests.scenarios.telling import story
from tests.world import CustomerOf, World


def only_known_people(world: World) -> None:
    """Let everybody who comes from now on have to prove who he is."""
    catalogue = world.app.engine.catalogue
    accounts = {name: replace(account, trusted=False) for name, account in catalogue.accounts.items()}
    world.app.engine.catalogue = replace(catalogue, accounts=accounts)


def invited(world: World, code: str) -> None:
    """Let `code` be an invitation to Örnek A.Ş. for one person."""
    until = world.clock.now() + timedelta(days=30)
    world.app.store.run(lambda tx: proofs.add_invitation(tx, code, organization="ornek", uses=1, expires_at=until))


def with_notice(catalogue: Catalogue, version: int) -> Catalogue:
    """Return `catalogue` with another version of the notice of Örnek A.Ş."""
    ornek = replace(catalogue.organizations["ornek"], notice_version=version)
    return replace(catalogue, organizations={**catalogue.organizations, "ornek": ornek})


@story
def a_stranger(world: World) -> CustomerOf:
    """Who is not known is received, proves himself by a code mailed to his company address, and is helped further."""
    numbers = count(1_234_567, 777_777)
    with postbox() as box, TemporaryDirectory() as folder:
        desk = World(
            world.app.config.database.url,
            config=with_mail(box, Path(folder)),
            draw=lambda end: next(numbers) % end,
            ONKAPI_CHANNELS__WEB__SITES__0__TRUST="code",
        )
        ali = desk.customer("ali")
        ali.says("vpn bağlanmıyor")
        desk.waits(minutes=1)
        ali.says("ali.oz@gmail.example")
        desk.waits(minutes=1)
        ali.says("tamam, ali.oz@ornek.example")
        desk.waits(minutes=2)
        ali.says(f"kodum {box.code()}")
        desk.waits(minutes=6)
        ali.says("düzeldi, teşekkürler")
        desk.close()
    return world.customer("ali")


@story
def an_invitation_in_english(world: World) -> CustomerOf:
    """An invitation code proves who he is; what was known all along is told while he waits."""
    only_known_people(world)
    invited(world, "K7M2-R9T4")
    john = world.customer("john", language="en")
    john.says("vpn doesn't connect")
    world.waits(minutes=2)
    john.says("my invitation code is k7m2 r9t4")
    world.waits(minutes=4)
    john.says("it works now, thanks")
    return john


@story
def a_wrong_code(world: World) -> CustomerOf:
    """A wrong code changes nothing; the desk goes on for him as it does for everybody."""
    only_known_people(world)
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("vpn bağlanmıyor")
    ali.says("davet kodum k7m2r9t4")
    ali.says("çağrım ne durumda")
    elif_.claims(ali.ref)
    elif_.replies(ali.ref, "Merhaba, hemen bakıyorum.")
    return ali


@story
def a_new_version_of_the_notice(world: World) -> CustomerOf:
    """When the organization has a new notice, people read it once more."""
    ali = world.customer("ali")
    ali.says("vpn bağlanmıyor")
    ali.presses("Çözüldü")
    world.app.engine.catalogue = with_notice(world.app.engine.catalogue, 2)
    world.waits(hours=2)
    ali.says("yazıcıdan çıktı alamıyorum")
    return ali
