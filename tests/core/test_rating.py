"""What the customer thinks of our work: when he is asked, what he may answer, and who reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.dialogue import Reminded, Talk
from core.dialogue.aiming import aim
from core.dialogue.facts import Said
from core.dialogue.scores import is_skip, score_in
from core.effects import AskRating, Rated
from core.ticket import Ending, Status
from tests.core.play import KNOWS, MONDAY, SERVICES, Play, play


def confirmed(**values: object) -> Play:
    """Return a story in which people solved a ticket and the customer said so."""
    story = Play(**values)  # type: ignore[arg-type]
    return story.says("vpn için temsilci istiyorum").claims().solves("Sunucuyu yeniledik").says("evet düzeldi")


def low(**values: object) -> Play:
    """Return a story with a low score."""
    return confirmed(**values).presses("2")


@pytest.mark.parametrize(
    ("words", "score"),
    [
        ("5", 5), ("beş", 5), ("5 yıldız", 5), ("4 puan", 4), ("5/5", 5), ("3 / 5", 3), ("5 üzerinden 4", 4),
        ("dört veriyorum", 4), ("benden 5 tam puan, teşekkürler", 5), ("5 teşekkür ederim", 5), ("⭐⭐⭐", 3),
        ("puanım: 2", 2), ("bir", 1), ("five", 5), ("4 stars", 4), ("I'd give it a 5", 5), ("4 out of 5", 4),
        ("5 from me, thanks", 5), ("my rating is 3", 3), ("5!", 5), ("Üç.", 3),
        ("6", None), ("0", None), ("10", None), ("5 gün önce yine bozuldu", None), ("iki yazıcım da bozuk", None),
        ("bir sorum var", None), ("⭐⭐⭐⭐⭐⭐", None), ("", None), ("5 kişi etkileniyor", None), ("K7M2R9", None),
    ],
)  # fmt: skip
def test_a_score_is_read_when_the_line_is_one_and_nothing_else(words: str, score: int | None) -> None:
    assert score_in(words) == score


@pytest.mark.parametrize(
    "words", ["geç", "geçelim", "hayır", "istemiyorum", "puan vermek istemiyorum", "skip", "no thanks"]
)
def test_a_wish_not_to_rate_is_read(words: str) -> None:
    assert is_skip(words)


@pytest.mark.parametrize("words", ["geç kaldınız", "hayır hâlâ olmuyor", "yok ben devam ediyorum", "", "5"])
def test_what_says_more_is_no_such_wish(words: str) -> None:
    assert not is_skip(words)


def test_who_confirms_what_people_solved_is_asked_in_a_second_bubble() -> None:
    story = confirmed()
    assert [[text.key for text in bubble.texts] for bubble in story.bubbles[-2:]] == [
        ["closed.confirmed"],
        ["rating.ask"],
    ]
    assert story.buttons == ["1", "2", "3", "4", "5", "Geç"]
    assert story.ratings == [AskRating()]
    assert "yalnızca ekip yöneticisi görür" in story.answer


def test_nobody_is_asked_twice_in_a_week() -> None:
    assert confirmed(rating_asked_at=MONDAY - timedelta(days=6, hours=23)).heard == ["closed.confirmed"]
    assert confirmed(rating_asked_at=MONDAY - timedelta(days=7)).heard == ["closed.confirmed", "rating.ask"]


def test_the_bots_own_article_is_not_rated() -> None:
    story = play().says("vpn bağlanmıyor").says("oldu, teşekkürler")
    assert (story.heard, story.ratings) == (["closed.confirmed"], [])


@pytest.mark.parametrize("words", ["gerek kalmadı", "kendim çözdüm"])
def test_who_withdraws_is_not_asked(words: str) -> None:
    story = Play().says("vpn için temsilci istiyorum").claims().says(words)
    assert (len(story.heard), story.ratings) == (1, [])


def test_silence_is_not_asked() -> None:
    story = Play().says("vpn için temsilci istiyorum").claims().solves("Hazır").silence()
    assert story.heard == ["closed.no_reply"]


@pytest.mark.parametrize("answer", ["3", "4", "5"])
def test_a_score_is_thanked_for_in_one_sentence(answer: str) -> None:
    for story in (confirmed().presses(answer), confirmed().says(answer)):
        assert story.heard == ["rating.thanks"]
        assert story.ratings[1:] == [Rated(score=int(answer))]
        assert story.case.status is Status.CLOSED


def test_a_low_score_asks_one_open_question_and_leads_read_it() -> None:
    story = low()
    assert story.heard == ["rating.low"]
    assert story.ratings[1:] == [Rated(score=2)]
    assert story.entries[-1].audience == "leads"
    assert story.lines[-1] == "line.rated_low"
    assert story.says("Üç gün kimse aramadı, çok uzun sürdü").heard == ["rating.noted"]
    assert story.ratings[2:] == [Rated(words="Üç gün kimse aramadı, çok uzun sürdü")]
    assert story.case.status is Status.CLOSED


@pytest.mark.parametrize(
    "words", ["VPN sorunu üç gün sürdü, çok geç döndünüz", "berbatsınız", "Why did it take so long?"]
)
def test_anger_and_the_matter_itself_are_opinions_too(words: str) -> None:
    story = low(knows=KNOWS).says(words)
    assert story.heard == ["rating.noted"]


def test_an_opinion_is_answered_once() -> None:
    story = low().says("çok geç döndünüz").says("hiç memnun kalmadım")
    assert story.heard != ["rating.noted"]
    assert len(story.ratings) == 3


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("yazıcım çalışmıyor", ["choose.one", "ticket.opened"]),
        ("lisans istiyorum", ["answer.article", "answer.info", "ticket.opened"]),
        ("çağrım ne durumda", ["status.closed"]),
        ("teşekkürler", ["thanks.reply"]),
        ("hâlâ olmuyor", ["reopened.told"]),
        ("temsilci istiyorum", ["human.coming", "human.until", "ticket.opened"]),
    ],
)
def test_what_is_no_opinion_is_answered_as_always(words: str, heard: list[str]) -> None:
    story = low(knows=KNOWS).says(words)
    assert story.heard == heard
    assert not any(isinstance(rated, Rated) and rated.words for rated in story.ratings)


@pytest.mark.parametrize(("known", "heard"), [("vpn", "rating.noted"), ("lisans", "answer.article")])
def test_a_known_problem_of_another_service_is_a_new_matter_though_it_is_not_named(known: str, heard: str) -> None:
    story = low(knows={"ekran": KNOWS[known][:1]}).says("ekranda garip renkler görüyorum")
    assert story.heard[0] == heard


def test_after_a_day_words_are_no_longer_the_opinion() -> None:
    story = low()
    assert story.reminders[-1] == story.now + timedelta(days=1)
    assert story.later(days=1).happens(Reminded()).heard == []
    assert story.says("çok geç döndünüz").heard != ["rating.noted"]


def test_an_old_reminder_does_not_end_the_question_for_a_score() -> None:
    assert confirmed().happens(Reminded()).presses("5").heard == ["rating.thanks"]


def test_who_skips_is_left_in_peace() -> None:
    for story in (confirmed().presses("Geç"), confirmed().says("geç"), confirmed().says("hayır")):
        assert story.heard == ["rating.skipped"]
        assert story.ratings == [AskRating()]
        assert story.case.end_reason is Ending.CONFIRMED
        assert story.presses("5").heard == ["button.stale"]


def test_a_second_press_counts_only_while_the_open_question_stands() -> None:
    story = low().presses("4")
    assert story.heard == ["rating.thanks"]
    assert story.presses("1").heard == ["button.stale"]
    assert story.ratings[1:] == [Rated(score=2), Rated(score=4)]


def test_trouble_that_goes_on_is_not_taken_for_a_wish_not_to_rate() -> None:
    story = confirmed().says("hayır hâlâ olmuyor, aynı hata")
    assert story.heard == ["reopened.told"]
    assert story.presses("5").heard == ["button.stale"]
    assert story.case.status is Status.IN_PROGRESS


def test_a_ticket_that_was_reopened_and_solved_again_may_be_rated_again() -> None:
    story = confirmed().says("hâlâ olmuyor").later(days=8)
    assert story.solves("Şimdi tamam").says("oldu").heard[-1] == "rating.ask"


@pytest.mark.parametrize(
    ("words", "ended"), [("5", True), ("geç", True), ("bir şey soracaktım", False), ("yazıcım bozuk", False)]
)
def test_a_score_is_about_the_case_that_ended_although_another_is_open(words: str, *, ended: bool) -> None:
    story = confirmed()
    other = Play(opened=1).says("perde inmiyor").case
    found = aim(Said(words=words), [story.case, other], SERVICES, focus=story.case.ref, talk=Talk())
    assert found.ticket is (story.case if ended else other)


def test_an_opinion_is_about_the_case_that_ended_although_another_is_open() -> None:
    story = low()
    other = Play(opened=1).says("perde inmiyor").case
    for words, meant in (("çok uzun sürdü", story.case), ("3", story.case), ("yazıcım bozuk", other)):
        assert aim(Said(words=words), [story.case, other], SERVICES, focus=story.case.ref).ticket is meant
