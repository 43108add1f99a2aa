"""What is done when a conversation goes too fast: everything is kept, and the bot answers later, at once.

How fast is too fast: `core.pace`. It is counted in the conversation's row, so that every process knows it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.hub import address_topic
from bot.reading import aim_at, joined, stage_for, write_down
from bot.stage import News, Stage
from bot.store import conversations, inbox
from bot.store.conversations import Place
from bot.store.engine import Tx
from bot.store.inbox import Kept
from bot.store.tickets import Stored
from bot.turn import Engine
from core.effects import Act, Command, Say
from core.messages import Text
from core.pace import Pace
from core.people import BOT

SHORTEST = timedelta(seconds=30)
"""The pause of who is not fast himself, but writes in a crowd: "in a few minutes" should not be a moment later."""

_FLOOD = Say(texts=(Text("flood"),))


def counted(place: Place, now: datetime, *, pressed: bool) -> Place:
    """Return the conversation with one more message counted, or with the press of somebody who is there."""
    pace = Pace.of(place.pace)
    return replace(place, pace=(pace.after_press() if pressed else pace.after_words(now)).kept_form())


def slowed_down(
    tx: Tx,
    engine: Engine,
    place: Place,
    held: Stored | None,
    kept: Kept,
    now: datetime,
    most: int,
    late: timedelta | None = None,
) -> News | None:
    """Keep words that come too fast without an answer of their own; None if they may be answered.

    Who has the case (`held`) gets every line at once. Where the bot holds the word, all that waits is taken up
    as one message when the pause is over. The first time, the customer is told, unless an agent is with him. `late` is
    how long the message has to wait because its whole organization is too fast (`bot.crowd`).
    """
    pace = Pace.of(place.pace)
    silent = pace.silent_until(now)
    if silent is None and not pace.too_fast(most) and late is None:
        return None
    if pace.too_fast(most) or (silent is None and late is not None):
        pace = pace.hush(now, None if pace.too_fast(most) or late is None else max(late, SHORTEST))
        place = replace(place, pace=pace.kept_form())
    write_down(tx, place, kept.inbound, kept.inbound.text, now)
    told = silent is None and (held is None or held.ticket.owner is None)
    if held is not None:
        return _passed_on(tx, engine, place, held, kept, now, told=told)
    news = News(topics={address_topic(place.address)})
    if told:
        stage = Stage(place=place, stored=None, now=now, actor=BOT, surface="bot")
        engine.say(stage, _FLOOD)
        news.join(engine.write(tx, stage))
    again = pace.silent_until(now) or now
    conversations.gather(tx, place.conversation, again, None, place.pace)
    news.wake = (place.conversation, again)
    return news


def _passed_on(tx: Tx, engine: Engine, place: Place, held: Stored, kept: Kept, now: datetime, *, told: bool) -> News:
    """Give a line to who has the case, without asking the dialogue what to say to it."""
    stage = stage_for(place, aim_at(tx, place, held), now)
    engine.move(tx, stage, Act(command=Command.HEAR, words=joined([kept]).words))
    if told:
        engine.say(stage, _FLOOD)
    inbox.done(tx, [kept.id])
    return engine.write(tx, stage)
