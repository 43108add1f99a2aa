"""The pages of outages: leads declare and speak, others of the desk read, and no script is needed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.ticket import Status
from tests.console_desk import Visitor, text_of
from tests.world import CustomerOf, World

PAGE = "/desk/outages"
TITLE = {"title_tr": "VPN'e bağlanılamıyor", "title_en": "VPN cannot be reached"}


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    made = World(sqlite_url)
    yield made
    made.close()


def visitor(world: World, key: str = "zeynep", language: str = "tr") -> Visitor:
    made = Visitor(world, language)
    assert made.sign_in(key).status_code == 303
    return made


def reports(world: World, name: str = "ali") -> CustomerOf:
    customer = world.customer(name)
    customer.says("vpn bağlanmıyor")
    return customer


def declares(zeynep: Visitor, **fields: str) -> str:
    """Declare an outage by the form, and return the address of its page."""
    given = TITLE | {"service": "vpn", "of.ornek": "yes", "of.kamu": "yes", "within": "1h"} | fields
    answer = zeynep.submit(zeynep.get(PAGE), PAGE, **given)
    assert answer.status_code == 303, text_of(answer.text)
    zeynep.world.waits(seconds=5)
    return answer.headers["location"]


def test_a_lead_declares_speaks_and_ends_it_by_forms_alone(world: World) -> None:
    zeynep = visitor(world)
    page = declares(zeynep)
    ali = reports(world)
    assert ali.hears()[0] == "outage.known"
    shown = text_of(zeynep.get(page).text)
    assert "1 açık, 0 onay bekliyor" in shown
    assert ali.ref in shown
    answer = zeynep.submit(zeynep.get(page), f"{page}/update", tr="Hat değişiyor.", within="2h")
    assert answer.status_code == 303
    world.waits(seconds=5)
    assert ali.hears()[-1] == "outage.news"
    answer = zeynep.submit(zeynep.get(page), f"{page}/solve", tr="Hat değişti.", closure_code="provider")
    assert answer.status_code == 303
    world.waits(seconds=5)
    assert ali.hears()[-1] == "solved.ask_incident"
    last = text_of(zeynep.get(page).text)
    assert "Giderildi" in last
    assert "Hat değişti." in last
    assert "Giderildi" in text_of(zeynep.get(PAGE).text)


def test_the_same_form_twice_tells_it_once(world: World) -> None:
    zeynep = visitor(world)
    page = declares(zeynep)
    ali = reports(world)
    form = zeynep.get(page)
    for _ in range(2):
        assert zeynep.submit(form, f"{page}/update", tr="Hat değişiyor.").status_code == 303
    world.waits(seconds=5)
    assert ali.hears().count("outage.news") == 1
    first = zeynep.get(PAGE)
    given = TITLE | {"service": "printer", "of.ornek": "yes"}
    twice = [zeynep.submit(first, PAGE, **given).headers["location"] for _ in range(2)]
    assert twice[0] == twice[1] != page


def test_a_ticket_becomes_an_outage_and_open_ones_are_linked_by_their_boxes(world: World) -> None:
    ali, ayse = reports(world), reports(world, "ayse")
    world.agent("elif").claims(ayse.ref)
    zeynep = visitor(world)
    assert f'{PAGE}?ticket={ali.ref}"' in zeynep.get(f"/desk/tickets/{ali.ref}").text
    first = zeynep.get(f"{PAGE}?ticket={ali.ref}")
    assert '<option value="vpn" selected>' in first.text
    answer = zeynep.submit(first, PAGE, **TITLE, service="vpn", **{"of.ornek": "yes"})
    page = answer.headers["location"]
    assert ali.ticket.outage is not None
    shown = zeynep.get(page)
    assert f'name="ticket.{ayse.ref}" value="yes">' in shown.text  # somebody has it: not chosen by itself
    assert zeynep.submit(shown, f"{page}/link", **{f"ticket.{ayse.ref}": "yes"}).status_code == 303
    assert ayse.ticket.outage == ali.ticket.outage
    assert f'href="{page}"' in zeynep.get(f"/desk/tickets/{ayse.ref}").text
    assert zeynep.submit(zeynep.get(page), f"{page}/part", ticket=ayse.ref).status_code == 303
    assert ayse.ticket.outage is None


def test_a_mistake_is_withdrawn(world: World) -> None:
    zeynep = visitor(world)
    page = declares(zeynep)
    ali = reports(world)
    assert zeynep.submit(zeynep.get(page), f"{page}/withdraw").status_code == 303
    world.waits(seconds=5)
    assert ali.hears()[-1] == "outage.withdrawn"
    assert ali.ticket.status is Status.QUEUED
    assert "Geri alındı" in text_of(zeynep.get(page).text)


def test_what_is_missing_is_said_and_what_was_written_stays(world: World) -> None:
    zeynep = visitor(world)
    refused = zeynep.submit(zeynep.get(PAGE), PAGE, **TITLE | {"title_en": ""}, service="vpn", **{"of.ornek": "yes"})
    assert refused.status_code == 422
    assert "Eksik bilgi: İngilizce başlık" in text_of(refused.text)
    assert "VPN&#39;e bağlanılamıyor" in refused.text
    assert zeynep.submit(zeynep.get(PAGE), PAGE, **TITLE, service="vpn").status_code == 422
    page = declares(zeynep)
    world.customer("john", language="en").says("the vpn is not connecting")
    refused = zeynep.submit(zeynep.get(page), f"{page}/update", tr="Hat değişiyor.")
    assert refused.status_code == 422
    assert "Metni bu dilde de yazın (İngilizce)" in text_of(refused.text)
    assert ">Hat değişiyor.</textarea>" in refused.text
    assert zeynep.submit(zeynep.get(page), f"{page}/update", tr="x", en="x", within="9y").status_code == 422
    assert zeynep.submit(zeynep.get(page), f"{page}/solve", tr="x", en="x").status_code == 422
    form = zeynep.get(page)
    zeynep.submit(zeynep.get(page), f"{page}/withdraw")
    assert zeynep.submit(form, f"{page}/update", tr="x", en="x").status_code == 409


def test_an_agent_reads_and_may_nothing_more(world: World) -> None:
    zeynep, elif_ = visitor(world), visitor(world, "elif")
    page = declares(zeynep)
    listed = elif_.get(PAGE)
    assert "VPN'e bağlanılamıyor" in text_of(listed.text)
    assert f'action="{PAGE}"' not in listed.text
    shown = elif_.get(page)
    assert "VPN'e bağlanılamıyor" in text_of(shown.text)
    assert f"{page}/update" not in shown.text
    marks = zeynep.get(page)
    assert zeynep.post(f"{page}/update", tr="x").status_code == 403  # without the mark of the session
    assert elif_.submit(marks, f"{page}/update", tr="x").status_code == 403  # with that of another
    token = elif_.get("/desk/replies").text.split('name="csrf" value="')[1].split('"')[0]
    assert elif_.post(f"{page}/update", tr="x", csrf=token).status_code == 403
    assert elif_.post(PAGE, csrf=token, **TITLE, service="vpn", **{"of.ornek": "yes"}).status_code == 403
    for path in (f"{PAGE}/99", f"{PAGE}/x", f"{PAGE}/{'9' * 40}"):
        assert elif_.get(path).status_code == 404
    assert (
        zeynep.post(
            f"{page}/dance", csrf=zeynep.get(page).text.split('name="csrf" value="')[1].split('"')[0]
        ).status_code
        == 404
    )


def test_news_that_are_late_are_marked(world: World) -> None:
    zeynep = visitor(world, language="en")
    page = declares(zeynep, words="uzak masaüstü, tünel", queue="network")
    world.waits(hours=2)
    assert "gecikti" in text_of(zeynep.get(page).text)
    assert "Bilgi sözü geçti" in text_of(zeynep.get(PAGE).text)
    assert "uzak masaüstü, tünel" in text_of(zeynep.get(page).text)


def test_linked_tickets_wait_behind_one_line_and_who_asks_again_comes_forward(world: World) -> None:
    zeynep = visitor(world)
    page = declares(zeynep)
    ali, ayse = reports(world), reports(world, "ayse")
    listed = zeynep.get("/desk?view=unassigned").text
    assert ali.ref not in listed
    assert f'href="{page}"' in listed
    assert "2 çağrı bağlı" in text_of(listed)
    ayse.says("çağrım ne durumda")
    listed = zeynep.get("/desk?view=unassigned").text
    assert ayse.ref in listed
    assert ali.ref not in listed
