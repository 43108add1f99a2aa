"""`onkapi customer`: who the customers are, how they prove it, what is known of them, and how it is forgotten."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.given import (
    DEFAULT_CONFIG,
    MISTAKE,
    ConfigOption,
    configuration,
    failed,
    group,
    opened,
    require_schema,
    told,
    user,
)

if TYPE_CHECKING:
    from bot.app import App
    from bot.store.engine import Store

app = group("Invite, import, list and show the people of organizations; export and erase what is known of one.")


@app.command()
def invite(
    organization: Annotated[str, typer.Option(help="The key of the organization.")],
    uses: Annotated[int, typer.Option(min=1, max=100_000, help="How many people may use the code.")] = 1,
    days: Annotated[int, typer.Option(min=1, max=365, help="How many days it is valid.")] = 30,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Print an invitation code, which is told once: only its hash is kept."""
    from bot.clock import Clock
    from bot.store import organizations, proofs
    from bot.store.engine import open_store
    from core.dialogue.codes import INVITATIONS, invitation

    with told():
        said = configuration(config)
        require_schema(said)
        store, expires_at = open_store(said.database.url), Clock().now() + timedelta(days=days)
        try:
            known = store.run(organizations.active)
            if organization not in known:
                names = ", ".join(known) or "none yet; start onkapi run once"
                raise failed(f'there is no organization "{organization}"; there are: {names}', MISTAKE)
            added, code = False, ""
            while not added:
                code = invitation(secrets.randbelow(INVITATIONS))
                added = store.run(
                    partial(
                        proofs.add_invitation, code=code, organization=organization, uses=uses, expires_at=expires_at
                    )
                )
        finally:
            store.close()
    people = "one person" if uses == 1 else f"{uses} people"
    print(f"{code}   for {people} of {organization}, until {expires_at:%Y-%m-%d %H:%M} UTC")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="Customers, a line each; see docs/people.md.")],
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Let the people of a CSV file be customers: all of them, or, with a line for each mistake, nobody."""
    from bot.clock import Clock
    from bot.importing import BadFile, read
    from bot.ports import settings_models
    from bot.store import audit, importing, organizations
    from bot.store.engine import Tx

    with told():
        said = configuration(config)
        try:
            content = file.read_bytes()
        except OSError as error:
            raise failed(f"{file}: {error.strerror}", MISTAKE) from None
        with opened(said) as store:
            known, now = store.run(organizations.active), Clock().now()
            spoken = {each.key: each.language for each in said.organizations}
            try:
                rows = read(content, [key for key in known if key in spoken], settings_models())

                def take(tx: Tx) -> importing.Imported:
                    done = importing.take(tx, rows, spoken, now)
                    by, counted = user(), {"rows": len(rows), "new": done.new, "changed": done.changed}
                    audit.record(tx, now, who=by, surface="cli", what="customer.import", subject="", **counted)
                    return done

                done = store.run(take)
            except BadFile as error:
                lines = "\n".join(f"{file}: {line}" for line in error.lines)
                raise failed(f"{lines}\nnothing was imported", MISTAKE) from None
    print(f"{done.new} new, {done.changed} changed, {done.same} as they were")


@app.command("list")
def list_(
    organization: Annotated[str, typer.Option(help="Only the people of this organization.")] = "",
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Show all customers: number, name, e-mail, phone, language, organization, whether they are verified."""
    from bot.store import customers, organizations

    with told(), opened(configuration(config)) as store:
        known = store.run(organizations.active)
        if organization and organization not in known:
            raise failed(f'there is no organization "{organization}"; there are: {", ".join(known)}', MISTAKE)
        print("id\tname\te-mail\tphone\tlanguage\torganization\tverified")
        after: tuple[int, str] = (0, "")
        while rows := store.run(partial(customers.listed, organization=organization, after=after)):
            for row in rows:
                verified = "yes" if row.verified else "no"
                shown = (row.id, row.name, row.email, row.phone, row.language, row.organization, verified)
                print("\t".join(_cell(value) for value in shown))
            after = rows[-1].id, rows[-1].organization


WhoArgument = Annotated[str, typer.Argument(metavar="ID", help="The person's number, or one of his tickets' numbers.")]


@app.command()
def show(who: WhoArgument, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Show a customer: who he is, whose, on which channels, and his tickets."""
    from bot.store import customers

    with told(), opened(configuration(config)) as store:
        number = _number(store, who)
        found = store.run(lambda tx: customers.in_full(tx, number))
    if found.joined_into is not None:
        print(f"person {number} is person {found.joined_into} now")
        return
    if found.erased_at is not None:
        print(f"person {number} is erased, since {found.erased_at:%Y-%m-%d}")
        return
    print(f"{number}  {found.name or '-'}  {found.language}  {found.phone or '-'}")
    for row in found.organizations:
        how = f", by {row.proof}" if row.proof else ""
        print(f"customer of {row.organization}: {'verified' + how if row.verified else 'not verified'}")
    for row in found.identities:
        print(f"on {row.channel}{'/' + row.realm if row.realm else ''}: {row.external_id}")
    for row in found.tickets:
        print(f"ticket {row.ref}: {row.status}, {row.opened_at:%Y-%m-%d}, {row.title}")


@app.command()
def export(
    who: WhoArgument,
    out: Annotated[Path | None, typer.Option(help="The file to write; without it, person-ID.zip.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Write everything that is known of a person into a ZIP: his rows as JSON, and his files (docs/privacy.md)."""
    with told(), _server(config) as server:
        number = _person(server, who)
        goal = out or Path(f"person-{number}.zip")
        server.exporting.write(number, goal, who=user(), surface="cli")
    print(goal)


@app.command()
def erase(
    who: WhoArgument,
    yes: Annotated[bool, typer.Option("--yes", help="Do it. Without it, nothing is changed.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Forget a person for ever: names, words, files, addresses. Figures for reports stay, without a word."""
    with told(), _server(config) as server:
        number = _person(server, who)
        if not yes:
            raise failed(f"person {number} and every word on his tickets would be gone for ever; add --yes", MISTAKE)
        erased, _ = server.store.run(lambda tx: server.erasing.erase_person(tx, number, who=user(), surface="cli"))
        server.store.tidy_now()
    if not erased.known:
        print(f"person {number} was erased before; nothing was changed")
        return
    print(f"person {number} is erased: {erased.tickets} tickets without words, {erased.files} files removed")


@contextmanager
def _server(config: Path) -> Iterator[App]:
    """Put the parts of a server together that serves nobody and sends nothing."""
    from bot.app import App

    said = configuration(config)
    require_schema(said)
    server = App(said, only=())
    try:
        yield server
    finally:
        server.store.close()


def _cell(value: object) -> str:
    """Return a value as a cell of a table that a spreadsheet may be fed with: a formula does not run there."""
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) and not text[1:].replace(" ", "").isdigit() else text


def _person(server: App, who: str) -> int:
    return _number(server.store, who)


def _number(store: Store, who: str) -> int:
    """Return the number of the person that is meant."""
    from bot.numbers import number_in
    from bot.store import people, tickets

    stored = store.run(lambda tx: tickets.by_ref(tx, who.upper()))
    number = stored.ticket.requester if stored else number_in(who) or 0
    if not store.run(lambda tx: people.exists(tx, number)):
        raise failed(f"{who}: there is no such person and no such ticket", MISTAKE)
    return number
