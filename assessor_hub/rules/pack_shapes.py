"""What a pack file may say: its head, its document, its dated answers and its sentences.

The shapes check what can be seen in one table; :mod:`assessor_hub.rules.pack` checks what takes the whole file or
the whole tree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from assessor_hub.rules.values import Level, Shape

ROOT = "000000"  # MIIT, the root of the GB/T 2260 tree


class PackError(Exception):
    """A pack cannot be used. Says the file, the key and what is wrong, in one line."""

    def __init__(self, file: str, key: str, what: str) -> None:
        super().__init__(f"{file}: {key}: {what}")
        self.file, self.key, self.what = file, key, what


class Strength(StrEnum):
    """How firmly a value stands (RULES.md, section 1), with two marks that are no law at all."""

    TEXT = "text"  # the jurisdiction's own text: may refuse
    RESTATED = "restated"  # MIIT's, restated alike by two final texts: may refuse
    ASSUMED = "assumed"  # believed to stand in MIIT's annex: needs a human
    SILENT = "silent"  # the text says nothing
    REFERENCE = "reference"  # 参照: a setting of the office, never law


class Text(Shape):
    """A sentence in both languages of the pages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


ARTICLE = r"\d+(\(\d+\)|-\d+)?"  # "20(3)": item 3 of article 20; "22-2": its second paragraph
ARTICLES = rf"^{ARTICLE}(, {ARTICLE})*$"
CITATION = rf"^[A-Z]{{2}} {ARTICLE}(, {ARTICLE})*$"  # with the short code of the text, as in "JL 22-2"


class Entry(Shape):
    """One dated answer to one question, as written in a pack."""

    value: Any = None
    strength: Strength | None = None
    article: str | None = Field(default=None, pattern=ARTICLES)
    silent: bool = False
    inherits: str | None = Field(default=None, pattern=r"^\d{6}$")
    through: str | None = Field(default=None, pattern=ARTICLES)
    restated_in: tuple[Annotated[str, Field(pattern=CITATION)], ...] = ()
    known_from: str | None = Field(default=None, pattern=CITATION)
    reading: Text | None = None
    levels: tuple[Level, ...] = Field(default=tuple(Level), min_length=1)
    effective_from: date = date.min
    effective_to: date = date.max

    @model_validator(mode="after")
    def _is_one_of_three_kinds(self) -> Entry:
        if self.effective_from > self.effective_to:
            raise ValueError("effective_from lies after effective_to")
        if self.inherits:
            if self.value is not None or self.strength or self.article or self.silent:
                raise ValueError("an inherited answer carries neither value, strength nor article of its own")
        elif self.silent:
            if self.strength or self.article:
                raise ValueError("a silent text has neither strength nor article")
            if self.value is not None and not self.reading:
                raise ValueError("a value where the text is silent is a reading and must say so")
        else:
            self._stated()
        return self

    def _stated(self) -> None:
        if self.value is None:
            raise ValueError("value is missing")
        if self.strength is None:
            raise ValueError("strength is missing")
        needs = {
            Strength.TEXT: (self.article, "article"),
            Strength.RESTATED: (self.restated_in, "restated_in"),
            Strength.ASSUMED: (self.known_from, "known_from"),
            Strength.REFERENCE: (self.reading, "reading"),
            Strength.SILENT: (None, "silent = true instead"),
        }
        given, name = needs[self.strength]
        if not given:
            raise ValueError(f"a value of strength {self.strength} needs {name}")


class Sentence(Shape):
    """An operational sentence of the text about assessors: where it stands, its gist, what carries it."""

    article: str = Field(pattern=ARTICLES)
    gist: Text
    keys: tuple[str, ...] = ()
    page: str | None = None  # the endpoint where it acts; None: not built yet


class Document(Shape):
    """The regulation itself. ``pending`` and ``unconfirmed`` texts bind only after a recorded act."""

    status: Literal["in_force", "unconfirmed", "pending", "not_held"]
    title: Text
    number: str | None = None
    issued: date | None = None
    effective_from: date | Literal["pending"]
    valid_years: int | None = Field(default=None, ge=1)
    reading: Text | None = None


class Head(Shape):
    """Which jurisdiction a pack is for."""

    code: str = Field(pattern=r"^\d{6}$")
    level: Literal["country", "province", "city"]
    parent: str | None = Field(default=None, pattern=r"^\d{6}$")
    name: Text
    short: str = Field(pattern=r"^[A-Z]{2}$")  # in record numbers and citations
    department: Text

    @model_validator(mode="after")
    def _code_fits_level(self) -> Head:
        depth = {"country": r"000000", "province": r"(?!00)\d\d0000", "city": r"(?!00)\d\d(?!00)\d\d00"}
        if not re.fullmatch(depth[self.level], self.code):
            raise ValueError(f"{self.code} is no code of a {self.level}")
        return self


@dataclass(frozen=True)
class RulePack:
    """One loaded pack: immutable, complete, internally consistent."""

    file: str
    version: str  # first 12 hex digits of the file's SHA-256
    head: Head
    document: Document
    entries: Mapping[str, tuple[Entry, ...]]
    sentences: tuple[Sentence, ...] = field(default=())

    @property
    def code(self) -> str:
        """GB/T 2260 code of six digits."""
        return self.head.code
