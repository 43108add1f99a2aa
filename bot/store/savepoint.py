"""A place in an open transaction to which it can go back."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.store.prepared import command


class Savepoint:
    """Set when it is made. What follows is then kept, or undone as if it had never been."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx
        command(tx, "SAVEPOINT turn")

    def keep(self) -> None:
        """Let what was done since belong to the transaction."""
        command(self._tx, "RELEASE SAVEPOINT turn")

    def undo(self) -> None:
        """Go back; the transaction goes on from there, also after an error of the database."""
        command(self._tx, "ROLLBACK TO SAVEPOINT turn")
        command(self._tx, "RELEASE SAVEPOINT turn")
