"""What a refused filing can be followed by; the refusal itself says what and why."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

NEXT: dict[str, Any] = {
    "cap_reached": _l(
        "A project withdrawn before its report is issued gives its unit back. Otherwise the next units come with the "
        "new year; pools of other levels are not affected."
    ),
    "not_recorded": _l("Apply for recordal in that province, and file the project after it."),
    "level_not_recorded": _l("Ask the department to extend the recordal to this level, or file at a level it covers."),
    "field_not_recorded": _l("Show in a renewal of the recordal that the institution is able in this field."),
    "work_before_recordal": _l("A project whose work begins on or after the day of recordal can be filed."),
    "conditions_unmet": _l("Bring the roster up to date. As soon as the condition is met, the project can be filed."),
    "under_ban": _l("New projects can be filed from the day after. The decision names your rights of appeal."),
    "unit_already_filed": _l("Open the project in your list; a corrected report belongs to the same project."),
    "key_reused": _l("If this is another project, send it once more; by the API, with a key of its own."),
    "no_rules_in_force": _l(
        "Nothing was filed. Ask the department of that place; as soon as its text is in force here, the project can "
        "be filed."
    ),
    "no_head": _l("Enter the legal representative first."),
}
