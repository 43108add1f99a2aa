"""What a case lacks is asked while it waits for people, and what follows from the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from core.calendar import Calendar, Span
from core.contracts import PRIORITIES, Impact, Level, Priority, Question, Service, Target, Urgency
from core.dialogue import Said
from core.dialogue.details import SELF, UNKNOWN, told, values
from core.dialogue.kinds import kind_of
from core.effects import Command
from core.errors import Missing
from core.knowledge import Hit
from core.people import BOT
from core.secrets import Kind
from core.ticket import AFFECTED, IMPACT, URGENCY, Status, field_of
from tests.core.play import ALI, CONTRACT, ELIF, ORGANIZATION, SERVICES, ZEYNEP, Play, hit

PLACE = Question(key="place", text={"tr": "Hangi kattasınız?", "en": "Which floor are you on?"})
SOCKET = Question(key="socket", text={"tr": "Priz numarası nedir?", "en": "What is the socket's number?"})
NETWORK = Service(
    key="network", name={"tr": "Ağ", "en": "Network"}, queue="l1", words=("internet",), ask=(PLACE, SOCKET)
)
TILLS = Service(key="tills", name={"tr": "Kasa", "en": "Tills"}, queue="l1", words=("kasa",), triage=True)
MICE = Service(key="mice", name={"tr": "Donanım", "en": "Hardware"}, queue="l1", words=("mouse",))
SAFETY = Service(key="safety", name={"tr": "Güvenlik", "en": "Security"}, queue="l1", words=("fidye",), urgent=True)
PASSWORD: Kind = "password"
KNOWN = (*SERVICES, NETWORK, TILLS, MICE, SAFETY)
TARGETS = {
    Priority.P1: Target(respond=Span.parse("15m")),
    Priority.P2: Target(respond=Span.parse("30m")),
    Priority.P3: Target(respond=Span.parse("2h"), inform=Span.parse("1d")),
}
AGREED = replace(ORGANIZATION, contract=replace(CONTRACT, targets=TARGETS))
STOLEN = hit(20, "stolen", 0.9, title="Bilgisayar çalındı", urgent=True)


def desk(knows: Mapping[str, tuple[Hit, ...]] | None = None, **values: object) -> Play:
    """Return a play at a desk with questions to ask."""
    given: dict[str, object] = {"organization": AGREED, "services": KNOWN, "knows": knows or {}} | values
    return Play(**given)  # type: ignore[arg-type]


def waiting(words: str, **values: object) -> Play:
    """Return a play in which `words` were just handed to people."""
    return desk(None, **values).says(f"{words}, bir uzmana aktarın")


# --- A ticket never waits for a question --------------------------------------------------------------


def test_the_promise_comes_first_and_then_one_question() -> None:
    story = waiting("internet yok")
    assert story.case.status is Status.QUEUED
    assert story.heard == ["handoff.promise", "ticket.opened", "ask.detail"]
    assert "Hangi kattasınız?" in story.answer
    assert story.buttons == ["Bilmiyorum"]


def test_each_question_is_put_once_and_in_its_order() -> None:
    story = waiting("internet yok").says("ikinci kat")
    assert story.heard == ["ask.detail"]
    assert story.says("P-14").heard == ["intake.done"]
    assert story.case.fields == {"place": "ikinci kat", "socket": "P-14"}
    assert story.lines.count("line.detail") == 2


@pytest.mark.parametrize("unknown", ["bilmiyorum", "emin değilim", "hiçbir fikrim yok", "geç", "no idea", "not sure"])
def test_who_does_not_know_is_not_asked_again(unknown: str) -> None:
    story = waiting("internet yok").says(unknown)
    assert story.case.fields == {"place": ""}
    assert story.says(unknown).heard == ["intake.unknown"]
    assert story.case.fields == {"place": "", "socket": ""}


def test_once_somebody_has_the_case_words_are_for_him_but_a_late_button_still_counts() -> None:
    story = waiting("internet yok").claims()
    assert story.says("ikinci kat").case.fields == {}
    assert story.presses("Bilmiyorum").heard == ["intake.unknown"]
    assert story.case.fields == {"place": ""}


def test_the_button_of_a_question_that_was_answered_is_stale() -> None:
    story = waiting("internet yok").says("ikinci kat").says("P-14")
    assert story.presses("Bilmiyorum", bubble=0).heard == ["button.stale"]


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("çağrım ne durumda", "status.queued"),
        ("temsilci istiyorum", "status.queued"),
        ("gerek kalmadı", "closed.withdrawn"),
        ("kendim çözdüm", "closed.confirmed"),
        ("düzeldi", "found.ask"),
        ("teşekkürler", "thanks.reply"),
        ("bu arada ne zaman gelirsiniz?", "noticed.kept"),
        ("yazıcım da bozuldu", "matter.same_or_new"),
    ],
)
def test_what_means_something_else_is_no_answer(words: str, key: str) -> None:
    story = waiting("internet yok").says(words)
    assert story.heard[0] == key
    assert story.case.fields == {}


def test_another_matter_begins_a_case_of_its_own() -> None:
    story = waiting("internet yok").says("bir de yazıcım çalışmıyor")
    assert {ticket.service for ticket in story.others.values()} == {"network"}


def test_a_place_that_names_another_service_is_still_an_answer() -> None:
    assert waiting("internet yok").says("2. kat, yazıcının yanı").case.fields == {"place": "2. kat, yazıcının yanı"}


def test_who_first_wants_a_person_is_asked_once_the_matter_is_told() -> None:
    story = desk().says("insan istiyorum")
    assert "ask.detail" not in story.heard
    assert story.says("internetim kesik").heard == ["noticed.kept", "ask.detail"]
    assert story.says("ikinci kat").says("P-14").says("hâlâ yok").heard == []


def test_who_is_angry_or_was_told_of_a_secret_is_spared() -> None:
    angry = desk().says("internet yok").says("rezalet")
    assert angry.heard[-2:] == ["insult", "human.until"]
    hidden = desk().happens(Said(words="uzman istiyorum, internet yok", hidden=frozenset({PASSWORD})))
    assert hidden.heard == ["secret.masked", "handoff.promise", "ticket.opened"]
    late = desk().says("insan istiyorum")
    late.happens(Said(words="internetim kesik, şifrem ***", hidden=frozenset({PASSWORD})))
    assert late.heard == ["secret.masked", "noticed.kept"]


def test_a_stranger_is_asked_who_he_is_and_nothing_else() -> None:
    story = desk(customer=replace(ALI, verified=False)).says("internet yok")
    assert story.heard == ["level0.routed", "identity.ask"]


def test_level_0_asks_too() -> None:
    received = replace(AGREED, contract=replace(AGREED.contract, level=Level.RECEIVE))
    assert desk(organization=received).says("internet yok").heard[-1] == "ask.detail"


# --- Impact and urgency -------------------------------------------------------------------------------


def test_the_answers_raise_the_priority_and_the_customer_hears_the_new_moment() -> None:
    story = waiting("kasaları kimse açamıyor")
    assert story.heard[-1] == "ask.impact"
    assert story.presses("Birçok kişiyi").heard == ["ask.urgency"]
    assert story.presses("Hayır, işim durdu").heard == ["priority.raised"]
    assert "10.15'e kadar" in story.answer
    case = story.case
    assert (case.priority, case.impact, case.urgency) == (Priority.P1, Impact.MANY, Urgency.STOPPED)
    assert "line.priority_told" in story.lines


def test_after_the_priority_the_next_question_follows() -> None:
    story = waiting("kimsede internet yok").says("herkesi").says("çalışamıyoruz")
    assert story.heard == ["priority.raised", "ask.detail"]


@pytest.mark.parametrize("words", ["ACİL!!! mouse bozuldu", "mouse çok acil çalışmıyor"])
def test_urgent_is_only_a_word(words: str) -> None:
    story = waiting(words).presses("Yalnızca beni")
    assert story.heard == ["intake.done"]  # no urgency makes more of one person
    assert story.case.priority is Priority.P3


def test_answers_lower_nothing() -> None:
    story = waiting("kasa kapandı").presses("Ekibimi").presses("Evet")
    assert PRIORITIES[Impact.TEAM, Urgency.WORKING] is Priority.P4
    assert story.case.priority is Priority.P3


def test_a_service_may_want_to_know_in_every_case() -> None:
    assert waiting("kasa kapandı").heard[-1] == "ask.impact"
    assert waiting("kasa lisansı lazım").heard[-1] != "ask.impact"


def test_who_cannot_say_whom_it_affects_is_not_asked_for_urgency() -> None:
    story = waiting("kasa kapandı").says("bilmiyorum")
    assert story.heard == ["intake.unknown"]
    assert story.case.impact is None


def test_without_an_earlier_moment_nothing_is_said_of_the_priority() -> None:
    contract = replace(CONTRACT, targets={Priority.P3: Target(respond=Span.parse("15m"))})
    story = waiting("kasa kapandı", organization=replace(ORGANIZATION, contract=contract))
    assert story.presses("Birçok kişiyi").presses("Hayır, işim durdu").heard == ["intake.done"]
    assert story.case.priority is Priority.P1


def test_the_contract_may_have_a_matrix_of_its_own() -> None:
    mild = dict.fromkeys(PRIORITIES, Priority.P3) | {(Impact.ONE, Urgency.STOPPED): Priority.P2}
    contract = replace(AGREED.contract, priorities=mild)
    story = waiting("kasa kapandı", organization=replace(AGREED, contract=contract))
    assert story.presses("Yalnızca beni").says("hayır").case.priority is Priority.P2


def test_agents_change_the_priority_with_a_reason_and_a_raise_is_told() -> None:
    story = waiting("mouse bozuk").claims()
    with pytest.raises(Missing):
        story.acts(ELIF, Command.PRIORITIZE, priority=Priority.P2)
    with pytest.raises(Missing):
        story.acts(ELIF, Command.PRIORITIZE, priority=Priority.P3, reason="aynı")
    assert story.acts(ELIF, Command.PRIORITIZE, priority=Priority.P2, reason="Toplantı var").heard == [
        "priority.raised"
    ]
    assert story.acts(ZEYNEP, Command.PRIORITIZE, priority=Priority.P4, reason="Yedeği var").heard == []
    assert story.lines.count("line.priority") == 2


def test_once_somebody_has_answered_a_raise_is_not_told() -> None:
    story = waiting("mouse bozuk").claims().acts(ELIF, Command.REPLY, "Bakıyorum")
    assert story.acts(ELIF, Command.PRIORITIZE, priority=Priority.P1, reason="Yayıldı").heard == []


def test_a_higher_priority_never_promises_less() -> None:
    assert CONTRACT.budget(Priority.P1, "respond") == Span.parse("2h")
    assert AGREED.contract.budget(Priority.P1, "respond") == Span.parse("15m")
    assert AGREED.contract.budget(Priority.P4, "respond") is None


def test_the_desk_records_nothing_that_it_cannot_read() -> None:
    story = waiting("kasa kapandı")
    for field, words in ((IMPACT, "everyone"), (URGENCY, ""), ("mood", "blue")):
        with pytest.raises(Missing):
            story.acts(BOT, Command.DETAIL, words, field=field)


# --- For somebody else --------------------------------------------------------------------------------


def test_who_writes_for_somebody_is_asked_for_the_name() -> None:
    story = waiting("müdürümün mouse'u bozuldu")
    assert story.heard[-1] == "ask.affected"
    assert story.says("Nermin Işık").heard == ["intake.done"]
    assert story.case.affected == "Nermin Işık"


@pytest.mark.parametrize("answer", ["ben", "benim", "bende"])
def test_who_means_himself_says_so(answer: str) -> None:
    story = waiting("müdürümün mouse'u bozuldu").says(answer)
    assert (story.heard, story.case.affected) == (["intake.done"], "")
    pressed = waiting("müdürümün mouse'u bozuldu").presses("Sorun bende")
    assert (pressed.heard, pressed.case.affected) == (["intake.done"], "")


def test_a_request_is_asked_for_whom_it_is() -> None:
    assert waiting("müdürüm için yeni mouse lazım").heard[-1] == "ask.affected_request"


# --- What cannot wait ---------------------------------------------------------------------------------


def test_an_urgent_article_goes_to_people_at_once_and_helps_meanwhile() -> None:
    story = desk({"çalındı": (STOLEN,)}).says("laptopum çalındı")
    assert (story.case.priority, story.case.status) == (Priority.P1, Status.QUEUED)
    assert story.heard == ["security.urgent", "human.until", "ticket.opened", "security.steps", "answer.article"]
    assert "+90 212" in story.answer
    assert "10.15'e kadar" in story.answer


def test_at_night_the_moment_is_true() -> None:
    story = desk({"çalındı": (STOLEN,)}).later(hours=13).says("laptopum çalındı")
    assert "yarın (24 Kasım) 09.15'e kadar" in story.answer
    always = replace(
        AGREED, contract=replace(AGREED.contract, calendar=Calendar(timezone="Europe/Istanbul", always_open=True))
    )
    assert "23.15'e kadar" in desk(organization=always).later(hours=13).says("fidye virüsü bulaştı").answer


def test_without_a_phone_only_the_moment_is_told() -> None:
    story = desk(organization=replace(AGREED, emergency_phone="")).says("fidye yazılımı bulaştı")
    assert story.heard == ["security.urgent_no_phone", "ticket.opened"]


def test_steps_are_shown_only_where_the_contract_lets_us_solve() -> None:
    received = replace(AGREED, contract=replace(AGREED.contract, level=Level.RECEIVE))
    story = desk({"çalındı": (STOLEN,)}, organization=received).says("laptopum çalındı")
    assert story.case.priority is Priority.P1
    assert "answer.article" not in story.heard
    other = replace(STOLEN, category="sap")
    assert "answer.article" not in desk({"çalındı": (other,)}).says("laptopum çalındı").heard


def test_the_article_of_the_other_language_is_better_than_none() -> None:
    story = desk({"çalındı": (replace(STOLEN, lang="en"),)}).says("laptopum çalındı")
    assert "answer.other_language" in story.heard


def test_an_urgent_title_that_is_chosen_goes_to_people_with_its_steps() -> None:
    knows = {"laptop": (hit(21, "battery", 0.5), replace(STOLEN, probability=0.4))}
    story = desk(knows).says("laptop yok")
    assert story.presses("Bilgisayar çalındı").heard[-1] == "answer.article"
    assert story.case.priority is Priority.P1


def test_an_urgent_article_after_another_that_did_not_help_is_no_second_try() -> None:
    knows = {"laptop": (hit(21, "battery", 0.95), STOLEN)}
    story = desk(knows).says("laptop yok").says("olmadı")
    assert (story.case.priority, story.case.status) == (Priority.P1, Status.QUEUED)


def test_a_wish_for_a_person_does_not_hide_what_is_urgent() -> None:
    assert waiting("bilgisayarıma fidye bulaştı").case.priority is Priority.P1


def test_two_matters_of_which_one_is_urgent_are_not_asked_about() -> None:
    story = desk().says("fidye yazılımı çıktı, ayrıca yazıcım çalışmıyor")
    assert story.heard[0] == "security.urgent"


def test_what_is_urgent_does_not_ask_whether_it_is_new() -> None:
    story = waiting("vpn bozuk").says("ekranda fidye notu çıktı, açılmıyor")
    assert [ticket.priority for ticket in (story.case, *story.others.values())] == [Priority.P1, Priority.P3]


def test_a_wish_at_an_urgent_service_can_wait() -> None:
    assert desk().says("fidye eğitimi talep ediyorum").case.priority is Priority.P3


# --- Many people and nothing known --------------------------------------------------------------------


def test_what_many_have_and_nobody_knows_goes_to_people_at_once() -> None:
    story = desk().says("bütün ofiste perde inmiyor")
    assert story.case.status is Status.QUEUED
    assert story.heard[-1] == "ask.impact"


# --- Reading ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asking", "words", "answer"),
    [
        (IMPACT, "sadece ben", Impact.ONE), (IMPACT, "yalnızca beni", Impact.ONE), (IMPACT, "only me", Impact.ONE),
        (IMPACT, "ekibimi", Impact.TEAM), (IMPACT, "my whole team", Impact.TEAM), (IMPACT, "iki kişiyiz", Impact.TEAM),
        (IMPACT, "birçok kişiyi", Impact.MANY), (IMPACT, "herkesi", Impact.MANY), (IMPACT, "tüm şirket", Impact.MANY),
        (IMPACT, "everybody", Impact.MANY), (IMPACT, "kimse giremiyor", Impact.MANY), (IMPACT, "mavi", None),
        (URGENCY, "evet", Urgency.WORKING), (URGENCY, "evet çalışabiliyorum", Urgency.WORKING),
        (URGENCY, "yes", Urgency.WORKING), (URGENCY, "kısmen", Urgency.PARTLY), (URGENCY, "a little", Urgency.PARTLY),
        (URGENCY, "hayır", Urgency.STOPPED), (URGENCY, "çalışamıyorum", Urgency.STOPPED),
        (URGENCY, "no", Urgency.STOPPED),
        (URGENCY, "işim durdu", Urgency.STOPPED), (URGENCY, "I can't work", Urgency.STOPPED), (URGENCY, "mavi", None),
        (AFFECTED, "Ayşe Yılmaz", "Ayşe Yılmaz"), (AFFECTED, "kendim değil, ben", "kendim değil, ben"),
        (AFFECTED, "ben", SELF), (AFFECTED, "bilmiyorum", UNKNOWN),
        (field_of("place"), "bodrum, hata yazıyor", "bodrum, hata yazıyor"), (field_of("place"), "neden?", None),
        (field_of("place"), "hâlâ aynı", None), (field_of("place"), "numaram 532 123 45 67", None),
        (field_of("place"), "2. kat, numara 14", "2. kat, numara 14"),
        ("over", "evet", None), ("", "evet", None),
    ],
)  # fmt: skip
def test_an_answer_is_read_in_the_light_of_its_question(asking: str, words: str, answer: str | None) -> None:
    assert told(asking, words) == answer


def test_only_questions_of_intake_have_its_values() -> None:
    assert values("same") == ()
    assert values(AFFECTED) == (SELF,)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("yeni mouse istiyorum", "request"), ("lisans lazım", "request"), ("excel kurar mısınız", "request"),
        ("ikinci monitör talep ediyorum", "request"), ("I need a new headset", "request"),
        ("can you install Visio", "request"),
        ("klasöre yetki verilmesi gerekiyor", "request"), ("access request for finance folder", "request"),
        ("mouse bozuldu", "incident"), ("yazıcı çalışmıyor, bakar mısınız", "incident"),
        ("yardım istiyorum", "incident"),
        ("lisans hatası alıyorum", "incident"), ("sisteme girmek istiyorum ama olmuyor", "incident"),
        ("my laptop is broken, I need help", "incident"), ("ekran siyah", "incident"), ("", "incident"),
        ("ekran siyah, bir uzmanla görüşmek istiyorum", "incident"),
        ("yeni mouse için bir uzmanla görüşmek istiyorum", "request"),
    ],
)  # fmt: skip
def test_words_tell_an_incident_from_a_request(words: str, kind: str) -> None:
    assert kind_of(words) == kind


def test_the_type_follows_the_words_where_the_service_does_not_say() -> None:
    assert waiting("yeni mouse istiyorum").case.type == "request"
    assert waiting("mouse tıklamıyor").case.type == "incident"
    assert waiting("yeni perde lazım").case.type == "request"


def test_trouble_is_not_a_name() -> None:
    story = Play().says("müdürümün laptopu açılmıyor, bir uzmana aktarır mısınız")
    assert "ask.affected" in story.heard
    story.says("hâlâ açılmıyor")
    assert story.case.affected == ""
