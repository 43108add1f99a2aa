"""`onkapi customer`: let people prove whose customers they are, give them what is known of them, and forget them."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.given import DEFAULT_CONFIG, MISTAKE, ConfigOption, configuration, failed, require_schema, told, user

if TYPE_CHECKING:
    from bot.app import App

app = typer.Typer(
    help="Invite the people of an organization; export and erase what is known of one.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


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
        require_schema(said.database.url)
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


WhoArgument = Annotated[str, typer.Argument(metavar="ID", help="The person's number, or one of his tickets' numbers.")]


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
    require_schema(said.database.url)
    server = App(said, only=())
    try:
        yield server
    finally:
        server.store.close()


def _person(server: App, who: str) -> int:
    """Return the number of the person that is meant."""
    from bot.store import people, tickets

    stored = server.store.run(lambda tx: tickets.by_ref(tx, who.upper()))
    number = stored.ticket.requester if stored else int(who) if who.isdecimal() and len(who) < 19 else 0
    if not server.store.run(lambda tx: people.exists(tx, number)):
        raise failed(f"{who}: there is no such person and no such ticket", MISTAKE)
    return number
