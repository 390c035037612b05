"""What the institution lacks where it is recorded, today or from an announced day on."""

from __future__ import annotations

from assessor_hub.registration.lacking import Lack, lack_coming
from assessor_hub.registration.queries import live_recordals
from assessor_hub.web.institution.own import own_id
from assessor_hub.web.shared.context import law, session, today


def own_lacks() -> list[Lack]:
    """One for each recordal whose conditions are not met, or soon will not be."""
    lacks = (lack_coming(session(), law(), one, today()) for one in live_recordals(session(), own_id(), today()))
    return [lack for lack in lacks if lack is not None]
