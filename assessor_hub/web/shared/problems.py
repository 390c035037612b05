"""An error as a program reads it: RFC 9457 problem+json, with the sentence that a page would show."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Response

from assessor_hub.web.shared.language import chosen_language

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:assessor-hub:problem:"
# what a program tells errors of HTTP apart by, beside the codes of refusals
CODES = {
    400: "malformed", 401: "token_missing", 404: "not_found", 405: "method_not_allowed", 413: "too_large",
    415: "not_json", 429: "too_many_requests",
}


def problem(
    status: int, title: str, detail: str, *, code: str = "", headers: Mapping[str, str] | None = None, **members: Any
) -> Response:
    """The response; members that are None are left out. ``title`` names the kind, ``detail`` this case."""
    code = code or CODES.get(status, "fault")
    said = {"type": f"{TYPE}{code}", "title": title, "status": status, "detail": detail, "code": code, **members}
    text = json.dumps({name: value for name, value in said.items() if value is not None}, ensure_ascii=False)
    given = {"Content-Language": chosen_language(), "Vary": "Accept-Language", **(headers or {})}
    return Response(text + "\n", status, given, mimetype=MEDIA_TYPE)
