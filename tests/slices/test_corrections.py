"""Wrongly entered tenures are corrected: the use moves visibly, and no project loses its state."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from assessor_hub.accounts.actor import SYSTEM
from assessor_hub.accounts.models import Role
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.institutions.errors import InstitutionRefused
from assessor_hub.institutions.models import Tenure
from assessor_hub.institutions.tenures import Correction
from assessor_hub.projects.heads import correct_tenure
from assessor_hub.projects.ledger_models import Charge, Recount, RecountCause
from assessor_hub.projects.models import Project
from assessor_hub.projects.recount_queries import over_after_correction
from assessor_hub.rules.lifecycle import ProjectState
from tests.slices.acts import days_pass, entries, file_many, head_of, new_head, use_of
from tests.slices.declaring import confirmed, corrected, person_of
from tests.world import World


def difference(rows: list[Recount]) -> list[tuple[int, int, int, int, int]]:
    """(person, was, is, how many charges joined, how many left) of each line, by person."""
    return sorted((row.person_id, row.was, row.used, len(row.joined), len(row.freed)) for row in rows)


def kept(world: World) -> list[Recount]:
    with world.session() as session:
        return list(session.scalars(select(Recount).order_by(Recount.id)))


def test_a_change_of_head_keeps_what_joined_whose_use(world: World) -> None:
    institution, owner = world.recorded()
    file_many(world, owner, 2)
    days_pass(world)
    _old, new = new_head(world, institution, world.person())
    assert (difference(kept(world)), kept(world)[0].cause) == ([(new, 0, 2, 2, 0)], RecountCause.HEAD_CHANGED)


def test_a_change_that_was_entered_late_takes_the_filings_since_from_the_old_head(world: World) -> None:
    institution, owner = world.recorded()
    file_many(world, owner, 2)
    days_pass(world, 10)
    file_many(world, owner, 3)
    old, new = new_head(world, institution, world.person(), world.today)
    assert difference(kept(world)) == sorted([(old, 5, 2, 0, 3), (new, 0, 5, 5, 0)])  # the day is the new one's
    assert (use_of(world, old), use_of(world, new)) == (2, 5)


def test_the_first_day_of_a_tenure_is_corrected(world: World) -> None:
    institution, owner = world.recorded()
    days_pass(world, 10)
    file_many(world, owner, 3)
    days_pass(world, 10)
    old, new = new_head(world, institution, world.person())
    assert (use_of(world, old), use_of(world, new)) == (3, 3)
    rows = corrected(world, institution, first_day=world.today - timedelta(days=15))
    assert difference(rows) == [(old, 3, 0, 0, 3)]  # the new head had them already, by heading it now
    assert {row.cause for row in rows} == {RecountCause.TENURE_CORRECTED}
    assert {row.reason for row in rows} == {"登记时填错"}
    rows = corrected(world, institution, first_day=world.today)
    assert difference(rows) == [(old, 0, 3, 3, 0)]
    assert entries(world, Tag.TENURE_CORRECTED)[1].detail["first_day"] == str(world.today)


def test_a_wrong_person_is_corrected(world: World) -> None:
    institution, owner = world.recorded()
    wrong, right = head_of(world, institution), world.person("真名")
    file_many(world, owner, 2)
    rows = corrected(world, institution, right)
    person = person_of(world, right)
    assert difference(rows) == sorted([(wrong, 2, 0, 0, 2), (person, 0, 2, 2, 0)])
    assert (head_of(world, institution), use_of(world, wrong), use_of(world, person)) == (person, 0, 2)


def test_a_change_that_never_was_is_corrected_to_the_head_before(world: World) -> None:
    head = world.person()
    institution, owner = world.recorded(head=head)
    file_many(world, owner, 2)
    days_pass(world)
    _old, new = new_head(world, institution, world.person())
    file_many(world, owner, 1)
    corrected(world, institution, head)
    assert (use_of(world, person_of(world, head)), use_of(world, new)) == (3, 0)


def test_a_tenure_that_began_earlier_is_the_head_of_what_was_declared_of_then(world: World) -> None:
    institution, owner = world.recorded()
    named = world.person("申报所称")
    confirmed(world, owner, head=named)
    head = head_of(world, institution)
    days_pass(world)
    new_head(world, institution, world.person())
    corrected(world, institution, first_day=world.today - timedelta(days=60), at=0)
    assert (use_of(world, person_of(world, named)), use_of(world, head)) == (0, 1)
    corrected(world, institution, first_day=world.today - timedelta(days=1), at=0)
    assert (use_of(world, person_of(world, named)), use_of(world, head)) == (1, 0)


def test_what_would_not_fit_any_more_is_named_and_keeps_its_state(world: World) -> None:
    """I and K are headed by A and B; it turns out that B headed I all along: 10 and 8 do not fit under 15."""
    second = world.person("B")
    institution, owner = world.recorded()
    early = file_many(world, owner, 10)
    days_pass(world)
    _other, others = world.recorded(head=second)
    late = file_many(world, others, 8)
    rows = corrected(world, institution, second)
    assert [row.over for row in rows if row.used] == [late[5:]]
    with world.session() as session:
        states = session.scalars(select(Project.status)).all()
        assert set(states) == {ProjectState.SUBMITTED}
        assert len(states) == len(early + late)
        assert session.scalars(select(Charge.id).where(Charge.released_at.is_not(None))).all() == []


def test_what_does_not_fit_is_shown_to_staff_until_it_does_whatever_is_inherited_meanwhile(world: World) -> None:
    """The one above; then B takes over a third institution, and comes back to I after a day under C."""
    second, reviewer = world.person("B"), world.staff_user(Role.REVIEWER, "220000")
    institution, owner = world.recorded()
    file_many(world, owner, 10)
    days_pass(world)
    _other, others = world.recorded(head=second)
    late = file_many(world, others, 8)
    third, thirds = world.recorded()
    world.file(thirds)
    corrected(world, institution, second)
    days_pass(world)
    new_head(world, third, second)
    new_head(world, institution, world.person("C"))
    world.file(owner)
    days_pass(world)
    new_head(world, institution, second)
    with world.session() as session:
        named = [[project.id for project in one.over] for one in over_after_correction(session, reviewer)]
    assert named == [late[5:]]


def test_inherited_use_beyond_the_cap_is_not_over_it(world: World) -> None:
    """A change of today is no correction: what B inherits only blocks (reading)."""
    institution, owner = world.recorded()
    second = world.person("B")
    _other, others = world.recorded(head=second)
    file_many(world, owner, 10)
    file_many(world, others, 8)
    days_pass(world)
    new_head(world, institution, second)
    assert [(row.used, row.over) for row in kept(world)] == [(18, [])]


def test_a_correction_looks_at_the_tenure_as_a_colleague_has_just_corrected_it(world: World) -> None:
    """Whoever waits for the institution has read the tenure before: the trail tells what really was replaced."""
    institution, _owner = world.recorded()
    days_pass(world, 10)
    new_head(world, institution, world.person())
    moved = world.today - timedelta(days=5)
    with world.write() as session:
        first, second = session.scalars(select(Tenure).order_by(Tenure.first_day))
        with_a_colleagues = ((first.id, {"last_day": moved - timedelta(days=1)}), (second.id, {"first_day": moved}))
        for row_id, given in with_a_colleagues:  # past the session, as another process would
            session.connection().execute(update(Tenure.__table__).where(Tenure.id == row_id).values(given))
        earlier = {"was": [second.person_id, str(world.today)], "person": second.person_id, "first_day": str(moved),
                   "tenure": second.id}
        record(session, Tag.TENURE_CORRECTED, by=SYSTEM, on=second.institution, now=world.now, reason="同事", detail=earlier)
        correction = Correction(world.person("丙"), None, "姓名填错")
        correct_tenure(session, world.law(session), world.hub.vault, second, correction, by=SYSTEM, now=world.now)
    assert entries(world, Tag.TENURE_CORRECTED)[-1].detail["was"][1] == str(moved)


def test_what_cannot_be_corrected(world: World) -> None:
    institution, _owner = world.recorded()
    registered = world.today
    days_pass(world, 10)
    new_head(world, institution, world.person())
    days_pass(world, 10)
    cases = [
        ({"reason": " ", "first_day": registered}, "reason_missing"), ({}, "nothing_changed"),
        ({"first_day": world.today + timedelta(days=1)}, "change_in_future"),
        ({"first_day": registered}, "tenure_out_of_order"),
        ({"first_day": world.today, "at": 0}, "tenure_out_of_order"),
        ({"first_day": registered + timedelta(days=1), "at": 0}, "tenure_after_records"),
    ]
    for given, code in cases:
        with pytest.raises(InstitutionRefused, match=code):
            corrected(world, institution, **given)
