"""Files: what they are, where they lie, who may have them, and when they go."""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from bot.files import shelf as shelf_module
from bot.files.kinds import HEAD, UNKNOWN, kind_of
from bot.files.names import MAX_NAME, clean_name
from bot.files.pictures import MAX_PIXELS, shown_size
from bot.files.shelf import agent_sender, place_sender
from bot.files.vault import Vault
from bot.store.tables import entry_file, ticket, upload
from bot.store.tables import file as file_table
from core.effects import Act, Command
from core.errors import FileTooLarge, Missing, NotFound, TooManyFiles
from core.host import Upload
from core.messages import File, Kind
from core.ticket import ClosureCode
from tests.attached import HTML, PDF, SVG, gif, jpeg, pieces, png, webp
from tests.world import CustomerOf, World

MEGABYTE = 1 << 20

# ---- What they are


@pytest.mark.parametrize(
    ("content", "declared", "kind"),
    [
        (png(), "", "image/png"),
        (png(), "text/html", "image/png"),
        (jpeg(), "", "image/jpeg"),
        (gif(), "", "image/gif"),
        (webp(b"VP8 "), "", "image/webp"),
        (b"XXXX\x00\x00\x00\x00WEBPVP8 ", "image/webp", UNKNOWN),
        (SVG, "image/svg+xml", "text/plain"),
        (HTML, "image/png", "text/plain"),
        (PDF, "image/png", "application/pdf"),
        (b"\x00\x00\x00\x20ftypisom", "video/mp4", "video/mp4"),
        (b"\x00\x00\x00\x20ftypisom", "audio/mp4", "audio/mp4"),
        (b"\x1aE\xdf\xa3", "audio/webm;codecs=opus", "audio/webm"),
        (b"OggS" + b"\x00" * 24 + b"OpusHead", "", "audio/ogg"),
        (b"MZ\x90\x00", "audio/mpeg", "application/vnd.microsoft.portable-executable"),
        ("Yazıcı çıktı vermiyor".encode(), "", "text/plain"),
        (b"", "image/png", UNKNOWN),
        (b"\xff\xfe\x00", "image/png", UNKNOWN),
        (("ş" * HEAD).encode()[: HEAD - 1], "", "text/plain"),
        (b"\xc5\xc5\xc5\xc5\xc5", "", UNKNOWN),
    ],
)
def test_a_file_is_what_its_first_bytes_say(content: bytes, declared: str, kind: str) -> None:
    assert kind_of(content[:HEAD], declared) == kind


@given(st.binary(max_size=64), st.text(max_size=20))
def test_no_file_is_ever_something_that_a_browser_runs(head: bytes, declared: str) -> None:
    assert not any(name in kind_of(head, declared) for name in ("html", "svg", "xml", "script"))


THUMBNAIL = b"\xff\xe1\xff\xff" + b"\xff\xc0" * ((0xFFFF - 2) // 2) + b"\x00"


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (png(640, 480), (640, 480)),
        (gif(640, 480), (640, 480)),
        (jpeg(640, 480), (640, 480)),
        (jpeg(640, 480, before=THUMBNAIL * 3), (640, 480)),
        (webp(b"VP8 ", 640, 480), (640, 480)),
        (webp(b"VP8L", 640, 480), (640, 480)),
        (webp(b"VP8X", 640, 480), (640, 480)),
        (png(8_000, 5_000), (8_000, 5_000)),
        (png(8_000, 5_001), None),
        (png(50_000, 50_000), None),
        (jpeg(50_000, 50_000), None),
        (webp(b"VP8X", 1 << 24, 1 << 24), None),
        (png(0, 8), None),
        (gif(8, 0), None),
        (png()[:20], None),
        (png().replace(b"IHDR", b"IDAT"), None),
        (png()[:16] + b"\x00\x00\x00\x09" + png()[20:], None),  # the sum does not fit
        (jpeg()[:20], None),
        (jpeg(before=b"\xff\xda\x00\x04"), None),
        (jpeg(before=b"\xff\xe2\x00\x02" * 2_000), None),
        (webp(b"ALPH"), None),
        (b"RIFF\x00\x00\x00\x00WEBPVP8L\x00\x00\x00\x00\x00", None),
        (SVG, None),
        (PDF, None),
    ],
)
def test_only_a_whole_header_of_a_sensible_picture_makes_a_picture(content: bytes, size: object) -> None:
    assert shown_size(io.BytesIO(content), kind_of(content)) == size


@given(
    st.sampled_from([png(), gif(), jpeg(), webp(b"VP8 "), webp(b"VP8L"), webp(b"VP8X")]),
    st.binary(max_size=40),
    st.integers(0, 60),
)
def test_no_header_breaks_the_reading(content: bytes, noise: bytes, at: int) -> None:
    broken = content[:at] + noise + content[at + len(noise) :]
    size = shown_size(io.BytesIO(broken), kind_of(broken))
    assert size is None or 0 < size[0] * size[1] <= MAX_PIXELS


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("ekran.png", "ekran.png"),
        ("../../x", "x"),
        ("C:\\fakepath\\Ekran görüntüsü.png", "Ekran görüntüsü.png"),
        ("/etc/passwd", "passwd"),
        ("fatura\u202egnp.exe", "faturagnp.exe"),
        ("a\x00b\r\nSet-Cookie: x.png", "abSet-Cookie: x.png"),
        ("", "dosya"),
        ("..", "dosya"),
        ("\u200b\u2066", "dosya"),
        ("x" * 300 + ".png", "x" * 195 + "….png"),
        ("." + "x" * 300, "x" * 199 + "…"),
        ("<img src=x onerror=alert(1)>.png", "<img src=x onerror=alert(1)>.png"),
    ],
)
def test_a_name_is_kept_for_display_without_what_misleads(given_name: str, kept: str) -> None:
    assert clean_name(given_name) == kept
    assert len(kept) <= MAX_NAME


# ---- Where they lie


def stored(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_equal_contents_lie_once_in_two_levels_of_folders(tmp_path: Path) -> None:
    vault = Vault(tmp_path, MEGABYTE)

    async def keep(content: bytes) -> str:
        async with vault.arriving(pieces(content, 7)) as arrived:
            vault.place(arrived)
            return arrived.sha256

    one, same, other = (asyncio.run(keep(content)) for content in (png(), png(), png(9)))
    assert one == same != other
    assert stored(tmp_path) == sorted(tmp_path / each[:2] / each[2:4] / each for each in (one, other))
    assert vault.path(one).read_bytes() == png()


def test_what_is_too_large_ends_while_it_comes_and_leaves_nothing(tmp_path: Path) -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield b"x" * 65_536

    async def keep() -> None:
        async with Vault(tmp_path, MEGABYTE).arriving(endless()):
            pass

    with pytest.raises(FileTooLarge) as error:
        asyncio.run(keep())
    assert error.value.values == {"limit": 1}
    assert taken == 17
    assert stored(tmp_path) == []


def test_a_sender_who_goes_away_leaves_nothing(tmp_path: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"half"
        raise ConnectionError

    async def keep() -> None:
        async with Vault(tmp_path, MEGABYTE).arriving(broken()):
            pass

    with pytest.raises(ConnectionError):
        asyncio.run(keep())
    assert stored(tmp_path) == []


# ---- Who may have them


def send(world: World, customer: CustomerOf, content: bytes = b"", name: str = "ekran.png") -> Upload:
    return world.run(world.app.shelf.keep(place_sender(customer.address), pieces(content or png()), name, ""))


def attached(customer: CustomerOf) -> list[int]:
    return [each.id for line in customer.sees() for each in line.files]


def test_a_file_goes_with_its_message_to_the_timeline_and_back_to_the_customer_alone(world: World) -> None:
    ali, ayse = world.customer("ali"), world.customer("ayse")
    ayse.says("merhaba")
    sent = send(world, ali)
    found = world.run(world.app.host.uploaded(ali.address, [sent.token, sent.token]))
    ali.shows(*found, text="outlook hata veriyor")
    [number] = attached(ali)
    held = world.run(world.app.host.file(ali.address, number))
    assert held is not None
    assert held.path.read_bytes() == png()
    assert held.file == File(sent.file.sha256, "ekran.png", "image/png", len(png()), 8, 8)
    assert world.run(world.app.host.file(ayse.address, number)) is None
    assert world.run(world.app.host.file(world.customer("nobody").address, number)) is None
    assert world.run(world.app.host.file(ali.address, number + 1)) is None


def test_a_token_is_good_for_who_got_it_and_for_a_day(world: World) -> None:
    ali, ayse = world.customer("ali"), world.customer("ayse")
    sent = send(world, ali)
    for sender, token in ((ayse, sent.token), (ali, sent.file.sha256), (ali, "x"), (ali, "\ud800")):
        with pytest.raises(NotFound):
            world.run(world.app.host.uploaded(sender.address, [token]))
    assert world.run(world.app.host.uploaded(ali.address, [])) == ()
    world.waits(hours=25)
    with pytest.raises(NotFound):
        world.run(world.app.host.uploaded(ali.address, [sent.token]))


def test_an_agent_sees_the_files_of_the_tickets_that_are_his_business(world: World) -> None:
    ali = world.customer("ali")
    ali.shows(
        *world.run(world.app.host.uploaded(ali.address, [send(world, ali).token])),
        text="bir uzmana bağlar mısınız, vpn yok",
    )
    [number] = attached(ali)
    may, lead = world.agent("elif").agent, world.agent("zeynep").agent
    foreign = replace(may, person=10_000, queues=frozenset({"network"}))
    assert may.serves(ali.ticket.queue)
    assert not foreign.serves(ali.ticket.queue)
    assert world.run(world.app.shelf.seen_by(may, number)) is not None
    assert world.run(world.app.shelf.seen_by(lead, number)) is not None
    assert world.run(world.app.shelf.seen_by(foreign, number)) is None


def test_the_files_of_a_merged_ticket_are_seen_where_it_lives_on(world: World) -> None:
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.shows(
        *world.run(world.app.host.uploaded(ali.address, [send(world, ali).token])),
        text="vpn bağlanmıyor, bir uzman bakabilir mi",
    )
    older, [number] = ali.ref, attached(ali)
    elif_.claims(older)
    ali.says("bir de yazıcım çalışmıyor, bir uzman bakabilir mi")
    newer = ali.ref
    elif_.claims(newer)
    elif_.does(Command.MERGE, older, into=newer)
    network = replace(elif_.agent, person=10_000, queues=frozenset({"network"}))
    assert world.run(world.app.shelf.seen_by(network, number)) is None
    world.app.store.run(lambda tx: tx.execute(update(ticket).where(ticket.c.ref == newer).values(queue="network")))
    assert world.run(world.app.shelf.seen_by(network, number)) is not None


def test_an_agents_file_reaches_the_customer_and_that_of_a_note_does_not(world: World) -> None:
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("bir uzmana bağlar mısınız, vpn yok")
    elif_.claims(ali.ref)

    def act(command: Command, name: str, **more: object) -> None:
        sender = agent_sender(elif_.agent)
        kept = world.run(world.app.shelf.keep(sender, pieces(PDF), name, ""))
        found = world.run(world.app.shelf.uploaded(sender, [kept.token]))
        world.run(world.app.agents.act(elif_.agent, ali.ref, Act(command=command, files=found, **more)))  # type: ignore[arg-type]
        world.waits(seconds=1)

    act(Command.REPLY, "rehber.pdf")
    act(Command.NOTE, "iç.pdf")
    act(Command.WAIT_CUSTOMER, "soru.pdf", words="Bu belgeyi doldurur musunuz?")
    act(Command.SOLVE, "sonuç.pdf", words="Kurdum.", closure_code=ClosureCode.NEW_SOLUTION)
    seen = [
        (line.author, [part.text for part in line.parts], each.file.name) for line in ali.sees() for each in line.files
    ]
    assert [(author, name) for author, _, name in seen] == [
        ("agent", "rehber.pdf"),
        ("bot", "soru.pdf"),
        ("bot", "sonuç.pdf"),
    ]
    assert seen[0][1] == []  # a file may come without a word
    note = world.app.store.run(lambda tx: tx.execute(entry_file.select().where(entry_file.c.name == "iç.pdf")).one())
    assert world.run(world.app.shelf.seen_by(elif_.agent, note.id)) is not None
    assert world.run(world.app.host.file(ali.address, note.id)) is None


def test_a_question_and_a_solution_still_need_words(world: World) -> None:
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("bir uzmana bağlar mısınız, vpn yok")
    elif_.claims(ali.ref)
    for command in (Command.WAIT_CUSTOMER, Command.SOLVE):
        wish = Act(command=command, files=(File("00", "x", "text/plain", 1),), closure_code=ClosureCode.FULFILLED)
        with pytest.raises(Missing):
            world.run(world.app.agents.act(elif_.agent, ali.ref, wish))


def test_an_edit_may_add_a_file_and_a_deletion_takes_all_from_the_customer(world: World) -> None:
    ali = world.customer("ali")
    first, second = (
        world.run(world.app.host.uploaded(ali.address, [send(world, ali, png(size)).token]))[0] for size in (9, 10)
    )
    sent = replace(ali.inbound(Kind.TEXT, text="ekran bu"), files=(first,))
    world.run(world.app.intake.receive(sent))
    for files in ((first,), (first, second)):
        edit = ali.inbound(Kind.EDIT, text="ekran bu")
        world.run(world.app.intake.receive(replace(edit, message_id=sent.message_id, files=files)))
    numbers = attached(ali)
    assert len(numbers) == 2
    assert world.run(world.app.host.file(ali.address, numbers[0])) is not None
    gone = replace(ali.inbound(Kind.DELETE), message_id=sent.message_id)
    world.run(world.app.intake.receive(gone))
    assert attached(ali) == []
    assert world.run(world.app.host.file(ali.address, numbers[0])) is None


def test_a_message_that_comes_after_its_edit_leaves_no_file_behind(world: World) -> None:
    ali = world.customer("ali")
    edit = ali.inbound(Kind.EDIT, text="ekran bu")
    world.run(world.app.intake.receive(edit))
    late = replace(ali.inbound(Kind.TEXT, text="ekran"), message_id=edit.message_id, files=(File("00", "x", "y", 1),))
    world.run(world.app.intake.receive(late))
    assert world.count(entry_file) == 0


def test_a_secret_in_a_files_name_is_masked_for_everybody(world: World) -> None:
    ali = world.customer("ali")
    ali.shows(
        *world.run(world.app.host.uploaded(ali.address, [send(world, ali, name="TC 10000000146 kimlik.png").token]))
    )
    [shown] = [each.file.name for line in ali.sees() for each in line.files]
    assert "10000000146" not in shown


# ---- When they go


def test_a_file_without_a_message_goes_after_a_day_and_the_others_stay(world: World) -> None:
    ali = world.customer("ali")
    orphan, used = send(world, ali, png(9)), send(world, ali, png(10))
    ali.shows(*world.run(world.app.host.uploaded(ali.address, [used.token])))
    path = world.app.shelf._vault.path
    left = path(orphan.file.sha256).parents[2] / "incoming" / "left"
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    world.waits(hours=24)
    world.run(world.app.shelf.sweep())
    assert path(orphan.file.sha256).exists()
    assert not left.exists()
    world.waits(hours=2)
    world.run(world.app.shelf.sweep())
    world.run(world.app.shelf.sweep())
    assert not path(orphan.file.sha256).exists()
    assert path(used.file.sha256).read_bytes() == png(10)
    assert (world.count(upload), world.count(file_table)) == (0, 1)


def test_a_file_that_comes_again_while_it_is_due_to_go_stays(world: World) -> None:
    ali = world.customer("ali")
    first = send(world, ali)
    world.waits(hours=30)
    second = send(world, ali)
    world.run(world.app.shelf.sweep())
    assert second.file.sha256 == first.file.sha256
    [found] = world.run(world.app.host.uploaded(ali.address, [second.token]))
    assert world.app.shelf._vault.path(found.sha256).exists()


def test_nobody_fills_the_disk(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf_module, "MOST_FILES", 3)
    ali = world.customer("ali")
    for _ in range(3):
        send(world, ali)
    with pytest.raises(TooManyFiles):
        send(world, ali)
    send(world, world.customer("ayse"))
    world.waits(hours=25)
    send(world, ali)
    monkeypatch.setattr(shelf_module, "MOST_BYTES", 0)
    with pytest.raises(TooManyFiles):
        send(world, ali)
    assert timedelta(days=1) == shelf_module.ATTACHABLE
