"""The life of a project: every step of the table through the services, with its audit entry and its unit."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from assessor_hub import clock
from assessor_hub.audit.tags import Tag
from assessor_hub.jobs.runner import run_job
from assessor_hub.jobs.timetable import TIMETABLE
from assessor_hub.outbox.models import Message
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.history import history_of
from assessor_hub.projects.ledger_models import Charge
from assessor_hub.projects.models import Project
from assessor_hub.projects.refusals import note_refusal
from assessor_hub.rules.lifecycle import PROJECT, ProjectState, ProjectVerb, Unit, leads_to
from assessor_hub.rules.values import Level
from assessor_hub.sanctions.models import Decision
from assessor_hub.sanctions.services import revoke
from tests.slices.acts import ban, books, days_pass, entries, head_of, issue_in, move, moves, new_head, refusal, use_of
from tests.world import World

P, V = ProjectState, ProjectVerb
PATHS: dict[ProjectState, tuple[ProjectVerb, ...]] = {
    P.SUBMITTED: (), P.RETURNED: (V.RETURN,), P.REGISTERED: (V.REGISTER,), P.REPORTED: (V.REGISTER, V.REPORT),
    P.REFUSED: (V.REFUSE,), P.WITHDRAWN: (V.WITHDRAW,), P.STOPPED: (V.STOP,),
    P.ACCEPTED: (V.REGISTER, V.REPORT, V.ACCEPT), P.NOT_ACCEPTED: (V.REGISTER, V.REPORT, V.NOT_ACCEPT),
}
STEPS = {(state, verb): step for (state, verb), step in PROJECT.items() if state in PATHS}
TAG = {
    V.RETURN: Tag.PROJECT_RETURNED, V.RESUBMIT: Tag.PROJECT_RESUBMITTED, V.REFUSE: Tag.PROJECT_DECLINED,
    V.REGISTER: Tag.PROJECT_REGISTERED, V.REPORT: Tag.PROJECT_REPORTED, V.ACCEPT: Tag.PROJECT_ACCEPTED,
    V.NOT_ACCEPT: Tag.PROJECT_NOT_ACCEPTED, V.WITHDRAW: Tag.PROJECT_WITHDRAWN, V.STOP: Tag.PROJECT_STOPPED,
    V.LAPSE: Tag.PROJECT_LAPSED,
}
LAPSE = next(job for job in TIMETABLE if job.name == "lapse_returned")


def lapse(world: World, monkeypatch: pytest.MonkeyPatch, at: datetime | None = None) -> str | None:
    """Run the timetable's job at an instant."""
    monkeypatch.setattr(clock, "now", lambda: at or world.now)
    with world.session() as session:
        return run_job(session, world.hub.packs, world.hub.settings, LAPSE)


@pytest.mark.parametrize(
    ("state", "verb", "began"),
    [(*key, True) for key in STEPS]
    + [(*key, False) for key, step in STEPS.items() if step.unit is Unit.RELEASED_BEFORE_WORK],
    ids=lambda value: {True: "work began", False: "work to come"}.get(value) or value.value,
)
def test_every_step_leaves_its_entry_and_keeps_or_gives_back_the_unit(
    world: World, monkeypatch: pytest.MonkeyPatch, state: ProjectState, verb: ProjectVerb, began: bool
) -> None:
    institution, owner = world.recorded()
    work_from = world.today + timedelta(days=0 if began else 60)
    project = moves(world, world.file(owner, work_from=work_from), PATHS[state])
    if verb is V.LAPSE:
        days_pass(world, 40)
        assert lapse(world, monkeypatch) == "1 lapsed"
    else:
        move(world, project, verb)
    with world.session() as session:
        row = session.get_one(Project, project)
        assert row.status is PROJECT[state, verb].to
        assert row.revision == 1 + len(PATHS[state]) + 1
        assert row.moved_at == world.now
        charge = session.scalars(select(Charge).where(Charge.project_id == project)).one()
        unit = PROJECT[state, verb].unit
        released = unit is Unit.RELEASED or (unit is Unit.RELEASED_BEFORE_WORK and not began)
        assert (charge.released_at, charge.release_reason) == ((world.now, verb.value) if released else (None, None))
    assert use_of(world, head_of(world, institution)) == (0 if released else 1)
    written = entries(world, TAG[verb], project)[-1]
    assert (written.at, written.jurisdiction) == (world.now, "220000")
    if verb not in {V.REPORT, V.LAPSE}:
        assert written.detail == {"from": state.value, "to": PROJECT[state, verb].to.value}
        assert written.reason == "理由"
    assert len(entries(world, Tag.UNIT_RELEASED, project)) == released


@pytest.mark.parametrize("state", list(PATHS), ids=lambda value: value.value)
def test_a_step_that_the_table_does_not_have_is_refused_and_changes_nothing(world: World, state: ProjectState) -> None:
    _institution, owner = world.recorded()
    project = moves(world, world.file(owner), PATHS[state])
    before = books(world)
    for verb in V:
        if (state, verb) not in PROJECT:
            with pytest.raises(FilingRefused) as refused:
                move(world, project, verb)
            assert (refused.value.code, refused.value.figures) == (
                "wrong_state", {"status": state.value, "to": leads_to(verb).value, "verb": verb.value}
            )
    assert books(world) == before


@pytest.mark.case("withdrawn before the report / after")
def test_withdrawn_before_the_report_gives_the_unit_back_and_after_it_does_not(world: World) -> None:
    institution, owner = world.recorded()
    before, after = (moves(world, world.file(owner), PATHS[P.REGISTERED]) for _ in range(2))
    move(world, after, V.REPORT)
    for project in (before, after):
        move(world, project, V.WITHDRAW, owner)
    assert use_of(world, head_of(world, institution)) == 1


def test_a_unit_is_given_back_to_everybody_in_whose_use_it_stands(world: World) -> None:
    institution, owner = world.recorded()
    project = world.file(owner)
    days_pass(world)
    old, new = new_head(world, institution, world.person("乙"))
    assert (use_of(world, old), use_of(world, new)) == (1, 1)
    move(world, project, V.WITHDRAW)
    assert (use_of(world, old), use_of(world, new)) == (0, 0)


def test_a_unit_given_back_can_be_used_again(world: World) -> None:
    _institution, owner = world.recorded()
    projects = [world.file(owner) for _ in range(15)]
    assert refusal(world, owner).code == "cap_reached"
    move(world, projects[3], V.REFUSE)
    world.file(owner)
    assert refusal(world, owner).code == "cap_reached"


def test_returned_lapses_on_the_day_after_the_correction_period(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Returned on 1 June 2026: thirty days end on 1 July, a working day."""
    institution, owner = world.recorded()
    project = moves(world, world.file(owner), (V.RETURN,))
    midnight = datetime(2026, 7, 2, tzinfo=clock.BEIJING)
    assert lapse(world, monkeypatch, midnight - timedelta(seconds=1)) == "0 lapsed"
    assert lapse(world, monkeypatch, midnight) == "1 lapsed"
    with world.session() as session:
        assert session.get_one(Project, project).status is P.LAPSED
        told = session.scalars(select(Message.figures).where(Message.subject == Tag.PROJECT_LAPSED.value)).all()
        assert told == [{"number": "JL-P2026-1"}]
    assert use_of(world, head_of(world, institution)) == 0


def test_a_correction_period_that_ends_on_a_holiday_ends_on_the_next_working_day(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Returned on Thursday 4 June 2026: thirty days end on Saturday 4 July, so Monday 6 July still counts."""
    _institution, owner = world.recorded()
    days_pass(world, 3)
    moves(world, world.file(owner), (V.RETURN,))
    monday = datetime(2026, 7, 6, 23, tzinfo=clock.BEIJING)
    assert lapse(world, monkeypatch, monday) == "0 lapsed"
    assert lapse(world, monkeypatch, monday + timedelta(hours=1)) == "1 lapsed"


def test_nothing_lapses_by_a_calendar_that_is_not_published(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _institution, owner = world.recorded()
    far = date(2100, 1, 4)
    world.now = datetime(2100, 1, 4, 4, tzinfo=clock.BEIJING)
    assert world.today == far
    moves(world, world.file(owner, level=Level.MUNICIPAL), (V.RETURN,))
    assert lapse(world, monkeypatch, world.now + timedelta(days=90)) == "0 lapsed"


def test_a_corrected_project_does_not_lapse(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _institution, owner = world.recorded()
    moves(world, world.file(owner), (V.RETURN, V.RESUBMIT))
    assert lapse(world, monkeypatch, world.now + timedelta(days=60)) == "0 lapsed"


def test_the_second_of_two_people_learns_that_the_first_was_quicker(world: World) -> None:
    _institution, owner = world.recorded()
    project = world.file(owner)
    move(world, project, V.REGISTER, revision=1)
    before = books(world)
    with pytest.raises(FilingRefused) as refused:
        move(world, project, V.WITHDRAW, revision=1)
    assert (refused.value.code, refused.value.figures["status"]) == ("changed_meanwhile", "registered")
    assert books(world) == before


@pytest.mark.parametrize("verb", [V.RETURN, V.REFUSE, V.WITHDRAW, V.STOP])
def test_a_step_against_somebody_has_its_reason(world: World, verb: ProjectVerb) -> None:
    _institution, owner = world.recorded()
    project = world.file(owner)
    with pytest.raises(FilingRefused, match="reason_missing"):
        move(world, project, verb, reason="  ")


@pytest.mark.article("JL 22-3")
@pytest.mark.parametrize("issued_before", [True, False], ids=["report before the ban", "report under the ban"])
def test_under_a_ban_no_result_is_accepted_whatever_the_date_of_its_report(world: World, issued_before: bool) -> None:
    institution, owner = world.recorded()
    project = moves(world, world.file(owner), PATHS[P.REPORTED] if issued_before else PATHS[P.REGISTERED])
    days_pass(world, 40)
    decision = ban(world, institution)
    if not issued_before:
        move(world, project, V.REPORT)
    before = books(world)
    with pytest.raises(FilingRefused, match="under_ban"):
        move(world, project, V.ACCEPT)
    assert books(world) == before
    with world.write() as session:
        revoke(session, session.get_one(Decision, decision), "撤销", by=owner, now=world.now)
    move(world, project, V.ACCEPT)


def test_what_was_accepted_before_a_ban_stands(world: World) -> None:
    institution, owner = world.recorded()
    project = moves(world, world.file(owner), PATHS[P.ACCEPTED])
    ban(world, institution)
    with world.session() as session:
        assert session.get_one(Project, project).status is P.ACCEPTED


def test_a_report_is_not_issued_in_the_future(world: World) -> None:
    _institution, owner = world.recorded()
    project = moves(world, world.file(owner), PATHS[P.REGISTERED])
    with pytest.raises(FilingRefused, match="report_in_future"), world.write() as session:
        row = session.get_one(Project, project)
        issue_in(session, world, row, owner, issued_on=world.today + timedelta(days=1))


def test_a_corrected_report_is_the_same_project(world: World) -> None:
    institution, owner = world.recorded()
    project = moves(world, world.file(owner), (V.REGISTER, V.REPORT))
    with world.write() as session:
        sha256 = issue_in(session, world, session.get_one(Project, project), owner).sha256
    with world.session() as session:
        row = session.get_one(Project, project)
        assert (row.status, row.report_sha256) == (P.REPORTED, sha256)
        assert [one.tag for one in history_of(session, row)][:2] == [Tag.EVALUATION_REPORT_CORRECTED, Tag.PROJECT_REPORTED]
    first, = entries(world, Tag.PROJECT_REPORTED, project)
    second, = entries(world, Tag.EVALUATION_REPORT_CORRECTED, project)
    assert (first.detail["version"], second.detail["version"], second.detail["sha256"]) == (1, 2, sha256)
    assert use_of(world, head_of(world, institution)) == 1


def test_the_institution_is_told_what_others_did_and_not_what_it_did_itself(world: World) -> None:
    _institution, owner = world.recorded()
    project = world.file(owner)
    with world.session() as session:
        known = set(session.scalars(select(Message.id)))
    move(world, project, V.RETURN)
    move(world, project, V.WITHDRAW, owner)
    with world.session() as session:
        told = session.scalars(select(Message.subject).where(Message.id.not_in(known))).all()
    assert told == [Tag.PROJECT_RETURNED.value]


def test_a_refused_filing_is_kept_for_an_appeal(world: World) -> None:
    institution, owner = world.recorded()
    for _ in range(15):
        world.file(owner)
    refused, filing = refusal(world, owner), world.filing()
    with world.write() as session:
        note_refusal(session, refused, by=owner, now=world.now, filing=filing)
    [kept] = entries(world, Tag.PROJECT_REFUSED, institution)
    assert (kept.reason, kept.detail["limit"], kept.detail["level"]) == ("cap_reached", "15", "national")
