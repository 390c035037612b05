"""The application's life on every path that a walk finds: what may be recorded, by whom, and that nothing is lost.

The walk does what people could do, in any order; what the product refuses is refused. After each step the database is
asked whether it holds what no path may leave.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy import select

from assessor_hub.accounts.actor import Actor
from assessor_hub.accounts.models import Role
from assessor_hub.app import create_app
from assessor_hub.registration import review
from assessor_hub.registration import services as registration
from assessor_hub.registration.answers import Answers
from assessor_hub.registration.checklist import checklist, fill_in
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.judging import verdicts
from assessor_hub.registration.marks import mark
from assessor_hub.registration.models import Application
from assessor_hub.registration.proposals import four_eyes, open_proposal, switch_four_eyes
from assessor_hub.rules.lifecycle import ApplicationVerb, BadTransition
from assessor_hub.rules.values import Level
from assessor_hub.sanctions.models import Decision
from assessor_hub.sanctions.queries import ban_to_come
from assessor_hub.sanctions.services import revoke
from tests.conftest import settings_for
from tests.slices.acts import ban, days_pass, hire, resign
from tests.slices.lawful import ASSUMED, OPEN, TEXT, Lawful
from tests.slices.walking import put_back, walk
from tests.world import SIGNED_BY_HEAD, World

V = ApplicationVerb
PLACES, PEOPLE = st.sampled_from([TEXT, ASSUMED]), st.integers(0, 2)
LEVELS = st.sampled_from([(Level.NATIONAL,), (Level.PROVINCIAL,), (Level.NATIONAL, Level.PROVINCIAL)])


class Life(Lawful):
    """One institution with ten staff, two provinces, and three who review in both."""

    start: Callable[[], tuple[World, int, Actor, list[Actor]]]

    def __init__(self) -> None:
        super().__init__()
        self.world, self.institution, self.owner, self.people = type(self).start()
        self.bans: list[int] = []

    def _current(self, session: Any, place: str) -> Application | None:
        wanted = select(Application).where(Application.jurisdiction == place).order_by(Application.id.desc())
        return session.scalars(wanted).first()

    def _try(self, place: str, act: Callable[[Any, Application], Any]) -> bool:
        """Do something to the present application of a province; False where it was refused."""
        try:
            with self.world.write() as session:
                row = self._current(session, place)
                if row is None:
                    return False
                act(session, row)
        except (RegistrationRefused, BadTransition):
            return False
        return True

    def _banned(self, session: Any, row: Application) -> date | None:
        decision = ban_to_come(session, row.institution_id, row.jurisdiction, self.world.today)
        return decision.last_day if decision else None

    @rule(place=PLACES)
    def open(self, place: str) -> None:
        """A first application, a new one, or a renewal beside a live recordal."""
        with self.world.session() as session:
            row = self._current(session, place)
            free = row is None or row.status not in OPEN
        try:
            with self.world.write() as session:
                row = registration.open_application(
                    session, self.world.law(session), place, by=self.owner, now=self.world.now
                )
        except RegistrationRefused as refused:
            assert (refused.code, free) == ("already_open", False)
        else:
            assert free

    @rule(place=PLACES)
    def hand_in(self, place: str) -> None:
        def act(session: Any, row: Application) -> None:
            registration.submit(
                session, self.world.law(session), row, SIGNED_BY_HEAD, by=self.owner, now=self.world.now
            )

        self._try(place, act)

    @rule(place=PLACES, quality=st.booleans(), finance=st.booleans())
    def correct(self, place: str, quality: bool, finance: bool) -> None:
        def act(session: Any, row: Application) -> None:
            part = Answers.model_validate(row.answers).premises
            changed = part.model_copy(update={"quality_system": quality, "finance_rules": finance})
            registration.save_step(session, row, "premises", changed, by=self.owner, now=self.world.now)

        self._try(place, act)

    @rule(place=PLACES)
    def withdraw(self, place: str) -> None:
        self._try(place, lambda session, row: registration.withdraw(session, row, by=self.owner, now=self.world.now))

    @rule(place=PLACES, person=PEOPLE)
    def send_back(self, place: str, person: int) -> None:
        def act(session: Any, row: Application) -> None:
            mark(session, row, "premises", "address", "请补正", by=self.people[person], now=self.world.now)
            self._decide(session, row, V.RETURN, person, (), review.decide)

        self._try(place, act)

    @rule(place=PLACES, person=PEOPLE, written=st.booleans())
    def check(self, place: str, person: int, written: bool) -> None:
        """The checklist, with or without the written decisions."""
        def act(session: Any, row: Application) -> None:
            lines = checklist(session, row, verdicts(session, self.world.law(session), row, self.world.today))
            given = {line.name: (True, "经核实，可以认定" if written else "") for line in lines}
            fill_in(session, row, lines, given, by=self.people[person], now=self.world.now)

        self._try(place, act)

    @rule(place=PLACES, person=PEOPLE, verb=st.sampled_from([V.REFUSE, V.RECORD, V.RECORD]), levels=LEVELS)
    def propose(self, place: str, person: int, verb: ApplicationVerb, levels: tuple[Level, ...]) -> None:
        self._try(place, lambda session, row: self._decide(session, row, verb, person, levels, review.propose))

    @rule(place=PLACES, person=PEOPLE, verb=st.sampled_from([V.REFUSE, V.RECORD, V.RECORD]), levels=LEVELS)
    def decide(self, place: str, person: int, verb: ApplicationVerb, levels: tuple[Level, ...]) -> None:
        with self.world.session() as session:
            row = self._current(session, place)
            if row is None:
                return
            barred = self._banned(session, row) is not None
            two = four_eyes(session, place)
            waiting = open_proposal(session, row.id)
            by_another = waiting is not None and waiting.made_by != self.people[person].user_id
        done = self._try(place, lambda session, row: self._decide(session, row, verb, person, levels, review.decide))
        if done:
            assert not (barred and verb is V.RECORD)
            assert by_another or (waiting is None and not two)

    @rule(place=PLACES, finance=st.booleans())
    def correction(self, place: str, finance: bool) -> None:
        """Back, changed, in again: with or without what the text asks for."""
        self.send_back(place, 0)
        self.correct(place, True, finance)
        self.hand_in(place)

    @rule(place=PLACES, verb=st.sampled_from([V.REFUSE, V.RECORD, V.RECORD]), second=PEOPLE, written=st.booleans())
    def review_by_the_book(self, place: str, verb: ApplicationVerb, second: int, written: bool) -> None:
        """All that a decision takes, one after the other, so that walks meet recordals often."""
        self.open(place)
        self.hand_in(place)
        self.check(place, 0, written)
        self.propose(place, 0, verb, (Level.NATIONAL, Level.PROVINCIAL))
        self.decide(place, second, verb, (Level.NATIONAL, Level.PROVINCIAL))

    def _decide(
        self, session: Any, row: Application, verb: ApplicationVerb, person: int, levels: tuple[Level, ...], act: Any
    ) -> None:
        act(
            session, self.world.law(session), row, verb, revision=row.revision, reason="理由", by=self.people[person],
            now=self.world.now, levels=levels, banned_until=self._banned(session, row), although_unchecked=True,
        )

    @rule(place=PLACES, person=PEOPLE)
    def set_aside(self, place: str, person: int) -> None:
        self._try(place, lambda session, row: review.set_aside(
            session, row, "发现新情况", revision=row.revision, by=self.people[person], now=self.world.now
        ))

    @rule(place=PLACES, on=st.booleans())
    def two_decide(self, place: str, on: bool) -> None:
        try:
            with self.world.write() as session:
                switch_four_eyes(session, place, on, "理由", by=self.people[0], now=self.world.now)
        except RegistrationRefused as refused:
            assert refused.code == "already_so"

    @rule(count=st.integers(1, 2))
    def somebody_leaves(self, count: int) -> None:
        resign(self.world, self.institution, count)

    @rule()
    def somebody_comes(self) -> None:
        hire(self.world, self.institution, self.world.claims(titled=2, senior=1))

    @precondition(lambda self: len(self.bans) < 2)
    @rule(place=PLACES)
    def banned(self, place: str) -> None:
        if place == TEXT:  # the other text knows no ground for a ban
            self.bans.append(ban(self.world, self.institution, place, by=self.people[0]))

    @precondition(lambda self: self.bans)
    @rule()
    def ban_revoked(self) -> None:
        with self.world.write() as session:
            revoke(session, session.get_one(Decision, self.bans.pop()), "理由", by=self.people[0], now=self.world.now)

    @rule(days=st.integers(1, 20))
    def time_passes(self, days: int) -> None:
        days_pass(self.world, days)


@pytest.fixture
def start(templates: dict[str, Any], tmp_path: Path) -> Callable[[], tuple[World, int, Actor, list[Actor]]]:
    """A maker of fresh worlds: each call puts the prepared database back."""
    shutil.copy(templates["sqlite"], tmp_path / "hub.sqlite3")
    world = World(create_app(settings_for(tmp_path)))
    institution, owner = world.institution()
    world.application(owner, TEXT)
    world.application(owner, ASSUMED, claims=[])
    people = [world.staff_user(Role.APPROVER, "000000") for _ in range(3)]
    fresh = put_back(world, tmp_path / "hub.sqlite3")
    return lambda: (fresh(), institution, owner, people)


def test_no_short_walk_leaves_what_no_path_may_leave(start: Callable[..., Any]) -> None:
    walk(Life, start, examples=30, steps=30)


@pytest.mark.full
def test_no_long_walk_leaves_what_no_path_may_leave(start: Callable[..., Any]) -> None:
    walk(Life, start, examples=60, steps=60)
