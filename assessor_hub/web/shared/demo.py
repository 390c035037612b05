"""Whether this installation holds demonstration data, for the strip that every page then carries."""

from __future__ import annotations

from assessor_hub.installation import holds_demo
from assessor_hub.web.shared.context import hub, session


def is_demo() -> bool:
    """True on a demonstration database; asked of the database only where demo data is allowed at all."""
    return hub().settings.demo_allowed and holds_demo(session())
