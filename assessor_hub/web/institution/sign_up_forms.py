"""The form by which an institution signs up."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, Regexp

from assessor_hub.accounts.services import MIN_PASSWORD
from assessor_hub.institutions.models import InstitutionKind
from assessor_hub.institutions.services import PersonName, SignUp
from assessor_hub.rules.identifiers import IdKind
from assessor_hub.web.shared.forms import (
    Form,
    city_select,
    enum_select,
    person_number_field,
    required_text,
    uscc_field,
)

EMAIL = Regexp(r"^\s*[^@\s]+@[^@\s]+\.[^@\s]+\s*$", message=_l("This is no e-mail address."))


class SignUpForm(Form):
    """Institution, legal representative, and the account of the person who signs up."""

    uscc = uscc_field(_l("Unified social credit code"), _l("18 characters, as on the licence."))
    name = required_text(_l("Name of the institution"), 120, _l("As on the licence."))
    kind = enum_select(_l("Kind of institution"), InstitutionKind)
    registered_code = city_select(_l("City of registration"))
    address = required_text(_l("Address"), 200)
    phone = required_text(_l("Telephone"), 40)
    head_name = required_text(_l("Name of the legal representative"), 80)
    id_kind = enum_select(_l("Kind of identity document"), IdKind)
    id_number = person_number_field(
        _l("Number of the document"), "id_kind",
        _l("Kept sealed. It only serves to recognise the same person across institutions."),
    )
    contact = required_text(_l("Your name"), 80, _l("You become the owner of the institution's account."))
    email = StringField(
        _l("E-mail address"), [InputRequired(_l("This is needed.")), Length(max=254), EMAIL],
        description=_l("Your sign-in."), render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _l("Password"), [InputRequired(_l("This is needed."))],
        description=_l("At least %(minimum)d characters.", minimum=MIN_PASSWORD),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("Password, once more"),
        [InputRequired(_l("This is needed.")), EqualTo("password", message=_l("The two passwords differ."))],
        render_kw={"autocomplete": "new-password"},
    )

    def typed(self) -> SignUp:
        """What was typed, as the service takes it."""
        return SignUp(
            uscc=self.uscc.data, name=self.name.data, kind=self.kind.data, registered_code=self.registered_code.data,
            address=self.address.data, phone=self.phone.data,
            head=PersonName(self.head_name.data, self.id_kind.data, self.id_number.data),
            email=self.email.data, contact=self.contact.data, password=self.password.data,
        )
