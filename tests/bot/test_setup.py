"""What the configuration says becomes what the database holds, and what is still needed does not vanish."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import select

from bot.app import App
from bot.config import Config, load
from bot.ports import settings_models
from bot.store import people
from bot.store.setup import StillNeeded
from bot.store.tables import agent, contract, move, queue
from core.contracts import Level
from core.ticket import Status
from tests.world import ROOT, TUESDAY_MORNING, MovedClock, World


def changed(tmp_path: Path, url: str, **sections: Any) -> Config:
    """Return the shipped configuration with some sections replaced."""
    shipped = yaml.safe_load((ROOT / "config.yaml").read_text("utf-8"))
    file = tmp_path / "config.yaml"
    file.write_text(yaml.safe_dump(shipped | sections, allow_unicode=True), encoding="utf-8")
    environ = {"ONKAPI_DATABASE__URL": url, "ONKAPI_WEB_ORNEK": "", "ONKAPI_WEB_KAMU": ""}
    return load(file, environ, today=TUESDAY_MORNING.date(), settings=settings_models())


def shipped(section: str) -> Any:
    return yaml.safe_load((ROOT / "config.yaml").read_text("utf-8"))[section]


def start(config: Config) -> App:
    return App(config, clock=MovedClock(TUESDAY_MORNING))


def test_starting_again_makes_no_second_contract(world: World, database_url: str, tmp_path: Path) -> None:
    before = world.count(contract)
    again = start(changed(tmp_path, database_url))
    assert world.count(contract) == before
    assert again.catalogue.terms == world.app.catalogue.terms
    again.store.close()


def test_a_contract_that_reads_differently_is_a_new_version_and_open_tickets_keep_theirs(
    world: World, database_url: str, tmp_path: Path
) -> None:
    ali = world.customer("ali")
    ali.says("bir insanla görüşmek istiyorum")
    organizations = shipped("organizations")
    organizations[0]["contract"]["level"] = "0"
    again = start(changed(tmp_path, database_url, organizations=organizations))
    number = again.catalogue.terms["ornek"]
    assert again.catalogue.contracts[number].level is Level.RECEIVE
    rows = world.app.store.run(
        lambda tx: tx.execute(select(contract.c.id, contract.c.version).where(contract.c.organization == "ornek")).all()
    )
    assert sorted(row.version for row in rows) == [1, 2]
    first = next(row.id for row in rows if row.version == 1)
    assert again.catalogue.contracts[first].level is Level.SOLVE
    again.store.close()


def test_a_queue_with_open_tickets_cannot_vanish(world: World, database_url: str, tmp_path: Path) -> None:
    ali = world.customer("ali")
    ali.says("SAP GUI açılmıyor")
    assert ali.ticket.queue == "ornek_it"
    without = changed(tmp_path, database_url, **_without_ornek_it())
    with pytest.raises(StillNeeded, match=r'queues: "ornek_it" is gone from the file but has 1 open tickets'):
        start(without)
    assert world.count(queue, queue.c.key == "ornek_it", queue.c.active) == 1


def test_a_queue_may_vanish_when_the_file_says_where_its_tickets_go(
    world: World, database_url: str, tmp_path: Path
) -> None:
    ali = world.customer("ali")
    ali.says("SAP GUI açılmıyor")
    moved = changed(tmp_path, database_url, **_without_ornek_it(), moved_to={"queues": {"ornek_it": "l1"}})
    start(moved).store.close()
    assert ali.ticket.queue == "l1"
    assert world.count(queue, queue.c.key == "ornek_it", queue.c.active) == 0


def test_the_cases_of_an_agent_who_left_the_file_without_an_heir_go_back_to_their_queues(
    world: World, database_url: str, tmp_path: Path
) -> None:
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("bir insanla görüşmek istiyorum")
    elif_.claims(ali.ref)
    others = [each for each in shipped("agents") if each["key"] != "elif"]
    start(changed(tmp_path, database_url, agents=others)).store.close()
    assert world.app.store.run(lambda tx: people.agent(tx, elif_.agent.person)) is None
    world.waits(seconds=5)
    assert (ali.ticket.status, ali.ticket.owner) == (Status.QUEUED, None)


def test_an_agent_who_left_the_file_loses_all_rights_and_an_heir_takes_the_cases(
    world: World, database_url: str, tmp_path: Path
) -> None:
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("bir insanla görüşmek istiyorum")
    elif_.claims(ali.ref)
    others = [each for each in shipped("agents") if each["key"] != "elif"]
    start(changed(tmp_path, database_url, agents=others, moved_to={"agents": {"elif": "mert"}})).store.close()
    assert world.app.store.run(lambda tx: people.agent(tx, elif_.agent.person)) is None
    assert ali.ticket.owner_name == "Mert Kaya"
    assert ali.ticket.status is Status.IN_PROGRESS
    assert world.count(agent, agent.c.key == "elif", agent.c.active) == 0
    assert world.count(move, move.c.command == "claim") == 1


def _without_ornek_it() -> dict[str, Any]:
    organizations = shipped("organizations")
    organizations[0]["contract"]["services"] = {}
    queues = [each for each in shipped("queues") if each["key"] != "ornek_it"]
    agents = [{**each, "queues": [key for key in each["queues"] if key != "ornek_it"]} for each in shipped("agents")]
    return {"organizations": organizations, "queues": queues, "agents": agents}
