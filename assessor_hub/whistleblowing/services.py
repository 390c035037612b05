"""Reports by the public: taking one in under seal, looking one up by its receipt code, moving one on."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor_hub.accounts.actor import PUBLIC, Actor
from assessor_hub.accounts.models import Grant, Role
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.crypto import Vault
from assessor_hub.documents.intake import Upload, check_upload
from assessor_hub.documents.models import DocumentKind, OwnerKind
from assessor_hub.documents.services import store_documents
from assessor_hub.documents.store import Store
from assessor_hub.institutions.models import Institution
from assessor_hub.numbering import next_number
from assessor_hub.projects.models import Project
from assessor_hub.rules.keys import TIP_RECEIVER, TIP_REQUIREMENTS, TIP_SUBJECTS
from assessor_hub.rules.law import LawBook, NoRulesInForce, Rules
from assessor_hub.rules.lifecycle import TIP, BadTransition, TipState, TipVerb, advance
from assessor_hub.whistleblowing.errors import TipRefused
from assessor_hub.whistleblowing.models import Tip, TipIdentity, TipKind, TipSubject

HANDLERS = frozenset({Role.REPORT_HANDLER})
OPEN = (TipState.RECEIVED, TipState.ACCEPTED)
CODE_DIGITS = 16


@dataclass(frozen=True)
class Report:
    """What a member of the public sends. Empty ``name``, ``contact`` or ``uploads`` make it a lead."""

    subject: TipSubject
    subject_name: str
    project_number: str
    city: str
    allegation: str
    account: str
    name: str
    contact: str
    uploads: list[Upload] = field(default_factory=list)
    lead_agreed: bool = False


@dataclass(frozen=True)
class Receipt:
    """What the reporter gets, once: the code opens the status, the number names the report to a department."""

    code: str
    number: str
    kind: TipKind
    receiver: str


@dataclass(frozen=True)
class Route:
    """Where a report goes and why: ``basis`` is silent, assumed or text; ``article`` the one that says so.

    ``receiver`` is the department that the text names first, ``fallbacks`` those after it and at last the province.
    """

    receiver: str
    fallbacks: tuple[str, ...]
    basis: str
    article: str | None
    subject_covered: bool


def route(law: LawBook, city: str, subject: TipSubject, day: date) -> tuple[Route, Rules | None]:
    """The department that receives a report about a unit in ``city``, by the pack of its jurisdiction."""
    jurisdiction = law.jurisdiction_for(city)
    try:
        rules = law.on(jurisdiction, day)
    except (NoRulesInForce, KeyError):
        return Route(law.province_of(city), (), "none", None, False), None
    stated = rules.get(TIP_RECEIVER)
    places = {"city_of_unit": city, "province": law.province_of(city), "city_bureau": jurisdiction}
    receiver, *others = [places[step] for step in stated.value.order]
    covered = subject.value in rules.get(TIP_SUBJECTS).value
    fallbacks = tuple(dict.fromkeys([*others, law.province_of(city)]))
    return Route(receiver, fallbacks, stated.strength.value, stated.article, covered), rules


def department(session: Session, way: Route) -> str:
    """The first department of the route that somebody handles reports for, so that none lies where nobody reads."""
    live = select(Grant.jurisdiction).where(
        Grant.role == Role.REPORT_HANDLER, Grant.revoked_at.is_(None),
        Grant.jurisdiction.in_([way.receiver, *way.fallbacks]),
    )
    handled = set(session.scalars(live))
    return next((code for code in (way.receiver, *way.fallbacks) if code in handled), way.receiver)


def receive(
    session: Session, vault: Vault, store: Store, law: LawBook, report: Report, *, now: datetime
) -> Receipt:
    """Take a report in: identity and contact apart, under their own key; files and account sealed.

    A report that lacks what the text asks for is kept as a lead if the person agreed, else refused with what is
    missing (``not_real_name``).
    """
    for upload in report.uploads:
        check_upload(upload)
    way, rules = route(law, report.city, report.subject, beijing_day(now))
    kind = _kind_of(report, way, rules)
    receiver = department(session, way)
    code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
    ref = secrets.token_hex(16)
    sealed = vault.fields.seal(report.account.strip().encode(), table="tips", column="account", row=ref)
    tip = Tip(
        ref=ref, number=_number(session, receiver, now), receipt_index=receipt_index(vault, code), kind=kind,
        subject=report.subject, institution_id=_institution_named(session, report),
        subject_name=report.subject_name.strip(), project_number=report.project_number.strip().upper(),
        city=report.city, receiver=receiver, route=f"{way.basis}:{way.article or ''}",
        allegation=report.allegation, account_sealed=sealed, status=TipState.RECEIVED, received_at=now, moved_at=now,
        pack_version=rules.version if rules else None,
    )
    session.add(tip)
    session.flush()
    _seal_identity(session, vault, tip, report)
    store_documents(
        session, vault, store, report.uploads, owner_kind=OwnerKind.TIP, owner_id=tip.id,
        kind=DocumentKind.EVIDENCE, by=PUBLIC, now=now,
    )
    record(
        session, Tag.TIP_RECEIVED, by=PUBLIC, on=tip, now=now, jurisdiction=tip.receiver,
        pack_version=tip.pack_version, detail={"kind": kind.value},
    )
    return Receipt(code, tip.number, kind, receiver)


def missing(report: Report, rules: Rules | None) -> list[str]:
    """What a real-name report needs by the text and this one lacks."""
    given = {"real_name": report.name.strip(), "contact": report.contact.strip(), "evidence": report.uploads}
    asked = rules.get(TIP_REQUIREMENTS).value if rules else tuple(given)
    return [need for need in asked if not given[need]]


def _kind_of(report: Report, way: Route, rules: Rules | None) -> TipKind:
    """Real-name only where the text has such reports on this subject and nothing is missing; else a lead."""
    lacking = missing(report, rules)
    if lacking and not report.lead_agreed:
        raise TipRefused("not_real_name", missing=tuple(lacking))
    return TipKind.REAL_NAME if way.subject_covered and not lacking else TipKind.LEAD


def _number(session: Session, receiver: str, now: datetime) -> str:
    year = beijing_day(now).year
    return f"R{receiver}-{year}-{next_number(session, f'tip/{receiver}/{year}')}"


def _institution_named(session: Session, report: Report) -> int | None:
    """The institution that the report concerns, found by its name or by the project's number."""
    if report.project_number.strip():
        by_number = select(Project.institution_id).where(Project.number == report.project_number.strip().upper())
        found = session.scalar(by_number)
        if found is not None:
            return found
    return session.scalar(select(Institution.id).where(Institution.name == report.subject_name.strip()))


def _seal_identity(session: Session, vault: Vault, tip: Tip, report: Report) -> None:
    ref = secrets.token_hex(16)
    plain = json.dumps({"name": report.name.strip(), "contact": report.contact.strip()}, ensure_ascii=False)
    sealed = vault.identities.seal(plain.encode(), table="tip_identities", column="identity", row=ref)
    session.add(TipIdentity(tip_id=tip.id, ref=ref, identity_sealed=sealed))


def receipt_index(vault: Vault, code: str) -> str:
    """The keyed hash by which a receipt code is found; spaces and hyphens don't matter."""
    digits = "".join(char for char in code if char.isdigit())
    return vault.blind("receipt", digits)


def tip_by_code(session: Session, vault: Vault, code: str) -> Tip | None:
    """The report that a receipt code opens. Every code, however malformed, costs one hash and one look-up."""
    return session.scalar(select(Tip).where(Tip.receipt_index == receipt_index(vault, code)))


def tips_for(session: Session, actor: Actor, closed: int = 100) -> list[Tip]:
    """Reports of departments where the actor handles them: every open one, oldest first, then the latest closed."""
    mine = select(Tip).where(Tip.receiver.in_(actor.codes(HANDLERS)))
    waiting = mine.where(Tip.status.in_(OPEN)).order_by(Tip.received_at, Tip.id)
    done = mine.where(Tip.status.not_in(OPEN)).order_by(Tip.moved_at.desc(), Tip.id.desc()).limit(closed)
    return [*session.scalars(waiting), *session.scalars(done)]


def tip_for(session: Session, actor: Actor, tip_id: int, *, lock: bool = False) -> Tip | None:
    """One of those reports."""
    wanted = select(Tip).where(Tip.id == tip_id, Tip.receiver.in_(actor.codes(HANDLERS)))
    if lock:
        wanted = wanted.with_for_update(of=Tip)
    return session.scalar(wanted)


def account_of(vault: Vault, tip: Tip) -> str:
    """What the reporter wrote about the matter (never who they are)."""
    return vault.fields.open(tip.account_sealed, table="tips", column="account", row=tip.ref).decode()


def move(session: Session, tip: Tip, verb: TipVerb, answer: str, *, by: Actor, now: datetime) -> None:
    """Accept, decline or conclude a report; ``answer`` is what the reporter will read."""
    if not answer.strip():
        raise TipRefused("answer_missing")
    before = tip.status
    try:
        tip.status = advance(TIP, tip.status, verb)
    except BadTransition as bad:
        raise TipRefused("wrong_state", status=tip.status) from bad
    tip.answer, tip.moved_at = answer.strip(), now
    record(
        session, Tag.TIP_MOVED, by=by, on=tip, now=now, reason=tip.answer, jurisdiction=tip.receiver,
        pack_version=tip.pack_version, detail={"from": before.value, "to": tip.status.value},
    )
