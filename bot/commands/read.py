"""`onkapi read`: what the dialogue understands in a line, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from bot.commands.given import told
from core.errors import BadInput

if TYPE_CHECKING:
    from core.dialogue.intents import Question
    from core.messages import Language

DEFAULT_LANGUAGE: Language = "tr"
"""The language of a line that tells none, such as "vpn" or a thumb."""

NAMES = {
    "calling": "smalltalk",  # what it becomes depends on the case
    "mixed": "no",  # the case stays open, and the customer is asked what is left
    "noted": "thanks",  # "tamam" and "teşekkürler" are one class of answers
    "nothing": "smalltalk",
}
"""The intents that are told by the name of another one: the names that other programs know do not grow."""


def command(
    text: Annotated[str | None, typer.Argument(help="What a person would write.")] = None,
    question: Annotated[
        Literal["solved", "answer"] | None,
        typer.Option(help="What was asked before: whether a solution works, or how an article did."),
    ] = None,
    lang: Annotated[Literal["tr", "en"] | None, typer.Option(help="Its language; guessed if not given.")] = None,
    file: Annotated[
        Path | None, typer.Option(metavar="LINES", help='Read {"text", "question", "lang"?} a line; print JSON a line.')
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what is understood in TEXT, and why."""
    with told():
        if (text is None) == (file is None):
            raise BadInput(value="read", reason='give either a text or --file, as in: onkapi read "olmadı"')
        if file:
            for answer in understood_lines(file, question, lang):
                print(json.dumps(answer, ensure_ascii=False))
            return
        answer = understood(text or "", question, lang)
    if as_json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print(f"{answer['intent']} ({answer['lang']}){f': {because}' if (because := answer['because']) else ''}")


def understood(text: str, question: Question | None, language: Language | None) -> dict[str, str]:
    """Return what `text` is read as, in which language, and because of which words.

    `question` is what was asked before: whether a solution works, how an article did, or nothing.
    """
    from core.dialogue.intents import read, read_answer
    from core.language import detect

    reading = read_answer(text, question) if question else read(text)
    intent = NAMES.get(reading.intent, reading.intent.value)
    lang = language or detect(text) or DEFAULT_LANGUAGE
    return {"intent": intent, "lang": lang, "because": reading.because}


def understood_lines(file: Path, question: Question | None, language: Language | None) -> Iterator[dict[str, str]]:
    """Read each line of `file`, an object `{"text", "question", "lang"?}`; empty lines are passed over.

    What a line does not name is as given. Raise `BadInput` with the file and the line for what is no such object.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "this is not UTF-8 text"
        raise BadInput(value=str(file), reason=reason) from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            row = _object(line, f"{file}:{number}")
            yield understood(row["text"], row.get("question") or question, row.get("lang") or language)


def _object(line: str, place: str) -> Mapping[str, Any]:
    try:
        row = json.loads(line)
    except ValueError:
        raise BadInput(value=place, reason="this is not JSON; write one object a line") from None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise BadInput(value=place, reason='this line has no "text"')
    for name, allowed in (("question", ("solved", "answer")), ("lang", ("tr", "en"))):
        if row.get(name) not in (None, "", *allowed):
            raise BadInput(value=place, reason=f'"{name}" must be {" or ".join(allowed)}, not {row[name]!r}')
    return row
