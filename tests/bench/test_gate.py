"""The benchmark of the writer gate runs, and sharing a commit is no loss where many write."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import gate
from bot.store import commits


def test_it_prints_a_line_for_every_number_of_writers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(gate, "AT_ONCE", (1, 16))
    most = commits.MOST_TOGETHER
    ratios = gate.main(["--seconds", "0.2", "--folder", str(tmp_path)])
    assert most == commits.MOST_TOGETHER
    assert list(ratios) == [1, 16]
    assert ratios[16] > 1
    assert len(capsys.readouterr().out.splitlines()) == 4


def test_a_slow_disk_can_be_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "AT_ONCE", (16,))
    monkeypatch.setattr(gate, "ROUNDS", 1)
    ratios = gate.main(["--seconds", "1", "--folder", str(tmp_path), "--disk", "100"])
    assert ratios[16] > 4, "nearly all share a commit"
