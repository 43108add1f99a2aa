"""The library follows revisions without disturbing those who search."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from kb.article import Article
from kb.library import Library, Row

VPN = Article(topic="vpn", lang="tr", title="VPN bağlanmıyor", body="Bekleyin.", kind="known_error", type="incident")


def rows(revision: int) -> list[Row]:
    """Return two articles whose titles both name the revision."""
    return [
        (1, revision, replace(VPN, title=f"VPN bağlanmıyor {revision}")),
        (2, revision, replace(VPN, topic="vpn-two", title=f"VPN kopuyor {revision}")),
    ]


def test_it_searches_what_was_loaded() -> None:
    library = Library(lambda: (7, rows(7)))
    assert library.revision == 7
    assert library.search("vpn bağlanmıyor", "tr")[0].title == "VPN bağlanmıyor 7"


def test_it_reloads_only_when_the_revision_moved() -> None:
    revisions = iter([1, 2])

    def load() -> tuple[int, list[Row]]:
        revision = next(revisions)
        return revision, rows(revision)

    library = Library(load)
    assert not library.follow(1)
    assert library.follow(2)
    assert library.search("vpn", "tr")[0].version == 2


def test_when_loading_fails_the_old_edition_stays() -> None:
    answers = iter([(1, rows(1))])
    library = Library(lambda: next(answers))
    with pytest.raises(StopIteration):
        library.reload()
    assert library.search("vpn", "tr")[0].version == 1


def test_a_refresh_that_comes_late_does_not_bring_the_past_back() -> None:
    library = Library(lambda: (5, rows(5)))
    library.refresh(4, rows(4))
    assert library.revision == 5


def test_a_search_sees_one_edition_from_beginning_to_end() -> None:
    library = Library(lambda: (1, rows(1)))

    def searched(_: int) -> set[int]:
        return {hit.version for hit in library.search("vpn bağlanmıyor kopuyor", "tr")}

    with ThreadPoolExecutor(4) as pool:
        found = pool.map(searched, range(200))
        for revision in range(2, 40):
            library.refresh(revision, rows(revision))
        assert all(len(versions) == 1 for versions in found)
    assert searched(0) == {39}
