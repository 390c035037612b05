"""A lead from the filings: the evaluated unit is a registered assessor, or the filing institution itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.institutions.models import Institution
from assessor_hub.leads.evidence import Lead, Row, Shows, lead
from assessor_hub.leads.models import LeadKind
from assessor_hub.projects.models import GONE, Project
from assessor_hub.rules.law import LawBook


def unit_is_assessor(session: Session, _law: LawBook, _day: date) -> Iterator[Lead]:
    """Live projects whose evaluated unit has the code of a registered institution, once a pair of the two."""
    wanted = (
        select(Project.id, Project.number, Project.unit_name, Project.institution_id, Institution.id, Institution.uscc)
        .join(Institution, Institution.uscc == Project.unit_uscc)
        .where(Project.status.not_in(GONE))
    )
    groups: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for project_id, number, unit, filer, evaluated, uscc in session.execute(wanted):
        figures = {"number": number, "unit": unit, "project_id": project_id, "uscc": uscc}
        rows = groups[filer, evaluated]
        rows.append(Row(filer, Shows.UNIT, f"projects:{project_id}", (uscc,), figures))
        rows.append(Row(evaluated, Shows.CODE, f"institutions:{evaluated}", (uscc,), {"uscc": uscc}))
    for (filer, evaluated), rows in groups.items():
        yield lead(LeadKind.UNIT_IS_ASSESSOR, f"{filer}>{evaluated}", rows)
