"""The ledger against the definition: whatever order things happen in, the counters are what a recount says.

The model knows nothing of counters: it keeps tenures and charged projects and asks ``rules.caps.use`` every time.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import select

from assessor_hub.accounts.actor import SYSTEM
from assessor_hub.app import create_app
from assessor_hub.projects.doctor import examine
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.ledger import Account, used
from assessor_hub.projects.models import Project
from assessor_hub.projects.moving import lapse_returned
from assessor_hub.rules.caps import Charged, Pool, Tenure, head_on, use
from assessor_hub.rules.law import LawBook
from assessor_hub.rules.lifecycle import PROJECT, ProjectState, ProjectVerb, advance, releases
from assessor_hub.rules.pack import ROOT, load_packs
from assessor_hub.rules.periods import last_day_of_days
from assessor_hub.rules.values import Level, UnitKind
from tests.conftest import settings_for
from tests.slices.acts import days_pass, head_of, move, new_head
from tests.slices.walking import put_back, walk
from tests.world import World

NATIONAL = Pool(Level.NATIONAL, ROOT)
ZHEJIANG = Pool(Level.PROVINCIAL, "330000")
LIMITS = {NATIONAL: 4, ZHEJIANG: 3}  # small ones, so that short walks reach them
STAFF_VERBS = (
    ProjectVerb.RETURN, ProjectVerb.RESUBMIT, ProjectVerb.REFUSE, ProjectVerb.REGISTER, ProjectVerb.REPORT,
    ProjectVerb.ACCEPT, ProjectVerb.NOT_ACCEPT, ProjectVerb.WITHDRAW, ProjectVerb.STOP,
)
INSTITUTIONS, PERSONS = 3, 3


class Books(RuleBasedStateMachine):
    """Three institutions and three persons, over at most three years."""

    start: Callable[[], tuple[World, list[int], list[Any], list[Any]]]

    def __init__(self) -> None:
        super().__init__()
        self.world, self.ids, self.owners, self.persons = type(self).start()
        first = self.world.today
        self.tenures = [Tenure(str(head_of(self.world, self.ids[n])), str(self.ids[n]), first) for n in range(INSTITUTIONS)]
        self.heads = [0, 1, 1]  # who of ``persons`` heads which institution
        self.charged: dict[int, Charged] = {}
        self.states: dict[int, ProjectState] = {}
        self.returned: dict[int, date] = {}

    def use(self, person: str, pool: Pool, year: int) -> int:
        """The definition."""
        found = use(person, pool, year, today=self.world.today, tenures=self.tenures, charged=self.charged.values())
        return len(found)

    @rule(
        place=st.integers(0, INSTITUTIONS - 1), level=st.sampled_from([Level.NATIONAL, Level.PROVINCIAL]),
        city=st.sampled_from(["220100", "330100"]), kind=st.sampled_from(list(UnitKind)), count=st.integers(1, 3),
    )
    def file(self, place: int, level: Level, city: str, kind: UnitKind, count: int) -> None:
        for _ in range(count):
            self._file(place, level, city, kind)

    def _file(self, place: int, level: Level, city: str, kind: UnitKind) -> None:
        institution, year = str(self.ids[place]), self.world.today.year
        counted = level is Level.PROVINCIAL and city == "330100" and kind is not UnitKind.SUPPLY_CHAIN
        pool = NATIONAL if level is Level.NATIONAL else ZHEJIANG if counted else None
        head = head_on(self.tenures, institution, self.world.today)
        assert head is not None
        fits = pool is None or self.use(head, pool, year) < LIMITS[pool]
        try:
            project = self.world.file(self.owners[place], level=level, unit_city=city, unit_kind=kind)
        except FilingRefused as refused:
            assert (refused.code, fits) == ("cap_reached", False)
            return
        assert fits
        self.states[project] = ProjectState.SUBMITTED
        if pool is not None:
            self.charged[project] = Charged(str(project), institution, self.world.today, pool, year)

    @precondition(lambda self: self.states)
    @rule(data=st.data())
    def step(self, data: st.DataObject) -> None:
        open_ones = [
            (project, verb) for project, state in sorted(self.states.items()) for verb in STAFF_VERBS
            if (state, verb) in PROJECT
        ]
        if not open_ones:
            return
        project, verb = data.draw(st.sampled_from(open_ones))
        move(self.world, project, verb)
        self._moved(project, verb)
        if verb is ProjectVerb.RETURN:
            self.returned[project] = self.world.today

    @precondition(lambda self: self.charged)
    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        """A withdrawal of one that holds a unit, so that walks meet it often."""
        undecided = {ProjectState.SUBMITTED, ProjectState.RETURNED, ProjectState.REGISTERED}
        holding = [project for project in sorted(self.charged) if self.states[project] in undecided]
        if holding:
            project = data.draw(st.sampled_from(holding))
            move(self.world, project, ProjectVerb.WITHDRAW)
            self._moved(project, ProjectVerb.WITHDRAW)

    def _moved(self, project: int, verb: ProjectVerb) -> None:
        if releases(self.states[project], verb, work_began=True):
            self.charged.pop(project, None)
        self.states[project] = advance(PROJECT, self.states[project], verb).to

    @rule(place=st.integers(0, INSTITUTIONS - 1), person=st.integers(0, PERSONS - 1), back=st.integers(0, 30))
    def change_head(self, place: int, person: int, back: int) -> None:
        """A new head, entered on the day of the change or some days late: the filings since are the new one's."""
        if self.heads[place] == person:
            return
        institution = str(self.ids[place])
        current = next(row for row in self.tenures if row.institution == institution and row.last_day is None)
        if current.first_day == self.world.today:
            days_pass(self.world)
        first_day = max(self.world.today - timedelta(days=back), current.first_day + timedelta(days=1))
        _old, new = new_head(self.world, self.ids[place], self.persons[person], first_day)
        self.tenures.remove(current)
        self.tenures += [
            Tenure(current.person, institution, current.first_day, first_day - timedelta(days=1)),
            Tenure(str(new), institution, first_day),
        ]
        self.heads[place] = person

    @rule(days=st.integers(10, 40))
    def correction_ends(self, days: int) -> None:
        """Time passes; what was returned and not corrected within thirty days lapses."""
        days_pass(self.world, days)
        with self.world.write() as session:
            lapse_returned(
                session, self.world.law(session), by=SYSTEM, now=self.world.now,
                last_day=lambda _rules, day: last_day_of_days(day, 30),
            )
        for project, state in list(self.states.items()):
            if state is ProjectState.RETURNED and self.world.today > self.returned[project] + timedelta(days=30):
                self._moved(project, ProjectVerb.LAPSE)

    @precondition(lambda self: self.world.today.year < 2028)
    @rule()
    def new_year(self) -> None:
        self.world.now = datetime(self.world.today.year, 12, 31, 16, tzinfo=UTC)

    @invariant()
    def counters_are_what_a_recount_says(self) -> None:
        people = {row.person for row in self.tenures}
        with self.world.session() as session:
            for person in people:
                for pool in LIMITS:
                    for year in range(2026, self.world.today.year + 1):
                        assert used(session, Account(int(person), pool, year)) == self.use(person, pool, year)
            assert examine(session, self.world.law(session)) == []

    @invariant()
    def states_are_what_the_table_says(self) -> None:
        with self.world.session() as session:
            assert dict(session.execute(select(Project.id, Project.status)).all()) == self.states


@pytest.fixture
def start(templates: dict[str, Any], tmp_path: Path) -> Callable[[], tuple[World, list[int], list[Any], list[Any]]]:
    """A maker of fresh worlds: each call puts the prepared database back."""
    shutil.copy(templates["sqlite"], tmp_path / "hub.sqlite3")
    app = _app_with_small_caps(tmp_path)
    world = World(app)
    persons = [world.person(f"法定代表人{n}") for n in range(PERSONS)]
    made = [world.recorded(head=persons[n]) for n in (0, 1, 1)]
    fresh = put_back(world, tmp_path / "hub.sqlite3")
    return lambda: (fresh(), [row[0] for row in made], [row[1] for row in made], persons)


def _app_with_small_caps(folder: Path) -> Flask:
    app = create_app(settings_for(folder))
    hub = app.extensions["hub"]
    rules = shutil.copytree(hub.settings.jurisdictions, folder / "jurisdictions")
    for path in rules.glob("*.toml"):
        text = path.read_text("utf-8").replace("limit = 15,", "limit = 4,").replace("limit = 10,", "limit = 3,")
        path.write_text(text, "utf-8")
    app.extensions["hub"] = type(hub)(hub.settings, LawBook(load_packs(rules)), hub.store)
    return app


def test_the_counters_follow_the_definition_on_short_walks(start: Callable[..., Any]) -> None:
    walk(Books, start, examples=12, steps=30)


@pytest.mark.full
def test_the_counters_follow_the_definition_on_long_walks(start: Callable[..., Any]) -> None:
    walk(Books, start, examples=150, steps=60)
