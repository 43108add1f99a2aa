"""`onkapi audit`: what was done to the desk itself."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from bot.commands.given import DEFAULT_CONFIG, ConfigOption, configuration, opened, told


def command(
    who: Annotated[str, typer.Option(help="Only what this one did: agent:elif, cli:root, config, clock.")] = "",
    what: Annotated[
        str, typer.Option(help="Only one kind (token.revoke), thing (token) or subject (agent:elif).")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many lines, the youngest first.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object a line.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Show what was done to the desk itself: sign-ins, tokens, configuration, exports, erasures."""
    from bot.store import audit

    with told(), opened(configuration(config)) as store:
        rows, _ = store.run(lambda tx: audit.newest(tx, who=who, what=what, limit=limit))
    for row in rows:
        if as_json:
            line = {"at": row.at.isoformat(), "who": row.who, "surface": row.surface, "what": row.what}
            print(json.dumps({**line, "subject": row.subject, "details": row.body}, ensure_ascii=False))
        else:
            details = json.dumps(row.body, ensure_ascii=False) if row.body else ""
            print(f"{row.at:%Y-%m-%d %H:%M:%S}  {row.who or '-'}  {row.what}  {row.subject}  {details}".rstrip())
