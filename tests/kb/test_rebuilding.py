"""A base that another process lays out, and what happens when that goes wrong."""

from __future__ import annotations

import os
import resource
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from queue import Queue

import pytest

from kb.article import Article
from kb.frozen import Base
from kb.index import Index
from kb.library import Keys
from kb.rebuilding import Rebuilding
from kb.shelf import Row

ROWS: list[Row] = [
    (number, 1, Article(topic=f"t{number}", lang="tr", title=title, body="", kind="how_to", type="request"))
    for number, title in enumerate(("VPN bağlanmıyor", "Yazıcı kağıt sıkıştırıyor", "Projeksiyon perdesi inmiyor"))
]


def rows() -> list[Row]:
    """Return what is published."""
    return ROWS


def killed() -> list[Row]:
    """End this process at once."""
    os.kill(os.getpid(), signal.SIGKILL)
    return ROWS


def without_room() -> list[Row]:
    """Let this process write no file of more than a kilobyte."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_024, 1_024))
    return ROWS


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder for temporary files, of this test alone."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def rebuilt(load: Callable[[], list[Row]]) -> tuple[Base | None, Keys, list[BaseException]]:
    failures: list[BaseException] = []
    made: Queue[tuple[Base | None, Keys]] = Queue()
    Rebuilding(load, "off", (), failures.append)(lambda base, keys: made.put((base, keys)))
    return (*made.get(timeout=60), failures)


def test_a_base_of_another_process_is_searched_as_one_of_this_process(folder: Path) -> None:
    base, keys, failures = rebuilt(rows)
    assert base is not None
    assert not failures
    assert keys == ((0, 1), (1, 1), (2, 1))
    assert not list(folder.iterdir())
    here = Index.build(ROWS)
    there = here.on(base, keys).with_changes([(0, 2, ROWS[0][2])])
    for words in ("vpn bağlanmıyor", "yazıcı kağıt", "projksiyon perdesi"):
        hits = there.search(words, "tr")
        assert [hit.topic for hit in hits] == [hit.topic for hit in here.search(words, "tr")]
        assert hits


@pytest.mark.parametrize("load", [killed, without_room])
def test_when_it_fails_that_is_told_and_nothing_is_left_behind(load: Callable[[], list[Row]], folder: Path) -> None:
    base, keys, failures = rebuilt(load)
    assert base is None
    assert keys == ()
    assert len(failures) == 1
    assert not list(folder.iterdir())


def test_what_a_killed_server_left_is_removed_and_what_another_one_uses_is_not(folder: Path) -> None:
    left, used, other = (folder / name for name in ("onkapi-base-left", "onkapi-base-used", "somebody-else"))
    for each in (left, used, other):
        each.mkdir()
        (each / "arrays").write_bytes(bytes(9))
    long_ago = time.time() - 2 * 3_600
    for each in (left, other):
        os.utime(each, (long_ago, long_ago))
    assert rebuilt(rows)[0] is not None
    assert sorted(folder.iterdir()) == [used, other]
