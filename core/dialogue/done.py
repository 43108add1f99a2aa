"""From what the desk did to its cue: what a move is to the customer of the ticket."""

from __future__ import annotations

from collections.abc import Mapping

from core.dialogue.states import Cue
from core.effects import Command, TicketMoved
from core.promises import PromiseKind

_DONE: Mapping[Command, Cue] = {
    Command.OPEN: Cue.UNSEEN,
    Command.HAND_OVER: Cue.HANDED,
    Command.DESCRIBE: Cue.DESCRIBED,
    Command.DETAIL: Cue.DETAILED,
    Command.PRIORITIZE: Cue.PRIORITIZED,
    Command.HEAR: Cue.HEARD,
    Command.CLAIM: Cue.CLAIMED,
    Command.RELEASE: Cue.RELEASED,
    Command.RETURN: Cue.RELEASED,
    Command.TRANSFER: Cue.TRANSFERRED,
    Command.REPLY: Cue.REPLIED,
    Command.NOTE: Cue.UNSEEN,
    Command.WAIT_CUSTOMER: Cue.ASKED,
    Command.WAIT_PROVIDER: Cue.REFERRED,
    Command.APPOINT: Cue.APPOINTED,
    Command.RESUME: Cue.UNSEEN,
    Command.WARN: Cue.UNSEEN,
    Command.BREAK: Cue.UNSEEN,
    Command.FOLLOW_UP: Cue.DUE,
    Command.SOLVE: Cue.SOLVED,
    Command.CONFIRM: Cue.CLOSED,
    Command.REFUSE: Cue.BACK,
    Command.CANCEL: Cue.CLOSED,
    Command.LAPSE: Cue.CLOSED,
    Command.REOPEN: Cue.BACK,
    Command.CHASE: Cue.UNSEEN,
    Command.ESCALATE: Cue.ESCALATED,
    # One trouble of many.
    Command.LINK: Cue.LINKED,
    Command.UNLINK: Cue.UNLINKED,
    Command.INFORM: Cue.INFORMED,
    # How it stands to others.
    Command.SPLIT: Cue.UNSEEN,
    Command.RELATE: Cue.UNSEEN,
    Command.RELATED: Cue.UNSEEN,
    Command.UNRELATE: Cue.UNSEEN,
    Command.UNRELATED: Cue.UNSEEN,
    # The other endings.
    Command.CONFIRM_BY_PHONE: Cue.CLOSED,
    Command.CALL: Cue.UNSEEN,
    Command.VISIT: Cue.UNSEEN,
    Command.CLASSIFY: Cue.UNSEEN,
    Command.GIVE_UP: Cue.CLOSED,
    Command.MERGE: Cue.CLOSED,
    Command.ABSORB: Cue.UNSEEN,
    Command.SEPARATE: Cue.PARTED,
    Command.PART: Cue.UNSEEN,
    Command.REJOIN: Cue.CLOSED,
    Command.VOID: Cue.CLOSED,
    Command.ERASE: Cue.CLOSED,
    Command.REDACT: Cue.UNSEEN,
}


def cue_of_move(moved: TicketMoved) -> Cue:
    """Return what the move means for the dialogue."""
    match moved.act.command:
        case Command.WAIT_CUSTOMER if moved.act.bank:
            return Cue.INQUIRY
        case Command.BREAK if moved.act.promise is PromiseKind.INFORM:
            return Cue.NO_NEWS
        case Command.OPEN if moved.ticket.split_from is not None:
            return Cue.SPLIT_OFF
    return _DONE[moved.act.command]
