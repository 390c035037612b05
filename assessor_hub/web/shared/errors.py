"""Error pages: what happened, and what to do, in the frame of the product; the API has them as problem+json."""

from __future__ import annotations

from typing import Any

from flask import Flask, abort, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from assessor_hub.documents.errors import DocumentWithheld
from assessor_hub.web.shared.context import hub, session
from assessor_hub.web.shared.faces import API, under
from assessor_hub.web.shared.problems import problem
from assessor_hub.web.shared.words.refusals import refusal

ANSWER_ANYTHING = {"public.verify", "public.verify_evaluation_report"}  # whatever is asked there has one answer


def register(app: Flask) -> None:
    """Give every error a page."""
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _page)
    app.register_error_handler(500, _fault)
    app.register_error_handler(DocumentWithheld, _withheld)
    app.before_request(_no_nul)


def _no_nul() -> None:
    """Nobody types a NUL; PostgreSQL stores none, so what carries one is malformed, and an address names nothing."""
    if "\0" in request.path and request.endpoint not in ANSWER_ANYTHING:
        abort(404)
    if any("\0" in value for source in (request.args, request.form) for _name, value in source.items(multi=True)):
        abort(400)


def _words(status: int) -> tuple[str, str]:
    return {
        400: (_("That could not be read"), _("Something in the request was malformed. Go back and try once more.")),
        404: (_("Nothing here"), _("The page does not exist, or is not yours to see. Check the address.")),
        405: (_("Not in this way"), _("This address exists, but does not take this kind of request.")),
        413: (_("Too large"), _(
            "What you sent is larger than %(limit)s MB, which a page takes at once. Send fewer or smaller files.",
            limit=hub().settings.upload_limit_mb,
        )),
        429: (_("Too many tries"), _("Wait a minute and try again. Nothing was lost.")),
    }.get(status, (_("Something went wrong"), _("It was not you. Try again in a moment; nothing half-done was kept.")))


def _page(error: HTTPException) -> Any:
    if error.response is not None:
        return error.response
    status = error.code or 500
    title, text = _words(status)
    answer = make_response(_render(title, text, status))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return answer


def _render(title: str, text: str, status: int) -> Any:
    """The page in the product's frame; without frame where even that cannot be had, as with a broken database."""
    if under(API):
        return problem(status, title, text)
    try:
        session().rollback()  # what failed may have left the session unusable
        return render_template("errors/error.html", title=title, text=text, status=status), status
    except SQLAlchemyError:
        return render_template("errors/bare.html", title=title, text=text, status=status), status


def _csrf(_error: CSRFError) -> Any:
    title = _("The form is too old")
    text = _("Your session ended while the form was open. Go back: what you typed is still there. Sign in in another "
             "tab, then send it again.")
    return _render(title, text, 400)


def _withheld(withheld: DocumentWithheld) -> Any:
    """A file that is kept but not given out: why, in words."""
    status = 503 if withheld.code == "file_unavailable" else 409
    return _render(_("This file is not given out"), refusal(withheld), status)


def _fault(_error: Exception) -> Any:
    title, text = _words(500)
    return _render(title, text, 500)
