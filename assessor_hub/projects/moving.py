"""Moving a project through its life: the steps of institution and staff, and the lapse of what was not corrected."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.outbox.services import tell_institution
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.gates import binding_rules, open_gates
from assessor_hub.projects.ledger import release_unit
from assessor_hub.projects.models import Project
from assessor_hub.rules.law import LawBook, Rules
from assessor_hub.rules.lifecycle import PROJECT, BadTransition, ProjectState, ProjectVerb, advance, releases
from assessor_hub.sanctions.queries import ban_on

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
    take_step(project, verb)
    project.reason, project.moved_at = reason.strip(), now
    record(
        session, TAGS[verb], by=by, on=project, now=now, reason=project.reason, jurisdiction=project.jurisdiction,
        pack_version=project.pack_version, detail={"from": before.value, "to": project.status.value},
    )
    if releases(before, verb, work_began=project.work_from <= beijing_day(now)):
        release_unit(session, project, verb.value, by=by, now=now)
    if by.institution_id != project.institution_id:
        tell_institution(session, project.institution_id, TAGS[verb], {"number": project.number}, now)


def take_step(project: Project, verb: ProjectVerb) -> None:
    """Move the project by the table, or refuse ``wrong_state``."""
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
    rules = binding_rules(law, project.jurisdiction, today)
    open_gates(session, law, rules, project, project.institution_id, today, accepting=True)


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
        take_step(project, ProjectVerb.LAPSE)
        project.moved_at = now
        record(
            session, Tag.PROJECT_LAPSED, by=by, on=project, now=now, jurisdiction=project.jurisdiction,
            pack_version=rules.version, detail={"returned_on": str(returned_on)},
        )
        tell_institution(session, project.institution_id, Tag.PROJECT_LAPSED, {"number": project.number}, now)
        release_unit(session, project, ProjectVerb.LAPSE.value, by=by, now=now)
        lapsed += 1
    return lapsed
