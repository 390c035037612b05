"""Drafts: they take nothing, nobody else sees them, and filed they are gone in the same transaction."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from assessor_hub.accounts.actor import Actor
from assessor_hub.accounts.models import Role
from assessor_hub.audit.models import AuditEntry
from assessor_hub.projects.draft_models import ProjectDraft
from assessor_hub.projects.drafts import discard_draft, draft_for, drafts_of, save_draft
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.filing import file_project
from assessor_hub.projects.ledger_models import Charge
from assessor_hub.projects.models import Project
from assessor_hub.projects.refusals import note_refusal
from assessor_hub.rules.lifecycle import ProjectVerb
from tests.slices.acts import file_many, head_of, move, use_of
from tests.world import World

KEY = "a-draft-s-key"
ANSWERS = {"unit_name": "长春示范工厂", "work_from": "2026-13", "nonsense": "x"}


def save(world: World, by: Actor, revision: int = 0, key: str = KEY, **answers: str) -> int:
    """Save a draft; its id."""
    with world.write() as session:
        return save_draft(
            session, ANSWERS | answers, request_key=key, revision=revision, by=by, now=world.now
        ).id


def drafts(world: World, by: Actor) -> list[tuple[Any, ...]]:
    """What the actor sees of drafts."""
    with world.session() as session:
        return [(row.revision, row.answers["unit_name"]) for row in drafts_of(session, by)]


def colleague(owner: Actor, world: World) -> Actor:
    """Somebody else of the same institution."""
    other = world.staff_user(Role.AUDITOR, "330000")
    return Actor(other.user_id, "同事", institution_id=owner.institution_id, institution_role=Role.MEMBER)


def test_a_draft_keeps_what_was_typed_takes_no_unit_and_leaves_no_trace_in_the_audit(world: World) -> None:
    institution, owner = world.recorded()
    with world.session() as session:
        before = session.scalars(select(func.count(AuditEntry.id))).one()
    draft = save(world, owner)
    with world.session() as session:
        row = draft_for(session, owner, draft)
        assert row is not None
        assert row.answers == {
            "level": "", "unit_kind": "", "unit_name": "长春示范工厂", "unit_uscc": "", "unit_city": "",
            "work_from": "2026-13",
        }
        assert (session.scalars(select(func.count(AuditEntry.id))).one(), before) == (before, before)
        assert session.scalars(select(Charge.id)).all() == []
    assert use_of(world, head_of(world, institution)) == 0


def test_nobody_outside_the_institution_sees_a_draft(world: World) -> None:
    _institution, owner = world.recorded()
    _other, stranger = world.institution()
    draft = save(world, owner)
    everybody = [stranger, *(world.staff_user(role, "220000") for role in (Role.APPROVER, Role.AUDITOR))]
    with world.session() as session:
        for actor in everybody:
            assert draft_for(session, actor, draft) is None
            assert drafts_of(session, actor) == []
        assert draft_for(session, colleague(owner, world), draft) is not None


def test_a_filed_draft_is_gone_and_its_key_is_the_project_s(world: World) -> None:
    _institution, owner = world.recorded()
    save(world, owner)
    filing = world.filing(request_key=KEY)
    for repeated in (False, True):
        with world.write() as session:
            filed = file_project(session, world.law(session), filing, by=owner, now=world.now)
        assert filed.repeated is repeated
    assert drafts(world, owner) == []
    with world.session() as session:
        assert session.scalars(select(Project.request_key)).all() == [KEY]
        assert len(session.scalars(select(Charge.id)).all()) == 1
    with pytest.raises(FilingRefused, match="draft_filed"):
        save(world, owner, revision=1)  # the page that was left open saves once more
    assert drafts(world, owner) == []


def test_a_refused_draft_stays_with_the_refusal_as_it_was_kept(world: World) -> None:
    _institution, owner = world.recorded()
    draft = save(world, owner)
    file_many(world, owner, 15)
    filing = world.filing(request_key=KEY)
    with pytest.raises(FilingRefused) as refused, world.write() as session:
        file_project(session, world.law(session), filing, by=owner, now=world.now)
    with world.write() as session:
        note_refusal(session, refused.value, by=owner, now=world.now, filing=filing)
    with world.session() as session:
        row = session.get_one(ProjectDraft, draft)
        assert row.refusal is not None
        assert (row.refusal.code, row.refusal.refused_at) == ("cap_reached", world.now)
        assert row.answers["unit_name"] == "长春示范工厂"


def test_a_draft_that_crosses_the_year_is_judged_by_the_new_one(world: World) -> None:
    """Begun in the last second of 2026, when the pool is full; filed in the first of 2027."""
    institution, owner = world.recorded()
    file_many(world, owner, 15)
    world.now = datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)
    save(world, owner)
    filing = world.filing(request_key=KEY, work_from=world.today)
    with pytest.raises(FilingRefused, match="cap_reached"), world.write() as session:
        file_project(session, world.law(session), filing, by=owner, now=world.now)
    world.now = datetime(2026, 12, 31, 16, 0, 0, tzinfo=UTC)
    with world.write() as session:
        filed = file_project(session, world.law(session), filing, by=owner, now=world.now)
    with world.session() as session:
        assert session.get_one(Project, filed.project_id).year == 2027
    assert use_of(world, head_of(world, institution)) == 1


def test_the_second_of_two_people_is_told_and_one_s_own_save_counts(world: World) -> None:
    _institution, owner = world.recorded()
    other = colleague(owner, world)
    save(world, owner, unit_name="甲")
    save(world, owner, revision=0, unit_name="乙")  # the answer to the first save was lost on its way
    save(world, other, revision=2, unit_name="丙")
    with pytest.raises(FilingRefused, match="changed_meanwhile"):
        save(world, owner, revision=2, unit_name="丁")
    assert drafts(world, owner) == [(3, "丙")]


def test_a_discarded_draft_is_not_saved_back_by_a_page_that_is_still_open(world: World) -> None:
    _institution, owner = world.recorded()
    draft = save(world, owner)
    with pytest.raises(FilingRefused, match="changed_meanwhile"), world.write() as session:
        discard_draft(session, session.get_one(ProjectDraft, draft), revision=7)
    with world.write() as session:
        discard_draft(session, session.get_one(ProjectDraft, draft), revision=1)
    with pytest.raises(FilingRefused, match="draft_gone"):
        save(world, owner, revision=1)
    assert drafts(world, owner) == []


def test_another_institution_s_key_is_never_taken_over(world: World) -> None:
    _institution, owner = world.recorded()
    _other, stranger = world.institution()
    save(world, owner)
    with pytest.raises(FilingRefused, match="draft_gone"):
        save(world, stranger)
    world.file(stranger, request_key="another", unit_city="330100")
    assert drafts(world, owner) == [(1, "长春示范工厂")]


def test_there_is_an_end_to_drafts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _institution, owner = world.recorded()
    monkeypatch.setattr("assessor_hub.projects.drafts.MOST", 2)
    for key in ("one", "two"):
        save(world, owner, key=key)
    with pytest.raises(FilingRefused, match="too_many_drafts"):
        save(world, owner, key="three")


def test_a_withdrawn_project_s_unit_can_be_filed_from_a_draft_and_no_second_live_one(world: World) -> None:
    """One live project a unit, level and year: the index holds, whichever path a second one would come by."""
    _institution, owner = world.recorded()
    unit = world.filing()
    given = {"unit_uscc": unit.unit_uscc}
    first = world.file(owner, **given)
    move(world, first, ProjectVerb.RETURN)
    with pytest.raises(FilingRefused, match="unit_already_filed"):
        world.file(owner, **given)
    move(world, first, ProjectVerb.WITHDRAW)
    second = world.file(owner, **given)
    for verb in ProjectVerb:  # nothing leads back from a withdrawal, so the two never meet
        with pytest.raises(FilingRefused):
            move(world, first, verb)
    move(world, second, ProjectVerb.RETURN)
    move(world, second, ProjectVerb.RESUBMIT)
