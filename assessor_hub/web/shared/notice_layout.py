"""The layout of a notice of recordal (备案通知) by GB/T 9704, as a template for docxtpl.

It is built from this file and not kept as a binary, so that every measure can be reviewed. A4 with a type area of
156 by 225 mm: 22 lines of 28 characters of 3号 (16 pt). What stands in braces is filled in by :mod:`notices`.
"""

from __future__ import annotations

import functools
import io
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

BODY, TITLE, HEADING, FOLIO = "仿宋", "方正小标宋简体", "黑体", "宋体"
SIZE_2, SIZE_3, SIZE_4 = Pt(22), Pt(16), Pt(14)  # 2号, 3号, 4号
RED_HEAD = Pt(36)  # the standard leaves it to the office, below 22 by 15 mm
LINE_PITCH = 579  # twentieths of a point: 225 mm in 22 lines
CHARACTER_SPACE = -849  # 4096ths of a point: 156 mm in 28 characters of 16 pt
RED = RGBColor(0xFF, 0, 0)
CENTRE, RIGHT, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT


@functools.cache
def template() -> bytes:
    """The template as a .docx."""
    document = Document()
    _page(document)
    _grid(document)
    _folios(document)
    _head(document)
    _body(document)
    _signature(document)
    _annex(document)
    document.core_properties.title, document.core_properties.author = "备案通知", ""
    document.core_properties.comments = ""
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _page(document: Any) -> None:
    """天头 37 mm, 订口 28 mm, and what leaves the type area of 156 by 225 mm."""
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    page.footer_distance = Mm(25)  # the folio stands 7 mm below the type area


def _grid(document: Any) -> None:
    """Every line of text sits on the grid, so Normal has no spacing of its own."""
    normal = document.styles["Normal"]
    normal.font.size = SIZE_3
    _fonts(normal.element.get_or_add_rPr(), BODY)
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
    section = document.sections[0]._sectPr
    for old in section.findall(qn("w:docGrid")):
        section.remove(old)
    section.append(_element("w:docGrid", type="linesAndChars", linePitch=LINE_PITCH, charSpace=CHARACTER_SPACE))


def _folios(document: Any) -> None:
    """— 1 — in 4号宋体, one character from the outer edge: right on odd pages, left on even ones."""
    document.settings.odd_and_even_pages_header_footer = True
    page = document.sections[0]
    for footer, side, edge in ((page.footer, RIGHT, "rightChars"), (page.even_page_footer, LEFT, "leftChars")):
        line = footer.paragraphs[0]
        line.alignment = side
        _indent(line, **{edge: 100})
        _run(line, "— ", FOLIO, SIZE_4)
        field = _run(line, "", FOLIO, SIZE_4)
        instruction = OxmlElement("w:instrText")
        instruction.text = "PAGE"
        begin, end = (_element("w:fldChar", fldCharType=kind) for kind in ("begin", "end"))
        for part in (begin, instruction, end):
            field._r.append(part)
        _run(line, " —", FOLIO, SIZE_4)


def _head(document: Any) -> None:
    """发文机关标志 with its red line only where the office has set one; number, title."""
    _control(document, "{%p if red_head %}")
    _run(_line(document, CENTRE), "{{ red_head }}", TITLE, RED_HEAD).font.color.rgb = RED
    _blank(document, 2)
    number = _line(document, CENTRE)
    _run(number, "{{ number }}")
    borders = OxmlElement("w:pBdr")
    borders.append(_element("w:bottom", val="single", sz=12, space=11, color="FF0000"))  # 4 mm below the number
    number._p.get_or_add_pPr().insert_element_before(borders, "w:ind", "w:jc")
    _control(document, "{%p else %}")
    _run(_line(document, CENTRE), "{{ number }}")
    _control(document, "{%p endif %}")
    _blank(document, 2)
    _control(document, "{%p if no_effect %}")
    _run(_line(document, CENTRE), "{{ no_effect }}", HEADING).font.bold = True
    _control(document, "{%p endif %}")
    _control(document, "{%p if ended %}")
    _run(_line(document, CENTRE), "{{ ended }}", HEADING).font.bold = True
    _control(document, "{%p endif %}")
    _run(_line(document, CENTRE), "{{ title }}", TITLE, SIZE_2)
    _blank(document, 1)


def _body(document: Any) -> None:
    """主送机关 flush left, paragraphs indented by two characters, 附件说明."""
    _run(_line(document), "{{ addressee }}：")
    _run(_paragraph(document), "{{ opening }}")
    _control(document, "{%p for line in lines %}")
    _run(_paragraph(document), "{{ line }}")
    _control(document, "{%p endfor %}")
    _run(_paragraph(document), "{{ closing }}")
    _blank(document, 1)
    _run(_paragraph(document), "附件：{{ annex }}")
    _blank(document, 2)


def _signature(document: Any) -> None:
    """署名 centred over 成文日期, whose last character ends about four from the edge: room for the seal."""
    for words in ("{{ department }}", "{{ date }}"):
        line = _line(document, CENTRE)
        line.paragraph_format.keep_with_next = words != "{{ date }}"
        _indent(line, leftChars=1400)
        _run(line, words)


def _annex(document: Any) -> None:
    """附件 on a page of its own: the code, the address and the picture of both."""
    start = _line(document)
    start.add_run().add_break(WD_BREAK.PAGE)
    _run(start, "附件", HEADING)
    _blank(document, 1)
    _run(_line(document, CENTRE), "{{ annex }}", TITLE, SIZE_2)
    _blank(document, 1)
    _control(document, "{%p for line in annex_lines %}")
    _run(_paragraph(document), "{{ line }}")
    _control(document, "{%p endfor %}")
    _run(_line(document, CENTRE), "{{ picture }}")


def _line(document: Any, alignment: WD_ALIGN_PARAGRAPH | None = None) -> Any:
    line = document.add_paragraph()
    line.alignment = alignment
    return line


def _paragraph(document: Any) -> Any:
    paragraph = _line(document)
    _indent(paragraph, firstLineChars=200)
    return paragraph


def _blank(document: Any, lines: int) -> None:
    for _ in range(lines):
        _line(document)


def _control(document: Any, words: str) -> None:
    """A line that docxtpl takes out together with its paragraph."""
    document.add_paragraph(words)


def _run(paragraph: Any, words: str, font: str | None = None, size: Pt | None = None) -> Any:
    run = paragraph.add_run(words)
    if font:
        _fonts(run._r.get_or_add_rPr(), font)
    if size:
        run.font.size = size
    return run


def _fonts(properties: Any, name: str) -> None:
    """One font for Chinese characters and Latin letters and digits alike."""
    fonts = properties.get_or_add_rFonts()
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{kind}"), None)
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), name)


def _indent(paragraph: Any, **hundredths: int) -> None:
    """Indents in hundredths of a character, as w:ind counts them."""
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    for name, value in hundredths.items():
        indent.set(qn(f"w:{name}"), str(value))


def _element(tag: str, **attributes: Any) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    return element
