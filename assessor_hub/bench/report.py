"""docs/benchmarks.md: a section a row with its figures, its load and its SQL; a row measured again is replaced."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assessor_hub.bench.method import BAND, Paired
from assessor_hub.clock import BEIJING
from assessor_hub.settings import ROOT

FILE = ROOT / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Written by `python3 hub.py bench`. How it measures: `assessor_hub/bench/method.py`. Two things are compared in short
blocks in turn within one run; what counts is the median of their ratios. A : A is the same side against itself in the
same run: outside {low}–{high} the run is thrown away and begun again. Absolute figures only tell the machine's scale,
and the load of each row how busy it was with that row and with the work of others. A goal that is missed says so.

Not measured: filing-peer (pretix, which would be installed into an environment of its own).
"""
TABLE = [
    "| measured | ours | other | ratio | A : A | thrown away | goal |",
    "| --- | --- | --- | --- | --- | --- | --- |",
]


@dataclass(frozen=True)
class Measure:
    """One comparison of a row: what is measured in which unit, ours and the other's, and the goal.

    ``goal`` is the least ratio, or with ``at_most`` the greatest; None: only for the scale.
    """

    what: str
    unit: str
    paired: Paired
    goal: float | None = None
    at_most: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None where there is none or the machine was too noisy to say."""
        if self.goal is None or not self.paired.calm:
            return None
        return self.paired.ratio <= self.goal if self.at_most else self.paired.ratio >= self.goal

    @property
    def verdict(self) -> str:
        """The last cell of its line."""
        if not self.paired.calm:
            return "too noisy to say"
        if self.goal is None:
            return "–"
        return f"{'≤' if self.at_most else '≥'} {self.goal:g}: {'met' if self.met else '**missed**'}"


@dataclass(frozen=True)
class Section:
    """A row of the report: its name, measures, what was counted besides, the load in words and the SQL of both."""

    row: str
    work: str
    measures: Sequence[Measure]
    load: str
    counted: Sequence[str] = ()
    sql: str = ""


def machine() -> str:
    """The machine in words, without anything that names it."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} when the row ended"
    )


def written(section: Section, now: datetime, where: str) -> str:
    """The section as Markdown."""
    when = f"{now.astimezone(BEIJING):%Y-%m-%d %H:%M} Beijing"
    lines = [f"## {section.row}", "", section.work, "", f"*{when}; {where}.*", ""]
    lines += TABLE if section.measures else []
    lines += [_line(measure) for measure in section.measures]
    lines += ["", *(f"- {said}" for said in section.counted), "", f"Load: {section.load}", ""]
    lines += ["SQL:", "", "```sql", section.sql.strip(), "```", ""] if section.sql else []
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _line(measure: Measure) -> str:
    paired = measure.paired
    return (
        f"| {measure.what} | {paired.a:,.4g} {measure.unit} | {paired.b:,.4g} {measure.unit} | {paired.ratio:.2f} "
        f"| {paired.same:.2f} | {paired.thrown_away} | {measure.verdict} |"
    )


def write(sections: Sequence[Section], now: datetime, file: Path = FILE) -> None:
    """Put the sections into the report; those of other rows stay as they were."""
    text = file.read_text("utf-8") if file.exists() else ""
    kept = {part.split("\n", 1)[0]: f"## {part}" for part in text.split("\n## ")[1:]}
    kept |= {section.row: written(section, now, machine()) for section in sections}
    head = HEAD.format(low=BAND[0], high=BAND[1])
    file.write_text("\n".join([head, *(f"{part.rstrip()}\n" for _row, part in sorted(kept.items()))]), "utf-8")
