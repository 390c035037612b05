"""Moving a project through its life: the steps of institution and staff, and the lapse of what was not corrected.

Which steps there are, who takes them, whether in writing, and what becomes of the unit is one table,
:data:`assessor_hub.rules.lifecycle.PROJECT`; here it is applied.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import SYSTEM, Actor
from assessor_hub.accounts.models import Role
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.outbox.services import tell_institution
from assessor_hub.projects.commissions import tell_contact
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.gates import GATE_FLAGS, Occasion, binding_rules, open_gates
from assessor_hub.projects.ledger import hold_institution, release_unit
from assessor_hub.projects.models import Project
from assessor_hub.rules.law import LawBook, Rules
from assessor_hub.rules.lifecycle import (
    PROJECT,
    BadTransition,
    ProjectState,
    ProjectVerb,
    Reason,
    Step,
    Who,
    advance,
    leads_to,
    open_verbs,
    releases,
)
from assessor_hub.sanctions.queries import ban_on

TAGS: Mapping[ProjectVerb, Tag] = {
    ProjectVerb.FILE: Tag.PROJECT_FILED,
    ProjectVerb.RETURN: Tag.PROJECT_RETURNED,
    ProjectVerb.RESUBMIT: Tag.PROJECT_RESUBMITTED,
    ProjectVerb.REFUSE: Tag.PROJECT_DECLINED,
    ProjectVerb.REGISTER: Tag.PROJECT_REGISTERED,
    ProjectVerb.ACCEPT: Tag.PROJECT_ACCEPTED,
    ProjectVerb.NOT_ACCEPT: Tag.PROJECT_NOT_ACCEPTED,
    ProjectVerb.WITHDRAW: Tag.PROJECT_WITHDRAWN,
    ProjectVerb.STOP: Tag.PROJECT_STOPPED,
    ProjectVerb.REPORT: Tag.PROJECT_REPORTED,
    ProjectVerb.LAPSE: Tag.PROJECT_LAPSED,
}
OCCASIONS: Mapping[ProjectVerb, Occasion] = {
    ProjectVerb.RESUBMIT: Occasion.RESUBMITTING, ProjectVerb.ACCEPT: Occasion.ACCEPTING,
}
OF_DEPARTMENT: Mapping[Who, frozenset[Role]] = {
    Who.REVIEWER: frozenset({Role.REVIEWER, Role.APPROVER}),
    Who.APPROVER: frozenset({Role.APPROVER}),
}
FREE_OF_BAN = frozenset({ProjectVerb.RESUBMIT, ProjectVerb.REGISTER, ProjectVerb.ACCEPT})
"""What is not done under a ban: new filings are blocked and results refused (reading). A report may still be issued:
the texts refuse to rely on it, they do not forbid to write it, and whoever verifies it reads of the ban."""


def may_take(by: Actor, who: Who, project: Project) -> bool:
    """Whether the actor is the one whom the table names; nobody decides on a project of their own institution."""
    own = by.institution_id == project.institution_id
    if who is Who.INSTITUTION:
        return own and by.institution_role is not None
    if who is Who.SYSTEM:
        return by == SYSTEM
    return not own and by.may(OF_DEPARTMENT[who], project.jurisdiction)


def open_steps(by: Actor, project: Project) -> dict[ProjectVerb, Step]:
    """The steps that the actor may take from where the project stands, in the order of the table."""
    steps = {verb: PROJECT[project.status, verb] for verb in open_verbs(PROJECT, project.status)}
    return {verb: step for verb, step in steps.items() if may_take(by, step.who, project)}


def move(
    session: Session, law: LawBook, project: Project, verb: ProjectVerb, *, revision: int, reason: str,
    by: Actor, now: datetime,
) -> None:
    """Take a project one step on. The caller holds its row.

    Refuses ``changed_meanwhile`` where the page is out of date, ``wrong_state`` where the table has no such step from
    here, ``not_your_step`` for who may not take it, ``reason_missing`` where it asks for words, ``under_ban`` and
    ``no_ban`` (a stop rests on a ban), and for a resubmission or an acceptance what their gates refuse.
    """
    if project.revision != revision:
        raise FilingRefused("changed_meanwhile", status=project.status.value, reason=project.reason)
    step = _step(project, verb, by)
    if step.reason is Reason.REQUIRED and not reason.strip():
        raise FilingRefused("reason_missing")
    hold_institution(session, project.institution_id)  # a ban is before this step, or after it
    version = _pass_gates(session, law, project, verb, beijing_day(now))
    before = project.status
    if releases(before, verb, work_began=project.work_from <= beijing_day(now)):
        # counters are written before the project, as by a filing of the same unit: else each waits for the other
        release_unit(session, project, verb.value, by=by, now=now)
    take_step(project, verb, by=by)
    project.reason, project.moved_at = reason.strip(), now
    record(
        session, TAGS[verb], by=by, on=project, now=now, reason=project.reason, jurisdiction=project.jurisdiction,
        pack_version=version, detail={"from": before.value, "to": project.status.value},
    )
    if verb is ProjectVerb.WITHDRAW:
        tell_contact(session, project, Tag.PROJECT_WITHDRAWN, now)
    if by.institution_id != project.institution_id:
        tell_institution(session, project.institution_id, TAGS[verb], {"number": project.number}, now)


def take_step(project: Project, verb: ProjectVerb, *, by: Actor) -> None:
    """Move the project by the table; refuses ``wrong_state`` and ``not_your_step``."""
    project.status = _step(project, verb, by).to
    project.revision += 1


def _step(project: Project, verb: ProjectVerb, by: Actor) -> Step:
    try:
        step = advance(PROJECT, project.status, verb)
    except BadTransition as bad:
        raise FilingRefused("wrong_state", status=project.status, to=leads_to(verb), verb=verb) from bad
    if not may_take(by, step.who, project):
        raise FilingRefused("not_your_step", who=step.who, verb=verb)
    return step


def _pass_gates(session: Session, law: LawBook, project: Project, verb: ProjectVerb, today: date) -> str:
    """What stands before a step on its own day; returns the version of the rules that it was judged by.

    A resubmission is asked again for everything that a filing is, but for the cap: its unit was taken, and it keeps
    the year of the first submission.
    """
    ban = ban_on(session, project.institution_id, project.jurisdiction, today)
    if ban is not None and verb in FREE_OF_BAN:
        raise FilingRefused("under_ban", number=ban.number, last_day=ban.last_day, article=ban.article)
    if ban is None and verb is ProjectVerb.STOP:
        raise FilingRefused("no_ban")
    occasion = OCCASIONS.get(verb)
    if occasion is None:
        return project.pack_version
    rules = binding_rules(law, project.jurisdiction, today)
    flags = open_gates(session, law, rules, project, project.institution_id, today, occasion)
    if occasion is Occasion.RESUBMITTING:
        kept = [flag for flag in project.flags.split(",") if flag and flag not in GATE_FLAGS]
        project.flags = ",".join([*flags, *kept])
    return rules.version


def lapse_returned(session: Session, law: LawBook, *, by: Actor, now: datetime,
                   last_day: Callable[[Rules, date], date]) -> int:
    """Release the units of projects that were returned and not corrected within the correction period."""
    lapsed = 0
    returned = select(Project).where(Project.status == ProjectState.RETURNED).order_by(Project.id)
    for project in session.scalars(returned.with_for_update(of=Project)):
        returned_on = beijing_day(project.moved_at)
        rules = law.read(project.jurisdiction, returned_on)
        if beijing_day(now) <= last_day(rules, returned_on):
            continue
        release_unit(session, project, ProjectVerb.LAPSE.value, by=by, now=now)  # first, as in ``move``
        take_step(project, ProjectVerb.LAPSE, by=by)
        project.moved_at = now
        record(
            session, Tag.PROJECT_LAPSED, by=by, on=project, now=now, jurisdiction=project.jurisdiction,
            pack_version=rules.version, detail={"returned_on": str(returned_on)},
        )
        tell_institution(session, project.institution_id, Tag.PROJECT_LAPSED, {"number": project.number}, now)
        lapsed += 1
    return lapsed
