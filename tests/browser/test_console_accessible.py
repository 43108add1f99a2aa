"""The console and the description of the API under axe-core: nothing serious to find, in light and in dark."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Connection, update

from bot import staffing
from bot.rights import Rights
from bot.staffing import By
from bot.store.tables import agent
from core.effects import Command
from core.people import Role
from tests.browser.test_accessible import serious
from tests.browser.test_whole_journey import sign_in
from tests.console_desk import PASSWORD, ServedDesk, served
from tests.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def tell(url: str) -> list[str]:
    """Let there be one ticket that waits, one that its lead works on, and one that is solved; return their names."""
    world = World(url)
    refs = []
    for name in ("ali", "veli", "can"):
        customer = world.customer(name)
        customer.says("ekranım titriyor", "destek uzmanı istiyorum")
        refs.append(customer.ref)
    zeynep = world.agent("zeynep")
    for ref in refs[1:]:
        zeynep.does(Command.CLAIM, ref)
        zeynep.does(Command.REPLY, ref, words="Merhaba, bakıyorum.")
        zeynep.does(Command.NOTE, ref, words="Kablosu gevşek olabilir.")
    zeynep.does(Command.SOLVE, refs[2], words="Kabloyu değiştirdik.", closure_code="new_solution")
    world.close()
    return refs


def let_come_and_go(tx: Connection, now: datetime) -> None:
    """Let an agent of the desk come, and one of the file be away."""
    by, rights = By(who="cli:story", surface="cli", now=now), Rights(role=Role.AGENT, queues=("l1",))
    staffing.add(tx, by, "deniz", name="Deniz Şahin", email="", rights=rights, language="tr")
    staffing.leave(tx, by, "elif", until="", zone="Europe/Istanbul", substitute="deniz", pass_on=False)


@pytest.fixture
def refs(sqlite_url: str) -> list[str]:
    with ThreadPoolExecutor(1) as elsewhere:  # a browser's driver keeps a loop running in this thread
        return elsewhere.submit(tell, sqlite_url).result()


@pytest.fixture
def desk(sqlite_url: str, refs: list[str], chromium: Browser) -> Iterator[ServedDesk]:
    with served(sqlite_url) as running:
        yield running
        for context in chromium.contexts:
            context.close()


def found(page: Page, *within: str) -> dict[str, list[tuple[str, str]]]:
    """Return what is serious on the page, or in parts of it, by scheme; colours are all that the schemes differ in."""
    told = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        told[scheme] = serious(page, within, rules=[] if scheme == "light" else ["color-contrast"])
    return {f"{page.url} {scheme} {within}": each for scheme, each in told.items() if each}


@pytest.mark.timeout(180)  # every page, once in the light and once in the dark
def test_no_page_of_the_console_keeps_anybody_out(chromium: Browser, desk: ServedDesk, refs: list[str]) -> None:
    page = chromium.new_page(base_url=desk.address, locale="tr-TR")
    page.goto("/desk/sign-in")
    findings = found(page)
    page.fill("[name=email]", "zeynep@ornek.example")
    page.fill("[name=password]", PASSWORD[:-1])
    page.click("button.primary")
    page.get_by_role("alert").wait_for()
    findings |= found(page)

    desk.app.store.run(lambda tx: tx.execute(update(agent).where(agent.c.key == "zeynep").values(role="admin")))
    page = sign_in(chromium, desk, "zeynep")
    linked = page.locator(".bar-nav a").evaluate_all("links => links.map((link) => link.pathname)")
    tickets = [f"/desk/tickets/{ref}" for ref in refs]
    page.goto(tickets[0])
    hide = page.locator("a.hide").first.get_attribute("href") or ""
    asked = "/desk/knowledge/try?ask=yazıcıda kağt sıkıştı"
    written = [f"/desk/knowledge/article?{given}" for given in ("topic=vpn-connection&lang=tr", f"ticket={refs[2]}")]
    mine = [hide, f"/desk/privacy?who={refs[0]}", "/desk/audit", asked, *written]
    for path in dict.fromkeys([*linked, "/desk?q=ekran", *tickets, *mine, "/desk/nowhere"]):
        page.goto(path)
        findings |= found(page)
    assert findings == {}


def test_no_page_about_an_agent_keeps_anybody_out(chromium: Browser, desk: ServedDesk) -> None:
    desk.app.store.run(lambda tx: tx.execute(update(agent).where(agent.c.key == "zeynep").values(role="admin")))
    desk.app.store.run(lambda tx: let_come_and_go(tx, desk.app.clock.now()))
    page = sign_in(chromium, desk, "zeynep")
    findings: dict[str, list[tuple[str, str]]] = {}
    for path in ("/desk/me", "/desk/people", *(f"/desk/people/{key}" for key in ("elif", "deniz", "zeynep"))):
        page.goto(path)
        page.locator("main details").evaluate_all("all => all.forEach((each) => { each.open = true; })")
        findings |= found(page)
    assert findings == {}


def test_the_description_of_the_api_keeps_nobody_out(chromium: Browser, desk: ServedDesk) -> None:
    page = sign_in(chromium, desk, "zeynep")
    page.goto("/api/docs")
    # All of it takes the checker twenty seconds, and every fifteenth section is like the others.
    removed = page.evaluate(
        """() => {
          const sections = [...document.querySelectorAll("main section")];
          const alike = sections.filter((_, number) => number % 15);
          for (const section of alike) section.remove();
          const gone = (link) => !document.getElementById(link.hash.slice(1));
          [...document.querySelectorAll("nav a")].filter(gone).forEach((link) => link.parentNode.remove());
          return alike.length;
        }"""
    )
    assert removed > 30
    assert found(page) == {}


def test_no_form_of_a_ticket_keeps_anybody_out(chromium: Browser, desk: ServedDesk, refs: list[str]) -> None:
    page = sign_in(chromium, desk, "zeynep")
    page.goto(f"/desk/tickets/{refs[1]}")
    commands = page.locator("form.panel").evaluate_all("forms => forms.map((form) => form.dataset.command)")
    assert len(commands) > 5
    findings: dict[str, list[tuple[str, str]]] = {}
    for command in commands:
        page.locator(f"#mode-{command}").evaluate("mode => mode.click()")
        page.locator(f"form[data-command={command}]").wait_for()
        findings |= found(page, f"form[data-command={command}]")
    page.locator("#keys").click()
    findings |= found(page, "dialog[open]")
    assert findings == {}
