"""Moments in words: the date and the year where they are needed, and a Turkish suffix that can be read aloud."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core import texts
from core.messages import Language, Moment, Text, literal
from core.texts import moments
from core.texts.moments import until_suffix

TEXTS = texts.load()
ZONE = ZoneInfo("Europe/Istanbul")
NOW = datetime(2026, 11, 23, 8, 50, tzinfo=ZONE)


def render(text: Text, language: Language = "tr", now: datetime = NOW) -> str:
    return TEXTS.render(text, language, ZONE, now)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        ("09:00", "09.00'a"), ("10:30", "10.30'a"), ("11:15", "11.15'e"), ("12:00", "12.00'ye"), ("13:50", "13.50'ye"),
        ("14:20", "14.20'ye"), ("16:00", "16.00'ya"), ("16:45", "16.45'e"), ("17:00", "17.00'ye"),
        ("17:06", "17.06'ya"),
        ("18:00", "18.00'e"), ("20:00", "20.00'ye"), ("10:00", "10.00'a"), ("19:40", "19.40'a"), ("23:01", "23.01'e"),
        ("09:03", "09.03'e"), ("09:10", "09.10'a"), ("23:00", "23.00'e"), ("22:00", "22.00'ye"), ("09:09", "09.09'a"),
    ],
)  # fmt: skip
def test_the_suffix_follows_the_last_spoken_number(clock: str, said: str) -> None:
    assert _until(f"2026-11-23 {clock}") == f"{said} kadar"


ONES = ("sıfır", "bir", "iki", "üç", "dört", "beş", "altı", "yedi", "sekiz", "dokuz")
TENS = ("", "on", "yirmi", "otuz", "kırk", "elli")


def spoken(number: int) -> str:
    """Say a number below sixty in Turkish."""
    tens, ones = divmod(number, 10)
    return " ".join(word for word in (TENS[tens], ONES[ones] if ones or not tens else "") if word)


def dative(word: str) -> str:
    """Return the Turkish dative suffix of `word`: its last vowel decides, and y stands between two vowels."""
    last = [letter for letter in word if letter in "aıoueiöü"][-1]
    return ("y" if word[-1] == last else "") + ("a" if last in "aıou" else "e")


def test_every_minute_of_the_day_takes_the_suffix_that_vowel_harmony_asks_for() -> None:
    for minute in range(1, 24 * 60):
        hours, minutes = divmod(minute, 60)
        suffix = dative(spoken(minutes or hours))
        assert until_suffix(hours, minutes) == suffix
        clock = f"{hours:02d}:{minutes:02d}"
        early = datetime(2026, 11, 23, 0, 0, tzinfo=ZONE)
        assert _until(f"2026-11-23 {clock}", now=early) == f"{clock.replace(':', '.')}'{suffix} kadar"


def _until(when: str, language: Language = "tr", form: str = "until", now: datetime = NOW) -> str:
    return render(Text("plain", {"text": Moment(at(when).astimezone(UTC), form)}), language, now)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("when", "form", "turkish", "english"),
    [
        ("2026-11-23 10:30:59", "until", "10.30'a kadar", "by 10:30"),
        ("2026-11-23 10:30", "when", "10.30", "at 10:30"),
        ("2026-11-23 10:30", "clock", "10.30", "10:30"),
        ("2026-11-24 10:30", "until", "yarın (24 Kasım) 10.30'a kadar", "by tomorrow (24 Nov), 10:30"),
        ("2026-11-24 10:30", "when", "yarın (24 Kasım) 10.30", "tomorrow (24 Nov) at 10:30"),
        ("2026-11-26 09:00", "until", "26 Kasım Perşembe 09.00'a kadar", "by Thursday 26 Nov, 09:00"),
        ("2026-11-26 09:00", "when", "26 Kasım Perşembe 09.00", "on Thursday 26 Nov at 09:00"),
        ("2026-12-31 09:00", "until", "31 Aralık Perşembe 09.00'a kadar", "by Thursday 31 Dec, 09:00"),
        ("2027-01-04 09:00", "until", "4 Ocak 2027 Pazartesi 09.00'a kadar", "by Monday 4 Jan 2027, 09:00"),
        ("2027-01-04 09:00", "when", "4 Ocak 2027 Pazartesi 09.00", "on Monday 4 Jan 2027 at 09:00"),
        ("2026-11-24 00:00", "until", "gece yarısına kadar", "by midnight"),
        ("2026-11-24 00:00", "when", "gece yarısı", "at midnight"),
        ("2026-11-25 00:00", "until", "yarın (24 Kasım) gece yarısına kadar", "by tomorrow (24 Nov), midnight"),
        ("2026-11-25 00:00", "when", "25 Kasım Çarşamba 00.00", "on Wednesday 25 Nov at 00:00"),
        ("2026-11-23 00:00", "when", "00.00", "at 00:00"),
        ("2026-11-23 00:00", "clock", "00.00", "00:00"),
        ("2026-11-23 00:00", "until", "22 Kasım Pazar gece yarısına kadar", "by Sunday 22 Nov, midnight"),
        ("2027-01-01 00:00", "until", "31 Aralık Perşembe gece yarısına kadar", "by Thursday 31 Dec, midnight"),
        ("2026-11-24 00:05", "until", "yarın (24 Kasım) 00.05'e kadar", "by tomorrow (24 Nov), 00:05"),
        ("2026-11-22 16:45", "clock", "22 Kasım 16.45", "22 Nov 16:45"),
        ("2025-11-22 16:45", "clock", "22 Kasım 2025 16.45", "22 Nov 2025 16:45"),
        ("2026-11-22 16:45", "until", "22 Kasım Pazar 16.45'e kadar", "by Sunday 22 Nov, 16:45"),
    ],
)
def test_a_moment_is_said_as_people_say_it(when: str, form: str, turkish: str, english: str) -> None:
    assert _until(when, "tr", form) == turkish
    assert _until(when, "en", form) == english


def test_the_day_is_the_readers_day() -> None:
    late = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)  # 01.30 of the 24th in Istanbul
    assert TEXTS.render(literal(""), "tr", ZONE, late) == ""
    moment = Text("plain", {"text": Moment(late + timedelta(hours=8))})
    assert TEXTS.render(moment, "tr", ZONE, late) == "09.30'a kadar"
    assert TEXTS.render(moment, "tr", ZoneInfo("Europe/London"), late) == "yarın (24 Kasım) 06.30'a kadar"


@pytest.mark.parametrize(
    ("now", "opens", "until", "turkish", "english"),
    [
        (  # Friday evening
            "2026-11-20 19:00", "2026-11-23 09:00", "2026-11-23 11:00",
            "23 Kasım Pazartesi 09.00 itibarıyla çalışmaya başlayacak ve size aynı gün 11.00'e kadar yazacak.",
            "on Monday 23 Nov at 09:00 and will write to you by 11:00 the same day.",
        ),
        (  # New Year's Eve
            "2026-12-31 14:00", "2027-01-04 09:00", "2027-01-04 11:00",
            "4 Ocak 2027 Pazartesi 09.00 itibarıyla çalışmaya başlayacak ve size aynı gün 11.00'e kadar yazacak.",
            "on Monday 4 Jan 2027 at 09:00 and will write to you by 11:00 the same day.",
        ),
        (  # the eve of a holiday
            "2026-10-28 15:00", "2026-10-30 09:00", "2026-10-30 10:30",
            "30 Ekim Cuma 09.00 itibarıyla çalışmaya başlayacak ve size aynı gün 10.30'a kadar yazacak.",
            "on Friday 30 Oct at 09:00 and will write to you by 10:30 the same day.",
        ),
        (  # a weekday evening
            "2026-11-23 19:00", "2026-11-24 09:00", "2026-11-24 11:00",
            "yarın (24 Kasım) 09.00 itibarıyla çalışmaya başlayacak ve size aynı gün 11.00'e kadar yazacak.",
            "tomorrow (24 Nov) at 09:00 and will write to you by 11:00 the same day.",
        ),
        (  # early on the same day
            "2026-11-23 07:00", "2026-11-23 09:00", "2026-11-23 11:00",
            "09.00 itibarıyla çalışmaya başlayacak ve size 11.00'e kadar yazacak.",
            "at 09:00 and will write to you by 11:00.",
        ),
        (  # one day and the next
            "2026-11-20 19:00", "2026-11-23 17:00", "2026-11-24 10:00",
            "23 Kasım Pazartesi 17.00 itibarıyla çalışmaya başlayacak ve size 24 Kasım Salı 10.00'a kadar yazacak.",
            "on Monday 23 Nov at 17:00 and will write to you by Tuesday 24 Nov, 10:00.",
        ),
        (  # an evening shift
            "2026-11-23 07:00", "2026-11-24 20:00", "2026-11-25 00:00",
            "yarın (24 Kasım) 20.00 itibarıyla çalışmaya başlayacak ve size aynı gün gece yarısına kadar yazacak.",
            "tomorrow (24 Nov) at 20:00 and will write to you by midnight the same day.",
        ),
    ],
)  # fmt: skip
def test_a_sentence_names_a_day_once(now: str, opens: str, until: str, turkish: str, english: str) -> None:
    values = {"when": Moment(at(opens), "when"), "until": Moment(at(until))}
    said = Text("hours.closed", values)
    assert render(said, "tr", at(now)).partition("ekibimiz ")[2] == turkish
    assert render(said, "en", at(now)).partition("is back ")[2] == english


def test_today_is_named_after_another_day_and_a_sentence_within_a_sentence_goes_on() -> None:
    working = {
        "ref": "K7M2R9", "title": "VPN", "agent": "Elif Demir", "last": Text("status.last_reply"),
        "time": Moment(at("2026-11-20 16:45"), "clock"), "until": Moment(at("2026-11-23 17:00")),
    }  # fmt: skip
    stale = Text("button.stale", {"status": Text("status.working", working)})
    assert "(20 Kasım 16.45): size yanıt yazıldı. Size bugün 17.00'ye kadar bilgi" in render(stale)
    assert render(stale, "en").endswith("We will update you by 17:00 today.")
    assert "(20 Kasım 16.45): size yanıt yazıldı. Size bugün" in render(Text("status.working", working))
    earlier = working | {"time": Moment(at("2026-11-23 08:10"), "clock")}
    assert "(08.10): size yanıt yazıldı. Size 17.00'ye kadar" in render(Text("status.working", earlier))


def test_a_moment_alone_is_told_as_in_a_sentence() -> None:
    assert moments.render(Moment(at("2026-11-22 16:45"), "clock"), "tr", ZONE, NOW) == "22 Kasım 16.45"
