"""Real servers, `onkapi run` in processes of their own, on one database: started, killed, paused, measured."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.world import ROOT, SHIPPED

START_SECONDS = 180.0
LISTENS = "Önkapı listens on "
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Process:
    """One server: where it listens, and whether it runs just now."""

    port: int
    log: Path
    running: asyncio.subprocess.Process | None = None
    is_up: bool = False
    cpu_of_the_dead: float = 0.0

    @property
    def address(self) -> str:
        """Where the server listens."""
        return f"http://127.0.0.1:{self.port}"


@dataclass(slots=True)
class Servers:
    """Servers of one desk on the database at `url`; `sections` are laid over the shipped configuration."""

    url: str
    folder: Path
    sections: Mapping[str, Any] = field(default_factory=dict)
    environ: Mapping[str, str] = field(default_factory=dict)
    processes: list[Process] = field(default_factory=list)
    kills: int = 0
    pauses: int = 0

    async def start(self, count: int) -> None:
        """Start `count` servers and wait until they listen."""
        self.processes = [Process(_free_port(), self.folder / f"server-{number}.log") for number in range(count)]
        await asyncio.gather(*map(self.begin, self.processes))

    async def begin(self, process: Process) -> None:
        """Start a server that does not run, and wait until it listens."""
        words = ["-m", "bot", "run", "--config", str(self._file()), "--port", str(process.port)]
        with process.log.open("ab") as log:
            process.running = await asyncio.create_subprocess_exec(
                sys.executable, *words, cwd=ROOT, env=self._environ(), stdout=asyncio.subprocess.PIPE, stderr=log
            )
        process.is_up = await self._listens(process.running)
        if not process.is_up:
            raise RuntimeError(f"a server did not start: {process.log.read_text(errors='replace')[-2_000:]}")

    async def kill(self, process: Process) -> None:
        """End a server as a lost power cord does."""
        self.kills += 1
        await self._end(process, signal.SIGKILL)

    async def pause(self, process: Process, seconds: float) -> None:
        """Let a server stand still for a while, as a virtual machine that is moved."""
        self.pauses += 1
        running = process.running
        assert running is not None
        running.send_signal(signal.SIGSTOP)
        try:
            await asyncio.sleep(seconds)
        finally:
            with suppress(ProcessLookupError):  # it may have been killed meanwhile
                running.send_signal(signal.SIGCONT)

    async def stop(self) -> list[int]:
        """Ask every server to stop; return their exit codes."""
        return [await self._end(process, signal.SIGTERM) for process in self.processes if process.running]

    async def end(self) -> None:
        """Kill whatever still runs."""
        for process in self.processes:
            if process.running is not None and process.running.returncode is None:
                process.running.kill()
                await process.running.wait()

    def cpu(self) -> float:
        """Return the seconds that all servers have worked so far."""
        return sum(each.cpu_of_the_dead + _cpu(each.running.pid) for each in self.processes if each.running)

    def memory(self) -> list[int]:
        """Return how many bytes of memory each server holds."""
        return [_memory(each.running.pid) for each in self.processes if each.running]

    async def command(self, *words: str) -> str:
        """Run a command of the desk to its end, and return what it printed."""
        running = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *words, "--config", str(self._file()), cwd=ROOT, env=self._environ(),
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        said, complained = await running.communicate()
        if running.returncode:
            raise RuntimeError(complained.decode(errors="replace"))
        return said.decode().strip()

    def _file(self) -> Path:
        file = self.folder / "config.yaml"
        if not file.exists():
            said = {"include": [str(SHIPPED)], **self.sections}
            file.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
        return file

    async def _listens(self, running: asyncio.subprocess.Process) -> bool:
        assert running.stdout is not None
        try:
            async with asyncio.timeout(START_SECONDS):
                while line := await running.stdout.readline():
                    if line.decode().startswith(LISTENS):
                        return True
        except TimeoutError:
            running.kill()
        await running.wait()
        return False

    async def _end(self, process: Process, how: signal.Signals) -> int:
        running = process.running
        assert running is not None
        process.is_up = False
        process.cpu_of_the_dead += _cpu(running.pid)
        running.send_signal(how)
        code = await running.wait()
        process.running = None
        return code

    def _environ(self) -> dict[str, str]:
        said = {
            "ONKAPI_DATABASE__URL": self.url,
            "ONKAPI_WEB_ORNEK": "",
            "ONKAPI_WEB_KAMU": "",
            "ONKAPI_KNOWLEDGE__SEMANTIC": "off",
            "ONKAPI_FILES__DIR": str(self.folder / "files"),
            # What is measured is how many are served, not how a flood of one desk is held back.
            "ONKAPI_DESK__FLOOD": "1000",
            "ONKAPI_DESK__FLOOD_ORGANIZATION": "1000000",
            "PYTHONUNBUFFERED": "1",
        }
        return {**os.environ, **said, **self.environ}


def cpu_of_children(pid: int) -> float:
    """Return the seconds that a process and its living children have worked."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return sum(map(_cpu, (pid, *map(int, children))))


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as bound:
        port: int = bound.getsockname()[1]
    return port


def _cpu(pid: int) -> float:
    """Return the seconds that a process has worked; 0 for one that is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICK


def _memory(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
