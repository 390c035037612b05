"""Chinese by default, English on a switch, kept in a cookie of its own; programs ask by Accept-Language."""

from __future__ import annotations

from flask import has_request_context, request

from assessor_hub.web.shared.faces import API, under

LANGUAGES = {"zh": "中文", "en": "English"}
COOKIE = "hub_language"


def chosen_language() -> str:
    """The language of this request's pages."""
    if not has_request_context():
        return "zh"
    if under(API):
        asked = (tag.partition("-")[0].lower() for tag in request.accept_languages.values())  # zh-CN is zh
        return next((tag for tag in asked if tag in LANGUAGES), "zh")
    chosen = request.cookies.get(COOKIE, "zh")
    return chosen if chosen in LANGUAGES else "zh"
