"""Every key of the packs as a question in words, under the heading of its section."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SECTIONS: dict[str, Any] = {
    "conditions": _l("What an institution must be"),
    "recordal": _l("Before evaluating"),
    "caps": _l("Yearly caps of one legal representative"),
    "projects": _l("Projects"),
    "conduct": _l("Conduct"),
    "summary": _l("The yearly summary"),
    "sanctions": _l("What follows from a finding"),
    "quality": _l("Quality of evaluation"),
    "public_reports": _l("Reports by the public"),
    "lists": _l("The lists of factories, parks and supply chains"),
    "reference": _l("Reference times, no law"),
}
QUESTIONS: dict[str, Any] = {
    "conditions.legal_person": _l("Independent legal person, registered where?"),
    "conditions.premises": _l("Fixed premises and office conditions, where?"),
    "conditions.finance_rules": _l("Sound financial rules?"),
    "conditions.quality_system": _l("A documented and running quality-management system?"),
    "conditions.titled_minimum": _l("Full-time staff with a mid-level title or above"),
    "conditions.senior_minimum": _l("Of these, with a senior title in a related specialty"),
    "conditions.specialties": _l("Which specialties are related?"),
    "conditions.fields": _l("Which fields must it be able to evaluate?"),
    "conditions.track_record": _l("Which experience counts?"),
    "conditions.contract_and_insurance": _l("Labour contract and social insurance for every full-time assessor?"),
    "conditions.internal_rules": _l("Which internal rules must it have?"),
    "conditions.clean_years": _l("How long without violations and bad credit records?"),
    "recordal.platform_registration": _l("Registration on the national platform?"),
    "recordal.required": _l("Recordal with the department?"),
    "recordal.city_opinion": _l("The city's opinion before the recordal?"),
    "recordal.work_before": _l("Work that began before the recordal"),
    "caps.national": _l("Projects at national level"),
    "caps.provincial": _l("Projects at provincial level"),
    "caps.municipal": _l("Projects at municipal level"),
    "projects.self_evaluation": _l("May a unit evaluate itself?"),
    "projects.assessor_answers_for_report": _l("Does the assessor answer for its report?"),
    "conduct.banned": _l("What is an assessor forbidden to do?"),
    "conduct.effect": _l("What follows from forbidden conduct?"),
    "summary.due": _l("When is the summary of the year due?"),
    "sanctions.fraud": _l("Fraud"),
    "sanctions.concealment": _l("Deliberate concealment of the evaluated unit's problems"),
    "sanctions.poor_quality": _l("Poor quality of evaluation"),
    "sanctions.lacks_conditions": _l("Lack of the basic conditions"),
    "sanctions.recognises_other_provinces": _l("Do decisions of other provinces count?"),
    "quality.assessment": _l("How is the assessors' work watched?"),
    "public_reports.subjects": _l("Whom may the public report?"),
    "public_reports.receiver": _l("Who receives a report?"),
    "public_reports.requirements": _l("What must a report have?"),
    "public_reports.verified_against_assessor": _l("What follows where a report about an assessor is verified?"),
    "lists.exclusions": _l("What keeps a unit off the lists?"),
    "lists.consulted": _l("Which departments are consulted?"),
    "lists.recommendation_dates": _l("When do the lists go up?"),
    "lists.publicity": _l("How long is a list made public for objections?"),
    "lists.on_site_share": _l("How many units are checked on site?"),
    "lists.dynamic_form_due": _l("When is the yearly form of a listed unit due?"),
    "lists.re_review": _l("How often is a listed unit reviewed anew?"),
    "lists.unit_name_change": _l("How soon is a listed unit's new name reported?"),
    "lists.removed_at_once_after_accident": _l("Off the list at once after a major accident?"),
    "lists.tier_below_first_in_principle": _l("On the list below first?"),
    "reference.review": _l("Reviewing an application"),
    "reference.reconsideration": _l("Asking for administrative reconsideration"),
    "reference.litigation": _l("Going to court"),
    "reference.correction": _l("Correcting what was returned"),
    "reference.change_filing": _l("Filing a change of an assessor's particulars"),
    "reference.changes_reviewed": _l("Changes after recordal that are reviewed anew"),
    "reference.tip_accept": _l("Accepting a public report"),
    "reference.tip_conclude": _l("Concluding a public report"),
    "reference.tip_extension": _l("Extending that once, by"),
    "reference.head_change": _l("Showing staff a change of legal representative"),
    "reference.clean_check": _l("How long a look-up of the credit record stays fresh"),
    "reference.insurance_proof": _l("How long a month's proof of social insurance stays fresh"),
    "reference.expiry_warning": _l("How long before it ends a proof is warned about"),
}


def question(key: str) -> str:
    """The question that a key of the packs asks."""
    return str(QUESTIONS[key])


def section(name: str) -> str:
    """The heading of a section of keys, by the first part of their names."""
    return str(SECTIONS[name])
