"""The real server in a process of its own, at a stand-in of the platform."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.standins.telegram import BotApi
from tests.world import ROOT, SHIPPED


def environ(url: str, api: BotApi) -> dict[str, str]:
    """Return the environment of a server on the database `url`."""
    said = {"ONKAPI_DATABASE__URL": url, "ONKAPI_WEB_ORNEK": "", "ONKAPI_WEB_KAMU": "", "ONKAPI_WEB__PORT": "0"}
    return {**os.environ, **said, "ONKAPI_TELEGRAM_TOKEN": api.token, "ONKAPI_KNOWLEDGE__SEMANTIC": "off"}


def written(folder: Path, api: BotApi, sections: Mapping[str, Any]) -> Path:
    """Write a configuration that is the shipped one with `sections`, at the stand-in and with short intervals."""
    channels = dict(sections["channels"])
    channels["telegram"] = {**channels["telegram"], "api_base": api.address, "poll_timeout": 1}
    file = folder / "config.yaml"
    file.write_text(json.dumps({"include": [str(SHIPPED)], **sections, "channels": channels}), encoding="utf-8")
    return file


def onkapi(command: str, file: Path, given: Mapping[str, str]) -> str:
    """Run a command to its end and return what it printed."""
    words = [*command.split(), "--config", str(file)]
    done = subprocess.run(
        [sys.executable, "-m", "bot", *words], cwd=ROOT, env=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def running(file: Path, given: Mapping[str, str]) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run the server; yield its address and its process, which is killed at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run", "--config", str(file)],
        cwd=ROOT,
        env=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if line.startswith("Önkapı listens on "):
                yield line.removeprefix("Önkapı listens on ").strip(), process
                break
        else:
            raise AssertionError("the server did not start")
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
