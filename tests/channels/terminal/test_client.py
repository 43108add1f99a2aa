"""The chat in a terminal: piped for scripts, live for people."""

from __future__ import annotations

import asyncio
import codecs
import io
import os
import pty
import re
import select
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest
from rich.console import Console

from channels import terminal
from channels.terminal.client import ChatRefused, NobodyThere, chat
from channels.terminal.picture import safe
from core.host import Answer
from core.messages import Button, Inbound, Part
from tests.channels.contract.recorder import Recorder
from tests.channels.contract.server import serving

ROOT = Path(__file__).parents[3]
TOKEN = "0123456789abcdef0123456789abcdef"
LIVE = f"""
import asyncio, sys
from rich.console import Console
from channels.terminal.client import chat
asyncio.run(chat(sys.argv[1], "local", "{TOKEN}", "tr", Console(width=80)))
"""


class Answering(Recorder):
    """Records, and puts the lines there that a test prepared for each line it hears."""

    def __init__(self, then: Callable[[Recorder, Inbound], None]) -> None:
        super().__init__()
        self._then = then

    async def receive(self, inbound: Inbound) -> Answer:
        answer = await super().receive(inbound)
        self.show("customer", inbound.text, message_ids=[inbound.message_id])
        self.is_busy = True
        asyncio.get_running_loop().call_later(0.3, self._speak, inbound)
        return answer

    def _speak(self, inbound: Inbound) -> None:
        self._then(self, inbound)
        self.is_busy = False


@pytest.fixture
def at() -> Iterator[Callable[[Recorder], str]]:
    """Return a function that serves the terminal with the given host behind it."""
    with ExitStack() as stack:
        hosts: list[Recorder] = []

        def start(host: Recorder) -> str:
            hosts.append(host)
            accounts = [{"key": "local", "organization": "ornek"}]
            channel = terminal.create(terminal.Settings.model_validate({"accounts": accounts}))
            return stack.enter_context(serving(channel, host))

        yield start
        for host in hosts:
            host.end()


def piped(url: str, text: str, account: str = "local") -> str:
    """Run a piped chat and return what it prints."""
    shown = io.StringIO()
    asyncio.run(chat(url, account, TOKEN, "tr", Console(file=shown, width=80), io.StringIO(text)))
    return shown.getvalue()


def help_with_vpn(host: Recorder, inbound: Inbound) -> None:
    if inbound.text == "1":
        host.show("bot", "Sevindim, çağrınızı kapattım (K7M2R9).")
    else:
        host.show(
            "bot",
            Part("# VPN\n\n1. Yeniden **başlatın**", "article"),
            "Sonucu yazın.",
            buttons=[Button("Çözüldü", "p")],
        )


def test_each_piped_line_waits_for_its_answer(at: Callable[[Recorder], str]) -> None:
    host = Answering(help_with_vpn)
    shown = piped(at(host), "vpn bağlanmıyor\n\n1\n")
    assert [inbound.text for inbound in host.received] == ["vpn bağlanmıyor", "1"]
    places = [shown.index(text) for text in ("› vpn bağlanmıyor", "başlatın", "1) Çözüldü", "› 1", "K7M2R9")]
    assert places == sorted(places)
    assert "**" not in shown


def test_a_piped_chat_shows_what_was_said_before(at: Callable[[Recorder], str]) -> None:
    host = Recorder()
    host.show("agent", "Sertifikayı yeniledim.", name="Elif Demir")
    shown = piped(at(host), "")
    assert "Elif Demir" in shown
    assert "Sertifikayı yeniledim." in shown


def test_quit_ends_a_piped_chat(at: Callable[[Recorder], str]) -> None:
    host = Answering(help_with_vpn)
    piped(at(host), "vpn\n/quit\nyazıcı\n")
    assert [inbound.text for inbound in host.received] == ["vpn"]


def test_what_was_not_kept_is_sent_again_with_the_same_id(at: Callable[[Recorder], str]) -> None:
    class Hiccup(Answering):
        refusals = 2

        async def receive(self, inbound: Inbound) -> Answer:
            if self.refusals:
                self.refusals -= 1
                self.tried = inbound.message_id
                raise OSError("disk full")
            return await super().receive(inbound)

    host = Hiccup(help_with_vpn)
    shown = piped(at(host), "vpn\n")
    assert [inbound.message_id for inbound in host.received] == [host.tried]
    assert "Sunucuya ulaşamıyorum" in shown
    assert "Sonucu yazın." in shown


def test_a_refusal_is_told_in_its_sentence(at: Callable[[Recorder], str]) -> None:
    assert "birkaç sözcükle" in piped(at(Recorder()), "\u200b\n")


def test_an_account_that_is_not_there_ends_the_chat_with_its_sentence(at: Callable[[Recorder], str]) -> None:
    with pytest.raises(ChatRefused, match="destek sohbeti yok"):
        piped(at(Recorder()), "vpn\n", account="nowhere")


@pytest.mark.parametrize("scheme", ["http://", ""])
def test_a_chat_with_nobody_ends_at_once(scheme: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = f"127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(NobodyThere, match="Bu adreste çalışan bir destek sunucusu yok"):
        piped(f"{scheme}{place}", "vpn\n")


def test_a_server_that_is_no_desk_ends_the_chat() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler) as other:
        Thread(target=other.serve_forever, daemon=True).start()
        try:
            with pytest.raises(NobodyThere, match=f"127.0.0.1:{other.server_port}"):
                piped(f"http://127.0.0.1:{other.server_port}", "vpn\n")
        finally:
            other.shutdown()


def test_words_cannot_steer_the_terminal() -> None:
    assert safe("\x1b]0;title\x07a\x1b[2J\x9b31m\x00\tb\n") == "]0;titlea[2J31m\tb\n"


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://127.0.0.1"}, {"Sec-Fetch-Site": "same-origin"}, {"Origin": "null"}]
)
def test_a_page_in_a_browser_of_this_computer_is_kept_out(
    at: Callable[[Recorder], str], headers: dict[str, str]
) -> None:
    url = f"{at(Recorder())}/hooks/terminal/local/lines"
    answer = httpx.get(url, headers={"X-Onkapi-Visitor": TOKEN, **headers}, trust_env=False)
    assert answer.status_code == 403


def test_waiting_for_lines_ends_when_one_comes(at: Callable[[Recorder], str]) -> None:
    host = Recorder()
    url = f"{at(host)}/hooks/terminal/local/lines"
    known = host.show("customer", "vpn", line_id=20)

    def ask(wait: int, known_lines: int) -> list[int]:
        params = {"after": 0, "known": known_lines, "wait": wait}
        answer = httpx.get(url, params=params, headers={"X-Onkapi-Visitor": TOKEN}, timeout=10, trust_env=False)
        return [line["id"] for line in answer.json()["lines"]]

    assert ask(wait=5, known_lines=0) == [known.id]
    began = time.monotonic()
    assert ask(wait=1, known_lines=1) == [known.id]
    assert time.monotonic() - began >= 1
    host.show("bot", "Merhaba", line_id=10)
    assert ask(wait=5, known_lines=1) == [10, 20]


class Terminal:
    """A real terminal with the chat in it."""

    def __init__(self, url: str) -> None:
        self._own, theirs = pty.openpty()
        environment = {**os.environ, "TERM": "xterm", "PYTHONPATH": str(ROOT), "COLUMNS": "80"}
        self.program = subprocess.Popen(
            [sys.executable, "-c", LIVE, url], stdin=theirs, stdout=theirs, stderr=theirs, env=environment
        )
        os.close(theirs)
        self._decoder = codecs.getincrementaldecoder("utf-8")()  # a read may end in the middle of a letter
        self.seen = ""

    def type(self, text: str) -> None:
        os.write(self._own, text.encode())

    def until(self, text: str, timeout: float = 15) -> str:
        """Return what was shown since the last call up to `text`; fail when it does not come."""
        ends = time.monotonic() + timeout
        while text not in self.seen:
            assert time.monotonic() < ends, f"{text!r} did not come; seen: {self.seen!r}"
            if select.select([self._own], [], [], 0.1)[0]:
                self.seen += self._decoder.decode(os.read(self._own, 65_536))
        shown, _, self.seen = self.seen.partition(text)
        return shown

    def close(self) -> None:
        self.program.kill()
        self.program.wait()
        os.close(self._own)


def test_a_line_that_comes_while_a_person_types_is_shown_above_and_loses_no_letter(
    at: Callable[[Recorder], str],
) -> None:
    host = Answering(help_with_vpn)
    screen = Terminal(at(host))
    try:
        screen.until("› ")
        screen.type("yazıcı çal")
        screen.until("çal")
        host.show("agent", "Merhaba, bakıyorum.", name="Elif Demir")
        screen.until("bakıyorum.")
        assert "yazıcı çal" in re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", screen.until("çal") + "çal")
        screen.type("ışmıyor\r")
        screen.until("Sonucu yazın.")
        assert [inbound.text for inbound in host.received] == ["yazıcı çalışmıyor"]
        screen.type("/quit\r")
        assert screen.program.wait(10) == 0
    finally:
        screen.close()


def test_the_end_of_input_leaves_a_live_chat(at: Callable[[Recorder], str]) -> None:
    screen = Terminal(at(Recorder()))
    try:
        screen.until("› ")
        screen.type("\x04")
        assert screen.program.wait(10) == 0
    finally:
        screen.close()
