"""The index: from a question to the articles that may answer it. Immutable; what changes is beside the base.

Theory of operation. `build` counts all texts of all articles once and lays them out as unit vectors: the base. An
edited, new or retired article goes into a small second segment, the delta, in the space that the base has learned,
and masks its older texts: it is effective at once, whatever the size of the base. A question is compared with all of
them in the space of `kb.space`, and by the meaning of an encoder where there is one; the nearest texts, those of the
background (`kb.background`) among them, vote on its topic (`kb.ridge`), and what speaks for each topic becomes a
probability (`kb.confidence`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import replace
from itertools import chain

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]  # scipy ships no types

from core.knowledge import Hit
from core.messages import Language
from kb.article import Article, Audience
from kb.confidence import VAGUE, Calibration, Confidence
from kb.delta import Delta
from kb.evidence import Asked, Tally, mood, wording
from kb.frozen import Base, meanings
from kb.normalize import is_vague, tokens
from kb.passages import windows
from kb.profile import Profile, Understood
from kb.repair import Repair
from kb.ridge import NEAREST, candidates, votes
from kb.segment import Numbers, Segment
from kb.shelf import Mask, Row, Shelf
from kb.space import Vector
from kb.telling import lead, telling_terms
from kb.terms import Matrix, count_few
from kb.understanding import Understanding

RERANKED = 8
"""Topics whose wording is compared by rapidfuzz, and the most hits a search returns."""

MEANING = 0.3
"""Share of the encoder in a cosine, where there is one."""


_GONE: Row = (
    -1,
    -1,
    Article(topic="", lang="tr", title="", body="", kind="information", type="request", status="retired"),
)
"""Stands where the base has texts of an article that is there no more."""

REMEMBERED = 2_000
"""Articles whose folded wordings are kept."""


class Index:
    """All searchable articles of one revision.

    Searching changes nothing, so one index may serve any number of threads. Organizations and audience are honoured
    before anything is ranked: what a person may not see takes no part in the vote.
    """

    def __init__(
        self,
        base: Base,
        rows: Sequence[Row],
        delta: Delta,
        gone: frozenset[int] = frozenset(),
        *,
        understanding: Understanding,
    ) -> None:
        """Search `base`, laid out of `rows`, without those at the numbers `gone`, and the `delta` beside it."""
        self._space = base.space.extended(delta.counted.codes) if delta.rows else base.space
        beside = Segment.of(self._space, delta.counted, delta.texts, len(delta.rows), delta.meant)
        self._base, self._rows, self._delta, self._gone = base, rows, delta, gone
        self._understanding = understanding
        self._concepts, self._encoder = understanding.concepts, understanding.encoder
        self._shelf = Shelf([*rows, *delta.rows], gone)
        self._segments = (base.own, beside, base.beside)
        self._repair = Repair(base.words.with_more(delta.texts.words), self._concepts)
        self._trust = np.concatenate([segment.trust for segment in self._segments])
        self._reach = np.sqrt(self._trust)
        self._article = np.concatenate(
            [base.own.article, beside.article + len(rows), np.full(len(base.beside), -1, dtype=np.intp)]
        )
        self._topic = np.concatenate(
            [self._shelf.topic[self._article[self._article >= 0]], self._shelf.topics + base.beside.article]
        )
        self._wordings: dict[int, tuple[str, ...]] = {}

    @classmethod
    def build(cls, rows: Iterable[Row], understanding: Understanding | None = None) -> Index:
        """Index the published ones among `rows`; without an `understanding` by what comes with the desk alone."""
        published = [row for row in rows if row[2].status == "published"]
        given = understanding or Understanding.of()
        base, nothing = Base.of([article for _, _, article in published], given), Delta.of((), given)
        return cls(base, published, nothing, understanding=given)

    def taught(self, calibration: Calibration) -> Index:
        """Return the same index with chances as `calibration` has them."""
        other = copy(self)
        other._understanding = self._understanding.taught(calibration)  # noqa: SLF001  # a copy of its own
        return other

    @property
    def confidence(self) -> Confidence:
        """From what speaks for an article to its chance."""
        return self._understanding.confidence

    def with_changes(self, rows: Iterable[Row]) -> Index:
        """Return an index in which `rows` stand in place of what had their ids; only published ones are found."""
        fresh = {row[0]: row for row in rows}
        published = [row for row in fresh.values() if row[2].status == "published"]
        delta = self._delta.without(fresh.keys()).with_more(published, self._understanding)
        gone = self._gone | {number for number, row in enumerate(self._rows) if row[0] in fresh}
        return Index(self._base, self._rows, delta, gone, understanding=self._understanding)

    def on(self, base: Base, keys: Sequence[tuple[int, int]]) -> Index:
        """Return an index of the same articles on another base, laid out of those with the `keys` (article, version).

        An article that has another version by now stands beside the new base.
        """
        mine = {row[0]: row for row in self._present()}
        same = [mine[number] if number in mine and mine[number][1] == version else _GONE for number, version in keys]
        gone = frozenset(place for place, row in enumerate(same) if row is _GONE)
        there = {row[0] for row in same} | {row[0] for row in self._delta.rows}
        others = [row for row in mine.values() if row[0] not in there]
        delta = self._delta.without({row[0] for row in same}).with_more(others, self._understanding)
        return Index(base, same, delta, gone, understanding=self._understanding)

    def _present(self) -> list[Row]:
        return [row for number, row in enumerate(self._rows) if number not in self._gone] + list(self._delta.rows)

    @property
    def articles(self) -> list[Article]:
        """Those that can be found."""
        return [row[2] for row in self._present()]

    def __len__(self) -> int:
        """Number of articles that can be found."""
        return len(self._shelf)

    @property
    def changed(self) -> float:
        """Share of the articles that stand beside the base."""
        return (len(self._delta.rows) + len(self._gone)) / max(1, len(self._rows))

    def understood(self, text: str) -> Understood:
        """Say what a question is read as before anything is looked for."""
        typed = windows(text)
        mended = [self._repair.mend(words) for words in typed]
        return Understood(
            words=tuple(typed[0]) if typed else (),
            mended=tuple(mended[0]) if mended else (),
            concepts=tuple(self._concepts.of(mended[0])) if mended else (),
            parts=max(0, len(typed) - 1),
            vague=bool(mended) and is_vague(mended[0]),
        )

    def search(
        self,
        text: str,
        lang: Language | None = None,
        organization: str | None = None,
        audience: Audience = "customer",
        limit: int = RERANKED,
    ) -> list[Hit]:
        """Return at most `limit` (eight at most) articles, one per topic, the most probable first.

        Of a topic's articles the one in `lang` is returned, else the one in the other language; without `lang` the
        oldest. Agents see the articles for customers too. `organization` None sees only what is for everybody.
        """
        typed = windows(text)
        visible = self._shelf.visible(organization, audience)
        if not typed or not visible.any():
            return []
        parts = [self._repair.mend(words) for words in typed]
        hits = [self._hit(topic, features, visible, lang) for topic, features in self._rank(text, parts, visible)]
        if is_vague(parts[0]):
            hits = [replace(hit, probability=min(hit.probability, VAGUE)) for hit in hits]
        return sorted(hits, key=lambda hit: (-hit.probability, hit.article))[:limit]

    def _rank(self, text: str, parts: list[list[str]], visible: Mask) -> list[tuple[int, dict[str, float]]]:
        """Return the topics with the most votes and their features."""
        meant = meanings(self._encoder, [text, *(" ".join(part) for part in parts[1:])])
        counted = count_few(parts, self._concepts)
        reach = np.where(np.append(visible, True)[self._article], self._reach, np.float32(0))
        near, cosines = self._near(self._space.vectors(counted), meant, reach)
        best = candidates(cosines * reach[near])
        if not len(best):
            return []
        chosen, similarity = near[best], cosines[:, best].T
        voted = votes(self._kernel(chosen), similarity, self._trust[chosen])
        tally = Tally.count(voted, similarity, self._topic[chosen], self._shelf.topics)
        asked = [Asked.of(part, self._space, self._concepts) for part in parts]
        telling = telling_terms(parts[0], self._concepts, self._space) if len(parts) > 1 else []
        sought = np.zeros(self._space.size + 1, dtype=np.bool_)  # the last one is for what is unknown, -1
        sought[[column for column, _ in chain(*(each.columns for each in asked), telling)]] = True
        topics = tally.first(RERANKED)
        profiles = self._profiles([self._shelf.on(topic, visible) for topic in topics], sought)
        found = [
            {**texts, **_features(parts, part, asked[part], mine)}
            for (part, texts), mine in zip(tally.of_each(topics), profiles, strict=True)
        ]
        if len(parts) > 1:
            told = [self._base.telling.score(telling, [each.said for each in mine]) for mine in profiles]
            for place, features in enumerate(found):
                features.update(lead(told, place))
        return list(zip(topics, found, strict=True))

    def _hit(self, topic: int, features: dict[str, float], visible: Mask, lang: Language | None) -> Hit:
        article_id, version_id, article = self._shelf.shown(self._shelf.on(topic, visible), lang)
        return Hit(
            article=article_id,
            version=version_id,
            topic=article.topic,
            lang=article.lang,
            title=article.title,
            body=article.body,
            kind=article.kind,
            type=article.type,
            category=article.category,
            probability=self._understanding.confidence.probability(features),
            urgent=article.urgent,
            features=features,
        )

    def _near(self, questions: Matrix, meant: Vector | None, reach: Vector) -> tuple[Numbers, Vector]:
        """Return texts among which those are that may vote, and their cosines with each of the questions."""
        if meant is not None:  # any text may mean the same, whatever its words
            found = np.hstack([segment.cosines(questions) for segment in self._segments])
            dense = np.hstack([meant @ segment.meanings.T for segment in self._segments])
            return np.arange(len(reach)), np.asarray((1 - MEANING) * found + MEANING * dense, dtype=np.float32)
        numbers, cosines, first = [], [], 0
        for segment in self._segments:
            near, each = segment.near(questions, reach[first : first + len(segment)], NEAREST)
            numbers.append(near + first)
            cosines.append(each)
            first += len(segment)
        return np.concatenate(numbers), np.hstack(cosines)

    def _kernel(self, chosen: Numbers) -> Vector:
        """Return the cosines between the texts `chosen`."""
        found, dense, first = [], [], 0
        for segment in self._segments:
            local = chosen[(chosen >= first) & (chosen < first + len(segment))] - first
            found += segment.cells(local)
            if self._encoder is not None:
                dense.append(segment.meanings[local])
            first += len(segment)
        columns, values = (np.concatenate(cells) for cells in zip(*found, strict=True))
        ends = np.cumsum([0, *(len(cells) for cells, _ in found)])
        near = sparse.csr_array((values, columns, ends), shape=(len(chosen), self._space.size))
        kernel = (near @ near.T).toarray()
        if not dense:
            return np.asarray(kernel)
        meanings = np.vstack(dense)
        return np.asarray((1 - MEANING) * kernel + MEANING * (meanings @ meanings.T))

    def _profiles(self, topics: Sequence[Sequence[int]], sought: Mask) -> list[list[Profile]]:
        """Return what is compared of the articles on topics with a question that has the `sought` columns."""
        base, beside = self._segments[:2]
        numbers, older = [number for articles in topics for number in articles], len(self._rows)
        old, new = [each for each in numbers if each < older], [each for each in numbers if each >= older]
        said = base.said_by(old, sought) + beside.said_by([each - older for each in new], sought)
        profiles = {
            number: Profile(
                wordings=self._wordings_of(number),
                said=columns,
                called=called,
                incident=self._shelf.rows[number][2].type == "incident",
            )
            for number, (columns, called) in zip(old + new, said, strict=True)
        }
        return [[profiles[number] for number in articles] for articles in topics]

    def _wordings_of(self, number: int) -> tuple[str, ...]:
        """Return the folded phrasings and title of an article; they are folded when they are first needed."""
        if (known := self._wordings.get(number)) is not None:
            return known
        if len(self._wordings) >= REMEMBERED:
            self._wordings.clear()
        article = self._shelf.rows[number][2]
        wordings = tuple(" ".join(tokens(each)) for each in (*article.phrasings, article.title))
        self._wordings[number] = wordings
        return wordings


def _features(parts: list[list[str]], part: int, asked: Asked, profiles: list[Profile]) -> dict[str, float]:
    """Return what the articles on a topic say of a question, whose `part` speaks most for it and has `asked`."""
    return {
        **wording(parts[part], [each for profile in profiles for each in profile.wordings]),
        **asked.features([profile.said for profile in profiles], [profile.called for profile in profiles]),
        **mood(parts[0], any(profile.incident for profile in profiles)),
    }
