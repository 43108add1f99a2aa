"""Puts the folder of a channel beside the others, for a whole run of pytest: a plug-in (`-p`)."""

from __future__ import annotations

from pathlib import Path

import channels
import tests.channels

HERE = Path(__file__).parent

channels.__path__.append(str(HERE / "product"))
tests.channels.__path__.append(str(HERE / "tests"))
