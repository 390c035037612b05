"""A walk over the ledger beside a model that knows nothing of counters.

The model keeps tenures, charged projects, declared ones and bans, and asks ``rules.caps.use`` every time.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import select

from assessor_hub.accounts.actor import SYSTEM, Actor
from assessor_hub.institutions.errors import InstitutionRefused
from assessor_hub.institutions.services import PersonName
from assessor_hub.projects.doctor import examine
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.ledger import Account, used
from assessor_hub.projects.ledger_models import DeclaredProject
from assessor_hub.projects.models import Project
from assessor_hub.projects.moving import FREE_OF_BAN, lapse_returned
from assessor_hub.rules.caps import Charged, Declared, Pool, Tenure, head_on, use
from assessor_hub.rules.lifecycle import (
    DECLARED,
    PROJECT,
    DeclaredState,
    DeclaredVerb,
    ProjectState,
    ProjectVerb,
    advance,
    open_verbs,
    releases,
)
from assessor_hub.rules.periods import last_day_of_days, last_day_of_years
from assessor_hub.rules.values import Level, UnitKind
from assessor_hub.sanctions.models import Decision
from assessor_hub.sanctions.services import revoke
from tests.slices.acts import ban, days_pass, head_of, move, new_head
from tests.slices.dated_packs import POOLS, limit_on, pool_on
from tests.slices.declaring import STAFF, corrected, decided, declared, person_of
from tests.world import World

STAFF_VERBS = (
    ProjectVerb.RETURN, ProjectVerb.RESUBMIT, ProjectVerb.REFUSE, ProjectVerb.REGISTER, ProjectVerb.REPORT,
    ProjectVerb.ACCEPT, ProjectVerb.NOT_ACCEPT, ProjectVerb.WITHDRAW, ProjectVerb.STOP,
)
INSTITUTIONS, PERSONS = 3, 3
LEVELS, KINDS = st.sampled_from([Level.NATIONAL, Level.PROVINCIAL]), st.sampled_from(list(UnitKind))
PLACES, PEOPLE, CITIES = st.integers(0, INSTITUTIONS - 1), st.integers(0, PERSONS - 1), st.sampled_from(["220100", "330100"])
Start = Callable[[], tuple[World, list[int], list[Actor], list[PersonName], Actor]]


class Books(RuleBasedStateMachine):
    """Three institutions and three persons, over at most three years."""

    start: Start

    def __init__(self) -> None:
        super().__init__()
        self.world, self.ids, self.owners, self.persons, self.approver = type(self).start()
        first = self.world.today
        self.people = [person_of(self.world, one) for one in self.persons]
        self.tenures = [Tenure(str(head_of(self.world, own)), str(own), first) for own in self.ids]
        self.heads = [0, 1, 1]  # who of ``persons`` heads which institution
        self.charged: dict[int, Charged] = {}
        self.states: dict[int, ProjectState] = {}
        self.returned: dict[int, date] = {}
        self.declared: dict[int, tuple[DeclaredState, Declared | None]] = {}
        self.filed_at: dict[int, tuple[int, str]] = {}  # which institution filed it, for a unit of which city
        self.bans: dict[int, tuple[int, date]] = {}  # whom it binds in Jilin, to which day

    def use(self, person: str, pool: Pool, year: int) -> int:
        """The definition."""
        confirmed = [row for state, row in self.declared.values() if row and state is DeclaredState.CONFIRMED]
        return len(use(
            person, pool, year, today=self.world.today, tenures=self.tenures, charged=self.charged.values(),
            declared=confirmed,
        ))

    @rule(place=PLACES, level=LEVELS, city=CITIES, kind=KINDS, count=st.integers(1, 3))
    def file(self, place: int, level: Level, city: str, kind: UnitKind, count: int) -> None:
        for _ in range(count):
            self._file(place, level, city, kind)

    def _file(self, place: int, level: Level, city: str, kind: UnitKind) -> None:
        institution, year = str(self.ids[place]), self.world.today.year
        pool = pool_on(level, city, kind, self.world.today)
        head = head_on(self.tenures, institution, self.world.today)
        assert head is not None
        fits = pool is None or self.use(head, pool, year) < limit_on(pool, self.world.today)
        shut = "under_ban" if self._banned(place, city) else None if fits else "cap_reached"
        try:
            project = self.world.file(self.owners[place], level=level, unit_city=city, unit_kind=kind)
        except FilingRefused as refused:
            assert refused.code == shut
            return
        assert shut is None
        self.states[project], self.filed_at[project] = ProjectState.SUBMITTED, (place, city)
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
        if verb in FREE_OF_BAN and self._banned(*self.filed_at[project]):
            with pytest.raises(FilingRefused, match="under_ban"):
                move(self.world, project, verb)
            return
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

    def _banned(self, place: int, city: str) -> bool:
        """Whether a ban of Jilin stands, which is the only one to make any."""
        return city == "220100" and any(who == place and self.world.today <= last for who, last in self.bans.values())

    @precondition(lambda self: not self.bans)
    @rule(place=PLACES)
    def banned(self, place: int) -> None:
        """A ban of today, and a filing that it stops, so that every walk with a ban meets it."""
        decision = ban(self.world, self.ids[place], by=self.approver)
        self.bans[decision] = place, last_day_of_years(self.world.today, 3)
        self._file(place, Level.NATIONAL, "220100", UnitKind.FACTORY)

    @precondition(lambda self: self.bans)
    @rule()
    def ban_revoked(self) -> None:
        decision, _of = self.bans.popitem()
        with self.world.write() as session:
            revoke(session, session.get_one(Decision, decision), "理由", by=self.approver, now=self.world.now)

    @rule(place=PLACES, person=PEOPLE, back=st.integers(0, 30))
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

    @rule(
        place=PLACES, person=PEOPLE, back=st.integers(0, 40) | st.integers(0, 200), level=LEVELS, city=CITIES, kind=KINDS,
        confirmed=st.booleans(),
    )
    def declare(
        self, place: int, person: int, back: int, level: Level, city: str, kind: UnitKind, confirmed: bool
    ) -> None:
        """Declared under the tenure of its day, or under whom it names where none reaches so far back."""
        day, institution = self.world.today - timedelta(days=back), str(self.ids[place])
        number = declared(
            self.world, self.owners[place], level=level, unit_city=city, unit_kind=kind, filed_on=day,
            head=self.persons[person],
        )
        head, pool = head_on(self.tenures, institution, day) or str(self.people[person]), pool_on(level, city, kind, day)
        row = Declared(f"D{number}", institution, head, day, pool, day.year) if pool is not None else None
        self.declared[number] = DeclaredState.DECLARED, row
        if confirmed:
            decided(self.world, number, DeclaredVerb.CONFIRM)
            self.declared[number] = DeclaredState.CONFIRMED, row

    @precondition(lambda self: self.declared)
    @rule(data=st.data())
    def decide(self, data: st.DataObject) -> None:
        open_ones = [
            (number, verb) for number, (state, _row) in sorted(self.declared.items())
            for verb in open_verbs(DECLARED, state)
        ]
        if open_ones:
            number, verb = data.draw(st.sampled_from(open_ones))
            with self.world.session() as session:
                place = self.ids.index(session.get_one(DeclaredProject, number).institution_id)
            decided(self.world, number, verb, self.owners[place] if verb is DeclaredVerb.WITHDRAW else STAFF)
            state, row = self.declared[number]
            self.declared[number] = advance(DECLARED, state, verb), row

    @rule(place=PLACES, person=PEOPLE, back=st.integers(-20, 60), last=st.booleans())
    def correct(self, place: int, person: int, back: int, last: bool) -> None:
        """A tenure turns out to be another person's, or to have begun on another day."""
        institution = str(self.ids[place])
        rows = sorted((row for row in self.tenures if row.institution == institution), key=lambda row: row.first_day)
        at = -1 if last else 0
        first = rows[at].first_day - timedelta(days=back)
        with contextlib.suppress(InstitutionRefused):
            corrected(self.world, self.ids[place], self.persons[person], first, at=at)
            rows[at] = replace(rows[at], person=str(self.people[person]), first_day=first)
            ends = [row.first_day - timedelta(days=1) for row in rows[1:]]
            rows = [replace(row, last_day=end) for row, end in zip(rows, [*ends, None], strict=True)]
            self.tenures = [row for row in self.tenures if row.institution != institution] + rows
            if last or len(rows) == 1:
                self.heads[place] = person

    @precondition(lambda self: self.world.today.year < 2028)
    @rule()
    def new_year(self) -> None:
        self.world.now = datetime(self.world.today.year, 12, 31, 16, tzinfo=UTC)

    @invariant()
    def counters_are_what_a_recount_says(self) -> None:
        people = {row.person for row in self.tenures} | {str(number) for number in self.people}
        with self.world.session() as session:
            for person in people:
                for pool in POOLS:
                    for year in range(2025, self.world.today.year + 1):
                        assert used(session, Account(int(person), pool, year)) == self.use(person, pool, year)
            assert examine(session, self.world.law(session)) == []

    @invariant()
    def states_are_what_the_table_says(self) -> None:
        with self.world.session() as session:
            assert dict(session.execute(select(Project.id, Project.status)).all()) == self.states
