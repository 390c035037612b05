"""The application as a document: what each step asks. Drafts may be incomplete; the verdict says what is missing."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assessor_hub.rules.conditions import InstitutionFacts, TrackItem
from assessor_hub.rules.values import UnitKind

STEPS = ("profile", "premises", "roster", "track_record", "commitments")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Profile(_Part):
    """Who applies: legal person, branch in the province, platform account, and in which fields it works."""

    legal_person: bool = False
    branch_code: str | None = None  # GB/T 2260 code of an independent branch
    branch_address: str = ""
    platform_account: str = ""
    fields: list[UnitKind] = Field(default_factory=list)


class Premises(_Part):
    """Where it works and which systems it runs."""

    code: str | None = None  # GB/T 2260 code of the fixed premises
    address: str = ""
    office: bool = False
    finance_rules: bool = False
    quality_system: bool = False
    quality_certificate: str = ""


class Experience(_Part):
    """One piece of work that shows experience."""

    kind: Literal["review", "assessment", "research", "standard", "policy"]
    title: str
    role: Literal["lead", "part"]
    level: Literal["national", "provincial", "municipal", "industry"]
    done_on: date


class Commitments(_Part):
    """What it has written down and what it promises."""

    internal_rules: list[Literal["management", "work_procedure", "staff", "expert_review"]] = Field(
        default_factory=list
    )
    clean_record: bool = False
    clean_checked_on: date | None = None
    conduct: bool = False
    truthful: bool = False


class Answers(_Part):
    """The whole document, one part a step (the roster lies in the employments)."""

    profile: Profile = Field(default_factory=Profile)
    premises: Premises = Field(default_factory=Premises)
    track_record: list[Experience] = Field(default_factory=list)
    commitments: Commitments = Field(default_factory=Commitments)

    def facts(self, registered_code: str, jurisdiction: str) -> InstitutionFacts:
        """The answers as the rules take them. Provinces are compared by the first two digits of a code."""
        place = jurisdiction[:2]
        return InstitutionFacts(
            registered_as_legal_person=self.profile.legal_person,
            registered_province=f"{registered_code[:2]}0000",
            has_branch_in_province=(self.profile.branch_code or "")[:2] == place,
            premises_province=f"{self.premises.code[:2]}0000" if self.premises.code else None,
            has_office=self.premises.office,
            has_finance_rules=self.premises.finance_rules,
            has_quality_system=self.premises.quality_system,
            fields=frozenset(self.profile.fields),
            internal_rules=frozenset(self.commitments.internal_rules),
            clean_record=self.commitments.clean_record,
            platform_registered=bool(self.profile.platform_account.strip()),
            track_record=tuple(
                TrackItem(kind=item.kind, role=item.role, level=item.level, done_on=item.done_on)
                for item in self.track_record
            ),
            conduct_committed=self.commitments.conduct,
        )
