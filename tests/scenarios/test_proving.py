"""Who proves that he is a customer, on real databases and through a real mail server."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot.store import proofs
from bot.store.tables import customer, entry, inbox, link_code, metadata
from core.messages import Kind
from core.ticket import Status
from tests.postbox import Postbox, postbox, with_mail
from tests.world import SHIPPED, TUESDAY_MORNING, CustomerOf, World

ADDRESS, INVITED = "ali@ornek.example", "K7M2-R9T4"


def of_strangers(url: str, *, config: Path = SHIPPED, at: datetime = TUESDAY_MORNING) -> World:
    """Return a world in which nobody is known by being there."""
    return World(url, config=config, at=at, ONKAPI_CHANNELS__WEB__SITES__0__TRUST="code")


@pytest.fixture
def box() -> Iterator[Postbox]:
    with postbox() as served:
        yield served


@pytest.fixture
def world(database_url: str, box: Postbox, tmp_path: Path) -> Iterator[World]:
    told = of_strangers(database_url, config=with_mail(box, tmp_path))
    yield told
    told.close()


def invite(world: World, code: str = INVITED, organization: str = "ornek", uses: int = 1, days: float = 1) -> None:
    until = world.clock.now() + timedelta(days=days)
    world.app.store.run(
        lambda tx: proofs.add_invitation(tx, code, organization=organization, uses=uses, expires_at=until)
    )


def proof_of(world: World, name: str) -> str | None:
    """Return what proved who somebody is; None while he is a stranger."""
    found = world.app.store.run(
        lambda tx: tx.execute(
            text("SELECT verified, proof FROM customer JOIN person ON person.id = customer.person WHERE name = :name"),
            {"name": name.title()},
        ).one()
    )
    return found.proof if found.verified else None


def stranger(world: World, name: str = "ali") -> CustomerOf:
    person = world.customer(name)
    person.says("vpn bağlanmıyor")
    assert person.hears() == ["level0.routed", "identity.ask"]
    return person


def test_a_code_mailed_to_the_company_address_verifies_and_the_article_follows(world: World, box: Postbox) -> None:
    ali = stranger(world)
    ali.says("Adresim Ali@Ornek.Example")
    assert ali.hears()[-1] == "identity.mailed"
    assert [letter["To"] for letter in box.mails] == [ADDRESS]
    ali.says(box.code())
    assert ali.hears()[-4:] == ["identity.done", "status.queued", "identity.meanwhile", "answer.article"]
    assert proof_of(world, "ali") == ADDRESS
    ali.presses("Evet, kapatın")
    assert world.customer("ali").hears()[-1] == "closed.confirmed"
    ali.says("yazıcıdan çıktı alamıyorum")
    assert {"answer.article", "choose.one", "choose.this"} & set(ali.hears()[-3:])


def test_the_code_is_kept_nowhere_in_clear_once_it_was_sent(
    world: World, box: Postbox, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    ali = stranger(world)
    ali.says(ADDRESS)
    code = box.code()
    ali.says(code)

    def everything(tx: object) -> str:
        rows = [tx.execute(select(table)).all() for table in metadata.tables.values() if table is not inbox]  # type: ignore[attr-defined]
        return repr(rows)

    assert code not in world.app.store.run(everything)
    assert [line.parts[0].text for line in ali.sees() if line.author == "customer"][-1] == "••••••"
    printed = capsys.readouterr()
    ours = [record for record in caplog.records if not record.name.startswith("mail.log")]
    assert code not in printed.out + printed.err + "".join(record.getMessage() for record in ours)


def test_a_mail_that_waited_too_long_is_dropped_and_emptied(world: World, box: Postbox) -> None:
    box.answers = ["451 later"] * 50
    ali = stranger(world)
    ali.says(ADDRESS)
    for _ in range(8):
        world.waits(minutes=5)
    assert not box.mails
    waits = world.app.store.run(lambda tx: tx.execute(text("SELECT state FROM outbox ORDER BY id DESC")).first())
    assert waits is not None
    assert waits.state == "dropped"
    assert world.count(entry, entry.c.kind == "code", entry.c.body.is_not(None)) == 0


def test_a_mailed_code_is_nobody_elses_proof_ends_and_serves_once(world: World, box: Postbox) -> None:
    ali, veli = stranger(world), stranger(world, "veli")
    ali.says(ADDRESS)
    code = box.code()
    veli.says("veli@ornek.example")
    veli.says(code)
    assert veli.hears()[-1] == "identity.wrong_code"
    assert proof_of(world, "veli") is None
    world.waits(minutes=31)
    ali.says(code)
    assert ali.hears()[-1] == "identity.wrong_code"
    assert proof_of(world, "ali") is None


def test_the_last_use_of_an_invitation_serves_one(world: World) -> None:
    invite(world, uses=2)
    people = [stranger(world, name) for name in ("ali", "veli", "ayşe")]
    for person in people:
        person.says("k7m2 r9t4")
    assert [proof_of(world, person.name) for person in people] == ["invitation", "invitation", None]
    assert people[-1].hears()[-1] == "identity.wrong_code"


@pytest.mark.parametrize("how", [{"days": -1}, {"organization": "kamu"}, {"uses": 0}])
def test_an_invitation_that_ended_was_used_up_or_is_anothers_is_as_wrong_as_none(
    world: World, how: dict[str, object]
) -> None:
    invite(world, **how)  # type: ignore[arg-type]
    ali = stranger(world)
    ali.says(INVITED)
    assert ali.hears()[-1] == "identity.wrong_code"
    assert proof_of(world, "ali") is None


def test_tries_are_counted_for_the_person_across_servers_and_an_hour_is_enough(world: World, database_url: str) -> None:
    invite(world)
    ali = stranger(world)
    for number in range(3):
        ali.says(f"A2B3-C4D{number + 2}")
    other = of_strangers(database_url, at=world.clock.now())
    other._numbers = count(1_000)
    again = other.customer("ali")
    for number in range(2):
        again.says(f"A2B3-C4E{number + 2}")
    other.close()
    world.waits(minutes=1)
    ali.says(INVITED)
    assert ali.hears()[-1] == "identity.wait"
    assert "itibarıyla" in ali.sees()[-1].parts[-1].text
    world.waits(minutes=61)
    ali.says(INVITED)
    assert "identity.done" in ali.hears()[-4:]


def test_three_mails_an_hour_also_to_one_address_from_many_strangers(world: World, box: Postbox) -> None:
    for name in ("ali", "veli", "ayşe"):
        stranger(world, name).says(ADDRESS)
    mallory = stranger(world, "mallory")
    mallory.says(ADDRESS)
    assert mallory.hears()[-1] == "identity.wait"
    assert len(box.mails) == 3


def test_without_a_mail_account_only_invitations_are_offered(database_url: str) -> None:
    world = of_strangers(database_url)
    ali = world.customer("ali")
    ali.says("vpn bağlanmıyor")
    assert ali.hears()[-1] == "identity.ask_code"
    world.close()


def test_agents_see_that_he_is_verified_and_by_what(world: World, box: Postbox) -> None:
    ali, elif_ = stranger(world), world.agent("elif")
    elif_.claims(ali.ref)
    ali.says(ADDRESS)
    ali.says(box.code())
    assert ali.ticket.status is Status.IN_PROGRESS
    assert world.count(entry, entry.c.key == "line.verified_by_mail", entry.c.ticket.is_not(None)) == 1
    assert world.count(customer, customer.c.verified, customer.c.proof == ADDRESS) == 1


def test_what_counts_no_more_is_forgotten(world: World) -> None:
    invite(world)
    ali = stranger(world)
    ali.says("A2B3-C4D5")
    later = world.clock.now() + timedelta(days=3)
    world.app.store.run(lambda tx: proofs.forget(tx, later))
    assert world.count(link_code) == 0
    assert world.count(metadata.tables["mistaken_code"]) == 0


def follows(world: World, person: CustomerOf, code: str) -> None:
    """Let somebody come by a link that carries `code`."""
    event = replace(person.inbound(Kind.TEXT, "merhaba"), code=code)
    world.run(world.app.intake.receive(event))
    world.waits(seconds=5)


def test_the_code_of_a_link_counts_before_anybody_asked_for_it(world: World) -> None:
    invite(world)
    ali = world.customer("ali")
    follows(world, ali, INVITED)
    assert ali.hears() == ["identity.done"]
    assert proof_of(world, "ali") == "invitation"
    assert world.count(entry, entry.c.text.contains(INVITED)) == 0


def test_a_link_that_is_used_up_proves_nothing_and_what_follows_is_heard(world: World) -> None:
    ali = world.customer("ali")
    follows(world, ali, INVITED)
    assert ali.hears() == ["identity.wrong_code"]
    ali.says("vpn bağlanmıyor")
    assert ali.ticket.status is Status.QUEUED


def test_a_link_says_nothing_new_of_who_has_proved_who_he_is(world: World) -> None:
    invite(world, uses=2)
    ali = world.customer("ali")
    follows(world, ali, INVITED)
    follows(world, ali, INVITED)
    assert ali.hears() == ["identity.done", "greet.hello"]
    assert world.count(link_code, link_code.c.uses_left == 1) == 1
