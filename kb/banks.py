"""Question banks in YAML, and the proof that each of them leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

import yaml

from core.banks import Bank, BankOption, Question
from kb.findings import Source

BANK_KEYS = ("id", "symptom", "start", "questions")
_WAYS = ("next", "topic", "handoff")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def read_bank(source: Source, node: yaml.Node) -> tuple[Bank, list[tuple[str, yaml.Node]]] | None:
    """Return a bank and the topics it names with their places, or None; mistakes are noted in `source`.

    A bank is a tree: its questions exist, every one can be reached from `start`, and none leads back.
    """
    before = len(source.findings)
    values = source.mapping(node, "a bank", BANK_KEYS)
    if set(values) != set(BANK_KEYS):
        return None
    bank_id = read_id(source, values["id"], "id")
    symptom = source.localized(values["symptom"], "symptom")
    start = source.string(values["start"], "start")
    topics: list[tuple[str, yaml.Node]] = []
    places: dict[str, yaml.Node] = {}
    steps: list[tuple[str, str, yaml.Node]] = []
    questions: dict[str, Question] = {}
    for key, value in source.mapping(values["questions"], "questions", ()).items():
        places[key] = value
        parts = source.mapping(value, f"question {key!r}", ("text", "options"))
        if {"text", "options"} <= set(parts):
            text = source.localized(parts["text"], f"the text of question {key!r}")
            options = [_option(source, each, topics) for each in source.items(parts["options"], "options")]
            _check_options(source, parts["options"], key, options)
            questions[key] = Question(text=text, options=tuple(option for option, _ in options))
            steps.extend((key, option.next, at) for option, at in options if option.next)
    bank = Bank(id=bank_id, symptom=symptom, start=start, questions=questions)
    if len(source.findings) == before:
        _check_tree(source, bank, values["start"], places, steps)
    return bank, topics


def read_id(source: Source, node: yaml.Node, what: str) -> str:
    """Return a key of letters, digits, hyphens, dots and underscores."""
    text = source.string(node, what)
    if text and not _ID.fullmatch(text):
        source.note(node, f"{what} is {text!r}; use letters a to z, digits, - . and _ only")
    return text


def check_topics(source: Source, named: Collection[tuple[str, yaml.Node]], known: Collection[str]) -> None:
    """Note every topic of `named` that is not in `known`."""
    for topic, node in named:
        if topic not in known:
            source.note(node, f"no article has the topic {topic!r}; write the article or name another topic")


def _option(source: Source, node: yaml.Node, topics: list[tuple[str, yaml.Node]]) -> tuple[BankOption, yaml.Node]:
    values = source.mapping(node, "an option", ("id", "label"), (*_WAYS, "collect"))
    ways = [way for way in _WAYS if way in values]
    if len(ways) != 1:
        written = f"{len(ways)} ways on ({', '.join(ways)})" if ways else "no way on"
        source.note(node, f"an option has {written}; give it exactly one of {', '.join(_WAYS)}")
    if "collect" in values and "handoff" not in values:
        source.note(values["collect"], "'collect' without 'handoff' has no effect; remove it")
    goal = {way: source.string(values[way], way) for way in ways}
    if "topic" in goal:
        topics.append((goal["topic"], values["topic"]))
    option = BankOption(
        id=source.string(values["id"], "id") if "id" in values else "",
        label=source.localized(values["label"], "label") if "label" in values else {},
        next=goal.get("next"),
        topic=goal.get("topic"),
        handoff=goal.get("handoff"),
        collect=source.strings(values["collect"], "collect") if "collect" in values else (),
    )
    return option, values.get("next", node)


def _check_options(
    source: Source, node: yaml.Node, key: str, options: Collection[tuple[BankOption, yaml.Node]]
) -> None:
    if not options:
        source.note(node, f"question {key!r} has no options; add two at least")
    seen: set[str] = set()
    for option, at in options:
        if option.id in seen:
            source.note(at, f"option {option.id!r} stands twice in question {key!r}; rename one")
        seen.add(option.id)


def _check_tree(
    source: Source,
    bank: Bank,
    start: yaml.Node,
    places: Mapping[str, yaml.Node],
    steps: Collection[tuple[str, str, yaml.Node]],
) -> None:
    ways: dict[str, list[tuple[str, yaml.Node]]] = {key: [] for key in bank.questions}
    for origin, goal, at in steps:
        if goal in ways:
            ways[origin].append((goal, at))
        else:
            source.note(at, f"bank {bank.id!r} has no question {goal!r}; write it or name another")
    if bank.start not in ways:
        source.note(start, f"bank {bank.id!r} has no question {bank.start!r} to start with; name one of its questions")
        return
    for key, question in bank.questions.items():
        for wanted in (wanted for option in question.options for wanted in option.collect if wanted not in ways):
            source.note(places[key], f"'collect' names no question: {wanted!r}; name one of this bank")
    reached = _walk(source, bank.start, ways)
    for key in bank.questions:
        if key not in reached:
            source.note(places[key], f"question {key!r} cannot be reached; point an option at it or remove it")


def _walk(source: Source, start: str, ways: Mapping[str, Collection[tuple[str, yaml.Node]]]) -> set[str]:
    """Return the questions that can be reached; one that leads back to itself is noted."""
    done: set[str] = set()
    trail: list[str] = [start]
    pending = [iter(ways[start])]
    while pending:  # depth first without recursion: a file may be as deep as it likes
        step = next(pending[-1], None)
        if step is None:
            pending.pop()
            done.add(trail.pop())
        elif step[0] in trail:
            source.note(step[1], f"question {step[0]!r} leads back to itself; end the loop in a topic or a handoff")
        elif step[0] not in done:
            trail.append(step[0])
            pending.append(iter(ways[step[0]]))
    return done
