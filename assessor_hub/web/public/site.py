"""What is about the site itself: the language of its pages, and whether it is well."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request, url_for
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from assessor_hub.web.public import blueprint
from assessor_hub.web.shared.context import hub, session
from assessor_hub.web.shared.guards import public
from assessor_hub.web.shared.language import COOKIE, LANGUAGES
from assessor_hub.web.shared.local import local_path

YEAR = 365 * 24 * 3600  # seconds


@blueprint.route("/language/<code>")
@public
def language(code: str) -> Any:
    """Keep a language for a year, and go back to where the link stood."""
    if code not in LANGUAGES:
        abort(404)
    response = redirect(local_path(request.args.get("next")) or url_for("public.home"))
    response.set_cookie(
        COOKIE, code, max_age=YEAR, samesite="Lax", httponly=True, secure=hub().settings.secure_cookies
    )
    return response


@blueprint.route("/health")
@public
def health() -> Any:
    """"ok" while the database answers, else 503: for a monitor, not for people."""
    try:
        session().execute(text("SELECT 1"))
    except SQLAlchemyError:
        return "database", 503, {"Content-Type": "text/plain"}
    return "ok", 200, {"Content-Type": "text/plain"}
