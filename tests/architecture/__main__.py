"""`python -m tests.architecture`: say which import rules, and which rules about channels' names, are broken."""

from __future__ import annotations

import sys

from tests.architecture.channel_names import asked_for_by_name
from tests.architecture.homes import strays
from tests.architecture.tree import ROOT

if __name__ == "__main__":
    findings = strays(ROOT) + asked_for_by_name(ROOT)
    for finding in findings:
        print(finding)
    sys.exit(1 if findings else 0)
