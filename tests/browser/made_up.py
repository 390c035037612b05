"""Made-up but well-formed: codes, identity numbers, a roster as a spreadsheet, a paper. Fresh ones on every call."""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter
from stdnum.cn import ric, uscc

from assessor_hub.demo.papers import paper
from assessor_hub.staffing.roster_words import HEADERS, OWN

_SERIAL = itertools.count(1)
PASSWORD = "a sentence is easier to keep"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def code(city: str = "220100") -> str:
    """A unified social credit code that nobody has."""
    stem = f"91{city}MA1W{next(_SERIAL):05}"
    return stem + uscc.calc_check_digit(stem)


def identity_number() -> str:
    """The number of a resident of a county that does not exist."""
    number = next(_SERIAL)
    head = f"220000{1930 + number // 900}0101{number % 900 + 100:03}"
    return head + ric.calc_check_digit(head + "0")


@dataclass(frozen=True)
class Newcomer:
    """An institution that signs up, its legal representative, its owner's account."""

    uscc: str = field(default_factory=code)
    serial: int = field(default_factory=lambda: next(_SERIAL))
    jurisdiction: str = "220000"
    city: str = "220100"

    @property
    def name(self) -> str:
        """The institution's name."""
        return f"初晴绿色评价有限公司（{self.serial}号）"

    @property
    def address(self) -> str:
        """Where it is registered and works."""
        return f"示范路{self.serial}号"

    @property
    def email(self) -> str:
        """The owner's sign-in."""
        return f"newcomer-{self.serial}@test.example"


@dataclass(frozen=True)
class Member:
    """Somebody of the staff."""

    name: str
    senior: bool
    number: str = field(default_factory=identity_number)


def staff(titled: int, senior: int) -> list[Member]:
    """``titled`` people, of whom the first ``senior`` have a senior title in energy."""
    return [Member(f"职员{next(_SERIAL)}", senior=place < senior) for place in range(titled)]


def roster_file(members: list[Member]) -> dict[str, Any]:
    """The filled-in template: the same headings, a row for everybody, as a file to upload."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("人员名单")
        sheet.write_row(0, 0, [HEADERS[column] for column in OWN])
        for row, member in enumerate(members, 1):
            title = "副高级" if member.senior else "中级"
            sheet.write_row(row, 0, [
                member.name, "居民身份证", member.number, "工程技术", title, "能源", "吉林省人社厅", "2018-12-20",
                f"ZC{row:05}", "否", "是", "是", "2026-01", "2021-03-01",
            ])
    return {"name": "人员名单.xlsx", "mimeType": XLSX, "buffer": out.getvalue()}


def pdf(name: str, text: str) -> dict[str, Any]:
    """A one-page PDF as a file to upload."""
    return {"name": name, "mimeType": "application/pdf", "buffer": paper(text)}
