"""Published lists for tests: files of given rows, and the way from a file to its outcomes."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter

from assessor_hub.accounts.actor import Actor
from assessor_hub.documents.intake import Upload
from assessor_hub.institutions.models import Institution
from assessor_hub.projects.models import Project
from assessor_hub.reconciliation import services
from assessor_hub.reconciliation.list_words import HEADINGS, Column, Whole
from assessor_hub.reconciliation.matching import Found
from assessor_hub.reconciliation.queries import list_for, results
from assessor_hub.reconciliation.services import Source
from tests.world import World

SOURCE = Source("2026年度绿色工厂名单", "吉工信〔2026〕8号", None, "https://example.invalid/list")
ALL = tuple(Column)


def cells(**given: Any) -> dict[Column, Any]:
    """A row as it is typed: of this year, a factory at the national level in Jilin."""
    typed = {
        "year": "2026", "unit": "测试工厂", "uscc": "", "kind": "绿色工厂", "level": "国家级", "place": "吉林省",
        "assessor": "某评价有限公司",
    }
    return {Column(name): value for name, value in (typed | given).items()}


def list_xlsx(
    rows: list[dict[Column, Any]], wanted: tuple[Column, ...] = ALL, title: str = "", english: bool = False
) -> bytes:
    """A list; with ``title`` below a line that is merged over its columns."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("名单")
        if title:
            sheet.merge_range(0, 0, 0, len(wanted) - 1, title)
        begin = 1 if title else 0
        sheet.write_row(begin, 0, [HEADINGS[column][-1 if english else 0] for column in wanted])
        for number, row in enumerate(rows, begin + 1):
            sheet.write_row(number, 0, [row[column] for column in wanted])
    return out.getvalue()


def list_csv(rows: list[dict[Column, Any]], wanted: tuple[Column, ...] = ALL, separator: str = ",") -> str:
    lines = [[HEADINGS[column][0] for column in wanted], *([str(row[column]) for column in wanted] for row in rows)]
    return "\r\n".join(separator.join(line) for line in lines)


def send(
    world: World, by: Actor, content: bytes, whole: Whole | None = None, jurisdiction: str = "220000",
    source: Source = SOURCE,
) -> int:
    """Send a file; returns the id of the list, a preview."""
    with world.write() as session:
        upload = Upload("名单.xlsx", content)
        return services.send_list(
            session, world.hub.vault, upload, source, whole or Whole(), jurisdiction, by=by, now=world.now
        ).id


def take_in(world: World, by: Actor, list_id: int, leave_out: bool = False) -> bool:
    with world.write() as session:
        row = list_for(session, by, list_id, lock=True)
        assert row is not None
        return services.take_in(session, world.hub.vault, row, leave_out=leave_out, by=by, now=world.now)


def publish(world: World, by: Actor, *rows: dict[Column, Any], **given: Any) -> int:
    """Send a list of the rows and take it in; returns its id."""
    made = send(world, by, list_xlsx(list(rows)), **given)
    take_in(world, by, made)
    return made


def outcomes(world: World, reader: Actor, list_id: int) -> list[Found]:
    """The outcomes of a list as the reader sees them."""
    with world.session() as session:
        row = list_for(session, reader, list_id)
        assert row is not None
        return results(session, world.law(session), reader, row)


def name_of(world: World, institution: int) -> str:
    with world.session() as session:
        return session.get_one(Institution, institution).name


def unit_of(world: World, project: int) -> tuple[str, str]:
    """Name and code of the unit that a project evaluates."""
    with world.session() as session:
        row = session.get_one(Project, project)
        return row.unit_name, row.unit_uscc
