"""The contracts of import-linter hold, and each of them would notice one wrong import."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, write

LAYERS = "bot is above channels and kb, which do not know each other; core is below all"
CHANNELS = "no channel imports another"
PURE = "core does no I/O, reads no clock, draws no lots and never waits"


def lint(root: Path) -> tuple[int, str]:
    """Run import-linter on the tree at `root`, and nothing else than that tree; return exit code and output."""
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-P", "-c", program, "--no-cache"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_tree_keeps_every_contract() -> None:
    code, output = lint(ROOT)
    assert code == 0, output
    assert " 0 broken" in output


@pytest.mark.parametrize(
    ("module", "imported", "contract"),
    [
        ("core/stray.py", "bot", LAYERS),
        ("core/stray.py", "channels.web", LAYERS),
        ("core/stray.py", "kb.library", LAYERS),
        ("kb/stray.py", "bot", LAYERS),
        ("kb/stray.py", "channels.web", LAYERS),
        ("channels/web/stray.py", "bot", LAYERS),
        ("channels/web/stray.py", "kb.library", LAYERS),
        ("channels/web/stray.py", "channels.terminal", CHANNELS),
        ("channels/terminal/stray.py", "channels.web", CHANNELS),
        ("core/stray.py", "random", PURE),
        ("core/stray.py", "asyncio", PURE),
        ("core/stray.py", "time", PURE),
        ("core/stray.py", "sqlite3", PURE),
    ],
)
def test_one_wrong_import_breaks_its_contract(copy: Path, module: str, imported: str, contract: str) -> None:
    write(copy, module, f"import {imported}\n")
    code, output = lint(copy)
    assert code == 1
    assert f"{contract} BROKEN" in output
    stray = module.removesuffix(".py").replace("/", ".")
    assert f"{stray} -> {imported}" in output


def test_a_detour_over_a_shared_module_is_noticed_as_well(copy: Path) -> None:
    write(copy, "channels/shared.py", "import channels.terminal\n")
    write(copy, "channels/web/stray.py", "import channels.shared\n")
    code, output = lint(copy)
    assert code == 1
    assert f"{CHANNELS} BROKEN" in output


def test_a_new_channel_is_in_the_contract_without_being_named(copy: Path) -> None:
    write(copy, "channels/fax/__init__.py", "import channels.ingress\n")
    code, output = lint(copy)
    assert code == 0, output
    write(copy, "channels/fax/__init__.py", "import channels.web\n")
    code, output = lint(copy)
    assert code == 1
    assert f"{CHANNELS} BROKEN" in output
    assert "channels.fax -> channels.web" in output


def test_what_channels_share_knows_none_of_them(copy: Path) -> None:
    write(copy, "channels/recent.py", "import channels.web\n")
    code, output = lint(copy)
    assert code == 1
    assert f"{CHANNELS} BROKEN" in output
