"""What goes to the thread of a case, and what takes the place of something shown: looked up when it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.store import files, thread_lines
from bot.store.engine import Store, Tx
from bot.store.outbox import Claimed
from bot.store.timeline import buttons_of, parts_of
from bot.store.types import AnyRow
from bot.turn import Engine
from core.channel import Channel
from core.messages import Language, LineKind, Outgoing, Part, Text, unpack
from core.plain import chunks
from core.texts import Texts

MOST = 2_500
"""Letters of what was said before the case came to a room."""

MOST_OF_BOT = 200
"""Letters of one of the bot's answers in there."""


class Lines:
    """Sends through a channel what a claimed row is about, as it reads now."""

    def __init__(self, store: Store, engine: Engine, texts: Texts, clock: Clock) -> None:
        self._store = store
        self._engine = engine
        self._texts = texts
        self._clock = clock

    async def deliver(self, channel: Channel, claimed: Claimed) -> Sequence[str]:
        """Send a claimed message and return its ids; raises what the channel raises."""
        if claimed.card is None and claimed.kind == "say":
            return await channel.send(claimed.outgoing)
        outgoing, shown = await self._store.read(lambda tx: self._look(tx, claimed))
        if claimed.kind not in {"change", "again"}:
            return await channel.send(outgoing) if outgoing.parts or outgoing.files else ()
        if not shown:
            return ()
        kept = await channel.change(outgoing, shown)
        return [each for each in kept if each not in shown]

    def _look(self, tx: Tx, claimed: Claimed) -> tuple[Outgoing, list[str]]:
        shown: list[str] = []
        if claimed.kind == "change":
            shown = thread_lines.shown_by(tx, claimed.address_id, claimed.entry)
        elif claimed.kind == "again":
            shown = thread_lines.summed_up_by(tx, claimed.address_id, claimed.card or 0)
        row = thread_lines.line(tx, claimed.entry)
        outgoing = claimed.outgoing
        sums_up = claimed.kind in {"summary", "again"}
        if row is None or (row.deleted_at is not None and not sums_up):
            outgoing = replace(outgoing, parts=(), files=(), buttons=())
        elif claimed.card is not None:
            outgoing = self._for_room(tx, claimed, row)
        return outgoing, shown

    def _for_room(self, tx: Tx, claimed: Claimed, row: AnyRow) -> Outgoing:
        where = thread_lines.room_of(tx, claimed.card or 0)
        organization = self._engine.catalogue.organizations.get(where.organization)
        zone = ZoneInfo(organization.timezone if organization else self._engine.catalogue.timezone)
        outgoing = replace(claimed.outgoing, language=where.language, reply_to=where.message_id or "", author="")
        if claimed.kind in {"summary", "again"}:
            parts = self._before(tx, claimed, where, zone)
            return replace(outgoing, parts=parts, files=(), buttons=(), line=LineKind.SUMMARY)
        said = row.body or {}
        words = self._words(row, where.language, zone)
        return replace(
            outgoing,
            parts=(Part(words),) if words else (),
            buttons=buttons_of(row.body) if row.kind == "prompt" else (),
            author=row.name or (where.name if row.author == "customer" else ""),
            files=tuple(each.file for each in files.of_entries(tx, [claimed.entry]).get(claimed.entry, ())),
            line=_kind(row),
            reply_to=said.get("reply_to", outgoing.reply_to),
            reader=said.get("reader", ""),
        )

    def _words(self, row: AnyRow, language: Language, zone: ZoneInfo) -> str:
        if row.kind == "line" and row.body:
            return self._texts.render(unpack(row.body), language, zone, self._clock.now())
        return "\n\n".join(part.text for part in parts_of(row.text, row.body))

    def _before(self, tx: Tx, claimed: Claimed, where: AnyRow, zone: ZoneInfo) -> tuple[Part, ...]:
        """Return who said what before the room knew of the case, the newest whole where it is long."""
        language: Language = where.language
        told: list[str] = []
        for row in thread_lines.before(tx, claimed.ticket or 0, claimed.entry):
            words = self._words(row, language, zone).strip()
            if not words or row.kind not in {"words", "note", "line"}:
                continue
            if row.kind == "line":
                told.append(f"· {words}")
                continue
            bot = row.author == "bot"
            name = self._say("room.bot", language, zone) if bot else row.name or where.name
            told.append(f"{name}: {_short(words, MOST_OF_BOT) if bot else words}")
        head = self._say("room.before", language, zone)
        return (Part(head), Part("\n".join(_newest(told)))) if told else (Part(head),)

    def _say(self, key: str, language: Language, zone: ZoneInfo) -> str:
        return self._texts.render(Text(key), language, zone, self._clock.now())


def _short(words: str, most: int) -> str:
    line = " ".join(words.split())
    return line if len(line) <= most else f"{chunks(line, most - 1)[0]}…"


def _newest(told: Sequence[str]) -> list[str]:
    """Return as many of the last lines as fit, oldest first; the very last is there, if only its beginning."""
    kept: list[str] = []
    room = MOST
    for line in reversed(told):
        if len(line) > room:
            kept.append("…" if kept else _short(line, MOST))
            break
        kept.append(line)
        room -= len(line)
    return kept[::-1]


def _kind(row: AnyRow) -> LineKind:
    match row.author, row.kind:
        case _, "prompt":
            return LineKind.PROMPT
        case "customer", _:
            return LineKind.CUSTOMER
        case "agent", "note":
            return LineKind.NOTE
        case "agent", _:
            return LineKind.AGENT
    return LineKind.SYSTEM
