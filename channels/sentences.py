"""Short fixed sentences and labels of a channel's own surface, in every language of ours."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from core.messages import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)


def read(folder: Path) -> Mapping[Language, Mapping[str, str]]:
    """Return what `<language>.toml` in `folder` says, for each language."""
    return {
        language: tomllib.loads((folder / f"{language}.toml").read_text(encoding="utf-8")) for language in LANGUAGES
    }
