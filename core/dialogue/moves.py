"""The customer's machine as a table.

Theory of operation. A case is a conversation and the ticket it is about. Its `State` follows from the
ticket's status and, while the bot holds the word, from the step kept in the ticket's `Memory`:

    no ticket -> opening; new -> trying, choosing, clarifying or diagnosing; with people -> people;
    solved -> confirming; closed -> ended

An event is read as one `Cue`: what the customer's words or press mean at this point, or what the desk
did. `MOVES` gives for (state, cue) the state that follows and the action that speaks. What belongs to
the desk's side (people, confirming, ended) is entered only on the desk's word: an action asks for it by
`Act`, and the cue that comes back makes the move. That is why "yes" leads from confirming to confirming
and only "closed" leads on. A pair that is not in the table raises `IllegalMove`.

After an ending, a matter or a wish for a person begins a new case: it is answered as in opening.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.dialogue import (
    callback,
    chasing,
    closing,
    diagnosis,
    divided,
    inquiry,
    intake,
    opening,
    outages,
    pairing,
    people,
    proving,
    rating,
    scope,
    several,
    silence,
    unread,
)
from core.dialogue.scene import Action
from core.dialogue.states import BOT_STATES, Cue, State
from core.ticket import Ending


@dataclass(frozen=True, slots=True)
class Move:
    """The state that follows, and the action that speaks."""

    to: State
    action: Action


def _table() -> Mapping[tuple[State, Cue], Move]:
    rows: dict[tuple[State, Cue], Move] = {}

    def row(origins: State | Iterable[State], cues: Cue | Iterable[Cue], to: State | None, action: Action) -> None:
        for origin in (origins,) if isinstance(origins, State) else origins:
            for cue in (cues,) if isinstance(cues, Cue) else cues:
                rows[origin, cue] = Move(to or origin, action)

    begun = (State.OPENING, State.ENDED)
    bot, held = BOT_STATES, (*BOT_STATES, State.PEOPLE)
    going, unaimed = (*held, State.CONFIRMING), State.UNAIMED

    # What is the same everywhere.
    row(State, Cue.STRANGE_REF, None, people.tell_strange)
    row(State, Cue.STALE, None, people.tell_stale)
    row(State, (Cue.UNSEEN, Cue.REMINDED), None, people.quiet)
    row(State, (Cue.STATUS, Cue.EMPTY, Cue.GREETING), None, people.tell_status)
    row(State, Cue.PICTURE, None, opening.ask_about_picture)
    row(State, Cue.LANGUAGE, None, people.tell_language)
    row(State, Cue.PROOF, None, proving.take_proof)
    row(State, Cue.NO_CODE, None, proving.explain)
    row(State, Cue.PAIR, None, pairing.offer)
    row(State, Cue.PAIRING, None, pairing.take)

    # Several matters.
    row(begun, Cue.TWO, State.CLARIFYING, several.ask_two)
    row(State.CLARIFYING, Cue.SPLIT, None, several.split)
    row(State.CLARIFYING, Cue.JOIN, None, several.join)
    row(going, Cue.NEW, None, several.begin_new)
    row(going, Cue.SAME_OR_NEW, None, several.ask_same_or_new)
    row(going, Cue.SAME, None, several.keep_here)
    row(going, Cue.APART, None, several.move_to_new)
    row(State.PEOPLE, Cue.SPLIT_OFF, None, divided.tell_split_off)
    row(State.PEOPLE, Cue.REJOIN, None, divided.rejoin)
    row(unaimed, (Cue.STATUS, Cue.EMPTY, Cue.GREETING), None, several.tell_all)
    row(unaimed, Cue.STALE, None, several.tell_all)
    row(unaimed, Cue.THANKS, None, opening.welcome_thanks)
    row(unaimed, (Cue.WORDS, Cue.PICTURE), None, several.ask_which)
    row(unaimed, Cue.PICKED, None, several.take_up_chosen)
    row(unaimed, Cue.NEW, None, several.begin_new)
    row(unaimed, Cue.APART, None, several.take_up_new)
    row(unaimed, (Cue.UNCLEAR, Cue.REMINDED), None, several.take_up_latest)

    # No case yet, or the last one is over.
    row(begun, (Cue.EMPTY, Cue.GREETING), None, opening.greet)
    row(begun, (Cue.THANKS, Cue.FOUND), None, opening.welcome_thanks)
    row(begun, Cue.CANCEL, None, people.tell_no_ticket)
    row(State.OPENING, Cue.STATUS, None, people.tell_no_ticket)
    row(begun, Cue.HUMAN, State.CLARIFYING, opening.hand_over("human"))
    row(begun, Cue.CALLBACK, State.CLARIFYING, opening.hand_over("callback"))
    row(begun, Cue.INSULT, None, opening.soothe)
    row(State.OPENING, Cue.LATER, None, opening.await_matter)
    row((*begun, *bot, State.CONFIRMING), Cue.FAREWELL, None, people.take_leave)
    row(State.PEOPLE, Cue.FAREWELL, None, people.see_off)

    # What cannot wait.
    row((*begun, *bot), Cue.URGENT, State.CLARIFYING, opening.hand_over("urgent"))
    row((*begun, *bot), Cue.WIDE, State.CLARIFYING, opening.hand_over("many"))
    row((*begun, *bot), Cue.WISH, State.CLARIFYING, opening.hand_over("wish"))

    # One trouble of many.
    row((*begun, *bot), Cue.OUTAGE, State.CLARIFYING, outages.link)
    row(held, Cue.LINKED, State.PEOPLE, outages.tell_linked)
    row(State.PEOPLE, Cue.DIFFERENT, None, outages.set_apart)
    row(State.PEOPLE, Cue.UNLINKED, None, outages.tell_apart)
    row(State.PEOPLE, Cue.INFORMED, None, outages.tell_news)

    # What is not ours.
    row((*begun, *bot), Cue.NOT_OURS, State.CLARIFYING, scope.tell_address)
    row(bot, Cue.ACCEPTED, None, scope.accept)
    row(bot, Cue.ANYWAY, None, opening.hand_over("passed_on"))

    # Intake: what is missing is asked while the case waits for people.
    row(State.PEOPLE, Cue.DETAIL, None, intake.take_detail)
    row(State.PEOPLE, Cue.DETAILED, None, intake.go_on)
    row(State.PEOPLE, Cue.PRIORITIZED, None, intake.tell_priority)
    row(State.PEOPLE, Cue.DESCRIBED, None, intake.ask_late)
    row(bot, Cue.DESCRIBED, None, people.quiet)

    # The confidence ladder.
    row((*begun, *bot), Cue.GATED, State.CLARIFYING, opening.hand_over("level0"))
    row((*begun, *bot), Cue.KNOWN, State.TRYING, opening.give_article)
    row((*begun, *bot), Cue.SEVERAL, State.CHOOSING, opening.offer_titles)
    row((*begun, State.CHOOSING, State.CLARIFYING), Cue.UNCLEAR, State.CLARIFYING, opening.ask_again)
    row(State.TRYING, Cue.UNCLEAR, None, opening.hand_over("unclear"))

    # A question bank: each answer leads to the next question, to an article, or to people.
    row((*begun, State.TRYING, State.CHOOSING, State.CLARIFYING), Cue.DIAGNOSE, State.DIAGNOSING, diagnosis.ask_first)
    row(State.DIAGNOSING, Cue.ANSWERED, None, diagnosis.ask_next)
    row(State.DIAGNOSING, Cue.DIAGNOSED, State.TRYING, diagnosis.give_found)
    row(State.DIAGNOSING, Cue.ROUTED, None, diagnosis.pass_on)
    row(State.DIAGNOSING, Cue.SEVERAL, State.CHOOSING, diagnosis.offer_rest)
    row(State.DIAGNOSING, Cue.UNCLEAR, None, diagnosis.ask_once_more)
    row(State.DIAGNOSING, Cue.LATER, None, diagnosis.await_answer)
    row(State.DIAGNOSING, Cue.REMINDED, None, diagnosis.go_on_without_answer)
    row(State.DIAGNOSING, Cue.STALE, None, diagnosis.tell_stale)
    row(State.DIAGNOSING, Cue.LANGUAGE, None, diagnosis.tell_language)

    # What the bot cannot read.
    row(begun, Cue.VOICE, State.CLARIFYING, unread.take_voice)
    row(begun, Cue.FOREIGN, State.CLARIFYING, opening.hand_over("foreign"))
    row(bot, Cue.VOICE, None, opening.hand_over("voice"))
    row(bot, Cue.FOREIGN, None, opening.hand_over("foreign"))
    row((State.PEOPLE, State.CONFIRMING), Cue.VOICE, None, people.pass_words)
    row(unaimed, Cue.VOICE, None, several.ask_which)

    # The bot has the case.
    row(bot, Cue.HUMAN, None, opening.hand_over("human"))
    row(bot, Cue.CALLBACK, None, opening.hand_over("callback"))
    row(bot, Cue.INSULT, None, opening.hand_over("insult"))
    row(held, Cue.CANCEL, None, opening.withdraw(Ending.CANCELLED))
    row(held, Cue.FOUND, None, opening.withdraw(Ending.CUSTOMER_FOUND))
    row(State.TRYING, Cue.YES, None, closing.confirm)
    row(State.TRYING, Cue.NO, None, opening.give_next)
    row(State.TRYING, Cue.LATER, None, opening.await_result)
    row(State.TRYING, Cue.THANKS, None, opening.take_thanks)
    row((State.TRYING, State.CLARIFYING), Cue.NOTED, None, people.quiet)
    row(State.CHOOSING, Cue.PICKED, State.TRYING, opening.give_picked)
    row(State.CHOOSING, Cue.YES, None, opening.offer_titles)
    row(State.CHOOSING, Cue.NO, State.CLARIFYING, opening.turn_down)
    row((State.CHOOSING, State.CLARIFYING, State.DIAGNOSING), Cue.THANKS, None, people.tell_status)
    row((State.CHOOSING, State.CLARIFYING), Cue.LATER, None, opening.await_words)
    row(State.CLARIFYING, Cue.PICTURE, None, opening.hand_over("unclear"))
    row(State.TRYING, Cue.REMINDED, None, silence.ask_about_article)
    row((State.CHOOSING, State.CLARIFYING), Cue.REMINDED, State.CLARIFYING, silence.go_on_without_answer)
    row(bot, Cue.HANDED, State.PEOPLE, people.tell_handed)

    # People have the case.
    row((State.PEOPLE, State.CONFIRMING), (Cue.WORDS, Cue.PICTURE), None, people.pass_words)
    row((State.PEOPLE, State.CONFIRMING), Cue.HUMAN, None, chasing.promise_again)
    row(State.PEOPLE, Cue.COMPLAINT, None, chasing.hear_complaint)
    row((State.PEOPLE, State.CONFIRMING), Cue.CALLBACK, None, callback.note_wish)
    row((State.PEOPLE, State.CONFIRMING), Cue.HEARD, None, people.tell_kept)
    row((State.PEOPLE, State.CONFIRMING), Cue.REPLIED, None, people.carry)
    row(State.PEOPLE, Cue.THANKS, None, people.take_thanks_for_people)
    row(State.PEOPLE, Cue.YES, None, people.ask_whether_over)
    row(State.PEOPLE, Cue.NO, None, people.tell_status)
    row(held, Cue.CLAIMED, State.PEOPLE, people.tell_claimed)
    row(State.PEOPLE, Cue.RELEASED, None, people.await_others)
    row(State.PEOPLE, Cue.TRANSFERRED, None, people.tell_transferred)
    row(State.PEOPLE, Cue.ASKED, None, people.tell_asked)
    row(State.PEOPLE, Cue.INQUIRY, None, inquiry.ask_first)
    row(State.PEOPLE, Cue.ANSWERED, None, inquiry.ask_next)
    row(State.PEOPLE, Cue.ROUTED, None, inquiry.hand_back)
    row(State.PEOPLE, Cue.REFERRED, None, people.tell_referred)
    row(State.PEOPLE, Cue.NO_NEWS, None, people.tell_no_news)
    row(State.PEOPLE, Cue.APPOINTED, None, people.tell_appointed)
    row(State.PEOPLE, Cue.DUE, None, people.remind_of_question)
    row(State.PEOPLE, Cue.SOLVED, State.CONFIRMING, closing.ask_solved)

    # The state is asked for again.
    row((*going, State.ENDED), Cue.STATUS, None, chasing.tell_state)
    row(State.PEOPLE, Cue.LEAD, None, chasing.pass_to_lead)
    row(State.PEOPLE, Cue.WAIT, None, chasing.wait_on)
    row(State.PEOPLE, Cue.ESCALATED, None, chasing.tell_escalated)

    # The customer decides.
    row(State.CONFIRMING, Cue.YES, None, closing.confirm)
    row(State.CONFIRMING, Cue.NO, None, closing.refuse)
    row((State.TRYING, State.CONFIRMING), Cue.MIXED, None, closing.ask_which)
    row(State.CONFIRMING, Cue.LATER, None, closing.wait_for_trial)
    row(State.CONFIRMING, Cue.REMINDED, None, silence.ask_whether_tried)
    row(State.CONFIRMING, Cue.THANKS, None, closing.ask_after_thanks)
    row((*held, State.CONFIRMING, State.ENDED), Cue.CLOSED, State.ENDED, closing.tell_closed)
    row(State.ENDED, Cue.NO, None, closing.reopen)
    row((State.CONFIRMING, State.ENDED), Cue.BACK, State.PEOPLE, closing.tell_back)
    row(State.ENDED, Cue.APART, None, closing.separate)
    row(State.ENDED, Cue.PARTED, State.PEOPLE, closing.tell_separated)

    # What he thinks of our work.
    row(State.ENDED, Cue.RATED, None, rating.thank)
    row(State.ENDED, Cue.RATED_LOW, None, rating.ask_why)
    row(State.ENDED, Cue.OPINION, None, rating.note)
    row(State.ENDED, Cue.SKIPPED, None, rating.skip)
    row(State.ENDED, Cue.REMINDED, None, rating.stop_listening)
    del rows[State.PEOPLE, Cue.GREETING]  # words to a person
    return rows


MOVES: Mapping[tuple[State, Cue], Move] = _table()
