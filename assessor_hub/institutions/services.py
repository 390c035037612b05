"""Verbs of institutions: sign up, change particulars, change the legal representative."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from assessor_hub.accounts.actor import PUBLIC, Actor
from assessor_hub.accounts.models import Role, User
from assessor_hub.accounts.services import create_user, grant
from assessor_hub.audit.services import record
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import beijing_day
from assessor_hub.crypto import Vault
from assessor_hub.db import run
from assessor_hub.institutions.errors import InstitutionRefused
from assessor_hub.institutions.models import Institution, InstitutionKind, Person, Tenure
from assessor_hub.rules.identifiers import IdKind, check_person_id, check_uscc, mask_person_id


@dataclass(frozen=True)
class PersonName:
    """A natural person as typed: name, kind of identity document, number."""

    name: str
    id_kind: IdKind
    id_number: str


@dataclass(frozen=True)
class SignUp:
    """What a new institution says of itself. ``head`` is its legal representative."""

    uscc: str
    name: str
    kind: InstitutionKind
    registered_code: str
    address: str
    phone: str
    head: PersonName
    email: str
    contact: str
    password: str


def person_for(session: Session, vault: Vault, typed: PersonName, now: datetime) -> Person:
    """The person with this identity number, made if new. A known person keeps the name first given.

    Raises BadIdentifier. Two transactions that make the same person at once: the second finds the first's row.
    """
    number = check_person_id(typed.id_kind, typed.id_number)
    index = vault.blind("person", f"{typed.id_kind.value}:{number}")
    wanted = select(Person).where(Person.id_index == index)
    known = session.scalar(wanted)
    if known is not None:
        return known
    ref = secrets.token_hex(16)
    person = Person(
        ref=ref, id_kind=typed.id_kind, id_index=index, name=typed.name.strip(), created_at=now,
        id_sealed=vault.fields.seal(number.encode(), table="persons", column="id_number", row=ref),
    )
    try:
        with session.begin_nested():
            session.add(person)
    except IntegrityError:
        return session.scalars(wanted).one()
    return person


def masked_number(vault: Vault, person: Person) -> str:
    """The person's identity number with its middle hidden."""
    return mask_person_id(full_number(vault, person))


def full_number(vault: Vault, person: Person) -> str:
    """The person's identity number, for those who entered it."""
    return vault.fields.open(person.id_sealed, table="persons", column="id_number", row=person.ref).decode()


def sign_up(session: Session, vault: Vault, form: SignUp, *, now: datetime) -> tuple[Institution, User]:
    """Make an institution with its legal representative's tenure and its owner's account.

    Refuses a taken code (``uscc_taken``) or sign-in; raises BadIdentifier for a malformed number.
    """
    uscc = check_uscc(form.uscc)
    if session.scalar(select(Institution.id).where(Institution.uscc == uscc)):
        raise InstitutionRefused("uscc_taken", uscc=uscc)
    head = person_for(session, vault, form.head, now)
    institution = Institution(
        uscc=uscc, name=form.name.strip(), kind=form.kind, registered_code=form.registered_code,
        address=form.address.strip(), phone=form.phone.strip(), created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(institution)
    except IntegrityError as taken:  # somebody signed the same code up at the same moment
        raise InstitutionRefused("uscc_taken", uscc=uscc) from taken
    today = beijing_day(now)
    session.add(Tenure(institution_id=institution.id, person_id=head.id, name=form.head.name.strip(), first_day=today))
    owner = create_user(session, email=form.email, name=form.contact, password=form.password, by=PUBLIC, now=now)
    actor = Actor(owner.id, owner.name)
    grant(session, owner, Role.OWNER, by=actor, now=now, institution_id=institution.id)
    record(session, Tag.INSTITUTION_CREATED, by=actor, on=institution, now=now, detail={"uscc": uscc, "head": head.id})
    return institution, owner


def head_on(session: Session, institution_id: int, day: date) -> Tenure | None:
    """The tenure of the legal representative on ``day``."""
    wanted = select(Tenure).where(
        Tenure.institution_id == institution_id, Tenure.first_day <= day,
        (Tenure.last_day.is_(None)) | (Tenure.last_day >= day),
    )
    return session.scalar(wanted)


@dataclass(frozen=True)
class Head:
    """Who heads an institution now, under the name that it typed, since when.

    ``others_until`` is the last day on which somebody did before; None for its first head.
    """

    institution_id: int
    person_id: int
    name: str
    first_day: date
    others_until: date | None


_BEFORE = aliased(Tenure)
_OTHERS_UNTIL = select(func.max(_BEFORE.last_day)).where(_BEFORE.institution_id == Tenure.institution_id)
_HEAD = select(
    Tenure.institution_id, Tenure.person_id, Tenure.name, Tenure.first_day, _OTHERS_UNTIL.scalar_subquery()
).where(Tenure.institution_id == bindparam("institution_id"), Tenure.last_day.is_(None))


def head_now(session: Session, institution_id: int) -> Head | None:
    """The open tenure: who heads the institution now (a change is never entered ahead of its day)."""
    row = run(session, _HEAD, {"institution_id": institution_id}).one_or_none()
    return Head(*row) if row is not None else None


def took_over(session: Session, head: Head, day: date) -> bool:
    """Whether the head came on ``day`` in another person's place: the day of a change belongs to the new head."""
    if head.first_day != day:
        return False
    before = select(Tenure.id).where(
        Tenure.institution_id == head.institution_id, Tenure.last_day == day - timedelta(days=1)
    )
    return session.scalars(before).first() is not None


def change_tenure(
    session: Session, vault: Vault, institution: Institution, new: PersonName, first_day: date, *,
    by: Actor, now: datetime,
) -> tuple[Person, Person]:
    """End the present tenure the day before ``first_day`` and begin the new one; returns (old, new) head.

    Only the tenures: what hangs on them is :func:`assessor_hub.projects.heads.change_head`, which calls this.
    """
    if first_day > beijing_day(now):
        raise InstitutionRefused("change_in_future")
    current = session.scalars(
        select(Tenure).where(Tenure.institution_id == institution.id, Tenure.last_day.is_(None))
    ).one()
    person = person_for(session, vault, new, now)
    if person.id == current.person_id:
        raise InstitutionRefused("already_head")
    if first_day <= current.first_day:
        raise InstitutionRefused("change_before_tenure", first_day=current.first_day)
    old = current.person
    try:
        with session.begin_nested():
            current.last_day = first_day - timedelta(days=1)
            session.flush()  # the open tenure must be closed before the next one opens
            session.add(
                Tenure(institution_id=institution.id, person_id=person.id, name=new.name.strip(), first_day=first_day)
            )
    except IntegrityError as taken:  # a colleague entered a change at the same moment
        raise InstitutionRefused("changed_meanwhile") from taken
    detail = {"from_person": old.id, "to_person": person.id, "first_day": str(first_day)}
    record(session, Tag.HEAD_CHANGED, by=by, on=institution, now=now, detail=detail)
    return old, person


def hold_institution(session: Session, institution_id: int) -> None:
    """Have the institution's row alone until the transaction ends: a recordal and a ban take turns."""
    session.execute(select(Institution.id).where(Institution.id == institution_id).with_for_update())


def update_particulars(
    session: Session, institution: Institution, *, name: str, kind: InstitutionKind, registered_code: str,
    address: str, phone: str, by: Actor, now: datetime,
) -> None:
    """Change what the institution says of itself; the audit entry names the changed fields."""
    given = {
        "name": name.strip(), "kind": kind, "registered_code": registered_code,
        "address": address.strip(), "phone": phone.strip(),
    }
    changed = sorted(field for field, value in given.items() if getattr(institution, field) != value)
    if not changed:
        return
    for field in changed:
        setattr(institution, field, given[field])
    record(session, Tag.INSTITUTION_UPDATED, by=by, on=institution, now=now, detail={"changed": changed})
