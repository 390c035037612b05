"""Who calls: a bearer token, and nothing else. A call counts against its token, a failure against its address."""

from __future__ import annotations

from typing import cast

import structlog
from flask import g, request
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from limits import parse

from assessor_hub import clock
from assessor_hub.accounts.api_tokens import actor_of_token, live_token, use_is_stale
from assessor_hub.accounts.models import ApiToken
from assessor_hub.db import transaction
from assessor_hub.extensions import limiter
from assessor_hub.web.api import blueprint
from assessor_hub.web.api.problems import Fault
from assessor_hub.web.shared.context import hub, now, session

log = structlog.get_logger(__name__)
PUBLIC = frozenset({"api.openapi"})  # the description of the API tells nothing of anybody


@blueprint.before_request
def authenticate() -> None:
    """Make the token's person the actor of the request, or refuse it."""
    if request.endpoint in PUBLIC:
        return
    given = request.authorization
    text = given.token if given is not None and given.type == "bearer" else None
    token = live_token(session(), text, now()) if text else None
    if token is None:
        log.info("api token refused", address=get_remote_address(), given=bool(text))
        _count(hub().settings.sign_in_limit, f"address {get_remote_address()}")
        raise _refused(text)
    _count(hub().settings.api_limit, f"token {token.id}")
    if use_is_stale(token, now()):
        with transaction(session()):
            token.last_used_at = now()
    g.actor, g.token = actor_of_token(token), token


def own_token() -> ApiToken:
    """The token of the request."""
    return cast(ApiToken, g.token)


def _refused(text: str | None) -> Fault:
    if not text:
        sentence = _("Send the token of your institution in the header “Authorization: Bearer …”.")
        return Fault(401, "token_missing", sentence, {"WWW-Authenticate": "Bearer"})
    sentence = _("The token is unknown, revoked or over. An owner of the institution makes a new one.")
    return Fault(401, "token_invalid", sentence, {"WWW-Authenticate": 'Bearer error="invalid_token"'})


def _count(limit: str, who: str) -> None:
    rate = parse(limit)
    if not limiter.enabled or limiter.limiter.hit(rate, "api", who):
        return
    over = limiter.limiter.get_window_stats(rate, "api", who).reset_time - clock.now().timestamp()
    wait = max(1, round(over))
    sentence = _("Too many requests. Try again in %(wait)s seconds; nothing was done.", wait=wait)
    raise Fault(429, "too_many_requests", sentence, {"Retry-After": str(wait)})
