"""The family of errors. Each class carries a stable code, which is also a text key."""

from __future__ import annotations

from typing import ClassVar


class OnkapiError(Exception):
    """Something went wrong that has a name.

    `code` never changes once published; `values` fill the placeholders of the text with that key.
    """

    code: ClassVar[str] = "error.internal"

    def __init__(self, **values: object) -> None:
        self.values = values
        details = ", ".join(f"{name}={value!r}" for name, value in values.items())
        super().__init__(f"{self.code}({details})")


class IllegalMove(OnkapiError):
    """The table of moves has no such move from here."""

    code = "error.illegal_move"


class NotAllowed(OnkapiError):
    """The actor has no right to do it."""

    code = "error.not_allowed"


class NotFound(OnkapiError):
    """Absent, or not visible to who asks: the two are answered alike."""

    code = "error.not_found"


class ClaimLost(OnkapiError):
    """Somebody else owns the ticket already."""

    code = "claim.lost"


class BadInput(OnkapiError):
    """The words or values given cannot be used."""

    code = "error.bad_input"


class Missing(BadInput):
    """Something that the command needs was not given; `field` says what."""

    code = "error.missing"


class BadDate(BadInput):
    """The desk can look at a ticket again only at a moment to come, within a year."""

    code = "error.bad_date"


class NotOnDuty(BadInput):
    """Work can be given only to an agent who is there."""

    code = "error.not_on_duty"


class CannotMerge(BadInput):
    """Two tickets can be one only if they are open and of the same requester."""

    code = "error.cannot_merge"


class CannotRelate(BadInput):
    """A ticket can stand in a relation only to another one of the same organization."""

    code = "error.cannot_relate"


class AlreadyRelated(BadInput):
    """The relation, or the number elsewhere, is on the ticket already."""

    code = "error.already_related"


class WordsAbsent(BadInput):
    """The words that were to be made illegible are not in the line."""

    code = "error.words_absent"


class TooLittle(BadInput):
    """Fewer than `limit` letters and digits were to be made illegible: they are in everything."""

    code = "error.too_little"


class OutageOver(OnkapiError):
    """The outage is over; there is nothing to be told of it any more."""

    code = "error.outage_over"


class WordsMissing(BadInput):
    """Some of those who have to be told read the language that `language` names, and there are no words in it."""

    code = "error.words_missing"


class Reachable(OnkapiError):
    """The customer can be asked where he writes, so that nobody may answer for him."""

    code = "error.reachable"


class Unreachable(OnkapiError):
    """The customer has no conversation in which he could be written to; he has to be called."""

    code = "error.unreachable"


class FileTooLarge(BadInput):
    """A file is larger than `limit` megabytes."""

    code = "error.file_too_large"


class TooManyFiles(OnkapiError):
    """More files came from one sender within a day than he may keep here."""

    code = "error.too_many_files"


class NaiveDatetime(OnkapiError):
    """A datetime without a time zone was about to enter the core or the store."""

    code = "error.naive_datetime"
