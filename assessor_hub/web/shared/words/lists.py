"""The sentences about a list as a file, whatever it lists: why a file is none, and what its columns are called."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from assessor_hub.web.shared.language import chosen_language
from assessor_hub.web.shared.words import rosters

UNREADABLE: dict[str, Any] = rosters.UNREADABLE | {
    "not_xlsx": _l("The file is no readable .xlsx spreadsheet or text table; it may be damaged. Start from the "
                   "template."),
    "not_delimited": _l("The text file is no readable table. Open it in a spreadsheet program and save it as .xlsx."),
    "bomb": _l("A part of the file unpacks to more than %(limit)s times its size, as no list does. Copy it into the "
               "template."),
    "too_large_inside": _l("Unpacked, the file is larger than %(limit_mb)s MB. Keep the list only."),
    "too_much_text": _l("The file holds more text than a list does. Keep the list only."),
    "two_lists": _l("Lists stand on several sheets: %(sheets)s. Upload the sheets one by one."),
}


def column_words(headings: tuple[str, ...]) -> str:
    """A column as it stands in the file that the language of the page suggests, by the spellings of its heading."""
    english = next(word for word in headings if word.isascii())
    return headings[0] if chosen_language() == "zh" else f"{headings[0]} ({english})"
