"""One trouble of many, from the lead's declaration to each customer's own yes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.outages import Declared
from bot.store import outage_lists
from bot.store.engine import Tx
from bot.store.tables import card, entry, outage_link, outage_news, rating
from core.calendar import Span
from core.effects import Command
from core.errors import Missing, NotAllowed, NotFound, OutageOver, WordsMissing
from core.people import Agent, Role
from core.ticket import ClosureCode, Ending, Status
from tests.databases import KINDS, Kind, drop_database, fresh_database
from tests.world import TUESDAY_MORNING, CustomerOf, World

ROOT = Path(__file__).parents[2]
VPN = Declared(title={"tr": "VPN'e bağlanılamıyor", "en": "VPN cannot be reached"}, service="vpn")
KNOWN = ["outage.known", "ticket.opened"]
NEWS = {"tr": "Hat değişiyor.", "en": "The line is being replaced."}
SOLVED = {"tr": "Hat değişti.", "en": "The line was replaced."}


def lead(world: World) -> Agent:
    """Return the lead of the shipped configuration."""
    return world.agent("zeynep").agent


def declared(world: World, said: Declared = VPN, once: str = "") -> int:
    """Let the lead declare an outage."""
    return world.run(world.app.outages.declare(lead(world), said, once=once))


def told(world: World, number: int, words: dict[str, str] = NEWS, once: str = "") -> None:
    """Let the lead say something of it, and everybody hear it."""
    world.run(world.app.outages.update(lead(world), number, words, once=once))
    world.waits(seconds=10)


def over(world: World, number: int) -> None:
    """Let the lead say that it is over."""
    world.run(world.app.outages.solve(lead(world), number, SOLVED, ClosureCode.PROVIDER))
    world.waits(seconds=10)


def three(world: World) -> list[CustomerOf]:
    """Let three people report it."""
    people = [world.customer(name) for name in ("ali", "ayse", "can")]
    for each in people:
        each.says("vpn bağlanmıyor")
    return people


def test_who_reports_it_is_told_and_linked_and_disturbs_nobody(world: World) -> None:
    number = declared(world)
    for each in three(world):
        assert each.hears() == KNOWN
        assert (each.ticket.status, each.ticket.outage) == (Status.QUEUED, number)
        [line] = [line for line in each.sees() if line.author == "bot"]
        assert [button.label for button in line.buttons] == ["Benimki farklı"]
        assert each.ref in "".join(part.text for part in line.parts)
    assert world.count(card) == 0
    counted = world.app.store.run(lambda tx: outage_lists.counts(tx, [number]))[number]
    assert (counted.open, counted.left) == (3, 0)


def test_one_says_his_is_different_and_is_a_ticket_like_any_other(world: World) -> None:
    number = declared(world)
    ali, ayse, _ = three(world)
    ali.presses("Benimki farklı")
    assert ali.hears()[-1] == "outage.apart"
    told(world, number)
    assert "outage.news" not in ali.hears()
    assert ayse.hears()[-1] == "outage.news"
    world.agent("elif").claims(ali.ref)
    assert ali.ticket.outage is None


def test_one_update_speaks_to_all_once_each_in_his_own_language(world: World) -> None:
    number = declared(world)
    three(world)
    john = world.customer("john", language="en")
    john.says("the vpn is not connecting")
    told(world, number)
    world.waits(minutes=5)
    for each in (*map(world.customer, ("ali", "ayse", "can")), john):
        assert each.hears().count("outage.news") == 1
        assert each.ticket.first_reply_at is not None
    assert any("The line is being replaced." in part.text for line in john.sees() for part in line.parts)


def test_a_second_click_on_the_update_says_nothing_more(world: World) -> None:
    number = declared(world)
    ali, *_ = three(world)
    told(world, number, once="form-1")
    told(world, number, once="form-1")
    assert ali.hears().count("outage.news") == 1
    assert world.count(outage_news) == 1
    assert declared(world, once="form-2") == declared(world, once="form-2")


def test_who_comes_later_hears_the_last_news_and_not_again(world: World) -> None:
    number = declared(world)
    told(world, number)
    ali, *_ = three(world)
    world.waits(minutes=1)
    assert ali.hears() == ["outage.known", "outage.latest", "ticket.opened"]
    assert any("Hat değişiyor." in part.text for line in ali.sees() for part in line.parts)


def test_solved_asks_all_and_each_decides_for_himself(world: World) -> None:
    number = declared(world)
    ali, ayse, can = three(world)
    over(world, number)
    for each in (ali, ayse, can):
        assert each.hears()[-1] == "solved.ask_incident"
        assert each.ticket.closure_code is ClosureCode.PROVIDER
    ali.presses("Evet, düzeldi")
    ayse.presses("Hayır, sürüyor")
    assert (ali.ticket.status, ali.ticket.end_reason) == (Status.CLOSED, Ending.CONFIRMED)
    assert (ayse.ticket.status, ayse.ticket.outage) == (Status.QUEUED, None)
    world.agent("elif").claims(ayse.ref)
    for _ in range(6):
        world.waits(days=1)
    assert (can.ticket.status, can.ticket.end_reason) == (Status.CLOSED, Ending.NO_REPLY)
    assert world.count(rating) == 0
    dora = world.customer("dora")
    dora.says("vpn bağlanmıyor")
    assert "outage.known" not in dora.hears()


def test_the_level_that_only_receives_is_told_too(world: World) -> None:
    declared(world)
    ada = world.customer("ada", account="web/kamu")
    ada.says("vpn bağlanmıyor")
    assert ada.hears() == KNOWN


def test_an_outage_of_one_organization_is_none_of_the_others(world: World) -> None:
    declared(world, Declared(title=VPN.title, service="vpn", organizations=("kamu",)))
    ali = world.customer("ali")
    ali.says("vpn bağlanmıyor")
    assert "outage.known" not in ali.hears()


def test_it_is_found_by_its_own_words(world: World) -> None:
    declared(world, Declared(title={"tr": "Bina elektriği", "en": "Power"}, words=("elektrik",), queue="network"))
    ali = world.customer("ali")
    ali.says("elektrik kesildi, hiçbir şey çalışmıyor")
    assert ali.hears() == KNOWN
    assert ali.ticket.queue == "network"


def test_open_tickets_are_offered_and_linked_once(world: World) -> None:
    ali, ayse, can = three(world)
    can.presses("Destek uzmanı istiyorum")
    world.agent("elif").claims(ayse.ref)
    number, zeynep = declared(world), lead(world)

    def offered(tx: Tx) -> list[str]:
        row, whose = world.app.outages.read(tx, zeynep, number)
        return [each.ref for each in world.app.outages.candidates(tx, row, whose)]

    assert set(world.app.store.run(offered)) == {ali.ref, ayse.ref, can.ref}
    refs = [ali.ref, ayse.ref, can.ref, "Z9Z9Z9"]
    link = partial(world.app.outages.link, lead(world), number, refs)
    assert world.run(link()) == refs[:3]
    assert world.run(link()) == []
    world.waits(seconds=5)
    for each in (ali, ayse, can):
        assert each.hears()[-1] == "outage.linked"
        assert each.hears().count("outage.linked") == 1
    assert ayse.ticket.status is Status.IN_PROGRESS
    assert world.app.store.run(offered) == []
    over(world, number)
    assert [each.ticket.status for each in (ali, ayse, can)] == [Status.SOLVED] * 3


def test_a_lead_may_part_what_he_linked(world: World) -> None:
    number = declared(world)
    ali, *_ = three(world)
    world.run(world.app.outages.part(lead(world), number, ali.ref))
    world.waits(seconds=5)
    assert ali.hears()[-1] == "outage.apart"
    with pytest.raises(NotFound):
        world.run(world.app.outages.part(lead(world), number, ali.ref))


def test_a_declaration_by_mistake_is_taken_back(world: World) -> None:
    number = declared(world)
    ali, ayse, _ = three(world)
    ayse.presses("Benimki farklı")
    world.run(world.app.outages.withdraw(lead(world), number))
    world.waits(seconds=10)
    assert ali.hears()[-1] == "outage.withdrawn"
    assert "outage.withdrawn" not in ayse.hears()
    assert (ali.ticket.status, ali.ticket.outage, ali.ticket.queue) == (Status.QUEUED, None, "l1")
    with pytest.raises(OutageOver):
        told(world, number)


def test_who_ended_it_himself_hears_no_more(world: World) -> None:
    number = declared(world)
    ali, *_ = three(world)
    ali.says("gerek kalmadı")
    over(world, number)
    assert "solved.ask_incident" not in ali.hears()


def test_what_comes_in_quick_succession_is_told_in_order(world: World) -> None:
    number = declared(world)
    ali, *_ = three(world)
    for words in (NEWS, {"tr": "Hat bağlandı, deniyoruz."}):
        world.run(world.app.outages.update(lead(world), number, words))
    over(world, number)
    assert ali.hears() == [*KNOWN, "outage.news", "outage.news", "solved.ask_incident"]


def test_words_are_asked_for_in_every_language_that_is_read(world: World) -> None:
    number = declared(world)
    three(world)
    told(world, number, {"tr": "Hat değişiyor."})
    world.customer("john", language="en").says("the vpn is not connecting")
    with pytest.raises(WordsMissing):
        told(world, number, {"tr": "Hat değişiyor."})
    with pytest.raises(Missing):
        told(world, number, {"tr": "  "})


@pytest.mark.parametrize(
    "said",
    [
        Declared(title={"tr": "VPN", "en": " "}, service="vpn"),
        Declared(title=VPN.title),
        Declared(title=VPN.title, service="vpn", queue="kamu_it"),
        Declared(title=VPN.title, service="vpn", queue="none"),
    ],
)
def test_what_is_missing_is_told(world: World, said: Declared) -> None:
    with pytest.raises(Missing):
        declared(world, said)


@pytest.mark.parametrize("said", [{"service": "none"}, {"organizations": ("none",)}])
def test_what_is_not_there_is_not_found(world: World, said: dict[str, Any]) -> None:
    with pytest.raises(NotFound):
        declared(world, Declared(title=VPN.title, **({"service": "vpn"} | said)))


def test_only_a_lead_of_all_its_organizations_speaks_for_an_outage(world: World) -> None:
    number, app = declared(world), world.app
    elif_ = world.agent("elif").agent
    with pytest.raises(NotAllowed):
        world.run(app.outages.declare(elif_, VPN))
    for work in (
        app.outages.update(elif_, number, NEWS),
        app.outages.solve(elif_, number, NEWS, ClosureCode.PROVIDER),
        app.outages.withdraw(elif_, number),
        app.outages.link(elif_, number, []),
    ):
        with pytest.raises(NotAllowed):
            world.run(work)
    with pytest.raises(NotFound):
        world.run(app.outages.withdraw(lead(world), number + 1))
    stranger = Agent(
        person=1, key="x", name="X", language="tr", role=Role.CUSTOMER_LEAD, organization="nobody", queues=frozenset()
    )
    with pytest.raises(NotFound):
        app.store.run(lambda tx: app.outages.read(tx, stranger, number))


def test_a_person_at_the_phone_gets_a_line_instead(world: World) -> None:
    """Who cannot be written to is linked all the same, and what he would have read stands on his timeline."""
    from bot.opening import Matter, Newcomer  # noqa: PLC0415 -- only needed here
    from core.ticket import Source  # noqa: PLC0415

    matter = Matter(
        organization="ornek", requester=Newcomer(name="Dursun Tel"), title="vpn bağlanmıyor", source=Source.PHONE
    )
    ref = world.run(world.app.counter.open(lead(world), matter))
    number = declared(world)
    assert world.run(world.app.outages.link(lead(world), number, [ref])) == [ref]
    told(world, number)
    assert world.ticket(ref).first_reply_at is not None
    assert world.count(entry, entry.c.text == "Hat değişiyor.") == 1
    over(world, number)
    assert world.ticket(ref).status is Status.SOLVED


def test_a_moment_set_by_the_lead_is_the_one_that_is_told(world: World) -> None:
    declared(world, Declared(title=VPN.title, service="vpn", within=Span.parse("2h")))
    ali = world.customer("ali")
    ali.says("vpn bağlanmıyor")
    assert any("12.00'ye kadar" in part.text for line in ali.sees() for part in line.parts)


def test_one_who_cannot_be_told_does_not_hold_up_the_others(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    number = declared(world)
    ali, ayse, can = three(world)
    move, stone = world.app.engine.move, ayse.ref

    def stumbles(tx: Any, stage: Any, wish: Any) -> Any:
        if wish.command is Command.INFORM and stage.ticket.ref == stone:
            raise ValueError("a stone")
        return move(tx, stage, wish)

    with monkeypatch.context() as patched:
        patched.setattr(world.app.engine, "move", stumbles)
        told(world, number)
    assert ["outage.news" in each.hears() for each in (ali, ayse, can)] == [True, False, True]
    world.waits(seconds=10)
    assert [each.hears().count("outage.news") for each in (ali, ayse, can)] == [1, 1, 1]


DIES = """
import os, signal, sys
from tests.scenarios.test_outages import NEWS, declared, lead, three
from tests.world import World

world = World(sys.argv[1])
number = declared(world)
three(world)
world.run(world.app.outages.update(lead(world), number, NEWS))
tell, left = world.app.telling._tell_next, [2]

def dies_in_the_second(ticket, tx):
    news = tell(ticket, tx)
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    return news

world.app.telling._tell_next = dies_in_the_second
world.waits(seconds=10)
"""


@pytest.mark.parametrize("kind", KINDS)
def test_killed_while_telling_it_tells_the_rest_after_the_restart_and_nobody_twice(kind: Kind) -> None:
    url = fresh_database(kind, furnished=True)
    died = subprocess.run([sys.executable, "-c", DIES, url], cwd=ROOT, check=False, timeout=60, env=os.environ)
    assert died.returncode == -signal.SIGKILL
    world = World(url, at=TUESDAY_MORNING + timedelta(minutes=2))
    world.run(world.app.dispatcher.recover())
    before = world.count(outage_link, outage_link.c.told == 1)
    world.waits(seconds=60)
    assert before == 1
    assert world.count(outage_link, outage_link.c.told == 1) == 3
    for name in ("ali", "ayse", "can"):
        assert world.customer(name).hears().count("outage.news") == 1
    world.close()
    drop_database(url)
