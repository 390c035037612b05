"""Reading a request: JSON, query, headers; what is wrong is said field by field, in the words of the forms."""

from __future__ import annotations

from typing import Any, TypeVar

from flask import request
from flask_babel import gettext as _
from pydantic import BaseModel, ValidationError

from assessor_hub.rules.identifiers import BadIdentifier
from assessor_hub.web.api.problems import Fault
from assessor_hub.web.shared.words.refusals import bad_identifier

BODY_LIMIT = 64 * 1024  # octets; the longest reason that a form takes fits many times
KEY_LIMIT = 255
M = TypeVar("M", bound=BaseModel)


def body_as(model: type[M]) -> M:
    """The JSON of the request as ``model``. Raises :class:`Fault`: not_json (400, 415), too_large, invalid (422)."""
    if request.mimetype != "application/json":
        raise Fault(415, "not_json", _("Send JSON, with the header “Content-Type: application/json”."))
    try:
        return model.model_validate_json(_octets(), strict=True)
    except ValidationError as error:
        if error.errors()[0]["type"] == "json_invalid":
            raise Fault(400, "not_json", _("What was sent is not JSON.")) from error
        raise _invalid(error) from error


def _octets() -> bytes:
    """The body, read no further than shows that it is too large."""
    got = b""
    while len(got) <= BODY_LIMIT and (part := request.stream.read(BODY_LIMIT + 1 - len(got))):
        got += part
    if len(got) > BODY_LIMIT:
        raise Fault(413, "too_large", _("At most %(limit)s kB can be sent here.", limit=BODY_LIMIT // 1024))
    return got


def query_as(model: type[M]) -> M:
    """The query of the address as ``model``; 422 for a parameter that it does not know."""
    try:
        return model.model_validate(request.args.to_dict())
    except ValidationError as error:
        raise _invalid(error) from error


def idempotency_key() -> str:
    """The key that makes a repeated request the same one. Raises :class:`Fault` where there is none, or none usable."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key:
        raise Fault(400, "key_missing", _(
            "Send a key of your own making in the header “Idempotency-Key”, a new one for each project: the same key, "
            "sent again, files nothing more."
        ))
    if len(key) > KEY_LIMIT or not key.isascii() or not key.isprintable():
        raise Fault(400, "key_unusable", _("The Idempotency-Key is too long: at most %(max)d characters, of ASCII.",
                                           max=KEY_LIMIT))
    return key


def revision() -> int:
    """The revision that the caller has seen, from If-Match; 0, which no project has, where it names none."""
    if "If-Match" not in request.headers:
        raise Fault(428, "revision_missing", _(
            "Send the ETag of the project as you saw it in the header “If-Match”, so that no change of others is lost."
        ))
    tags = [tag for tag in request.if_match.as_set() if tag and tag.isdecimal() and tag.isascii()]
    return int(tags[0][:9]) if len(tags) == 1 else 0


def _invalid(error: ValidationError) -> Fault:
    wrong = [{"field": ".".join(str(part) for part in one["loc"]), "message": _message(one)} for one in error.errors()]
    return Fault(422, "invalid", _("Some of what was sent is missing or wrong; see “errors”."), errors=wrong)


def _message(error: Any) -> str:
    """What is wrong with a field, as the form says it where it has words for it."""
    kind, context = error["type"], error.get("ctx", {})
    if kind in {"missing", "string_too_short"}:
        return _("This is needed.")
    if kind == "string_too_long":
        return _("At most %(max)d characters.", max=context["max_length"])
    if kind == "identifier":
        return bad_identifier(BadIdentifier(context["code"]))
    if kind == "enum":
        return _("One of these is expected: %(words)s.", words=context["expected"].replace(" or ", ", "))
    if kind.startswith("date"):
        return _("A day is written as in 2026-03-01.")
    return {
        "extra_forbidden": _("There is no such field."),
        "city": _("No city has this code of GB/T 2260."),
        "nul": _("The text holds a NUL character."),
    }.get(kind) or _("This does not fit here.")
