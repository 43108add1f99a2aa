"""Agents at the console in real browsers: what one does, the others see, and nobody loses what he is typing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.agents import SOON, Agents, choose, open_ticket
from tests.browser.agents import agents as agents  # noqa: PLC0414 -- a fixture
from tests.browser.agents import desk as desk  # noqa: PLC0414 -- a fixture
from tests.browser.agents import story as story  # noqa: PLC0414 -- a fixture

if TYPE_CHECKING:
    from tests.console_desk import ServedDesk


def test_what_one_agent_does_the_other_sees_at_once(agents: Agents, story: str) -> None:
    elif_, mert = agents.sign_in("elif"), agents.sign_in("mert")
    open_ticket(elif_, story)
    open_ticket(mert, story)
    mert.wait_for_selector("[data-command=claim]")
    elif_.click("[data-command=claim] button")
    mert.wait_for_selector("text=Sorumlu: Elif Demir.", timeout=SOON)
    expect(mert.locator("[data-command=claim]")).to_have_count(0)
    expect(mert.locator(".status.in_progress")).to_have_count(1)

    elif_.fill("[data-command=reply] textarea", "Merhaba, hangi ekran?")
    elif_.click("[data-command=reply] .go")
    mert.wait_for_selector("li.said.agent:has-text('Merhaba, hangi ekran?')", timeout=SOON)

    elif_.click("label[for=mode-note]")
    elif_.fill("[data-command=note] textarea", "Kablo olabilir.")
    elif_.click("[data-command=note] .go")
    mert.wait_for_selector("li.said.note:has-text('Kablo olabilir.')", timeout=SOON)

    elif_.click("label[for=mode-solve]")
    elif_.fill("[data-command=solve] textarea", "Kabloyu değiştirdik.")
    elif_.select_option("[data-command=solve] select", "new_solution")
    elif_.click("[data-command=solve] .go")
    mert.wait_for_selector(".head .status.solved", timeout=SOON)


def test_the_loser_of_a_claim_is_told_who_won(agents: Agents, story: str) -> None:
    elif_, mert = agents.sign_in("elif"), agents.sign_in("mert", script=False)
    open_ticket(elif_, story)
    open_ticket(mert, story)
    elif_.click("[data-command=claim] button")
    elif_.wait_for_selector("[data-command=reply]")
    mert.click("[data-command=claim] button")
    told = mert.inner_text(".flash")
    assert re.fullmatch(r"Bu çağrıyı Elif Demir üzerine aldı \(\d\d\.\d\d\)\.", told)


def test_every_step_works_without_scripts(agents: Agents, story: str) -> None:
    elif_ = agents.sign_in("elif", script=False)
    elif_.click(f"#row-{story} a")
    elif_.click("[data-command=claim] button")
    elif_.click("label[for=mode-wait_customer]")
    elif_.fill("[data-command=wait_customer] textarea", "Hangi ekran?")
    elif_.click("[data-command=wait_customer] .go")
    expect(elif_.locator(".head .status.waiting_customer")).to_have_count(1)
    elif_.click("[data-command=resume] button")
    choose(elif_, "transfer")
    elif_.select_option("[data-command=transfer] [name=to]", "queue:network")
    elif_.select_option("[data-command=transfer] [name=reason]", "level_2")
    elif_.click("[data-command=transfer] button")
    expect(elif_.locator(".head")).to_contain_text("Ağ Ekibi")


def test_news_do_not_touch_what_is_being_typed(agents: Agents, desk: ServedDesk, story: str) -> None:
    elif_ = agents.sign_in("elif")
    open_ticket(elif_, story)
    elif_.click("[data-command=claim] button")
    field = elif_.locator("[data-command=reply] textarea")
    field.fill("Yarım kalan")
    field.evaluate("field => field.setSelectionRange(3, 5)")
    desk.hear("ali", "hâlâ titriyor, bir de ses geliyor")
    elif_.wait_for_selector("li.said.customer:has-text('bir de ses geliyor')", timeout=SOON)
    assert field.input_value() == "Yarım kalan"
    assert field.evaluate("field => [document.activeElement === field, field.selectionStart, field.selectionEnd]") == [
        True,
        3,
        5,
    ]


def test_lines_that_are_ticked_stay_so_while_others_come_and_while_the_forms_change(
    agents: Agents, desk: ServedDesk, story: str
) -> None:
    elif_, zeynep = agents.sign_in("elif"), agents.sign_in("zeynep")
    open_ticket(elif_, story)
    elif_.click("[data-command=claim] button")
    choose(elif_, "split")
    boxes = elif_.locator("[data-command=split] [type=checkbox]")
    boxes.first.check()
    elif_.fill("[data-command=split] [name=title]", "Ses")
    known = boxes.count()
    desk.hear("ali", "ses de geliyor")
    expect(boxes).to_have_count(known + 1, timeout=SOON)
    assert boxes.evaluate_all("boxes => boxes.map((box) => box.checked)") == [True, *[False] * known]
    open_ticket(zeynep, story)
    choose(zeynep, "prioritize")
    zeynep.select_option("[data-command=prioritize] [name=priority]", "P2")
    zeynep.fill("[data-command=prioritize] [name=reason]", "Toplantı var.")
    zeynep.click("[data-command=prioritize] .go")
    expect(elif_.locator(".head .priority.P2")).to_have_count(1, timeout=SOON)
    assert boxes.evaluate_all("boxes => boxes.map((box) => box.checked)") == [True, *[False] * known]
    assert elif_.input_value("[data-command=split] [name=title]") == "Ses"
    elif_.click("[data-command=split] .go")
    elif_.wait_for_selector(".head dt:has-text('Buradan ayrılan')", timeout=SOON)
    elif_.click(".head dd a[href*='/desk/tickets/']")
    elif_.wait_for_selector("li.said.customer .mark:has-text('Yazıldığı çağrı')")


def test_words_whose_form_disappears_stay_in_sight(agents: Agents, story: str) -> None:
    elif_, zeynep = agents.sign_in("elif"), agents.sign_in("zeynep")
    open_ticket(elif_, story)
    elif_.click("[data-command=claim] button")
    elif_.fill("[data-command=reply] textarea", "Uzun uzun yazdım")
    elif_.click("label[for=mode-note]")
    elif_.fill("[data-command=note] textarea", "Not da var")
    open_ticket(zeynep, story)
    zeynep.click("[data-command=release] button")
    elif_.wait_for_selector("[data-command=claim]", timeout=SOON)
    assert elif_.input_value(".kept textarea") == "Uzun uzun yazdım"
    assert elif_.is_visible(".kept")
    assert elif_.input_value("[data-command=note] textarea") == "Not da var"


def test_the_inbox_follows_what_happens(agents: Agents, desk: ServedDesk, story: str) -> None:
    elif_, mert = agents.sign_in("elif"), agents.sign_in("mert")
    assert elif_.inner_text("#tab-unassigned .count") == "1"
    desk.hear("veli", "yazıcım çalışmıyor, destek uzmanı istiyorum")
    elif_.wait_for_selector("tr:has-text('Veli')", timeout=12_000)
    assert elif_.inner_text("#tab-unassigned .count") == "2"
    open_ticket(mert, story)
    mert.click("[data-command=claim] button")
    elif_.wait_for_selector(f"#row-{story}", state="detached", timeout=SOON)
    assert elif_.inner_text("#tab-unassigned .count") == "1"


def test_a_window_that_comes_back_to_the_front_is_true_again(agents: Agents, desk: ServedDesk, story: str) -> None:
    page = agents.sign_in("elif")
    open_ticket(page, story)
    page.wait_for_selector("[data-command=claim]")
    for hidden in ("true", "false"):
        page.evaluate(
            f"Object.defineProperty(document, 'hidden', {{ value: {hidden}, configurable: true }});"
            "document.dispatchEvent(new Event('visibilitychange'))"
        )
        desk.hear("ali", f"burada mısınız {hidden}")
    page.wait_for_selector("li.said.customer:has-text('burada mısınız true')", timeout=SOON)
    page.wait_for_selector("li.said.customer:has-text('burada mısınız false')", timeout=SOON)


def test_on_a_phone_a_ticket_opens_with_its_newest_words_and_the_agent_goes_on_writing(
    agents: Agents, desk: ServedDesk, story: str
) -> None:
    for number in range(9):
        desk.hear("ali", f"Ekranım hâlâ titriyor, {number}. kez yazıyorum.\n" * 3)
    page = agents.sign_in("elif", width=360)

    def in_sight(*selectors: str) -> list[bool]:
        return [page.evaluate(IN_SIGHT, selector) for selector in selectors]

    newest = ".timeline > li:last-child"
    page.click(f"#row-{story} a")
    page.wait_for_load_state()
    assert in_sight("h1", ".head .status", newest, "[data-command=claim] button") == [True] * 4

    page.click("[data-command=claim] button")
    page.wait_for_selector("[data-command=reply] textarea:focus")
    page.wait_for_selector(f"{newest}:has-text('üstlendi')")
    assert in_sight("h1", ".head .status", newest) == [True] * 3
    page.fill("[data-command=reply] textarea", "Merhaba, hangi ekran?")
    page.click("[data-command=reply] .go")
    page.wait_for_selector(f"{newest}:has-text('hangi ekran?')")
    page.wait_for_selector("[data-command=reply] textarea:focus")
    assert in_sight("h1", ".head .status", newest) == [True] * 3


def test_a_session_that_ended_is_said_on_the_open_page(agents: Agents, desk: ServedDesk, story: str) -> None:
    elif_ = agents.sign_in("elif")
    open_ticket(elif_, story)
    elif_.wait_for_selector("[data-command=claim]")
    other = elif_.context.new_page()
    other.goto("/desk")
    other.click("#menu summary")
    other.click("text=Çıkış")
    elif_.wait_for_selector("#gone", timeout=9_000)


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1280)])
def test_every_word_fits_and_can_be_read(agents: Agents, story: str, scheme: str, width: int) -> None:
    page = agents.sign_in("zeynep", width=width, scheme=scheme)

    def check() -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(FAINT) == []

    for path in ("/desk", "/desk?view=all", f"/desk/tickets/{story}"):
        page.goto(path)
        check()
    page.click("[data-command=claim] button")
    for mode in ("reply", "note", "wait_customer", "solve", "wait_provider", "transfer"):
        choose(page, mode)
        assert page.is_visible(f"form.panel.{mode} .go")
        check()


IN_SIGHT = """(selector) => {
  const box = document.querySelector(selector).getBoundingClientRect();
  const x = box.x + box.width / 2, y = box.bottom - 4;
  return document.querySelector(selector).contains(document.elementFromPoint(x, y));
}"""
"""Says whether the last line of an element is on the screen, and nothing lies over it."""

FAINT = """() => {
  const numbers = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (element) => {
    for (; element; element = element.parentElement) {
      const color = numbers(getComputedStyle(element).backgroundColor);
      if (color.length < 4 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !element.checkVisibility() || element.closest(".hidden, .skip")) continue;
    const [a, b] = [light(numbers(getComputedStyle(element).color)), light(ground(element))].sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    if (contrast < 4.5) faint.push(`${element.textContent.trim().slice(0, 40)}: ${contrast.toFixed(2)}`);
  }
  return faint;
}"""
"""Returns the words whose contrast to what lies behind them is below 4.5 (WCAG 2, level AA)."""
