"""Recorded institutions within reach, and one of them with everything that staff may know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import render_template, request

from assessor_hub.institutions.independence import declarations_of
from assessor_hub.institutions.services import head_on, masked_number
from assessor_hub.projects.declared_queries import declared_of
from assessor_hub.projects.explaining import Line, ledger
from assessor_hub.projects.ledger import Account
from assessor_hub.projects.queries import PoolUse, pools_of, projects_of
from assessor_hub.projects.recount_queries import recounts_about
from assessor_hub.registration.change_queries import changes_of, predecessors_of, successors_of
from assessor_hub.registration.heads import head_for
from assessor_hub.registration.judging import expiring_proofs, institution_verdicts
from assessor_hub.registration.lacking import lack_on
from assessor_hub.registration.models import Recordal
from assessor_hub.registration.queries import applications_of, institution_for, recordals_of, recorded_institutions
from assessor_hub.rules.caps import Pool, pools
from assessor_hub.rules.law import Stated
from assessor_hub.rules.values import Cap, Level
from assessor_hub.sanctions.queries import ban_on, bans_of, decisions_about
from assessor_hub.summaries.queries import summaries_about
from assessor_hub.summaries.services import is_late
from assessor_hub.web.shared.context import actor, hub, law, session, today
from assessor_hub.web.shared.guards import APPROVERS, READERS, audience, found
from assessor_hub.web.staff import blueprint
from assessor_hub.web.staff.common import jurisdictions_of, paged
from assessor_hub.web.staff.evidence import recordal_links
from assessor_hub.web.staff.leads import WORDS, about
from assessor_hub.web.staff.roster import RosterView, roster_view

PAGE = 25


@blueprint.route("/staff/institutions")
@audience(READERS)
def institutions() -> Any:
    """Recorded institutions by number, with today's verdict, ban and head."""
    reach = jurisdictions_of(READERS)
    code = request.args.get("jurisdiction", "")
    rows = recorded_institutions(session(), actor(), today(), code if code in reach else None)
    shown = paged(rows, PAGE)
    return render_template(
        "staff/institutions.html", **shown | {"rows": [_line(row) for row in shown["rows"]]}, reach=reach, code=code
    )


def _line(recordal: Recordal) -> dict[str, Any]:
    tenure = head_on(session(), recordal.institution_id, today())
    return {
        "recordal": recordal,
        "verdicts": institution_verdicts(session(), law(), recordal, today()),
        "lack": lack_on(session(), law(), recordal, today()),
        "ban": ban_on(session(), recordal.institution_id, recordal.jurisdiction, today()),
        "head": tenure.name if tenure else None,
    }


@blueprint.route("/staff/institutions/<int:institution_id>")
@audience(READERS)
def institution(institution_id: int) -> Any:
    """One institution."""
    row = found(institution_for(session(), actor(), institution_id))
    recordals = recordals_of(session(), row.id)
    live = [one for one in recordals if one.ended_on is None or one.ended_on > today()]
    within = [one for one in live if actor().may(READERS, one.jurisdiction)]
    return render_template(
        "staff/institution.html", institution=row, recordals=recordals,
        reached={one.id for one in recordals if actor().may(READERS, one.jurisdiction)},
        tenures=[(one, masked_number(hub().vault, one.person)) for one in row.tenures],
        verdicts=[(one, institution_verdicts(session(), law(), one, today()), recordal_links(one)) for one in within],
        lacks=[lack for one in within if (lack := lack_on(session(), law(), one, today()))],
        changes=changes_of(session(), actor(), row.id), predecessors=predecessors_of(session(), row),
        successors={one.id: successors_of(session(), one.id) for one in recordals},
        ending=[one for one in within if actor().may(APPROVERS, one.jurisdiction)],
        rosters=_rosters(row.id, within), pools=_pools(row.id, [one.jurisdiction for one in within]),
        bans=bans_of(session(), row.id, today()), is_late=is_late, levels=tuple(Level),
        applications=applications_of(session(), actor(), row.id), projects=projects_of(session(), actor(), row.id),
        declarations=declarations_of(session(), row.id),
        expiring=[(one, expiring_proofs(session(), law(), one, today())) for one in within],
        decisions=decisions_about(session(), actor(), row.id), summaries=summaries_about(session(), actor(), row.id),
        leads=about(row.id), declared=declared_of(session(), actor(), row.id),
        recounts=recounts_about(session(), row.id), **WORDS,
    )


def _rosters(institution_id: int, recordals: list[Recordal]) -> list[tuple[str, RosterView]]:
    """The roster once a jurisdiction whose rules count it; by the reader's own text where nothing is recorded."""
    codes = [one.jurisdiction for one in recordals] or jurisdictions_of(READERS)[:1]
    return [(code, roster_view(institution_id, law().read(code, today()), today())) for code in codes]


@dataclass(frozen=True)
class OpenPool:
    """A pool with whose use it is and the charges in it."""

    pool: PoolUse
    person_id: int
    lines: list[Line]


def _pools(institution_id: int, codes: list[str]) -> list[OpenPool]:
    """Every pool of the given jurisdictions once, as used by the present head."""
    tenure = head_on(session(), institution_id, today())
    if tenure is None:
        return []
    stated: dict[Pool, Stated[Cap]] = {}
    for code in codes:
        stated |= {pool: cap for pool, cap in pools(law().read(code, today())) if pool not in stated}
    return [
        OpenPool(one, tenure.person_id, _counted(Account(tenure.person_id, one.pool, one.year)))
        for one in pools_of(session(), institution_id, list(stated.items()), today())
    ]


def _counted(account: Account) -> list[Line]:
    """What uses the pool now, for those who may see the legal representative: open, as on the page of the ledger."""
    if head_for(session(), actor(), account.person_id) is None:
        return []
    return [line for line in ledger(session(), account) if line.counted]
