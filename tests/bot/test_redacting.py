"""Words that must not stay: hidden wherever they stand, by who may, and nobody else's words with them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Text, cast, select

from bot.store.tables import audit, entry, entry_file, file, idempotency, metadata
from core.effects import Command
from core.errors import NotAllowed, NotFound, TooLittle, WordsAbsent
from core.messages import Kind
from core.secrets import MASK
from tests.api.desk import Program
from tests.console_desk import Visitor, text_of
from tests.world import CustomerOf, World

SECRET = "Kırmızı Zürafa 4711"


@pytest.fixture
def ali(world: World) -> CustomerOf:
    customer = world.customer("ali")
    customer.says(f"vpn bağlanmıyor, kapının kodu {SECRET} hemen bakar mısınız", "destek uzmanı istiyorum")
    return customer


def everything(world: World) -> str:
    """Return all that the database holds, as text."""

    def read(tx: Any) -> str:
        return "\n".join(
            str(value)
            for table in metadata.sorted_tables
            for row in tx.execute(select(*(cast(column, Text) for column in table.columns)))
            for value in row
        )

    return world.app.store.run(read)


def line_with(world: World, words: str) -> int:
    found = world.app.store.run(
        lambda tx: tx.execute(select(entry.c.id).where(entry.c.text.contains(words))).scalars().first()
    )
    assert found is not None
    return int(found)


def test_chosen_words_are_gone_from_everywhere_and_nothing_else_is(world: World, ali: CustomerOf) -> None:
    elif_ = world.agent("elif")
    elif_.claims(ali.ref)
    elif_.notes(ali.ref, f"Kod: {SECRET.lower()}")
    number = line_with(world, SECRET)
    assert everything(world).count(SECRET) >= 3
    elif_.does(Command.REDACT, ali.ref, entry=number, words="  kirmizi  zurafa 4711 ")
    assert SECRET.casefold() not in everything(world).casefold()
    said = [part.text for line in ali.sees() for part in line.parts]
    assert f"vpn bağlanmıyor, kapının kodu {MASK} hemen bakar mısınız" in said
    assert MASK in ali.ticket.title or SECRET[:4] not in ali.ticket.title
    told = world.app.store.run(lambda tx: tx.execute(select(audit).where(audit.c.what == "ticket.redact")).one())
    assert (told.who, told.subject, told.body["whole"]) == ("agent:elif", f"ticket:{ali.ref}", False)
    assert ali.says("hâlâ bekliyorum") is not None, "the case goes on"


def test_a_whole_line_goes_with_what_it_was_before_and_with_its_files(world: World, ali: CustomerOf) -> None:
    kept = ali.keeps(f"{SECRET}.txt", b"gizli")
    ali.shows(kept, text=f"zürafaya {SECRET}")
    ali.edits(f"zürafaya {SECRET}", f"zürafaya {SECRET} var")
    number = line_with(world, "zürafaya")
    path = world.app.config.files.dir / kept.sha256[:2] / kept.sha256[2:4] / kept.sha256
    assert path.exists()
    world.agent("elif").does(Command.REDACT, ali.ref, entry=number, with_files=True)
    left = everything(world)
    assert "zürafaya" not in left
    assert not path.exists()
    assert (world.count(file), world.count(entry_file)) == (0, 0)
    assert "bağlanmıyor" in left, "other lines stay"


def test_a_file_that_another_line_carries_stays_there(world: World, ali: CustomerOf) -> None:
    kept = ali.keeps("ekran.txt", b"gizli")
    ali.shows(kept, text="birinci")
    ali.shows(kept, text="ikinci")
    world.agent("elif").does(Command.REDACT, ali.ref, entry=line_with(world, "birinci"), with_files=True)
    assert (world.count(file), world.count(entry_file)) == (1, 1)


def test_a_message_that_still_waits_is_hidden_before_it_is_answered(world: World, ali: CustomerOf) -> None:
    ayse = world.customer("ayse")
    ayse.says("yazıcı çıktı vermiyor", "destek uzmanı istiyorum")
    ali.says("bekliyorum")
    world.run(world.app.intake.receive(ali.inbound(Kind.TEXT, text=f"bir de {SECRET}")))
    number = line_with(world, "bir de")
    world.agent("elif").does(Command.REDACT, ali.ref, entry=number, words=SECRET)
    assert SECRET not in everything(world)


def test_who_may_not_and_what_is_not_there_change_nothing(world: World, ali: CustomerOf) -> None:
    elif_, number = world.agent("elif"), line_with(world, SECRET)
    other = world.customer("ayse")
    other.says(f"benim kodum {SECRET} olmadı", "destek uzmanı istiyorum")
    before = everything(world)
    with pytest.raises(WordsAbsent):
        elif_.does(Command.REDACT, ali.ref, entry=number, words="başka bir söz")
    with pytest.raises(TooLittle):
        elif_.does(Command.REDACT, ali.ref, entry=number, words="a.")
    with pytest.raises(NotFound):
        elif_.does(Command.REDACT, ali.ref, entry=line_with(world, "benim kodum"), words=SECRET)
    with pytest.raises((NotFound, NotAllowed)):
        world.agent("elif").does(Command.REDACT, "A2A2A2", entry=number, words=SECRET)
    assert everything(world) == before
    elif_.does(Command.REDACT, ali.ref, entry=number, words=SECRET)
    assert SECRET in everything(world), "another customer's words are not touched"


def test_the_form_on_the_page_hides_a_line_once(world: World, ali: CustomerOf) -> None:
    desk = Visitor(world)
    desk.sign_in("elif")
    number, page = line_with(world, SECRET), f"/desk/tickets/{ali.ref}/redact"
    assert f'href="{page}?entry={number}"' in desk.get(f"/desk/tickets/{ali.ref}").text
    form = desk.get(f"{page}?entry={number}")
    assert SECRET in text_of(form.text)
    wrong = desk.submit(form, page, words="yok böyle bir şey")
    assert (wrong.status_code, "bu satırda yok" in text_of(wrong.text)) == (422, True)
    done = desk.submit(form, page, words=SECRET)
    assert (done.status_code, done.headers["location"]) == (303, f"/desk/tickets/{ali.ref}#entry-{number}")
    again = desk.submit(form, page, words=SECRET)
    assert again.status_code == 303
    assert world.count(audit, audit.c.what == "ticket.redact") == 1
    assert SECRET not in everything(world)
    for query in ("", "?entry=", "?entry=99999", "?entry=" + "9" * 5_000):
        assert desk.get(page + query).status_code == 404


def test_programs_hide_words_and_what_they_were_answered_is_hidden_too(world: World, ali: CustomerOf) -> None:
    program = Program(world)
    assert program.post(f"/tickets/{ali.ref}/commands/claim", {}, Idempotency_Key="k1").status_code == 200
    assert world.count(idempotency) == 1
    answer = program.gives("redact", ali.ref, entry=line_with(world, SECRET), words=SECRET)
    assert answer.status_code == 200, answer.text
    assert SECRET not in everything(world)
    assert program.gives("redact", ali.ref, entry=10**9).status_code == 404
    assert program.gives("redact", ali.ref).status_code == 422
