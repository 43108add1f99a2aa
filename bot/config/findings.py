"""What is wrong with a configuration, told in one line each."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from core.errors import OnkapiError

Loc = tuple[str | int, ...]
"""The way from the top of the configuration to a value: mapping keys and list positions."""


def where(loc: Loc) -> str:
    """Write a way as people do: `organizations[0].contract.level`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
    return "".join(parts).removeprefix(".")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One mistake: where it stands, what is wrong, and the way out.

    `line` counts from 1; 0 where there are no lines, as in the environment. Never holds a secret.
    """

    file: str
    line: int
    loc: Loc
    problem: str
    way_out: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        told = [place, where(self.loc), self.problem] if self.loc else [place, self.problem]
        line = ": ".join(told) + (f"; {self.way_out}" if self.way_out else "")
        # What people wrote may hold line ends, and codes that would move a terminal's cursor.
        return "".join(character if character.isprintable() else " " for character in line)


class ConfigError(OnkapiError):
    """The configuration cannot be used; `findings` holds every reason."""

    code = "config.invalid"

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(sorted(set(findings), key=lambda f: (f.file, f.line, where(f.loc), f.problem)))
        super().__init__(findings=len(self.findings))

    def __str__(self) -> str:
        return describe(self.findings)


def describe(findings: Iterable[Finding]) -> str:
    """Write each finding on one line, ready to print."""
    return "\n".join(str(finding) for finding in findings)


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the one of `words` that `word` was probably meant to be."""
    by_lower = {known.lower(): known for known in words}
    found = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None
