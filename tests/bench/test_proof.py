"""The page of proof has a place for each part, and keeps the rest as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.proof import PAGE, write


def test_a_table_takes_the_place_of_the_last_one(tmp_path: Path) -> None:
    page = tmp_path / "proof.md"
    page.write_text(PAGE.read_text("utf-8"), encoding="utf-8")
    for part in ("chaos", "races", "load"):
        write(part, ["| an old one |"], page)
        write(part, [f"| {part} \\1 |"], page)
    said = page.read_text("utf-8")
    assert "an old one" not in said
    assert [f"| {part} \\1 |" in said for part in ("chaos", "races", "load")] == [True] * 3
    kept = [line for line in PAGE.read_text("utf-8").splitlines() if line and not line.startswith(("|", "20", "- "))]
    assert all(line in said for line in kept)


def test_a_part_without_a_place_is_a_mistake(tmp_path: Path) -> None:
    page = tmp_path / "proof.md"
    page.write_text("# Proof", encoding="utf-8")
    with pytest.raises(LookupError):
        write("chaos", [], page)
