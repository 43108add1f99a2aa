"""`onkapi read`: the names of intents that other programs know, one answer a line, and mistakes in one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.commands.read import NAMES, understood
from core.dialogue.intents import Intent

KNOWN = {
    "yes", "no", "later", "thanks", "question", "new", "human", "status", "cancel", "self_solved", "language_tr",
    "language_en", "greeting", "smalltalk", "insult", "call_me", "matter",
}  # fmt: skip


def test_it_says_what_a_line_is_read_as_and_which_words_say_so() -> None:
    result = CliRunner().invoke(app, ["read", "Hayır, sorun kalmadı", "--question", "solved"])
    assert (result.exit_code, result.output) == (0, "yes (tr): sorun kalmadı\n")


def test_json_has_the_three_promised_fields() -> None:
    result = CliRunner().invoke(app, ["read", "beni arayın", "--json"])
    assert json.loads(result.output) == {"intent": "call_me", "lang": "tr", "because": "beni arayın"}


@pytest.mark.parametrize(
    ("text", "question", "intent"),
    [
        ("evet ama çok yavaş", "solved", "no"),
        ("tamam", "solved", "thanks"),
        ("...", None, "smalltalk"),
        ("vpn", None, "matter"),
    ],
)
def test_only_the_promised_names_are_told(text: str, question: str | None, intent: str) -> None:
    told = understood(text, question, None)  # type: ignore[arg-type]
    assert told["intent"] == intent


def test_every_intent_has_a_promised_name() -> None:
    assert {NAMES.get(intent.value, intent.value) for intent in Intent} == KNOWN


@pytest.mark.parametrize(
    ("text", "given", "lang"), [("vpn", [], "tr"), ("vpn", ["--lang", "en"], "en"), ("it works", [], "en")]
)
def test_the_language_is_guessed_unless_it_is_given(text: str, given: list[str], lang: str) -> None:
    result = CliRunner().invoke(app, ["read", text, "--json", *given])
    assert json.loads(result.output)["lang"] == lang


def test_a_file_gives_one_answer_a_line(tmp_path: Path) -> None:
    lines = [
        {"text": "olmadı", "question": "solved"},
        {"text": "ok", "question": "answer", "lang": "en"},
        {"text": "selam"},
    ]
    file = tmp_path / "lines.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines) + "\n\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["read", "--file", str(file)])
    told = [json.loads(line) for line in result.output.splitlines()]
    assert [(each["intent"], each["lang"]) for each in told] == [("no", "tr"), ("thanks", "en"), ("greeting", "tr")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("olmadı", "not JSON"),
        ('["olmadı"]', 'no "text"'),
        ('{"text": "a", "question": "why"}', "solved or answer"),
        ('{"text": "a", "lang": "de"}', "tr or en"),
    ],
)
def test_a_line_that_is_no_question_is_named(tmp_path: Path, content: str, reason: str) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text('{"text": "tamam"}\n' + content, encoding="utf-8")
    result = CliRunner().invoke(app, ["read", "--file", str(file)])
    assert result.exit_code == 2
    assert f"{file}:2" in result.output
    assert reason in result.output


def test_what_cannot_be_read_is_told_in_one_line(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["read"]).exit_code == 2
    gone = CliRunner().invoke(app, ["read", "--file", str(tmp_path / "none.jsonl")])
    assert gone.exit_code == 2
    assert "No such file" in gone.output
