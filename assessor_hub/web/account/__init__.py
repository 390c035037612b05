"""The account face."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("account", __name__)

from assessor_hub.web.account import profile, signing  # noqa: E402, F401 - the routes register themselves
