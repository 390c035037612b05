"""Words of an application's answers that no enum carries."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

RIGHTS: dict[str, Any] = {"owned": _l("Owned"), "leased": _l("Leased")}
