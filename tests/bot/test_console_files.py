"""Files in the console: sent by agents, seen by those whose ticket it is, and shown so that no browser runs one."""

from __future__ import annotations

import re
from urllib.parse import quote

import httpx
import pytest
from sqlalchemy import update

from bot.files.shelf import place_sender
from bot.store.tables import ticket
from core.messages import File
from tests.attached import HTML, PDF, SVG, pieces, png
from tests.console_desk import Visitor, form_of
from tests.world import CustomerOf, World


def sends(world: World, customer: CustomerOf, *contents: tuple[str, bytes], text: str = "") -> None:
    found: list[File] = []
    for name, content in contents:
        kept = world.run(world.app.shelf.keep(place_sender(customer.address), pieces(content), name, ""))
        found += world.run(world.app.host.uploaded(customer.address, [kept.token]))
    customer.shows(*found, text=text)


def upload(
    elif_: Visitor, ref: str, content: bytes, name: str = "rehber.pdf", mark: str | None = None
) -> httpx.Response:
    page = elif_.get(f"/desk/tickets/{ref}")
    csrf = form_of(page.text, f"/desk/tickets/{ref}/note")["csrf"] if mark is None else mark
    headers = {"X-File-Name": quote(name), "X-CSRF-Token": csrf}
    return elif_.world.run(elif_._client.post(f"/desk/tickets/{ref}/files", content=content, headers=headers))


@pytest.fixture
def ali(world: World) -> CustomerOf:
    ali = world.customer("ali")
    ali.says("bir uzmana bağlar mısınız, vpn yok")
    world.agent("elif").claims(ali.ref)
    return ali


@pytest.fixture
def elif_(world: World, ali: CustomerOf) -> Visitor:
    visitor = Visitor(world)
    visitor.sign_in("elif")
    return visitor


def test_a_customers_files_stand_on_the_timeline_pictures_as_pictures(
    world: World, ali: CustomerOf, elif_: Visitor
) -> None:
    sends(world, ali, ("ekran.png", png(30, 20)), ("sayfa.png", HTML), ("<b>çizim</b>.svg", SVG), text="bakın")
    page = elif_.get(f"/desk/tickets/{ali.ref}").text
    assert re.search(r'<img src="/desk/files/\d+" alt="ekran.png" width="30" height="20"', page)
    assert page.count('class="photo"') == 1
    assert page.count('class="file"') == 2
    assert "b&gt;.svg" in page
    kinds = []
    for number in sorted(set(re.findall(r"/desk/files/(\d+)", page)), key=int):
        answer = elif_.get(f"/desk/files/{number}")
        kinds.append((answer.headers["content-type"], answer.headers["content-disposition"].partition(";")[0]))
        assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
    assert kinds == [
        ("image/png", "inline"),
        ("text/plain; charset=utf-8", "attachment"),
        ("text/plain; charset=utf-8", "attachment"),
    ]


def test_a_file_of_a_ticket_that_is_not_his_is_as_absent_as_one_that_is_not_there(
    world: World, ali: CustomerOf, elif_: Visitor
) -> None:
    sends(world, ali, ("ekran.png", png()), text="bakın")
    [number] = set(re.findall(r"/desk/files/(\d+)", elif_.get(f"/desk/tickets/{ali.ref}").text))
    elsewhere = {"queue": "network", "owner": None, "coordinator": None}
    world.app.store.run(lambda tx: tx.execute(update(ticket).values(elsewhere)))
    hidden, absent = elif_.get(f"/desk/files/{number}"), elif_.get("/desk/files/999999")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.text == absent.text
    nobody = Visitor(world)
    assert nobody.get(f"/desk/files/{number}").status_code == 303


def test_an_agents_reply_carries_its_files_to_the_customer(world: World, ali: CustomerOf, elif_: Visitor) -> None:
    tokens = [upload(elif_, ali.ref, PDF).json()["file"], upload(elif_, ali.ref, png(), "ekran.png").json()["file"]]
    answer = elif_.does("reply", ali.ref, words="", files=" ".join(tokens))
    assert answer.status_code == 303
    world.waits(seconds=1)
    assert [each.file.name for line in ali.sees() for each in line.files] == ["rehber.pdf", "ekran.png"]
    assert "rehber.pdf" in elif_.get(f"/desk/tickets/{ali.ref}").text


def test_a_file_that_is_gone_is_told_and_nothing_is_said(world: World, ali: CustomerOf, elif_: Visitor) -> None:
    before = ali.sees()
    answer = elif_.does("reply", ali.ref, words="Ekte.", files="x" * 22)
    assert answer.status_code == 404
    assert "süresi geçmiş" in answer.text
    assert "Ekte." in answer.text
    assert ali.sees() == before


def test_a_customers_upload_is_not_an_agents(world: World, ali: CustomerOf, elif_: Visitor) -> None:
    kept = world.run(world.app.shelf.keep(place_sender(ali.address), pieces(PDF), "x.pdf", ""))
    assert elif_.does("reply", ali.ref, words="Ekte.", files=kept.token).status_code == 404


def test_an_upload_needs_the_pages_mark_a_ticket_and_a_sensible_size(
    world: World, ali: CustomerOf, elif_: Visitor
) -> None:
    for mark in ("", "x"):
        assert upload(elif_, ali.ref, PDF, mark=mark).status_code == 403
    page = elif_.get(f"/desk/tickets/{ali.ref}")
    csrf = form_of(page.text, f"/desk/tickets/{ali.ref}/note")["csrf"]
    assert upload(elif_, "A2A2A2", PDF, mark=csrf).status_code == 404
    world.app.shelf._vault.limit = 1 << 20
    large = upload(elif_, ali.ref, b"x" * ((1 << 20) + 1))
    assert large.status_code == 413
    assert large.json() == {"error": "Bir dosya en fazla 1 MB olabilir."}
    assert Visitor(world).post(f"/desk/tickets/{ali.ref}/files").status_code == 303
