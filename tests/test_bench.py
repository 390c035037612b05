"""The method of the benchmarks, purely; the report; and in the long run every row at a tiny scale."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assessor_hub.bench import __main__ as bench
from assessor_hub.bench.method import Paired, compare, of_rounds
from assessor_hub.bench.report import Measure, Section, machine, write
from assessor_hub.bench.scale import TINY
from assessor_hub.settings import ROOT

NOW = datetime(2026, 6, 1, 2, tzinfo=UTC)


def side(figures: Iterator[float], name: str, order: list[str]) -> Callable[[], float]:
    def block() -> float:
        order.append(name)
        return next(figures)

    return block


def test_the_median_of_the_ratios_is_what_counts() -> None:
    rounds = [(10.0, 10.0, 5.0, 5.0), (30.0, 30.0, 10.0, 10.0), (90.0, 90.0, 1.0, 1.0)]
    measured = of_rounds(rounds)
    assert (measured.a, measured.b, measured.ratio, measured.same) == (30, 5, 3, 1)


def test_sides_take_turns_and_change_their_order() -> None:
    order: list[str] = []
    measured = compare(side(itertools.repeat(2.0), "a", order), side(itertools.repeat(1.0), "b", order), rounds=2)
    assert "".join(order) == "abba" "baab"
    assert (measured.ratio, measured.thrown_away) == (2, 0)


def test_drift_hits_both_sides_alike() -> None:
    clock = itertools.count(100.0)
    measured = compare(side(clock, "a", []), side(clock, "b", []), rounds=6)
    assert measured.ratio == pytest.approx(1, abs=1e-9)


def test_a_run_that_is_not_calm_is_thrown_away() -> None:
    noisy, calm = [1.0, 2.0], [2.0, 2.0]
    measured = compare(side(iter(noisy + calm), "a", []), side(itertools.repeat(1.0), "b", []), rounds=1)
    assert (measured.same, measured.thrown_away, measured.ratio) == (1, 1, 2)
    assert measured.calm


@pytest.mark.parametrize(("second", "calm"), [(0.9, True), (1.1, True), (1.12, False), (0.89, False)])
def test_the_band_of_a_against_a(second: float, calm: bool) -> None:
    assert of_rounds([(second, 1.0, 1.0, 1.0)]).calm is calm


def test_a_machine_that_never_calms_down_is_said_to_be_too_noisy() -> None:
    noise = itertools.cycle([1.0, 3.0])
    measured = compare(side(noise, "a", []), side(itertools.repeat(1.0), "b", []), rounds=1, runs=3)
    assert (measured.calm, measured.thrown_away) == (False, 2)
    row = Measure("it", "ms", measured, goal=1)
    assert (row.met, row.verdict) == (None, "too noisy to say")


@pytest.mark.parametrize(
    ("ratio", "at_most", "verdict"),
    [(0.5, False, "≥ 0.5: met"), (0.4, False, "≥ 0.5: **missed**"), (0.5, True, "≤ 0.5: met"),
     (0.6, True, "≤ 0.5: **missed**")],
)
def test_a_goal_is_met_or_missed(ratio: float, at_most: bool, verdict: str) -> None:
    assert Measure("it", "ms", Paired(1, 2, ratio, 1, 3), 0.5, at_most=at_most).verdict == verdict


def section(row: str, work: str) -> Section:
    return Section(row, work, [Measure("it", "ms", Paired(1, 2, 0.5, 1.01, 3), 0.5)], "one client", ["exact"], "SELECT 1")


def test_a_row_measured_again_takes_its_own_place(tmp_path: Path) -> None:
    file = tmp_path / "benchmarks.md"
    write([section("b", "first"), section("a", "other")], NOW, file)
    write([section("b", "second")], NOW, file)
    text = file.read_text("utf-8")
    assert [line for line in text.splitlines() if line.startswith("## ")] == ["## a", "## b"]
    assert "second" in text
    assert "first" not in text
    assert "| it | 1 ms | 2 ms | 0.50 | 1.01 | 0 | ≥ 0.5: met |" in text
    assert "2026-06-01 10:00 Beijing" in text


def test_the_report_names_no_path_of_the_machine() -> None:
    assert "/" not in machine()
    for file in (ROOT / "docs" / "benchmarks.md",):
        assert str(Path.home()) not in file.read_text("utf-8")
        assert str(ROOT) not in file.read_text("utf-8")


def test_an_unknown_row_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["filling"]) == 2
    said = capsys.readouterr().err
    assert said == "hub.py: no row is called filling; there are filing, filing-hot, filing-growth\n"


@pytest.mark.full
@pytest.mark.skipif(os.name == "nt", reason="the server of the rows is gunicorn")
@pytest.mark.parametrize("row", bench.ROWS)
def test_every_row_runs_at_a_tiny_scale(row: str) -> None:
    made = bench.ROWS[row](TINY)
    assert made.measures
    assert not any("differences" in said for said in made.counted), "the books agree after the load"
