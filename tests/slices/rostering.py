"""What the tests of roster files share: a person, the line that says it, and how a file is read or refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assessor_hub.institutions.services import PersonName
from assessor_hub.rules.identifiers import IdKind
from assessor_hub.rules.staffing import TitleLevel, TitleSeries
from assessor_hub.rules.values import Specialty
from assessor_hub.spreadsheets.workbooks import ONE_ROSTER, Limits, Unreadable
from assessor_hub.staffing import roster_words as words
from assessor_hub.staffing.roster_files import Line, open_roster
from assessor_hub.staffing.services import Claim
from assessor_hub.web.shared.words import rosters as said
from tests.slices.workbooks import FIRST, cells_of, roster_xlsx, with_parts

TODAY = date(2026, 6, 1)
CLAIM = Claim(
    person=PersonName("张三", IdKind.RESIDENT_ID, "220000198001010014"), title_level=TitleLevel.MID,
    specialty=Specialty.ENERGY, certificate="ZC001", full_time=True, contract=True, insured_month="2026-05",
    first_day=date(2020, 3, 1), series=TitleSeries.ENGINEERING, issuer="吉林省人社厅", issued_on=date(2018, 12, 20),
    foreign_title=True,
)
LINE = cells_of(CLAIM)


def read(content: bytes, limits: Limits = ONE_ROSTER, wanted: Any = words.OWN) -> list[Line]:
    with open_roster(content, limits, wanted) as sheet:
        return list(sheet.lines(TODAY))


def refused(content: bytes, limits: Limits = ONE_ROSTER) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read(content, limits)
    assert said.UNREADABLE[caught.value.code]  # each has its sentence
    return caught.value


def sheet_of(rows: str) -> bytes:
    body = f'<?xml version="1.0"?><worksheet><sheetData>{rows}</sheetData></worksheet>'
    return with_parts(roster_xlsx([LINE]), {FIRST: body.encode()})


HEADING = "<row>" + "".join(f'<c t="inlineStr"><is><t>{words.HEADERS[one]}</t></is></c>' for one in words.OWN) + "</row>"
TYPED = "<row>" + "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in LINE.values()) + "</row>"
