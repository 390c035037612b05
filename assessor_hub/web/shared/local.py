"""Where a link may lead back to: a path of this product, never another site."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect


def local_path(text: str | None) -> str | None:
    """``text`` if it is a path of this site, else None.

    Browsers read a backslash as a slash and drop control characters: with either, a path may lead to another host.
    """
    if not text or not text.startswith("/") or text.startswith("//"):
        return None
    if "\\" in text or any(ord(sign) < 33 or ord(sign) == 127 for sign in text):
        return None
    return text


def readable_path(text: str | None) -> str | None:
    """A local path that a page answers to when it is opened, so not one that only takes forms."""
    path = local_path(text)
    if path is None:
        return None
    try:
        current_app.url_map.bind("").match(urlsplit(path).path, method="GET")
    except RequestRedirect:
        return path
    except HTTPException:
        return None
    return path
