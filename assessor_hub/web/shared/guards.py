"""Who may open a route. Every route says it; a test walks all of them with every role."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from flask import abort, current_app

from assessor_hub.accounts.models import Role
from assessor_hub.extensions import login
from assessor_hub.web.shared.context import actor

F = TypeVar("F", bound=Callable[..., Any])
AUDIENCE = "__audience__"
INSTITUTION = frozenset({Role.OWNER, Role.MEMBER})
CITY = frozenset({Role.CITY_STAFF})
READERS = frozenset({Role.COUNTY_STAFF, Role.CITY_STAFF, Role.REVIEWER, Role.APPROVER, Role.AUDITOR})
REVIEWERS = frozenset({Role.REVIEWER, Role.APPROVER})
APPROVERS = frozenset({Role.APPROVER})
HANDLERS = frozenset({Role.REPORT_HANDLER})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
SIGNED_IN = frozenset(Role)


def public(view: F) -> F:
    """Anyone may open the route."""
    setattr(view, AUDIENCE, None)
    return view


def audience(*groups: frozenset[Role]) -> Callable[[F], F]:
    """Only people with one of the roles; the anonymous are sent to sign in, all others find nothing here (404)."""
    roles = frozenset().union(*groups)

    def wrap(view: F) -> F:
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            who = actor()
            if who.user_id is None:
                return login.unauthorized()
            if not who.roles & roles:
                abort(404)
            return current_app.ensure_sync(view)(*args, **kwargs)

        setattr(guarded, AUDIENCE, roles)
        return guarded  # type: ignore[return-value]

    return wrap


def found(row: Any) -> Any:
    """The row, or 404 where the actor may not see it: the two look alike."""
    if row is None:
        abort(404)
    return row
