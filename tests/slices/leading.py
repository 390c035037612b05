"""What the tests of leads share: who sees which, and two institutions with nothing in common."""

from __future__ import annotations

from assessor_hub.accounts.actor import Actor
from assessor_hub.institutions.models import Institution
from assessor_hub.leads.models import LeadKind
from assessor_hub.leads.queries import SeenLead, leads_for
from tests.world import World

K = LeadKind


def seen(world: World, actor: Actor, kind: LeadKind, about: int | None = None) -> list[SeenLead]:
    with world.session() as session:
        return leads_for(session, world.law(session), actor, world.today, kinds=[kind], about=about)


def parties(world: World, actor: Actor, kind: LeadKind) -> list[tuple[int, ...]]:
    return [one.lead.parties for one in seen(world, actor, kind)]


def gives(world: World, institution_id: int, **fields: str) -> None:
    with world.write() as session:
        for name, value in fields.items():
            setattr(session.get_one(Institution, institution_id), name, value)


def two(world: World) -> tuple[tuple[int, Actor], tuple[int, Actor]]:
    """Two recorded institutions of Jilin that have nothing in common but what a new world gives everybody."""
    first, second = world.recorded(), world.recorded()
    gives(world, second[0], phone="0431-8888 0002", address="示范路2号")
    gives(world, first[0], phone="0431-8888 0001", address="人民大街9号")
    return first, second
