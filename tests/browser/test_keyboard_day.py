"""An agent's day with the keyboard alone: the focus is never lost, and each step is told."""

from __future__ import annotations

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sqlalchemy import Connection, select

from bot.store.tables import ticket
from core.effects import Command
from core.ticket import Status
from tests.browser.agents import SOON, Agents
from tests.browser.agents import agents as agents  # noqa: PLC0414 -- a fixture
from tests.browser.agents import desk as desk  # noqa: PLC0414 -- a fixture
from tests.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.console_desk import ServedDesk

MATTERS = (
    *("ekranım titriyor", "klavyem çalışmıyor", "kulaklığımdan ses gelmiyor", "fare imleci kayboluyor"),
    *("excel açılınca kapanıyor", "yazıcı boş sayfa basıyor", "outlook takvimi açılmıyor", "laptopum çok ısınıyor"),
    *("projeksiyon görüntü vermiyor", "telefonuma posta gelmiyor", "tarayıcı çok yavaş", "kameram açılmıyor"),
)


@pytest.fixture
def story(sqlite_url: str) -> list[str]:
    """Let twelve people wait, the fourth with two matters, and return the references in the order of their waiting."""

    def told() -> list[str]:
        world = World(sqlite_url)
        refs = []
        for number, words in enumerate(MATTERS):
            # The last two matters are one person's, so that they can become one.
            customer = world.customer(f"kişi{min(number, 10)}")
            customer.says(words, "destek uzmanı istiyorum") if number < 11 else customer.says(f"yeni bir konu: {words}")
            refs.append(customer.ref)
            world.waits(minutes=1)
        assert len(set(refs)) == len(MATTERS), refs
        mert = world.agent("mert")
        mert.does(Command.NOTE, refs[0], words="Kabloyu denettim.")
        world.close()
        return refs

    with ThreadPoolExecutor(1) as elsewhere:  # Playwright keeps a loop running in this thread
        return elsewhere.submit(told).result()


@dataclass(frozen=True, slots=True)
class Keyboard:
    """Hands on a keyboard; there is no mouse."""

    page: Page

    def press(self, *keys: str) -> None:
        """Press keys, one after the other, and never stand nowhere afterwards."""
        for key in keys:
            self.page.keyboard.press(key)

    def types(self, words: str) -> None:
        """Write."""
        self.page.keyboard.type(words)

    def goes_to(self, selector: str) -> None:
        """Press Tab until the keys go to an element."""
        for _ in range(60):
            if self.page.locator(f"{selector}:focus").count():
                return
            self.press("Tab")
        raise AssertionError(selector)

    def on(self, selector: str) -> None:
        """See that the keys go to an element."""
        expect(self.page.locator(selector)).to_be_focused(timeout=SOON)

    def told(self, words: str) -> None:
        """Hear what was done, and see that the focus is somewhere."""
        expect(self.page.locator("#done")).to_have_text(words, timeout=SOON)
        assert self.page.evaluate("document.activeElement !== document.body")

    def opens(self, ref: str) -> None:
        """Go to the list, down to a ticket, and open it."""
        if not re.search(r"/desk(\?view=unassigned)?$", self.page.url):
            self.press("Escape", "g", "i")
            self.page.wait_for_url(re.compile(r"/desk$"))
        row = self.page.locator(f"#rows tr:has-text('{ref}')")
        expect(row).to_be_visible()
        for _ in range(len(MATTERS)):
            self.press("k")
        while row.locator("a:focus").count() == 0:
            self.press("j")
        self.press("Enter")
        self.page.wait_for_url("**/desk/tickets/**")
        self.page.wait_for_load_state()

    def claims(self, ref: str) -> None:
        """Take a ticket of the list."""
        self.opens(ref)
        self.press("c")
        self.told("Çağrıyı üzerinize aldınız.")
        self.on("[data-command=reply] textarea")


@pytest.fixture
def hands(agents: Agents) -> Keyboard:
    return Keyboard(agents.sign_in("elif"))


def test_twelve_cases_with_the_keyboard_alone(hands: Keyboard, story: list[str], desk: ServedDesk) -> None:
    page = hands.page
    # What the keys are is a key away.
    hands.press("?")
    hands.on("#keys-dialog button")
    hands.press("Escape")

    # A saved reply is kept, found by a word and sent.
    hands.press("g", "r")
    page.wait_for_url("**/desk/replies")
    hands.goes_to("[name=name]")
    hands.types("Uzak bağlantı")
    hands.press("Tab")
    hands.types("Merhaba, uzaktan bağlanabilir miyim?")
    hands.press("Control+Enter")
    page.wait_for_selector(".kept-replies")
    hands.claims(story[0])
    hands.press("/")
    hands.types("baglanti")
    hands.press("Enter")
    hands.on("[data-command=reply] textarea")
    hands.press("Control+Enter")
    hands.told("Yanıtınız gönderildi.")
    hands.on("[data-command=reply] textarea")

    # 2: solved, with a code.
    hands.press("Escape")
    hands.claims(story[1])
    hands.press("Escape", "s")
    hands.types("Sürücüyü güncelledik.")
    hands.press("Tab", "Tab", "Tab")
    hands.on("[data-command=solve] select")
    hands.types("Yeni")
    hands.press("Control+Enter")
    hands.told("Çözüm bildirildi; kullanıcıya soruldu.")

    # 3: a question; the ticket waits until a day.
    hands.claims(story[2])
    hands.press("Escape", "w")
    hands.types("Hangi kulaklık?")
    hands.goes_to("[data-command=wait_customer] [name=soon]")
    hands.types("yarın")
    hands.press("Control+Enter")
    hands.told("Soru gönderildi; kullanıcının yanıtı bekleniyor.")

    # 4: passed on, with what the next should know.
    hands.claims(story[3])
    hands.press("Escape", "t")
    hands.types("Ağ")
    hands.press("Tab")
    hands.types("başka")
    hands.press("Tab")
    hands.types("Kablosuz farede de var.")
    hands.press("Control+Enter")
    hands.told("Çağrı aktarıldı.")

    # 5: a call that nobody answered.
    hands.claims(story[4])
    hands.press("Escape", "l")
    hands.types("Hayır")
    hands.press("Control+Enter")
    hands.told("Arama kaydedildi.")

    # What belongs to another matter goes into a ticket of its own.
    hands.press("Escape", "x")
    hands.on("[data-command=split] [name^='entry:'] >> nth=0")
    hands.press("Space")
    hands.goes_to("[data-command=split] [name=title]")
    hands.types("Excel eklentisi")
    hands.goes_to("[data-command=split] [name=to]")
    hands.types("Ağ")
    hands.press("Control+Enter")
    hands.told("Konu yeni bir çağrıya ayrıldı.")

    # 6: a note for colleagues; 7: more important than it looked.
    hands.claims(story[5])
    hands.press("Escape", "n")
    hands.types("Toner yeni.")
    hands.press("Control+Enter")
    hands.told("İç not kaydedildi.")
    hands.claims(story[6])
    hands.press("Escape", "p")
    hands.types("P2")
    hands.press("Tab")
    hands.types("Genel müdürün takvimi.")
    hands.press("Control+Enter")
    hands.told("Öncelik değiştirildi.")

    # 8: waits for a provider; 9: back into the queue.
    hands.claims(story[7])
    hands.press("Escape", "v")
    hands.types("Örnek Telekom")
    hands.press("Tab")
    hands.types("yarın")
    hands.press("Control+Enter")
    hands.told("Sağlayıcının yanıtı bekleniyor.")
    hands.claims(story[8])
    hands.press("Escape")
    hands.goes_to("[data-command=release] button")
    hands.press("Enter")
    hands.told("Çağrı gruba bırakıldı.")

    # 10: refused, and put right; 11 and 12: two of one person become one.
    hands.claims(story[9])
    hands.press("Escape", "m")
    hands.types("K7M2R9")
    hands.press("Enter")
    page.wait_for_selector(".flash")
    hands.on("[data-command=merge] [name=into]")
    hands.press("Escape", "/")
    hands.types(story[-1].lower())
    hands.press("Enter")
    page.wait_for_url(f"**/{story[-1]}**")
    page.wait_for_load_state()
    hands.press("c")
    hands.told("Çağrıyı üzerinize aldınız.")
    hands.press("Escape", "m")
    hands.on("[data-command=merge] [name=among]")
    hands.types(story[-2])
    hands.press("Control+Enter")
    hands.told("Çağrılar birleştirildi.")

    # Somebody came to the desk.
    hands.press("Escape", "g", "o")
    page.wait_for_url("**/desk/open")
    hands.goes_to("form[action='/desk/open'] [name=name]")
    hands.types("Zeynep Ak")
    hands.goes_to("[name=title]")
    hands.types("Fare çalışmıyor")
    hands.goes_to("[name=source]")
    hands.types("Yüz")
    hands.goes_to("form[action='/desk/open'] button")
    hands.press("Enter")
    page.wait_for_url("**/desk/tickets/**")

    assert desk.app.store.run(_states) == {
        Status.IN_PROGRESS: 5,
        Status.QUEUED: 5,
        Status.SOLVED: 1,
        Status.WAITING_CUSTOMER: 1,
        Status.WAITING_PROVIDER: 1,
        Status.CLOSED: 1,
    }


def test_who_stands_in_the_list_stays_there_while_it_changes(
    hands: Keyboard, story: list[str], desk: ServedDesk
) -> None:
    page = hands.page
    listed = page.locator("#rows tr")
    rows = listed.evaluate_all("rows => rows.map(row => row.id)")
    hands.press("j", "j")
    hands.on(f"#{rows[1]} a")
    desk.hear("yeni", "yazıcım bozuldu, destek uzmanı istiyorum")
    desk.hear(page.inner_text(f"#{rows[1]} bdi").lower(), "bu sabah kötüleşti")
    page.wait_for_selector("tr:has-text('Yeni')", timeout=12_000)
    hands.on(f"#{rows[1]} a")
    hands.press("Enter")
    page.wait_for_url("**/desk/tickets/**")
    hands.press("g", "i")
    page.wait_for_url(re.compile(r"/desk$"))
    after = listed.evaluate_all("rows => rows.map(row => row.id)")
    place = after.index(rows[1])
    hands.press("k" if place else "j")
    hands.on(f"#{after[place - 1 if place else 1]} a")


def _states(tx: Connection) -> Counter[str]:
    return Counter(tx.execute(select(ticket.c.status)).scalars())
