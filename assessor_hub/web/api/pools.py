"""The pools, with what is used of each and left."""

from __future__ import annotations

from flask import Response

from assessor_hub.projects.queries import PoolUse
from assessor_hub.web.api import shapes
from assessor_hub.web.api.operations import answer, operation
from assessor_hub.web.api.problems import rule
from assessor_hub.web.shared.context import today
from assessor_hub.web.shared.pools import own_pools
from assessor_hub.web.shared.words.law import citation, place


@operation("GET", "/pools", answers={200: shapes.Pools})
def pools() -> Response:
    """The pools that the institution files into: used, limit, left and the article that says so."""
    return answer(shapes.Pools(year=today().year, jurisdictions=[
        shapes.PoolsThere(
            jurisdiction=there.recordal.jurisdiction, name=place(there.recordal.jurisdiction), standing=there.standing,
            pools=[_pool(use) for use in there.uses],
        )
        for there in own_pools()
    ]))


def _pool(use: PoolUse) -> shapes.Pool:
    cap = use.stated.value
    return shapes.Pool(
        level=use.pool.level, jurisdiction=use.pool.jurisdiction, nationwide=cap.nationwide, kinds=list(cap.kinds),
        year=use.year, first_day=use.first_day, last_day=use.last_day, used=use.used, limit=cap.limit,
        left=use.left, basis=citation(use.stated),
        rule=shapes.Basis.model_validate(rule(use.stated)),
    )
