"""Where others read along, a person's own affairs are marked for that person alone."""

from __future__ import annotations

from core.dialogue import Conversation
from core.dialogue.discreet import kept_private
from core.effects import Say
from core.messages import Text

ANSWER, STATE = Say(texts=(Text("answer.try"),)), Say(texts=(Text("matter.about"), Text("status.none")))
AGENT = Say(texts=(Text("status.none"),), person=10)
SAID = (ANSWER, STATE, AGENT)


def test_only_the_bots_words_about_a_persons_affairs_are_private() -> None:
    kept = kept_private(SAID, Conversation(language="tr", shared=True))
    assert [isinstance(each, Say) and each.private for each in kept] == [False, True, False]


def test_what_names_another_matter_of_a_person_is_private() -> None:
    asked = (Say(texts=(Text("matter.same_or_new"),)), Say(texts=(Text("matter.two"),)))
    kept = kept_private(asked, Conversation(language="tr", shared=True))
    assert [isinstance(each, Say) and each.private for each in kept] == [True, False]


def test_alone_with_the_bot_nothing_is_private() -> None:
    assert kept_private(SAID, Conversation(language="tr")) == SAID
