"""Stories as people live them. Each is told on both databases, and its transcript is docs/stories/<name>.md.

`ONKAPI_TELL=1 make test ARGS=tests/scenarios/test_stories.py` writes the transcripts anew; read them aloud.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import import_module
from itertools import count
from pathlib import Path

import pytest

from tests.scenarios.telling import FOLDER, STORIES, transcript
from tests.world import World

for module in sorted(Path(__file__).parent.glob("*stories*.py")):
    if module != Path(__file__):
        import_module(f"tests.scenarios.{module.stem}")


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """Yield a desk whose references are the same at each telling."""
    numbers = count(1_234_567, 777_777)
    told = World(database_url, draw=lambda end: next(numbers) % end)
    yield told
    told.close()


@pytest.mark.parametrize("name", STORIES)
def test_a_story_reads_as_it_was_approved(world: World, name: str) -> None:
    told = transcript(name, STORIES[name](world))
    file = FOLDER / f"{name.replace('_', '-')}.md"
    if os.environ.get("ONKAPI_TELL"):
        file.write_text(told, encoding="utf-8")
    assert file.read_text("utf-8") == told


def test_every_transcript_is_that_of_a_story() -> None:
    assert {file.stem.replace("-", "_") for file in FOLDER.glob("*.md")} == set(STORIES)
