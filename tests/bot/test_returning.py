"""Nobody waits for somebody who is not there: cases of agents who are away, gone or not allowed any more."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.store import absence, people, staff
from bot.store.tables import agent, entry, move, ticket
from core.effects import Act, Command
from core.errors import NotFound
from core.people import Role
from core.ticket import ClosureCode, Status
from tests.world import AgentOf, CustomerOf, World


def away(world: World, who: AgentOf, substitute: AgentOf | None = None, days: int = 3) -> None:
    now, other = world.clock.now(), substitute.agent.person if substitute else None
    until = now + timedelta(days=days)
    assert world.app.store.run(lambda tx: absence.leave(tx, who.agent.person, since=now, until=until, substitute=other))


def owned(world: World, who: AgentOf, name: str = "ali") -> CustomerOf:
    customer = world.customer(name)
    customer.says("bir insanla görüşmek istiyorum, ekranım titriyor")
    who.claims(customer.ref)
    return customer


def solved(world: World, who: AgentOf) -> CustomerOf:
    customer = owned(world, who)
    who.solves(customer.ref, "Kabloyu değiştirdim.", ClosureCode.WORKAROUND)
    return customer


def lines(world: World, key: str) -> list[Any]:
    rows = world.app.store.run(
        lambda tx: tx.execute(select(entry.c.body, entry.c.audience).where(entry.c.key == key)).all()
    )
    assert all(row.audience == "agents" for row in rows)
    return [row.body for row in rows]


def change(world: World, who: AgentOf, role: Role, *queues: str) -> None:
    number = who.agent.person
    world.app.store.run(lambda tx: staff.change(tx, number, role=role, queues=queues, organization=None))


def test_a_customers_no_goes_to_who_stands_in_for_an_owner_who_is_away(world: World) -> None:
    elif_, mert = world.agent("elif"), world.agent("mert")
    ali = solved(world, elif_)
    away(world, elif_, mert)
    ali.says("hayır, hâlâ titriyor")
    assert (ali.ticket.status, ali.ticket.owner_name) == (Status.IN_PROGRESS, "Mert Kaya")
    assert len(lines(world, "line.stood_in")) == 1
    assert mert.replies(ali.ref, "Hemen bakıyorum.").ticket.owner == mert.agent.person


@pytest.mark.parametrize("substitute", ["nobody", "is away, too", "does not serve the queue"])
def test_a_customers_no_goes_to_the_queue_where_nobody_can_stand_in(world: World, substitute: str) -> None:
    elif_, mert = world.agent("elif"), world.agent("mert")
    ali = solved(world, elif_)
    away(world, elif_, None if substitute == "nobody" else mert)
    if substitute == "is away, too":
        away(world, mert, elif_)
    if substitute == "does not serve the queue":
        change(world, mert, Role.AGENT, "network")
    ali.says("hayır, hâlâ titriyor")
    assert (ali.ticket.status, ali.ticket.owner) == (Status.QUEUED, None)
    assert len(lines(world, "line.returned")) == 1


def test_who_is_back_gets_his_own_case_again(world: World) -> None:
    elif_ = world.agent("elif")
    ali = solved(world, elif_)
    away(world, elif_, days=1)
    world.clock.move(timedelta(days=1))
    assert not world.app.store.run(lambda tx: absence.absent(tx, world.clock.now()))
    ali.says("hayır, hâlâ titriyor")
    assert ali.ticket.owner == elif_.agent.person
    away(world, elif_)
    assert world.app.store.run(lambda tx: absence.come_back(tx, elif_.agent.person))
    assert world.app.store.run(lambda tx: people.on_duty(tx, elif_.agent.person, world.clock.now()))


def test_the_cases_of_who_is_switched_off_go_back_to_their_queues_once(world: World) -> None:
    elif_ = world.agent("elif")
    ali, ece, can = owned(world, elif_), owned(world, elif_, "ece"), owned(world, elif_, "can")
    elif_.does(Command.WAIT_CUSTOMER, ece.ref, words="Hangi ekran?")
    elif_.solves(can.ref, "Kabloyu değiştirdim.")
    heard = ece.hears()
    for _ in range(2):
        world.app.store.run(lambda tx: staff.switch_off(tx, elif_.agent.person))
        world.waits(seconds=5)
    assert [each.ticket.status for each in (ali, ece, can)] == [Status.QUEUED, Status.QUEUED, Status.SOLVED]
    assert world.count(move, move.c.command == "return") == len(lines(world, "line.returned")) == 2
    assert ece.hears() == heard, "who waits is not told who left"
    assert world.count(agent, agent.c.returns.is_not(None)) == 0
    can.says("hayır, hâlâ titriyor")
    assert (can.ticket.status, can.ticket.owner) == (Status.QUEUED, None)


def test_who_loses_a_queue_or_becomes_a_reader_keeps_only_what_he_may_see(world: World) -> None:
    mert = world.agent("mert")
    ali, ece = owned(world, mert), owned(world, mert, "ece")
    world.agent("zeynep").does(Command.TRANSFER, ece.ref, queue="network", reason="workload")
    mert.claims(ece.ref)
    change(world, mert, Role.AGENT, "network")
    world.waits(seconds=5)
    assert (ali.ticket.status, ece.ticket.owner) == (Status.QUEUED, mert.agent.person)
    change(world, mert, Role.CUSTOMER_LEAD)
    world.waits(seconds=5)
    assert ece.ticket.status is Status.QUEUED
    assert len(lines(world, "line.returned")) == 2


def test_who_goes_away_may_pass_on_what_is_his(world: World) -> None:
    elif_, mert = world.agent("elif"), world.agent("mert")
    ali, own = owned(world, elif_), owned(world, elif_, "ece")
    elif_.does(Command.WAIT_CUSTOMER, own.ref, words="Hangi ekran?")
    away(world, elif_, mert)
    world.app.store.run(lambda tx: absence.mark(tx, elif_.agent.person, "all"))
    world.waits(seconds=5)
    assert {ali.ticket.owner, own.ticket.owner} == {mert.agent.person}
    assert own.ticket.status is Status.WAITING_CUSTOMER
    own.says("Soldaki ekran")
    assert own.ticket.owner_name == "Mert Kaya"
    assert world.count(ticket, ticket.c.status == "in_progress") == 2


def test_a_crash_in_between_loses_no_case(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    elif_ = world.agent("elif")
    ali, ece = owned(world, elif_), owned(world, elif_, "ece")
    world.app.store.run(lambda tx: staff.switch_off(tx, elif_.agent.person))
    real, broken = world.app.engine.move, [True]

    def once(*given: Any) -> Any:
        if broken and broken.pop():
            raise RuntimeError("power cut")
        return real(*given)

    monkeypatch.setattr(world.app.engine, "move", once)
    world.run(world.app.returning.sweep())
    assert [ali.ticket.status, ece.ticket.status] == [Status.IN_PROGRESS, Status.QUEUED]
    assert world.count(agent, agent.c.returns.is_not(None)) == 1
    world.run(world.app.returning.sweep())
    assert ali.ticket.status is Status.QUEUED
    assert world.count(agent, agent.c.returns.is_not(None)) == 0


def test_claims_and_the_end_of_the_rights_at_once_leave_nothing_with_who_is_gone(world: World) -> None:
    elif_ = world.agent("elif")
    customers = [world.customer(f"c{number}") for number in range(6)]
    for each in customers:
        each.says("bir insanla görüşmek istiyorum")
    refs, app = [each.ref for each in customers], world.app

    async def end() -> None:
        await app.store.write(lambda tx: staff.switch_off(tx, elif_.agent.person))
        await app.returning.sweep()

    async def race() -> list[Any]:
        claims = (app.agents.act(elif_.agent, ref, Act(command=Command.CLAIM)) for ref in refs)
        return await asyncio.gather(*claims, end(), app.returning.sweep(), return_exceptions=True)

    ended = world.run(race())
    assert all(isinstance(each, NotFound) for each in ended if isinstance(each, BaseException))
    world.waits(seconds=5)
    assert {world.ticket(ref).status for ref in refs} == {Status.QUEUED}
