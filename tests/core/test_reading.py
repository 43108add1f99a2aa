"""What people answer, as they write it: the sentences of `data/`, and what must hold for any sentence."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from core.dialogue.intents import Intent, Question, read, read_answer
from core.dialogue.spelling import put_right, words_of
from core.language import fold
from tests.core.play import Play, play

DATA = Path(__file__).parent / "data"


def sentences() -> list[tuple[str, Question | None, Intent]]:
    """Return each written sentence, the question before it, and how it must be read."""
    lines = [line for file in sorted(DATA.glob("answers_*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    rows = [json.loads(line) for line in lines]
    return [(row["text"], row["question"], Intent(row["intent"])) for row in rows]


SENTENCES = sentences()


def understood(text: str, question: Question | None) -> Intent:
    """Return how `text` is read after `question`."""
    return (read_answer(text, question) if question else read(text)).intent


@pytest.mark.parametrize(("text", "question", "intent"), SENTENCES)
def test_a_sentence_is_read_as_it_was_meant(text: str, question: Question | None, intent: Intent) -> None:
    assert understood(text, question) is intent


@pytest.mark.parametrize(("text", "question", "intent"), SENTENCES)
def test_missing_turkish_letters_and_shouting_change_nothing(
    text: str, question: Question | None, intent: Intent
) -> None:
    if text.isascii() or any(char.isalpha() for char in text):
        assert understood(fold(text).upper(), question) is intent


GOOD = {
    text
    for text, question, intent in SENTENCES
    if question == "solved" and intent is Intent.YES and any(char.isalpha() for char in text)
}
TAKEN_BACK = [
    "{} ama hâlâ aynı", "{} ama yine bozuldu", "{} sonra gene koptu", "{} ama yazıcı çalışmıyor", "{} diyemem",
    "{} sandım ama olmadı", "maalesef olmadı, {} diyemiyorum", "{} but it still fails", "{} but it broke again",
    "{}, then it crashed", "I don't think {}", "{}? no", "{} değil",
]  # fmt: skip


@pytest.mark.parametrize("frame", TAKEN_BACK)
def test_a_yes_that_is_taken_back_is_never_read_as_a_yes(frame: str) -> None:
    wrong = [text for text in GOOD if read_answer(frame.format(text)).intent is Intent.YES]
    assert wrong == []


NEGATED = [
    ("düzeldi", "düzelmedi"), ("çözüldü", "çözülmedi"), ("çalışıyor", "çalışmıyor"), ("çalıştı", "çalışmadı"),
    ("oldu", "olmadı"), ("halloldu", "hallolmadı"), ("hallettim", "halledemedim"), ("girebildim", "giremedim"),
    ("bağlandı", "bağlanmadı"), ("açılıyor", "açılmıyor"), ("yaradı", "yaramadı"), ("geldi", "gelmedi"),
    ("kopmuyor", "kopuyor"), ("donmadı", "dondu"), ("sorun yok", "sorun var"), ("hata vermiyor", "hata veriyor"),
    ("sorun kalmadı", "sorun devam ediyor"), ("yazdırabiliyorum", "yazdıramıyorum"), ("kapatın", "kapatmayın"),
    ("it works", "it does not work"), ("it works", "it doesn't work"), ("fixed", "not fixed"), ("solved", "unsolved"),
    ("it is fixed", "it isn't fixed"), ("I can log in", "I can't log in"), ("I can print", "I cannot print"),
    ("no error", "an error"), ("no problem", "a problem"), ("it doesn't crash", "it crashes"),
    ("connected", "disconnected"), ("it stopped crashing", "it stopped working"), ("that helped", "that didn't help"),
    ("no longer freezing", "no longer working"), ("all good", "not good"), ("close it", "don't close it"),
]  # fmt: skip


@pytest.mark.parametrize(("good", "bad"), NEGATED)
def test_a_negation_turns_the_answer_round(good: str, bad: str) -> None:
    assert read_answer(good).intent is Intent.YES
    assert read_answer(bad).intent in {Intent.NO, Intent.MATTER}


@pytest.mark.parametrize("bad", [bad for _, bad in NEGATED if len(bad) > 6])
def test_a_slip_in_a_no_never_makes_a_yes_of_it(bad: str) -> None:
    spaces = {i for i, char in enumerate(bad) if not char.isalpha()}
    places = [i for i in range(len(bad)) if not spaces & {i, i + 1}]
    slips = {bad[:i] + bad[i + 1 :] for i in places}  # a letter left out
    slips |= {bad[:i] + bad[i + 1 : i + 2] + bad[i] + bad[i + 2 :] for i in places}  # two changed places
    slips |= {bad[:i] + bad[i] + bad[i:] for i in places}  # one typed twice
    wrong = {slip for slip in slips if read_answer(slip).intent is Intent.YES}
    assert wrong - MEANS_THE_OPPOSITE == set()


MEANS_THE_OPPOSITE = {
    # With this letter left out the word is the other word; nobody can see that it was meant to be a no.
    "çalışıyor", "açılıyor", "kapatıyn",
}  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("evettt", "evet"), ("evett", "evet"), ("tamaaam", "tamam"), ("stillll", "still"), ("eyw", "eyvallah"),
        ("çalışmyor", "calismiyor"), ("düzledi", "duzeldi"), ("wroking", "working"), ("tesekurler", "tesekkurler"),
        ("gitmiyor", "gitmiyor"), ("kopmuyor", "kopmuyor"), ("geliyor", "geliyor"), ("hazır", "hazir"),
        ("çalışmalı", "calismali"), ("resolve", "resolve"), ("4000", "4000"),
    ],
)  # fmt: skip
def test_a_word_is_put_right_only_where_it_is_no_other_word(typed: str, meant: str) -> None:
    assert put_right(fold(typed)) == meant


def test_marks_that_end_a_clause_are_kept_and_words_remember_how_they_were_typed() -> None:
    words = words_of("Evet, düzeldi mi? Teşk.")
    assert words.plain == ("evet", ",", "duzeldi", "mi", "?", "tesk", ",")
    assert words.typed[:3] == ("Evet", "Evet", "düzeldi")


def test_the_longest_text_is_read_in_a_moment() -> None:
    for text in ("oldu " * 20_000, "olmadı mı " * 10_000, "if it " * 20_000, "not the the the " * 8_000, "a" * 100_000):
        began = time.thread_time()
        for question in ("solved", "answer"):
            read_answer(text, question)
        read(text)
        assert time.thread_time() - began < 0.5


# What the dialogue does with what it reads.


def test_the_language_can_be_switched_by_a_word_at_any_time() -> None:
    story = play().says("İngilizce devam edelim")
    assert (story.heard, story.language, story.ticket) == (["language.switched"], "en", None)
    story = play().says("vpn bağlanmıyor").says("english please")
    assert (story.heard, story.language) == (["language.switched"], "en")
    assert "English" in story.answer
    story.says("temsilci istiyorum").claims().says("türkçe lütfen")
    assert (story.heard, story.language) == (["language.switched"], "tr")


def test_an_insult_without_a_matter_opens_nothing_and_is_met_with_an_offer() -> None:
    story = play().says("salak bot")
    assert (story.heard, story.ticket) == (["greet.insulted"], None)


def test_an_insult_while_the_bot_has_the_case_brings_people() -> None:
    story = play().says("vpn bağlanmıyor").says("rezalet")
    assert story.heard == ["insult", "human.until"]
    assert story.rated == ["human"]
    assert "rezalet" not in story.searched


def test_an_insult_out_of_hours_is_told_when_the_team_is_back() -> None:
    story = play().says("vpn bağlanmıyor").later(hours=12).says("rezalet")
    assert story.heard == ["insult", "hours.closed", "hours.emergency"]


def test_an_insult_with_a_matter_is_a_matter() -> None:
    story = play().says("bu salak vpn bağlanmıyor")
    assert "answer.article" in story.heard


def test_an_insult_never_answers_the_closing_question() -> None:
    story = Play().says("temsilci").claims().solves("Hazır").says("rezalet")
    assert story.heard == ["noticed.owner"]
    assert story.case.status == "solved"


def test_a_wish_to_be_called_is_a_wish_for_a_person_and_keeps_the_number() -> None:
    story = play().says("beni arayın 0532 111 22 33")
    assert story.heard == ["callback.noted", "ticket.opened"]
    assert story.case.title == "beni arayın 0532 111 22 33"
    assert story.lines[-1] == "line.routed"


def test_who_has_read_the_article_and_will_try_is_not_answered() -> None:
    story = play().says("vpn bağlanmıyor").says("tamam deneyeyim")
    assert story.heard == []
    assert story.says("sonra deneyeceğim").heard == ["answer.later"]


@pytest.mark.parametrize(
    "words",
    [
        "ne oldu", "ne oldu benim iş", "bu neden oldu", "nasıl oldu bu", "ne zaman oldu", "bir saat oldu",
        "daha önce de oldu", "bugün de oldu", "sıkıntı oldu", "evet vpn kullanıyorum", "evet bekliyorum",
        "nasıl düzeldi", "it worked yesterday", "yes I am waiting", "works on my phone only",
    ],
)  # fmt: skip
def test_words_of_success_that_say_something_else_close_nothing(words: str) -> None:
    assert read_answer(words, "solved").intent is not Intent.YES
    assert read_answer(words, "answer").intent is not Intent.YES


@pytest.mark.parametrize("words", ["bir sorum var", "yardımcı olur musunuz", "çağrı açmak istiyorum", "I need help"])
def test_who_only_says_that_a_matter_will_come_is_asked_for_it(words: str) -> None:
    story = play().says(words)
    assert (story.heard, story.ticket) == (["greet.hello"], None)


def test_what_stood_before_the_matter_is_not_searched() -> None:
    story = play().says("bir sorum var\nvpn bağlanmıyor")
    assert story.searched == "vpn bağlanmıyor"


@pytest.mark.parametrize("words", ["alo", "orada mısınız", "kimse yok mu", "hello??", "anyone there?"])
def test_who_calls_out_is_greeted_without_a_case_and_told_its_state_with_one(words: str) -> None:
    assert play().says(words).heard == ["greet.hello"]
    story = play().says("temsilci istiyorum")
    assert story.says(words).heard[0].startswith("status.")


def test_a_wish_for_a_person_beside_a_matter_keeps_the_matter() -> None:
    story = play().says("vpn bağlanmıyor, bir uzman bakabilir mi")
    assert story.heard[0] == "handoff.promise"
    assert story.case.title == "vpn bağlanmıyor"


@pytest.mark.parametrize(
    "words", ["ya siz ne biçim adamsınız 3 gündür bekliyorum", "useless support, waiting for 3 days"]
)
def test_anger_about_the_wait_is_anger_and_no_matter(words: str) -> None:
    assert read(words).intent is Intent.INSULT
