"""Acts on declared projects and on wrongly entered tenures that several tests need."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from stdnum.cn import uscc

from assessor_hub.accounts.actor import SYSTEM, Actor
from assessor_hub.accounts.models import Role
from assessor_hub.institutions.models import Tenure
from assessor_hub.institutions.services import PersonName, person_for
from assessor_hub.institutions.tenures import Correction
from assessor_hub.projects.declared import Declaration, decide_declared, declare
from assessor_hub.projects.heads import correct_tenure
from assessor_hub.projects.ledger_models import DeclaredProject, Recount
from assessor_hub.rules.lifecycle import DeclaredVerb
from assessor_hub.rules.values import Level, UnitKind
from tests.world import World

STAFF = Actor(None, "approver", frozenset({(Role.APPROVER, "000000")}))

def declaration(world: World, **given: Any) -> Declaration:
    """A fresh factory in Beijing, filed there a month ago at the national level under somebody, for Jilin's staff."""
    number = next(world.serial)
    stem = f"91110100MA7D{number:05}"
    defaults: dict[str, Any] = {
        "jurisdiction": "220000", "level": Level.NATIONAL, "unit_kind": UnitKind.FACTORY, "head": None,
        "unit_name": f"外省工厂{number}", "unit_uscc": stem + uscc.calc_check_digit(stem), "unit_city": "110100",
        "filed_on": world.today - timedelta(days=30), "filed_where": "北京市经济和信息化局", "opening": False,
        "request_key": f"declared-{number}",
    }
    return Declaration(**(defaults | given))


def declared(world: World, owner: Actor, **given: Any) -> int:
    """Declare a project; returns its id. Raises FilingRefused."""
    with world.write() as session:
        asked = declaration(world, **given)
        return declare(session, world.law(session), world.hub.vault, asked, by=owner, now=world.now).id


def decided(
    world: World, declared_id: int, verb: DeclaredVerb, by: Actor = STAFF, *, reason: str = "经核对回执", revision: int = 0
) -> bool:
    """Take a declared project one step on."""
    with world.write() as session:
        row = session.get_one(DeclaredProject, declared_id)
        return decide_declared(
            session, world.law(session), row, verb, revision=revision or row.revision, reason=reason, by=by, now=world.now
        )


def confirmed(world: World, owner: Actor, **given: Any) -> int:
    """A declared project whose proof staff have confirmed; returns its id."""
    number = declared(world, owner, **given)
    assert decided(world, number, DeclaredVerb.CONFIRM)
    return number


def corrected(
    world: World, institution_id: int, person: PersonName | None = None, first_day: date | None = None, *,
    at: int = -1, reason: str = "登记时填错",
) -> list[Recount]:
    """Correct a tenure of the institution, by its place in their order; returns what changed."""
    with world.write() as session:
        rows = list(session.scalars(
            select(Tenure).where(Tenure.institution_id == institution_id).order_by(Tenure.first_day)
        ))
        made = correct_tenure(
            session, world.law(session), world.hub.vault, rows[at], Correction(person, first_day, reason), by=SYSTEM,
            now=world.now,
        )
        session.flush()
        session.expunge_all()
        return made


def person_of(world: World, name: PersonName) -> int:
    """The id of a person."""
    with world.write() as session:
        return person_for(session, world.hub.vault, name, world.now).id
