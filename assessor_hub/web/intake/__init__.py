"""The intake face: reports by the public. It shares no session, cookie or navigation with signed-in work."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("intake", __name__)

from assessor_hub.web.intake import report, status  # noqa: E402, F401 - the routes register themselves
