"""The application as a document: what each step asks. Drafts may be incomplete; the verdict says what is missing.

Fields are only ever added, with a default: a document of an older release loads as it was written. ``document`` and
``document_…`` hold the id of a document of the same application that shows the thing (None: nothing shows it).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from assessor_hub.documents.models import DocumentKind
from assessor_hub.rules.institution_facts import Branch, InstitutionFacts, PremisesFacts, QualitySystem, TrackItem
from assessor_hub.rules.keys import InternalRule
from assessor_hub.rules.values import UnitKind

STEPS = ("profile", "premises", "roster", "track_record", "commitments")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Profile(_Part):
    """Who applies: legal person, branch in the province, platform account, and in which fields it works.

    ``branch_head`` leads the branch: not the legal representative, and no cap is counted by them. ``ability_…`` says
    of each field which staff and which experience there are.
    """

    legal_person: bool = False
    branch_code: str | None = None  # GB/T 2260 code of an independent branch
    branch_uscc: str = ""  # the branch's own unified social credit code, if it has one
    branch_address: str = ""
    branch_head: str = ""
    branch_since: date | None = None
    platform_account: str = ""
    fields: list[UnitKind] = Field(default_factory=list)
    ability_factory: str = ""
    ability_park: str = ""
    ability_supply_chain: str = ""

    def ability(self, kind: UnitKind) -> str:
        """What is said of the staff and the experience in a field."""
        said: str = getattr(self, f"ability_{kind.value}")
        return said.strip()


class Premises(_Part):
    """Where it works and which systems it runs. Days of validity are the last ones, inclusive."""

    code: str | None = None  # GB/T 2260 code of the fixed premises
    address: str = ""
    right: Literal["owned", "leased"] | None = None
    until: date | None = None  # last day of the lease
    office: bool = False
    finance_rules: bool = False
    quality_system: bool = False
    quality_standard: str = ""
    quality_certificate: str = ""  # its number
    quality_issuer: str = ""
    quality_until: date | None = None


class Experience(_Part):
    """One piece of work that shows experience."""

    kind: Literal["review", "assessment", "research", "standard", "policy"]
    title: str
    role: Literal["lead", "part"]
    level: Literal["national", "provincial", "municipal", "industry"]
    done_on: date
    document: int | None = None


class Commitments(_Part):
    """What it has written down and what it promises."""

    internal_rules: list[InternalRule] = Field(default_factory=list)
    document_management: int | None = None
    document_work_procedure: int | None = None
    document_staff: int | None = None
    document_expert_review: int | None = None
    clean_record: bool = False
    clean_checked_on: date | None = None
    conduct: bool = False
    truthful: bool = False

    def document(self, rule: InternalRule) -> int | None:
        """The document of an internal rule."""
        found: int | None = getattr(self, f"document_{rule}")
        return found


class Answers(_Part):
    """The whole document, one part a step (the roster lies in the employments)."""

    profile: Profile = Field(default_factory=Profile)
    premises: Premises = Field(default_factory=Premises)
    track_record: list[Experience] = Field(default_factory=list)
    commitments: Commitments = Field(default_factory=Commitments)

    def without_documents(self) -> Answers:
        """The same answers for another application, whose documents are others."""
        none = {name: None for name in Commitments.model_fields if name.startswith("document_")}
        return self.model_copy(update={
            "track_record": [item.model_copy(update={"document": None}) for item in self.track_record],
            "commitments": self.commitments.model_copy(update=none),
        })

    def facts(
        self, registered_code: str, documents: Collection[int], kinds: Collection[str] = ()
    ) -> InstitutionFacts:
        """The answers as the rules take them; ``documents`` are the ids of the application's live documents.

        ``kinds`` are theirs: one of the financial rules shows these, whatever its name.
        """
        rules = self.commitments.internal_rules
        return InstitutionFacts(
            registered_as_legal_person=self.profile.legal_person,
            registered_province=_province(registered_code),
            platform_registered=bool(self.profile.platform_account.strip()),
            fields=frozenset(self.profile.fields),
            fields_described=frozenset(kind for kind in self.profile.fields if self.profile.ability(kind)),
            internal_rules=frozenset(rules),
            rules_documented=frozenset(rule for rule in rules if self.commitments.document(rule) in documents),
            clean_record=self.commitments.clean_record,
            clean_checked_on=self.commitments.clean_checked_on,
            track_record=tuple(
                TrackItem(
                    kind=item.kind, role=item.role, level=item.level, done_on=item.done_on,
                    proven=item.document in documents,
                )
                for item in self.track_record
            ),
            conduct_committed=self.commitments.conduct,
            finance_rules_documented=DocumentKind.FINANCE_RULES in kinds,
            **self._places(),
        )

    def _places(self) -> dict[str, Any]:
        """The branch, the premises and what is run there."""
        own, there = self.profile, self.premises
        branch = own.branch_code and Branch(
            _province(own.branch_code), own.branch_since,
            described=bool(own.branch_address.strip() and own.branch_head.strip()),
        )
        return {
            "branch": branch or None,
            "premises": PremisesFacts(_province(there.code), there.right, there.until) if there.code else None,
            "has_office": there.office,
            "has_finance_rules": there.finance_rules,
            "quality_system": QualitySystem(there.quality_until) if there.quality_system else None,
        }


def _province(code: str) -> str:
    return f"{code[:2]}0000"
