"""What people write beside their matter, in the words and at the moments in which they do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.contracts import Service
from core.dialogue.facts import Said
from core.ticket import Ending, Status
from tests.core.play import ALI, MONDAY, PRINTER, SERVICES, Play, hit, play

SECURITY = Service(
    key="security", name={"tr": "Güvenlik", "en": "Security"}, queue="l1", type="incident", urgent=True,
    words=("oltalama",),
)  # fmt: skip
SOUND = hit(9, "meeting-no-sound", 0.95)


def handed(words: str = "projeksiyon için temsilci istiyorum") -> Play:
    return Play().says(words)


def closed(words: str = "evet düzeldi") -> Play:
    return handed().claims().solves("Değiştirdim.").says(words)


# --- Without a matter ---------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["?", "???", "55", "ACİL!!!", "çok acil lütfen", "URGENT!", "bir şey daha var"])
def test_what_says_nothing_of_a_matter_opens_no_ticket(words: str) -> None:
    story = Play().says(words)
    assert story.heard == ["greet.hello"]
    assert story.ticket is None
    assert closed().later(days=20).says(words).heard == ["greet.hello"]


@pytest.mark.parametrize("words", ["görüşürüz", "hoşça kalın", "bye"])
def test_who_leaves_is_wished_a_good_day(words: str) -> None:
    assert Play().says(words).heard == ["farewell"]
    assert closed().says(words).heard == ["farewell"]


def test_well_wishes_right_after_the_end_are_a_good_bye_and_a_greeting_later() -> None:
    assert closed().says("size de iyi günler").heard == ["farewell"]
    assert closed().later(hours=2).says("iyi günler").heard == ["greet.hello"]


def test_who_asks_who_we_are_hears_it_again() -> None:
    story = Play().says("merhaba")
    assert story.says("bir sorum var").heard == ["greet.again"]
    assert story.says("sen kimsin").heard == ["greet.hello"]


# --- A wish for a thing -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    ["bana yeni bir kulaklık lazım", "kulaklık istiyorum", "kulaklığa ihtiyacım var", "i need a new headset please"],
)
def test_a_wish_for_a_thing_is_not_answered_by_how_to_repair_one(words: str) -> None:
    story = Play(knows={"kulakl": (SOUND,), "headset": (SOUND,)}).says(words)
    assert "answer.article" not in story.heard
    assert story.case.status is Status.QUEUED
    assert story.case.type == "request"


@pytest.mark.parametrize(
    "words", ["kulaklığım çalışmıyor", "kulaklığı ayarlamak istiyorum", "kulaklık bozuldu yenisi lazım"]
)
def test_what_shall_be_done_with_a_thing_is_answered(words: str) -> None:
    assert "answer.article" in Play(knows={"kulakl": (SOUND,)}).says(words).heard


def test_a_bare_yes_of_who_waits_is_no_good_news() -> None:
    story = handed("bana yeni bir kulaklık lazım")
    assert story.says("evet").heard == ["noticed.kept"]
    assert handed().says("düzeldi").heard == ["found.ask"]


def test_a_request_is_asked_about_and_closed_in_its_own_words() -> None:
    story = handed("bana yeni bir kulaklık lazım").claims().solves("Masanızda.")
    assert story.says("durum nedir").heard == ["status.solved"]
    assert story.says("durum nedir").heard == ["status.done_again"]
    assert story.says("evet ama biraz yavaş").heard == ["solved.contradiction_request"]
    story.says("teşekkürler")
    assert story.buttons == ["Evet, kapatın", "Hayır, eksik var"]
    assert story.presses("Hayır, eksik var").heard == ["reopened.ask_request"]


# --- While titles stand to be chosen ------------------------------------------------------------------


def test_titles_are_offered_twice_at_most() -> None:
    others = (hit(6, "toner", 0.5), hit(7, "driver", 0.4))
    more = (hit(8, "paper", 0.5), hit(9, "tray", 0.4))
    knows = {"üçüncü": more, "ikinci": others, "yazıcı": (PRINTER,)}
    story = Play(knows=knows).says("yazıcı garip")
    assert story.heard[0] == "choose.this"
    assert story.says("ikinci kattaki").heard == ["choose.one"]
    assert story.says("üçüncü kattaki").heard == ["handoff.promise"]


@pytest.mark.parametrize("words", ["kapatın", "kapatabilirsiniz teşekkürler", "please close it"])
def test_who_wants_it_closed_meanwhile_is_not_given_the_title(words: str) -> None:
    story = Play(knows={"yazıcı": (PRINTER,)}).says("yazıcı garip").says(words)
    assert story.case.end_reason is Ending.CANCELLED
    assert Play().says("perde inmiyor").says(words).case.end_reason is Ending.CANCELLED


def test_who_does_not_know_which_title_is_asked_for_more() -> None:
    assert Play(knows={"yazıcı": (PRINTER,)}).says("yazıcı garip").says("bilmiyorum").heard == ["ask.more"]


def test_who_told_a_long_story_is_not_asked_to_tell_it_again() -> None:
    story = Play().says(" ".join(f"kelime{number}" for number in range(40)))
    assert story.heard == ["handoff.promise", "ticket.opened"]


def test_when_somebody_looks_at_it_is_asked_after_an_article_too() -> None:
    assert play().says("vpn bağlanmıyor").says("ne zaman bakarsınız").heard == ["status.new"]


# --- While it waits -----------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["acil", "çok acil işim durdu", "kimse çalışamıyor", "it's urgent, i can't work"])
def test_who_says_later_that_it_is_urgent_is_asked_whom_it_affects(words: str) -> None:
    story = handed("projeksiyon bozuk temsilci istiyorum").says(words)
    assert story.heard == ["noticed.kept", "ask.impact"]
    assert "ask.impact" not in story.says(words).heard


def test_of_a_request_nobody_is_asked_whom_it_affects() -> None:
    assert handed("bana yeni bir kulaklık lazım").says("acil").heard == ["noticed.kept"]


@pytest.mark.parametrize("words", ["şikayetçi olacağım", "müdürünüzle görüşmek istiyorum", "I want to complain"])
def test_who_complains_is_offered_the_lead(words: str) -> None:
    story = handed().says(words)
    assert story.heard == ["status.complaint"]
    assert story.presses("Yöneticiye ilet" if story.language == "tr" else "Tell the lead").heard == ["escalated.told"]
    assert story.says(words).heard == ["status.escalated"]
    assert story.later(days=1).says(words).heard == ["status.complaint"]


def test_a_matter_that_cannot_wait_keeps_what_is_said_of_it() -> None:
    services = (*SERVICES, SECURITY, Service(key="account", name={"tr": "Hesap"}, queue="l1", words=("şifre",)))
    story = Play(services=services).says("oltalama mailine tıkladım")
    assert story.says("tıkladım şifremi de girdim").heard == ["noticed.kept"]


def test_at_noon_the_desk_is_at_lunch() -> None:
    story = Play(now=MONDAY + timedelta(hours=2, minutes=45)).says("temsilci istiyorum")
    assert story.heard[0] == "hours.lunch"
    assert "13.30 itibarıyla yeniden" in story.answer
    assert Play(now=MONDAY + timedelta(hours=9)).says("temsilci istiyorum").heard[0] == "hours.closed"
    assert Play(now=MONDAY - timedelta(hours=2)).says("temsilci istiyorum").heard[0] == "hours.closed"


# --- After the end ------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["tekrar açın", "çağrımı yeniden açar mısınız", "please reopen my ticket"])
def test_who_asks_for_it_gets_the_ticket_opened_again(words: str) -> None:
    story = closed()
    assert story.says(words).case.status is Status.IN_PROGRESS
    assert story.heard == ["reopened.ask"]
    assert story.opened == 1


def test_a_ticket_that_is_long_over_is_not_opened_again() -> None:
    story = closed().later(days=20).says("tekrar açın")
    assert story.opened == 2


@pytest.mark.parametrize(
    ("words", "asked"), [("beş üzerinden beş süpersiniz", "rating.thanks"), ("2 idare eder", "ask.again")]
)
def test_a_score_may_have_kind_words_behind_it(words: str, asked: str) -> None:
    assert closed().says(words).heard[0] == asked


def test_a_request_that_silence_closes_is_told_so_in_its_own_words() -> None:
    story = handed("bana yeni bir kulaklık lazım").claims().solves("Masanızda.").silence()
    assert story.heard == ["closed.no_reply_request"]


# --- Secrets and codes --------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["kartım ••••••", "tc kimlik no ••••••", "my password: ••••••"])
def test_a_secret_alone_moves_nothing(words: str) -> None:
    secret = Said(words=words, hidden=frozenset({"card"}))
    story = play().says("vpn bağlanmıyor")
    assert story.happens(secret).heard == ["secret.card"]
    assert story.case.status is Status.NEW
    story = Play().happens(secret)
    assert story.heard == ["secret.card", "greet.hello"]
    assert story.ticket is None
    assert handed().happens(secret).heard == ["secret.card", "noticed.kept"]


STRANGER = replace(ALI, verified=False)


@pytest.mark.parametrize("words", ["bilmiyorum davet kodu nedir", "kodum yok", "what code", "kodu nereden alacağım"])
def test_who_has_no_code_hears_where_it_comes_from(words: str) -> None:
    assert Play(customer=STRANGER).says("perde inmiyor").says(words).heard == ["identity.no_code_mail"]
    assert Play(customer=STRANGER, mails=False).says("perde inmiyor").says(words).heard == ["identity.no_code"]


def test_who_waits_for_a_mailed_code_hears_where_to_look() -> None:
    story = Play(customer=STRANGER).says("perde inmiyor").says("ali@ornek.example")
    assert story.says("kod gelmedi").heard == ["identity.no_mail"]


def test_who_was_not_asked_for_a_code_is_not_told_about_it() -> None:
    assert Play().says("perde inmiyor").says("kodum yok").heard == ["handoff.promise"]
