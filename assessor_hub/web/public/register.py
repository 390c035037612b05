"""The public register: recorded institutions, never their staff."""

from __future__ import annotations

import re
from typing import Any

from flask import abort, render_template, request

from assessor_hub.registration.models import Recordal
from assessor_hub.registration.queries import chain_of, recordal_by_number, register_page, renewed_by
from assessor_hub.rules.law import Standing
from assessor_hub.rules.values import Level
from assessor_hub.sanctions.queries import ban_on, bans_among
from assessor_hub.web.public import blueprint
from assessor_hub.web.shared import asked
from assessor_hub.web.shared.context import law, session, today
from assessor_hub.web.shared.guards import found, public

PAGE = 50
LONGEST_ID = 2**63 - 1  # what a BIGINT holds
NUMBER = re.compile(r"[A-Z]{2}-\d{4}-\d{1,9}")


@blueprint.route("/register", endpoint="register")
@public
def recorded() -> Any:
    """Recorded institutions, a page at a time, by number."""
    text, place, after = _asked()
    rows = register_page(session(), text, place, today(), after=after, limit=PAGE + 1)
    shown = rows[:PAGE]
    return render_template(
        "public/register.html", rows=shown, levels={row.id: _levels(row) for row in shown}, q=text, place_code=place,
        places=_places(), bans=bans_among(session(), [row.institution_id for row in shown], today()),
        after=after, following=shown[-1].id if len(rows) > PAGE else None,
    )


@blueprint.route("/register/<number>")
@public
def recordal(number: str) -> Any:
    """One recordal, valid or ended."""
    if not NUMBER.fullmatch(number):
        abort(404)
    row = found(recordal_by_number(session(), number))
    ban = ban_on(session(), row.institution_id, row.jurisdiction, today())
    ended = row.ended_on is not None and row.ended_on <= today()
    return render_template(
        "public/recordal.html", row=row, ban=ban, ended=ended, levels=_levels(row),
        before=chain_of(session(), row)[1:], after=renewed_by(session(), row),
    )


def _asked() -> tuple[str, str, int]:
    """Search text, place and starting point as asked for; what cannot be meant is left out."""
    text = request.args.get("q", "").replace("\x00", "").strip()[:120]
    place = request.args.get("place", "")
    after = request.args.get("after", 0, type=asked.row_id)
    return text, place if place in law().packs else "", after if 0 < after <= LONGEST_ID else 0


def _places() -> list[str]:
    """The jurisdictions that may keep a register: all whose text is held, but not the root."""
    book = law()
    return [
        code for code, pack in sorted(book.packs.items())
        if pack.head.parent is not None and book.standing(code, today()) is not Standing.NOT_HELD
    ]


def _levels(row: Recordal) -> list[Level]:
    return [Level(level) for level in row.levels]
