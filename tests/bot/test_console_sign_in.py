"""Who gets into the console, and for how long."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.console import passwords
from bot.console.attempts import TRIES_PER_ADDRESS, TRIES_PER_CLIENT
from bot.console.visits import SESSION_COOKIE
from bot.store.tables import agent, session
from tests.console_desk import PASSWORD, Visitor, text_of
from tests.world import World


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    made = World(sqlite_url)
    yield made
    made.close()


@pytest.fixture
def visitor(world: World) -> Visitor:
    return Visitor(world)


def plain(html: str) -> str:
    return re.sub(r'value="[^"]*"', "", html)


def test_the_right_password_leads_to_the_inbox(database_url: str) -> None:
    world = World(database_url)
    visitor = Visitor(world)
    answer = visitor.sign_in("elif")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    assert "Elif Demir" in visitor.get("/desk").text
    world.close()


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(visitor: Visitor) -> None:
    cookies = visitor.sign_in("elif").headers.get_list("set-cookie")
    mine = next(cookie for cookie in cookies if cookie.startswith(f"{SESSION_COOKIE}="))
    assert "HttpOnly" in mine
    assert "SameSite=lax" in mine
    assert "Path=/desk" in mine


def test_the_database_does_not_know_the_cookie(world: World, visitor: Visitor) -> None:
    visitor.sign_in("elif")
    kept = world.app.store.run(lambda tx: tx.execute(select(session.c.token)).scalars().all())
    assert len(kept) == 1
    assert visitor.cookies[SESSION_COOKIE] not in kept


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(visitor: Visitor) -> None:
    wrong, unknown = visitor.sign_in("elif", "parola"), visitor.sign_in("kimse", "parola")
    assert wrong.status_code == unknown.status_code == 401
    assert plain(wrong.text) == plain(unknown.text)
    assert "E-posta ya da parola yanlış." in wrong.text


def test_an_unknown_address_costs_the_same_work(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []
    real = passwords.verify

    def heard(hashed: str, text: str) -> bool:
        checked.append(hashed)
        return real(hashed, text)

    monkeypatch.setattr(passwords, "verify", heard)
    for key in ("elif", "kimse"):
        visitor.sign_in(key, "parola")
    assert len(checked) == 2
    assert all(hashed.startswith("$argon2id$") for hashed in checked)


def test_an_agent_without_a_password_cannot_sign_in(world: World, visitor: Visitor) -> None:
    world.app.store.run(lambda tx: tx.execute(update(agent).values(password=None)))
    assert visitor.sign_in("elif", "").status_code == 401


def test_who_guesses_is_slowed_down_and_others_are_not(world: World, visitor: Visitor) -> None:
    for _ in range(TRIES_PER_ADDRESS):
        assert visitor.sign_in("elif", "parola").status_code == 401
    slowed = visitor.sign_in("elif")
    assert slowed.status_code == 429
    assert "15 dakika sonra" in slowed.text
    assert visitor.sign_in("mert").status_code == 303
    world.clock.move(timedelta(minutes=15))
    assert Visitor(world).sign_in("elif").status_code == 303


def test_one_client_cannot_try_many_addresses(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "verify", lambda hashed, text: False)  # the work itself is not the point here
    for number in range(TRIES_PER_CLIENT):
        assert visitor.sign_in(f"agent{number}", "parola").status_code == 401
    assert visitor.sign_in("agent99", "parola").status_code == 429


def test_signing_in_again_ends_the_session_before(world: World, visitor: Visitor) -> None:
    visitor.sign_in("elif")
    first = visitor.cookies[SESSION_COOKIE]
    visitor.cookies.delete(SESSION_COOKIE)
    form = visitor.get("/desk/sign-in")
    visitor.cookies.set(SESSION_COOKIE, first, domain="desk.example", path="/desk")
    visitor.submit(form, "/desk/sign-in", email="elif@ornek.example", password=PASSWORD)
    assert world.count(session) == 1
    assert visitor.cookies[SESSION_COOKIE] != first
    assert visitor.get("/desk").status_code == 200


def test_a_session_ends_twelve_hours_after_its_last_use(world: World, visitor: Visitor) -> None:
    visitor.sign_in("elif")
    for _ in range(3):
        world.clock.move(timedelta(hours=11))
        assert visitor.get("/desk").status_code == 200
    world.clock.move(timedelta(hours=12, minutes=1))
    gone = visitor.get("/desk")
    assert (gone.status_code, gone.headers["location"]) == (303, "/desk/sign-in")


def test_who_is_no_agent_any_more_is_out_at_once(world: World, visitor: Visitor) -> None:
    visitor.sign_in("elif")
    world.app.store.run(lambda tx: tx.execute(update(agent).values(active=False)))
    assert visitor.get("/desk").status_code == 303


def test_signing_out_ends_the_session_on_the_server(world: World, visitor: Visitor) -> None:
    visitor.sign_in("elif")
    cookie = visitor.cookies[SESSION_COOKIE]
    assert visitor.submit(visitor.get("/desk"), "/desk/sign-out").status_code == 303
    visitor.cookies.set(SESSION_COOKIE, cookie, domain="desk.example", path="/desk")
    assert visitor.get("/desk").status_code == 303
    assert world.count(session) == 0


def test_a_form_of_another_site_is_refused(world: World, visitor: Visitor) -> None:
    visitor.get("/desk/sign-in")
    refused = visitor.post("/desk/sign-in", email="elif@ornek.example", password=PASSWORD, csrf="of-another-site")
    assert refused.status_code == 403
    assert "hiçbir şey değişmedi" in refused.text
    assert world.count(session) == 0


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/desk//evil.example",
        "/desk/\\evil.example",
        "/chat",
        "/desk/sign-out",
    ],
)
def test_a_link_to_the_sign_in_leads_nowhere_else(visitor: Visitor, elsewhere: str) -> None:
    assert visitor.sign_in("elif", next_page=elsewhere).headers["location"] == "/desk"


def test_the_page_that_was_asked_for_comes_after_the_sign_in(visitor: Visitor) -> None:
    asked = visitor.get("/desk/tickets/K2K2K2")
    assert asked.headers["location"] == "/desk/sign-in?next=/desk/tickets/K2K2K2"
    assert visitor.sign_in("elif", next_page="/desk/tickets/K2K2K2").headers["location"] == "/desk/tickets/K2K2K2"


@pytest.mark.parametrize("password", ["", "x" * 100_000, "\x00", "🔑" * 10_000, "\u202eparola"])
def test_odd_passwords_are_wrong_passwords(visitor: Visitor, password: str) -> None:
    assert visitor.sign_in("elif", password).status_code == 401


def test_the_form_speaks_the_browsers_language(world: World) -> None:
    assert "Sign in" in text_of(Visitor(world, "en-GB,en;q=0.9").get("/desk/sign-in").text)
    assert "Giriş yap" in text_of(Visitor(world, "de").get("/desk/sign-in").text)


def test_a_hash_is_another_one_each_time_and_knows_its_password() -> None:
    first, second = passwords.hash_password("parola"), passwords.hash_password("parola")
    assert first != second
    assert passwords.verify(first, "parola")
    assert not passwords.verify(first, "Parola")
    assert not passwords.verify("no hash", "parola")
    assert not passwords.verify(first, "\ud800")
