"""Filing a project.

It is judged first (:mod:`assessor_hub.projects.judging`), then one statement takes the unit, and the project, its
charge and the audit entry follow in the same transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, insert, select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.db import OnBoth, run
from assessor_hub.institutions.models import Institution
from assessor_hub.numbering import next_number
from assessor_hub.projects.declared_queries import declared_in_the_way
from assessor_hub.projects.draft_models import ProjectDraft
from assessor_hub.projects.drafts import forget_draft
from assessor_hub.projects.errors import FilingRefused
from assessor_hub.projects.judging import Judgement, judge
from assessor_hub.projects.ledger import hold_institution, take_unit, use
from assessor_hub.projects.ledger_models import Charge
from assessor_hub.projects.models import Project
from assessor_hub.projects.requests import digest_of
from assessor_hub.rules.law import LawBook
from assessor_hub.rules.lifecycle import PROJECT, DraftState, ProjectState, ProjectVerb
from assessor_hub.rules.values import Level, UnitKind

NO_LIMIT = 2**31 - 1  # a value that needs a human never refuses by itself: the unit is counted and flagged


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


@dataclass(frozen=True)
class Filed:
    """A filed project; ``repeated`` where an earlier request with the same key had filed it already."""

    project_id: int
    number: str
    repeated: bool


def _of_key(table: Any) -> Any:
    return and_(table.c.request_key == bindparam("request_key"), table.c.institution_id == Institution.id)


_PROJECTS = Project.__table__
_DRAFTS = ProjectDraft.__table__
_KEYED = (  # what the form's key has made of the institution's: a project, a draft, or nothing
    select(_PROJECTS.c.id, _PROJECTS.c.number, _PROJECTS.c.request_digest, _DRAFTS.c.id.label("draft_id"))
    .select_from(Institution)
    .outerjoin(_PROJECTS, _of_key(_PROJECTS))
    .outerjoin(_DRAFTS, _of_key(_DRAFTS))
    .where(Institution.id == bindparam("institution_id"))
)
_INSERT = OnBoth(lambda insert: insert(_PROJECTS).on_conflict_do_nothing().returning(_PROJECTS.c.id))
_CHARGE = insert(Charge.__table__).inline()  # type: ignore[arg-type]  # a Table


def file_project(session: Session, law: LawBook, filing: Filing, *, by: Actor, now: datetime) -> Filed:
    """File a project and take its unit of the cap, or raise :class:`FilingRefused` with the reason.

    The same ``request_key`` again finds the project that it made: a double click files once. With other details it
    is refused (``key_reused``). No row is loaded: each step is one prepared statement (docs/benchmarks.md, filing).
    """
    if by.institution_id is None or by.institution_role is None:
        raise FilingRefused("not_your_step", who=PROJECT[DraftState.DRAFT, ProjectVerb.FILE].who)
    hold_institution(session, by.institution_id)
    made = run(session, _KEYED, {"request_key": filing.request_key, "institution_id": by.institution_id}).one()
    if made.draft_id is not None:
        forget_draft(session, made.draft_id)
    if made.id is not None:
        if made.request_digest not in {None, digest_of(filing)}:
            raise FilingRefused("key_reused", number=made.number)
        return Filed(made.id, made.number, repeated=True)
    judged = judge(session, law, filing, by.institution_id, beijing_day(now))
    if judged.refused is not None:
        raise judged.refused.about(judged)
    declared = declared_in_the_way(session, by.institution_id, filing, judged.day.year)
    if declared is not None:
        raise declared.about(judged)
    _take(session, judged)
    filed = _insert(session, judged, filing, by, now)
    if judged.account is not None:
        run(session, _CHARGE, {
            **judged.account.key, "project_id": filed.project_id, "institution_id": by.institution_id,
            "day": judged.day, "charged_at": now,
        })
    assert judged.rules is not None
    detail = {
        "level": filing.level.value, "kind": filing.unit_kind.value, "year": judged.day.year, "flags": judged.flags,
    }
    record(
        session, Tag.PROJECT_FILED, by=by, on=(Project.__tablename__, filed.project_id), now=now,
        jurisdiction=judged.jurisdiction, pack_version=judged.rules.version, detail=detail,
    )
    return filed


def _take(session: Session, judged: Judgement) -> None:
    """Take the unit of the pool that the filing uses, if it uses one, or refuse with the charges that are counted."""
    account, cap = judged.account, judged.cap
    if account is None or cap is None:
        return
    limit = cap.value.limit
    if take_unit(session, account, limit if cap.may_refuse else NO_LIMIT):
        return
    counted = tuple(session.scalars(use(account)))  # read in the same transaction: what was counted at that moment
    if len(counted) < limit and take_unit(session, account, limit):
        return  # a unit was given back between the two looks
    raise FilingRefused(
        "cap_reached", stated=cap, account=account, limit=limit, year=account.year, counted=counted
    ).about(judged)


def _insert(session: Session, judged: Judgement, filing: Filing, by: Actor, now: datetime) -> Filed:
    """The project's row; refuses ``unit_already_filed`` where the database has a live one of the same unit."""
    rules, head, year = judged.rules, judged.head, judged.day.year
    assert rules is not None
    assert head is not None
    number = f"{rules.version.split(':', 1)[0]}-P{year}-{next_number(session, f'project/{rules.code}/{year}')}"
    project_id = run(session, _INSERT.of(session), {
        "number": number, "request_key": filing.request_key, "request_digest": digest_of(filing),
        "institution_id": by.institution_id, "head_id": head.person_id, "level": filing.level, "year": year,
        "unit_kind": filing.unit_kind, "unit_name": filing.unit_name.strip(), "unit_uscc": filing.unit_uscc,
        "unit_city": filing.unit_city, "jurisdiction": rules.code, "work_from": filing.work_from,
        "status": ProjectState.SUBMITTED, "submitted_at": now, "submitted_by": by.user_id, "moved_at": now,
        "pack_version": rules.version, "flags": ",".join(judged.flags),
    }).scalar_one_or_none()
    if project_id is None:
        raise FilingRefused("unit_already_filed", unit=filing.unit_name, year=year).about(judged)
    return Filed(project_id, number, repeated=False)
