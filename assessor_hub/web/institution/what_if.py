"""Would this filing be accepted? Asked by the institution about itself: nothing is filed, nobody else's use is told."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_babel import gettext as _

from assessor_hub.projects.what_if import Heir
from assessor_hub.web.institution import blueprint
from assessor_hub.web.institution.own import own_id
from assessor_hub.web.shared.guards import INSTITUTION, audience
from assessor_hub.web.shared.what_if import choices, form_asked


@blueprint.get("/institution/what-if")
@audience(INSTITUTION)
def what_if() -> Any:
    """The form, and with it filled in the answers."""
    form = form_asked()
    asked = bool(form.level.raw_data)
    fits = asked and form.validate()
    stranger = _("If the legal representative changed today to somebody who heads and headed no other institution")
    answers = choices(form, own_id(), Heir(), stranger) if fits else []
    return render_template("institution/what_if.html", form=form, choices=answers), 422 if asked and not fits else 200
