"""Draw the two machines from their tables: `python docs/diagrams.py` writes dialogue.md and desk.md beside itself."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # run as a program, from anywhere

from core.desk import NEXT  # noqa: E402 - after the path is set
from core.dialogue.moves import MOVES  # noqa: E402
from core.dialogue.states import Cue, State  # noqa: E402
from core.effects import Command  # noqa: E402
from core.ticket import Status  # noqa: E402

_DIALOGUE = """# The customer's machine

Written by `python docs/diagrams.py` from `MOVES` in `core/dialogue/moves.py`; do not edit.

A case is a conversation and the ticket it is about. What happens is read as a *cue*: what the customer's
words or press mean in this state, or what the desk has done to the ticket. People, confirming and ended
are entered only on the desk's word. A pair of state and cue that is not in the table is refused.

{diagram}

The bot speaks in opening, trying, choosing, clarifying, diagnosing and ended; in people it only carries words and
tells the state; in confirming it waits for the customer's decision.

## All moves

| state | cue | next state | what is done |
|---|---|---|---|
{rows}
"""

_DESK = """# The agents' machine

Written by `python docs/diagrams.py` from `NEXT` in `core/desk.py`; do not edit.

A command moves a ticket from one status to another. Who may give it stands behind it: *requester* is the
customer whose ticket it is, *agent* serves the ticket's queue, *owner* has claimed it, *lead* serves all
queues, *clock* is the contract's written rule. A command that is not in the table is refused, and so is
one by somebody else. The requester and the clock close; an agent only where there is nobody to ask: after a
call that was not answered, on a yes by phone without a chat, for a duplicate or a mistake.

{diagram}

## All moves

| status | command | next status | who may |
|---|---|---|---|
{rows}
"""


def dialogue() -> str:
    """Return the page about the customer's machine."""
    edges: dict[tuple[State, State], list[str]] = defaultdict(list)
    for (state, cue), move in MOVES.items():
        if state is not move.to:
            edges[state, move.to].append(cue.value)
    rows = [
        f"| {state} | {cue} | {MOVES[state, cue].to} | {_said(MOVES[state, cue].action.__doc__)} |"
        for state in State
        for cue in Cue
        if (state, cue) in MOVES
    ]
    diagram = _diagram(State.OPENING, None, ((a, b, ", ".join(cues)) for (a, b), cues in edges.items()))
    return _DIALOGUE.format(diagram=diagram, rows="\n".join(rows))


def desk() -> str:
    """Return the page about the agents' machine."""
    edges: dict[tuple[Status, Status], list[str]] = defaultdict(list)
    rows = []
    for status in Status:
        for command in Command:
            if step := NEXT.get((status, command)):
                who = ", ".join(sorted(step.who))
                rows.append(f"| {status} | {command} | {' or '.join(sorted(step.to))} | {who} |")
                for to in sorted(step.to - {status}):
                    edges[status, to].append(command.value)
    diagram = _diagram(Status.NEW, Status.CLOSED, ((a, b, ", ".join(commands)) for (a, b), commands in edges.items()))
    return _DESK.format(diagram=diagram, rows="\n".join(rows))


PAGES = {"dialogue.md": dialogue, "desk.md": desk}


def _diagram(first: str, last: str | None, edges: Iterable[tuple[str, str, str]]) -> str:
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {first}"]
    lines += [f"    {origin} --> {to}: {label}" for origin, to, label in edges]
    lines += [f"    {last} --> [*]"] if last else []
    return "\n".join([*lines, "```"])


def _said(docstring: str | None) -> str:
    return (docstring or "").strip().partition("\n")[0]


def main() -> None:
    """Write both pages."""
    for name, page in PAGES.items():
        path = ROOT / "docs" / name
        path.write_text(page(), "utf-8")
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
