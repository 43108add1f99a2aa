"""By what two processes see whether their configurations say the same, without telling each other what."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

Prints = Mapping[str, str]

_OF_A_PROCESS = frozenset({"database", "log", "monitoring"})
"""Sections that may differ: who reads the other's row uses the same database, by whatever address."""

_HERE = frozenset({("web", "host"), ("web", "port")})
"""Where a process listens is its own matter."""


def prints(written: Mapping[str, Any]) -> Prints:
    """Return a hash of each section that all processes must be told alike."""
    found = {}
    for name, section in written.items():
        if name in _OF_A_PROCESS:
            continue
        said = section
        if isinstance(section, Mapping):
            said = {key: value for key, value in section.items() if (name, key) not in _HERE}
        if said:
            whole = json.dumps(said, sort_keys=True, default=str).encode()
            found[name] = hashlib.sha256(whole).hexdigest()[:16]
    return found


def differing(ours: Prints, theirs: Prints) -> list[str]:
    """Return the names of the sections that are not alike."""
    return sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))
