"""`onkapi token`: programs that may use the HTTP API."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from typing import Annotated

import typer

from bot.commands.given import (
    DEFAULT_CONFIG,
    MISTAKE,
    ConfigOption,
    configuration,
    failed,
    group,
    opened,
    require_rights,
    show_table,
    told,
    user,
)
from core.messages import clean
from core.people import Role

app = group("Give programs a token for the HTTP API, see who has one, and take it back.")

LONGEST_NAME = 100


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="How the program is called; its work on tickets is told by this name.")],
    role: Annotated[Role, typer.Option(help="What it may do.")] = Role.AGENT,
    queues: Annotated[str, typer.Option(help="The queues it works in, with commas: l1,network.")] = "",
    organization: Annotated[str, typer.Option(help="Let it see and do nothing outside of this organization.")] = "",
    days: Annotated[
        int | None, typer.Option(min=1, max=3_650, help="How long it lives; without, until revoked.")
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Make a token and show it, this once: the database keeps no more of it than a hash."""
    from bot.clock import Clock
    from bot.rights import Rights
    from bot.store import audit, tokens
    from bot.store.engine import Tx

    with told():
        said = configuration(config)
        name = clean(name).strip()
        keys = tuple(dict.fromkeys(key.strip() for key in queues.split(",") if key.strip()))
        _check_name(name)
        require_rights(said, Rights(role=role, queues=keys, organization=organization or None))
        now, secret = Clock().now(), tokens.fresh()

        def create_and_tell(tx: Tx) -> None:
            tokens.create(
                tx,
                name,
                token_hash=tokens.hashed(secret),
                role=role,
                queues=keys,
                organization=organization or None,
                language=said.desk.language,
                now=now,
                expires_at=now + timedelta(days=days) if days else None,
            )
            given = {"role": role, "queues": list(keys), "organization": organization, "days": days}
            audit.record(tx, now, who=user(), surface="cli", what="token.create", subject=f"token:{name}", **given)

        with opened(said) as store:
            store.run(create_and_tell)
    print(f"the token of {name}, which is shown only now:", file=sys.stderr)
    print(secret)


@app.command("list")
def list_(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Show all tokens: name, role, queues, organization, since when, until when, last use, state."""
    from bot.clock import Clock
    from bot.store import tokens

    with told(), opened(configuration(config)) as store:
        now = Clock().now()
        rows = [("name", "role", "queues", "organization", "created", "ends", "last use", "state")]
        rows += [
            (each.name, each.role, " ".join(each.queues) or "-", each.organization or "-", _day(each.created_at),
             _day(each.expires_at), _day(each.used_at), _state(each.revoked_at, each.expires_at, now))
            for each in store.run(tokens.issued)
        ]  # fmt: skip
    show_table(rows)


@app.command()
def revoke(
    name: Annotated[str, typer.Argument(help="The name of the token; see `onkapi token list`.")],
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """End a token at once."""
    from bot.clock import Clock
    from bot.store import audit, tokens
    from bot.store.engine import Tx

    def end(tx: Tx) -> int | None:
        now = Clock().now()
        owned = tokens.revoke(tx, name, now)
        if owned is not None:
            audit.record(tx, now, who=user(), surface="cli", what="token.revoke", subject=f"token:{name}")
        return owned

    with told(), opened(configuration(config)) as store:
        owned = store.run(end)
    if owned is None:
        raise failed(f"{name}: there is no live token of this name; see onkapi token list", MISTAKE)
    print(f"the token of {name} has ended" + (f"; {owned} open tickets are still its own" if owned else ""))


def _check_name(name: str) -> None:
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise failed(f"a name has 1 to {LONGEST_NAME} printable characters", MISTAKE)


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else "-"


def _state(revoked: datetime | None, ends: datetime | None, now: datetime) -> str:
    if revoked:
        return "revoked"
    return "expired" if ends and ends <= now else "live"
