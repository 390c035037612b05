"""Was an institution qualified on a day? Computed anew from what stood on that day, and never stored.

What stood: the recordal of the day with the version of the application behind it, the roster by what held on the day,
and the text's values of the day. A day to come is answered as things stand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.clock import beijing_day
from assessor_hub.institutions.models import Institution
from assessor_hub.registration.answers import Answers
from assessor_hub.registration.judging import LEVELS, application_facts
from assessor_hub.registration.models import Application, Recordal
from assessor_hub.registration.present import present_on
from assessor_hub.registration.queries import recordal_on
from assessor_hub.registration.review_models import Version
from assessor_hub.registration.versions import versions_of
from assessor_hub.registration.written import Written, written_at
from assessor_hub.rules.conditions import judge
from assessor_hub.rules.findings import Verdict
from assessor_hub.rules.institution_facts import InstitutionFacts
from assessor_hub.rules.law import LawBook, Rules
from assessor_hub.rules.staffing import StaffMember, Tally, tally
from assessor_hub.rules.values import Level
from assessor_hub.staffing.services import facts, roster


class Qualified(StrEnum):
    """The answer for one level of work."""

    YES = "yes"
    NEEDS_HUMAN = "needs_human"  # recorded, and what is open is left to a person
    CONDITIONS = "conditions"
    LEVEL = "level"  # the recordal doesn't cover it
    NOT_RECORDED = "not_recorded"
    BANNED = "banned"


@dataclass(frozen=True)
class Counted:
    """One person of the day's roster. ``out``: why they don't count among the titled (None: they do)."""

    ref: str
    name: str
    member: StaffMember
    out: str | None
    senior: bool
    senior_open: bool


@dataclass(frozen=True)
class LevelAsOf:
    """One level on the day: the answer, the findings, and who of the roster counted."""

    level: Level
    qualified: Qualified
    verdict: Verdict
    people: tuple[Counted, ...]


@dataclass(frozen=True)
class AsOf:
    """The answer with its working. ``version`` is what was handed in (None: by the application as it stands).

    ``written`` is what a person decided when the recordal was made (None: there is none, or no decision is kept).
    """

    day: date
    rules: Rules
    recordal: Recordal | None
    application: Application
    version: Version | None
    levels: tuple[LevelAsOf, ...]
    written: Written | None


def as_of(
    session: Session, law: LawBook, institution: Institution, jurisdiction: str, day: date, *, banned: bool
) -> AsOf | None:
    """The institution in the jurisdiction as of ``day``; None where nothing had been handed in there by then.

    ``banned``: a non-acceptance decision is in effect on the day. Raises NoRulesInForce where the text is not held.
    """
    rules = law.read(jurisdiction, day)
    recordal = recordal_on(session, institution.id, jurisdiction, day)
    application = _application(session, institution.id, jurisdiction, recordal, day)
    if application is None:
        return None
    version = next(reversed(_by(versions_of(session, application.id), day)), None)
    own = _facts(session, application, version, recordal, day)
    lines = roster(session, institution.id, day)
    members, names = facts(session, lines, day), {str(row.id): row.name for row in lines}
    judged = [judge(own, members, rules, level, day) for level in LEVELS]
    return AsOf(
        day, rules, recordal, application, version,
        tuple(
            LevelAsOf(
                verdict.level, _qualified(verdict, recordal, banned), verdict,
                tuple(_people(members, tally(members, rules, verdict.level), names)),
            )
            for verdict in judged
        ),
        written_at(session, recordal) if recordal else None,
    )


def _application(
    session: Session, institution_id: int, jurisdiction: str, recordal: Recordal | None, day: date
) -> Application | None:
    """The application behind the recordal; without one the last that had been handed in by the day."""
    if recordal is not None:
        return session.get_one(Application, recordal.application_id)
    wanted = select(Application).where(
        Application.institution_id == institution_id, Application.jurisdiction == jurisdiction
    )
    handed_in = [
        row for row in session.scalars(wanted.order_by(Application.id.desc())) if _by(versions_of(session, row.id), day)
    ]
    return handed_in[0] if handed_in else None


def _by(versions: Iterable[Version], day: date) -> list[Version]:
    return [row for row in versions if beijing_day(row.handed_in_at) <= day]


def _facts(
    session: Session, application: Application, version: Version | None, recordal: Recordal | None, day: date
) -> InstitutionFacts:
    """What the version of the day said; under a recordal with what has been accepted to have changed since."""
    present = present_on(session, recordal, application, day, version) if recordal else None
    if version is None:
        return application_facts(session, application, present)
    documents, kinds = {row["id"] for row in version.documents}, {row["kind"] for row in version.documents}
    if present is not None:
        return present.answers.facts(present.registered_code, documents, kinds)
    return Answers.model_validate(version.answers).facts(version.particulars["registered_code"], documents, kinds)


def _qualified(verdict: Verdict, recordal: Recordal | None, banned: bool) -> Qualified:
    """The first thing that stands against it; what may not refuse by itself is a person's."""
    if banned:
        return Qualified.BANNED
    if recordal is None:
        return Qualified.NOT_RECORDED
    if verdict.level.value not in recordal.levels:
        return Qualified.LEVEL
    if verdict.refusing:
        return Qualified.CONDITIONS
    return Qualified.YES if verdict.met else Qualified.NEEDS_HUMAN


def _people(members: Iterable[StaffMember], sorted_roster: Tally, names: dict[str, str]) -> Iterable[Counted]:
    out = dict(sorted_roster.out)
    senior = {member.ref for member in sorted_roster.senior}
    open_ones = {member.ref for member in sorted_roster.senior_open}
    for member in members:
        yield Counted(
            member.ref, names[member.ref], member, out.get(member.ref), member.ref in senior, member.ref in open_ones
        )
