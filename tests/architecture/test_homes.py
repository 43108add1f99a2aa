"""Third-party libraries stay in their homes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.homes import read_homes, strays
from tests.architecture.tree import ROOT, write

HOMES = read_homes(ROOT)


def test_the_tree_imports_every_library_in_its_homes_only() -> None:
    assert list(map(str, strays(ROOT))) == []


@pytest.mark.parametrize("library", HOMES)
def test_a_library_outside_its_homes_is_an_error(bare: Path, library: str) -> None:
    folder = "bot" if "core" in HOMES[library] else "core"
    write(bare, f"{folder}/stray.py", f"def late() -> None:\n    import {library}.part\n")
    assert [str(found) for found in strays(bare) if "stray" in found.file] == [
        f"{folder}/stray.py:2: {library} is imported outside its homes, which are {', '.join(HOMES[library])}"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "import left_pad",
        "from left_pad.left import pad",
        'import importlib\nimportlib.import_module("left_pad")',
        '__import__("left_pad")',
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import left_pad",
    ],
)
def test_a_library_that_the_table_does_not_know_is_an_error(bare: Path, text: str) -> None:
    write(bare, "bot/stray.py", text)
    (found,) = (found for found in strays(bare) if found.file == "bot/stray.py")
    assert "left_pad has no home" in found.told


def test_a_violation_in_a_copy_of_the_whole_tree_is_one_more_finding(copy: Path) -> None:
    before = strays(copy)
    write(copy, "kb/stray.py", "from sqlalchemy import text\n")
    assert [(found.file, found.line) for found in strays(copy) if found not in before] == [("kb/stray.py", 1)]


def test_tests_may_use_every_library_of_the_table_but_no_other(bare: Path) -> None:
    write(bare, "tests/test_stray.py", "import sqlalchemy\nimport left_pad\n")
    assert [(found.file, found.line) for found in strays(bare) if "tests" in found.file] == [("tests/test_stray.py", 2)]


def test_a_file_that_only_begins_like_a_home_is_none(bare: Path) -> None:
    write(bare, "bot/scheduler.py", "import apscheduler\n")
    write(bare, "bot/scheduler_of_old.py", "import apscheduler\n")
    assert [found.file for found in strays(bare) if "scheduler" in found.file] == ["bot/scheduler_of_old.py"]
