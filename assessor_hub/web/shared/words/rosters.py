"""The sentences about a roster file: why it is none, what is wrong in a cell, what becomes of a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from assessor_hub.staffing.roster_words import ENGLISH, HEADERS, Column
from assessor_hub.web.shared.language import chosen_language
from assessor_hub.web.shared.words.refusals import IDENTIFIERS

UNREADABLE: dict[str, Any] = {
    "file_empty": _l("The file is empty."),
    "file_too_large": _l("The file is larger than %(limit_mb)s MB."),
    "old_format": _l("This is the old .xls format. Open it and save it as .xlsx, then upload that."),
    "encrypted": _l("The file is protected by a password. Save it without one, then upload that."),
    "text_file": _l("This is a text file or web page (such as .csv) and no spreadsheet, whatever it is called. Open it "
                    "in a spreadsheet program, save it as .xlsx, then upload that."),
    "other_spreadsheet": _l("This is another kind of spreadsheet (such as .xlsb or .ods). Save it as .xlsx, then "
                            "upload that."),
    "macros": _l("The file holds macros. Save it as .xlsx without macros, then upload that."),
    "not_xlsx": _l("The file is no readable .xlsx spreadsheet; it may be damaged. Start from the template."),
    "bomb": _l("A part of the file unpacks to more than %(limit)s times its size, as no list of people does. Copy the "
               "list into the template."),
    "too_many_parts": _l("The file holds more than %(limit)s parts. Copy the list into the template."),
    "too_large_inside": _l("Unpacked, the file is larger than %(limit_mb)s MB. Keep the roster only."),
    "too_much_text": _l("The file holds more text than a list of people does. Keep the roster only."),
    "entities": _l("The file declares entities of its own, as no spreadsheet program does. Copy the list into the "
                   "template."),
    "merged": _l("The cells %(cells)s are merged. Split them, fill in every row, and upload the file again."),
    "too_spread": _l("Cells beyond column %(column)s are filled. Clear everything but the list."),
    "too_many_empty_rows": _l("The sheet holds more than %(limit)s empty rows. Delete the rows below the list and "
                              "save."),
    "too_many_rows": _l("A file has at most %(limit)s rows. Split it."),
    "columns_missing": _l("These columns are missing in the first row: %(columns)s."),
    "columns_twice": _l("These columns stand there twice: %(columns)s."),
    "two_lists": _l("People stand on several sheets: %(sheets)s. Put them on one, or upload the sheets one by one."),
    "no_rows": _l("There is no row below the headings."),
}
FAULTS: dict[str, Any] = {
    "missing": _l("This cell is empty and must not be."),
    "formula": _l("This cell holds a formula. Type the value, or paste it as a value."),
    "too_long": _l("At most %(max)s characters."),
    "figure": _l("The number is kept as a figure, which has lost its last digits. Format the column as text and type "
                 "it again."),
    "unknown": _l("“%(value)s” is none of: %(allowed)s."),
    "skill_grade": _l("“%(value)s” is a skill grade, not a professional title."),
    "bad_day": _l("“%(value)s” is no date. Write it as 2020-03-01."),
    "day_ahead": _l("This day lies ahead."),
    "bad_month": _l("“%(value)s” is no month. Write it as 2026-01, or leave it empty."),
    "month_ahead": _l("This month lies ahead."),
    "duplicate": _l("The same person stands in row %(row)s already."),
    "institution_unknown": _l("No institution with the code %(value)s has handed in an application or is recorded "
                              "here."),
}
FATES: dict[str, Any] = {
    "added": lazy_pgettext("row", "new"),
    "updated": lazy_pgettext("row", "updated"),
    "unchanged": lazy_pgettext("row", "unchanged"),
}


def column_words(column: str) -> str:
    """The heading of a column, as it stands in the file that the language of the page suggests."""
    known = Column(column)
    return HEADERS[known] if chosen_language() == "zh" else f"{HEADERS[known]} ({ENGLISH[known]})"


def fault_words(code: str, figures: Mapping[str, Any], sentences: Mapping[str, Any] = FAULTS) -> str:
    """What is wrong with a cell, in the sentences of the kind of file."""
    if code == "identifier":
        return str(IDENTIFIERS[figures["what"]])
    given = {name: _listed(one) if isinstance(one, list) else one for name, one in figures.items()}
    return str(sentences[code]) % given


def unreadable_words(
    code: str, figures: Mapping[str, Any], sentences: Mapping[str, Any] = UNREADABLE,
    named: Callable[[str], str] = column_words,
) -> str:
    """Why a file cannot be taken, in the sentences of the kind of file and with the names of its columns."""
    given = dict(figures)
    if "columns" in given:
        given["columns"] = _listed([named(column) for column in given["columns"]])
    if "sheets" in given:
        given["sheets"] = _listed(given["sheets"])
    text = str(sentences[code]) % given
    if given.get("unknown"):
        text += " " + _("Not recognised: %(columns)s.", columns=_listed(given["unknown"]))
    return text


def _listed(parts: list[str]) -> str:
    return _(", ").join(parts)
