"""What programs may ask for: a body for each operation, with the limits that hold for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import (
    AwareDatetime,
    Field,
    StrictBool,
    StringConstraints,
    model_validator,
)

from bot import announcing
from bot.api.values import (
    MAX_NUMBER,
    Body,
    Email,
    Key,
    Line,
    MaybeLine,
    MaybeReference,
    MaybeWords,
    Moment,
    Number,
    Token,
    Words,
)
from bot.store.shown import MOST as MOST_LINES
from channels.attachments import MOST_FILES
from core.contracts import Impact, Priority, Urgency
from core.effects import Act, Command
from core.knowledge import TicketType
from core.messages import File, Language
from core.ticket import ClosureCode, LinkKind, Source, TransferReason


class Announcement(Body):
    """A line to show, to the customers of `organization` or, without one, to agents."""

    words: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=announcing.MAX_WORDS)]
    organization: Key | None = None
    until: AwareDatetime


class CommandBody(Body):
    """What a command needs. `act` makes of it what the desk understands."""

    def act(self, command: Command, files: tuple[File, ...] = ()) -> Act:
        """Return the wish; `files` are what was uploaded under the tokens in `attached`."""
        return Act(command=command, files=files, **self.model_dump(exclude={"files"}))

    @property
    def attached(self) -> tuple[str, ...]:
        """The tokens of the files that go with the words."""
        return ()


class Nothing(CommandBody):
    """The command needs nothing more."""


NOTHING = Nothing()


class ReadNotices(CommandBody):
    """The number of the newest notice that was read; those before it were, too."""

    last: int = Field(ge=1, le=MAX_NUMBER)


class Showing(CommandBody):
    """Words that may bring files: the tokens under which they were uploaded."""

    files: tuple[Token, ...] = Field(default=(), max_length=MOST_FILES)

    @property
    def attached(self) -> tuple[str, ...]:
        """The tokens of the files that go with the words."""
        return self.files


class Said(Showing):
    """Words for the customer."""

    words: Words = Field(examples=["Yeni kablo yolda, bugün değiştiriyoruz."])


class Noted(Showing):
    """Words for colleagues only."""

    words: Words = Field(examples=["Aynı arıza geçen ay da olmuş."])


class Asked(Showing):
    """A question, or the id of a bank that the bot asks; the contract says for how long we wait, unless you do."""

    words: MaybeWords = Field(default="", examples=["Hata metnini yazar mısınız?"])
    bank: MaybeReference = Field(default="", examples=["printing-problem"])
    next_date: Moment | None = None

    @model_validator(mode="after")
    def _asks_one(self) -> Self:
        if bool(self.words) == bool(self.bank):
            raise ValueError("either words or a bank")
        return self


class Agreed(CommandBody):
    """A day that was agreed with the customer; `words` are the place."""

    next_date: Moment
    words: MaybeLine = Field(default="", examples=["Merkez, 3. kat"])


class Outside(CommandBody):
    """What the ticket waits for outside of the desk, and when the desk asks again; the customer is told both."""

    reason: Line = Field(examples=["Örnek Telekom"])
    next_date: Moment


class Passed(CommandBody):
    """Where the ticket goes: to a queue, or to an agent by number, who has it then. `words` are for colleagues."""

    queue: Key | None = Field(default=None, examples=["network"])
    to: Number | None = None
    reason: TransferReason
    words: MaybeWords = Field(default="", examples=["Omurga anahtarına bakılmalı."])


class Solved(Showing):
    """What the customer is told and asked to confirm, and what kind of solution it was."""

    words: Words = Field(examples=["Kabloyu değiştirdik."])
    closure_code: ClosureCode
    cause: MaybeWords = Field(default="", description="Why it happened, for colleagues.", examples=["Kablo ezilmiş."])
    steps: MaybeWords = Field(default="", description="What was done, for colleagues.")


class Called(CommandBody):
    """A call to the customer: whether he answered, and what was said."""

    reached: StrictBool
    words: MaybeWords = Field(default="", examples=["Yarın ofiste olacak."])


class Visited(CommandBody):
    """A visit to the customer: whether it took place, and what came of it."""

    reached: StrictBool
    words: Words = Field(examples=["Ekran kartı değişti."])


class Classified(CommandBody):
    """What the matter is; what is left out stays as it is, and a service or an affected person of "" is none."""

    title: MaybeLine = ""
    type: TicketType | None = None
    service: Annotated[str, StringConstraints(max_length=64)] | None = Field(default=None, examples=["printer"])
    affected: MaybeLine | None = None


class HeardByPhone(CommandBody):
    """In which words the customer confirmed the solution on the phone."""

    words: Words = Field(examples=["Düzelmiş, teşekkür etti."])


class Merged(CommandBody):
    """The ticket of the same requester that lives on."""

    into: Key = Field(examples=["K7M2R9"])


class SplitOff(CommandBody):
    """The matter that is taken out: the customer's lines that state it, or at least a title; the title is made of them.

    Without a queue and a priority the new ticket has those of this one.
    """

    entries: tuple[Number, ...] = Field(default=(), max_length=MOST_LINES, examples=[[17, 18]])
    title: MaybeLine = Field(default="", examples=["Yazıcı kâğıt sıkıştırıyor"])
    queue: Key | None = None
    priority: Priority | None = None


class InRelation(CommandBody):
    """Another ticket of the organization, and what it is to this one; or a number elsewhere, and whose it is."""

    into: Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)] = Field(
        default="", examples=["K7M2R9"]
    )
    link: LinkKind = LinkKind.RELATED
    foreign: MaybeReference = Field(default="", examples=["INC0012345"])
    provider: MaybeReference = Field(default="", examples=["Örnek Telekom"])


class NotInRelation(CommandBody):
    """The other ticket, or the number elsewhere, that is related no more."""

    into: Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)] = Field(
        default="", examples=["K7M2R9"]
    )
    foreign: MaybeReference = Field(default="", examples=["INC0012345"])
    provider: MaybeReference = Field(default="", examples=["Örnek Telekom"])


class Ranked(CommandBody):
    """The new priority, and why."""

    priority: Priority
    reason: Line = Field(examples=["Yönetim toplantısı"])


class Reasoned(CommandBody):
    """Why."""

    reason: Line = Field(examples=["Deneme kaydı"])


class Hidden(CommandBody):
    """The line of the timeline, and the words in it that are hidden wherever they stand; without any, the line."""

    entry: Number
    words: MaybeWords = Field(default="", examples=["Kedi2024"])
    with_files: StrictBool = False


COMMANDS: Mapping[Command, tuple[type[CommandBody], str]] = {
    Command.CLAIM: (Nothing, "Take the ticket. Who already owns it changes nothing."),
    Command.RELEASE: (Nothing, "Give the ticket back to its queue."),
    Command.TRANSFER: (Passed, "Pass the ticket to a queue or an agent; who owned it coordinates it from then on."),
    Command.PRIORITIZE: (Ranked, "Change the priority; the customer hears of an earlier moment."),
    Command.REPLY: (Said, "Write to the customer."),
    Command.NOTE: (Noted, "Write for colleagues only."),
    Command.WAIT_CUSTOMER: (
        Asked,
        "Ask the customer something, or have the bot ask a question bank, and wait for the answer.",
    ),
    Command.WAIT_PROVIDER: (Outside, "Wait for somebody outside of the desk."),
    Command.APPOINT: (Agreed, "Wait for a day that was agreed with the customer."),
    Command.RESUME: (Nothing, "Wait no longer."),
    Command.SOLVE: (Solved, "Report a solution; the customer is asked whether it works."),
    Command.CALL: (Called, "Log a call."),
    Command.VISIT: (Visited, "Log a visit; an appointment is over then."),
    Command.CLASSIFY: (Classified, "Correct the title, the type, the service or the affected person."),
    Command.CONFIRM_BY_PHONE: (HeardByPhone, "Close a solved ticket of a customer who has no conversation."),
    Command.GIVE_UP: (Nothing, "Close the ticket of a customer who could not be reached, after a logged call."),
    Command.MERGE: (Merged, "Close the ticket as a duplicate of another one of the same requester."),
    Command.SEPARATE: (Nothing, "Undo a merge."),
    Command.SPLIT: (SplitOff, "Take a second matter out: a ticket of its own, the last of `split_into`."),
    Command.RELATE: (InRelation, "Relate the ticket to another one of its organization, or to a number elsewhere."),
    Command.UNRELATE: (NotInRelation, "Take a relation, or a number elsewhere, away."),
    Command.VOID: (Reasoned, "Close what is no matter for the desk: spam, a test. For leads."),
    Command.ERASE: (Nothing, "Close the ticket and forget its words and files for ever. For leads."),
    Command.REDACT: (Hidden, "Hide words, or a line, in everything that the desk keeps of the ticket."),
}
"""Every command that agents may give, with what it needs; a test compares it with the table of the desk."""


class KnownPerson(Body):
    """Somebody the desk knows, by number."""

    id: Number


class Newcomer(Body):
    """Somebody the desk may not know yet; with the same e-mail address it is the same person the next time."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)] = Field(
        examples=["Ayşe Yılmaz"]
    )
    email: Email = Field(default="", examples=["ayse@ornek.example"])
    phone: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = Field(
        default="", examples=["+90 532 000 00 00"]
    )
    language: Language | None = None


class OpenFor(Body):
    """A matter that is recorded for somebody who called, came by or wrote elsewhere."""

    organization: Key = Field(examples=["ornek"])
    requester: KnownPerson | Newcomer
    source: Literal[Source.PHONE, Source.WALK_IN, Source.E_MAIL, Source.MONITORING]
    title: Line = Field(examples=["Toplantı odasındaki ekran titriyor"])
    words: MaybeWords = Field(default="", description="What the caller said, for agents.")
    affected: MaybeLine = Field(default="", description="Who has the trouble, where it is not the requester.")
    service: Key | None = Field(default=None, examples=["network"])
    type: TicketType | None = None
    impact: Impact | None = None
    urgency: Urgency | None = None
    queue: Key | None = Field(default=None, description="Where it goes; without it the contract says it.")
    mine: StrictBool = Field(default=False, description="Whether the caller takes it at once.")
    message: MaybeWords = Field(default="", description="First words to the customer, who must have a conversation.")
