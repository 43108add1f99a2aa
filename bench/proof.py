"""All that is promised about delivery, shown on this machine: `python -m bench.proof [--quick]`, or `make proof`.

Runs the trial, the races and the load, one after the other, and writes their tables into docs/proof.md. Takes about
an hour. The exit code is 1 if a promise was not kept; the tables are written all the same.
"""

from __future__ import annotations

import os
import platform
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.clock import Clock

PAGE = Path(__file__).parents[1] / "docs" / "proof.md"


def write(part: str, lines: Sequence[str], page: Path = PAGE) -> None:
    """Put `lines` in the place of what stands between the marks of `part` on the page."""
    begin, end = f"<!-- {part} -->", f"<!-- /{part} -->"
    machine = f"{os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}"
    told = "\n".join(["", f"{Clock().now():%Y-%m-%d}; {machine}.", "", *lines, ""])
    said = page.read_text("utf-8")
    changed, times = re.subn(
        f"{re.escape(begin)}.*?{re.escape(end)}", lambda _: f"{begin}\n{told}\n{end}", said, flags=re.DOTALL
    )
    if times != 1:
        raise LookupError(f"{page} has no place for {part}")
    page.write_text(changed, encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run everything, and say whether every promise was kept."""
    from bench import chaos, load, races  # noqa: PLC0415 -- they write by `write`

    given = list(sys.argv[1:] if arguments is None else arguments)
    given.append("--write")
    return max(chaos.main(given), races.main(given), load.main(given))


if __name__ == "__main__":
    sys.exit(main())
