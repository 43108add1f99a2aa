"""Public holidays as closed days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import holidays

from bot.config.findings import nearest


def unknown(code: str) -> str | None:
    """Return None for a country ("TR") or a part of one ("DE-BY") that is known, else the way out."""
    country, _, part = code.partition("-")
    countries = holidays.list_supported_countries()
    if country not in countries:
        return f"write a country such as {nearest(country, countries) or 'TR'}"
    if part and part not in countries[country]:
        known = ", ".join(countries[country])
        return f"write {country}" + (f", or {country}- and one of {known}" if known else "")
    return None


def closed_days(code: str, years: Iterable[int], half_day_ends: int) -> dict[date, int]:
    """Return the holidays of `code` in `years`: the date, and the minute from which it is closed.

    Whole days give 0; half days, where the country has them, `half_day_ends`. A day that is both is whole.
    """
    country, _, part = code.partition("-")
    half: Iterable[date] = ()
    if "half_day" in holidays.country_holidays(country).supported_categories:
        half = _dates(country, part, years, "half_day")
    return dict.fromkeys(half, half_day_ends) | dict.fromkeys(_dates(country, part, years, "public"), 0)


def _dates(country: str, part: str, years: Iterable[int], category: str) -> list[date]:
    return sorted(holidays.country_holidays(country, subdiv=part or None, years=years, categories=(category,)))
