"""Trees in which a rule may be broken."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.architecture.tree import PRODUCT, ROOT


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """Return the root of a tree that holds nothing but a copy of pyproject.toml."""
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    return tmp_path


@pytest.fixture
def copy(bare: Path) -> Path:
    """Return the root of a copy of the product's Python files and of pyproject.toml."""
    for folder in PRODUCT:
        for path in (ROOT / folder).rglob("*.py"):
            target = bare / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    return bare
