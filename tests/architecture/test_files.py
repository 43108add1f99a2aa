"""Files are small and named by what they hold."""

from __future__ import annotations

from tests.architecture.tree import PRODUCT, ROOT, sources

NAMES_OF_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}

LISTS = ("bot/store/tables.py", "bot/store/migrations/", "bot/api/answers.py")
"""One declaration after the other: such a file is read by looking something up, not from top to bottom."""


def test_no_module_is_named_by_what_could_be_anything() -> None:
    parts = {
        part: source.name for source in sources(ROOT, *PRODUCT, "bench", "tests") for part in source.name.split("/")
    }
    assert {name: parts[f"{name}.py"] for name in NAMES_OF_NOTHING if f"{name}.py" in parts} == {}
    assert NAMES_OF_NOTHING & parts.keys() == set()


def test_a_file_of_the_product_stays_under_about_three_hundred_lines() -> None:
    lines = {source.name: source.text.count("\n") for source in sources(ROOT, *PRODUCT)}
    assert {name: n for name, n in lines.items() if n > 320 and not name.startswith(LISTS)} == {}
