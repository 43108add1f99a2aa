"""Files by the API: uploaded, attached, named on the timeline, and given out through the gate."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.people import Role
from tests.api.desk import Program
from tests.attached import HTML, SVG, png
from tests.world import CustomerOf, World


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


def upload(program: Program, content: bytes, name: str = "resim.png") -> str:
    kept = program.send("/files", content, "image/png", X_File_Name=name)
    assert kept.status_code == 201, kept.text
    return str(kept.json()["token"])


def test_a_file_goes_with_a_reply_and_is_given_out_to_who_may_see_the_ticket(world: World, ali: CustomerOf) -> None:
    program, picture = Program(world), png()
    program.gives("claim", ali.ref)
    token = upload(program, picture, "ekran%20g%C3%B6r%C3%BCnt%C3%BCs%C3%BC.png")
    assert program.gives("reply", ali.ref, words="Böyle mi?", files=[token]).status_code == 200
    assert "Böyle mi?" in ali.sees()[-1].parts[0].text
    assert [each.file.name for each in ali.sees()[-1].files] == ["ekran görüntüsü.png"]
    [shown] = program.get(f"/tickets/{ali.ref}/timeline").json()["items"][-1]["files"]
    assert (shown["name"], shown["media_type"], shown["size"]) == ("ekran görüntüsü.png", "image/png", len(picture))
    given = program.get(f"/files/{shown['id']}")
    assert given.content == picture
    assert given.headers["content-security-policy"] == "sandbox; default-src 'none'"
    for stranger in (
        Program(world, Role.LEAD, organization="kamu"),
        Program(world, queues=("network",)),
        Program(world, Role.CUSTOMER_LEAD, organization="kamu"),
    ):
        refused = stranger.get(f"/files/{shown['id']}")
        assert (refused.status_code, refused.content) == (404, stranger.get("/files/99999").content)
    assert Program(world, Role.CUSTOMER_LEAD, organization="ornek").get(f"/files/{shown['id']}").status_code == 200


def test_a_customers_lead_gets_no_file_of_a_note_and_keeps_none(world: World, ali: CustomerOf) -> None:
    program, reader = Program(world), Program(world, Role.CUSTOMER_LEAD, organization="ornek")
    program.gives("note", ali.ref, words="Bakın.", files=[upload(program, png())])
    [inside] = program.get(f"/tickets/{ali.ref}/timeline").json()["items"][-1]["files"]
    assert program.get(f"/files/{inside['id']}").status_code == 200
    assert reader.get(f"/files/{inside['id']}").status_code == 404
    assert reader.send("/files", png(), "image/png").status_code == 404


@pytest.mark.parametrize("content", [SVG, HTML])
def test_what_only_calls_itself_a_picture_is_given_out_to_be_saved(
    world: World, ali: CustomerOf, content: bytes
) -> None:
    program = Program(world)
    program.gives("note", ali.ref, words="Bakın.", files=[upload(program, content, "..%2F..%2Fx.png")])
    [inside] = program.get(f"/tickets/{ali.ref}/timeline").json()["items"][-1]["files"]
    assert "/" not in inside["name"]
    given = program.get(f"/files/{inside['id']}").headers
    assert given["content-disposition"].startswith("attachment")
    assert given["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("tokens", [["x" * 22], ["x"], ["x" * 22] * 11, "x" * 22, [7]])
def test_a_file_that_is_not_there_is_not_attached(world: World, ali: CustomerOf, tokens: object) -> None:
    program = Program(world)
    refused = program.gives("note", ali.ref, words="Bakın.", files=tokens)
    assert refused.status_code == 422
    assert program.get(f"/tickets/{ali.ref}/timeline").json()["items"][-1]["kind"] != "note"


def test_the_file_of_another_program_is_not_attached(world: World, ali: CustomerOf) -> None:
    token = upload(Program(world), png())
    refused = Program(world).gives("note", ali.ref, words="Bakın.", files=[token])
    assert (refused.status_code, refused.json()["code"]) == (422, "api.files")


def test_a_file_that_is_too_large_is_refused_in_one_sentence(world: World) -> None:
    too_large = b"x" * (world.app.shelf.limit + 1)
    refused = Program(world).send("/files", too_large, "application/octet-stream")
    assert (refused.status_code, refused.headers["content-type"]) == (413, "application/problem+json")
