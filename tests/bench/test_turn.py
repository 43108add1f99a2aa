"""The benchmark compares equals: by hand and by the server, the same rows; and its table has every line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from bench.desk import SENTENCES, Level
from bench.turn import Contest, main
from bot.store.tables import metadata
from tests.databases import KINDS, Kind

TOLD_APART = {
    "attempts", "audience", "author", "closure_code", "command", "decision", "direction", "from_status", "greeted",
    "guard_epoch", "key", "kind", "lang", "language", "level", "notice", "organization", "owner_epoch", "priority",
    "question", "queue", "rank", "reopened", "service", "state", "status", "surface", "to_status", "type", "version",
}  # fmt: skip
"""Columns whose values are compared; of the others, whether there is one."""


@pytest.fixture(params=KINDS)
def contest(request: pytest.FixtureRequest) -> Iterator[Contest]:
    kind: Kind = request.param
    contest = Contest(kind, 40, durable=False)
    yield contest
    contest.close()


def rows(contest: Contest) -> Counter[str]:
    """Count the rows of every table by what is compared of them."""

    def compared(row: Any) -> list[str]:
        return [f"{name}={value}" if name in TOLD_APART else f"{name}:{value is None}" for name, value in row.items()]

    def read(tx: Any) -> Counter[str]:
        found = {table: tx.execute(text(f'SELECT * FROM "{table}"')).mappings() for table in metadata.tables}
        return Counter(f"{table}: {' '.join(compared(row))}" for table, each in found.items() for row in each)

    return contest._desk.app.store.run(read)


@pytest.mark.parametrize("level", list(Level))
def test_both_sides_write_the_same_rows(contest: Contest, level: Level) -> None:
    turns = 2 * len(SENTENCES)
    before = rows(contest)
    contest.by_hand(turns)
    between = rows(contest)
    contest.ours(level, turns)
    by_hand, ours = between - before, rows(contest) - between
    assert sum(by_hand.values()) > 15 * turns
    assert ours == by_hand


def test_the_history_is_over_and_as_long_as_it_was_asked_for(contest: Contest) -> None:
    def count(query: str) -> Any:
        return contest._desk.app.store.run(lambda tx: tx.execute(text(query)).scalar())

    assert count("SELECT count(*) FROM ticket WHERE status = 'closed'") == 40
    assert count("SELECT count(*) FROM entry WHERE conversation >= 20000000") == 160
    assert count("SELECT count(*) FROM entry LEFT JOIN ticket ON ticket.id = entry.ticket WHERE ticket.id IS NULL") == 0
    assert count("SELECT count(*) FROM inbox WHERE state <> 'done'") == 0
    assert count("SELECT count(*) FROM conversation WHERE wake_at IS NOT NULL") == 0
    assert count("SELECT count(*) FROM outbox WHERE state = 'ready'") == len(SENTENCES)


def test_the_quick_table_has_a_line_for_each_database_history_and_level(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--quick"])
    lines = [line.split("|") for line in capsys.readouterr().out.splitlines() if line.startswith("| ")]
    _, *figures = [[cell.strip() for cell in line[1:-1]] for line in lines]
    assert [(database, int(earlier), level) for database, earlier, level, *_ in figures] == [
        (kind, earlier, level.value) for kind in KINDS for earlier in (0, 200) for level in Level
    ]
    assert all(float(hand) > 0 and float(ours) > 0 for _, _, _, hand, ours, *_ in figures)
