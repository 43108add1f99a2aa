"""`python -m bot` is `onkapi`."""

from __future__ import annotations

from bot.cli import main

main()
