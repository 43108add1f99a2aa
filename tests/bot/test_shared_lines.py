"""Lines that two tickets show: hidden and forgotten in both, given out with both, and gone from one with its age."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.files.shelf import place_sender
from bot.store.tables import entry_file, file, shown_entry, ticket
from core.effects import Command
from core.errors import NotFound
from core.secrets import MASK
from core.ticket import Ending
from tests.attached import pieces
from tests.bot.test_redacting import everything, line_with
from tests.scenarios.test_splitting import reads, splits
from tests.world import CustomerOf, World

SECRET = "Kırmızı Zürafa 4711"
LINE = f"perdenin kumandası {SECRET} diyor"


@pytest.fixture
def ali(world: World) -> CustomerOf:
    """A customer with two matters on one ticket; with the second came a file."""
    customer, elif_ = world.customer("ali"), world.agent("elif")
    customer.says("vpn bağlanmıyor, bir uzman bakabilir mi")
    elif_.claims(customer.ref)
    kept = world.run(world.app.shelf.keep(place_sender(customer.address), pieces(b"gizli"), "kumanda.txt", "")).file
    customer.shows(kept, text=LINE)
    return customer


@pytest.mark.parametrize("where", ["old", "new"])
def test_words_that_are_hidden_in_one_are_hidden_in_the_other(world: World, ali: CustomerOf, where: str) -> None:
    elif_, old = world.agent("elif"), ali.ref
    new = splits(world, old, LINE)
    assert world.ticket(new).title == LINE
    elif_.claims(new)
    elif_.notes(new, f"Kod {SECRET.lower()} imiş")
    elif_.does(Command.REDACT, {"old": old, "new": new}[where], entry=line_with(world, SECRET), words=SECRET)
    assert SECRET.casefold() not in everything(world).casefold()
    hidden = f"perdenin kumandası {MASK} diyor"
    assert world.ticket(new).title == hidden
    assert hidden in reads(world, elif_, old)
    assert hidden in reads(world, elif_, new)


def test_a_whole_line_goes_with_its_file_from_both(world: World, ali: CustomerOf) -> None:
    elif_, old = world.agent("elif"), ali.ref
    new = splits(world, old, LINE, title="Perde")
    elif_.claims(new)
    elif_.does(Command.REDACT, new, entry=line_with(world, SECRET), with_files=True)
    assert "kumandası" not in everything(world)
    assert (world.count(file), world.count(entry_file)) == (0, 0)
    assert "vpn bağlanmıyor, bir uzman bakabilir mi" in reads(world, elif_, old)


def test_a_line_that_the_new_ticket_does_not_show_is_none_of_its_own(world: World, ali: CustomerOf) -> None:
    new = splits(world, ali.ref, LINE)
    world.agent("elif").claims(new)
    number = line_with(world, "vpn bağlanmıyor")
    with pytest.raises(NotFound):
        world.agent("elif").does(Command.REDACT, new, entry=number, words="bağlanmıyor")


def test_a_lead_who_erases_the_new_ticket_erases_what_was_said_of_it(world: World, ali: CustomerOf) -> None:
    elif_, zeynep, old = world.agent("elif"), world.agent("zeynep"), ali.ref
    new = splits(world, old, LINE)
    elif_.notes(old, f"Perde ayrıldı: {LINE}")
    zeynep.does(Command.ERASE, new)
    assert world.ticket(new).end_reason is Ending.ERASED
    assert SECRET.casefold() not in everything(world).casefold()
    assert world.count(file) == 0
    assert world.count(shown_entry) == 0
    assert "vpn bağlanmıyor, bir uzman bakabilir mi" in reads(world, elif_, old)


def test_a_lead_who_erases_the_old_ticket_leaves_no_word_of_it_in_the_new_one(world: World, ali: CustomerOf) -> None:
    zeynep, old = world.agent("zeynep"), ali.ref
    new = splits(world, old, LINE)
    zeynep.does(Command.ERASE, old)
    assert SECRET.casefold() not in everything(world).casefold()
    assert world.ticket(new).open
    assert reads(world, zeynep, new)[0] == MASK
    assert world.ticket(new).title == MASK


def test_what_comes_of_age_is_shown_there_no_more_and_stays_where_it_was_said(world: World, ali: CustomerOf) -> None:
    elif_, old = world.agent("elif"), ali.ref
    new = splits(world, old, LINE, title="Perde")
    world.agent("zeynep").does(Command.VOID, new, reason="deneme")
    erasing = world.app.erasing
    erasing._keep = {"ornek": timedelta(days=100)}
    world.waits(days=101)
    world.run(erasing.sweep())
    assert world.ticket(new).title == MASK
    assert LINE not in reads(world, elif_, new)
    assert LINE in reads(world, elif_, old)


def test_a_person_is_given_out_and_forgotten_with_both(world: World, ali: CustomerOf) -> None:
    new = splits(world, ali.ref, LINE)
    person = world.ticket(new).requester
    path = world.run(world.app.exporting.person(person, who="cli", surface="cli"))
    tables = json.loads(zipfile.ZipFile(path).read("person.json"))["tables"]
    line = line_with(world, SECRET)
    number = world.app.store.run(lambda tx: tx.execute(select(ticket.c.id).where(ticket.c.ref == new)).scalar_one())
    assert tables["shown_entry"] == [{"ticket": number, "entry": line}]
    assert {row["split_from"] for row in tables["ticket"]} == {None, world.ticket(new).split_from}
    world.run(world.app.erasing.person(person, who="cli", surface="cli"))
    assert SECRET.casefold() not in everything(world).casefold()
    assert world.count(shown_entry) == 0


def test_what_was_edited_after_the_split_is_edited_in_both(world: World, ali: CustomerOf) -> None:
    elif_, old = world.agent("elif"), ali.ref
    new = splits(world, old, LINE)
    ali.edits(LINE, "perdenin motoru yanmış")
    for ref in (old, new):
        assert "perdenin motoru yanmış" in reads(world, elif_, ref)
        assert LINE not in reads(world, elif_, ref)
