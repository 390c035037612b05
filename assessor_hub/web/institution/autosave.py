"""A draft saves itself: the same route and the same form, answered in a few words instead of a page."""

from __future__ import annotations

from typing import Any

from flask import jsonify, request
from flask_babel import format_time
from flask_babel import gettext as _

from assessor_hub.refusals import Refused
from assessor_hub.web.shared.context import now
from assessor_hub.web.shared.words.refusals import refusal


def asked() -> bool:
    """Whether the page's script sends the form, and not a person's button."""
    return request.method == "POST" and request.headers.get("X-Autosave") == "yes"


def saved(revision: int) -> Any:
    """Saved: when, and the revision to go on from."""
    at = format_time(now(), "HH:mm")
    return jsonify(saved=True, message=_("Saved at %(time)s", time=at), revision=revision)


def not_saved(form: Any) -> Any:
    """Something typed is nonsense as it stands; which field, and that nothing is lost."""
    fields = ", ".join(str(form[name].label.text) for name in form.errors if name)
    return jsonify(saved=False, message=_("Not saved yet. To be corrected: %(fields)s", fields=fields)), 422


def refused(why: Refused) -> Any:
    """Refused, as where a colleague was quicker: trying again would not help."""
    return jsonify(saved=False, stop=True, message=refusal(why)), 409
