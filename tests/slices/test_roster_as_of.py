"""The roster as of any day: titles rise and lapse, proof is lost, people leave, and the past stays as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import SYSTEM
from assessor_hub.extensions import db
from assessor_hub.institutions.models import Institution, Tenure
from assessor_hub.institutions.services import PersonName
from assessor_hub.rules.staffing import StaffMember, TitleLevel, TitleSeries, names_skill_grade
from assessor_hub.staffing import services
from assessor_hub.staffing.errors import StaffingRefused
from assessor_hub.staffing.models import Employment, EmploymentTerms
from assessor_hub.staffing.services import Claim, Terms, facts, put_member, roster, update_member
from assessor_hub.staffing.standing import Place, standings
from tests.slices.acts import days_pass, hire
from tests.world import World


@pytest.fixture
def claim(world: World) -> Claim:
    return replace(
        world.claims(titled=1)[0], title_level=TitleLevel.MID, series=TitleSeries.ENGINEERING, issuer="省人社厅",
        issued_on=world.today - timedelta(days=900),
    )


@pytest.fixture
def institution(world: World, claim: Claim) -> int:
    """An institution whose one person is handed in."""
    made = world.institution()[0]
    hire(world, made, [claim])
    return made


def change(world: World, institution: int, claim: Claim, since: date | None = None, **given: Any) -> None:
    with world.write() as session:
        row = session.scalars(select(Employment).where(Employment.institution_id == institution)).one()
        told = {name: getattr(claim, name) for name in Terms.__dataclass_fields__} | given
        update_member(session, row, Terms(**told), by=SYSTEM, now=world.now, since=since)


def member(world: World, institution: int, day: date) -> StaffMember:
    with world.session() as session:
        return facts(session, roster(session, institution, day), day)[0]


def place(world: World, institution: int) -> Place:
    with world.session() as session:
        lines = roster(session, institution, world.today)
        return next(iter(standings(session, lines, world.today, taken=()).values())).place


def test_a_title_that_rises_leaves_the_past_as_it_was(world: World, institution: int, claim: Claim) -> None:
    days_pass(world, 30)
    change(world, institution, claim, world.today - timedelta(days=9), title_level=TitleLevel.DEPUTY_SENIOR)
    rose = world.today - timedelta(days=9)
    assert member(world, institution, rose).title is TitleLevel.DEPUTY_SENIOR
    assert member(world, institution, rose - timedelta(days=1)).title is TitleLevel.MID


@pytest.mark.parametrize("lost", [{"certificate": ""}, {"full_time": False}])
def test_who_loses_the_proof_counted_until_then_and_counts_again_with_it(
    world: World, institution: int, claim: Claim, lost: dict[str, Any]
) -> None:
    days_pass(world, 30)
    lost_on = world.today
    change(world, institution, claim, **lost)
    days_pass(world, 30)
    change(world, institution, claim)
    days = [lost_on - timedelta(days=1), lost_on, world.today - timedelta(days=1), world.today]
    assert [member(world, institution, day).counted for day in days] == [True, False, False, True]


def test_a_correction_stands_from_the_day_of_what_it_corrects_and_both_are_kept(
    world: World, institution: int, claim: Claim
) -> None:
    days_pass(world, 30)
    change(world, institution, claim, claim.first_day, certificate="RIGHT")
    with world.session() as session:
        rows = session.scalars(select(EmploymentTerms).order_by(EmploymentTerms.id)).all()
        assert [(row.certificate, row.superseded_at is None) for row in rows] == [
            (claim.certificate, False), ("RIGHT", True)
        ]
        assert rows[0].valid_from == rows[1].valid_from == claim.first_day


def test_what_stood_before_the_last_change_is_not_rewritten(world: World, institution: int, claim: Claim) -> None:
    days_pass(world, 30)
    change(world, institution, claim, certificate="NEW")
    with pytest.raises(StaffingRefused, match="change_before_last"):
        change(world, institution, claim, world.today - timedelta(days=1))
    with pytest.raises(StaffingRefused, match="change_ahead"):
        change(world, institution, claim, world.today + timedelta(days=1))


def test_saving_what_is_known_writes_nothing(world: World, institution: int, claim: Claim) -> None:
    days_pass(world, 30)
    change(world, institution, claim)
    with world.session() as session:
        assert len(session.scalars(select(EmploymentTerms)).all()) == 1


def test_a_title_counts_from_its_date_of_issue(world: World, claim: Claim) -> None:
    made, issued = world.institution()[0], world.today - timedelta(days=50)
    hire(world, made, [replace(claim, issued_on=issued)])
    assert [member(world, made, day).issued for day in (issued - timedelta(days=1), issued)] == [False, True]


@pytest.mark.parametrize(("given", "seen"), [
    ({}, Place.COUNTS), ({"full_time": False}, Place.PART_TIME), ({"certificate": ""}, Place.UNPROVEN),
    ({"title_level": TitleLevel.JUNIOR}, Place.BELOW_MID), ({"foreign_title": True}, Place.FOREIGN),
])
def test_each_line_says_why_it_does_not_count(world: World, claim: Claim, given: dict[str, Any], seen: Place) -> None:
    made = world.institution()[0]
    hire(world, made, [replace(claim, **given)])
    assert place(world, made) is seen


def test_a_roster_is_one_query_and_its_facts_are_none(world: World) -> None:
    made = world.institution()[0]
    hire(world, made, world.claims(titled=50, senior=20))
    statements: list[str] = []
    with world.session() as session:
        event.listen(db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
        lines = roster(session, made, world.today)
        assert len(facts(session, lines, world.today)) == 50
        assert {line.person.id_kind for line in lines}
    assert sum(one.startswith("SELECT") for one in statements) == 1


def test_each_institution_has_the_name_that_it_typed(world: World, claim: Claim) -> None:
    first, second = world.institution(head=claim.person)[0], world.institution()[0]
    other = replace(claim, person=PersonName("另一个写法", claim.person.id_kind, claim.person.id_number))
    hire(world, second, [other])
    with world.session() as session:
        assert [line.name for line in roster(session, second, world.today)] == ["另一个写法"]
        tenure = session.scalars(select(Tenure).where(Tenure.institution_id == first)).one()
        assert tenure.name == claim.person.name


@pytest.mark.parametrize("text", ["高级技师", "技师证书", "高级工（三级）", "职业技能等级认定中心", "Skilled grade 2"])
def test_a_skill_grade_is_no_title(world: World, claim: Claim, text: str) -> None:
    made = world.institution()[0]
    with world.session() as session, pytest.raises(StaffingRefused, match="skill_grade"):
        row = session.get_one(Institution, made)
        put_member(session, world.hub.vault, row, replace(claim, issuer=text), by=SYSTEM, now=world.now)


@pytest.mark.parametrize("text", ["高级工程师", "高级工艺美术师", "山东技师学院职称评审委员会", "中级工程师评审委员会"])
def test_titles_that_only_sound_like_skill_grades_are_titles(text: str) -> None:
    assert not names_skill_grade(text)


def test_two_colleagues_who_enter_one_person_at_once(
    world: World, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second looks before the first has written, and is told that the person is on the roster."""
    made = world.institution()[0]

    def put(session: Session) -> None:
        put_member(session, world.hub.vault, session.get_one(Institution, made), claim, by=SYSTEM, now=world.now)

    with world.write() as session:
        put(session)


    look = services._open_line
    answers = iter([lambda *_: None, look])
    monkeypatch.setattr(services, "_open_line", lambda *given: next(answers)(*given))
    with world.write() as session, pytest.raises(StaffingRefused, match="already_on_roster"):
        put(session)
