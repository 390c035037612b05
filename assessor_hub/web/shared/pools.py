"""The pools that an institution files into: what is used of each and what is left, where it is recorded."""

from __future__ import annotations

from dataclasses import dataclass

from assessor_hub.projects.queries import PoolUse, pools_of
from assessor_hub.registration.models import Recordal
from assessor_hub.registration.queries import recordals_of
from assessor_hub.rules.caps import pools_this_year
from assessor_hub.rules.law import Standing
from assessor_hub.web.shared.context import actor, law, session, today


@dataclass(frozen=True)
class PoolsThere:
    """One jurisdiction with a live recordal: its pools of this year, ended ones too; none if no rules bind today."""

    recordal: Recordal
    standing: Standing
    uses: list[PoolUse]


def own_pools() -> list[PoolsThere]:
    """The pools of every jurisdiction in which the actor's institution is recorded, in this Beijing year."""
    own_id = actor().institution_id or 0
    return [_there(row, own_id) for row in recordals_of(session(), own_id) if row.ended_on is None]


def _there(recordal: Recordal, own_id: int) -> PoolsThere:
    code, day = recordal.jurisdiction, today()
    standing = law().standing(code, day)
    stated = pools_this_year(law(), code, day) if standing in {Standing.IN_FORCE, Standing.TRIAL} else []
    return PoolsThere(recordal, standing, pools_of(session(), own_id, stated, day))
