"""An agent's own page: name, password, whether he is there, and his sessions; and the same for programs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from bot import staffing
from bot.console.attempts import TRIES_PER_ADDRESS
from bot.console.clients import called
from bot.rights import Rights
from bot.staffing import By
from bot.store import absence, members
from bot.store import tables as t
from core.people import Role
from core.ticket import Status
from tests.api.desk import Program
from tests.console_desk import PASSWORD, Visitor, console_of, form_of, let_in, text_of
from tests.world import World

NEW = "başka bir parola"


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    made = World(database_url)
    by = By(who="cli:story", surface="cli", now=made.clock.now())
    rights = Rights(role=Role.AGENT, queues=("l1",))
    given: dict[str, Any] = {"name": "Deniz Şahin", "email": "deniz@ornek.example", "rights": rights, "language": "tr"}
    made.app.store.run(lambda tx: staffing.add(tx, by, "deniz", **given))
    made.app.store.run(let_in)
    yield made
    made.close()


def at_desk(world: World, key: str) -> Visitor:
    visitor = Visitor(world)
    assert visitor.sign_in(key).status_code == 303
    return visitor


def told(world: World, what: str) -> list[dict[str, Any]]:
    chosen = select(t.audit.c.body).where(t.audit.c.what == what).order_by(t.audit.c.id)
    return list(world.app.store.run(lambda tx: tx.execute(chosen).scalars().all()))


def away(world: World) -> dict[str, str]:
    rows = world.app.store.run(lambda tx: members.members(tx, world.clock.now()))
    return {each.agent.key: each.away.substitute_name for each in rows if each.away}


def test_an_agent_of_the_desk_changes_his_name_and_his_language(world: World) -> None:
    desk = at_desk(world, "deniz")
    done = desk.submit(desk.get("/desk/me"), "/desk/me/name", name="  Deniz   Ay ", language="en")
    page = text_of(desk.get(done.headers["location"]).text)
    assert "Your details are saved." in page
    assert "My account" in page
    assert world.agent("deniz").agent.name == "Deniz Ay"
    assert told(world, "agent.change")[-1] == {"fields": ["name", "language"]}
    refused = desk.submit(desk.get("/desk/me"), "/desk/me/name", name=" ", language="xx")
    assert (refused.status_code, "a name has 1 to 100 characters" in text_of(refused.text)) == (422, True)


def test_whom_the_file_names_is_changed_there(world: World) -> None:
    desk = at_desk(world, "elif")
    page = desk.get("/desk/me")
    assert "Sizi config.yaml dosyası tanımlıyor" in text_of(page.text)
    assert "/desk/me/name" not in page.text
    csrf = form_of(page.text, "/desk/me/password")["csrf"]
    refused = desk.post("/desk/me/name", csrf=csrf, name="X", language="en")
    assert (refused.status_code, "config.yaml" in text_of(refused.text)) == (422, True)
    assert world.agent("elif").agent.name == "Elif Demir"


def test_a_new_password_ends_all_other_sessions_and_not_this_one(world: World) -> None:
    here, there, other = (at_desk(world, key) for key in ("elif", "elif", "mert"))
    page = here.get("/desk/me")
    differ = here.submit(page, "/desk/me/password", old=PASSWORD, new=NEW, again=NEW + "x")
    assert (differ.status_code, "aynı değil" in text_of(differ.text)) == (422, True)
    wrong = here.submit(page, "/desk/me/password", old="not it at all", new=NEW, again=NEW)
    assert (wrong.status_code, "Şimdiki parolanız yanlış." in text_of(wrong.text)) == (422, True)
    short = here.submit(page, "/desk/me/password", old=PASSWORD, new="kısa", again="kısa")
    assert (short.status_code, "Parola 10-1000 karakter olmalı" in text_of(short.text)) == (422, True)
    assert there.get("/desk").status_code == 200
    done = here.submit(page, "/desk/me/password", old=PASSWORD, new=NEW, again=NEW)
    assert "Parolanız değişti." in text_of(here.get(done.headers["location"]).text)
    assert [each.get("/desk").status_code for each in (here, there, other)] == [200, 303, 200]
    assert there.sign_in("elif").status_code == 401
    assert there.sign_in("elif", NEW).status_code == 303
    assert len(told(world, "agent.password")) == len(told(world, "password.done")) == 1
    assert len(told(world, "password.failed")) == 1


def test_who_guesses_the_present_password_is_slowed_down_as_at_the_sign_in(world: World) -> None:
    desk, stranger = at_desk(world, "elif"), Visitor(world)
    page = desk.get("/desk/me")
    for _ in range(TRIES_PER_ADDRESS):
        assert desk.submit(page, "/desk/me/password", old="wrong", new=NEW, again=NEW).status_code == 422
    assert desk.submit(page, "/desk/me/password", old=PASSWORD, new=NEW, again=NEW).status_code == 429
    assert stranger.sign_in("elif").status_code == 429, "both doors count the same tries"
    world.waits(minutes=16)
    assert desk.submit(page, "/desk/me/password", old=PASSWORD, new=NEW, again=NEW).status_code == 303


def test_an_agent_goes_on_leave_with_somebody_who_stands_in_and_comes_back(world: World) -> None:
    desk, ali = at_desk(world, "elif"), world.customer("ali")
    ali.says("bir insanla görüşmek istiyorum")
    world.agent("elif").claims(ali.ref)
    page = desk.get("/desk/me")
    assert "Görevdesiniz" in text_of(page.text)
    assert [key in page.text for key in ('value="mert"', 'value="deniz"', 'value="elif"')] == [True, True, False]
    done = desk.submit(page, "/desk/me/away", until="2026-12-02", substitute="mert", pass_on="yes")
    page = desk.get(done.headers["location"])
    assert "izinli, 2 Aralık'a kadar; yerine: Mert Kaya" in text_of(page.text)
    assert away(world) == {"elif": "Mert Kaya"}
    world.waits(seconds=5)
    assert ali.ticket.owner == world.agent("mert").agent.person
    assert told(world, "agent.away") == [{"until": "2026-12-02", "substitute": "mert", "pass_on": True}]
    assert "Yeniden görevdesiniz." in text_of(desk.get(desk.submit(page, "/desk/me/back").headers["location"]).text)
    assert not world.app.store.run(lambda tx: absence.absent(tx, world.clock.now()))


@pytest.mark.parametrize(
    ("given", "told_so"),
    [
        ({"until": "2020-01-01"}, "bu gün zaten başladı"),
        ({"until": "yarın"}, "gün 2026-11-30 biçiminde yazılır"),
        ({"substitute": "elif"}, "kimse kendi yerine bakamaz"),
        ({"substitute": "nobody"}, "böyle bir uzman yok ya da kapatılmış"),
    ],
)
def test_what_cannot_be_is_said_on_the_page_and_changes_nothing(
    world: World, given: dict[str, str], told_so: str
) -> None:
    desk = at_desk(world, "elif")
    refused = desk.submit(desk.get("/desk/me"), "/desk/me/away", **given)
    assert (refused.status_code, told_so in text_of(refused.text)) == (422, True)
    assert away(world) == {}


def test_who_serves_none_of_the_queues_cannot_stand_in(world: World) -> None:
    queues = update(t.agent_queue).where(t.agent_queue.c.person == world.agent("deniz").agent.person)
    world.app.store.run(lambda tx: tx.execute(queues.values(queue="network")))
    desk = at_desk(world, "elif")
    page = desk.get("/desk/me")
    assert 'value="deniz"' not in page.text
    refused = desk.submit(page, "/desk/me/away", substitute="deniz")
    assert (refused.status_code, away(world)) == (422, {})


def test_an_agent_sees_his_sessions_and_ends_one_or_all_others(world: World) -> None:
    here, there, third, other = (at_desk(world, key) for key in ("elif", "elif", "elif", "mert"))
    assert here.get("/desk/sessions").headers["location"] == "/desk/me#sessions"
    page = here.get("/desk/me")
    marks = [each.partition('"')[0] for each in page.text.split('name="session" value="')[1:]]
    assert len(marks) == 3
    assert page.text.count("Bu tarayıcı") == 1
    csrf = form_of(page.text, "/desk/me/password")["csrf"]
    assert here.post("/desk/me/sessions/end", csrf=csrf, session="of nobody").status_code == 303
    assert there.get("/desk").status_code == 200
    (theirs,) = [each for each in marks if f'value="{each}"' not in _of_this(page.text)][:1]
    assert here.post("/desk/me/sessions/end", csrf=csrf, session=theirs).status_code == 303
    assert sorted(each.get("/desk").status_code for each in (here, there, third)) == [200, 200, 303]
    here.submit(here.get("/desk/me"), "/desk/me/sessions/end-others")
    assert [each.get("/desk").status_code for each in (here, there, third, other)] == [200, 303, 303, 200]
    assert "end-others" not in here.get("/desk/me").text
    assert len(told(world, "session.end")) == 2


def _of_this(page: str) -> str:
    """Return the line of the session in which the page is read."""
    return next(line for line in page.split("<li>") if "Bu tarayıcı" in line)


@pytest.mark.parametrize(
    ("client", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/129.0 Safari/537.36 Edg/129.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/129.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) Version/17.6 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.6 Safari/605.1.15", "Safari, macOS"),
        ("python-httpx/0.28", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_browser_is_called_as_people_call_it(client: str, name: str) -> None:
    assert called(client) == name


def test_an_agent_was_seen_when_he_was_at_the_console(world: World) -> None:
    def seen() -> Any:
        found = world.app.store.run(lambda tx: members.member(tx, "elif", world.clock.now()))
        assert found
        return found.seen_at

    assert seen() is None
    desk = at_desk(world, "elif")
    first = seen()
    assert first == world.clock.now()
    world.waits(minutes=5)
    desk.get("/desk")
    assert seen() == first
    world.waits(minutes=11)
    desk.get("/desk")
    assert seen() - first == timedelta(minutes=16)


class Browser:
    """Somebody who is signed in to the console and whose scripts use the API."""

    def __init__(self, world: World, key: str) -> None:
        self.world, self.desk = world, at_desk(world, key)
        mark = form_of(self.desk.get("/desk").text, "/desk/sign-out")["csrf"]
        self._client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=console_of(world), raise_app_exceptions=False),
            base_url="http://desk.example/api/v1",
            cookies=dict(self.desk.cookies),
            headers={"X-CSRF-Token": mark, "Accept-Language": "en"},
        )

    def asks(self, method: str, path: str, body: Any = None) -> httpx.Response:
        return self.world.run(self._client.request(method, path, json=body))


def test_programs_of_an_agent_read_and_change_the_same(world: World) -> None:
    deniz, mert = Browser(world, "deniz"), world.agent("mert").agent
    me = deniz.asks("GET", "/me").json()
    assert (me["key"], me["owned_by_file"]) == ("deniz", False)
    assert me["availability"] == {"away": False, "until": None, "substitute": None}
    assert deniz.asks("PUT", "/me", {"name": "Deniz Ay"}).json()["name"] == "Deniz Ay"
    assert deniz.asks("PUT", "/me", {"language": "en"}).json()["language"] == "en"
    gone = deniz.asks("PUT", "/me/availability", {"away": True, "until": "2026-12-02", "substitute": mert.person})
    shown = gone.json()["availability"]
    assert shown == {
        "away": True,
        "until": "2026-12-01T21:00:00Z",
        "substitute": {"id": mert.person, "name": "Mert Kaya"},
    }
    assert deniz.asks("PUT", "/me/availability", {"away": False}).json()["availability"]["away"] is False
    for body in ({"away": True, "substitute": me["id"]}, {"away": True, "until": "2020-01-01"}):
        assert deniz.asks("PUT", "/me/availability", body).status_code == 422
    assert deniz.asks("PUT", "/me/availability", {"away": True, "substitute": 99_999}).status_code == 404
    assert Browser(world, "elif").asks("PUT", "/me", {"name": "X"}).json()["code"] == "error.agent_of_file"
    assert away(world) == {}


def test_a_token_is_no_person_who_could_be_away(world: World) -> None:
    program = Program(world, Role.ADMIN)
    assert program.get("/me").json()["availability"]["away"] is False
    for path, body in (("/me", {"name": "X"}), ("/me/availability", {"away": True})):
        assert program.send_as("PUT", path, body).json()["code"] == "error.not_allowed"


def test_what_was_passed_on_waits_for_nobody_who_is_away(world: World) -> None:
    desk, ali = at_desk(world, "elif"), world.customer("ali")
    ali.says("bir insanla görüşmek istiyorum")
    world.agent("elif").claims(ali.ref)
    desk.submit(desk.get("/desk/me"), "/desk/me/away", pass_on="yes")
    world.waits(seconds=5)
    assert (ali.ticket.status, ali.ticket.owner) == (Status.QUEUED, None)
