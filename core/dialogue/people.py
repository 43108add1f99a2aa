"""What the bot says for people: they have the case, and it only carries their words and tells the state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from core.dialogue import callback, intake, persons
from core.dialogue.facts import Said
from core.dialogue.intents import says
from core.dialogue.opening import article_options
from core.dialogue.recording import described, is_clearer
from core.dialogue.run import buttons, inquires, standing, words_of
from core.dialogue.scene import Scene, Spoken, act, ask_aside, only, option, say, shown_name
from core.dialogue.states import State
from core.dialogue.urgent import is_pressing, tell_urgent
from core.effects import Act, Command, Say, Suggest
from core.messages import Moment, Option, Text, literal
from core.ticket import Status, Ticket, TransferReason, WaitingReason

PAUSE = timedelta(minutes=10)
"""How long words that nobody answers yet are taken without a word."""


def pass_words(scene: Scene) -> Spoken:
    """Give the customer's words to who has the case; the first ones about the matter describe it."""
    heard = Act(command=Command.HEAR, words=scene.words)
    if not is_clearer(scene):
        more = scene.ticket.status is Status.QUEUED and intake.tells_more(scene.words, scene.memory)
        return Spoken(effects=(heard,), memory=replace(scene.memory, words=scene.matter) if more else None)
    spared = scene.memory.spared or (isinstance(scene.event, Said) and bool(scene.event.hidden))
    memory = replace(scene.memory, words=scene.matter, spared=spared)
    # He hears that his words are kept before he is asked for more.
    return Spoken(effects=(heard, described(scene, scene.words)), memory=memory)


def tell_handed(scene: Scene) -> Spoken:
    """Say who looks at it now and until when they answer, a new ticket's number last; then ask what is missing."""
    facts, ticket, memory = scene.facts, scene.ticket, scene.memory
    number = () if memory.told else (Text("ticket.opened", {"ref": ticket.ref}),)
    memory = replace(memory, told=True, kept=False)
    if scene.moved.act.reason == "urgent":
        return tell_urgent(scene, memory, number)
    until = facts.answer_by(ticket)
    if opens := facts.opens():
        texts = [Text("hours.lunch" if facts.at_lunch() else "hours.closed", {"when": opens, "until": until})]
        if scene.moved.act.reason == "human" and not memory.words:
            texts.append(Text("human.matter"))
        if facts.organization.emergency_phone:
            texts.append(Text("hours.emergency", {"phone": facts.organization.emergency_phone}))
    elif scene.moved.act.reason == "human" and not memory.words:
        asked = says(scene.moved.act.words, persons.MACHINE)
        texts = [Text("human.machine" if asked else "human.coming"), Text("human.until", {"until": until})]
    elif scene.moved.act.reason == "callback":
        texts = [*callback.promise(scene, memory.words), *(() if memory.words else (Text("human.matter"),))]
    else:
        key = "level0.routed" if scene.moved.act.reason == "level0" else "handoff.promise"
        texts = [Text(key, {"queue": scene.queue_name(), "until": until})]
    if scene.moved.act.reason == "insult":
        texts = [Text("insult"), *(texts if opens else [Text("human.until", {"until": until})])]
    if scene.moved.act.reason == "foreign":
        texts.insert(0, Text("foreign.only"))
    return intake.first_question(scene, memory, say(*texts, *number))


def take_leave(scene: Scene) -> Spoken:
    """Wish a good day to who leaves."""
    return only(Text("farewell"))


def see_off(scene: Scene) -> Spoken:
    """Answer the good-bye of who waits for people: who has the case reads it; else say until when we write."""
    if scene.ticket.owner is not None:
        return act(Act(command=Command.HEAR, words=scene.words))
    return only(Text("human.until", {"until": scene.facts.answer_by(scene.ticket)}), Text("farewell"))


def tell_claimed(scene: Scene) -> Spoken:
    """Say who has taken the case."""
    texts = [Text("ticket.claimed", {"agent": scene.agent()})]
    if scene.moved.before is Status.NEW:
        # The bubble that told the number may have been dropped on its way by this very claim.
        texts.append(Text("ticket.opened", {"ref": scene.ticket.ref}))
    return only(*texts)


def await_others(scene: Scene) -> Spoken:
    """Say nothing, but be ready to say once more that words are kept: nobody has the case now."""
    return Spoken(memory=replace(scene.memory, kept=False))


def tell_transferred(scene: Scene) -> Spoken:
    """Say where the case is now, and until when somebody answers; or who has it now."""
    if scene.ticket.owner is not None:
        return only(Text("ticket.claimed", {"agent": shown_name(scene.ticket.owner_name, scene.facts)}))
    returned = scene.moved.act.reason == TransferReason.RETURNED
    texts = [Text("ticket.returned" if returned else "ticket.transferred", {"queue": scene.queue_name()})]
    texts.append(Text("human.until", {"until": scene.facts.answer_by(scene.ticket)}))
    return Spoken(effects=(say(*texts),), memory=replace(scene.memory, kept=False))


def carry(scene: Scene) -> Spoken:
    """Say an agent's words in his name, and give the article that he sends as the bot would give it."""
    moved, article = scene.moved, scene.moved.act.article
    name = scene.agent()
    shown = name if isinstance(name, str) else name[scene.case.conversation.language]
    texts: tuple[Text, ...] = (literal(moved.act.words),) if moved.act.words or article is None else ()
    suggested: tuple[Suggest, ...] = ()
    if article is not None:
        foreign = () if article.lang == scene.case.conversation.language else (Text("answer.other_language"),)
        given = Text("answer.article", {"title": article.title, "body": article.body})
        after = Text("answer.try" if article.type == "incident" else "answer.info")
        texts = (*texts, *foreign, given, *(() if moved.act.words else (after,)))
        suggested = (Suggest(query=scene.ticket.title, hits=(article,), decision="sent"),)
    said = Say(texts=texts, author=shown, person=moved.actor.person, files=moved.act.files)
    return Spoken(effects=(*suggested, said))


def tell_asked(scene: Scene) -> Spoken:
    """Put an agent's question."""
    asked = say(Text("waiting.customer", {"agent": scene.agent(), "text": scene.moved.act.words}))
    over = replace(scene.memory, inquiry=0) if scene.memory.inquiry else None
    return Spoken(effects=(replace(asked, files=scene.moved.act.files),), memory=over)


def tell_referred(scene: Scene) -> Spoken:
    """Say that a provider has to answer first."""
    return only(Text("waiting.provider", {"provider": scene.ticket.waiting_for, "until": informed_by(scene)}))


def tell_no_news(scene: Scene) -> Spoken:
    """Say that there is no news although some was promised, and until when there will be word."""
    return only(Text("progress.no_news", {"ref": scene.ticket.ref, "until": scene.facts.inform_by(scene.ticket)}))


def tell_appointed(scene: Scene) -> Spoken:
    """Say for when something was agreed, and where if that was said."""
    when = {"when": Moment(scene.ticket.next_date or scene.facts.now, "when")}
    if place := scene.ticket.waiting_for:
        return only(Text("appointment.made_at", {**when, "place": place}))
    return only(Text("appointment.made", when))


def remind_of_question(scene: Scene) -> Spoken:
    """The day has come: who has not answered is reminded once; of everything else the owner takes care."""
    return tell_status(scene) if scene.ticket.waiting_reason is WaitingReason.ANSWER else Spoken()


def tell_kept(scene: Scene) -> Spoken:
    """Say that the words have arrived, as long as nobody is there to answer them; ask what they make us ask."""
    return intake.ask_if_pressing(scene, _tell_kept(scene))


def _tell_kept(scene: Scene) -> Spoken:
    """Say that the words have arrived: at once, then now and then."""
    memory, ticket, facts = scene.memory, scene.ticket, scene.facts
    if ticket.status not in {Status.QUEUED, Status.SOLVED}:
        return Spoken()
    told_at = datetime.fromisoformat(memory.kept_at) if memory.kept_at else facts.now
    phone = facts.organization.emergency_phone
    if memory.kept and phone and is_pressing(scene):
        return only(Text("security.again", {"until": facts.answer_by(ticket), "phone": phone}))
    if memory.kept and facts.now - told_at < PAUSE:
        return Spoken() if memory.kept_at else Spoken(memory=replace(memory, kept_at=facts.now.isoformat()))
    noticed = memory.noticed + 1 if memory.kept else 1
    until = {"ref": ticket.ref, "until": facts.answer_by(ticket)}
    opens = facts.opens() if ticket.status is Status.QUEUED else None
    if opens and (noticed % 2 or facts.contract.calendar.is_open(told_at)):
        text = Text("noticed.closed", {**until, "when": opens})
    elif noticed % 2 and (outage := facts.outage_of(ticket)):
        text = Text("noticed.outage", {"until": facts.news_by(outage)})
    elif noticed % 2:
        text = Text("noticed.kept", until) if ticket.status is Status.QUEUED else Text("noticed.owner")
    else:
        text = Text("noticed.more", {"ref": ticket.ref})
    return Spoken(
        effects=(say(text),), memory=replace(memory, kept=True, kept_at=facts.now.isoformat(), noticed=noticed)
    )


def take_thanks_for_people(scene: Scene) -> Spoken:
    """Leave thanks to who has the case; answer them while nobody has."""
    return Spoken() if scene.ticket.owner is not None else only(Text("thanks.reply"))


def ask_whether_over(scene: Scene) -> Spoken:
    """It works again before anybody took the case: ask whether to close it."""
    options = (option("close_yes", "close"), option("close_no", "keep"))
    bubble, memory = ask_aside(scene.memory, "over", Text("found.ask", {"ref": scene.ticket.ref}), options=options)
    return Spoken(effects=(bubble,), memory=memory)


def tell_status(scene: Scene) -> Spoken:
    """Say the true state of the case in plain words, with the answers that it waits for."""
    return Spoken(effects=(tell_state_of(scene),))


def tell_state_of(scene: Scene, state: Text | None = None) -> Say:
    """Return the bubble about the state of the case; the answers to a question of the bot's are under it once more.

    A question of a bank is put again with them.
    """
    answers = _open_answers(scene)
    said = state or status_text(scene)
    question = standing(scene) if scene.state is State.DIAGNOSING or inquires(scene.ticket) else None
    again = (words_of(question),) if question else ()
    return Say(texts=(said, *again), options=answers, question=scene.memory.main if answers else 0)


def _open_answers(scene: Scene) -> tuple[Option, ...]:
    """Return the answers to the bot's question that can be given without what stood above it."""
    match scene.state:
        case State.TRYING:
            return article_options(scene.ticket.type)
        case State.CHOOSING:
            return (option("none_of_these", "none"), option("human", "human"))
        case State.CLARIFYING if scene.memory.main:
            return (option("human", "human"),)
        case State.DIAGNOSING if question := standing(scene):
            return buttons(question)
        case State.PEOPLE if inquires(scene.ticket) and (question := standing(scene)):
            return buttons(question, people=False)
    return ()


def tell_language(scene: Scene) -> Spoken:
    """Say in which language we go on: the one the customer asked for."""
    return only(Text("language.switched"))


def tell_no_ticket(scene: Scene) -> Spoken:
    """Say that nothing is open."""
    return only(Text("status.none"))


def tell_strange(scene: Scene) -> Spoken:
    """Answer a number that is not this person's, known to us or not."""
    return only(Text("ref.unknown"))


def tell_stale(scene: Scene) -> Spoken:
    """Answer a button whose question is over with the present state."""
    status = status_text(scene) if scene.case.ticket else Text("status.none")
    return only(Text("button.stale", {"status": status}))


def quiet(scene: Scene) -> Spoken:
    """Say nothing: the customer need not hear of this."""
    return Spoken()


def status_text(scene: Scene) -> Text:
    """Return the sentence that says where the ticket stands."""
    facts, ticket = scene.facts, scene.ticket
    named = {"ref": ticket.ref, "title": ticket.title}
    match ticket.status:
        case Status.NEW:
            return Text("status.new", named)
        case Status.QUEUED if outage := facts.outage_of(ticket):
            return Text("status.outage", {"ref": ticket.ref, "title": outage.title, "until": facts.news_by(outage)})
        case Status.QUEUED:
            return Text("status.queued", named | {"until": facts.answer_by(ticket)})
        case Status.IN_PROGRESS:
            working = {"agent": shown_name(ticket.owner_name, facts), **_last_step(scene)}
            return Text("status.working", named | working | {"until": informed_by(scene)})
        case Status.WAITING_CUSTOMER if agreed_on(ticket):
            return Text("status.appointment", named | {"when": Moment(ticket.next_date or facts.now, "when")})
        case Status.WAITING_CUSTOMER:
            return Text("status.waiting_customer", named)
        case Status.WAITING_PROVIDER:
            return Text("status.waiting_provider", named | {"until": informed_by(scene)})
        case Status.SOLVED:
            return Text("status.solved", named)
        case Status.CLOSED if ticket.duplicate_of is not None:
            return Text("status.merged", {"ref": ticket.ref, "into": ticket.duplicate_of})
    return Text("status.closed", named)


def informed_by(scene: Scene) -> Moment:
    """Return until when the customer hears of his case again: the day that was agreed, or else what is promised."""
    named = scene.ticket.next_date
    if named is not None and named > scene.facts.now:
        return Moment(named, "until")
    return scene.facts.inform_by(scene.ticket)


def agreed_on(ticket: Ticket) -> bool:
    """Say whether the ticket waits for a day that was agreed with its customer."""
    return ticket.waiting_reason is WaitingReason.APPOINTMENT


def _last_step(scene: Scene) -> Mapping[str, object]:
    """Return what was last done on a case that somebody works on, and when."""
    ticket, memory = scene.ticket, scene.memory
    if memory.step_done:
        return {"time": Moment(datetime.fromisoformat(memory.step_at), "clock"), "last": Text(memory.step_done)}
    return {"time": Moment(ticket.claimed_at or ticket.opened_at, "clock"), "last": Text("status.last_claim")}
