"""Stories of the confidence ladder: the article, up to three titles, one more question, a person."""

from __future__ import annotations

import pytest

from core.dialogue import Pressed
from core.effects import Suggest
from core.knowledge import Hit
from core.ticket import Ending, Status
from tests.core.play import PICTURE, PRINTER, SCANNER, VPN, VPN_EN, Play, hit, play


def test_a_known_matter_gets_one_bubble_with_article_and_reference() -> None:
    story = play().says("merhaba").says("vpn\nbağlanmıyor")
    assert story.heard == ["answer.article", "answer.try", "ticket.opened"]
    assert len(story.bubbles) == 2
    assert story.answer.endswith("Çağrı numaranız: K7M2R9")
    assert story.buttons == ["Çözüldü", "Çözülmedi", "Destek uzmanı istiyorum"]
    assert story.case.status is Status.NEW
    assert story.case.title == "vpn bağlanmıyor"
    assert story.bubbles[-1].guarded
    assert story.lines == ["line.opened", "line.article_offered"]


def test_a_greeting_in_front_of_a_matter_gets_no_bubble_of_its_own() -> None:
    story = play().says("merhaba\nvpn\nbağlanmıyor")
    assert story.heard == ["answer.article", "answer.try", "ticket.opened"]
    assert len(story.bubbles) == 1
    assert story.searched == "vpn\nbağlanmıyor"
    assert story.case.title == "vpn bağlanmıyor"


def test_an_article_of_the_other_language_says_so() -> None:
    story = play(language="en").says("my vpn doesn't connect")
    assert story.heard[0] == "answer.other_language"
    assert story.answer.startswith("We only have this article in Turkish:")


def test_the_language_follows_the_words() -> None:
    story = play().says("hello, my vpn doesn't connect")
    assert story.answer.endswith("Your ticket number: K7M2R9")
    assert play(language="en").says("merhaba").answer.startswith("Merhaba")
    assert play(language="en").says("vpn").language == "en"


def test_the_article_that_helped_closes_the_case() -> None:
    story = play().says("vpn bağlanmıyor").presses("Çözüldü")
    assert story.heard == ["closed.confirmed"]
    assert story.case.end_reason is Ending.CONFIRMED
    assert story.rated == ["solved"]


def test_a_request_is_asked_and_answered_in_other_words() -> None:
    story = play().says("yeni lisans istiyorum")
    assert story.heard[1] == "answer.info"
    assert story.case.type == "request"
    assert story.presses("Evet, yeterli").heard == ["closed.confirmed"]


def test_an_article_that_did_not_help_gives_the_case_to_people() -> None:
    story = play().says("vpn bağlanmıyor").says("olmadı")
    assert story.heard == ["handoff.promise"]
    assert story.case.status is Status.QUEUED
    assert story.rated == ["refused"]
    assert story.lines[-1] == "line.routed"


def test_the_next_article_is_given_if_it_is_sure_enough() -> None:
    other = hit(9, "modem", 0.8)
    story = Play(knows={"vpn": (VPN, VPN_EN, other)}).says("vpn bağlanmıyor").presses("Çözülmedi")
    assert story.heard == ["answer.article", "answer.try"]
    assert "modem sorunu" in story.answer
    assert story.rated == ["refused"]
    assert story.presses("Çözülmedi").heard == ["handoff.promise"]


def test_words_that_are_not_an_answer_are_searched_together_with_the_earlier_ones() -> None:
    story = Play(knows={"619": (hit(7, "619", 0.9),), "vpn": (VPN,)}).says("vpn bağlanmıyor").says("kod 619 yazıyor")
    assert story.searched == "vpn bağlanmıyor\nkod 619 yazıyor"
    assert "619 sorunu" in story.answer


def test_words_about_the_article_that_nobody_knows_go_to_people() -> None:
    story = play().says("vpn bağlanmıyor").says("hangi menüde bu")
    assert story.heard == ["handoff.promise"]


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("deneyip döneceğim", ["answer.later"]),
        ("teşekkürler", ["answer.thanks"]),
        ("tamam, deneyeyim", []),
        ("👍", []),
        ("merhaba", ["status.new"]),
        ("", ["status.new"]),
        ("çağrım ne durumda", ["status.new"]),
        ("K7M2R9", ["status.new"]),
        ("A2B3C4 ne durumda", ["ref.unknown"]),
        ("evet ama çok yavaş", ["solved.contradiction"]),
    ],
)
def test_what_is_neither_yes_nor_no_leaves_the_article_open(words: str, heard: list[str]) -> None:
    story = play().says("vpn bağlanmıyor").says(words)
    assert story.heard == heard
    assert story.case.status is Status.NEW


def test_some_titles_are_offered_when_we_are_not_sure() -> None:
    story = play().says("yazıcım bozuk")
    assert story.heard == ["choose.one", "ticket.opened"]
    assert story.buttons == ["printer sorunu", "scanner sorunu", "Hiçbiri", "Destek uzmanı istiyorum"]
    story.presses("scanner sorunu")
    assert story.heard == ["answer.article", "answer.try"]
    assert "scanner sorunu" in story.answer
    assert [kept.decision for kept in story.kept if isinstance(kept, Suggest)] == ["choose", "answer"]


def test_each_topic_is_offered_in_one_language_and_at_most_three() -> None:
    found = tuple(hit(number, f"t{number // 2}", 0.6, title=f"title {number}") for number in range(2, 12))
    story = Play(knows={"yazıcı": found}).says("yazıcı")
    assert story.buttons == ["title 2", "title 4", "title 6", "Hiçbiri", "Destek uzmanı istiyorum"]


def test_a_title_that_is_hardly_likely_is_not_offered() -> None:
    story = Play(knows={"yazıcı": (PRINTER, hit(6, "ink", 0.1))}).says("yazıcı")
    assert story.buttons == ["printer sorunu", "Hiçbiri", "Destek uzmanı istiyorum"]


def test_titles_that_were_turned_down_are_not_offered_again() -> None:
    story = play().says("yazıcım bozuk").presses("Hiçbiri")
    assert story.heard == ["ask.more"]
    assert story.says("yazıcı kâğıt çekmiyor").heard == ["handoff.promise"]


def test_none_of_the_titles_after_a_second_question_goes_to_people() -> None:
    knows = {"perde": (), "yazıcı": (PRINTER, SCANNER)}
    story = Play(knows=knows).says("bozuldu bu").says("yazıcı")
    assert story.heard == ["choose.one"]
    assert story.says("hiçbiri").heard == ["handoff.promise"]


def test_yes_to_several_titles_asks_which() -> None:
    story = play().says("yazıcım bozuk").says("evet")
    assert story.heard == ["choose.one"]
    assert story.says("teşekkürler").heard == ["status.new"]


def test_a_title_that_was_retired_meanwhile_goes_to_people() -> None:
    story = play().says("yazıcım bozuk")
    story.knows = {}
    assert story.presses("printer sorunu").heard == ["handoff.promise"]
    again = play().says("yazıcım bozuk")
    again.knows = {}
    assert again.says("evet").heard == ["handoff.promise"]


def test_what_nobody_knows_is_asked_once_and_then_goes_to_people() -> None:
    story = play().says("projeksiyon perdesi inmiyor")
    assert story.heard == ["ask.again", "ticket.opened"]
    assert story.says("toplantı odasındaki perde").heard == ["handoff.promise"]
    assert story.case.title == "projeksiyon perdesi inmiyor"


def test_a_second_try_in_other_words_may_find_the_article() -> None:
    story = play().says("evden giremiyorum").says("vpn")
    assert story.heard == ["answer.article", "answer.try"]
    assert story.searched == "evden giremiyorum\nvpn"


def test_a_picture_in_answer_to_the_question_goes_to_people() -> None:
    story = play().says("projeksiyon perdesi inmiyor").says("", PICTURE)
    assert story.heard == ["handoff.promise"]


def test_a_nod_while_we_wait_for_detail_is_not_answered() -> None:
    story = play().says("projeksiyon perdesi inmiyor").says("tamam")
    assert story.heard == []
    assert story.case.status is Status.NEW


# ---- Late presses


def test_a_button_of_an_earlier_question_tells_the_state_and_does_nothing() -> None:
    story = Play(knows={"vpn": (VPN, hit(9, "modem", 0.8))}).says("vpn bağlanmıyor").presses("Çözülmedi")
    before = story.case
    story.presses("Çözüldü", bubble=0)
    assert story.heard == ["button.stale"]
    assert "henüz bende" in story.answer
    assert story.case == before


def test_a_button_pressed_twice_has_one_effect() -> None:
    story = play().says("vpn bağlanmıyor").presses("Destek uzmanı istiyorum")
    before = story.case
    story.presses("Destek uzmanı istiyorum")
    assert story.heard == ["button.stale"]
    assert "sırada" in story.answer
    assert story.case == before


def test_a_value_that_the_question_did_not_offer_is_stale() -> None:
    story = play().says("vpn bağlanmıyor").happens(Pressed(value="topic:vpn", label="?", question=1))
    assert story.heard == ["button.stale"]


def test_long_words_make_room_for_new_ones() -> None:
    story = play().says("kelime " * 20_000).says("vpn bozuk")
    assert story.searched.endswith("\nvpn bozuk")
    assert len(story.searched) <= 2_000
    assert story.case.title == "vpn bozuk", "the first words named no service"


def test_an_article_of_a_service_with_level_0_is_never_shown_whatever_the_words() -> None:
    story = Play(knows={"giremiyorum": (hit(7, "sap", 0.97), hit(8, "sap-two", 0.4, category="sap"))})
    story.says("giremiyorum")
    assert story.heard[0] == "ask.again"


@pytest.mark.parametrize("words", ["2", "2.", "scanner sorunu", "Scanner Sorunu"])
def test_a_title_may_be_chosen_by_its_number_or_its_words(words: str) -> None:
    story = play().says("yazıcım bozuk").says(words)
    assert story.heard == ["answer.article", "answer.try"]
    assert "scanner sorunu" in story.answer


def test_yes_to_the_only_title_is_its_choice_and_to_several_is_not() -> None:
    only = Play(knows={"yazıcı": (PRINTER,)}).says("yazıcım bozuk")
    assert only.heard[0] == "choose.this"
    assert only.says("evet").heard == ["answer.article", "answer.try"]
    assert play().says("yazıcım bozuk").says("evet").heard == ["choose.one"]


def test_the_same_article_is_not_given_again_in_the_other_language() -> None:
    story = Play(knows={"vpn": (VPN, VPN_EN)}).says("vpn bağlanmıyor")
    story.knows = {"vpn": (VPN_EN,)}
    assert story.says("not working").heard == ["handoff.promise"]


def test_who_goes_on_describing_what_the_only_title_names_gets_its_article() -> None:
    story = Play(knows={"yazıcı": (PRINTER,)}).says("yazıcı garip")
    assert story.heard[0] == "choose.this"
    assert story.says("denedim, hâlâ çizgili basıyor").heard[0] == "answer.article"


def test_the_same_titles_are_never_put_twice() -> None:
    story = play().says("yazıcı garip")
    assert story.heard[0] == "choose.one"
    assert story.says("çizgili basıyor her şeyi").heard[0] == "ask.more"
    assert story.says("siyah çizgiler var kâğıtta").heard == ["handoff.promise"]


@pytest.mark.parametrize(
    ("found", "heard"), [((VPN,), "answer.article"), ((hit(9, "toner", 0.5),), "choose.this"), ((), "ask.again")]
)
def test_more_words_may_find_something_else(found: tuple[Hit, ...], heard: str) -> None:
    story = Play(knows={"kâğıt": found, "garip": (PRINTER, SCANNER)}).says("aygıt garip davranıyor")
    assert story.heard[0] == "choose.one"
    assert story.says("kâğıt tepsisinden sesler geliyor").heard[0] == heard
