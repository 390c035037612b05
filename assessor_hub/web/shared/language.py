"""Chinese by default, English on a switch, kept in a cookie of its own."""

from __future__ import annotations

from flask import has_request_context, request

LANGUAGES = {"zh": "中文", "en": "English"}
COOKIE = "hub_language"


def chosen_language() -> str:
    """The language of this request's pages."""
    if not has_request_context():
        return "zh"
    chosen = request.cookies.get(COOKIE, "zh")
    return chosen if chosen in LANGUAGES else "zh"
