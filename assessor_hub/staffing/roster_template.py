"""The spreadsheets that leave the house: the template to fill in, a roster, the rows that were left out."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

import xlsxwriter

from assessor_hub.rules.identifiers import IdKind
from assessor_hub.rules.staffing import TitleLevel, TitleSeries
from assessor_hub.rules.values import Specialty
from assessor_hub.spreadsheets.workbooks import ONE_ROSTER, PROVINCE, Limits
from assessor_hub.staffing import roster_words as words
from assessor_hub.staffing.roster_words import Column

SHEET, NOTES = "人员名单", "填写说明"
FAULTS = "问题说明"
_FIRST_SHEET = "xl/worksheets/sheet1.xml"
_DIMENSION = re.compile(rb"<dimension [^>]*/>")
_COLUMN_STYLE = re.compile(rb'<col [^>]*style="(\d+)"')
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # what no XML can hold
_EXAMPLE = {
    Column.USCC: "91220101MA0TE5T16T",
    Column.NAME: f"{words.EXAMPLE_MARK}：张三",
    Column.ID_KIND: words.ID_KINDS[IdKind.RESIDENT_ID][0],
    Column.ID_NUMBER: "220000198001010014",
    Column.SERIES: words.SERIES[TitleSeries.ENGINEERING][0],
    Column.TITLE: words.TITLES[TitleLevel.DEPUTY_SENIOR][0],
    Column.SPECIALTY: words.SPECIALTIES[Specialty.ENERGY][0],
    Column.ISSUER: "吉林省人力资源和社会保障厅",
    Column.ISSUED_ON: "2018-12-20",
    Column.CERTIFICATE: "GCS2018001",
    Column.FOREIGN: words.YES_NO[False][0],
    Column.FULL_TIME: words.YES_NO[True][0],
    Column.CONTRACT: words.YES_NO[True][0],
    Column.INSURED_MONTH: "2026-01",
    Column.FIRST_DAY: "2020-03-01",
}
_NOTES = (
    "一人一行，从第三行起填写；第二行是示例，导入时自动忽略。",
    "不要改动第一行的列名，不要合并单元格。可以增加备注等其他列，导入时不读取。",
    "只填内容，不用公式；从带公式的表格复制时，请“选择性粘贴”为数值。",
    "证件号码一列已设为文本格式；从别处粘贴时请粘贴为文本，否则末几位数字会丢失。",
    "职称系列、职称级别按职称证书选择；没有职称的，系列选“无”，级别选“无职称”。",
    "职称级别填职称，不填技能等级；技师、高级技师不是职称。高级工程师选“副高级”，正高级工程师选“正高级”。",
    "职称专业选最接近的一项；都不符合的选“其他”，由主管部门人工确认。",
    "发证机关、发证日期、职称证书编号照证书填写；没有的留空，但缺少证书编号的人员不计入。",
    "境外取得的职称选“是”，由主管部门人工确认；留空视为“否”。",
    "社保缴纳月份填最近一个有缴费证明的月份，如 2026-01；没有的留空。",
    "日期格式为 2020-03-01。",
    "导入前会先显示核对结果，确认后才写入。再次导入时按证件号码更新已有人员，不会重复添加；表中没有的人员保持不变。",
)
_OF_A_PROVINCE = "每行第一列填该人员所在机构的统一社会信用代码；只导入已向本部门提交备案申请或已备案的机构。"
MASKED = "本表由管理部门导出，证件号码已部分隐藏，不能再次导入。"


def template(wanted: Sequence[Column] = words.OWN, limits: Limits = ONE_ROSTER) -> bytes:
    """The file to fill in, as .xlsx bytes: drop-downs in the cells, one example, and how to fill it."""
    notes = [*_NOTES, f"每个文件不超过 {limits.rows} 行、{limits.mb} MB。"]
    if Column.USCC in wanted:
        notes.insert(1, _OF_A_PROVINCE)
    return _workbook(wanted, notes, last=limits.rows + 1, example=True)


def roster_workbook(rows: Iterable[Sequence[str]], wanted: Sequence[Column], notes: Sequence[str] = _NOTES) -> bytes:
    """Lines of a roster, each as texts in the order of ``wanted``: the file that the import takes unchanged."""
    last = (PROVINCE if Column.USCC in wanted else ONE_ROSTER).rows
    return _with_rows(_workbook(wanted, notes, last=last), rows)


def faulty_workbook(rows: Iterable[Sequence[str]], wanted: Sequence[Column]) -> bytes:
    """The lines that were left out, each with what is wrong after its own texts; corrected, it can be uploaded."""
    return _with_rows(_workbook(wanted, _NOTES, last=0, more=(FAULTS,)), rows)


def _workbook(
    wanted: Sequence[Column], notes: Sequence[str], *, last: int, example: bool = False, more: Sequence[str] = ()
) -> bytes:
    """A list without people, and its notes; drop-downs down to row ``last``. No text is ever a formula or a link."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(SHEET)
        as_text = book.add_format({"num_format": "@"})  # an identity number kept as a figure would lose its last digits
        heading = book.add_format({"bold": True, "bg_color": "#E7EEF5", "border": 1, "text_wrap": True})
        italic = book.add_format({"num_format": "@", "italic": True, "font_color": "#767676"})
        for at, text in enumerate([*(words.HEADERS[column] for column in wanted), *more]):
            wide = at >= len(wanted) or wanted[at] in {Column.ID_NUMBER, Column.USCC}
            sheet.set_column(at, at, 24 if wide else 16, as_text)
            sheet.write_string(0, at, text, heading)
        for at, column in enumerate(wanted):
            if example:
                sheet.write_string(1, at, _EXAMPLE[column], italic)
            if last and column in words.CHOICES:
                offered = [spellings[0] for spellings in words.CHOICES[column].values()]
                sheet.data_validation(1, at, last, at, {"validate": "list", "source": offered})
        sheet.freeze_panes(1, 0)
        beside = book.add_worksheet(NOTES)
        beside.set_column(0, 0, 100)
        for row, line in enumerate(notes):
            beside.write_string(row, 0, line)
    return out.getvalue()


def _with_rows(skeleton: bytes, rows: Iterable[Sequence[str]]) -> bytes:
    """The workbook with ``rows`` below the heading of its first sheet, one in memory at a time, none on the disk."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(skeleton)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            plain = old.read(part)
            if part.filename != _FIRST_SHEET:
                new.writestr(part.filename, plain)
                continue
            before, after = _DIMENSION.sub(b"", plain).split(b"</sheetData>")
            style = _COLUMN_STYLE.findall(before)[0]
            with new.open(_FIRST_SHEET, "w") as sheet:
                sheet.write(before)
                for number, cells in enumerate(rows, 2):
                    sheet.write(_row(number, cells, style.decode()))
                sheet.write(b"</sheetData>" + after)
    return out.getvalue()


def _row(number: int, cells: Sequence[str], style: str) -> bytes:
    """A row of texts, each in its cell and kept as text."""
    filled = "".join(
        f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(_NO_XML.sub("", text))}</t></is></c>'
        if text else f'<c s="{style}"/>'
        for text in cells
    )
    return f'<row r="{number}">{filled}</row>'.encode()
