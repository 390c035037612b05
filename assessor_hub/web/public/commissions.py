"""The private link of an evaluated unit's contact: what was filed in the unit's name, and whether it commissioned it.

The code in the address is the key: a wrong one and one that was replaced look alike, and tries are counted.
"""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from assessor_hub.db import transaction
from assessor_hub.extensions import limiter
from assessor_hub.projects.commissions import CODE_LENGTH, answer, by_code
from assessor_hub.projects.models import Project
from assessor_hub.projects.party_models import Answer, Commission
from assessor_hub.refusals import Refused
from assessor_hub.sanctions.queries import ban_on
from assessor_hub.web.public import blueprint
from assessor_hub.web.shared.context import hub, now, session, today
from assessor_hub.web.shared.forms import Form, options
from assessor_hub.web.shared.guards import found, public
from assessor_hub.web.shared.words.labels import choices


class AnswerForm(Form):
    """What the contact says."""

    revision = HiddenField(validators=[InputRequired()])
    answer = RadioField(
        _l("Did your organisation commission this institution?"), [InputRequired(_l("Choose one."))],
        choices=lambda: options(choices(Answer)),
    )
    note = TextAreaField(
        _l("Anything to add"), [Optional(), Length(max=2000, message=_l("At most %(max)d characters."))],
        description=_l("The institution and the department read it."),
    )

    def known_revision(self) -> int:
        """The revision that the page was made from; 0, which no project has, where it is no number."""
        text = str(self.revision.data)
        return int(text[:9]) if text.isdecimal() else 0


@blueprint.route("/commission/<code>", methods=["GET"])
@public
@limiter.limit(lambda: hub().settings.verify_limit)
def commission(code: str) -> Any:
    """What was filed in the unit's name, how it stands, and the question."""
    row, project = _opened(code)
    return _page(code, row, project, AnswerForm(formdata=None))


@blueprint.route("/commission/<code>", methods=["POST"])
@public
@limiter.limit(lambda: hub().settings.verify_limit)
def answer_commission(code: str) -> Any:
    """Keep the answer; another one later takes its place."""
    row, project = _opened(code)
    form = AnswerForm()
    if not form.validate_on_submit():
        return _page(code, row, project, form, status=422)
    try:
        with transaction(session()):
            row, project = _opened(code, lock=True)
            answer(
                session(), row, project, Answer(form.answer.data), form.note.data or "",
                revision=form.known_revision(), now=now(),
            )
    except Refused as refused:
        return _page(code, *_opened(code), form, refused=refused, status=409)
    return redirect(url_for("public.commission", code=code))


def _opened(code: str, *, lock: bool = False) -> tuple[Commission, Project]:
    known = by_code(session(), hub().vault, code, lock=lock) if len(code) == CODE_LENGTH else None
    opened: tuple[Commission, Project] = found(known)
    return opened


def _page(
    code: str, row: Commission, project: Project, form: AnswerForm, *, refused: Refused | None = None,
    status: int = 200,
) -> Response:
    form.revision.data = str(project.revision)
    response = make_response(render_template(
        "public/commission.html", code=code, row=row, project=project, form=form, refused=refused,
        ban=ban_on(session(), project.institution_id, project.jurisdiction, today()),
    ), status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response
