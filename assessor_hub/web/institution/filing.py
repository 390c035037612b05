"""Filing a project."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from assessor_hub.web.institution import blueprint
from assessor_hub.web.institution.drafts import filing_page, save, saving
from assessor_hub.web.institution.project_forms import FilingForm, new_key
from assessor_hub.web.shared.context import today
from assessor_hub.web.shared.filing import Explained, file_once
from assessor_hub.web.shared.guards import INSTITUTION, audience


@blueprint.route("/institution/projects/new", methods=["GET", "POST"])
@audience(INSTITUTION)
def new_project() -> Any:
    """File a project: it takes its unit of the pool, or the refusal says why not and what next."""
    form = FilingForm()
    if not form.is_submitted():
        form.request_key.data = new_key()
        return filing_page(form)
    if saving():
        return save(form)
    if not form.validate():
        if form.request_key.errors:
            form.request_key.data = new_key()
        return filing_page(form), 422
    answer = file_once(form.filing())
    if isinstance(answer, Explained):
        if answer.refused.code == "key_reused":  # sent once more, what stands in the form now is another project
            form.request_key.data = new_key()
        return filing_page(form, explained=answer), 409
    done = _("Project %(number)s has been filed. It counts in %(year)s.", number=answer.number, year=today().year)
    flash(done, "done")
    if not answer.repeated and form.opened_in.data not in {"", None, str(today().year)}:
        flash(_turned(form), "info")
    return redirect(url_for("institution.project", project_id=answer.project_id))


def _turned(form: FilingForm) -> str:
    """What is said of a form that was opened in one year and sent in the next."""
    return _(
        "The form was opened in %(opened)s and reached us in %(year)s, Beijing time: the project counts in %(year)s.",
        opened=form.opened_in.data, year=today().year,
    )
