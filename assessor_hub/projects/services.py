"""Verbs of projects: file one, and move it through its life.

Filing order: who heads the institution, whose rules, recordal, ban, conditions, then one statement takes the unit, and
the project, its charge and the audit entry follow in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.institutions.models import Institution, Tenure
from assessor_hub.institutions.services import head_now, took_over
from assessor_hub.numbering import next_number
from assessor_hub.outbox.services import tell_institution
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.gates import open_gates
from assessor_hub.projects.ledger import Account, hold_institution, release_unit, take_unit
from assessor_hub.projects.models import Charge, Project
from assessor_hub.refusals import Refused
from assessor_hub.rules.caps import pool_of
from assessor_hub.rules.law import LawBook, NoRulesInForce, Rules
from assessor_hub.rules.lifecycle import PROJECT, BadTransition, ProjectState, ProjectVerb, advance, releases
from assessor_hub.rules.values import Level, UnitKind
from assessor_hub.sanctions.queries import ban_on

NO_LIMIT = 2**31 - 1  # a value that needs a human never refuses by itself: the unit is counted and flagged
TAGS = {
    ProjectVerb.RETURN: Tag.PROJECT_RETURNED,
    ProjectVerb.RESUBMIT: Tag.PROJECT_RESUBMITTED,
    ProjectVerb.REFUSE: Tag.PROJECT_DECLINED,
    ProjectVerb.REGISTER: Tag.PROJECT_REGISTERED,
    ProjectVerb.ACCEPT: Tag.PROJECT_ACCEPTED,
    ProjectVerb.NOT_ACCEPT: Tag.PROJECT_NOT_ACCEPTED,
    ProjectVerb.WITHDRAW: Tag.PROJECT_WITHDRAWN,
    ProjectVerb.STOP: Tag.PROJECT_STOPPED,
}


@dataclass(frozen=True)
class Filing:
    """What an institution files: level, the unit, the day on which work begins, and the form's one-time key."""

    level: Level
    unit_kind: UnitKind
    unit_name: str
    unit_uscc: str
    unit_city: str
    work_from: date
    request_key: str


def file_project(session: Session, law: LawBook, filing: Filing, *, by: Actor, now: datetime) -> Project:
    """File a project and take its unit of the cap, or raise :class:`FilingRefused` with the reason.

    The same ``request_key`` again returns the project that it made: a double click files once.
    """
    assert by.institution_id is not None
    hold_institution(session, by.institution_id)
    made = session.scalar(select(Project).where(Project.request_key == filing.request_key))
    if made is not None and made.institution_id == by.institution_id:
        return made
    today = beijing_day(now)
    jurisdiction = law.jurisdiction_for(filing.unit_city)
    rules = _binding(law, jurisdiction, today)
    head = head_now(session, by.institution_id)
    if head is None:
        raise FilingRefused("no_head")
    flags = open_gates(session, law, rules, filing, by.institution_id, today)
    if took_over(session, head, today):
        flags.append("head_changed_today")
    account = _charge(session, rules, filing, head, today, flags)
    project = _insert(session, rules, filing, head, flags, by, now)
    if account is not None:
        session.add(
            Charge(
                project_id=project.id, pool_level=account.pool.level, pool_code=account.pool.jurisdiction,
                year=account.year, person_id=account.person_id, charged_at=now,
            )
        )
    detail = {"level": filing.level.value, "kind": filing.unit_kind.value, "year": today.year, "flags": flags}
    record(
        session, Tag.PROJECT_FILED, by=by, on=project, now=now, jurisdiction=jurisdiction,
        pack_version=rules.version, detail=detail,
    )
    return project


def _binding(law: LawBook, jurisdiction: str, today: date) -> Rules:
    if jurisdiction not in law.packs:
        raise FilingRefused("no_rules_in_force", code=jurisdiction, standing="not_held")
    try:
        return law.on(jurisdiction, today)
    except NoRulesInForce as none:
        raise FilingRefused("no_rules_in_force", code=jurisdiction, standing=none.standing.value) from none


def _charge(
    session: Session, rules: Rules, filing: Filing, head: Tenure, today: date, flags: list[str]
) -> Account | None:
    """Take the unit of the pool that the filing uses; None where it uses none."""
    found = pool_of(filing.level, filing.unit_kind, rules)
    if found is None:
        return None
    pool, stated = found
    account = Account(head.person_id, pool, today.year)
    limit = stated.value.limit
    if not stated.may_refuse:
        flags.append("cap_needs_human")
    if not take_unit(session, account, limit if stated.may_refuse else NO_LIMIT):
        raise FilingRefused("cap_reached", stated=stated, account=account, limit=limit, year=today.year)
    return account


def _insert(
    session: Session, rules: Rules, filing: Filing, head: Tenure, flags: list[str], by: Actor, now: datetime
) -> Project:
    year = beijing_day(now).year
    number = next_number(session, f"project/{rules.code}/{year}")
    project = Project(
        number=f"{rules.version.split(':', 1)[0]}-P{year}-{number}", request_key=filing.request_key,
        institution_id=by.institution_id, head_id=head.person_id, level=filing.level, year=year,
        unit_kind=filing.unit_kind, unit_name=filing.unit_name.strip(), unit_uscc=filing.unit_uscc,
        unit_city=filing.unit_city, jurisdiction=rules.code, work_from=filing.work_from,
        status=ProjectState.SUBMITTED, submitted_at=now, submitted_by=by.user_id, moved_at=now,
        pack_version=rules.version, flags=",".join(flags),
    )
    try:
        with session.begin_nested():
            session.add(project)
    except IntegrityError as taken:
        raise FilingRefused("unit_already_filed", unit=filing.unit_name, year=year) from taken
    return project


def move(
    session: Session, law: LawBook, project: Project, verb: ProjectVerb, *, revision: int, reason: str,
    by: Actor, now: datetime,
) -> None:
    """Take a project one step on. The caller holds its row.

    Refuses ``changed_meanwhile`` where the page is out of date, ``wrong_state`` where the step does not exist from
    here, ``reason_missing`` for a return, refusal, non-acceptance or withdrawal without words, ``under_ban`` for an
    acceptance under a ban, whatever the report's date.
    """
    if project.revision != revision:
        raise FilingRefused("changed_meanwhile", status=project.status.value, reason=project.reason)
    if verb not in {ProjectVerb.REGISTER, ProjectVerb.RESUBMIT} and not reason.strip():
        raise FilingRefused("reason_missing")
    if verb is ProjectVerb.ACCEPT:
        _check_acceptable(session, law, project, beijing_day(now))
    before = project.status
    _advance(project, verb)
    project.reason, project.moved_at = reason.strip(), now
    record(
        session, TAGS[verb], by=by, on=project, now=now, reason=project.reason, jurisdiction=project.jurisdiction,
        pack_version=project.pack_version, detail={"from": before.value, "to": project.status.value},
    )
    if releases(before, verb, work_began=project.work_from <= beijing_day(now)):
        release_unit(session, project, verb.value, by=by, now=now)
    if by.institution_id != project.institution_id:
        tell_institution(session, project.institution_id, TAGS[verb], {"number": project.number}, now)


def _advance(project: Project, verb: ProjectVerb) -> None:
    try:
        project.status = advance(PROJECT, project.status, verb)
    except BadTransition as bad:
        raise FilingRefused("wrong_state", status=project.status, verb=verb) from bad
    project.revision += 1


def _check_acceptable(session: Session, law: LawBook, project: Project, today: date) -> None:
    """No result is accepted under a ban, nor where the text says not while conditions are unmet."""
    ban = ban_on(session, project.institution_id, project.jurisdiction, today)
    if ban is not None:
        raise FilingRefused("under_ban", number=ban.number, last_day=ban.last_day, article=ban.article)
    open_gates(
        session, law, _binding(law, project.jurisdiction, today), project, project.institution_id, today, accepting=True
    )


def issue_report(
    session: Session, project: Project, sha256: str, issued_on: date, *, by: Actor, now: datetime
) -> None:
    """Attach the evaluation report's hash and date of issue (the stored document is the caller's)."""
    if issued_on > beijing_day(now):
        raise FilingRefused("report_in_future")
    project.report_on, project.report_sha256 = issued_on, sha256
    _advance(project, ProjectVerb.REPORT)
    project.moved_at = now
    record(
        session, Tag.PROJECT_REPORTED, by=by, on=project, now=now, jurisdiction=project.jurisdiction,
        pack_version=project.pack_version, detail={"sha256": sha256, "issued_on": str(issued_on)},
    )


def lapse_returned(session: Session, law: LawBook, *, by: Actor, now: datetime,
                   last_day: Callable[[Rules, date], date]) -> int:
    """Release the units of projects that were returned and not corrected within the correction period."""
    lapsed = 0
    returned = select(Project).where(Project.status == ProjectState.RETURNED).with_for_update(of=Project)
    for project in session.scalars(returned):
        returned_on = beijing_day(project.moved_at)
        rules = law.read(project.jurisdiction, returned_on)
        if beijing_day(now) <= last_day(rules, returned_on):
            continue
        _advance(project, ProjectVerb.LAPSE)
        project.moved_at = now
        record(
            session, Tag.PROJECT_LAPSED, by=by, on=project, now=now, jurisdiction=project.jurisdiction,
            pack_version=rules.version, detail={"returned_on": str(returned_on)},
        )
        tell_institution(session, project.institution_id, Tag.PROJECT_LAPSED, {"number": project.number}, now)
        release_unit(session, project, ProjectVerb.LAPSE.value, by=by, now=now)
        lapsed += 1
    return lapsed


def note_refusal(session: Session, refused: Refused, *, by: Actor, now: datetime, filing: Filing) -> None:
    """Keep a refused filing for a later appeal: the refusal itself undid everything else."""
    institution = session.get_one(Institution, by.institution_id)
    figures: dict[str, Any] = {key: str(value) for key, value in refused.figures.items()}
    figures |= {"code": refused.code, "level": filing.level.value, "kind": filing.unit_kind.value}
    record(session, Tag.PROJECT_REFUSED, by=by, on=institution, now=now, reason=refused.code, detail=figures)
