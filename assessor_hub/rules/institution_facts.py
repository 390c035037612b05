"""What an institution shows of itself, as the rules take it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from assessor_hub.rules.values import UnitKind

Right = Literal["owned", "leased"]


@dataclass(frozen=True)
class TrackItem:
    """One piece of work that shows experience; ``proven``: a document shows it."""

    kind: Literal["review", "assessment", "research", "standard", "policy"]
    role: Literal["lead", "part"]
    level: Literal["national", "provincial", "municipal", "industry"]
    done_on: date
    proven: bool = True


@dataclass(frozen=True)
class Branch:
    """An independent branch: its province, since when, and whether its address and its head are on record.

    Its head is not the legal representative, and no cap is counted by them.
    """

    province: str
    since: date | None
    described: bool


@dataclass(frozen=True)
class PremisesFacts:
    """Fixed premises: their province, by which right, and the last day of a lease (None: not said)."""

    province: str
    right: Right | None
    until: date | None


@dataclass(frozen=True)
class QualitySystem:
    """A quality-management system; ``valid_until`` is the last day of its certificate (None: no certificate)."""

    valid_until: date | None


@dataclass(frozen=True)
class InstitutionFacts:
    """What an institution shows. Provinces are GB/T 2260 codes; None: it has no such thing.

    ``fields_described`` and ``rules_documented`` are the ones of ``fields`` with a statement of staff and experience
    and of ``internal_rules`` with their document, ``finance_rules_documented`` says the same of the financial rules;
    ``clean_checked_on`` is the day of the last look-up.
    """

    registered_as_legal_person: bool
    registered_province: str
    branch: Branch | None
    premises: PremisesFacts | None
    has_office: bool
    has_finance_rules: bool
    finance_rules_documented: bool
    quality_system: QualitySystem | None
    fields: frozenset[UnitKind]
    fields_described: frozenset[UnitKind]
    internal_rules: frozenset[str]
    rules_documented: frozenset[str]
    clean_record: bool
    clean_checked_on: date | None
    platform_registered: bool
    track_record: tuple[TrackItem, ...]
    conduct_committed: bool
