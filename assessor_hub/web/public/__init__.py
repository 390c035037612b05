"""The public face."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("public", __name__)

from assessor_hub.web.public import commissions, decisions, evaluation_reports, home, register, rules, site, verify  # noqa: E402, F401 - the routes register themselves
