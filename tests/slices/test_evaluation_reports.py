"""Issuing and correcting an evaluation report: versions, signers who count on the day, days in order, no file twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.tags import Tag
from assessor_hub.demo.papers import paper, photograph
from assessor_hub.documents.errors import DocumentRefused
from assessor_hub.documents.intake import Upload
from assessor_hub.documents.models import Document
from assessor_hub.projects.doctor import examine
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.evaluation_report_models import EvaluationReport, EvaluationReportSigner, SignerRole
from assessor_hub.projects.evaluation_reports import Issue, Signed, issue_evaluation_report
from assessor_hub.projects.models import Project
from assessor_hub.rules.lifecycle import ProjectState, ProjectVerb
from assessor_hub.rules.values import Level
from assessor_hub.staffing.services import roster
from tests.slices.acts import days_pass, entries, issue_in, moves, resign
from tests.world import World

V = ProjectVerb
ISSUED = (V.REGISTER, V.REPORT)


def _issue(world: World, project: int, owner: Actor, **given: Any) -> EvaluationReport:
    with world.write() as session:
        row = issue_in(session, world, session.get_one(Project, project), owner, **given)
        session.refresh(row)
        session.expunge_all()
        return row


def _refused(world: World, project: int, owner: Actor, code: str, **given: Any) -> FilingRefused:
    """The refusal, which has stored and changed nothing."""
    before = _kept(world)
    with pytest.raises(FilingRefused) as caught:
        _issue(world, project, owner, **given)
    assert caught.value.code == code
    assert _kept(world) == before
    return caught.value


def _kept(world: World) -> tuple[Any, ...]:
    with world.session() as session:
        rows = session.execute(select(Project.id, Project.status, Project.revision, Project.report_sha256)).all()
        counts = [session.scalar(select(func.count()).select_from(table)) for table in (EvaluationReport, Document)]
        return (*map(tuple, rows), *counts)


def _line(world: World, institution: int, place: int = 0) -> int:
    with world.session() as session:
        return roster(session, institution, world.today)[place].id


def _registered(world: World, **given: Any) -> tuple[int, Actor, int]:
    institution, owner = world.recorded()
    return institution, owner, moves(world, world.file(owner, **given), (V.REGISTER,))


def test_a_first_version_says_who_signed_as_what_and_by_which_standard(world: World) -> None:
    institution, owner, project = _registered(world)
    signers = (Signed(_line(world, institution, 1), SignerRole.LEAD), Signed(_line(world, institution), SignerRole.REVIEWER))
    row = _issue(world, project, owner, signers=signers, standard=" GB/T 36132 ", edition="2018")
    assert (row.version, row.standard, row.edition, row.correction) == (1, "GB/T 36132", "2018", "")
    assert [(one.employment_id, one.role) for one in row.signers] == [(one.employment_id, one.role) for one in signers]
    assert row.uploaded_by == owner.user_id
    (entry,) = entries(world, Tag.PROJECT_REPORTED, project)
    assert entry.detail["sha256"] == row.sha256


def test_a_correction_is_the_next_version_of_the_same_project_with_its_own_code(world: World) -> None:
    _institution, owner, project = _registered(world)
    first = _issue(world, project, owner)
    second = _issue(world, project, owner, correction="附表三的单位有误")
    assert [first.version, second.version] == [1, 2]
    assert first.code != second.code
    with world.session() as session:
        held = session.get_one(Project, project)
        assert (held.status, held.report_sha256) == (ProjectState.REPORTED, second.sha256)
        assert examine(session, world.law(session)) == []
    (entry,) = entries(world, Tag.EVALUATION_REPORT_CORRECTED, project)
    assert (entry.reason, entry.detail["version"]) == ("附表三的单位有误", 2)
    assert _refused(world, project, owner, "correction_missing", correction=" ")


@pytest.mark.parametrize("decided", [V.ACCEPT, V.NOT_ACCEPT])
def test_what_was_decided_is_not_exchanged_afterwards(world: World, decided: ProjectVerb) -> None:
    _institution, owner, project = _registered(world)
    moves(world, project, (V.REPORT, decided))
    _refused(world, project, owner, "wrong_state")


def test_the_days_stand_in_order(world: World) -> None:
    _institution, owner, project = _registered(world)
    work_from = world.today
    _refused(world, project, owner, "report_in_future", issued_on=world.today + timedelta(days=1))
    days_pass(world, 10)
    with world.write() as session:  # as where a project was filed ahead of its work
        session.get_one(Project, project).work_from = work_from + timedelta(days=5)
    refused = _refused(world, project, owner, "report_before_work", issued_on=work_from + timedelta(days=4))
    assert refused.figures["work_from"] == work_from + timedelta(days=5)
    _issue(world, project, owner, issued_on=work_from + timedelta(days=8))
    _refused(world, project, owner, "report_before_version", issued_on=work_from + timedelta(days=7))
    _issue(world, project, owner, issued_on=work_from + timedelta(days=8))


def test_only_who_counts_there_on_the_day_of_issue_signs(world: World) -> None:
    institution, owner, project = _registered(world)
    elsewhere, _other = world.recorded()
    _refused(world, project, owner, "evaluation_signer_missing", signers=())
    stranger = Signed(_line(world, elsewhere), SignerRole.LEAD)
    assert "name" not in _refused(world, project, owner, "signer_unknown", signers=(stranger,)).figures
    last = _line(world, institution, -1)
    days_pass(world, 3)
    resign(world, institution, 1, world.today - timedelta(days=2))
    gone = (Signed(last, SignerRole.ASSESSOR),)
    _refused(world, project, owner, "signer_unknown", signers=gone)
    assert _issue(world, project, owner, signers=gone, issued_on=world.today - timedelta(days=2)).version == 1


def test_who_waits_behind_another_institution_s_claim_may_not_sign(world: World) -> None:
    claims = world.claims(10, 5)
    world.recorded(claims=claims)
    institution, owner = world.recorded(claims=[*world.claims(10, 5), claims[0]])
    project = moves(world, world.file(owner), (V.REGISTER,))
    waiting = Signed(_line(world, institution, -1), SignerRole.LEAD)
    refused = _refused(world, project, owner, "signer_not_counted", signers=(waiting,))
    assert set(refused.figures) == {"name", "day"}


def test_municipal_work_of_an_unrecorded_institution_is_signed_by_its_own_list(world: World) -> None:
    institution, owner = world.institution()
    world.application(owner, claims=world.claims(2, 1))
    project = moves(world, world.file(owner, level=Level.MUNICIPAL), (V.REGISTER,))
    assert _issue(world, project, owner, signers=(Signed(_line(world, institution), SignerRole.LEAD),)).version == 1


def test_the_same_file_is_no_correction_and_a_repeated_click_issues_once(world: World) -> None:
    institution, owner, project = _registered(world)
    issue = Issue(world.today, "GB/T 36132", "2018", (Signed(_line(world, institution), SignerRole.LEAD),), "再发")

    def send(revision: int, content: bytes = paper("one")) -> int:
        with world.write() as session:
            row = session.get_one(Project, project)
            return issue_evaluation_report(
                session, world.hub.vault, world.hub.store, row, Upload("a.pdf", content), issue, revision=revision,
                by=owner, now=world.now,
            ).id

    assert send(2) == send(2)
    before = _kept(world)
    for revision, content, code in ((3, paper("one"), "same_file"), (2, paper("two"), "changed_meanwhile")):
        with pytest.raises(FilingRefused, match=code):
            send(revision, content)
    for content, wrong in ((photograph(), "no_text_document"), (b"", "file_empty")):
        with pytest.raises(DocumentRefused, match=wrong):
            send(3, content)
    assert _kept(world) == before


@pytest.mark.parametrize("missing", ["standard", "edition"])
def test_standard_and_edition_are_named(world: World, missing: str) -> None:
    _institution, owner, project = _registered(world)
    _refused(world, project, owner, "standard_missing", **{missing: " "})


def test_the_doctor_names_a_project_that_points_elsewhere_a_gap_and_a_version_that_is_not_there(world: World) -> None:
    _institution, owner, project = _registered(world)
    first, second = _issue(world, project, owner), _issue(world, project, owner)
    newest = f"project {project}: points at another evaluation report than its version"
    for wrong, words in (
        ({"sha256": "0" * 64}, [f"{newest} 2"]),
        ({"version": 3}, [f"project {project}: 2 versions of its evaluation report, the newest is 3"]),
    ):
        _set(world, second.id, **wrong)
        with world.session() as session:
            assert examine(session, world.law(session)) == words
        _set(world, second.id, sha256=second.sha256, version=2)
    with world.session() as session:
        session.execute(delete(EvaluationReportSigner))
        session.execute(delete(EvaluationReport).where(EvaluationReport.id == second.id))
        assert examine(session, world.law(session)) == [f"{newest} {first.version}"]
        session.execute(delete(EvaluationReport))
        assert examine(session, world.law(session)) == [f"project {project}: carries an evaluation report, but has no version of it"]
        session.rollback()


def _set(world: World, evaluation_report: int, **values: Any) -> None:
    with world.write() as session:
        session.execute(update(EvaluationReport).where(EvaluationReport.id == evaluation_report).values(**values))
