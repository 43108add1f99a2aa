"""`onkapi customer invite`: a code is told once, kept as a hash, and only for an organization that is there."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.store.tables import link_code
from core.dialogue.codes import offered
from core.dialogue.talk import Talk
from core.secrets import MASK
from tests.databases import fresh_database
from tests.world import SHIPPED, World


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch) -> str:
    made = fresh_database("sqlite")
    for name, value in {"DATABASE__URL": made, "WEB_ORNEK": "", "WEB_KAMU": ""}.items():
        monkeypatch.setenv(f"ONKAPI_{name}", value)
    return made


def run(*words: str, config: Path = SHIPPED) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["customer", "invite", *words, "--config", str(config)])
    return result.exit_code, result.output


def test_a_code_is_printed_that_people_can_type_and_only_its_hash_is_kept(url: str) -> None:
    world = World(url)
    status, told = run("--organization", "ornek", "--uses", "5", "--days", "7")
    assert status == 0
    code = re.split(r"\s", told)[0]
    assert offered(code, Talk(proving="asked")).codes == (code,)
    assert "5 people of ornek" in told
    assert world.count(link_code, link_code.c.uses_left == 5, link_code.c.hash != code) == 1
    world.close()


def test_one_person_is_invited_unless_more_are_wanted(url: str) -> None:
    World(url).close()
    assert "one person of kamu" in run("--organization", "kamu")[1]


def test_an_organization_that_is_not_there_is_told_with_those_that_are(url: str) -> None:
    World(url).close()
    status, told = run("--organization", "ornk")
    assert status == 2
    assert "kamu, ornek" in told


@pytest.mark.parametrize("words", [["--uses", "0"], ["--days", "0"], ["--days", "1000"]])
def test_impossible_invitations_are_refused(url: str, words: list[str]) -> None:
    assert run("--organization", "ornek", *words)[0] == 2


def give(command: str, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["customer", command, *words, "--config", str(SHIPPED)])
    return result.exit_code, result.output


def test_a_person_is_exported_and_erased_by_his_number_or_that_of_his_ticket(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONKAPI_FILES__DIR", str(tmp_path / "files"))
    world = World(url)
    ali = world.customer("ali")
    ali.says("ekranım titriyor", "destek uzmanı istiyorum")
    ref = ali.ref
    number = world.ticket(ref).requester
    goal = tmp_path / "ali.zip"
    assert give("export", ref.lower(), "--out", str(goal)) == (0, f"{goal}\n")
    assert zipfile.is_zipfile(goal)
    status, told = give("erase", str(number))
    assert (status, "add --yes" in told) == (2, True)
    assert world.ticket(ref).title.startswith("ekranım")
    assert give("erase", str(number), "--yes") == (
        0, f"person {number} is erased: 1 tickets without words, 0 files removed\n",
    )  # fmt: skip
    assert world.ticket(ref).title == MASK
    assert "was erased before" in give("erase", ref, "--yes")[1]
    assert give("erase", "4711", "--yes")[0] == 2
    listed = CliRunner().invoke(app, ["audit", "--what", "person", "--config", str(SHIPPED)]).output.splitlines()
    assert [line.split()[3] for line in listed] == ["person.erase", "person.export"]
    world.close()
