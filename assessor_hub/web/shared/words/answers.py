"""Words of an application's answers and of a project's flags that several faces show and no enum carries."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

RIGHTS: dict[str, Any] = {"owned": _l("Owned"), "leased": _l("Leased")}
FLAGS_SHARED: dict[str, Any] = {
    "field_not_recorded": _l("The recordal does not cover this kind of unit; the text's rule is assumed."),
    "conflict_declared": _l(
        "The institution declared a conflict of interest with this unit. No text states a ban (reading): a person "
        "decides whether the evaluation is independent."
    ),
    "capacity_moved": _l(
        "Another person headed the institution this year and stands at or above the cap of this pool: the change of "
        "the legal representative made room for this project. That is allowed (reading) and shown to the department."
    ),
    "same_head": _l(
        "The unit is registered here as an institution with the same legal representative, or is the institution "
        "itself. No text states a ban (reading): a person decides whether the evaluation is independent."
    ),
}
