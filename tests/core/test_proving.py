"""Who is not verified is received at once, asked once who he is, and never blocked by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.dialogue import Said
from core.dialogue.states import Memory
from core.messages import Moment
from tests.core.play import ALI, ELIF, MONDAY, Play, play

STRANGER = replace(ALI, verified=False)
INVITED, ADDRESS = "K7M2-R9T4", "ali@ornek.example"


def stranger(words: str = "vpn bağlanmıyor", **values: object) -> Play:
    return play(customer=STRANGER, **values).says(words)


def mailed(words: str = "vpn bağlanmıyor") -> Play:
    story = stranger(words).says(ADDRESS)
    story.codes["482913"] = ADDRESS
    return story


def test_the_first_answer_asks_who_he_is_and_tells_the_number() -> None:
    story = stranger()
    assert story.heard == ["level0.routed", "identity.ask"]
    assert story.answer.endswith(story.case.ref)
    assert len(story.bubbles) == 1


def test_he_is_asked_once_in_a_conversation() -> None:
    story = stranger()
    assert "identity.ask" not in story.says("yazıcım da çalışmıyor").heard
    story.turns_to(None)
    assert story.happens(Said(words="sap açılmıyor")).heard[-1] == "ticket.opened"


def test_who_is_verified_is_not_asked() -> None:
    story = play().says("vpn bağlanmıyor")
    assert "identity.ask" not in story.heard
    assert story.says(ADDRESS).heard != ["identity.mailed"]


def test_a_greeting_is_not_the_place_to_ask() -> None:
    story = play(customer=STRANGER).says("merhaba")
    assert story.heard == ["greet.hello"]
    assert story.says("vpn bağlanmıyor").heard[-1] == "identity.ask"


def test_without_mail_only_an_invitation_is_asked_for() -> None:
    story = stranger(mails=False)
    assert story.heard[-1] == "identity.ask_code"
    assert story.says(ADDRESS).heard == ["identity.code_only"]
    assert not story.mailed


def test_a_code_is_mailed_to_an_address_of_the_organization() -> None:
    story = stranger().says("Mailim Ali@Ornek.Example")
    assert story.heard == ["identity.mailed"]
    assert [each.address for each in story.mailed] == [ADDRESS]
    assert story.mailed[0].until - MONDAY == timedelta(minutes=30)


def test_nothing_is_mailed_to_a_foreign_address() -> None:
    story = stranger().says("ali@evilornek.example")
    assert story.heard == ["identity.unknown_address"]
    assert not story.mailed


def test_a_foreign_address_in_a_sentence_is_what_he_writes_about() -> None:
    story = stranger().says("ayse@tedarikci.example adresine mail atamıyorum")
    assert story.heard == ["noticed.kept"]


def test_an_address_with_a_matter_is_mailed_and_the_matter_is_heard() -> None:
    story = stranger("bir insanla görüşmek istiyorum")
    story.says(f"{ADDRESS}\nekranım kararıyor")
    assert [key for bubble in story.bubbles for text in bubble.texts for key in [text.key]][-2:] == [
        "identity.mailed",
        "noticed.kept",
    ]
    assert Memory.of(story.case).words == "ekranım kararıyor"


def test_the_mailed_code_verifies_him_and_tells_where_his_case_stands() -> None:
    story = mailed("sap açılmıyor").says("482913")
    assert story.heard == ["identity.done", "status.queued"]
    assert story.customer.verified
    assert story.lines[-1] == "line.verified_by_mail"
    assert story.talk.proving == ""


def test_what_could_not_be_solved_before_is_offered_while_he_waits() -> None:
    story = mailed().says("482913")
    assert story.heard == ["identity.done", "status.queued", "identity.meanwhile", "answer.article"]
    assert len(story.bubbles) - story.before == 2
    assert story.buttons == ["Evet, kapatın", "Hayır, sürüyor"]
    assert story.presses("Evet, kapatın").heard == ["closed.confirmed"]


def test_an_article_in_the_other_language_says_so() -> None:
    story = mailed()
    story.knows = {"vpn": (replace(story.knows["vpn"][1], probability=0.95),)}
    assert "answer.other_language" in story.says("482913").heard


def test_nothing_is_offered_of_what_somebody_works_on() -> None:
    story = mailed().claims(ELIF).says("482913")
    assert story.heard == ["identity.done", "status.working"]


def test_nothing_is_offered_before_the_matter_is_known_or_where_the_contract_only_receives() -> None:
    assert "answer.article" not in mailed("bir insanla görüşmek istiyorum").says("482913").heard
    sap = mailed("sap açılmıyor")
    sap.knows = {"sap": sap.knows["vpn"]}
    assert "answer.article" not in sap.says("482913").heard


def test_an_invitation_verifies_without_mail() -> None:
    story = stranger("sap açılmıyor", mails=False)
    story.codes[INVITED] = ""
    assert story.says("kodum k7m2 r9t4").heard == ["identity.done", "status.queued"]
    assert story.lines[-1] == "line.verified_by_code"


def test_a_code_after_the_end_verifies_as_well() -> None:
    story = mailed().says("vazgeçtim").says("482913")
    assert story.heard == ["identity.done"]


def test_a_wrong_code_changes_nothing_and_the_right_one_still_counts() -> None:
    story = mailed("sap açılmıyor").says("111111")
    assert story.heard == ["identity.wrong_code"]
    assert not story.customer.verified
    assert story.says("482913").heard[0] == "identity.done"


def test_after_five_wrong_codes_in_an_hour_he_hears_until_when_to_wait_and_none_is_tried() -> None:
    story = mailed()
    for number in range(5):
        assert story.later(minutes=1).says(f"11111{number}").heard == ["identity.wrong_code"]
    assert story.says("482913").heard == ["identity.wait"]
    assert story.bubbles[-1].texts[0].values["when"] == Moment(MONDAY + timedelta(minutes=61), "when")
    assert len(story.mistaken_at) == 5


def test_after_three_mails_in_an_hour_none_is_sent() -> None:
    story = stranger()
    for _ in range(3):
        assert story.later(minutes=1).says(ADDRESS).heard == ["identity.mailed"]
    assert story.says(ADDRESS).heard == ["identity.wait"]
    assert len(story.mailed) == 3


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("hata 691432", "noticed.kept"),
        ("durum ne", "status.queued"),
        ("bir insanla görüşmek istiyorum", "status.queued"),
    ],
)
def test_whoever_does_not_prove_himself_is_served_as_before(words: str, key: str) -> None:
    assert mailed().says(words).heard == [key]


def test_a_proof_is_taken_also_when_it_is_not_clear_which_case_is_meant() -> None:
    story = stranger()
    story.turns_to(None).says("yazıcım çalışmıyor")
    story.turns_to(None, unaimed=True)
    assert story.happens(Said(words=ADDRESS)).heard == ["identity.mailed"]
    assert story.talk_reminders == []
    story.happens(Said(words="hâlâ olmuyor"))
    story.codes["482913"] = ADDRESS
    assert story.happens(Said(words="482913")).heard == ["identity.done"]
    assert story.talk.asking == "which", "what was kept is still kept"
    assert len(story.talk_reminders) == 2


def test_a_proof_before_there_is_a_case_may_begin_one() -> None:
    story = mailed("sap açılmıyor")
    story.turns_to(None).happens(Said(words="482913\nyazıcım çalışmıyor"))
    assert story.heard[0] == "identity.done"
    assert story.opened == 2


def test_who_says_that_the_offered_article_helped_is_taken_at_his_word() -> None:
    assert mailed().says("482913").says("düzeldi, teşekkürler").heard == ["closed.confirmed"]
