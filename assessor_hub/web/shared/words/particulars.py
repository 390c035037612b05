"""What the fields of an application are called, and what stands in them, in words: for marks and for what changed."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from assessor_hub.documents.models import DocumentKind
from assessor_hub.institutions.models import InstitutionKind
from assessor_hub.places import place_name
from assessor_hub.rules.staffing import TitleLevel, TitleSeries
from assessor_hub.rules.values import Specialty, UnitKind
from assessor_hub.web.shared.words.answers import RIGHTS
from assessor_hub.web.shared.words.labels import label
from assessor_hub.web.shared.words.refusals import day

STEPS: dict[str, Any] = {
    "profile": _l("The institution"),
    "premises": _l("Premises and systems"),
    "roster": _l("Full-time staff"),
    "track_record": _l("Experience"),
    "commitments": _l("Rules and commitments"),
    "documents": _l("Documents"),
    "signer": _l("Signature"),
}
FIELDS: dict[str, Any] = {
    "profile.name": _l("Name of the institution"),
    "profile.kind": _l("Kind of institution"),
    "profile.registered_code": _l("City of registration"),
    "profile.address": _l("Address"),
    "profile.phone": _l("Telephone"),
    "profile.legal_person": _l("Independent legal person"),
    "profile.branch_code": _l("City of an independent branch"),
    "profile.branch_uscc": _l("Unified social credit code of the branch"),
    "profile.branch_head": _l("Head of the branch"),
    "profile.branch_since": _l("Branch registered on"),
    "profile.ability_factory": _l("Staff and experience: green factories"),
    "profile.ability_park": _l("Staff and experience: green industrial parks"),
    "profile.ability_supply_chain": _l("Staff and experience: green supply chains"),
    "profile.branch_address": _l("Address of the branch"),
    "profile.platform_account": _l("Account on the national platform"),
    "profile.fields": _l("Able to evaluate"),
    "premises.code": _l("City of the fixed premises"),
    "premises.address": _l("Address of the premises"),
    "premises.right": _l("Right to the premises"),
    "premises.until": _l("Last day of the lease"),
    "premises.quality_standard": _l("Standard of the quality-management system"),
    "premises.quality_issuer": _l("Issuer of the quality certificate"),
    "premises.quality_until": _l("Last day of the quality certificate"),
    "premises.office": _l("Office conditions"),
    "premises.finance_rules": _l("Financial rules"),
    "premises.quality_system": _l("Quality-management system"),
    "premises.quality_certificate": _l("Certificate of the quality-management system"),
    "track_record.item": _l("Piece of work"),
    "commitments.internal_rules": _l("Internal rules in force"),
    "commitments.document_management": _l("Document of the rule on institution management"),
    "commitments.document_work_procedure": _l("Document of the rule on work procedure"),
    "commitments.document_staff": _l("Document of the rule on staff management"),
    "commitments.document_expert_review": _l("Document of the rule on expert review"),
    "commitments.clean_record": _l("Clean record"),
    "commitments.clean_checked_on": _l("Credit record looked up on"),
    "commitments.conduct": _l("Commitment on conduct"),
    "commitments.truthful": _l("Everything true and complete"),
    "roster.line": _l("On the roster"),
    "roster.name": _l("Name"),
    "roster.title_level": _l("Title"),
    "roster.series": _l("Series of the title"),
    "roster.issuer": _l("Issuing body"),
    "roster.issued_on": _l("Date of issue"),
    "roster.foreign_title": _l("The title was awarded abroad"),
    "roster.specialty": _l("Specialty"),
    "roster.certificate": _l("Number of the certificate"),
    "roster.full_time": _l("Works full-time"),
    "roster.contract": _l("Labour contract"),
    "roster.insured_month": _l("Social insurance"),
    "roster.first_day": _l("First day"),
    "roster.last_day": _l("Last day"),
    "documents.document": _l("Document"),
    "signer.name": _l("Name of the signer"),
    "signer.office": _l("Office of the signer"),
    "signer.is_head": _l("Signed by the legal representative"),
}
_WORDS: dict[str, Any] = RIGHTS | {
    "review": _l("Review"), "assessment": _l("Assessment"), "research": _l("Research project"),
    "standard": _l("Standard"), "policy": _l("Policy"), "lead": _l("Led"), "part": _l("Took part"),
    "national": _l("National"), "provincial": _l("Provincial"), "municipal": _l("Municipal"),
    "industry": _l("Industry"),
    "management": _l("Institution management"), "work_procedure": _l("Work procedure"),
    "staff": _l("Staff management"), "expert_review": _l("Expert review"),
}
_ENUMS: dict[str, Any] = {
    "profile.kind": InstitutionKind, "profile.fields": UnitKind, "roster.title_level": TitleLevel,
    "roster.series": TitleSeries,
    "roster.specialty": Specialty, "documents.kind": DocumentKind,
}
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_OF_MACHINES = frozenset({"id", "sha256", "person_id", "document"})  # of a list's thing, said elsewhere or to nobody


def step_word(step: str) -> str:
    """What a step is called."""
    return str(STEPS.get(step, step))


def field_word(step: str, field: str) -> str:
    """What a field is called; a whole step where none is named."""
    return str(FIELDS.get(f"{step}.{field}", field)) if field else _("The whole step")


def fields_of(step: str) -> list[tuple[str, str]]:
    """(field, what it is called) of a step that can be marked."""
    return [(name.partition(".")[2], str(text)) for name, text in FIELDS.items() if name.partition(".")[0] == step]


def said(step: str, field: str, value: Any) -> str:
    """A plain value of a version in words; a dash where there is nothing."""
    if value is None or value in ("", []):
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dict):
        parts = (said(step, name, one) for name, one in value.items() if name not in _OF_MACHINES)
        return _(", ").join(part for part in parts if part != "–")
    if isinstance(value, list):
        return _(", ").join(said(step, field, one) for one in value)
    if isinstance(value, int) and field.startswith("document"):
        return _("Document no. %(n)s", n=value)
    return _word(f"{step}.{field}", str(value))


def _word(path: str, value: str) -> str:
    if path in _ENUMS:
        return label(_ENUMS[path](value))
    if path.endswith("code"):
        return place_name(value)
    if _ISO.fullmatch(value):
        return day(date.fromisoformat(value))
    return str(_WORDS.get(value, value))
