"""Who may come in, and what he is told who may not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select, update

from bot.api.route import KEY_HEADER
from bot.store import tokens
from bot.store.tables import agent, token
from core.people import Role
from tests.api.desk import Program
from tests.console_desk import Visitor
from tests.world import CustomerOf, World

PROBLEM = "application/problem+json"


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    made = World(sqlite_url)
    yield made
    made.close()


@pytest.fixture
def ali(world: World) -> CustomerOf:
    customer = world.customer("ali")
    customer.says("ekranım titriyor", "destek uzmanı istiyorum")
    return customer


def stranger(world: World, **headers: str) -> Program:
    program = Program(world, None)
    program.client.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return program


@pytest.mark.parametrize("path", ["/me", "/tickets", "/nowhere", "/../docs", "/../openapi.json", "/../docs.css"])
def test_without_a_token_there_is_nothing_to_see(world: World, path: str) -> None:
    answer = stranger(world).get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (401, PROBLEM)
    assert answer.json()["code"] == "api.sign_in"
    assert answer.headers["www-authenticate"] == 'Bearer realm="onkapi"'


@pytest.mark.parametrize(
    "sent", ["Bearer x", "Bearer onk_", "Bearer " + "onk_" + "x" * 43, "Bearer onk_" + "x" * 5000, "Basic YTpi", "onk_"]
)
def test_a_wrong_token_is_no_token(world: World, sent: str) -> None:
    assert stranger(world, Authorization=sent).get("/me").status_code == 401


def test_a_wrong_token_is_not_mended_by_a_cookie(world: World) -> None:
    visitor = Visitor(world)
    visitor.sign_in("elif")
    assert visitor.get("/api/v1/me").json()["name"] == "Elif Demir"
    assert visitor.get("/api/v1/me", Authorization="Bearer onk_x").status_code == 401


def test_a_token_ends_at_once_when_it_runs_out_is_revoked_or_its_agent_leaves(world: World) -> None:
    program = Program(world, name="Nöbet")
    assert program.get("/me").status_code == 200
    soon = world.clock.now() + timedelta(minutes=5)
    world.app.store.run(lambda tx: tx.execute(update(token).values(expires_at=soon)))
    world.clock.move(timedelta(minutes=6))
    assert program.get("/me").status_code == 401
    other = Program(world, name="İzleme")
    world.app.store.run(lambda tx: tokens.revoke(tx, "İzleme", world.clock.now()))
    assert other.get("/me").status_code == 401
    third = Program(world, name="Rapor")
    world.app.store.run(lambda tx: tx.execute(update(agent).where(agent.c.key == "token/Rapor").values(active=False)))
    assert third.get("/me").status_code == 401


def test_the_last_use_is_noted_now_and_then(world: World) -> None:
    program = Program(world, name="Nöbet")

    def used() -> object:
        return world.app.store.run(lambda tx: tx.execute(select(token.c.used_at)).scalar_one())

    for minutes, noted in ((0, True), (5, False), (6, True)):
        before = used()
        world.clock.move(timedelta(minutes=minutes))
        program.get("/me")
        assert (used() != before) == noted


def test_who_is_signed_in_to_the_console_may_read_and_changes_with_the_mark_of_the_session(
    world: World, ali: CustomerOf
) -> None:
    visitor = Visitor(world)
    visitor.sign_in("elif")
    mark = re.search(r'name="csrf" value="([^"]+)"', visitor.get("/desk").text)
    assert mark
    assert visitor.get(f"/api/v1/tickets/{ali.ref}").status_code == 200
    path = f"/api/v1/tickets/{ali.ref}/commands/claim"

    def claim(mark: str | None) -> httpx.Response:
        headers = {} if mark is None else {b"X-CSRF-Token": mark.encode()}
        return world.run(visitor._client.post(path, headers=headers))

    for wrong in (None, "wrong", "", "ü"):
        refused = claim(wrong)
        assert (refused.status_code, refused.json()["code"]) == (403, "api.csrf")
    assert ali.ticket.owner is None
    assert claim(mark[1]).json()["owner"]["name"] == "Elif Demir"
    visitor.submit(visitor.get("/desk"), "/desk/sign-out")
    assert visitor.get("/api/v1/me").status_code == 401


def test_a_browser_that_is_not_signed_in_is_led_to_the_sign_in(world: World) -> None:
    led = Visitor(world).get("/api/docs", Accept="text/html")
    assert (led.status_code, led.headers["location"]) == (303, "/desk/sign-in")


def test_answers_are_kept_by_nobody_and_run_nothing(world: World) -> None:
    headers = Program(world).get("/me").headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]


def test_a_problem_is_told_in_the_language_that_was_asked_for_else_in_the_callers(world: World) -> None:
    program = Program(world)
    for language, said in (("tr-TR,tr;q=0.9", "Böyle bir kayıt bulunamadı."), ("de, en", "There is no such record.")):
        program.client.headers["accept-language"] = language
        assert program.get("/tickets/A2A2A2").json()["detail"] == said
    program.client.headers["accept-language"] = "de"
    assert program.get("/tickets/A2A2A2").json()["detail"] == "Böyle bir kayıt bulunamadı."


def test_what_is_not_there_is_told_as_a_problem(world: World) -> None:
    program = Program(world)
    assert program.get("/nowhere").json()["code"] == "api.no_such"
    wrong = program.world.run(program.client.delete("/tickets"))
    assert (wrong.status_code, wrong.json()["code"]) == (405, "api.method")
    assert wrong.headers["content-type"] == PROBLEM


def test_trouble_of_the_database_and_mistakes_of_ours_are_told_without_a_word_about_our_insides(world: World) -> None:
    program = Program(world)
    world.app.store.run(lambda tx: tx.exec_driver_sql("ALTER TABLE move RENAME TO gone"))
    ref = program.post(
        "/tickets", {"organization": "ornek", "requester": {"name": "A"}, "source": "phone", "title": "x"}
    )
    assert (ref.status_code, ref.json()["code"]) == (503, "error.store_unavailable")
    assert ref.headers["retry-after"] == "5"
    world.app.store.run(lambda tx: tx.exec_driver_sql("ALTER TABLE token RENAME TO gone_too"))
    assert program.get("/me").status_code == 503


def test_the_description_names_every_operation_and_says_who_may_ask(world: World) -> None:
    described = Program(world).get("/../openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert {"/v1/tickets", "/v1/me", "/v1/tickets/{ref}/commands/solve"} <= set(described["paths"])
    assert described["security"] == [{"token": []}, {"session": []}]
    names = [each["name"] for each in described["paths"]["/v1/tickets"]["post"]["parameters"]]
    assert KEY_HEADER in names
    told = described["paths"]["/v1/tickets/{ref}"]["get"]["responses"]["404"]["content"]
    assert told == {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}


def test_the_page_of_the_description_needs_nothing_but_itself(world: World) -> None:
    page = Program(world, Role.LEAD).get("/../docs")
    assert page.headers["content-type"].startswith("text/html")
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|https?://", page.text)
    assert 'id="claim.lost"' in page.text, "the type of a problem leads here"
    assert "/api/v1/tickets/{ref}/commands/solve" in page.text
    assert Program(world).get("/../docs.css").headers["content-type"].startswith("text/css")
