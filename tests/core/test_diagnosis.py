"""Stories of a question bank: question by question to an article or to people, by buttons and by words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.contracts import Level, Priority, ServiceTerms
from core.dialogue import Pressed, Reminded, Said, diagnosis
from core.dialogue.scene import Scene
from core.dialogue.states import Memory, State, state_of
from core.effects import Diagnose, Suggest
from core.outage import Outage
from core.ticket import Ending, Status
from tests.core.asked import CERT, DOCK, FIRST, NET, SAP_NET, STOLEN, TUNNEL, VAGUE, WIFI, asked
from tests.core.play import ALI, CONTRACT, ELIF, KNOWS, MONDAY, ORGANIZATION, VPN, Play, hit

QUESTION = "Nedenini bulmak için kısa bir soru: Nereden bağlanıyorsunuz?"
HUMAN = "Destek uzmanı istiyorum"


def standing(story: Play) -> str:
    return Memory.of(story.case).bank_question


def test_a_vague_matter_gets_the_first_question_of_the_bank_and_its_reference() -> None:
    story = asked()
    assert story.heard == FIRST
    assert story.answer == f"{QUESTION}\nÇağrı numaranız: K7M2R9"
    assert story.buttons == ["Ofisten, Wi-Fi ile", "Ofisten, kabloyla", "Evden", "Telefondan", "Bilmiyorum", HUMAN]
    assert story.case.status is Status.NEW
    assert story.lines == ["line.opened", "line.bank_begun"]
    assert story.bubbles[-1].guarded
    [suggested] = [kept for kept in story.kept if isinstance(kept, Suggest)]
    assert (suggested.decision, suggested.hits) == ("diagnose", VAGUE)
    assert story.runs == [Diagnose(bank=4, question="where")]


def test_a_question_that_has_a_way_on_for_who_does_not_know_gets_no_second_such_button() -> None:
    story = asked().presses("Ofisten, kabloyla")
    assert story.heard == ["diagnose.next"]
    assert story.buttons[-2:] == ["Bilmiyorum, göremiyorum", HUMAN]
    assert "Bilmiyorum" not in story.buttons


def test_answers_lead_to_an_article_that_is_tried_like_any_other() -> None:
    story = asked().presses("Evden").presses("Evet, yalnız şirket sistemleri açılmıyor")
    assert story.heard == ["answer.article", "answer.try"]
    assert "tunnel sorunu" in story.answer
    assert story.lines[-3:] == ["line.answered", "line.answered", "line.article_offered"]
    assert story.runs[-1] == Diagnose(
        bank=4, question="sites", answers=(("where", "home"), ("sites", "sites")), topic="tunnel", ended=True
    )
    assert [kept.decision for kept in story.kept if isinstance(kept, Suggest)] == ["diagnose", "diagnosed"]
    story.presses("Çözüldü")
    assert (story.case.end_reason, story.rated) == (Ending.CONFIRMED, ["solved"])


def test_an_article_of_the_bank_that_did_not_help_gives_the_case_to_people() -> None:
    story = asked().presses("Ofisten, Wi-Fi ile").says("olmadı")
    assert story.heard == ["handoff.promise"]
    assert story.rated == ["refused"]


def test_answers_lead_to_the_queue_that_the_bank_names() -> None:
    story = asked().presses("Ofisten, kabloyla").presses("Hayır")
    assert (story.case.status, story.case.queue) == (Status.QUEUED, "network")
    assert story.heard == ["handoff.promise"]
    routed = story.entries[-1].line
    assert routed is not None
    assert story.words(routed) == "Gruba iletildi: Ağ Ekibi. Neden: sorulara verilen yanıtlar bu grubu gösteriyor"
    assert [story.words(entry.line) for entry in story.entries[-3:-1] if entry.line] == [
        "Nereden bağlanıyorsunuz? Ofisten, kabloyla",
        "Girişin ışığı yanıyor mu? Hayır",
    ]
    assert story.runs[-1].queue == "network"


@pytest.mark.parametrize("label", ["Kurumun kendi ağında", "Hayır, hiçbir şey açılmıyor"])
def test_a_queue_that_is_not_there_or_is_anothers_is_not_used(label: str) -> None:
    story = asked().presses("Ofisten, kabloyla" if "ağında" in label else "Evden").presses(label)
    assert (story.case.status, story.case.queue) == (Status.QUEUED, "l1")
    assert story.runs[-1].queue is None


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("evden", "sites"),
        ("EVDEYİM", "sites"),
        ("ofisten kabloyla", "light"),
        ("kabloylayim", "light"),
        ("2", "light"),
        ("ikinci", "light"),
        ("üç", "sites"),
        ("by cable", "light"),
        ("merhaba, evdeyim", "sites"),
        ("ofisteyim, kablu ile", "light"),
        ("ofisten", "where"),
        ("lütfen", "where"),
    ],
)
def test_an_answer_in_words_is_as_good_as_its_button(words: str, question: str) -> None:
    story = asked().says(words)
    assert standing(story) == question
    assert story.heard == (["diagnose.next"] if question != "where" else ["diagnose.again"])


def test_an_answer_in_words_says_nothing_new_of_the_matter() -> None:
    story = asked().says("kabloyla")
    assert Memory.of(story.case).words == "bağlantı kuramıyorum"
    assert story.case.title == "bağlantı kuramıyorum"


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("evet", ["answer.article", "answer.try"]),
        ("yanıyor", ["answer.article", "answer.try"]),
        ("yanmıyor", ["handoff.promise"]),
        ("hayır yanmıyor", ["handoff.promise"]),
        ("ışık yok", ["handoff.promise"]),
        ("bilmiyorum", ["handoff.promise"]),
        ("no idea", ["handoff.promise"]),
        ("dock a takılı", ["answer.article", "answer.try"]),
    ],
)
def test_yes_no_and_the_verb_of_the_question_are_read(words: str, heard: list[str]) -> None:
    assert asked().presses("Ofisten, kabloyla").says(words).heard == heard


def test_who_does_not_know_goes_on_by_the_rule_of_the_bank() -> None:
    story = asked().presses("Ofisten, kabloyla").says("bilmiyorum")
    assert story.case.queue == "network"
    assert story.runs[-1].answers[-1] == ("light", "unknown")


def test_who_does_not_know_where_the_bank_has_no_rule_is_offered_the_titles_that_are_left() -> None:
    story = asked().presses("Evden").presses("Bilmiyorum")
    assert story.heard == ["choose.this"]
    assert story.buttons == ["tunnel sorunu", "Hiçbiri", HUMAN]
    assert story.runs[-1] == Diagnose(
        bank=4, question="sites", answers=(("where", "home"), ("sites", "unknown")), ended=True
    )
    assert story.presses("tunnel sorunu").heard == ["answer.article", "answer.try"]


def test_who_does_not_know_and_for_whom_no_title_is_left_gets_people() -> None:
    story = asked(knows={"bağlantı": (WIFI, hit(31, "a", 0.2), CERT, hit(32, "b", 0.2), DOCK)})
    story.banks = {}
    assert story.heard == ["choose.one", "ticket.opened"]
    known = (WIFI, CERT, DOCK, replace(TUNNEL, probability=0.1), replace(STOLEN, probability=0.3))
    story = asked(knows={"bağlantı": known}).presses("Evden").says("hiç bilmiyorum")
    assert (story.heard, story.case.status) == (["handoff.promise"], Status.QUEUED)


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("bir insanla görüşmek istiyorum", ["handoff.promise"]),
        ("evet düzeldi", ["closed.confirmed"]),
        ("vazgeçtim", ["closed.withdrawn"]),
        ("kapatabilirsiniz", ["closed.withdrawn"]),
        ("beni arar mısınız", ["callback.noted"]),
        ("çağrım ne durumda", ["status.new", "diagnose.next"]),
        ("teşekkürler", ["status.new", "diagnose.next"]),
        ("merhaba", ["status.new", "diagnose.next"]),
        ("English please", ["language.switched", "diagnose.next"]),
        ("akşam eve gidince bakacağım", ["diagnose.later"]),
        ("şu an toplantıdayım", ["diagnose.later"]),
        ("henüz bakamadım", ["diagnose.later"]),
        ("salı günü bakabilirim", ["solved.later"]),
        ("bir de yazıcım bozuldu", ["matter.same_or_new"]),
        ("görüşürüz", ["farewell"]),
        ("kod 619 yazıyor", ["answer.article", "answer.try"]),
        ("sap açılmıyor", ["level0.routed"]),
    ],
)
def test_the_question_can_be_left_at_any_time(words: str, heard: list[str]) -> None:
    story = asked().says(words)
    assert story.heard[: len(heard)] == heard


def test_the_state_is_told_with_the_question_and_its_buttons() -> None:
    story = asked().says("çağrım ne durumda")
    assert story.buttons[0] == "Ofisten, Wi-Fi ile"
    assert story.presses("Evden").heard == ["diagnose.next"]


def test_the_language_can_change_in_the_middle() -> None:
    story = asked().says("English please")
    assert story.answer == "I'll write in English from now on.\nWhere are you?"
    assert story.buttons == ["The office, over Wi-Fi", "The office, by cable", "Home", "My phone", "I don't know",
                             "I'd like a specialist"]  # fmt: skip
    story.presses("Home")
    assert story.answer == "Do news sites open?"


def test_something_new_begins_a_case_of_its_own_and_the_question_stays() -> None:
    story = asked().says("yeni bir konu: yazıcım bozuldu")
    assert story.case.ref == "A2B3C4"
    story.turns_to("K7M2R9")
    assert state_of(story.case) is State.DIAGNOSING
    assert story.presses("Evden", bubble=0).heard[-1] == "diagnose.next"


def test_what_cannot_be_read_is_asked_once_more_then_people_take_over() -> None:
    story = asked().says("mavi")
    assert story.heard == ["diagnose.again"]
    assert story.answer == "Hangisini kastettiğinizi anlayamadım. Nereden bağlanıyorsunuz?"
    assert story.says("yeşil").heard == ["handoff.promise"]
    assert story.lines[-1] == "line.routed"


def test_each_question_has_its_second_try() -> None:
    story = asked().says("mavi").presses("Evden").says("yeşil")
    assert story.heard == ["diagnose.again"]


def test_an_old_button_tells_the_question_that_stands() -> None:
    story = asked().presses("Evden").presses("Ofisten, kabloyla", bubble=0)
    assert story.heard == ["button.stale", "diagnose.next"]
    assert story.answer.endswith("Haber siteleri açılıyor mu?")
    assert standing(story) == "sites"
    assert story.presses("Evden", bubble=0).heard == ["button.stale", "diagnose.next"], "the same button twice"
    assert len(story.runs) == 2


def test_a_button_that_was_never_there_is_stale() -> None:
    story = asked()
    number = Memory.of(story.case).main
    for value in ("answer:mars", "topic:wifi", "yes", ""):
        assert story.happens(Pressed(value=value, label="?", question=number)).heard[0] == "button.stale"


def test_nothing_is_asked_while_a_person_has_the_case() -> None:
    story = asked().claims()
    assert story.presses("Evden", bubble=0).heard == ["button.stale"]
    assert story.says("evden").heard == []
    assert story.case.owner == ELIF.person


def test_a_bank_that_leads_to_an_article_that_did_not_help_leads_to_people() -> None:
    story = Play(
        knows={"sap": (), "bağlantı": (replace(WIFI, probability=0.8), TUNNEL, CERT, DOCK)}, banks={4: NET}
    ).says("bağlantı kuramıyorum")
    assert story.heard[0] == "answer.article", "an article that is sure comes before a bank"
    bare = (replace(TUNNEL, probability=0.45), CERT, DOCK, replace(STOLEN, probability=0.25))
    story.knows = {"kablosuz": bare}
    story.says("kablosuz simgesinde ünlem var")
    assert story.heard == ["diagnose.ask"]
    story.presses("Ofisten, Wi-Fi ile")
    assert story.heard == ["handoff.promise"]
    routed = story.entries[-1].line
    assert routed is not None
    assert routed.values["reason"].key == "reason.refused"


def test_an_article_that_may_not_be_read_leads_to_people() -> None:
    story = asked(articles={}).presses("Telefondan")
    assert (story.heard, story.case.status) == (["handoff.promise"], Status.QUEUED)
    routed = story.entries[-1].line
    assert routed is not None
    assert routed.values["reason"].key == "reason.unclear"


def test_an_answer_that_tells_of_a_service_that_we_only_pass_on_leads_to_its_people() -> None:
    story = asked(articles={"dock": SAP_NET}).presses("Ofisten, kabloyla")
    story.knows = {"bağlantı": (*VAGUE[:3], SAP_NET)}
    story.presses("Kablo dock'a takılı")
    assert story.heard == ["level0.routed"]
    assert (story.case.status, story.case.queue, story.case.service) == (Status.QUEUED, "ornek_it", "sap")
    assert story.case.title == "bağlantı kuramıyorum"
    routed = story.entries[-1].line
    assert routed is not None
    assert routed.values["reason"].key == "reason.level0"


def test_a_category_that_is_no_service_leads_to_people_as_anything_unclear() -> None:
    theirs = replace(SAP_NET, category="print")
    contract = replace(CONTRACT, services={"print": ServiceTerms(level=Level.RECEIVE)})
    story = asked(articles={"dock": theirs}, organization=replace(ORGANIZATION, contract=contract))
    story.presses("Ofisten, kabloyla")
    story.knows = {"bağlantı": (*VAGUE[:3], theirs)}
    assert story.presses("Kablo dock'a takılı").heard == ["handoff.promise"]


SAP_WIFI = replace(WIFI, category="sap")


def test_a_bank_that_fits_the_whole_matter_is_asked_though_part_of_it_is_not_ours_to_solve() -> None:
    story = asked(knows={"bağlantı": (SAP_WIFI, *VAGUE[1:])})
    assert story.heard == FIRST
    [suggested] = [kept for kept in story.kept if isinstance(kept, Suggest)]
    assert suggested.hits == (SAP_WIFI, *VAGUE[1:])
    assert story.presses("Ofisten, Wi-Fi ile").heard == ["level0.routed"], "no article where we only pass on"


def test_a_bank_in_which_nothing_is_ours_to_solve_is_not_asked() -> None:
    theirs = tuple(replace(each, category="sap") for each in VAGUE)
    story = asked(knows={"bağlantı": theirs})
    assert story.heard == ["ask.again", "ticket.opened"]
    assert story.runs == []


def test_an_article_that_the_search_did_not_find_is_given_all_the_same() -> None:
    story = asked(knows={"bağlantı": VAGUE}, articles={"tunnel": replace(TUNNEL, title="Tünel")}).presses("Evden")
    story.knows = {}
    story.presses("Evet, yalnız şirket sistemleri açılmıyor")
    assert "Tünel" in story.answer


def test_an_urgent_article_at_the_end_goes_to_people_at_once_with_its_first_steps() -> None:
    story = asked().presses("Telefondan")
    assert story.heard == ["security.urgent", "human.until", "security.steps", "answer.article"]
    assert story.case.priority is Priority.P1


def test_what_cannot_wait_is_heard_in_the_middle() -> None:
    services = (*Play().services, replace(Play().services[0], key="theft", urgent=True, words=("çalındı",)))
    story = asked(services=services).says("aslında laptopum çalındı evden")
    assert story.case.priority is Priority.P1


def test_an_outage_that_is_declared_meanwhile_comes_before_the_next_question() -> None:
    outage = Outage(
        number=7, title={"tr": "Bağlantı kesintisi", "en": "Outage"}, queue="l1", next_at=MONDAY, words=("bağlantı",)
    )
    story = asked()
    story.outages = (outage,)
    assert story.presses("Evden").heard[0] == "outage.known"


def test_no_bank_where_we_only_record_nor_for_a_stranger() -> None:
    for values in (
        {"organization": replace(ORGANIZATION, contract=replace(CONTRACT, level=Level.RECEIVE))},
        {"customer": replace(ALI, verified=False)},
    ):
        story = asked(**values)
        assert story.heard[0] == "level0.routed"
        assert story.runs == []


def test_a_contract_that_changes_in_the_middle_ends_the_questions() -> None:
    story = asked()
    story.organization = replace(ORGANIZATION, contract=replace(CONTRACT, level=Level.RECEIVE))
    assert story.presses("Evden").heard == ["level0.routed"]
    story = asked()
    story.organization = replace(ORGANIZATION, contract=replace(CONTRACT, level=Level.RECEIVE))
    assert story.says("evden").heard == ["level0.routed"]


def test_a_bank_is_asked_once_about_a_case() -> None:
    story = asked().presses("Evden").says("bilmiyorum").presses("Hiçbiri")
    assert story.heard[0] in {"ask.more", "ask.again", "handoff.promise"}
    assert Memory.of(story.case).banks == ("net",)
    assert len([run for run in story.runs if not run.answers]) == 1


def test_a_bank_that_is_changed_goes_on_as_it_was_for_who_is_being_asked() -> None:
    story = asked(pinned={4: NET})
    other = replace(NET, questions={**NET.questions, "where": NET.questions["sites"]})
    story.banks = {5: other}
    assert story.presses("Ofisten, kabloyla").answer == "Girişin ışığı yanıyor mu?"
    assert {run.bank for run in story.runs} == {4}


def test_a_bank_that_cannot_be_read_any_more_leaves_the_case_to_people() -> None:
    for says in (True, False):
        story = asked()
        story.banks = {}
        if says:
            story.says("evden")
        else:
            story.happens(Reminded())
        assert (story.heard, story.case.status) == (["handoff.promise"], Status.QUEUED)
    story = asked()
    story.banks = {}
    assert story.presses("Evden").heard == ["button.stale"]


def test_an_action_without_its_answer_does_not_pretend() -> None:
    story = asked()
    event = Said(words="?")
    scene = Scene(case=story.as_case(), event=event, facts=story.facts(event))
    for action in (diagnosis.ask_first, diagnosis.ask_next, diagnosis.give_found):
        with pytest.raises(LookupError):
            action(scene)


# ---- Silence


def test_an_incident_whose_question_nobody_answers_goes_to_people() -> None:
    story = asked()
    assert story.reminders == [MONDAY.replace(hour=9)], "two hours of service"
    assert story.happens(Reminded()).heard == ["handoff.promise"]
    assert story.case.status is Status.QUEUED


def test_who_wanted_to_look_later_is_asked_once_more_first() -> None:
    story = asked().says("akşam eve gidince bakacağım").later(days=1).happens(Reminded())
    assert story.heard == ["diagnose.remind"]
    assert story.answer.endswith("yanıtınızı bekliyorum: Nereden bağlanıyorsunuz?")
    assert story.presses("Evden").heard == ["diagnose.next"]
    story = asked().says("akşam eve gidince bakacağım").happens(Reminded()).happens(Reminded())
    assert story.heard == ["handoff.promise"]


def test_a_request_is_reminded_once_and_then_abandoned() -> None:
    wished = tuple(replace(each, type="request") for each in VAGUE)
    story = asked("bağlantı rica ediyorum", knows={"bağlantı": wished}).happens(Reminded())
    assert story.case.type == "request"
    assert story.heard == ["diagnose.remind"]
    assert story.happens(Reminded()).heard == ["closed.no_reply_request"]


# ---- In English, after titles, after an article, after an end


def test_it_is_asked_in_english() -> None:
    story = asked("i can't connect", language="en")
    assert story.answer.startswith("A quick question to find the cause: Where are you?")
    assert story.says("at home").answer == "Do news sites open?"
    assert story.says("yes but not your systems").heard == ["answer.other_language", "answer.article", "answer.try"]


def test_more_words_may_lead_from_titles_to_a_bank() -> None:
    story = Play(knows={"bağlantı": VAGUE, **KNOWS}, banks={4: NET}).says("yazıcım bozuk")
    assert story.heard[0] == "choose.one"
    story.knows = {"bağlantı": VAGUE}
    assert story.says("bilgisayarın bağlantısı gitti").heard == ["diagnose.ask"]


def test_a_new_matter_after_the_end_may_begin_with_a_bank() -> None:
    story = asked("vpn açılmıyor", knows={"bağlantı": VAGUE, "vpn": (VPN,)}).presses("Çözüldü")
    assert story.case.end_reason is Ending.CONFIRMED
    assert story.says("ofiste bağlantı kuramıyorum").heard == FIRST
    assert story.case.ref == "A2B3C4"
