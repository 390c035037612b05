"""Handing an application in: who signs, and with which authority."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from assessor_hub.registration.models import Application
from assessor_hub.registration.versions import Signer, last_version
from assessor_hub.web.shared.context import session
from assessor_hub.web.shared.forms import Form, optional_text, options

HEAD, SOMEBODY = "head", "somebody"


class HandInForm(Form):
    """The signer: the legal representative, or somebody with a letter of authorisation on file."""

    signed_by = RadioField(
        _l("Who signs"), [InputRequired(_l("This is needed."))],
        choices=lambda: options([
            (HEAD, _("The legal representative")), (SOMEBODY, _("Somebody else, with a letter of authorisation")),
        ]),
    )
    signer_name = optional_text(_l("Name of the signer"), 80, _l("Only where somebody else signs."))
    signer_office = optional_text(_l("Office of the signer"), 80, _l("Such as head of the evaluation department."))

    def signer(self) -> Signer:
        """The signer as the service takes it."""
        if self.signed_by.data == HEAD:
            return Signer("", "", is_head=True)
        return Signer(self.signer_name.data or "", self.signer_office.data or "")


def hand_in_form(application: Application) -> HandInForm:
    """A fresh form: it begins with who signed last time."""
    last = last_version(session(), application.id)
    known: dict[str, Any] = {"signed_by": HEAD}
    if last is not None and not last.signer_is_head:
        known = {"signed_by": SOMEBODY, "signer_name": last.signer_name, "signer_office": last.signer_office}
    return HandInForm(formdata=None, data=known)
