"""The checklist of a review, made from the conditions that the pack states, a line a condition and level."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.models import Application
from assessor_hub.registration.review_models import Tick
from assessor_hub.rules.findings import Finding, Verdict
from assessor_hub.rules.lifecycle import ApplicationState
from assessor_hub.rules.values import Level

SIGNER, CITY_OPINION = "signer", "city_opinion"


@dataclass(frozen=True)
class Line:
    """One line. ``names`` are what its ticks are kept under: one a level, where several are judged alike.

    ``finding`` is None for a line that no condition states: the signer's authority, the city's opinion.
    """

    names: tuple[str, ...]
    levels: tuple[Level, ...]
    finding: Finding | None
    tick: Tick | None

    @property
    def name(self) -> str:
        """What the line is called in forms."""
        return self.names[0]

    @property
    def checked(self) -> bool:
        """Whether somebody looked at it."""
        return self.tick is not None and self.tick.checked

    @property
    def written(self) -> str:
        """The remark; for a line that needs a human, their written decision."""
        return self.tick.remark if self.tick else ""

    @property
    def needs_writing(self) -> bool:
        """Whether a person must decide it in writing and has not."""
        return self.finding is not None and self.finding.needs_human and not self.written


def checklist(session: Session, application: Application, judged: Mapping[Level, Verdict]) -> list[Line]:
    """The lines of the version that was handed in last, with what was ticked and written."""
    wanted = select(Tick).where(Tick.application_id == application.id, Tick.version == application.version)
    ticks = {tick.line: tick for tick in session.scalars(wanted)}
    own = (SIGNER, CITY_OPINION) if application.city else (SIGNER,)
    alike: list[list[tuple[Level, Finding]]] = []
    for level, verdict in judged.items():
        for found in verdict.findings:
            rows = next((rows for rows in alike if rows[0][1] == found), None)
            if rows is None:
                alike.append(rows := [])
            rows.append((level, found))
    lines = [_line(rows, ticks) for rows in alike]
    return [*lines, *(Line((name,), tuple(judged), None, ticks.get(name)) for name in own)]


def _line(rows: list[tuple[Level, Finding]], ticks: Mapping[str, Tick]) -> Line:
    names = tuple(f"{level.value}.{found.code}" for level, found in rows)
    kept = next((ticks[name] for name in names if name in ticks), None)
    return Line(names, tuple(level for level, _found in rows), rows[0][1], kept)


def of_levels(lines: Iterable[Line], levels: Iterable[Level]) -> list[Line]:
    """The lines that concern one of the levels."""
    wanted = set(levels)
    return [line for line in lines if wanted & set(line.levels)]


def fill_in(
    session: Session, application: Application, lines: Iterable[Line], given: Mapping[str, tuple[bool, str]], *,
    by: Actor, now: datetime,
) -> int:
    """Keep what was ticked and written (a line's name → checked, remark), with who and when; returns how many changed.

    A line that says what it said before keeps its person. Refuses ``not_under_review``.
    """
    if application.status is not ApplicationState.SUBMITTED:
        raise RegistrationRefused("not_under_review", status=application.status)
    changed = [
        line for line in lines
        if line.name in given and (line.checked, line.written) != (given[line.name][0], given[line.name][1].strip())
    ]
    for line in changed:
        for name in line.names:
            _keep(session, application, name, *given[line.name], by=by, now=now)
    if changed:
        record(
            session, Tag.APPLICATION_CHECKED, by=by, on=application, now=now, jurisdiction=application.jurisdiction,
            detail={line.name: given[line.name][0] for line in changed} | {"version": application.version},
        )
    return len(changed)


def _keep(
    session: Session, application: Application, name: str, checked: bool, remark: str, *, by: Actor, now: datetime
) -> None:
    wanted = select(Tick).where(
        Tick.application_id == application.id, Tick.version == application.version, Tick.line == name
    )
    row = session.scalar(wanted) or Tick(application_id=application.id, version=application.version, line=name)
    row.checked, row.remark, row.made_at, row.made_by = checked, remark.strip(), now, by.user_id
    session.add(row)


def check_lines(lines: Iterable[Line], levels: Iterable[Level], *, although_unchecked: bool) -> None:
    """What a recordal asks of the checklist.

    Refuses ``needs_writing`` where a line that needs a human has no written decision, and ``lines_unchecked`` (count)
    where lines were not looked at and nobody said that it is to be recorded all the same.
    """
    wanted = of_levels(lines, levels)
    open_ones = [line for line in wanted if line.needs_writing]
    if open_ones and open_ones[0].finding is not None:
        found = open_ones[0].finding
        raise RegistrationRefused("needs_writing", stated=found.stated, condition=found.code, count=len(open_ones))
    unchecked = [line for line in wanted if not line.checked]
    if unchecked and not although_unchecked:
        raise RegistrationRefused("lines_unchecked", count=len(unchecked))
