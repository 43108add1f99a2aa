"""The day that a LATER names, with slips and without Turkish letters."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.dialogue.days import day_meant
from core.language import fold

WEDNESDAY = date(2026, 11, 25)

NAMED = {
    "ayın 20'sinde dönerim": "2026-12-20", "ayın 27'sinde": "2026-11-27", "ayın yirmisinde": "2026-12-20",
    "ayın yirmi beşinde": "2026-12-25", "ayın on beşinde dönerim": "2026-12-15", "ayın 27si": "2026-11-27",
    "20 Aralık'ta": "2026-12-20", "aralığın 3'ünde": "2026-12-03", "1 ocakta": "2027-01-01",
    "izindeyim 5'ine kadar": "2026-12-05", "ayın 5'inden sonra": "2026-12-06", "31'inde": "2026-12-31",
    "20.12.2026": "2026-12-20", "20/12'de": "2026-12-20", "25.12'de": "2026-12-25", "aralık 3": "2026-12-03",
    "pazartesi bakarım": "2026-11-30", "pazrtesi dönüyorum": "2026-11-30", "carsmba gunu": "2026-12-02",
    "prşembe": "2026-11-26", "cumaya bakarım": "2026-11-27", "haftaya pazartesi": "2026-11-30",
    "haftaya cuma denerim": "2026-12-04", "önümüzdeki salı": "2026-12-01", "pazartesiden sonra": "2026-12-01",
    "bu cuma": "2026-11-27", "çarşamba": "2026-12-02", "yarın": "2026-11-26", "yrn denerim": "2026-11-26",
    "öbür gün": "2026-11-27", "oburgun": "2026-11-27", "yarından sonra": "2026-11-27", "3 gün sonra": "2026-11-28",
    "iki gün sonra": "2026-11-27", "on gün sonra": "2026-12-05", "on iki gün sonra": "2026-12-07",
    "birkaç gün sonra": "2026-11-28", "bir hafta sonra": "2026-12-02", "2 haftaya": "2026-12-09",
    "5 güne dönerim": "2026-11-30", "2 gün izinliyim": "2026-11-27", "1 ay sonra": "2026-12-25",
    "gelecek hafta": "2026-11-30", "haftaya": "2026-11-30", "hafta başında": "2026-11-30", "öbür hafta": "2026-12-07",
    "hafta sonu": "2026-11-28", "hafta sonundan sonra": "2026-11-30", "ay sonunda": "2026-11-30",
    "ay başında": "2026-12-01", "gelecek ay": "2026-12-01", "ocak ayında": "2027-01-01", "aralıkta": "2026-12-01",
    "yarın izinliyim, pazartesi bakarım": "2026-11-30", "yarın değil öbür gün": "2026-11-27",
    "pazartesi yazdım ama geçen hafta, yarın bakarım": "2026-11-30",
    "on the 20th": "2026-12-20", "until the 5th": "2026-12-05", "after the 5th": "2026-12-06",
    "Dec 20": "2026-12-20", "20th of December": "2026-12-20", "December 3rd": "2026-12-03",
    "back 1st December": "2026-12-01", "after December 3": "2026-12-04", "next Monday": "2026-11-30",
    "I'll try on mon": "2026-11-30", "wensday": "2026-12-02", "until Friday": "2026-11-27",
    "after Friday": "2026-11-28", "next friday": "2026-12-04", "in three days": "2026-11-28",
    "in a couple of days": "2026-11-27", "in a week": "2026-12-02", "a week from now": "2026-12-02",
    "in 2 weeks": "2026-12-09", "in two months": "2027-01-25", "tomorrow": "2026-11-26", "tommorow": "2026-11-26",
    "after tomorrow": "2026-11-27", "the day after tomorrow": "2026-11-27", "next week": "2026-11-30",
    "the week after next": "2026-12-07", "on the weekend": "2026-11-28", "after the weekend": "2026-11-30",
    "next month": "2026-12-01", "end of the month": "2026-11-30", "in January": "2027-01-01",
}  # fmt: skip
NOT_NAMED = [
    "", "birazdan", "akşama", "bugün bakarım", "later today", "this afternoon", "after the holidays",
    "bayramdan sonra", "yarım saat sonra", "iki saat sonra", "saat 10.30'da", "geçen pazartesi yazdım",
    "pazartesiden beri", "3 gündür bekliyorum", "3 gün önce", "two days ago", "since Monday", "last week",
    "2nd floor", "may I ask", "yazarım sonra", "yarım kaldı", "onun da aynı", "20.12.2025", "20.12.2031",
    "29 Şubat'ta", "45'inde", "40 Aralık", "13/13", "400 gün sonra", "1000 gün sonra", "900 ay sonra",
]  # fmt: skip


@pytest.mark.parametrize(("words", "day"), NAMED.items())
def test_the_day_that_is_named_is_found(words: str, day: str) -> None:
    assert day_meant(words, WEDNESDAY) == date.fromisoformat(day)
    assert day_meant(fold(words).upper(), WEDNESDAY) == date.fromisoformat(day)


@pytest.mark.parametrize("words", NOT_NAMED)
def test_today_the_past_and_the_unknown_are_no_day(words: str) -> None:
    assert day_meant(words, WEDNESDAY) is None


def test_a_day_is_never_today_nor_past_and_never_more_than_a_year_ahead() -> None:
    for offset in range(0, 400, 3):
        today = date(2027, 1, 1) + timedelta(days=offset)
        for words in NAMED:
            day = day_meant(words, today)
            assert day is None or today < day <= today + timedelta(days=366)


@pytest.mark.parametrize(
    ("words", "today", "day"),
    [
        ("ayın 20'sinde", date(2026, 12, 25), date(2027, 1, 20)),
        ("ayın 30'unda", date(2027, 2, 1), date(2027, 3, 30)),
        ("ayın 31'inde", date(2027, 3, 31), date(2027, 5, 31)),
        ("29 Şubat'ta", date(2027, 3, 1), date(2028, 2, 29)),
        ("bir ay sonra", date(2027, 1, 31), date(2027, 2, 28)),
        ("pazartesi", date(2026, 11, 30), date(2026, 12, 7)),
        ("haftaya pazartesi", date(2026, 11, 30), date(2026, 12, 7)),
        ("ay sonunda", date(2026, 11, 30), None),
        ("hafta sonu", date(2026, 11, 28), date(2026, 12, 4) + timedelta(days=1)),
    ],
)
def test_what_is_over_this_month_or_week_is_the_next_one(words: str, today: date, day: date | None) -> None:
    assert day_meant(words, today) == day
