"""Stories in Turkish."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.effects import Command
from core.errors import ClaimLost
from core.messages import File
from tests.scenarios.telling import story
from tests.world import CustomerOf, World

SCREENSHOT = File("ab" * 32, "ekran.png", "image/png", 4_000)
NIGHT = timedelta(hours=13)


@story
def vpn_solved_by_the_article(world: World) -> CustomerOf:
    """A known problem is solved by its article, and closed by a button."""
    ali = world.customer("ali")
    ali.says("merhaba", "evden vpne bağlanamıyorum")
    world.waits(minutes=4)
    ali.presses("Çözüldü")
    return ali


@story
def three_fragments(world: World) -> CustomerOf:
    """Three lines in quick succession are one matter and get one answer."""
    ali = world.customer("ali")
    ali.says("slm", "vpn", "baglanmiyo")
    return ali


@story
def not_solved_then_elif(world: World) -> CustomerOf:
    """The article does not help; Elif solves it, and the customer says so in plain words."""
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("vpn bağlanmıyor")
    ali.says("denedim olmadı")
    world.waits(minutes=12)
    elif_.claims(ali.ref)
    elif_.replies(ali.ref, "Merhaba, hemen bakıyorum. Hata numarası görüyor musunuz?")
    ali.says("800 yazıyor")
    elif_.notes(ali.ref, "Sertifikası dün dolmuş.")
    elif_.solves(ali.ref, "Sertifikanızı yeniledim, yeniden bağlanabilirsiniz.")
    world.waits(minutes=3)
    ali.says("evet düzeldi, elinize sağlık")
    return ali


@story
def where_is_my_ticket(world: World) -> CustomerOf:
    """The state is true at any time."""
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("yetkili birine bağlar mısınız, laptopum açılmıyor")
    ali.says("çağrım ne durumda")
    world.waits(minutes=25)
    elif_.claims(ali.ref)
    ali.says("benim iş ne oldu")
    elif_.replies(ali.ref, "Yedek bilgisayar hazırlıyorum.")
    ali.says("bir gelişme var mı")
    return ali


@story
def a_human_first(world: World) -> CustomerOf:
    """A wish for a person needs no matter."""
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("insan istiyorum")
    ali.says("bilgisayarım durmadan kapanıyor")
    elif_.claims(ali.ref)
    return ali


@story
def robot_or_not(world: World) -> CustomerOf:
    """Whoever asks whether this is a robot gets a person."""
    ali = world.customer("ali")
    ali.says("robot musun sen, gerçek biriyle görüşmek istiyorum")
    return ali


@story
def photo_only(world: World) -> CustomerOf:
    """A picture without words gets a question, not silence."""
    ali = world.customer("ali")
    ali.shows(SCREENSHOT)
    ali.says("outlook hata veriyor, mail gelmiyor")
    return ali


@story
def one_of_three_titles(world: World) -> CustomerOf:
    """Where we are not sure, titles are offered."""
    ali = world.customer("ali")
    ali.says("internet çok yavaş")
    ali.presses("Wi-Fi bağlanmıyor ya da çok zayıf")
    world.waits(minutes=2)
    ali.says("oldu sağ ol")
    return ali


@story
def none_of_these(world: World) -> CustomerOf:
    """None of the titles: once more, then a person."""
    ali = world.customer("ali")
    ali.says("ekranımda bir sorun var")
    ali.presses("Hiçbiri")
    ali.says("lobideki karşılama ekranında eski duyuru dönüyor")
    return ali


@story
def something_is_broken(world: World) -> CustomerOf:
    """What names nothing is asked about once."""
    ali = world.customer("ali")
    ali.says("bir şey bozuldu galiba")
    ali.says("yazıcı çıktı vermiyor")
    return ali


@story
def out_of_hours(world: World) -> CustomerOf:
    """At night the ticket is kept, with true moments and the emergency number."""
    world.clock.move(NIGHT)
    ali = world.customer("ali")
    ali.says("iyi akşamlar, uzmanla görüşmem lazım, sunucuya giremiyorum")
    return ali


@story
def level_0(world: World) -> CustomerOf:
    """Where the contract says level 0, nothing is solved: recorded, passed on, followed."""
    ayse = world.customer("ayşe", account="web/kamu")
    ayse.says("merhaba", "vpn bağlanmıyor")
    ayse.says("durumu nedir")
    return ayse


@story
def sap_is_not_ours(world: World) -> CustomerOf:
    """A service with level 0 goes to its own group."""
    ali = world.customer("ali")
    ali.says("SAP'ye giremiyorum, şifrem kilitlenmiş")
    return ali


@story
def two_agents_want_it(world: World) -> CustomerOf:
    """Of two who claim, one wins; the customer hears of one."""
    ali = world.customer("ali")
    ali.says("destek uzmanı istiyorum")
    world.agent("elif").claims(ali.ref)
    with pytest.raises(ClaimLost):
        world.agent("mert").claims(ali.ref)
    return ali


@story
def passed_on_to_the_network_team(world: World) -> CustomerOf:
    """A transfer costs no retelling."""
    ali, elif_, mert = world.customer("ali"), world.agent("elif"), world.agent("mert")
    ali.says("üçüncü katta kimse internete giremiyor, bir yetkiliye aktarın")
    if ali.ticket.queue != "network":
        elif_.claims(ali.ref)
        elif_.does(Command.TRANSFER, ali.ref, queue="network")
    mert.claims(ali.ref)
    mert.does(Command.WAIT_CUSTOMER, ali.ref, words="Kablolu bilgisayarlarda da yok mu?")
    ali.says("onlarda da yok")
    mert.does(Command.WAIT_PROVIDER, ali.ref, reason="Örnek Telekom")
    ali.says("ses yok, ne oldu")
    return ali


@story
def somebody_elses_number(world: World) -> CustomerOf:
    """A foreign number is answered like an unknown one."""
    veli, ali = world.customer("veli"), world.customer("ali")
    veli.says("vpn bağlanmıyor")
    ali.says(f"{veli.ref} ne durumda")
    ali.says("K7M2R9 ne oldu")
    return ali


@story
def an_old_button(world: World) -> CustomerOf:
    """A button whose question is over tells the present state."""
    ali = world.customer("ali")
    [answer] = ali.says("vpn bağlanmıyor")
    ali.presses("Çözülmedi")
    ali.sends(answer.buttons[0].payload, "Çözüldü")
    return ali


@story
def a_request_is_done(world: World) -> CustomerOf:
    """A request is asked about in its own words."""
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("excel lisansı istiyorum, bir uzmanla görüşebilir miyim")
    elif_.claims(ali.ref)
    elif_.solves(ali.ref, "Lisansınızı tanımladım.")
    ali.says("evet tamam, sağ olun")
    return ali


@story
def a_very_long_story(world: World) -> CustomerOf:
    """A long message is read and kept whole."""
    ali = world.customer("ali")
    ali.says(
        "Merhaba, dün akşam eve geçince bilgisayarımı açtım, önce güncelleme yaptı, sonra mailime baktım orada bir"
        " şey yoktu. Bu sabah toplantım vardı, toplantıdan önce raporu almam gerekiyordu ama ofisteki klasöre"
        " ulaşamadım çünkü VPN bağlanmıyor, bağlan deyince dönüp duruyor, en sonunda zaman aşımı diyor. Modemi"
        " kapattım açtım, telefonumdan denedim. Bugün öğlene kadar raporu göndermem lazım, yardımcı olur musunuz?"
    )
    return ali


@story
def an_angry_customer(world: World) -> CustomerOf:
    """An insult without a matter is answered by an offer; one beside a matter brings a person, and nobody argues."""
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("ne biçim destek bu, hepiniz beceriksizsiniz")
    ali.says("vpn bağlanmıyor")
    ali.says("salak mısınız siz")
    elif_.claims(ali.ref)
    elif_.replies(ali.ref, "Haklısınız, sizi bekletmeyeyim; hemen bakıyorum.")
    elif_.solves(ali.ref, "Sertifikanızı yeniledim.")
    ali.says("nihayet be, düzeldi")
    return ali
