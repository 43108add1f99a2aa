"""Stories as people live them. Each is told on both databases, and its transcript is docs/stories/<name>.md.

`ONKAPI_TELL=1 make test ARGS=tests/scenarios/test_stories.py` writes the transcripts anew; read them aloud.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from core.effects import Command
from core.errors import ClaimLost
from core.messages import File
from core.ticket import Status
from tests.world import ROOT, CustomerOf, World

FOLDER = ROOT / "docs" / "stories"
ISTANBUL = ZoneInfo("Europe/Istanbul")
SCREENSHOT = File("ab" * 32, "ekran.png", "image/png", 4_000)
NIGHT = timedelta(hours=13)

Story = Callable[[World], CustomerOf]
STORIES: dict[str, Story] = {}


def story(told: Story) -> Story:
    """Keep a story under its name."""
    STORIES[told.__name__] = told
    return told


# --- Turkish --------------------------------------------------------------------------------------


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
    ali.says("teams'te sesim gitmiyor")
    ali.presses("Toplantıda ses ya da mikrofon çalışmıyor")
    world.waits(minutes=2)
    ali.says("oldu sağ ol")
    return ali


@story
def none_of_these(world: World) -> CustomerOf:
    """None of the titles: once more, then a person."""
    ali = world.customer("ali")
    ali.says("klima çalışmıyor")
    ali.presses("Hiçbiri")
    ali.says("toplantı odasının kliması")
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
def a_stranger(world: World) -> CustomerOf:
    """Who is not verified is received, and gets no article."""
    ali = world.customer("ali", account="web/kamu")
    ali.says("parolamı unuttum")
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


# --- English --------------------------------------------------------------------------------------


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


def solved(world: World) -> CustomerOf:
    """Let Ali hear that his VPN is repaired."""
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("vpn bağlanmıyor, bir uzman bakabilir mi")
    if ali.ticket.status is Status.NEW:
        ali.presses("Destek uzmanı istiyorum")
    elif_.claims(ali.ref)
    elif_.solves(ali.ref, "VPN hesabınızı yeniden açtım.")
    return ali


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """Yield a desk whose references are the same at each telling."""
    numbers = count(1_234_567, 777_777)
    told = World(database_url, draw=lambda end: next(numbers) % end)
    yield told
    told.close()


@pytest.mark.parametrize("name", STORIES)
def test_a_story_reads_as_it_was_approved(world: World, name: str) -> None:
    told = transcript(name, STORIES[name](world))
    file = FOLDER / f"{name.replace('_', '-')}.md"
    if os.environ.get("ONKAPI_TELL"):
        file.write_text(told, encoding="utf-8")
    assert file.read_text("utf-8") == told


def test_every_transcript_is_that_of_a_story() -> None:
    assert {file.stem.replace("-", "_") for file in FOLDER.glob("*.md")} == set(STORIES)


def transcript(name: str, customer: CustomerOf) -> str:
    """Write down what a customer read and wrote."""
    lines = [f"# {name.replace('_', ' ').capitalize()}", "", (STORIES[name].__doc__ or "").strip(), ""]
    for line in customer.sees():
        who = {"customer": customer.name.title(), "bot": "Önkapı", "agent": line.name}[line.author]
        lines += [f"**{line.at.astimezone(ISTANBUL):%d %b %H:%M} · {who}**", ""]
        lines += [text for part in line.parts for text in (part.text, "")]
        if line.buttons:
            lines += [" ".join(f"[{button.label}]" for button in line.buttons), ""]
    return "\n".join(lines).rstrip() + "\n"
