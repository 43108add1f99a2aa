"""Photograph the product: `python docs/pictures.py` writes the pictures of the README into docs/pictures/.

A morning is told to a desk on a fresh database, as the tests tell their stories, and its server is looked at with the
system's Chromium. `--all DIR` photographs every page into DIR in light, in dark and on a phone, for who works on how
they look; `--serve` keeps the desk open and prints its address.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # run as a program, from anywhere

from core.effects import Command  # noqa: E402 - after the path is set
from core.ticket import ClosureCode  # noqa: E402
from tests.conftest import BROWSER_OPTIONS, CHROMIUM  # noqa: E402
from tests.console_desk import PASSWORD, served  # noqa: E402
from tests.databases import drop_database, fresh_database  # noqa: E402
from tests.world import MovedClock, World  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MORNING = datetime(2026, 11, 24, 5, 50, tzinfo=UTC)
"""A Tuesday, ten minutes before nine in Istanbul."""

NOW = datetime(2026, 11, 24, 6, 52, tzinfo=UTC)
"""When the pictures are taken."""


class RunningClock(MovedClock):
    """A clock that runs on from where it is moved to."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self._since = time.monotonic()

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=time.monotonic() - self._since)


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody does at a time of the morning.

    A customer writes `words`, or presses the newest button that is called so. An agent gives `command` to the ticket
    of the customer `of`.
    """

    at: str
    who: str
    words: str = ""
    site: str = "ornek"
    command: Command | None = None
    of: str = ""
    details: dict[str, Any] = field(default_factory=dict)


def says(at: str, who: str, words: str, site: str = "ornek") -> Step:
    """Return what a customer writes or presses."""
    return Step(at, who, words, site)


def does(at: str, who: str, command: Command, of: str, words: str = "", **details: Any) -> Step:
    """Return what an agent does."""
    return Step(at, who, words, command=command, of=of, details=details)


C = Command
STORY: Sequence[Step] = (
    says("08:52", "Hakan Yıldız", "sabahtan beri vpn'e bağlanamıyorum, kimlik doğrulama başarısız diyor"),
    says("08:54", "Hakan Yıldız", "Çözülmedi"),
    says("08:55", "Hakan Yıldız", "telefondaki onay ekranı hiç gelmiyor"),
    says("09:02", "Selin Aksoy", "yeni başlayan arkadaşımız için dizüstü bilgisayar ve hesap gerekiyor, pazartesi başlıyor"),
    says("09:03", "Selin Aksoy", "destek uzmanı istiyorum"),
    says("09:05", "Murat Çelik", "3. kattaki yazıcı kağıt sıkıştı diyor ama içinde kağıt yok, temsilciye bağlanmak istiyorum"),
    does("09:06", "elif", C.CLAIM, "Hakan Yıldız"),
    does("09:08", "elif", C.REPLY, "Hakan Yıldız", "Günaydın Hakan Bey, kaydınıza baktım: telefonunuz dün değişmiş görünüyor. Doğrulama uygulamasını yeni telefona hiç tanıttınız mı?"),
    says("09:10", "Hakan Yıldız", "evet dün yeni telefona geçtim, uygulamayı indirdim ama tanıtmadım"),
    does("09:11", "elif", C.NOTE, "Hakan Yıldız", "Eski cihaz kaydını sildim. Kimliğini dahili hattan arayıp doğruladım."),
    says("09:12", "Derya Koç", "outlook'ta gelen kutum boş görünüyor, dünkü postalar da yok. destek uzmanı istiyorum"),
    does("09:13", "mert", C.CLAIM, "Murat Çelik"),
    says("09:14", "Emre Şahin", "toplantı salonunda internet sürekli kopuyor, müşteri sunumu var. birine bağlar mısınız"),
    says("09:16", "Nazlı Güneş", "muhasebe klasörüne erişim yetkisi istiyorum, uzmana bağlayın", site="kamu"),
    does("09:17", "mert", C.CALL, "Murat Çelik", "Yazıcının arka kapağını açıp kalan parçayı çıkardık.", reached=True),
    does("09:18", "mert", C.SOLVE, "Murat Çelik", "Arka kapaktaki kâğıt parçasını birlikte çıkardık, yazıcı deneme sayfasını bastı.", closure_code=ClosureCode.USER_GUIDANCE),
    says("09:20", "Burak Aydın", "excel açılınca hemen kapanıyor, temsilci istiyorum"),
    does("09:22", "mert", C.CLAIM, "Emre Şahin"),
    does("09:23", "mert", C.REPLY, "Emre Şahin", "Merhaba, salondaki erişim noktası sabah güncellenmiş. Sunum için kablolu bağlantıyı şimdi açıyorum, masanın altındaki 2 numaralı prizi kullanabilirsiniz."),
    does("09:25", "mert", C.WAIT_PROVIDER, "Emre Şahin", reason="Örnek Telekom"),
    says("09:27", "Zehra Polat", "SAP'de satınalma onay ekranı açılmıyor", site="ornek"),
    does("09:29", "elif", C.CLAIM, "Derya Koç"),
    does("09:31", "elif", C.WAIT_CUSTOMER, "Derya Koç", "Merhaba, Outlook'un sağ altında “Çevrimdışı çalışıyor” yazıyor mu? Ekran görüntüsü de gönderebilirsiniz."),
    says("09:33", "Kerem Doğan", "İkinci monitörüm görüntü vermiyor, kabloyu değiştirdim. uzmana bağlayın"),
    says("09:36", "Gül Erdem", "parolamın süresi dolmuş, değiştiremiyorum, destek uzmanı istiyorum", site="kamu"),
    says("09:38", "Tolga Bulut", "şüpheli bir e-posta geldi, linke tıkladım ve parolamı girdim"),
    does("09:40", "zeynep", C.TRANSFER, "Burak Aydın", queue="ornek_it"),
    says("09:43", "İrem Kaplan", "Tarayıcıdan e-posta gönderemiyorum, temsilci istiyorum"),
    says("09:46", "Onur Tekin", "I can't reach the shared drive from home, human please"),
    does("09:48", "elif", C.REPLY, "Hakan Yıldız", "Yeni telefonunuzu tanıttım. Şimdi şu adımları dener misiniz?\n\n1. Doğrulama uygulamasını açın.\n2. VPN'e yeniden bağlanın ve gelen onaya dokunun.\n\nTakılırsanız ekran görüntüsü gönderin, buradayım."),
    says("09:50", "Hakan Yıldız", "deniyorum, bir dakika"),
)


def tell(url: str) -> dict[str, str]:
    """Let the morning happen on the database at `url`, and return the references of the customers' tickets."""
    world = World(url, at=MORNING)
    customers = {step.who: world.customer(step.who, f"web/{step.site}") for step in STORY if step.command is None}
    refs: dict[str, str] = {}
    for step in STORY:
        hour, minute = map(int, step.at.split(":"))
        world.clock.move(MORNING.replace(hour=hour - 3, minute=minute) - world.clock.now())
        if step.command is not None:
            details = step.details | ({"words": step.words} if step.words else {})
            world.agent(step.who).does(step.command, refs[step.of], **details)
            continue
        customer = customers[step.who]
        if refs.get(step.who) and any(b.label == step.words for line in customer.sees() for b in line.buttons):
            customer.presses(step.words)
        else:
            customer.says(step.words)
        refs[step.who] = customer.ref
    world.close()
    return refs


@contextmanager
def desk() -> Iterator[tuple[str, dict[str, str]]]:
    """Run a server to which the morning has happened; yield its address and the references."""
    url = fresh_database("sqlite", furnished=True)
    try:
        with ThreadPoolExecutor(1) as elsewhere:  # a browser's driver keeps a loop running in this thread
            refs = elsewhere.submit(tell, url).result()
        with served(url, clock=RunningClock(NOW)) as running:
            yield running.address, refs
    finally:
        drop_database(url)


def look(browser: Browser, address: str, agent: str = "", **options: Any) -> Page:
    """Return a page of somebody's browser, signed in as `agent` if one is named."""
    context = browser.new_context(
        base_url=address, locale="tr-TR", timezone_id="Europe/Istanbul", reduced_motion="reduce", **options
    )
    page = context.new_page()
    if agent:
        page.goto("/desk")
        page.fill("[name=email]", f"{agent}@ornek.example")
        page.fill("[name=password]", PASSWORD)
        page.click("button.primary")
        page.wait_for_url("**/desk")
    return page


VIEWS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1360, "height": 860}},
    "dark": {"viewport": {"width": 1360, "height": 860}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
}


def every_page(browser: Browser, address: str, refs: dict[str, str], folder: Path) -> None:
    """Photograph every page of the console as it first opens, and what it opens into."""
    folder.mkdir(parents=True, exist_ok=True)
    for view, options in VIEWS.items():
        page = look(browser, address, **options)
        page.goto("/desk/sign-in")
        page.screenshot(path=folder / f"sign-in-{view}.png")
        page.context.close()
        page = look(browser, address, "zeynep", **options)
        paths = page.locator(".bar-nav a, .nav a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        for path in dict.fromkeys(["/desk?view=all", "/desk?q=vpn", *paths, *refs_of(refs)]):
            page.goto(path)
            page.wait_for_load_state()
            name = path.removeprefix("/desk").strip("/?").replace("/", "-").replace("?", "-") or "inbox"
            page.screenshot(path=folder / f"{name}-{view}.png")
        page.context.close()


def refs_of(refs: dict[str, str]) -> list[str]:
    """Return the pages of tickets that are worth a look."""
    return [f"/desk/tickets/{refs[name]}#latest" for name in ("Hakan Yıldız", "Tolga Bulut", "Murat Çelik")]


def main() -> None:
    """Do what the command line says."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- the rest works without

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, metavar="DIR")
    parser.add_argument("--serve", action="store_true")
    wish = parser.parse_args()
    with desk() as (address, refs), sync_playwright() as playwright:
        if wish.serve:
            print(address, refs, flush=True)
            time.sleep(24 * 3600)
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=BROWSER_OPTIONS)
        if wish.all:
            every_page(browser, address, refs, wish.all)
        browser.close()


if __name__ == "__main__":
    main()
