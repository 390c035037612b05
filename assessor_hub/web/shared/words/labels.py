"""One word for one thing: what every enum's value is called on the pages."""

from __future__ import annotations

from enum import Enum
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from assessor_hub.accounts.models import Role
from assessor_hub.documents.models import DocumentKind
from assessor_hub.institutions.models import ConflictKind, InstitutionKind
from assessor_hub.jurisdictions.models import CommencementKind
from assessor_hub.leads.models import LeadKind, LeadState
from assessor_hub.registration.models import EndKind
from assessor_hub.registration.review_models import Closing, Stance
from assessor_hub.rosters.models import ImportState
from assessor_hub.rules.identifiers import IdKind
from assessor_hub.rules.law import Standing
from assessor_hub.rules.lifecycle import ApplicationState, ApplicationVerb, ChangeState, ProjectState, TipState
from assessor_hub.rules.pack import Strength
from assessor_hub.rules.staffing import TitleLevel
from assessor_hub.rules.values import ChangeKind, Effect, Ground, Level, Specialty, UnitKind
from assessor_hub.whistleblowing.models import TipKind, TipSubject

_TABLE: tuple[tuple[Enum, Any], ...] = (
    (Role.OWNER, _l("Institution owner")),
    (Role.MEMBER, _l("Institution member")),
    (Role.COUNTY_STAFF, _l("County staff")),
    (Role.CITY_STAFF, _l("City staff")),
    (Role.REVIEWER, _l("Reviewer")),
    (Role.APPROVER, _l("Approver")),
    (Role.REPORT_HANDLER, _l("Handler of public reports")),
    (Role.IDENTITY_CUSTODIAN, _l("Identity custodian")),
    (Role.AUDITOR, _l("Auditor")),
    (Role.ADMINISTRATOR, _l("Administrator")),
    (Level.NATIONAL, _l("National level")),
    (Level.PROVINCIAL, _l("Provincial level")),
    (Level.MUNICIPAL, _l("Municipal level")),
    (UnitKind.FACTORY, _l("Green factory")),
    (UnitKind.PARK, _l("Green industrial park")),
    (UnitKind.SUPPLY_CHAIN, _l("Green supply-chain enterprise")),
    (Specialty.ENERGY, _l("Energy")),
    (Specialty.ENVIRONMENT, _l("Environment")),
    (Specialty.ECOLOGY, _l("Ecology")),
    (Specialty.ECOLOGICAL_ENVIRONMENT, _l("Ecological environment")),
    (Specialty.LOW_CARBON, _l("Low carbon")),
    (Specialty.LIFE_CYCLE, _l("Life-cycle assessment")),
    (Specialty.OTHER, _l("Another specialty")),
    (Specialty.UNRELATED, _l("Unrelated specialty, such as accounting")),
    (TitleLevel.NONE, _l("No title")),
    (TitleLevel.JUNIOR, _l("Junior title")),
    (TitleLevel.MID, _l("Mid-level title")),
    (TitleLevel.DEPUTY_SENIOR, _l("Deputy senior title")),
    (TitleLevel.FULL_SENIOR, _l("Full senior title")),
    (Ground.FRAUD, _l("Fraud")),
    (Ground.CONCEALMENT, _l("Deliberate concealment of the evaluated unit's problems")),
    (Ground.POOR_QUALITY, _l("Poor quality of evaluation")),
    (Ground.LACKS_CONDITIONS, _l("Lack of the basic conditions")),
    (Effect.NON_ACCEPTANCE, _l("Circulated notice and non-acceptance of results")),
    (Effect.CANCEL_AND_NON_ACCEPTANCE, _l("Qualification cancelled and results not accepted")),
    (Effect.REPORT_UP, _l("Reported to the department above")),
    (Effect.BLOCK_NEW_FILINGS, _l("No new projects")),
    (Effect.NOT_ACCEPTED_WHILE, _l("Reports and results not accepted while it lasts")),
    (Effect.TELL_STAFF, _l("Shown to staff")),
    (Effect.RECTIFY, _l("Recorded, rectification asked for")),
    (Effect.RECTIFY_THEN_LIST, _l("Rectification; where it fails, an entry on the list")),
    (Effect.SANCTION, _l("Handled as a sanction")),
    (Effect.NONE, _l("No consequence stated")),
    (Strength.TEXT, _l("Stated by the text")),
    (Strength.RESTATED, _l("Restated")),
    (Strength.ASSUMED, _l("Assumed, needs a human")),
    (Strength.SILENT, _l("The text is silent")),
    (Strength.REFERENCE, _l("Reference setting, not law")),
    (Standing.IN_FORCE, _l("In force")),
    (Standing.TRIAL, _l("Draft, applied as a trial")),
    (Standing.PENDING, _l("Draft or unconfirmed, not in force")),
    (Standing.NOT_YET, _l("Not yet in force")),
    (Standing.EXPIRED, _l("Expired")),
    (Standing.NOT_HELD, _l("Text not held")),
    (EndKind.CANCELLED, _l("cancelled by decision")),
    (EndKind.SET_ASIDE, _l("its recording set aside")),
    (EndKind.RENEWED, _l("renewed")),
    (EndKind.EXIT, _l("given up by the institution")),
    (EndKind.DISSOLUTION, _l("institution dissolved")),
    (EndKind.MERGER, _l("institution merged into another")),
    (EndKind.DIVISION, _l("institution divided")),
    (ChangeKind.NAME, lazy_pgettext("institution", "Name")),
    (ChangeKind.LEGAL_FORM, _l("Kind of institution")),
    (ChangeKind.REGISTERED_PLACE, _l("Place of registration")),
    (ChangeKind.ADDRESS, _l("Address")),
    (ChangeKind.LEGAL_REPRESENTATIVE, _l("Legal representative")),
    (ChangeKind.STAFF_LEFT, _l("Staff left")),
    (ChangeKind.STAFF_BELOW, _l("Staff left, fewer than asked for")),
    (ChangeKind.PREMISES, _l("Fixed premises")),
    (ChangeKind.QUALITY_CERTIFICATE, _l("Quality-management certificate")),
    (ChangeKind.EXIT, _l("Voluntary exit")),
    (ChangeKind.DISSOLUTION, _l("Dissolution")),
    (ChangeKind.MERGER, _l("Merger into another")),
    (ChangeKind.DIVISION, _l("Division")),
    (ChangeState.FILED, lazy_pgettext("change", "Filed")),
    (ChangeState.NEEDS_REVIEW, _l("To be reviewed anew")),
    (ChangeState.NOTED, _l("Noted")),
    (ChangeState.ACCEPTED, lazy_pgettext("change", "Accepted")),
    (ChangeState.OBJECTED, _l("Objected to")),
    (ImportState.WAITING, _l("Waiting to be read")),
    (ImportState.READING, _l("Being read")),
    (ImportState.PREVIEW, _l("Preview, waits for confirmation")),
    (ImportState.CONFIRMED, _l("Confirmed, waiting to be written")),
    (ImportState.RUNNING, _l("Being written")),
    (ImportState.DONE, _l("Done")),
    (ImportState.FAILED, _l("Failed")),
    (ImportState.CANCELLED, _l("Cancelled")),
    (ApplicationState.DRAFT, _l("Draft")),
    (ApplicationState.SUBMITTED, _l("Submitted")),
    (ApplicationState.RETURNED, _l("Returned for correction")),
    (ApplicationState.REFUSED, lazy_pgettext("application", "Refused")),
    (ApplicationState.RECORDED, _l("Recorded")),
    (ApplicationState.WITHDRAWN, _l("Withdrawn")),
    (ProjectState.SUBMITTED, _l("Submitted")),
    (ProjectState.RETURNED, _l("Returned for correction")),
    (ProjectState.REFUSED, lazy_pgettext("project", "Refused")),
    (ProjectState.REGISTERED, _l("Registered")),
    (ProjectState.REPORTED, _l("Report issued")),
    (ProjectState.ACCEPTED, _l("Accepted")),
    (ProjectState.NOT_ACCEPTED, _l("Not accepted")),
    (ProjectState.WITHDRAWN, _l("Withdrawn")),
    (ProjectState.STOPPED, _l("Stopped")),
    (ProjectState.LAPSED, _l("Lapsed, not corrected in time")),
    (LeadKind.SAME_PHONE, _l("Same phone")),
    (LeadKind.SAME_ADDRESS, _l("Same address")),
    (LeadKind.SAME_DOCUMENT, _l("Same document")),
    (LeadKind.SHARED_STAFF, _l("Shared staff")),
    (LeadKind.SHARED_HEAD, _l("Shared legal representative")),
    (LeadKind.HEAD_ON_STAFF, _l("Legal representative on another's roster")),
    (LeadKind.BANNED_HEAD, _l("Headed by the legal representative of an institution under a ban")),
    (LeadKind.HEAD_CHANGED, _l("Legal representative changed around a full pool")),
    (LeadKind.UNIT_IS_ASSESSOR, _l("Evaluated unit is an assessor itself")),
    (LeadState.OPEN, lazy_pgettext("lead", "Not looked at")),
    (LeadState.LOOKING, lazy_pgettext("lead", "Being looked into")),
    (LeadState.NOT_RELEVANT, lazy_pgettext("lead", "Not relevant")),
    (TipState.RECEIVED, _l("Received")),
    (TipState.ACCEPTED, _l("Accepted for verification")),
    (TipState.DECLINED, _l("Not accepted for verification")),
    (TipState.CONCLUDED, _l("Concluded")),
    (TipKind.REAL_NAME, _l("Real-name report")),
    (TipKind.LEAD, _l("Lead, not handled as a real-name report")),
    (TipSubject.ASSESSOR, _l("An assessor institution")),
    (TipSubject.LISTED_UNIT, _l("A listed unit (factory, park or supply-chain enterprise)")),
    (Stance.SUPPORT, lazy_pgettext("city", "Supports")),
    (Stance.OBJECT, lazy_pgettext("city", "Objects")),
    (Stance.NONE, lazy_pgettext("city", "Has no opinion")),
    (Closing.DECIDED, _l("decided upon")),
    (Closing.REPLACED, _l("replaced by another")),
    (Closing.OVERTAKEN, _l("overtaken")),
    (ApplicationVerb.SUBMIT, lazy_pgettext("verb", "Hand in")),
    (ApplicationVerb.RETURN, lazy_pgettext("verb", "Return for correction")),
    (ApplicationVerb.REFUSE, lazy_pgettext("verb", "Refuse")),
    (ApplicationVerb.RECORD, lazy_pgettext("verb", "Record")),
    (ApplicationVerb.SET_ASIDE, lazy_pgettext("verb", "Set the decision aside")),
    (ApplicationVerb.WITHDRAW, lazy_pgettext("verb", "Withdraw")),
    (InstitutionKind.ENTERPRISE, _l("Enterprise")),
    (InstitutionKind.PUBLIC_INSTITUTION, _l("Public institution")),
    (InstitutionKind.ASSOCIATION, _l("Industry association or other social organisation")),
    (ConflictKind.SHAREHOLDING, _l("Shareholding")),
    (ConflictKind.SAME_HEAD, _l("The same head")),
    (ConflictKind.SELF_EVALUATION, _l("Wrote the unit's self-evaluation")),
    (ConflictKind.OTHER, _l("Another tie")),
    (CommencementKind.IN_FORCE, _l("Into force")),
    (CommencementKind.TRIAL, _l("Into a labelled trial")),
    (DocumentKind.LEGAL_PERSON, _l("Business licence or certificate of legal person")),
    (DocumentKind.AUTHORISATION, _l("Letter of authorisation")),
    (DocumentKind.PREMISES, _l("Proof of premises")),
    (DocumentKind.FINANCE_RULES, _l("Financial rules, as a document")),
    (DocumentKind.QUALITY_SYSTEM, _l("Certificate or documents of the quality-management system")),
    (DocumentKind.INTERNAL_RULES, _l("Internal rules, as documents")),
    (DocumentKind.CREDIT_RECORD, _l("Look-up of the credit record")),
    (DocumentKind.STAFF, _l("Proof of staff: titles, contracts, social insurance")),
    (DocumentKind.TRACK_RECORD, _l("Proof of track record")),
    (DocumentKind.EVALUATION_REPORT, _l("Evaluation report")),
    (DocumentKind.EVIDENCE, _l("Evidence")),
    (IdKind.RESIDENT_ID, _l("Resident identity card")),
    (IdKind.PASSPORT, _l("Passport")),
    (IdKind.HK_MACAO_RESIDENCE, _l("Residence permit for Hong Kong and Macao residents")),
    (IdKind.TAIWAN_RESIDENCE, _l("Residence permit for Taiwan residents")),
)
# by class and name: members of two StrEnums with the same word are equal, and one label would stand for both
LABELS = {(type(member), member.name): text for member, text in _TABLE}


def label(value: Enum) -> str:
    """What an enum's value is called."""
    return str(LABELS[type(value), value.name])


def choices(kind: type[Enum]) -> list[tuple[str, str]]:
    """(value, label) of every member, in order, for a select."""
    return [(member.value, label(member)) for member in kind]
