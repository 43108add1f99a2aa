"""Forms of agents: opened at once with nothing in them, filled once the right is checked, done once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.tables import entry, inbox
from core.ticket import ClosureCode, Status
from tests.channels.slack.desk import RoomDesk
from tests.standins.slack import SlackApi
from tests.standins.slack_rules import JsonObject, shown

ELIF, MERT = RoomDesk.ELIF, RoomDesk.MERT
HOSTILE = "<!channel> <@U0MERT> &lt;!here&gt; @everyone *_~`"


@pytest.fixture
def desk(sqlite_url: str, api: SlackApi, tmp_path: Path) -> Iterator[RoomDesk]:
    told = RoomDesk(sqlite_url, api, tmp_path)
    yield told
    assert api.notified == []
    told.close()


@pytest.fixture
def ref(desk: RoomDesk) -> str:
    """A case that Elif has."""
    ali = desk.customer("ali")
    ali.says("bir insanla görüşmek istiyorum")
    desk.waits(seconds=1)
    desk.pushes(ELIF, "Üzerime al", ali.ref)
    return ali.ref


def fields(view: JsonObject) -> dict[str, JsonObject]:
    return {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}


def sentence(view: JsonObject) -> str:
    """Return what a view says that has no fields."""
    assert fields(view) == {}
    [block] = view["blocks"]
    return "".join(each["text"] for each in block["elements"][0]["elements"])


def test_a_form_is_opened_before_anything_is_asked_and_nothing_stands_in_it(
    desk: RoomDesk, api: SlackApi, ref: str
) -> None:
    view = desk.opens(ELIF, ref, "solve")
    [opened], [updated] = api.called("views.open"), api.called("views.update")
    assert ref not in repr(opened.values["view"])
    assert opened.at < updated.at
    assert (view["title"]["text"], view["submit"]["text"]) == ("Çözüldü bildir", "Kaydet")
    assert view["blocks"][0]["elements"][0]["text"] == ref
    assert list(fields(view)) == ["words", "code"]


@pytest.mark.parametrize(
    ("command", "values", "so"),
    [
        ("note", {"words": "modem eski"}, Status.IN_PROGRESS),
        ("solve", {"words": "Modemi değiştirdim.", "code": "workaround"}, Status.SOLVED),
        ("transfer", {"goal": "queue:network", "reason": "needs_skill", "words": "ağ sorunu"}, Status.QUEUED),
        ("wait_customer", {"words": "Hangi bina?"}, Status.WAITING_CUSTOMER),
        ("wait_provider", {"words": "Telekom", "day": "2026-12-01"}, Status.WAITING_PROVIDER),
        ("classify", {"type": "request", "service": "vpn", "words": "VPN isteği"}, Status.IN_PROGRESS),
    ],
)
def test_what_is_filled_in_is_done(desk: RoomDesk, ref: str, command: str, values: dict[str, str], so: Status) -> None:
    assert desk.submits(ELIF, desk.opens(ELIF, ref, command), **values) in (None, {})
    ticket = desk.ticket(ref)
    assert ticket.status == so
    match command:
        case "note":
            assert desk.count(entry, entry.c.kind == "note", entry.c.text == "modem eski") == 1
        case "solve":
            assert ticket.closure_code == ClosureCode.WORKAROUND
        case "transfer":
            assert "Ağ Ekibi" in desk.card(ref)["text"]
        case "classify":
            assert (ticket.type, ticket.service, ticket.title) == ("request", "vpn", "VPN isteği")
            assert "VPN isteği" in desk.card(ref)["text"]


def test_what_is_wrong_is_told_beside_its_field_and_the_form_stays(desk: RoomDesk, ref: str) -> None:
    view = desk.opens(ELIF, ref, "wait_customer")
    told = desk.submits(ELIF, view, words="   ")
    assert told["response_action"] == "errors"
    assert list(told["errors"]) == ["words"]
    assert desk.submits(ELIF, view, words="   ") == told
    assert desk.ticket(ref).status == Status.IN_PROGRESS
    assert desk.submits(ELIF, view, words="Hangi bina?") in (None, {})
    assert desk.ticket(ref).status == Status.WAITING_CUSTOMER


def test_a_form_sent_twice_is_done_once(desk: RoomDesk, api: SlackApi, ref: str) -> None:
    view = desk.opens(ELIF, ref, "note")
    for _ in range(2):
        assert desk.submits(ELIF, view, words="modem eski") in (None, {})
    sent = api.submits(ELIF, view, {"words": "modem eski"})
    api.again(sent)
    desk.settles(sent)
    assert desk.count(entry, entry.c.kind == "note") == 1
    assert desk.count(inbox, inbox.c.event_id.startswith("form:")) == 1


def test_a_form_that_comes_too_late_tells_how_the_case_stands(desk: RoomDesk, ref: str) -> None:
    late = desk.opens(ELIF, ref, "solve")
    desk.agent("elif").solves(ref, "Modemi değiştirdim.")
    told = desk.submits(ELIF, late, words="Ben de çözdüm.", code="workaround")
    assert told["response_action"] == "update"
    assert sentence(told["view"]).startswith(f"{ref}: çözüldü")
    assert desk.count(entry, entry.c.text == "Ben de çözdüm.") == 0


def test_who_may_not_give_a_command_gets_a_sentence_instead_of_a_form(desk: RoomDesk, ref: str) -> None:
    assert sentence(desk.opens(MERT, ref, "solve")) == f"{ref}: üzerinde çalışılıyor. Sorumlu: Elif Demir"
    assert list(fields(desk.opens(MERT, ref, "note"))) == ["words"]


def test_who_is_slower_than_three_seconds_is_told_the_other_way(desk: RoomDesk, api: SlackApi, ref: str) -> None:
    api.fails("views.open", "expired_trigger_id")
    card = desk.card(ref)
    button = next(each for each in card["blocks"][-1]["elements"] if each.get("value") == f"k.{ref}.solve")
    desk.settles(api.presses(ELIF, card, button, card["blocks"][-1]["block_id"]))
    desk.until(lambda: api.told_alone(ELIF))
    assert "!yardim" in api.told_alone(ELIF)[-1]


@pytest.mark.parametrize("command", ["note", "solve", "wait_customer", "wait_provider", "classify", "transfer"])
def test_hostile_words_in_a_field_call_nobody(desk: RoomDesk, api: SlackApi, ref: str, command: str) -> None:
    goal = {"goal": "queue:network"} if command == "transfer" else {}
    assert desk.submits(ELIF, desk.opens(ELIF, ref, command), words=HOSTILE, **goal) in (None, {})
    desk.waits(seconds=5)
    if command == "classify":
        assert HOSTILE in shown(desk.card(ref)["text"])
        view = desk.opens(ELIF, ref, "classify")
        assert fields(view)["words"]["initial_value"] == HOSTILE
    else:
        assert desk.count(entry, entry.c.text.contains(HOSTILE)) or command == "wait_provider"
    assert api.notified == []


def test_a_form_that_is_none_of_ours_is_kept_as_it_is(desk: RoomDesk, api: SlackApi, ref: str) -> None:
    view = desk.opens(ELIF, ref, "note")
    for metadata in ("", "[]", "null", '{"payload": "k.X.note"}', "{{", '{"payload":"x","chat":"","thread":""}'):
        desk.settles(api.submits(ELIF, {**view, "private_metadata": metadata}, {"words": "x"}))
    assert desk.count(entry, entry.c.kind == "note") == 0
