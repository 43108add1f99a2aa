"""Stories of people who ask again and again, write too much, too little, or what nobody can read."""

from __future__ import annotations

from core.messages import File, Kind
from core.ticket import Status
from tests.scenarios.telling import story
from tests.world import CustomerOf, World

VOICE = File("cd" * 32, "ses.ogg", "audio/ogg", 40_000)


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


@story
def voice_only(world: World) -> CustomerOf:
    """A voice message is recorded at once; nobody writes, so people listen to it soon."""
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.shows(VOICE)
    world.waits(minutes=16)
    elif_.claims(ali.ref)
    elif_.replies(ali.ref, "Mesajınızı dinledim, toner değişimini bugün yapıyoruz.")
    return ali


@story
def voice_then_a_line(world: World) -> CustomerOf:
    """A line of text after the voice message spares the wait."""
    ali = world.customer("ali")
    ali.shows(VOICE)
    ali.says("vpn bağlanmıyor")
    world.waits(minutes=4)
    ali.presses("Çözüldü")
    return ali


@story
def another_alphabet(world: World) -> CustomerOf:
    """What the bot cannot read goes to people, and the customer is told so in the language of the conversation."""
    olga = world.customer("olga")
    olga.says("Не могу войти в почту, пишет неверный пароль")
    return olga


@story
def still_waiting_in_the_evening(world: World) -> CustomerOf:
    """Who goes on writing while he waits is answered now and then, and in the evening with the next morning."""
    ali = world.customer("ali")
    ali.says("bir uzmanla görüşmek istiyorum, muhasebe programı fatura kesmiyor")
    world.waits(minutes=5)
    ali.says("hata numarası 1204 görünüyor")
    world.waits(minutes=2)
    ali.says("kapatıp açtım, yine aynı hata")
    world.waits(minutes=20)
    ali.says("az önce yine denedim, olmuyor")
    world.waits(hours=8)
    ali.says("akşam tekrar denedim, hâlâ 1204")
    ali.says("kaç kişi var önümde")
    return ali


@story
def forty_messages_in_a_minute(world: World) -> CustomerOf:
    """Everything is kept, the customer is told once, and one answer follows when the pause is over."""
    ali = world.customer("ali")
    for number in range(1, 41):
        line = f"satır {number}: fatura aktarımı hata verdi"
        world.run(world.app.intake.receive(ali.inbound(Kind.TEXT, text=line)))
        world.waits(seconds=1.4)
    world.waits(minutes=3)
    return ali


@story
def an_edited_message(world: World) -> CustomerOf:
    """A slip put right is no news; another matter in its place is taken as said now; people see what it was."""
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("yazıcım çalışmıyo")
    ali.edits("yazıcım çalışmıyo", "yazıcım çalışmıyor")
    ali.says("insan istiyorum")
    elif_.claims(ali.ref)
    ali.says("3. kattaki yazıcı")
    ali.edits("3. kattaki yazıcı", "4. kattaki yazıcı")
    elif_.replies(ali.ref, "4. kattaki yazıcıya bakıyorum.")
    return ali
