"""What matching needs, read set by set: rows, filings, names and what people said of them. Never a query for a row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import null, select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import Actor
from assessor_hub.accounts.models import Role
from assessor_hub.institutions.models import Institution
from assessor_hub.projects.ledger_models import Charge, DeclaredProject
from assessor_hub.projects.models import Project
from assessor_hub.reconciliation.matching import Filed, Filings, Found, Known, Printed, match
from assessor_hub.reconciliation.models import NameConfirmation, Named, PublishedRow
from assessor_hub.registration.change_models import Change
from assessor_hub.registration.models import Recordal
from assessor_hub.registration.queries import dealings
from assessor_hub.rules.law import LawBook
from assessor_hub.rules.names import form
from assessor_hub.rules.values import ChangeKind

_COLUMNS = (
    PublishedRow.id, PublishedRow.list_id, PublishedRow.line, PublishedRow.year, PublishedRow.unit_name,
    PublishedRow.unit_uscc, PublishedRow.unit_kind, PublishedRow.level, PublishedRow.place, PublishedRow.assessor_name,
    PublishedRow.asked_at,
)


def printed(session: Session, law: LawBook, wanted: Any) -> list[Printed]:
    """The rows of ``wanted``, a condition on published rows, in the order of their lists."""
    rows = session.execute(
        select(*_COLUMNS).where(wanted).order_by(PublishedRow.list_id, PublishedRow.line, PublishedRow.id)
    )
    return [Printed(*row, law.jurisdiction_for(row.place)) for row in rows]


def matched(session: Session, law: LawBook, rows: list[Printed]) -> list[Found]:
    """Every row with its outcome, as of now."""
    if not rows:
        return []
    places = {row.jurisdiction for row in rows}
    return match(rows, Filings(filed(session, law, rows)), known(session, places))


def filed(session: Session, law: LawBook, rows: list[Printed]) -> list[Filed]:
    """The projects that rows could be: filed for a unit of their jurisdictions in their years, or one beside them."""
    places, years = {row.jurisdiction for row in rows}, {row.year for row in rows}
    first, last = min(years) - 1, max(years) + 1
    here = _filed(Project, Project.number, Project.head_id, Charge.project_id).where(
        Project.jurisdiction.in_(sorted(places)), Project.year.between(first, last)
    )
    declared = _filed(DeclaredProject, null(), DeclaredProject.person_id, Charge.declared_id).where(
        DeclaredProject.year.between(first, last)
    )
    found = [Filed(*row) for row in session.execute(here)]
    for row in session.execute(declared):  # its jurisdiction is the department's, not the unit's
        project = Filed(*row)
        found.append(project._replace(jurisdiction=law.jurisdiction_for(project.jurisdiction)))
    return [project for project in found if project.jurisdiction in places]


def _filed(kind: Any, number: Any, person: Any, charged: Any) -> Any:
    place = DeclaredProject.unit_city if kind is DeclaredProject else Project.jurisdiction
    return (
        select(
            kind.id, number, kind.institution_id, place, kind.year, kind.level, kind.unit_kind, kind.unit_name,
            kind.unit_uscc, kind.status, person, Charge.id.is_not(None),
        )
        .outerjoin(Charge, (charged == kind.id) & Charge.released_at.is_(None))
        .order_by(kind.id)
    )


def known(session: Session, jurisdictions: set[str]) -> Known:
    """What written names mean in the jurisdictions."""
    names = institution_names(session, jurisdictions)
    said_assessor: dict[tuple[str, str], int | None] = {}
    said_unit: dict[tuple[str, str], str] = {}
    said = select(NameConfirmation).where(
        NameConfirmation.jurisdiction.in_(sorted(jurisdictions)), NameConfirmation.withdrawn_at.is_(None)
    )
    for row in session.scalars(said):
        if row.named is Named.ASSESSOR:
            said_assessor[row.jurisdiction, row.form] = row.institution_id
        elif row.unit_uscc is not None:
            said_unit[row.jurisdiction, row.form] = row.unit_uscc
    return Known(_by_form(names.items()), _by_form(former_names(session, set(names))), said_assessor, said_unit)


def institution_names(session: Session, jurisdictions: Iterable[str]) -> dict[int, str]:
    """Institutions that a department may know of: recorded anywhere at any time, or before one of the jurisdictions.

    Who is only being set up elsewhere is nobody's to find here.
    """
    department = Actor(None, "department", frozenset((Role.REVIEWER, code) for code in jurisdictions))
    within = set(dealings(session, department)) | set(session.scalars(select(Recordal.institution_id).distinct()))
    every = session.execute(select(Institution.id, Institution.name).order_by(Institution.id))
    return {institution_id: name for institution_id, name in every if institution_id in within}


def names_of(session: Session, rows: list[Found]) -> dict[int, str]:
    """The names of every institution that is named or has filed in the outcomes of ``rows``."""
    ids = {
        project.institution_id for one in rows for project in (*one.own, *one.others, *one.not_live, *one.elsewhere)
    } | {institution for one in rows for institution in one.assessor.institutions}
    every = session.execute(select(Institution.id, Institution.name))
    return {institution_id: name for institution_id, name in every if institution_id in ids}


def codes_of(session: Session, institutions: list[int]) -> dict[int, str]:
    """The codes of a few institutions."""
    return dict(session.execute(select(Institution.id, Institution.uscc).where(Institution.id.in_(institutions))).all())


def former_names(session: Session, institutions: set[int]) -> list[tuple[int, str]]:
    """The names that those institutions had before they filed a change."""
    changed = select(Change.institution_id, Change.before).where(Change.kind == ChangeKind.NAME)
    return [
        (institution_id, str(before["name"])) for institution_id, before in session.execute(changed)
        if institution_id in institutions and before.get("name")
    ]


def _by_form(names: Iterable[tuple[int, str]]) -> Mapping[str, frozenset[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for institution_id, name in names:
        found[form(name)].add(institution_id)
    return {written: frozenset(ids) for written, ids in found.items()}
