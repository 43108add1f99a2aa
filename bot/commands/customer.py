"""`onkapi customer`: let people prove whose customers they are."""

from __future__ import annotations

import secrets
from datetime import timedelta
from functools import partial
from typing import Annotated

import typer

from bot.commands.given import DEFAULT_CONFIG, MISTAKE, ConfigOption, configuration, failed, require_schema, told

app = typer.Typer(
    help="Invite the people of an organization.",
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
