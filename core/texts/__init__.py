"""Every sentence the bot says, in the language of the reader.

A template holds words and `{placeholders}`, and nothing else is special in it. What fills a placeholder
is put in as it is and never looked at again, so that braces and percent signs from outside are words.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

from core.messages import Language, Moment, Part, Text
from core.texts import moments

LANGUAGES: tuple[Language, ...] = get_args(Language)

ARTICLE = "answer.article"
"""The text that is Markdown; all others are plain words."""

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")

Template = tuple[str, ...]
"""Words and the names of placeholders in turn, beginning and ending with words."""


class Texts:
    """The texts of one folder, in all languages."""

    def __init__(self, templates: Mapping[Language, Mapping[str, str]]) -> None:
        self._templates: dict[Language, dict[str, Template]] = {
            language: {key: tuple(_PLACEHOLDER.split(text)) for key, text in texts.items()}
            for language, texts in templates.items()
        }

    def keys(self, language: Language) -> frozenset[str]:
        """Return the keys there are in `language`."""
        return frozenset(self._templates[language])

    def placeholders(self, key: str, language: Language) -> frozenset[str]:
        """Return the names of the values that `key` needs in `language`."""
        return frozenset(self._templates[language][key][1::2])

    def render(self, text: Text, language: Language, zone: ZoneInfo, now: datetime) -> str:
        """Return the sentence `text` in `language`, times as seen from `now` in `zone`, a day named once.

        Raises `LookupError` for a key that is not there and for a placeholder without a value; values
        that are not needed are passed over.
        """
        return self._fill(text, moments.Telling(language, zone, now))

    def parts(self, texts: Sequence[Text], language: Language, zone: ZoneInfo, now: datetime) -> tuple[Part, ...]:
        """Return a bubble: a paragraph for each of `texts`."""
        return tuple(
            Part(self.render(text, language, zone, now), "article" if text.key == ARTICLE else "plain")
            for text in texts
        )

    def _fill(self, text: Text, telling: moments.Telling) -> str:
        pieces = list(self._templates[telling.language][text.key])
        for index in range(1, len(pieces), 2):
            pieces[index] = self._value(text.values[pieces[index]], telling)
        return "".join(pieces)

    def _value(self, value: Any, telling: moments.Telling) -> str:
        match value:
            case Text():
                return self._fill(value, telling)
            case Moment():
                return telling.words(value)
            case Mapping():
                return str(value.get(telling.language) or next(iter(value.values()), ""))
        return str(value)


def load(folder: Path | None = None) -> Texts:
    """Read tr.toml and en.toml of `folder`; without one, the bot's own texts."""
    folder = folder or Path(__file__).parent
    files = {language: folder / f"{language}.toml" for language in LANGUAGES}
    return Texts({language: _flat(tomllib.loads(path.read_text("utf-8"))) for language, path in files.items()})


def _flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in tree.items():
        flat |= _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}": value}
    return flat
