"""Stories of people who ask again and again, write too much, too little, or what nobody can read."""

from __future__ import annotations

from core.ticket import Status
from tests.scenarios.telling import story
from tests.world import CustomerOf, World


@story
def asked_three_times_in_a_day(world: World) -> CustomerOf:
    """Who asks again hears something else each time, and may have the lead told."""
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("yetkili birine bağlar mısınız, laptopum açılmıyor")
    world.waits(minutes=20)
    elif_.claims(ali.ref)
    world.waits(minutes=40)
    ali.says("çağrım ne durumda")
    world.waits(minutes=25)
    ali.says("bir gelişme var mı")
    world.waits(minutes=30)
    ali.says("alo?")
    ali.presses("Yöneticiye ilet")
    assert ali.ticket.status is Status.IN_PROGRESS
    assert ali.ticket.chased == 3
    world.waits(minutes=20)
    elif_.replies(ali.ref, "Beklettim, kusura bakmayın. Yedek bilgisayarınız hazır, 3. kattan alabilirsiniz.")
    ali.says("çağrım ne durumda")
    return ali
