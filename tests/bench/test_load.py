"""The benchmark of load runs against real servers, and its table says what it measured."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.load import HEAD, QUICK, Figure, growth, measure
from bench.visitors import Waits
from tests.databases import KINDS, Kind


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", KINDS)
def test_every_visitor_is_answered(kind: Kind) -> None:
    plan = replace(QUICK, kinds=(kind,), processes=(1,), earlier=(300,), crowd=6)
    steady, saturated = measure(plan)
    for figure in (steady, saturated):
        assert figure.waits.unanswered == figure.waits.again == 0
        assert figure.waits.acknowledged
        assert figure.row().count("|") == HEAD.splitlines()[0].count("|")
        assert figure.memory > 10 << 20
        assert figure.cpu > 0
        assert (figure.cpu_of_database > 0) == (kind == "postgresql")
    assert (steady.rate, saturated.rate) == (plan.rate, None)


def figure(earlier: int, cpu: float, **more: float) -> Figure:
    whole = {"rate": 50.0, "served": 50.0, "cpu_of_database": 0.001, "oldest": 0.0, **more}
    return Figure(kind="sqlite", processes=1, earlier=earlier, cpu=cpu, waits=Waits(), memory=1, **whole)


def test_growth_is_told_of_each_setting_by_its_longest_history() -> None:
    figures = [figure(0, 0.009), figure(1_000_000, 0.010), figure(0, 0.004, rate=1.0)]
    assert growth(figures) == ["sqlite, 1, 50/s: +10% after 1,000,000 messages"]


def test_waits_are_those_that_began_in_time() -> None:
    waits = Waits([(1.0, 0.1), (2.0, 0.2)], [(1.0, 3.0), (3.0, 3.1)], unanswered=1)
    assert waits.between(1.5, 3.0) == Waits([(2.0, 0.2)], [], unanswered=1)
