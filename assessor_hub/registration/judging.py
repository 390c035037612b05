"""What binds in a jurisdiction today, and an application or a recorded institution judged by it as of a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy.orm import Session

from assessor_hub.clock import beijing_day
from assessor_hub.documents.models import OwnerKind
from assessor_hub.documents.services import documents_shown
from assessor_hub.registration.answers import Answers
from assessor_hub.registration.errors import RegistrationRefused
from assessor_hub.registration.models import Application, Recordal
from assessor_hub.registration.present import Present, present_on
from assessor_hub.registration.recorded import Answered, Recorded
from assessor_hub.rules.conditions import judge
from assessor_hub.rules.expiry import Expiry, Proof, expiries, expiring
from assessor_hub.rules.findings import Verdict
from assessor_hub.rules.institution_facts import InstitutionFacts
from assessor_hub.rules.keys import REF_EXPIRY_WARNING
from assessor_hub.rules.law import LawBook, NoRulesInForce, Rules
from assessor_hub.rules.values import Level
from assessor_hub.staffing.queries import members

LEVELS = (Level.NATIONAL, Level.PROVINCIAL)


def binding_rules(law: LawBook, jurisdiction: str, now: datetime) -> Rules:
    """The rules that bind today, or the refusal ``no_rules_in_force`` that says why not."""
    try:
        return law.on(jurisdiction, beijing_day(now))
    except NoRulesInForce as none:
        raise RegistrationRefused("no_rules_in_force", code=jurisdiction, standing=none.standing.value) from none


def verdicts(
    session: Session, law: LawBook, application: Application | Answered, day: date, present: Present | None = None,
    levels: Collection[Level] = LEVELS,
) -> dict[Level, Verdict]:
    """The application judged as of ``day``, per level; by a draft's text too, so that it can be prepared.

    ``present`` is what stands in the place of its answers since it was recorded.
    """
    rules = law.read(application.jurisdiction, day)
    roster = members(session, application.institution_id, day)
    own = application_facts(session, application, present)
    return {level: judge(own, roster, rules, level, day) for level in LEVELS if level in levels}


def application_facts(
    session: Session, application: Application | Answered, present: Present | None = None
) -> InstitutionFacts:
    """What the application says now, or what stands in its place, with the documents that it has."""
    documents = documents_shown(session, OwnerKind.APPLICATION, application.id)
    shown = set(documents), set(documents.values())
    if present is not None:
        return present.answers.facts(present.registered_code, *shown)
    return Answers.model_validate(application.answers).facts(application.registered_code, *shown)


def institution_verdicts(
    session: Session, law: LawBook, recordal: Recordal | Recorded, day: date, levels: Collection[Level] = LEVELS
) -> dict[Level, Verdict]:
    """The conditions of a recorded institution as of ``day``: its recorded answers, with the changes that
    have been accepted since and its present roster."""
    application = recordal.application
    return verdicts(session, law, application, day, present_on(session, recordal, application, day), levels)


def expiring_proofs(
    session: Session, law: LawBook, recordal: Recordal, day: date, ahead: int | None = None
) -> list[Expiry]:
    """What a recorded institution's conditions rest on and ends within ``ahead`` months, or has ended by ``day``.

    ``ahead`` is the jurisdiction's reference unless given. A proof that several levels need stands once, with the
    first of its last days.
    """
    rules = law.read(recordal.jurisdiction, day)
    application = recordal.application
    own = application_facts(session, application, present_on(session, recordal, application, day))
    roster = members(session, recordal.institution_id, day)
    first: dict[Proof, Expiry] = {}
    for level in (level for level in LEVELS if level.value in recordal.levels):
        for one in expiries(own, roster, rules, level, day):
            first.setdefault(one.proof, one)
            first[one.proof] = min(first[one.proof], one, key=lambda found: found.last_day)
    months = rules.get(REF_EXPIRY_WARNING).value if ahead is None else ahead
    return sorted(expiring(first.values(), day, months), key=lambda found: found.last_day)
