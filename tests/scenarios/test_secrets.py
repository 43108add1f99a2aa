"""Somebody types a secret: it is answered all the same, hidden everywhere, and the person is told."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from bot.stage import News, Stage
from bot.store import inbox as events
from bot.store import letters
from bot.store.tables import entry, inbox, metadata, ticket
from core.messages import Kind
from core.secrets import MASK
from core.ticket import Status
from tests.world import CustomerOf, World

SECRET = "Kedi2024!"
ARTICLE = ["answer.article", "answer.try", "ticket.opened"]


def tables_with(world: World, words: str) -> set[str]:
    """Return the tables in which `words` stand anywhere."""

    def holding(tx: Connection) -> set[str]:
        return {
            table.name
            for table in metadata.sorted_tables
            for row in tx.execute(select(table))
            if any(words in json.dumps(value, ensure_ascii=False, default=str) for value in row)
        }

    return world.app.store.run(holding)


def lines_of(ali: CustomerOf) -> list[str]:
    return [line.parts[0].text for line in ali.sees() if line.author == "customer"]


def test_a_password_beside_a_matter_is_hidden_everywhere_and_the_matter_is_answered(world: World) -> None:
    ali = world.customer("ali")
    news = ali.says(f"vpn bağlanmıyor şifrem {SECRET}")
    assert ali.hears() == ["secret.masked", *ARTICLE]
    assert len(news) == 2
    assert "Parolanızı gizledim" in news[0].parts[0].text
    assert lines_of(ali) == [f"vpn bağlanmıyor şifrem {MASK}"]
    assert ali.ticket.title == f"vpn bağlanmıyor şifrem {MASK}"
    assert tables_with(world, SECRET) == {"inbox"}
    assert {"entry", "ticket", "suggestion"} <= tables_with(world, MASK)


def test_the_words_that_came_are_kept_for_seven_days(world: World) -> None:
    ali = world.customer("ali")
    ali.says(f"vpn bağlanmıyor şifrem {SECRET}")
    later = world.clock.now() + events.RAW_DAYS + timedelta(hours=1)
    world.app.store.run(lambda tx: events.forget(tx, later))
    assert tables_with(world, SECRET) == set()


def test_the_person_is_told_once_for_each_message(world: World) -> None:
    ali = world.customer("ali")
    ali.says("vpn bağlanmıyor", f"şifrem {SECRET}", f"yani şifre: {SECRET}")
    assert ali.hears().count("secret.masked") == 1
    ali.presses("Destek uzmanı istiyorum")
    assert ali.hears().count("secret.masked") == 1
    ali.says(f"şifre: {SECRET}")
    assert ali.hears().count("secret.masked") == 2


def test_a_password_in_a_line_of_its_own_is_known_by_the_line_before(world: World) -> None:
    ali = world.customer("ali")
    ali.says("vpn bağlanmıyor şifrem", SECRET)
    assert ali.hears()[0] == "secret.masked"
    assert lines_of(ali) == ["vpn bağlanmıyor şifrem", MASK]
    assert tables_with(world, SECRET) == {"inbox"}


def test_who_talks_to_a_person_is_told_too_and_the_person_sees_no_secret(world: World) -> None:
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("bir insanla görüşmek istiyorum")
    elif_.claims(ali.ref)
    elif_.replies(ali.ref, "Kullanıcı adınız nedir?")
    [told] = ali.says(f"ali.oz, şifrem de {SECRET} T.C. numaram 10000000146")
    assert [part.text.split()[0] for part in told.parts] == ["Parolanızı", "T.C."]
    assert lines_of(ali)[-1] == f"ali.oz, şifrem de {MASK} T.C. numaram {MASK}"
    assert tables_with(world, SECRET) == tables_with(world, "10000000146") == {"inbox"}
    assert ali.ticket.status is Status.IN_PROGRESS


@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("10000000146", "secret.national_id"),
        ("4111 1111 1111 1111", "secret.card"),
        ("TR33 0006 1005 1978 6457 8413 26", "secret.iban"),
    ],
)
def test_numbers_of_people_cards_and_accounts_are_hidden_too(world: World, number: str, key: str) -> None:
    ali = world.customer("ali")
    ali.says(f"vpn bağlanmıyor {number}")
    assert ali.hears() == [key, *ARTICLE]
    assert tables_with(world, number) == {"inbox"}


def test_a_secret_alone_gets_a_sensible_answer(world: World) -> None:
    ali = world.customer("ali")
    assert ali.says("10000000146")
    assert ali.hears()[0] == "secret.national_id"
    assert lines_of(ali) == [MASK]


def test_a_forgotten_password_is_a_matter_and_no_secret(world: World) -> None:
    ali = world.customer("ali")
    ali.says("şifremi unuttum")
    assert "secret.masked" not in ali.hears()
    assert lines_of(ali) == ["şifremi unuttum"]


def test_in_english_the_person_is_told_in_english(world: World) -> None:
    john = world.customer("john", language="en")
    news = john.says(f"the vpn does not connect, my password is {SECRET}")
    assert "I've hidden the password" in news[0].parts[0].text
    assert tables_with(world, SECRET) == {"inbox"}


def test_a_dead_letter_holds_the_words_for_a_replay_and_people_see_them_masked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ali, write, raised = world.customer("ali"), world.app.engine.write, [ZeroDivisionError(f"at şifre: {SECRET}")]

    def fails_once(tx: Connection, stage: Stage) -> News:
        news = write(tx, stage)
        if raised:
            raise raised.pop()
        return news

    monkeypatch.setattr(world.app.engine, "write", fails_once)
    ali.says(f"vpn bağlanmıyor şifrem {SECRET}")
    assert ali.hears() == ["secret.masked", "trouble.own"]
    assert ali.ticket.title == f"vpn bağlanmıyor şifrem {MASK}"
    assert tables_with(world, SECRET) == {"inbox"}
    [letter] = world.app.store.run(letters.page)[0]
    assert letter.inbound.text.endswith(SECRET)
    assert letter.error == f"ZeroDivisionError: at şifre: {MASK}"
    later = world.clock.now() + events.RAW_DAYS + timedelta(hours=1)
    for _ in range(2):
        world.app.store.run(lambda tx: events.forget(tx, later))
    assert tables_with(world, SECRET) == set()
    [letter] = world.app.store.run(letters.page)[0]
    assert letter.inbound.text == f"vpn bağlanmıyor şifrem {MASK}"


def test_a_dead_letter_can_be_replayed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ali = world.customer("ali")
    with monkeypatch.context() as broken:
        broken.setattr(world.app.engine, "write", lambda tx, stage: 1 / 0)
        world.run(world.app.intake.receive(ali.inbound(Kind.TEXT, text=f"vpn bağlanmıyor şifrem {SECRET}")))
        world.waits(seconds=5)
    [letter] = world.app.store.run(letters.page)[0]

    world.app.store.run(lambda tx: letters.ask(tx, letter.id))
    world.run(world.app.replaying.sweep())
    world.waits(seconds=5)
    assert ali.hears() == ["secret.masked", *ARTICLE]
    assert world.count(inbox, inbox.c.state == "done") == 1
    assert world.count(ticket) == 1
    assert world.count(entry, entry.c.text.contains(SECRET)) == 0
