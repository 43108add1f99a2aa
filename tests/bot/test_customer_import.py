"""`onkapi customer import|list|show`: all of a file or nothing, twice is as once, and a mistake names its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.store import tables as t
from tests.world import SHIPPED, World

HEAD = "organization,name,email,phone,language,external_ids"
ALI = "ornek,Ali Öz,Ali@Ornek.example,+90 532 000 00 01,tr,terminal/story=ali"
VELI = "kamu,Veli Ay,,0312 000 00 02,,"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, database_url: str) -> Iterator[World]:
    for name, value in {"DATABASE__URL": database_url, "WEB_ORNEK": "", "WEB_KAMU": ""}.items():
        monkeypatch.setenv(f"ONKAPI_{name}", value)
    made = World(database_url)
    yield made
    made.close()


def onkapi(*words: str) -> Result:
    return CliRunner().invoke(app, ["customer", *words, "--config", str(SHIPPED)])


def imported(folder: Path, *lines: str, encoding: str = "utf-8", end: str = "\n") -> Result:
    file = folder / "people.csv"
    file.write_bytes(end.join([*lines, ""]).encode(encoding))
    return onkapi("import", str(file))


def everything(world: World) -> str:
    def read(tx: Any) -> str:
        return repr([tx.execute(select(table)).all() for table in (t.person, t.identity, t.customer)])

    return world.app.store.run(read)


def names(world: World) -> list[tuple[str, str, str, bool]]:
    wanted = select(t.person.c.name, t.person.c.phone, t.person.c.language, t.customer.c.verified)
    wanted = wanted.join(t.customer, t.customer.c.person == t.person.c.id).order_by(t.person.c.id)
    return [tuple(row) for row in world.app.store.run(lambda tx: tx.execute(wanted).all())]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("sign", [",", ";"])
def test_a_file_as_spreadsheets_write_it_is_read_and_twice_is_as_once(
    world: World, tmp_path: Path, encoding: str, end: str, sign: str
) -> None:
    lines = [line.replace(",", sign) for line in (HEAD, ALI, "", VELI)]
    first = imported(tmp_path, *lines, encoding=encoding, end=end)
    assert (first.exit_code, first.stdout) == (0, "2 new, 0 changed, 0 as they were\n")
    assert names(world) == [
        ("Ali Öz", "+90 532 000 00 01", "tr", True),
        ("Veli Ay", "0312 000 00 02", "tr", True),
    ]
    before = everything(world)
    again = imported(tmp_path, *lines, encoding=encoding, end=end)
    assert (again.exit_code, again.stdout) == (0, "0 new, 0 changed, 2 as they were\n")
    assert everything(world) == before


def test_who_was_imported_is_known_where_he_first_writes(world: World, tmp_path: Path) -> None:
    imported(tmp_path, HEAD, ALI)
    ali = world.customer("ali", "terminal/local")
    ali.says("ekranım titriyor", "destek uzmanı istiyorum")
    assert "identity.ask" not in ali.hears()
    assert world.count(t.person, t.person.c.name == "Ali Öz", t.person.c.id == ali.ticket.requester) == 1


def test_a_stranger_whose_id_the_file_names_is_known_from_then_on(world: World, tmp_path: Path) -> None:
    made = World(world.app.config.database.url, ONKAPI_CHANNELS__TERMINAL__ACCOUNTS__0__TRUST="code")
    ali = made.customer("ali", "terminal/local")
    ali.says("ekranım titriyor", "destek uzmanı istiyorum")
    assert names(made)[-1][3] is False
    assert imported(tmp_path, HEAD, ALI).stdout == "0 new, 1 changed, 0 as they were\n"
    assert names(made)[-1] == ("Ali Öz", "+90 532 000 00 01", "tr", True)
    made.close()


def test_a_second_file_changes_what_it_says_otherwise_and_nothing_else(world: World, tmp_path: Path) -> None:
    imported(tmp_path, HEAD, ALI, VELI)
    done = imported(tmp_path, "email;organization;name;phone", "ali@ornek.example;ornek;Ali Öztürk;", ";kamu;Can Er;")
    assert (done.exit_code, done.stdout) == (0, "1 new, 1 changed, 0 as they were\n")
    assert names(world)[0][:2] == ("Ali Öztürk", "+90 532 000 00 01"), "what is empty says nothing"
    more = imported(tmp_path, HEAD, ALI.replace("ornek,Ali Öz,", "kamu,Ali Öztürk,").replace("Ali@", "oz@"))
    assert more.stdout == "0 new, 1 changed, 0 as they were\n"
    assert world.count(t.customer, t.customer.c.organization == "kamu") == 3


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["name,email", "Ali,"], "line 1: there is no column organization; the columns are organization, name, email"),
        (["organization,name,mail", "x"], "line 1: nobody knows the column mail"),
        (["organization,name,name", "x"], "line 1: a column stands there twice"),
        ([HEAD], "the file names nobody"),
        ([""], "line 1: there is no column organization"),
        ([HEAD, ALI, "ornek,Veli"], "line 3: 2 cells under 6 columns"),
        ([HEAD, "", ALI, "nope,Veli,,,,"], 'line 4: there is no organization "nope"; there are: '),
        ([HEAD, ALI, "ornek,,,,,"], "line 3: a name has 1 to 100 characters"),
        ([HEAD, ALI, f"ornek,{'x' * 101},,,,"], "line 3: a name has 1 to 100 characters"),
        ([HEAD, ALI, "ornek,Veli,veli,,,"], "line 3: veli: this is no e-mail address"),
        ([HEAD, ALI, "ornek,Veli,,call me,,"], "line 3: call me: a phone number has digits"),
        ([HEAD, ALI, "ornek,Veli,,,de,"], "line 3: de: a language is tr or en"),
        ([HEAD, ALI, "ornek,Veli,,,,terminal"], "line 3: terminal: an external id is written as channel=id"),
        ([HEAD, ALI, "ornek,Veli,,,,icq=7"], 'line 3: icq=7: there is no channel "icq"'),
        ([HEAD, ALI, '"ornek","=HYPERLINK(""x"")",,,,'], "line 3: the name =HYPERLINK"),
        ([HEAD, ALI, "ornek,@SUM(A1),,,,"], "line 3: the name @SUM(A1) begins like a formula"),
        ([HEAD, ALI, "ornek,Veli,ali@ornek.example,,,"], "line 3: it is the same person as line 2"),
        ([HEAD, ALI, "kamu,Veli,,,,terminal/story=ali"], "line 3: it is the same person as line 2"),
        ([HEAD, VELI, VELI], "line 3: it is the same person as line 2"),
    ],
)
def test_a_mistake_names_its_line_and_nothing_is_taken(
    world: World, tmp_path: Path, lines: list[str], told: str
) -> None:
    before = everything(world)
    done = imported(tmp_path, *lines)
    assert (done.exit_code, done.stdout) == (2, "")
    assert told in done.stderr
    assert done.stderr.endswith("nothing was imported\n")
    assert everything(world) == before
    assert world.count(t.audit, t.audit.c.what == "customer.import") == 0


def test_every_mistake_is_told_up_to_twenty(world: World, tmp_path: Path) -> None:
    done = imported(tmp_path, HEAD, *(f"nope,Veli {number},,,," for number in range(25)))
    assert len(re.findall(r"line \d+: ", done.stderr)) == 20
    assert "and 5 more" in done.stderr


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("cp1254", "line 2: the file is not UTF-8"), ("utf-16", "the file is UTF-16")],
)
def test_another_encoding_is_told_with_the_way_out(world: World, tmp_path: Path, encoding: str, told: str) -> None:
    done = imported(tmp_path, HEAD, "ornek,Şule Ağır,,,,", encoding=encoding)
    assert done.exit_code == 2
    assert told in done.stderr
    assert 'save it as "CSV UTF-8"' in done.stderr
    assert ("iconv -f cp1254 -t utf-8" in done.stderr) == (encoding == "cp1254")


def test_ids_of_two_persons_in_one_line_are_told(world: World, tmp_path: Path) -> None:
    imported(tmp_path, HEAD, ALI, "ornek,Can Er,can@ornek.example,,,")
    before = everything(world)
    done = imported(tmp_path, HEAD, "ornek,Ali Öz,can@ornek.example,,,terminal/story=ali")
    assert (done.exit_code, "line 2: its ids are those of several persons" in done.stderr) == (2, True)
    assert everything(world) == before


def test_an_agent_keeps_his_name_and_becomes_a_customer(world: World, tmp_path: Path) -> None:
    elif_ = world.agent("elif").agent.person
    row = {"person": elif_, "channel": "terminal", "realm": "story", "external_id": "elif"}
    world.app.store.run(lambda tx: tx.execute(t.identity.insert(), row))
    done = imported(tmp_path, HEAD, "ornek,E. Demir,,,,terminal/story=elif")
    assert done.stdout == "0 new, 1 changed, 0 as they were\n"
    assert world.agent("elif").agent.name == "Elif Demir"
    assert world.count(t.customer, t.customer.c.person == elif_) == 1


def test_thousands_are_taken_at_once(world: World, tmp_path: Path) -> None:
    lines = [f"ornek,Kişi {number},kisi{number}@ornek.example,,," for number in range(3_000)]
    assert imported(tmp_path, HEAD, *lines).stdout == "3000 new, 0 changed, 0 as they were\n"
    assert imported(tmp_path, HEAD, *lines).stdout == "0 new, 0 changed, 3000 as they were\n"
    listed = onkapi("list", "--organization", "ornek").stdout.splitlines()
    assert len(listed) == 3_001
    assert len({line.split("\t")[0] for line in listed}) == 3_001


def test_the_list_is_a_table_in_which_no_formula_runs(world: World, tmp_path: Path) -> None:
    imported(tmp_path, HEAD, ALI, VELI)
    world.customer("=cmd|x", "web/ornek").says("merhaba")
    head, *rows = onkapi("list").stdout.splitlines()
    assert head.split("\t") == ["id", "name", "e-mail", "phone", "language", "organization", "verified"]
    shown = [row.split("\t")[1:] for row in rows]
    assert shown[0] == ["Ali Öz", "ali@ornek.example", "+90 532 000 00 01", "tr", "ornek", "yes"]
    assert shown[2][0] == "'=Cmd|X"
    only = onkapi("list", "--organization", "kamu").stdout.splitlines()
    assert [row.split("\t")[1] for row in only[1:]] == ["Veli Ay"]
    wrong = onkapi("list", "--organization", "nope")
    assert (wrong.exit_code, 'there is no organization "nope"' in wrong.stderr) == (2, True)


def test_one_is_shown_with_his_channels_and_his_tickets(world: World, tmp_path: Path) -> None:
    imported(tmp_path, HEAD, ALI)
    ali = world.customer("ali", "terminal/local")
    ali.says("ekranım titriyor", "destek uzmanı istiyorum")
    for who in (str(ali.ticket.requester), ali.ref.lower()):
        told = onkapi("show", who).stdout
        assert "Ali Öz  tr  +90 532 000 00 01" in told
        assert "customer of ornek: verified, by import" in told
        assert "on terminal/story: ali" in told
        assert "on e_mail/ornek: ali@ornek.example" in told
        assert f"ticket {ali.ref}: queued" in told
    wrong = onkapi("show", "4711")
    assert (wrong.exit_code, wrong.stderr) == (2, "4711: there is no such person and no such ticket\n")
    ref = ali.ref
    assert onkapi("erase", ref, "--yes").exit_code == 0
    assert re.search(r"is erased, since \d{4}-", onkapi("show", ref).stdout)


def test_who_was_joined_is_shown_by_whom_he_is_now(world: World) -> None:
    ali, phone = world.customer("ali"), world.customer("cep", "terminal/local")
    phone.says("yazıcım çalışmıyor", "destek uzmanı istiyorum")
    old = phone.ticket.requester
    phone.says(ali.says("bağlama kodu")[-1].parts[0].text)
    assert onkapi("show", str(old)).stdout == f"person {old} is person {phone.ticket.requester} now\n"
