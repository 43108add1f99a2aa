"""Stories about how a case ends, in Turkish."""

from __future__ import annotations

from core.ticket import Status
from tests.scenarios.telling import solved, story
from tests.world import CustomerOf, World


@story
def thanks_it_worked(world: World) -> CustomerOf:
    """Thanks with a yes are a yes."""
    ali = solved(world)
    ali.says("teşekkürler oldu")
    return ali


@story
def no_still_not_working(world: World) -> CustomerOf:
    """A no with words goes back to the same specialist, who sees the words."""
    ali = solved(world)
    ali.says("hayır hâlâ olmuyor, aynı hata")
    assert ali.ticket.status is Status.IN_PROGRESS
    return ali


@story
def thanks_only(world: World) -> CustomerOf:
    """Thanks alone are polite, not a yes: we ask once."""
    ali = solved(world)
    ali.says("teşekkürler")
    ali.presses("Evet, kapatın")
    return ali


@story
def yes_but_still_slow(world: World) -> CustomerOf:
    """A yes that is none is not taken for one."""
    ali = solved(world)
    ali.says("evet ama hâlâ yavaş")
    assert ali.ticket.open
    return ali


@story
def not_tried_yet(world: World) -> CustomerOf:
    """Who has not tried yet is asked again when promised."""
    ali = solved(world)
    ali.says("şu an dışarıdayım, yarın deneyip yazarım")
    world.waits(days=1, minutes=5)
    ali.says("tamamdır oldu")
    return ali


@story
def silence_after_the_solution(world: World) -> CustomerOf:
    """Silence closes only by the contract's rule, after reminders, and one tap reopens."""
    ali = solved(world)
    for _ in range(3):
        world.waits(days=1, minutes=10)
    ali.presses("Yeniden aç")
    return ali


@story
def silence_after_the_article(world: World) -> CustomerOf:
    """An article that is not answered is asked about once."""
    ali = world.customer("ali")
    ali.says("parolamı unuttum")
    world.waits(days=1)
    ali.says("evet hallettim, unutmuşum yazmayı")
    return ali


@story
def withdrawn(world: World) -> CustomerOf:
    """Who no longer needs it closes it himself."""
    ali = world.customer("ali")
    ali.says("yazıcı çevrimdışı görünüyor")
    ali.says("gerek kalmadı")
    return ali


@story
def solved_it_himself(world: World) -> CustomerOf:
    """Who finds the solution before us says so."""
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("canlı destek lütfen, ekranım titriyor")
    elif_.claims(ali.ref)
    ali.says("kendim çözdüm, kablo gevşekmiş")
    return ali


@story
def thanks_after_the_end(world: World) -> CustomerOf:
    """Thanks after the end do not reopen."""
    ali = solved(world)
    ali.says("evet oldu")
    world.waits(hours=2)
    ali.says("çok teşekkür ederim")
    ali.says("👍")
    return ali


@story
def again_after_the_end(world: World) -> CustomerOf:
    """The old trouble reopens the same ticket."""
    ali = solved(world)
    ali.says("evet oldu")
    world.waits(days=2)
    ali.says("vpn yine bağlanmıyor")
    return ali


@story
def something_new_after_the_end(world: World) -> CustomerOf:
    """A new matter is a new ticket."""
    ali = solved(world)
    ali.says("evet oldu")
    world.waits(days=1)
    ali.says("bu sefer yazıcı kağıt sıkıştırdı")
    return ali
