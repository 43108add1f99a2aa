"""Short lines that look like an answer and are none: trouble in two words, and who looks before he answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core import contracts
from core.banks import Question
from core.dialogue import Reminded
from core.dialogue.intents import Intent, read, read_answer
from core.dialogue.looking import puts_off, told_now
from core.dialogue.options import meant
from core.dialogue.states import Memory, State, state_of
from core.ticket import Status
from tests.core.asked import asked, option
from tests.core.play import SERVICES, Play, hit, play

# fmt: off
MISSING = [
    "bağlantım yok", "baglantim yok", "bağlantı yok", "bağlantımız yok", "baglntim yok", "bağlatım yok",
    "internet bağlantım yok", "görüntü yok", "goruntu yok", "görüntüm yok", "gorüntu yok", "ekranda görüntü yok",
    "internetim yok", "intrnet yok", "net yok", "sinyal yok", "elektrik yok", "ışık yok", "ağ yok", "çıktı yok",
    "şifrem yok", "yetkim yok", "erişim yok", "sistem yok", "sesim yok", "ses gelmiyor", "no connection",
    "no conection", "no sound", "no picture", "no signal", "no internet", "there's no sound", "i have no internet",
]
BARE = ["yok", "hayır yok", "hayır", "olmadı", "yok olmadı", "no", "nope", "hayir olmadi"]
LOOKS = [
    "bakıp döneyim", "bakip doneyim", "bakip dönücem", "bi bakayım", "bakıyorum", "baktırıp yazarım",
    "kontrol edip döneyim", "kontrol edeyim", "bi kontrol edicem", "bakip yazicam", "birazdan bakarım", "deniycem",
    "bir saniye", "bi dk", "dur bi bakıyım", "bakıp haber vereyim", "bakıp geliyorum", "öğrenip döneyim",
    "arkadaşa sorup yazayım", "yanına gidip bakayım", "kabloya bakıp döneyim", "şu an bakamam", "yarın bakıp yazarım",
    "let me check and get back", "i'll check", "ill check and get back to you", "will check and let you know",
    "one sec", "hang on", "give me a minute", "just a moment", "brb", "lemme see", "let me ask and get back to you",
]
TELLS = [
    "evden", "evdeyim", "kabloyla", "ışık yanmıyor", "kontrol ettim yanmıyor", "baktım ışık yok", "denedim olmadı",
    "bilmiyorum", "basıyor", "sürekli dönüyor", "donuyor", "yeni telefon aldım", "it keeps restarting", "restarting",
    "kabloyla bağlanırım", "bakmıyor", "yok", "evet",
]
# fmt: on

LIGHT = Question(
    text={"tr": "Girişin ışığı yanıyor mu?", "en": "Is the light on?"},
    options=(
        option("yes", "Evet", "Yes", topic="a"),
        option("no", "Hayır", "No", topic="b"),
        option("dock", "Kablo dock'a takılı", "It goes into a dock", topic="c"),
    ),
)


@pytest.mark.parametrize("words", MISSING)
def test_a_thing_that_is_not_there_is_a_matter_and_no_bare_no(words: str) -> None:
    assert read(words).intent is Intent.MATTER
    assert read_answer(words).intent is Intent.NO, "after a solution it is trouble all the same"
    assert play().says(words).opened == 1


@pytest.mark.parametrize("words", BARE)
def test_a_bare_no_is_read_as_before(words: str) -> None:
    assert read(words).intent is Intent.NO
    assert play().says(words).opened == 0
    assert meant(words, LIGHT) is (None if words == "olmadı" else LIGHT.options[1]), "it answers no question by itself"


@pytest.mark.parametrize("words", ["ses yok", "hiç ses yok", "ses yokk", "merhaba ses yok", "ses gelmedi"])
def test_who_waits_for_nobody_has_no_sound(words: str) -> None:
    story = Play(knows={"ses": (hit(7, "sound", 0.9),)}).says(words)
    assert story.heard == ["answer.article", "answer.try", "ticket.opened"]
    story = Play(knows={"ses": (hit(7, "sound", 0.9),)}).says("tuhaf bir durum").says(words)
    assert "answer.article" in story.heard
    assert asked().says(words).heard == ["diagnose.again"]


def test_who_waits_for_people_asks_after_them() -> None:
    assert play().says("temsilci istiyorum vpn için").says("ses yok").heard == ["status.queued"]
    for words in ("ses yok mu", "ses yok?", "ses var mı", "hâlâ ses yok", "ses seda yok"):
        assert read(words, waits=False).intent is Intent.STATUS


@pytest.mark.parametrize("words", ["görüntü yok", "bağlantım yok", "ses yok", "şifrem yok", "no power", "elektrik var"])
def test_what_is_not_there_answers_no_question_about_something_else(words: str) -> None:
    assert meant(words, LIGHT) is None


@pytest.mark.parametrize(
    "words", ["ışık yok", "yanan ışık yok", "no light", "hayır ışık yok", "maalesef yok", "no it isn't"]
)
def test_what_is_asked_about_may_be_denied(words: str) -> None:
    assert meant(words, LIGHT) is LIGHT.options[1]


def test_what_is_missing_after_the_end_is_not_the_old_trouble() -> None:
    story = play().says("yazıcım bozuk").presses("printer sorunu").presses("Çözüldü")
    assert story.says("görüntü yok").opened == 2
    story = Play(knows={"görüntü": (hit(7, "screen", 0.9),)}).says("görüntü yok").presses("Çözüldü")
    assert story.says("yine görüntü yok").heard == ["reopened.told"]
    assert story.opened == 1


@pytest.mark.parametrize("words", LOOKS)
def test_who_looks_first_answers_later(words: str) -> None:
    assert puts_off(words)
    story = asked().says(words)
    assert story.heard[0] in {"diagnose.later", "solved.later"}
    assert Memory.of(story.case).bank_question == "where"
    assert story.says("evden").heard == ["diagnose.next"]


@pytest.mark.parametrize("words", TELLS)
def test_who_tells_something_has_answered(words: str) -> None:
    assert not puts_off(words)


def test_what_is_told_beside_it_counts() -> None:
    assert told_now("evdeyim, bakıp döneyim") == "evdeyim"
    assert told_now("bakıp döneyim") == ""
    assert asked().says("evdeyim, bir bakıp döneyim").heard == ["diagnose.next"]


@pytest.mark.parametrize(
    ("words", "heard"), [("bakıp döneyim", "diagnose.later"), ("salı günü bakarım", "solved.later")]
)
def test_who_is_asked_what_he_sees_may_look_first(words: str, heard: str) -> None:
    story = play().says("tuhaf bir durum").says(words)
    assert story.heard == [heard]
    assert state_of(story.case) is State.CLARIFYING
    story = play().says("yazıcım bozuk").says(words)
    assert story.heard == [heard]
    assert state_of(story.case) is State.CHOOSING
    assert story.happens(Reminded()).case.status is Status.QUEUED


def test_who_looks_before_he_tells_what_it_is_about_opens_nothing() -> None:
    story = play().says("merhaba").says("bakıp döneyim")
    assert (story.heard, story.opened) == (["diagnose.later"], 0)


@pytest.mark.parametrize("words", ["sap", "vpn", "yazıcı"])
def test_the_name_of_a_thing_alone_leaves_the_title(words: str) -> None:
    story = play().says("tuhaf bir durum var").says(words)
    assert story.case.title == "tuhaf bir durum var"
    assert story.case.service is not None


@pytest.mark.parametrize("words", ["no olmadı still same", "yok olmadı", "hayır hâlâ aynı", "no, still the same"])
def test_titles_are_turned_down_in_any_words_of_a_no(words: str) -> None:
    story = Play(knows={"ses": (hit(7, "sound", 0.5),)}).says("ses gelmiyor").says(words)
    assert story.heard[0] in {"ask.again", "ask.more"}


@pytest.mark.parametrize(
    "words", ["napıyosunuz hala bekliyorum", "bu ne ya saatlerdir bekliyorum", "ayıp ya 3 gündür bekliyorum",
              "come on, still waiting"]
)  # fmt: skip
def test_who_sighs_while_he_waits_asks_after_his_case(words: str) -> None:
    assert read(words).intent is Intent.STATUS
    services = (
        replace(SERVICES[1], ask=(contracts.Question(key="device", text={"tr": "Hangi yazıcı?", "en": "Which?"}),)),
    )
    story = play(services=services).says("temsilci istiyorum yazıcı için").says(words)
    assert story.heard == ["status.queued"], "it is no answer to what we asked"
