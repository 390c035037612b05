"""What the API answers when it does not do what was asked: the sentence of the pages, and its parts for programs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from flask import Response
from flask_babel import gettext as _

from assessor_hub.projects.queries import UseLine
from assessor_hub.refusals import Refused
from assessor_hub.rules.law import Stated
from assessor_hub.web.api import blueprint
from assessor_hub.web.shared.filing import Explained
from assessor_hub.web.shared.problems import problem
from assessor_hub.web.shared.words import findings
from assessor_hub.web.shared.words.law import both
from assessor_hub.web.shared.words.refusals import basis, refusal

STATUS = {"changed_meanwhile": 412, "key_reused": 422, "reason_missing": 422}  # any other refusal: 409


class Fault(Exception):
    """A request that is not one of this API: ``status`` of HTTP, ``code`` for programs, a sentence for people."""

    def __init__(
        self, status: int, code: str, sentence: str, headers: Mapping[str, str] | None = None, **members: Any
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.sentence, self.headers, self.members = status, code, sentence, headers, members


@blueprint.errorhandler(Fault)
def _fault(fault: Fault) -> Response:
    title = _("The request cannot be taken as it is")
    return problem(fault.status, title, fault.sentence, code=fault.code, headers=fault.headers, **fault.members)


@blueprint.errorhandler(Refused)
def _refused(refused: Refused) -> Response:
    return refused_problem(refused)


def explained_problem(explained: Explained) -> Response:
    """A refused filing with everything that the page would show."""
    unmet = explained.unmet
    return refused_problem(
        explained.refused,
        refusal=explained.row.number if explained.row else None,
        next=str(explained.next) or None,
        standing=explained.standing.value if explained.standing else None,
        condition={"name": findings.condition(unmet), "figures": findings.figures(unmet)} if unmet else None,
        filings=[_line(line) for line in explained.lines] or None,
        project=explained.project.number if explained.project else None,
    )


def refused_problem(refused: Refused, **members: Any) -> Response:
    """A refusal: its sentence, its basis, the rule and the figures."""
    figures = {name: plain(value) for name, value in refused.figures.items() if plain(value) is not None}
    return problem(
        STATUS.get(refused.code, 409), _("Refused"), refusal(refused), code=refused.code, basis=basis(refused) or None,
        rule=rule(refused.stated) if refused.stated is not None else None, figures=figures or None, **members,
    )


def rule(stated: Stated[Any]) -> dict[str, Any]:
    """Where a value stands: its key in the packs, whose text, which article, how strong, and our reading of it."""
    return {
        "key": stated.key, "jurisdiction": stated.code, "article": stated.article, "strength": stated.strength.value,
        "reading": both(stated.reading) or None,
    }


def plain(value: Any) -> str | int | None:
    """A figure as JSON has it; None for what is no figure, such as the place of a counter."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, str | int) else None


def _line(line: UseLine) -> dict[str, Any]:
    """One filing that uses the pool; another institution's says only that it is one."""
    if line.masked:
        return {"own": False}
    return {"own": True, "number": line.number, "unit_name": line.unit_name, "submitted_on": plain(line.submitted_on)}
