"""Rosters as the spreadsheet that the import takes: the same columns, the same words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from assessor_hub.crypto import Vault
from assessor_hub.institutions.models import Institution
from assessor_hub.institutions.services import full_number, masked_number
from assessor_hub.staffing import roster_words as words
from assessor_hub.staffing.lines import Line
from assessor_hub.staffing.models import Employment, EmploymentTerms
from assessor_hub.staffing.roster_template import MASKED, roster_workbook
from assessor_hub.staffing.roster_words import Column
from assessor_hub.staffing.services import in_force

_TEXTS: dict[Column, Callable[[Line], str]] = {
    Column.NAME: lambda row: row.name,
    Column.ID_KIND: lambda row: words.ID_KINDS[row.person.id_kind][0],
    Column.SERIES: lambda row: words.SERIES[row.terms.series][0],
    Column.TITLE: lambda row: words.TITLES[row.terms.title_level][0],
    Column.SPECIALTY: lambda row: words.SPECIALTIES[row.terms.specialty][0],
    Column.ISSUER: lambda row: row.terms.issuer,
    Column.ISSUED_ON: lambda row: row.terms.issued_on.isoformat() if row.terms.issued_on else "",
    Column.CERTIFICATE: lambda row: row.terms.certificate,
    Column.FOREIGN: lambda row: words.YES_NO[row.terms.foreign_title][0],
    Column.FULL_TIME: lambda row: words.YES_NO[row.terms.full_time][0],
    Column.CONTRACT: lambda row: words.YES_NO[row.terms.contract][0],
    Column.INSURED_MONTH: lambda row: row.terms.insured_month or "",
    Column.FIRST_DAY: lambda row: row.employment.first_day.isoformat(),
}


def own_roster(session: Session, vault: Vault, institution_id: int, day: date) -> bytes:
    """An institution's roster of ``day`` for itself, with identity numbers: imported again it changes nothing."""
    return roster_workbook(lines_of(session, vault, {institution_id}, day, words.OWN, masked=False), words.OWN)


def rosters_for_staff(session: Session, vault: Vault, institution_ids: Collection[int], day: date) -> bytes:
    """Rosters of ``day`` for a department: identity numbers are masked, so that this cannot be imported; it says so."""
    lines = lines_of(session, vault, institution_ids, day, words.PROVINCE, masked=True)
    return roster_workbook(lines, words.PROVINCE, (MASKED,))


def lines_of(
    session: Session, vault: Vault, institution_ids: Collection[int], day: date, wanted: Sequence[Column], *,
    masked: bool,
) -> Iterator[list[str]]:
    """The lines by institution and in the order they were entered, a bounded number of them in memory."""
    rows = (
        select(Institution.uscc, Employment, EmploymentTerms)
        .select_from(Institution)
        .join(Employment, Employment.institution_id == Institution.id)
        .join(EmploymentTerms, in_force(day))
        .where(
            Employment.institution_id.in_(institution_ids), Employment.first_day <= day,
            or_(Employment.last_day.is_(None), Employment.last_day >= day),
        )
        .order_by(Institution.uscc, Employment.id)
    )
    number = masked_number if masked else full_number
    with session.execute(rows.execution_options(yield_per=500)) as found:
        for uscc, employment, terms in found:
            row = Line(employment, terms, None)
            own = {Column.USCC: uscc, Column.ID_NUMBER: number(vault, row.person)}
            yield [own[column] if column in own else _TEXTS[column](row) for column in wanted]
