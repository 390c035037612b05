"""The forms of the account face."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from assessor_hub.accounts.services import MIN_PASSWORD
from assessor_hub.web.shared.forms import Form

LONGEST = 1000  # characters; hashing much longer input only costs the server time
_TOO_LONG = _l("At most %(max)d characters.")


class SignInForm(Form):
    """E-mail address and password. Its shape is not judged: whatever does not fit is simply wrong."""

    email = StringField(
        _l("E-mail address"), [InputRequired(_l("This is needed.")), Length(max=254, message=_TOO_LONG)],
        render_kw={"autocomplete": "username", "inputmode": "email", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("Password"), [InputRequired(_l("This is needed.")), Length(max=LONGEST, message=_TOO_LONG)],
        render_kw={"autocomplete": "current-password"},
    )


class PasswordForm(Form):
    """The present password, and the new one twice."""

    old = PasswordField(
        _l("Present password"), [InputRequired(_l("This is needed.")), Length(max=LONGEST, message=_TOO_LONG)],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        _l("New password"), [InputRequired(_l("This is needed.")), Length(max=LONGEST, message=_TOO_LONG)],
        description=_l(
            "At least %(minimum)d characters; a sentence is easier to keep than a riddle.", minimum=MIN_PASSWORD
        ),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("New password once more"),
        [InputRequired(_l("This is needed.")), EqualTo("new", _l("The two new passwords differ."))],
        render_kw={"autocomplete": "new-password"},
    )
