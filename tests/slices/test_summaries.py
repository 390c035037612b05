"""Year-end summaries: when they are due, what they hold, who has not filed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from assessor_hub.accounts.actor import SYSTEM
from assessor_hub.accounts.models import Role
from assessor_hub.audit.tags import Tag
from assessor_hub.registration.queries import recordal_on
from assessor_hub.rules.lifecycle import ProjectVerb
from assessor_hub.rules.pack import Strength
from assessor_hub.rules.values import Level, UnitKind
from assessor_hub.summaries.errors import SummaryRefused
from assessor_hub.summaries.models import Summary
from assessor_hub.summaries.queries import summaries_about, summary_for
from assessor_hub.summaries.services import due_in, is_late, own_standing, save, set_due_date, standings
from tests.slices.acts import entries, moves
from tests.world import World

LAST_SECOND = datetime(2026, 12, 15, 15, 59, 59, tzinfo=UTC)  # 23:59:59 in Beijing


def write(
    world: World, institution: int, jurisdiction: str = "220000", *, file: bool = True, narrative: str = "评价工作总结",
    year: int = 2026,
) -> int:
    with world.write() as session:
        recordal = recordal_on(session, institution, jurisdiction, world.today)
        assert recordal is not None
        return save(
            session, world.law(session), recordal, year, narrative=narrative, difficulties="", plan="", file=file,
            by=SYSTEM, now=world.now,
        ).id


def late(world: World, summary: int) -> bool | None:
    with world.session() as session:
        return is_late(session.get_one(Summary, summary))


def standing(world: World, institution: int, jurisdiction: str = "220000") -> str:
    with world.session() as session:
        recordal = recordal_on(session, institution, jurisdiction, world.today)
        assert recordal is not None
        return own_standing(session, world.law(session), recordal, 2026, world.now).state


@pytest.mark.article("JL 22-1")
@pytest.mark.parametrize(("after", "expected"), [(0, False), (1, True)])
def test_by_15_december_runs_to_midnight_in_beijing(world: World, after: int, expected: bool) -> None:
    institution, _owner = world.recorded()
    world.now = LAST_SECOND + timedelta(seconds=after)
    summary = write(world, institution)
    assert late(world, summary) is expected
    assert standing(world, institution) == ("late" if expected else "filed")
    [written] = entries(world, Tag.SUMMARY_FILED, summary)
    assert written.detail == {"year": 2026, "late": expected}


def test_where_the_date_is_assumed_it_is_said_so(world: World) -> None:
    with world.session() as session:
        law = world.law(session)
        due = {code: due_in(session, law, code, 2026) for code in ("220000", "330000")}
        assert {code: found.day for code, found in due.items()} == dict.fromkeys(due, date(2026, 12, 15))
        assert due["220000"].stated.strength is Strength.TEXT
        assert due["330000"].stated.strength is Strength.ASSUMED
        assert not due["330000"].stated.may_refuse


@pytest.mark.article("SD 15")
def test_shandongs_department_sets_the_date(world: World) -> None:
    world.trial("370000")
    institution, _owner = world.recorded("370000")
    assert standing(world, institution, "370000") == "missing"
    early = write(world, institution, "370000")
    assert late(world, early) is None
    with world.write() as session:
        set_due_date(
            session, world.law(session), "370000", 2026, date(2026, 5, 31), "鲁工信通知", by=SYSTEM, now=world.now
        )
    other, _owner = world.recorded("370000")
    assert standing(world, other, "370000") == "overdue"
    assert late(world, write(world, other, "370000")) is True
    with world.write() as session:
        set_due_date(
            session, world.law(session), "370000", 2026, date(2026, 6, 1), "鲁工信通知2", by=SYSTEM, now=world.now
        )
        assert due_in(session, world.law(session), "370000", 2026).day == date(2026, 6, 1)
    assert [entry.detail["due_on"] for entry in entries(world, Tag.SUMMARY_DATE_SET)] == ["2026-05-31", "2026-06-01"]


def test_a_date_of_the_text_is_not_set_by_anybody(world: World) -> None:
    world.trial("370000")
    with world.write() as session:
        law = world.law(session)
        with pytest.raises(SummaryRefused, match="date_by_text"):
            set_due_date(session, law, "220000", 2026, date(2026, 12, 20), "通知", by=SYSTEM, now=world.now)
        with pytest.raises(SummaryRefused, match="reason_missing"):
            set_due_date(session, law, "370000", 2026, date(2026, 12, 20), " ", by=SYSTEM, now=world.now)


def test_a_summary_keeps_the_figures_of_its_moment(world: World) -> None:
    institution, owner = world.recorded()
    moves(world, world.file(owner), (ProjectVerb.REGISTER, ProjectVerb.REPORT, ProjectVerb.ACCEPT))
    world.file(owner, level=Level.PROVINCIAL, unit_kind=UnitKind.PARK)
    world.file(owner, unit_city="330100")  # another province's
    summary = write(world, institution)
    world.file(owner)
    with world.session() as session:
        figures = session.get_one(Summary, summary).figures
    assert figures is not None
    listed = figures.pop("list")
    assert figures == {
        "projects": 2, "by_level": {"national": 1, "provincial": 1, "municipal": 0},
        "by_kind": {"factory": 1, "park": 1, "supply_chain": 0}, "by_status": {"accepted": 1, "submitted": 1},
        "reports": 1, "staff": 10,
    }
    assert [row[0] for row in listed] == ["JL-P2026-1", "JL-P2026-2"]


def test_staff_see_who_filed_who_was_late_who_has_a_draft_and_who_has_nothing(world: World) -> None:
    made = [world.recorded()[0] for _ in range(4)]
    elsewhere, _owner = world.recorded("330000")
    reviewer = world.staff_user(Role.REVIEWER, "220000")
    write(world, made[0])
    write(world, made[2], file=False)

    def seen() -> dict[int, str]:
        with world.session() as session:
            rows = standings(session, world.law(session), reviewer, 2026, world.now)
            return {row.recordal.institution_id: row.state for row in rows}

    assert seen() == dict(zip(made, ("filed", "missing", "draft", "missing"), strict=True))
    world.now = LAST_SECOND + timedelta(seconds=1)
    write(world, made[1])
    assert seen() == dict(zip(made, ("filed", "late", "overdue", "overdue"), strict=True))
    assert elsewhere not in seen()


def test_what_is_filed_is_filed(world: World) -> None:
    institution, _owner = world.recorded()
    write(world, institution, file=False, narrative="")
    with pytest.raises(SummaryRefused, match="narrative_missing"):
        write(world, institution, narrative="  ")
    first = write(world, institution)
    with pytest.raises(SummaryRefused, match="already_filed"):
        write(world, institution, file=False)
    assert late(world, first) is False


@pytest.mark.parametrize("year", [2025, 2027])
def test_years_before_the_recordal_and_after_today_are_not_open(world: World, year: int) -> None:
    institution, _owner = world.recorded()
    with pytest.raises(SummaryRefused, match="year_not_open"):
        write(world, institution, year=year)


def test_the_database_refuses_a_filed_summary_without_words(world: World) -> None:
    institution, _owner = world.recorded()
    write(world, institution)
    with world.session() as session, pytest.raises(IntegrityError):
        session.execute(text("UPDATE summaries SET narrative = ''"))


def test_a_draft_is_its_institutions_own(world: World) -> None:
    institution, _owner = world.recorded()
    summary = write(world, institution, file=False)
    here, there = world.staff_user(Role.REVIEWER, "220000"), world.staff_user(Role.REVIEWER, "330000")
    with world.session() as session:
        assert summary_for(session, here, summary) is None
    write(world, institution)
    with world.session() as session:
        assert summary_for(session, here, summary) is not None
        assert (summary_for(session, there, summary), summaries_about(session, there, institution)) == (None, [])
