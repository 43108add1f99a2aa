"""`onkapi letters`: events that could not be worked on, why, and what to do about them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.given import DEFAULT_CONFIG, MISTAKE, ConfigOption, configuration, failed, group, opened, told, user
from core.secrets import masked

if TYPE_CHECKING:
    from bot.store.letters import Letter

app = group("Show what could not be worked on, replay it when the cause is mended, or drop it.")

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
NumberArgument = Annotated[int, typer.Argument(help="The number of a letter; see `onkapi letters list`.")]
_WIDE = 80


@app.command("list")
def list_(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many, the oldest first.")] = 100,
    as_json: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Show dead letters: number, since when, account, kind, error. What people wrote is not shown here."""
    from bot.store import letters

    with told(), opened(configuration(config)) as store:
        rows, more = store.run(lambda tx: letters.page(tx, limit=limit))
    for row in rows:
        if as_json:
            print(json.dumps(_plain(row), ensure_ascii=False))
        else:
            error = " ".join(masked(row.error).split())[:_WIDE]
            print(f"{row.id}  {row.received_at:%Y-%m-%d %H:%M:%S}  {row.account}  {_kind(row)}  {error}")
    if more and not as_json:
        print(f"and more; see --limit {limit * 10}")
    if not rows and not as_json:
        print("there are no dead letters")


@app.command()
def show(number: NumberArgument, as_json: JsonOption = False, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Show one with its error, its words and what the platform sent, without the secrets in them."""
    from bot.store import letters

    with told(), opened(configuration(config)) as store:
        letter = store.run(lambda tx: letters.one(tx, number))
    if letter is None:
        raise _no_such(number)
    raw = masked(json.dumps(dict(letter.inbound.raw), ensure_ascii=False, sort_keys=True))
    words = masked(letter.inbound.text)
    if as_json:
        print(json.dumps({**_plain(letter), "words": words, "raw": raw}, ensure_ascii=False))
        return
    print(f"{letter.id}  {letter.received_at:%Y-%m-%d %H:%M:%S}  {letter.account}  {_kind(letter)}")
    print(f"error: {masked(letter.error)}")
    print(f"words: {words or '-'}")
    print(f"raw:   {raw}")


@app.command()
def replay(
    numbers: Annotated[list[int], typer.Argument(help="The numbers of letters; see `onkapi letters list`.")],
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Let the server play letters once more, in the order in which they came; it does so within seconds."""
    from bot.store import letters

    _do(config, sorted(set(numbers)), "replay", letters.ask, "is played once more by the running server")


@app.command()
def drop(number: NumberArgument, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Delete what a letter says; it is never played."""
    from bot.store import letters

    _do(config, [number], "drop", letters.drop, "is dropped")


def _do(config: Any, numbers: list[int], deed: str, work: Any, told_so: str) -> None:
    """Do `work` to each letter, and write it into the audit; a number that is none is told, and the others are done."""
    from bot.clock import Clock
    from bot.store import audit
    from bot.store.engine import Tx

    def one(tx: Tx, number: int) -> bool:
        if not work(tx, number):
            return False
        audit.record(tx, Clock().now(), who=user(), surface="cli", what=f"letter.{deed}", subject=f"letter:{number}")
        return True

    missing = None
    with told(), opened(configuration(config)) as store:
        for number in numbers:
            if store.run(lambda tx, number=number: one(tx, number)):  # type: ignore[misc]
                print(f"letter {number} {told_so}")
            else:
                missing = _no_such(number)
    if missing is not None:
        raise missing


def _no_such(number: int) -> SystemExit:
    return failed(f"{number}: there is no dead letter of this number; see onkapi letters list", MISTAKE)


def _kind(letter: Letter) -> str:
    return "unread" if letter.unread else str(letter.inbound.kind)


def _plain(letter: Letter) -> dict[str, Any]:
    return {
        "id": letter.id,
        "at": letter.received_at.isoformat(),
        "account": letter.account,
        "kind": _kind(letter),
        "event_id": letter.inbound.event_id,
        "error": masked(letter.error),
        "asked": letter.asked,
    }
