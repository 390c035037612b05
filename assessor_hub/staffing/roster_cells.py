"""One cell of a roster file: what it says, or which mistake it holds."""

from __future__ import annotations

from typing import Any, Final

from assessor_hub.rules.staffing import TitleSeries, names_skill_grade
from assessor_hub.spreadsheets.cells import Wrong, meaning_of, meanings, text_or_blank
from assessor_hub.spreadsheets.sheets import Cell
from assessor_hub.staffing import roster_words as words
from assessor_hub.staffing.roster_words import Column

LONGEST = {Column.NAME: 80, Column.ISSUER: 120, Column.CERTIFICATE: 60}
_MEANINGS: Final[dict[Column, dict[str, Any]]] = {
    column: meanings(spellings) for column, spellings in words.CHOICES.items()
}
_ALLOWED: Final = {column: [one[0] for one in spellings.values()] for column, spellings in words.CHOICES.items()}


def word_of(cell: Cell, column: Column) -> Any:
    """What one of the words that may stand in the column means, in any of its spellings."""
    return meaning_of(cell, _MEANINGS[column], _ALLOWED[column])


def of_title(cell: Cell) -> Cell:
    """A cell that says something of a title; a grade of a skilled worker is none, wherever it is written."""
    text = text_or_blank(cell)
    if names_skill_grade(text):
        raise Wrong("skill_grade", value=text[:40])
    return cell


def series_of(cell: Cell) -> TitleSeries | None:
    """The series of a title; None where the cell says that there is none, or says nothing."""
    if not text_or_blank(cell):
        return None
    series: TitleSeries | None = word_of(of_title(cell), Column.SERIES)
    return series


def yes_or_blank(cell: Cell, column: Column) -> bool:
    """A yes, or a no that may be left out."""
    return bool(text_or_blank(cell)) and bool(word_of(cell, column))
