"""The shapes of a roster's line: what is typed (Terms, Claim), and what held on a day (Line)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessor_hub.institutions.models import Person
from assessor_hub.institutions.services import PersonName
from assessor_hub.rules.staffing import TitleLevel, TitleSeries
from assessor_hub.rules.values import Specialty
from assessor_hub.staffing.models import Counting, Employment, EmploymentTerms


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a line of a roster says of a person, but for who it is. ``insured_month`` is YYYY-MM, or None.

    ``certificate`` is the number of the title's certificate, ``issued_on`` its date; ``foreign_title``: from abroad.
    """

    title_level: TitleLevel
    specialty: Specialty
    certificate: str
    full_time: bool
    contract: bool
    insured_month: str | None
    first_day: date
    series: TitleSeries | None = None
    issuer: str = ""
    issued_on: date | None = None
    foreign_title: bool = False


@dataclass(frozen=True, kw_only=True)
class Claim(Terms):
    """One line of a roster as typed or imported."""

    person: PersonName


@dataclass(frozen=True)
class Line:
    """A line of a roster as of a day: the claim, the terms in force, and its counting that covers the day, if any."""

    employment: Employment
    terms: EmploymentTerms
    counting: Counting | None

    @property
    def id(self) -> int:
        """The employment's id, which is the ``ref`` of :class:`~assessor_hub.rules.staffing.StaffMember`."""
        return self.employment.id

    @property
    def person(self) -> Person:
        """Who it is."""
        return self.employment.person

    @property
    def name(self) -> str:
        """The name as this institution typed it."""
        return self.employment.name

    @property
    def is_draft(self) -> bool:
        """Whether the line was never handed in."""
        return self.employment.claimed_at is None
