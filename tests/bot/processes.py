"""Real processes of the server beside each other on one PostgreSQL, some of them stopped for a while."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.world import ROOT


@contextmanager
def part(file: Path, given: Mapping[str, str], only: str, *words: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run `only` some parts; yield the last word of its greeting and the process, which is killed at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run", "--config", str(file), "--only", only, *words],
        cwd=ROOT,
        env=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        greeting = process.stdout.readline()
        assert greeting, "the process did not start"
        yield greeting.split()[-1], process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
