"""The tokens by which an institution's own programs act: its owners make and revoke them here."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from assessor_hub.accounts.api_tokens import TERMS, is_live, make_token, revoke_token, tokens_of
from assessor_hub.accounts.models import ApiToken
from assessor_hub.db import transaction
from assessor_hub.refusals import Refused
from assessor_hub.web.institution import blueprint
from assessor_hub.web.institution.own import OWNERS
from assessor_hub.web.shared.context import actor, now, session
from assessor_hub.web.shared.forms import Form, options, required_text
from assessor_hub.web.shared.guards import audience

DEFAULT_TERM = 90  # days


class TokenForm(Form):
    """A token to make."""

    name = required_text(_l("Name of the token"), 80, _l("The program that will use it, so that you know it again."))
    days = SelectField(
        _l("Ends after"), coerce=int, default=DEFAULT_TERM,
        choices=lambda: options((str(days), _("%(days)s days", days=days)) for days in TERMS),
    )


@blueprint.get("/institution/tokens")
@audience(OWNERS)
def tokens() -> Any:
    """The institution's tokens, and the form for another one."""
    return _page(TokenForm(formdata=None))


@blueprint.post("/institution/tokens")
@audience(OWNERS)
def make_api_token() -> Any:
    """Make a token. The answer shows its text, the only time that anybody sees it."""
    form = TokenForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        with transaction(session()):
            _row, text = make_token(session(), form.name.data, form.days.data, by=actor(), now=now())
    except Refused as refused:
        return _page(form, refused=refused), 409
    return _page(TokenForm(formdata=None), text=text)


@blueprint.post("/institution/tokens/<int:token_id>/revoke")
@audience(OWNERS)
def revoke_api_token(token_id: int) -> Any:
    """End a token at once; another institution's, or one that has ended, is not found."""
    with transaction(session()):
        ended = revoke_token(session(), token_id, by=actor(), now=now())
    if not ended:
        abort(404)
    flash(_("The token is revoked; whoever still sends it is refused."), "done")
    return redirect(url_for("institution.tokens"))


def _page(form: TokenForm, *, text: str = "", refused: Refused | None = None) -> str:
    rows = [(token, is_live(token, now()), _end(token)) for token in tokens_of(session(), actor())]
    return render_template("institution/tokens.html", form=form, rows=rows, text=text, refused=refused)


def _end(token: ApiToken) -> str:
    """Why a token is over, for one that is."""
    if token.revoked_at is not None:
        return _("Revoked")
    if token.expires_at <= now():
        return _("Over")
    return _("Ended with the seat of who made it")
