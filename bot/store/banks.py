"""Question banks in the database: every text by which a customer was asked stays, and how far each was asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from bot.store.inserting import InsertNew
from bot.store.prepared import Prepared
from bot.store.tables import bank, bank_run, bank_version
from core.banks import Bank, BankOption, Question
from core.effects import Diagnose
from core.messages import Localized

Answered = tuple[Localized, Localized | None]
"""A question and its answer; None where the customer did not know."""

_BODIES = select(bank.c.key, bank.c.body)
_NEWEST = (
    select(bank_version.c.id, bank_version.c.bank, bank_version.c.body)
    .join(bank, (bank.c.key == bank_version.c.bank) & (bank.c.version == bank_version.c.version))
    .order_by(bank.c.key)
)
_PUT = InsertNew(bank, "version", unique=("key",), on=lambda new: {"version": bank.c.version + 1, "body": new.body})
_KEEP = insert(bank_version)
_VERSION = Prepared(select(bank_version.c.bank, bank_version.c.body).where(bank_version.c.id == bindparam("number")))
_STEP = InsertNew(
    bank_run,
    unique=("ticket", "bank_version"),
    on=lambda new: {name: new[name] for name in ("question", "answers", "topic", "queue", "ended_at")},
)
_RUNS = Prepared(
    select(bank_version.c.bank, bank_version.c.body, bank_run.c.answers)
    .join(bank_version, bank_version.c.id == bank_run.c.bank_version)
    .where(bank_run.c.ticket == bindparam("number"))
    .order_by(bank_run.c.at, bank_run.c.bank_version)
)


def newest(tx: Connection) -> dict[int, Bank]:
    """Return all question banks as they are now, in the order of their ids, by the number of the version."""
    return {row.id: _bank(row.bank, row.body) for row in tx.execute(_NEWEST)}


def version(tx: Connection, number: int) -> Bank | None:
    """Return a bank as it was when its version got `number`; None where there is none, as of 0."""
    row = _VERSION.first(tx, {"number": number}) if number else None
    return _bank(row.bank, row.body) if row else None


def bodies(tx: Connection) -> dict[str, Any]:
    """Return how each bank is kept now, by its id; to be compared with `body_of`."""
    return {row.key: row.body for row in tx.execute(_BODIES)}


def put(tx: Connection, key: str, body: Mapping[str, Any]) -> None:
    """Let `body` be the bank `key` from now on; who is being asked by an older one is asked on by it."""
    number = _PUT.scalar(tx, {"key": key, "version": 1, "body": body})
    tx.execute(_KEEP, {"bank": key, "version": number, "body": body})


def step(tx: Connection, ticket: int, taken: Diagnose, now: datetime) -> None:
    """Keep how far a bank was asked about a ticket."""
    _STEP.run(
        tx,
        {
            "ticket": ticket,
            "bank_version": taken.bank,
            "at": now,
            "question": taken.question,
            "answers": [list(answer) for answer in taken.answers],
            "topic": taken.topic,
            "queue": taken.queue,
            "ended_at": now if taken.ended else None,
        },
    )


def answered(tx: Connection, ticket: int) -> list[Answered]:
    """Return the questions that a ticket's customer answered, with the answers, in the order of asking."""
    return [pair for row in _RUNS.all(tx, {"number": ticket}) for pair in _told(_bank(row.bank, row.body), row.answers)]


def _told(asked: Bank, answers: Iterable[tuple[str, str]]) -> Iterable[Answered]:
    for key, chosen in answers:
        option = asked.questions[key].option(chosen)
        yield asked.questions[key].text, option.label if option else None


def body_of(wanted: Bank) -> dict[str, Any]:
    """Return a bank as it is kept."""
    body = asdict(wanted)
    del body["id"]
    for question in body["questions"].values():
        question["options"] = [option | {"collect": list(option["collect"])} for option in question["options"]]
    return body


def _bank(key: str, body: Mapping[str, Any]) -> Bank:
    questions = {
        name: Question(
            text=question["text"],
            options=tuple(
                BankOption(**{**option, "collect": tuple(option["collect"])}) for option in question["options"]
            ),
        )
        for name, question in body["questions"].items()
    }
    return Bank(id=key, symptom=body["symptom"], start=body["start"], questions=questions)
