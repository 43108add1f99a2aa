"""What people of the desk are told: to whom it goes, once, where it is read, and for how long it is kept."""

from __future__ import annotations

from datetime import timedelta

from bot import staffing
from bot.staffing import By
from bot.store import notices, staff
from bot.store.tables import notice
from core.effects import Command
from tests.api.desk import Program
from tests.console_desk import Visitor, text_of
from tests.world import CustomerOf, World

PAGE = "/desk/notices"


def waiting(world: World, name: str = "ali") -> CustomerOf:
    customer = world.customer(name)
    customer.says("ekranım titriyor", "destek uzmanı istiyorum")
    return customer


def of(world: World, key: str) -> list[tuple[str, str]]:
    """Return what an agent was told, the newest first."""
    agent = world.agent(key).agent
    return [(each.kind, each.ref) for each in world.app.store.run(lambda tx: notices.listed(tx, agent))]


def test_who_serves_the_queue_is_warned_and_the_lead_hears_what_broke(world: World) -> None:
    ali = waiting(world)
    world.waits(minutes=95)
    assert of(world, "elif") == of(world, "mert") == of(world, "zeynep") == [("warned", ali.ref)]
    world.agent("elif").claims(ali.ref)
    world.waits(minutes=30)
    assert of(world, "zeynep") == [("broken", ali.ref), ("warned", ali.ref)]
    assert of(world, "elif")[0] == ("broken", ali.ref)
    assert of(world, "mert") == [("warned", ali.ref)]  # it is not his any more
    world.waits(minutes=30)
    assert len(of(world, "zeynep")) == 2


def test_who_waits_for_an_answer_is_told_and_who_does_something_himself_is_not(world: World) -> None:
    ali, elif_ = waiting(world), world.agent("elif")
    elif_.claims(ali.ref)
    elif_.does(Command.WAIT_CUSTOMER, ali.ref, words="Hangi sürüm?")
    ali.says("Sürüm 3")
    assert of(world, "elif") == [("answered", ali.ref)]
    mert = world.agent("mert").agent.person
    elif_.does(Command.TRANSFER, ali.ref, to=mert, reason="workload")
    assert of(world, "mert") == [("assigned", ali.ref)]
    world.agent("mert").solves(ali.ref, "Sürücü yenilendi.")
    assert of(world, "elif")[0] == ("solved", ali.ref)
    ali.presses("Hayır, sürüyor")
    assert (of(world, "mert")[0], of(world, "elif")[0]) == (("back", ali.ref), ("back", ali.ref))


def test_cases_of_who_goes_are_told_to_who_has_them_now_and_to_the_lead(world: World) -> None:
    first, second, elif_ = waiting(world), waiting(world, "veli"), world.agent("elif")
    for customer in (first, second):
        elif_.claims(customer.ref)
    by = By(who="cli:story", surface="cli", now=world.clock.now())
    gone = {"until": "", "zone": "Europe/Istanbul", "pass_on": True}
    world.app.store.run(lambda tx: staffing.leave(tx, by, "elif", substitute="mert", **gone))  # type: ignore[arg-type]
    world.waits(seconds=5)
    assert of(world, "mert") == [("assigned", second.ref), ("assigned", first.ref)]
    assert of(world, "zeynep") == [("freed", second.ref), ("freed", first.ref)]
    mert = world.agent("mert").agent.person
    world.app.store.run(lambda tx: staff.switch_off(tx, mert))
    world.waits(seconds=5)
    assert of(world, "elif") == [("freed", second.ref), ("freed", first.ref)], "he serves the queue to which they went"
    assert len(of(world, "zeynep")) == 4
    world.waits(seconds=60)
    assert len(of(world, "zeynep")) == 4


def test_a_low_score_is_told_to_the_lead_alone(world: World) -> None:
    ali, elif_ = waiting(world), world.agent("elif")
    elif_.claims(ali.ref)
    elif_.solves(ali.ref, "Yeniledim.")
    ali.presses("Evet, düzeldi")
    ali.presses("2")
    assert of(world, "zeynep") == [("low_rating", ali.ref)]
    assert of(world, "elif") == []


def test_the_page_lists_them_and_looking_at_a_ticket_reads_its_own(world: World) -> None:
    ali, veli = waiting(world), waiting(world, "veli")
    world.waits(minutes=95)
    desk = Visitor(world)
    desk.sign_in("elif")
    page = desk.get(PAGE)
    assert f"{ali.ref} ekranım titriyor destek uzmanı istiyorum Süre dolmak üzere (yanıt sözü)" in text_of(page.text)
    assert "Okundu say (2)" in text_of(page.text)
    desk.get(f"/desk/tickets/{ali.ref}")
    page = desk.get(PAGE)
    assert "Okundu say (1)" in text_of(page.text)
    world.clock.move(timedelta(hours=1))
    assert desk.submit(page, f"{PAGE}/read").status_code in {200, 303}
    assert "Okundu say" not in text_of(desk.get(PAGE).text)
    assert veli.ref in desk.get(PAGE).text


def test_programs_read_their_own_and_are_told_of_nothing_by_a_queue(world: World) -> None:
    ali, program = waiting(world), Program(world)
    world.waits(minutes=95)
    assert program.get("/notices").json() == []
    program.gives("claim", ali.ref)
    world.waits(minutes=30)
    found = program.get("/notices").json()
    assert [(each["kind"], each["promise"], each["read"]) for each in found] == [("broken", "respond", False)]
    assert program.post("/notices/read", {"last": found[0]["id"]}).status_code == 200
    assert program.get("/notices").json()[0]["read"]
    assert program.post("/notices/read", {"last": 0}).status_code == 422


def test_what_was_told_is_forgotten_after_ninety_days(world: World) -> None:
    waiting(world)
    world.waits(minutes=95)
    assert world.count(notice) == 3
    world.app.store.run(lambda tx: notices.forget(tx, world.clock.now() + timedelta(days=89)))
    assert world.count(notice) == 3
    world.app.store.run(lambda tx: notices.forget(tx, world.clock.now() + timedelta(days=91)))
    assert world.count(notice) == 0
