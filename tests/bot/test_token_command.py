"""`onkapi token`: what it issues, refuses, shows and takes back."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.clock import Clock
from bot.store import tokens
from bot.store.engine import Store, open_store
from bot.store.tables import token
from core.errors import NotFound
from core.people import Role
from tests.world import ROOT, World

CONFIG = str(ROOT / "config.yaml")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, empty_sqlite_url: str) -> None:
    monkeypatch.setenv("ONKAPI_DATABASE__URL", empty_sqlite_url)
    monkeypatch.setenv("ONKAPI_WEB_ORNEK", "")
    monkeypatch.setenv("ONKAPI_WEB_KAMU", "")


@pytest.fixture
def store(empty_sqlite_url: str) -> Store:
    return open_store(empty_sqlite_url)


def onkapi(*words: str) -> Result:
    return CliRunner().invoke(app, ["token", *words, "--config", CONFIG])


def found(store: Store, secret: str) -> tokens.Found | None:
    now = Clock().now()
    return store.run(lambda tx: tokens.find(tx, tokens.hashed(secret), now))


def test_a_token_is_shown_once_and_only_its_hash_is_kept(store: Store) -> None:
    made = onkapi("create", "İzleme", "--queues", "l1, network")
    secret = made.stdout.strip()
    assert made.exit_code == 0
    assert secret.startswith("onk_")
    assert len(secret) == len("onk_") + 43
    kept = store.run(lambda tx: tx.execute(select(token.c.hash)).scalar_one())
    assert kept == hashlib.sha256(secret.encode()).hexdigest()
    who = found(store, secret)
    assert who is not None
    assert (who.agent.name, who.agent.role, set(who.agent.queues)) == ("İzleme", Role.AGENT, {"l1", "network"})
    assert found(store, secret + "x") is None


def test_a_token_lives_for_its_days(store: Store) -> None:
    secret = onkapi("create", "rapor", "--role", "lead", "--days", "2").stdout.strip()
    assert found(store, secret)
    past = Clock().now() - timedelta(seconds=1)
    store.run(lambda tx: tx.execute(update(token).values(expires_at=past)))
    assert found(store, secret) is None
    assert "expired" in onkapi("list").stdout
    assert onkapi("create", "rapor", "--role", "lead").exit_code == 0, "the name is free again"


def test_a_revoked_token_is_dead_at_once_and_its_name_may_be_given_again(store: Store) -> None:
    first = onkapi("create", "entegrasyon", "--queues", "l1").stdout.strip()
    assert onkapi("create", "entegrasyon", "--queues", "l1").exit_code == 2
    ended = onkapi("revoke", "entegrasyon")
    assert (ended.exit_code, ended.stdout) == (0, "the token of entegrasyon has ended\n")
    assert found(store, first) is None
    assert onkapi("revoke", "entegrasyon").exit_code == 2
    second = onkapi("create", "entegrasyon", "--queues", "network").stdout.strip()
    who = found(store, second)
    assert who is not None
    assert who.agent.queues == {"network"}
    assert found(store, first) is None


def test_the_list_tells_what_each_may_and_never_a_token(store: Store) -> None:
    secret = onkapi("create", "ornek okur", "--role", "customer_lead", "--organization", "ornek").stdout.strip()
    shown = onkapi("list").stdout
    assert "customer_lead" in shown
    assert "ornek okur" in shown
    assert "live" in shown
    assert secret not in shown


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["x"], "choose at least one; the queues are l1, network"),
        (["x", "--queues", "nope"], 'there is no queue "nope"'),
        (["x", "--queues", "l1", "--organization", "nope"], 'there is no organization "nope"'),
        (["x", "--queues", "ornek_it", "--organization", "kamu"], "belongs to ornek, not to kamu"),
        (["x", "--role", "customer_lead"], "choose an organization"),
        (["x", "--role", "customer_lead", "--organization", "ornek", "--queues", "l1"], "no queues"),
        ([" ", "--role", "lead"], "1 to 100 printable characters"),
        (["a\nb", "--role", "lead"], "1 to 100 printable characters"),
    ],
)
def test_a_token_that_makes_no_sense_is_refused_in_one_line(words: list[str], told: str) -> None:
    refused = onkapi("create", *words)
    assert refused.exit_code == 2
    assert told in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_program_is_an_agent_to_the_desk_and_works_under_its_name(sqlite_url: str) -> None:
    world = World(sqlite_url)
    now = world.clock.now()
    world.app.store.run(
        lambda tx: tokens.create(
            tx, "Nöbet", token_hash="h", role=Role.AGENT, queues=("l1",), organization="ornek", language="tr",
            now=now, expires_at=None,
        )
    )  # fmt: skip
    ali, veli = world.customer("ali"), world.customer("veli", account="web/kamu")
    for customer in (ali, veli):
        customer.says("ekranım titriyor", "destek uzmanı istiyorum")
    program = world.agent("token/Nöbet")
    program.claims(ali.ref)
    assert ali.ticket.owner_name == "Nöbet"
    with pytest.raises(NotFound):
        program.claims(veli.ref)
    world.close()
