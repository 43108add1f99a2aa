"""What tells an agent of news while he looks elsewhere, and saved replies, in real browsers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.agents import SOON, Agents, open_ticket
from tests.browser.agents import agents as agents  # noqa: PLC0414 -- a fixture
from tests.browser.agents import desk as desk  # noqa: PLC0414 -- a fixture
from tests.browser.agents import story as story  # noqa: PLC0414 -- a fixture

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.console_desk import ServedDesk

RECORD = """
window.notified = [];
window.Notification = class extends Notification {
  constructor(title, options) { super(title, options); window.notified.push([title, options.body, options.tag]); }
};
Object.defineProperty(document, "hasFocus", { value: () => false });
"""
"""The browser's own notifications, with a list of them; and its windows are all behind another program's."""


def test_titles_of_all_windows_tell_how_much_is_new(agents: Agents, desk: ServedDesk, story: str) -> None:
    page = agents.sign_in("elif")
    expect(page).to_have_title(re.compile(r"^\(1\) "), timeout=SOON)
    second = agents.window(page.context)
    second.goto("/desk/replies")
    expect(second).to_have_title(re.compile(r"^\(1\) Hazır yanıtlar"), timeout=SOON)
    open_ticket(second, story)
    for window in (page, second):
        expect(window).not_to_have_title(re.compile(r"^\("), timeout=12_000)
    desk.hear("veli", "yazıcım çalışmıyor, destek uzmanı istiyorum")
    for window in (page, second):
        expect(window).to_have_title(re.compile(r"^\(1\) "), timeout=12_000)


def test_another_window_listens_when_the_one_that_did_is_closed(agents: Agents, desk: ServedDesk, story: str) -> None:
    first = agents.sign_in("elif")
    second = agents.window(first.context)
    second.goto("/desk/replies")
    expect(second).to_have_title(re.compile(r"^\(1\) "), timeout=SOON)
    first.goto("about:blank")
    desk.hear("veli", "yazıcım çalışmıyor, destek uzmanı istiyorum")
    expect(second).to_have_title(re.compile(r"^\(2\) "), timeout=12_000)


def test_who_wants_it_is_notified_of_what_is_new_and_not_of_what_was_there(
    agents: Agents, desk: ServedDesk, story: str
) -> None:
    page = agents.sign_in("elif")
    page.context.grant_permissions(["notifications"])
    page.add_init_script(RECORD)
    page.goto("/desk")
    assert page.is_hidden("#notify")
    expect(page).to_have_title(re.compile(r"^\(1\) "), timeout=SOON)
    assert page.evaluate("notified") == []
    desk.hear("veli", "yazıcım çalışmıyor, destek uzmanı istiyorum")
    expect(page).to_have_title(re.compile(r"^\(2\) "), timeout=12_000)
    [[title, body, tag]] = page.evaluate("notified")
    assert title == f"{tag} · yazıcım çalışmıyor"
    assert body == "Sırada bekleyen çağrı var."


def add_reply(page: Page, name: str, words: str) -> None:
    page.goto("/desk/replies")
    page.fill("[name=name]", name)
    page.fill("textarea[name=tr]", words)
    page.click("button.primary")
    page.wait_for_selector(f".kept-replies :text('{name}')")


def test_a_saved_reply_is_found_by_a_word_and_put_where_the_caret_stands(agents: Agents, story: str) -> None:
    page = agents.sign_in("elif")
    add_reply(page, "Uzak bağlantı", "Merhaba {müşteri}, {ref} için bağlanabilir miyim?")
    add_reply(page, "İade", "Cihazı teslim edebilirsiniz.")
    open_ticket(page, story)
    page.click("[data-command=claim] button")
    field = page.locator("[data-command=reply] textarea")
    expect(field).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#replies-find")).to_be_focused()
    page.keyboard.type("baglanti")
    expect(page.locator(".pick li:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#replies")).to_be_hidden()
    expect(field).to_be_focused()
    expect(field).to_have_value(f"Merhaba Ali, {story} için bağlanabilir miyim?")
    page.keyboard.type(" /")
    expect(field).to_have_value(f"Merhaba Ali, {story} için bağlanabilir miyim? /")
    page.click("[data-command=reply] .insert")
    page.keyboard.press("Escape")
    expect(page.locator("#replies")).to_be_hidden()
