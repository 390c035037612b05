"""Who the token is."""

from __future__ import annotations

from flask import Response

from assessor_hub.registration.queries import institution_for
from assessor_hub.web.api import shapes
from assessor_hub.web.api.access import own_token
from assessor_hub.web.api.operations import answer, operation
from assessor_hub.web.shared.context import actor, session
from assessor_hub.web.shared.guards import found


@operation("GET", "/me", answers={200: shapes.Me})
def me() -> Response:
    """The person, the institution and the token that a call is made with."""
    who, token = actor(), own_token()
    institution = found(institution_for(session(), who, who.institution_id or 0))
    return answer(shapes.Me(
        person=who.name, role=token.grant.role,
        institution=shapes.OwnInstitution(uscc=institution.uscc, name=institution.name),
        token=shapes.OwnToken(name=token.name, created_at=token.created_at, expires_at=token.expires_at),
    ))
