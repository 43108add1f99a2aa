"""The pages about the two machines say what the tables say."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs.diagrams import PAGES

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_what_its_table_makes_it(name: str) -> None:
    written = (DOCS / name).read_text("utf-8")
    assert written == PAGES[name](), f"docs/{name} is out of date: run python docs/diagrams.py"
