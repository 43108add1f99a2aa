"""No condition outside a channel's folder asks for it by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.channel_names import asked_for_by_name
from tests.architecture.tree import ROOT, write


def test_no_condition_of_the_tree_names_a_channel() -> None:
    assert list(map(str, asked_for_by_name(ROOT))) == []


@pytest.mark.parametrize(
    "text",
    [
        'if channel == "slack": ...',
        'while account != "slack/main": ...',
        'x = 1 if name in {"telegram", "slack"} else 2',
        'markdown = channel == "slack"',
        'rooms = [room for room in rooms if room.channel == "slack"]',
        'if account.startswith("slack/"): ...',
        'match channel:\n    case "slack": ...',
        "match channel:\n    case SlackChannel(): ...",
        "if isinstance(channel, SlackChannel): ...",
        "if account.is_slack: ...",
        "if config.channels.slack: ...",
        "if config.channels.web: ...",
        'if config.channels["slack"]: ...',
        'assert channel != "slack"',
    ],
)
def test_a_condition_that_names_a_channel_is_an_error(bare: Path, text: str) -> None:
    write(bare, "bot/stray.py", text + "\n")
    (found, *_) = (found for found in asked_for_by_name(bare) if found.file == "bot/stray.py")
    assert "a condition asks for the channel" in found.told


def test_a_violation_in_a_copy_of_the_whole_tree_is_one_more_finding(copy: Path) -> None:
    before = asked_for_by_name(copy)
    write(copy, "core/stray.py", 'LOUD = channel == "telegram"\n')
    assert [(found.file, found.line) for found in asked_for_by_name(copy) if found not in before] == [
        ("core/stray.py", 1)
    ]


@pytest.mark.parametrize(
    "text",
    [
        'channel = channels["slack"]',
        'NAMES = ("slack", "telegram")',
        'if text == "my slack is broken": ...',
        "if config.web.public_url: ...",
        "if channel.abilities.buttons: ...",
        "if console.is_terminal: ...  # not the channel: Rich asks whether the output is a screen",
    ],
)
def test_what_names_no_channel_in_a_condition_is_allowed(bare: Path, text: str) -> None:
    write(bare, "bot/stray.py", text + "\n")
    assert [found for found in asked_for_by_name(bare) if found.file == "bot/stray.py"] == []


def test_a_channel_may_ask_for_itself_but_not_for_another(bare: Path) -> None:
    write(bare, "channels/web/stray.py", 'if name == "web" or name == "terminal": ...\n')
    assert [found.told.split("'")[1] for found in asked_for_by_name(bare) if "stray" in found.file] == ["terminal"]


def test_the_folder_of_a_new_channel_is_a_name_at_once(bare: Path) -> None:
    write(bare, "channels/pigeon/__init__.py", "")
    write(bare, "bot/stray.py", 'if channel == "pigeon": ...\n')
    assert [found.line for found in asked_for_by_name(bare) if found.file == "bot/stray.py"] == [1]
