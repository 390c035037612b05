"""The API face: what an institution's own programs do, under /api/v1 (docs/api.md)."""

from __future__ import annotations

from flask import Blueprint

from assessor_hub.extensions import csrf

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
csrf.exempt(blueprint)  # a forged form carries no token; cookies open nothing here

from assessor_hub.web.api import access, document, me, pools, problems, projects  # noqa: E402, F401 - they register
