"""What agents write in the thread of a case: to the customer after six seconds, held, or a note; never astray."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from bot.store import thread_lines
from bot.store.tables import entry, outbox, relay
from core.channel import Abilities
from core.effects import Command
from core.messages import Kind
from core.rooms import Mark
from core.ticket import Status
from tests.bot.rooms import IDS, Desk, desk_at


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    with desk_at(database_url) as opened:
        yield opened


@pytest.fixture
def ref(desk: Desk) -> str:
    """A case that Elif has."""
    found = queued(desk)
    desk.presses("elif", f"k.{found}.claim")
    return found


def queued(desk: Desk, who: str = "ali") -> str:
    customer = desk.world.customer(who)
    customer.says("bir insanla görüşmek istiyorum")
    return customer.ref


def heard(desk: Desk, who: str = "ali") -> list[str]:
    """Return what agents have said to a customer."""
    return [line.parts[0].text for line in desk.world.customer(who).sees() if line.author == "agent"]


def notes(desk: Desk) -> list[str]:
    """Return all notes there are."""
    rows = desk.world.app.store.run(lambda tx: tx.execute(entry.select().where(entry.c.kind == "note")).all())
    return [row.text for row in rows]


def test_the_owners_line_goes_to_the_customer_after_six_seconds(desk: Desk, ref: str) -> None:
    message, answer = desk.says("elif", "Merhaba, hemen bakıyorum.", ref)
    assert answer.text == ""
    assert heard(desk) == []
    assert desk.marks(message) == [Mark.PENDING]
    desk.world.waits(seconds=5)
    assert heard(desk) == []
    desk.world.waits(seconds=1)
    assert heard(desk) == ["Merhaba, hemen bakıyorum."]
    assert desk.marks(message)[-1] is Mark.RELAYED
    assert not [line for line in desk.lines(ref) if line.plain == "Merhaba, hemen bakıyorum."], (
        "no echo where it stands"
    )
    desk.world.waits(seconds=60)
    assert heard(desk) == ["Merhaba, hemen bakıyorum."]
    assert desk.world.count(relay, relay.c.text != "") == 0


def test_a_line_can_be_taken_back_before_it_goes(desk: Desk, ref: str) -> None:
    message, _ = desk.says("elif", "Yanlış pencere", ref)
    assert desk.prompt(ref).reply_to == message
    desk.presses("elif", desk.choice(ref, "undo"), ref)
    desk.world.waits(seconds=10)
    assert heard(desk) == []
    assert desk.marks(message)[-1] is Mark.NONE
    assert desk.pigeon.changes[-1][0].parts == (), "the question is taken away"
    late = desk.presses("elif", desk.choice(ref, "undo"), ref)
    assert "geri alınmıştı" in late.text


def test_a_line_with_two_slashes_is_a_note_and_so_is_everybody_elses(desk: Desk, ref: str) -> None:
    note, _ = desk.says("elif", "// sürücü eski", ref)
    other, _ = desk.says("mert", "bence de", ref)
    desk.world.waits(seconds=30)
    assert heard(desk) == []
    assert notes(desk) == ["sürücü eski", "bence de"]
    assert [desk.marks(each)[-1] for each in (note, other)] == [Mark.NOTED, Mark.NOTED]


@pytest.mark.parametrize("how", ["reply", "mention", "follow"])
def test_what_may_be_for_a_colleague_is_held_until_its_writer_says(desk: Desk, ref: str, how: str) -> None:
    colleague, _ = desk.says("mert", "VPN mi?", ref)
    if how != "follow":
        desk.world.waits(minutes=3)
    answers: dict[str, dict[str, Any]] = {"reply": {"reply_to": colleague}, "mention": {"mentions": (IDS["mert"],)}}
    details = answers.get(how, {})
    held, _ = desk.says("elif", "Evet, sertifikası bitmiş.", ref, **details)
    desk.world.waits(minutes=1)
    assert heard(desk) == []
    assert desk.marks(held) == [Mark.HELD]
    refused = desk.presses("mert", desk.choice(ref, "send"), ref)
    assert "yalnızca mesajı yazan" in refused.text
    assert heard(desk) == []
    desk.presses("elif", desk.choice(ref, "send" if how == "mention" else "note"), ref)
    said, noted = (1, 1) if how == "mention" else (0, 2)
    assert (len(heard(desk)), len(notes(desk))) == (said, noted)


def test_two_minutes_after_a_colleague_nothing_is_held(desk: Desk, ref: str) -> None:
    desk.says("mert", "VPN mi?", ref)
    desk.world.waits(minutes=2, seconds=1)
    desk.says("elif", "Bakıyorum.", ref)
    desk.world.waits(seconds=6)
    assert heard(desk) == ["Bakıyorum."]


def test_before_a_claim_nothing_goes_out_and_the_case_is_offered(desk: Desk) -> None:
    ref = queued(desk)
    message, _ = desk.says("elif", "Merhaba, hangi sürüm?", ref)
    desk.world.waits(minutes=1)
    assert heard(desk) == []
    assert [each.payload.rpartition(".")[2] for each in desk.prompt(ref).buttons] == ["claim", "note"]
    desk.presses("elif", desk.choice(ref, "claim"), ref)
    assert heard(desk) == ["Merhaba, hangi sürüm?"]
    assert desk.world.ticket(ref).owner_name == "Elif Demir"
    assert desk.marks(message)[-1] is Mark.RELAYED


def test_the_offer_is_for_the_writers_eyes_where_the_platform_can(database_url: str) -> None:
    with desk_at(database_url, abilities=Abilities(cards=True, private=True)) as desk:
        ref = queued(desk)
        desk.says("elif", "Merhaba", ref)
        assert desk.prompt(ref).reader == IDS["elif"]


def test_two_who_want_to_claim_with_a_line_one_wins_and_the_other_hears_who(desk: Desk) -> None:
    ref = queued(desk)
    desk.says("elif", "Merhaba", ref)
    first = desk.choice(ref, "claim")
    desk.says("mert", "Ben bakarım", ref)
    second = desk.choice(ref, "claim")
    desk.presses("elif", first, ref)
    lost = desk.presses("mert", second, ref)
    assert "Elif Demir" in lost.text
    assert heard(desk) == ["Merhaba"]
    assert desk.world.count(relay, relay.c.state == "held") == 1
    desk.presses("mert", second.replace(".claim", ".note"), ref)
    assert notes(desk) == ["Ben bakarım"]


def test_an_edit_before_it_goes_changes_what_is_said_and_later_ones_follow(desk: Desk, ref: str) -> None:
    message, _ = desk.says("elif", "Yarın bakarım.", ref)
    desk.edits("elif", message, "Bugün bakarım.", ref)
    desk.world.waits(seconds=6)
    assert heard(desk) == ["Bugün bakarım."]
    desk.edits("elif", message, "Şimdi bakıyorum.", ref)
    assert heard(desk) == ["Şimdi bakıyorum."]
    desk.deletes("elif", message, ref)
    assert heard(desk) == []


def test_an_edit_into_a_note_before_it_goes_never_reaches_the_customer(desk: Desk, ref: str) -> None:
    message, _ = desk.says("elif", "adam haklı", ref)
    desk.edits("elif", message, "// adam haklı", ref)
    desk.world.waits(seconds=10)
    assert heard(desk) == []
    assert notes(desk) == ["adam haklı"]


def test_a_deletion_before_it_goes_takes_it_back(desk: Desk, ref: str) -> None:
    message, _ = desk.says("elif", "Yanlış pencere", ref)
    desk.deletes("elif", message, ref)
    desk.world.waits(seconds=10)
    assert heard(desk) == []


def test_nobody_changes_what_somebody_else_wrote(desk: Desk, ref: str) -> None:
    message, _ = desk.says("elif", "Bakıyorum.", ref)
    desk.edits("mert", message, "Bakmıyorum.", ref)
    desk.deletes("mert", message, ref)
    desk.world.waits(seconds=6)
    assert heard(desk) == ["Bakıyorum."]


def test_files_go_both_ways(desk: Desk, ref: str) -> None:
    ali = desk.world.customer("ali")
    ali.shows(ali.keeps("ekran.png", b"\x89PNG\r\n\x1a\n" + b"0" * 40))
    assert [file.name for file in desk.lines(ref)[-1].files] == ["ekran.png"]
    found = ali.keeps("kilavuz.pdf", b"%PDF-1.4 " + b"0" * 40)
    desk.says("elif", "", ref, files=(found,))
    desk.world.waits(seconds=6)
    assert [each.file.name for each in ali.sees()[-1].files] == ["kilavuz.pdf"]


def test_what_can_no_longer_be_said_is_told_to_its_writer(desk: Desk, ref: str) -> None:
    message, _ = desk.says("elif", "Bir dakika.", ref)
    desk.world.agent("elif").does(Command.RELEASE, ref)
    desk.world.waits(seconds=6)
    assert heard(desk) == []
    assert desk.marks(message)[-1] is Mark.FAILED
    assert "gönderilemedi" in desk.prompt(ref).plain


def test_a_line_that_waits_survives_a_restart_and_is_said_once(desk: Desk, ref: str) -> None:
    desk.says("elif", "Bakıyorum.", ref)
    app = desk.world.app
    desk.world.run(app.moments.stop())
    desk.world.clock.move(timedelta(seconds=7))

    async def both() -> None:
        await asyncio.gather(app.moments.sweep(), app.moments.sweep())

    desk.world.run(both())
    desk.world.waits(seconds=0)
    assert heard(desk) == ["Bakıyorum."]


def test_a_held_line_is_forgotten_in_the_end(desk: Desk, ref: str) -> None:
    desk.says("mert", "VPN mi?", ref)
    desk.says("elif", "Evet.", ref)
    desk.world.waits(hours=12, seconds=1)
    assert desk.world.count(relay, relay.c.state == "held") == 0
    assert desk.world.count(relay, relay.c.text != "") == 0


def test_the_same_message_twice_counts_once(desk: Desk, ref: str) -> None:
    place = desk.lines(ref)[0].address
    event = desk.inbound("elif", place, Kind.TEXT, text="Bakıyorum.")
    for _ in range(3):
        desk.world.run(desk.world.app.host.receive(event))
    desk.world.waits(seconds=6)
    assert heard(desk) == ["Bakıyorum."]


def test_what_is_solved_or_closed_takes_notes(desk: Desk, ref: str) -> None:
    desk.world.agent("elif").solves(ref, "Düzelttim.")
    desk.world.customer("ali").says("evet düzeldi")
    assert desk.world.ticket(ref).status is Status.CLOSED
    desk.says("elif", "kök neden: sertifika", ref)
    desk.world.waits(seconds=10)
    assert notes(desk) == ["kök neden: sertifika"]
    assert desk.world.count(outbox, outbox.c.state == "failed") == 0


def test_questions_to_agents_are_forgotten_and_what_they_said_is_not(desk: Desk, ref: str) -> None:
    desk.says("elif", "Bakıyorum.", ref)
    desk.world.waits(days=2, seconds=10)
    desk.says("elif", "Hâlâ bakıyorum.", ref)
    app = desk.world.app
    desk.world.run(app.store.write(lambda tx: thread_lines.forget(tx, desk.world.clock.now())))
    assert desk.world.count(entry, entry.c.kind == "prompt") == 1
    desk.world.waits(seconds=6)
    assert heard(desk) == ["Bakıyorum.", "Hâlâ bakıyorum."]
