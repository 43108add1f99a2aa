"""Stories about ratings, merges, calls, and days that customers name."""

from __future__ import annotations

from core.effects import Command
from core.ticket import Ending
from tests.scenarios.telling import solved, story
from tests.world import CustomerOf, World


@story
def five_of_five(world: World) -> CustomerOf:
    """Who is helped is asked what he thinks, once, and may answer in his own words."""
    ali = solved(world)
    ali.presses("Evet, düzeldi")
    ali.says("beş yıldız, teşekkürler")
    return ali


@story
def two_of_five(world: World) -> CustomerOf:
    """A low score is asked about once; the lead reads the answer, the specialist does not."""
    ali = solved(world)
    ali.says("düzeldi")
    ali.presses("2")
    ali.says("İlk gün kimse aramadı, iki kez yazmak zorunda kaldım. Çözüm iyi ama çok geç geldi.")
    world.waits(minutes=20)
    ali.says("yazıcım da kağıt sıkıştırıyor")
    return ali


@story
def no_rating_today(world: World) -> CustomerOf:
    """Who does not want to rate is left in peace, and not asked again that week."""
    ali, elif_ = solved(world), world.agent("elif")
    ali.says("tamamdır oldu")
    ali.presses("Geç")
    world.waits(days=2)
    ali.says("ekranım titriyor, bir uzman bakabilir mi")
    elif_.claims(ali.ref)
    elif_.solves(ali.ref, "Ekran kablonuzu değiştirdim.")
    ali.says("evet düzeldi")
    return ali


@story
def merged_and_separated(world: World) -> CustomerOf:
    """Two tickets were taken for one matter; one tap makes two of them again."""
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("vpn bağlanmıyor, bir uzman bakabilir mi")
    first = ali.ref
    elif_.claims(first)
    world.waits(minutes=30)
    ali.says("bir de outlook açılmıyor, ona da bir uzman bakabilir mi")
    second = ali.ref
    elif_.claims(second)
    elif_.does(Command.MERGE, second, into=first)
    ali.says(f"{second} ne durumda")
    ali.presses("Ayrı konular")
    assert world.ticket(second).open
    return ali


@story
def not_reached_by_phone(world: World) -> CustomerOf:
    """Who neither writes nor answers the phone finds the way back under the last line."""
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("laptopum açılmıyor, bir uzman bakabilir mi")
    elif_.claims(ali.ref)
    elif_.does(Command.WAIT_CUSTOMER, ali.ref, words="Şarj ışığı yanıyor mu?")
    world.waits(days=2)
    elif_.does(Command.CALL, ali.ref, words="İki kez çaldı, açılmadı.")
    elif_.does(Command.GIVE_UP, ali.ref)
    assert ali.ticket.end_reason is Ending.UNREACHABLE
    world.waits(days=1)
    ali.presses("Yeniden aç")
    ali.says("kusura bakmayın hastaydım, ışık yanmıyor")
    return ali


@story
def back_on_the_thirtieth(world: World) -> CustomerOf:
    """Who names the day of his return is asked on the morning of that day, and silence counts from then."""
    ali = solved(world)
    ali.says("izindeyim, ayın 30'unda dönerim, o zaman denerim")
    world.waits(days=5, hours=22)
    assert ali.hears()[-1] == "solved.later"
    world.waits(hours=2)
    ali.says("döndüm, bağlanabiliyorum artık")
    return ali


@story
def will_try_on_monday(world: World) -> CustomerOf:
    """A day is understood in English too, and kept after an article as well."""
    jane = world.customer("jane", language="en")
    jane.says("I can't connect to the vpn from home")
    jane.says("thanks, I'm travelling, will try next Monday")
    world.waits(days=6)
    jane.says("yes it works now")
    return jane
