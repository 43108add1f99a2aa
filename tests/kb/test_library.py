"""The library follows revisions without disturbing those who search."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import pytest

from core.banks import Bank
from kb.article import Article
from kb.confidence import UNTAUGHT, Calibration
from kb.index import Index
from kb.library import Library, Relaid
from kb.rebuilding import lay_out
from kb.shelf import Row

VPN = Article(topic="vpn", lang="tr", title="VPN bağlanmıyor", body="Bekleyin.", kind="known_error", type="incident")


@dataclass
class Shelves:
    """Knowledge in memory, as a database would give it: articles by number, each with the revision it changed in."""

    articles: dict[int, tuple[int, Article]] = field(default_factory=dict)
    revision: int = 0
    loads: int = 0
    learned: Calibration = UNTAUGHT
    asked: dict[int, Bank] = field(default_factory=dict)

    def write(self, changed: Mapping[int, Article]) -> None:
        """Change some articles."""
        self.revision += 1
        self.articles |= {number: (self.revision, article) for number, article in changed.items()}

    def load(self) -> tuple[int, list[Row]]:
        """Return everything that is published."""
        self.loads += 1
        return self.revision, [row for row in self.rows(0) if row[2].status == "published"]

    def changes(self, since: int) -> tuple[int, list[Row]]:
        """Return what changed after `since`."""
        return self.revision, self.rows(since)

    def taught(self) -> Calibration:
        """Return what was learned."""
        return self.learned

    def banks(self) -> Mapping[int, Bank]:
        """Return the question banks."""
        return self.asked

    def rows(self, since: int) -> list[Row]:
        """Return the articles that changed after `since`, their version being their revision."""
        return [(n, revision, article) for n, (revision, article) in self.articles.items() if revision > since]


def shelves(**articles: Article) -> Shelves:
    found = Shelves()
    found.write(dict(enumerate(articles.values(), 1)))
    return found


def titled(topic: str, title: str) -> Article:
    return replace(VPN, topic=topic, title=title)


def topics(library: Library | Index, text: str) -> list[str]:
    return [hit.topic for hit in library.search(text, "tr")]


def test_it_searches_what_was_loaded() -> None:
    library = Library(shelves(vpn=VPN))
    assert library.revision == 1
    assert topics(library, "vpn bağlanmıyor") == ["vpn"]


def test_what_changes_is_found_at_once_and_nothing_is_loaded_again() -> None:
    source = shelves(vpn=VPN, other=titled("other", "Yazıcı kağıt sıkıştırıyor"))
    library = Library(source)
    source.write({3: titled("projector", "Projeksiyon perdesi inmiyor"), 2: titled("other", "Klavyede harf basmıyor")})
    assert not library.follow(1)
    assert library.follow(2)
    assert topics(library, "projeksiyon perdesi inmiyor")[0] == "projector"
    assert topics(library, "klavyede harf basmıyor")[0] == "other"
    assert all(hit.probability < 0.3 for hit in library.search("yazıcı kağıt sıkıştırıyor", "tr"))
    assert source.loads == 1


def test_a_new_word_of_a_changed_article_is_known_and_repaired_to() -> None:
    source = shelves(vpn=VPN)
    library = Library(source)
    source.write({2: titled("qliksense", "Qliksense panosu gelmiyor")})
    library.follow(2)
    assert topics(library, "qliksense panosu gelmiyor")[0] == "qliksense"
    assert topics(library, "qlikesense")[0] == "qliksense"


def test_a_retired_article_is_gone_at_once_and_may_come_back() -> None:
    source = shelves(vpn=VPN, other=titled("other", "Yazıcı kağıt sıkıştırıyor"))
    library = Library(source)
    source.write({1: replace(VPN, status="retired")})
    library.follow(2)
    assert "vpn" not in topics(library, "vpn bağlanmıyor")
    source.write({1: VPN})
    library.follow(3)
    assert topics(library, "vpn bağlanmıyor")[0] == "vpn"


def test_when_loading_fails_the_old_edition_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    source = shelves(vpn=VPN)
    library = Library(source)

    def broken(since: int) -> tuple[int, list[Row]]:
        raise OSError

    monkeypatch.setattr(source, "changes", broken)
    with pytest.raises(OSError):  # noqa: PT011  # whatever it is
        library.follow(2)
    assert topics(library, "vpn bağlanmıyor") == ["vpn"]
    monkeypatch.undo()
    source.write({2: titled("other", "Yazıcı kağıt sıkıştırıyor")})
    assert library.follow(2)


@dataclass
class Elsewhere:
    """Lays a base out when it is told to, as the other process would: of what there is then."""

    source: Shelves
    asked: list[Relaid] = field(default_factory=list)

    def __call__(self, relaid: Relaid) -> None:
        self.asked.append(relaid)

    def done(self) -> None:
        """Give back a new base of what is published now."""
        self.asked.pop()(*lay_out(lambda: self.source.load()[1], "off", ()))

    def failed(self) -> None:
        """Give back nothing."""
        self.asked.pop()(None, ())


def test_changes_one_after_the_other_come_to_the_same_as_all_at_once() -> None:
    start = Index.build(shelves(vpn=VPN, other=titled("other", "Yazıcı kağıt sıkıştırıyor")).load()[1])
    projector, keyboard = titled("projector", "Projeksiyon perdesi inmiyor"), titled("keyboard", "Klavyede harf yok")
    mouse, wordless = titled("mouse", "Fare imleci titriyor"), replace(titled("wordless", "?"), body="")
    steps: list[list[Row]] = [
        [(3, 1, wordless), (4, 1, projector), (5, 1, mouse)],
        [(6, 1, wordless), (4, 2, keyboard)],
        [(5, 2, replace(mouse, status="retired")), (2, 2, projector), (7, 1, titled("second", "Fare düştü, vpn"))],
    ]
    gradual = start
    for rows in steps:
        gradual = gradual.with_changes(rows)
    once = start.with_changes([row for rows in steps for row in rows])
    assert len(gradual) == len(once) == 6
    for words in ("projeksiyon perdesi", "klavyede harf", "fare imleci", "yazıcı kağıt", "vpn bağlanmıyor"):
        found, expected = gradual.search(words, "tr"), once.search(words, "tr")
        assert [(hit.topic, hit.version) for hit in found] == [(hit.topic, hit.version) for hit in expected]
        assert [hit.features for hit in found] == [pytest.approx(hit.features) for hit in expected]


def test_a_new_base_takes_the_place_of_the_old_one_with_whatever_changed_meanwhile() -> None:
    source = shelves(vpn=VPN, other=titled("other", "Yazıcı kağıt sıkıştırıyor"))
    elsewhere = Elsewhere(source)
    library = Library(source, rebuild=elsewhere)
    source.write({3: titled("projector", "Projeksiyon perdesi inmiyor")})
    library.follow(2)
    assert len(elsewhere.asked) == 1
    source.write({2: replace(VPN, topic="other", status="retired")})
    source.write({4: titled("keyboard", "Klavyede harf basmıyor")})
    library.follow(4)
    source.write({5: titled("mouse", "Fare imleci titriyor")})  # what the library does not know yet
    elsewhere.done()
    fresh = Index.build(source.load()[1])
    library.follow(5)
    for words in (
        "projeksiyon perdesi inmiyor",
        "klavyede harf basmıyor",
        "fare imleci titriyor",
        "kağıt sıkıştı",
        "vpn",
    ):
        assert topics(library, words) == topics(fresh, words)


def test_one_base_at_a_time_is_laid_out_and_a_failed_one_is_tried_again() -> None:
    source = shelves(vpn=VPN)
    elsewhere = Elsewhere(source)
    library = Library(source, rebuild=elsewhere)
    for revision in (2, 3):
        source.write({revision: titled(f"t{revision}", "Projeksiyon perdesi inmiyor")})
        library.follow(revision)
    assert len(elsewhere.asked) == 1
    elsewhere.failed()
    assert "t3" in topics(library, "projeksiyon perdesi inmiyor")
    source.write({4: titled("t4", "Klavyede harf basmıyor")})
    library.follow(4)
    assert len(elsewhere.asked) == 1


def test_a_search_sees_one_edition_from_beginning_to_end() -> None:
    source = shelves(one=VPN, two=titled("vpn-two", "VPN kopuyor"))
    library = Library(source)

    def searched(_: int) -> set[int]:
        return {hit.version for hit in library.search("vpn bağlanmıyor kopuyor", "tr")}

    with ThreadPoolExecutor(4) as pool:
        found = pool.map(searched, range(200))
        for revision in range(2, 40):
            source.write({1: VPN, 2: titled("vpn-two", "VPN kopuyor")})
            library.follow(revision)
        assert all(len(versions) == 1 for versions in found)
    assert searched(0) == {39}


def test_those_who_follow_at_once_take_the_change_up_once() -> None:
    source = shelves(vpn=VPN)
    library = Library(source)
    source.write({2: titled("other", "Yazıcı kağıt sıkıştırıyor")})
    with ThreadPoolExecutor(8) as pool:
        assert any(pool.map(library.follow, [2] * 8))
    assert sorted(topics(library, "yazıcı vpn")) == ["other", "vpn"]


def test_what_was_learned_counts_from_the_next_revision_on() -> None:
    source = shelves(vpn=VPN, other=titled("other", "Yazıcı kağıt sıkıştırıyor"))
    library = Library(source)
    before, limits = library.search("vpn bağlanmıyor", "tr")[0].probability, library.thresholds(0.95)
    source.learned = Calibration(shift=-2.0, slope=0.5, answer=0.7, lessons=300)
    source.write({})
    library.follow(source.revision)
    assert library.search("vpn bağlanmıyor", "tr")[0].probability < before
    assert library.thresholds(0.95).answer == 0.7 != limits.answer
    source.write({3: titled("third", "Klavyede harf basmıyor")})
    library.follow(source.revision)
    assert library.thresholds(0.95).answer == 0.7
    source.learned = UNTAUGHT
    source.write({})
    library.follow(source.revision)
    assert library.thresholds(0.95) == limits
