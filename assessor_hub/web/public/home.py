"""The front page: what this is, for whom, and how the register stands today."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from flask import render_template

from assessor_hub.registration.queries import recorded_per_place
from assessor_hub.rules.law import Standing
from assessor_hub.sanctions.queries import published
from assessor_hub.web.public import blueprint
from assessor_hub.web.shared.context import law, session, today
from assessor_hub.web.shared.guards import public


@dataclass(frozen=True)
class Line:
    """One jurisdiction on the front page: how its text stands, how many are recorded, how many decisions hold."""

    code: str
    standing: Standing
    recorded: int
    decisions: int


@blueprint.route("/")
@public
def home() -> Any:
    """Show the front page."""
    return render_template("public/home.html", lines=_lines())


def _lines() -> list[Line]:
    recorded = recorded_per_place(session(), today())
    decisions = Counter(decision.jurisdiction for decision in published(session(), today()))
    book = law()
    return [
        Line(code, book.standing(code, today()), recorded.get(code, 0), decisions[code])
        for code, pack in sorted(book.packs.items())
        if pack.head.parent is not None  # the root keeps no register of its own
    ]
