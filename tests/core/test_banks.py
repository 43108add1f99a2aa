"""Question banks as values: where their answers lead, and when one is asked instead of offering titles."""

from __future__ import annotations

from core.banks import Bank, BankOption, Question, bank_for
from core.knowledge import Hit, Thresholds
from tests.core.play import hit

THRESHOLDS = Thresholds(answer=0.75, choose=0.3)


def words(text: str) -> dict[str, str]:
    return {"tr": text, "en": text}


def leading(key: str, *topics: str) -> Bank:
    """Return a bank of one question whose answers lead to `topics`."""
    options = tuple(BankOption(id=topic, label=words(topic), topic=topic) for topic in topics)
    return Bank(id=key, symptom=words("?"), start="a", questions={"a": Question(text=words("?"), options=options)})


def found(*chances: float) -> list[Hit]:
    return [hit(number, f"t{number}", chance) for number, chance in enumerate(chances)]


BRANCHING = Bank(
    id="net",
    symptom=words("?"),
    start="where",
    questions={
        "where": Question(
            text=words("?"),
            options=(
                BankOption(id="office", label=words("?"), next="cable"),
                BankOption(id="home", label=words("?"), topic="vpn"),
            ),
        ),
        "cable": Question(
            text=words("?"),
            options=(
                BankOption(id="dock", label=words("?"), topic="dock"),
                BankOption(id="dark", label=words("?"), handoff="network"),
            ),
        ),
    },
)


def test_a_bank_knows_where_its_answers_lead() -> None:
    assert BRANCHING.topics() == {"vpn", "dock"}
    assert BRANCHING.topics_from("where") == {"vpn", "dock"}
    assert BRANCHING.topics_from("cable") == {"dock"}


def test_an_answer_is_found_by_its_id() -> None:
    question = BRANCHING.questions["where"]
    assert question.option("home") is question.options[1]
    assert question.option("mars") is None


def test_a_bank_is_asked_when_it_covers_clearly_more_than_the_titles() -> None:
    vague = found(0.4, 0.3, 0.25, 0.24)
    wide, narrow = leading("wide", "t0", "t1", "t2", "t3"), leading("narrow", "t0", "t1", "t2")
    assert bank_for(vague, THRESHOLDS, [narrow, wide]) is wide
    assert bank_for(vague, THRESHOLDS, [narrow]) is None
    assert bank_for(vague, THRESHOLDS, [leading("other", "t1", "t2", "t3", "t4")]) is None, "it misses the best"
    assert bank_for([], THRESHOLDS, [wide]) is None
