"""What holds of an evaluation report: of its issuer on the day of issue, of its signers then and today.

Everything is computed as it is known now: a ban that was revoked never was, a claim that was decided otherwise did not
count. Nothing of it is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessor_hub.projects.evaluation_report_models import EvaluationReport, EvaluationReportSigner
from assessor_hub.projects.models import Project
from assessor_hub.registration.codes import DRAWN, read_code
from assessor_hub.registration.models import Recordal
from assessor_hub.registration.queries import recordal_on
from assessor_hub.rules.identifiers import normalise
from assessor_hub.rules.lifecycle import ProjectState
from assessor_hub.rules.values import Level
from assessor_hub.sanctions.models import Decision
from assessor_hub.sanctions.queries import ban_on
from assessor_hub.staffing.services import roster
from assessor_hub.staffing.standing import Standing, standings

NOBODYS = "0" * (DRAWN + 1)  # 0 is not in the alphabet of the codes
LONGEST_NUMBER = 40


class RegisterAnswer(StrEnum):
    """What the register says of a version that somebody holds in hand."""

    WAITING = "waiting"  # genuine; the department has not decided
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"


_ANSWERS = {
    ProjectState.ACCEPTED: RegisterAnswer.ACCEPTED,
    ProjectState.NOT_ACCEPTED: RegisterAnswer.NOT_ACCEPTED,
    ProjectState.WITHDRAWN: RegisterAnswer.WITHDRAWN,
    ProjectState.STOPPED: RegisterAnswer.STOPPED,
}


@dataclass(frozen=True)
class Issuer:
    """The assessor on a day where the project belongs: its recordal for the level, and the ban it stood under.

    ``asked``: the level asks for a recordal at all; municipal work doesn't.
    """

    recordal: Recordal | None
    asked: bool
    ban: Decision | None


@dataclass(frozen=True)
class SignerStanding:
    """A signer with where their line stood on the day of issue and stands today; None: not on the roster."""

    signer: EvaluationReportSigner
    then: Standing | None
    counted_then: bool
    today: Standing | None


def evaluation_report_by(session: Session, number: str, code: str) -> EvaluationReport | None:
    """The version that a project's number and a verification code open together.

    A wrong pair, an unknown number and what is no code at all ask the database alike and are answered alike.
    """
    bare = "".join(sign for sign in normalise(number) if sign.isalnum())[:LONGEST_NUMBER]
    wanted = select(EvaluationReport).join(Project).where(
        EvaluationReport.code == (read_code(code) or NOBODYS),
        func.replace(func.upper(Project.number), "-", "") == bare,
    )
    return session.scalar(wanted)


def newest_of(session: Session, row: EvaluationReport) -> EvaluationReport:
    """The version that is in force of the same project: the row itself, or what took its place."""
    wanted = select(EvaluationReport).where(EvaluationReport.project_id == row.project_id)
    return session.scalars(wanted.order_by(EvaluationReport.version.desc()).limit(1)).one()


def answer_to(row: EvaluationReport, newest: EvaluationReport) -> RegisterAnswer:
    """What to tell about a version. What became of the project counts for the newest version only."""
    if newest.version != row.version:
        return RegisterAnswer.SUPERSEDED
    return _ANSWERS.get(row.project.status, RegisterAnswer.WAITING)


def issuer_on(session: Session, project: Project, day: date) -> Issuer:
    """Whether the project's assessor was recorded for its level and free of a ban on ``day``, as it is known now."""
    recordal = recordal_on(session, project.institution_id, project.jurisdiction, day)
    asked = project.level is not Level.MUNICIPAL
    covers = recordal is not None and (not asked or project.level.value in recordal.levels)
    return Issuer(
        recordal if covers else None, asked, ban_on(session, project.institution_id, project.jurisdiction, day)
    )


def signers_of(session: Session, row: EvaluationReport, today: date) -> list[SignerStanding]:
    """The signers in their order, with where they stood on the day of issue and stand today."""
    institution_id = row.project.institution_id
    lines = roster(session, institution_id, row.issued_on)
    then = standings(session, lines, row.issued_on, ())
    counted = {line.id for line in lines if line.counting is not None}
    now = standings(session, roster(session, institution_id, today), today, ())
    return [
        SignerStanding(
            signer, then.get(signer.employment_id), signer.employment_id in counted, now.get(signer.employment_id)
        )
        for signer in row.signers
    ]
