"""A value that a model refuses, with the way out."""

from __future__ import annotations

from typing import Self

from core.errors import BadInput


class Refused(ValueError):
    """Raise it in a validator of any settings model: `problem` and `way_out` become the finding's."""

    def __init__(self, problem: str, way_out: str = "") -> None:
        self.problem, self.way_out = problem, way_out
        super().__init__(f"{problem}; {way_out}" if way_out else problem)

    @classmethod
    def because(cls, bad: BadInput) -> Self:
        """Tell what the core refused."""
        value, reason = bad.values.get("value", ""), str(bad.values.get("reason", bad))
        return cls(f'"{value}": {reason}' if value != "" else reason)
