"""The copy that readers get tells nothing of its maker, runs nothing, and shows what the original shows."""

from __future__ import annotations

import functools
import io
import resource
import zlib
from collections.abc import Callable
from pathlib import Path

import docx
import pikepdf
import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from assessor_hub.demo.papers import paper
from assessor_hub.documents.cleaning import apart
from assessor_hub.documents.cleaning.apart import clean_apart, needs_password
from assessor_hub.documents.cleaning.clean import clean
from assessor_hub.documents.cleaning.embedded import bare_embedded
from assessor_hub.documents.cleaning.faults import CleaningFailed
from assessor_hub.documents.intake import Upload, check_upload, sniff
from assessor_hub.documents.kinds import DOCX, JPEG, OFD, PDF, PNG, XLSX
from tests.slices import telling
from tests.slices.telling import KEPT, SECRET

MAKERS: dict[str, Callable[[], bytes]] = {
    PDF: telling.pdf, PNG: telling.png, JPEG: telling.jpeg, DOCX: telling.word, XLSX: telling.sheet, OFD: telling.ofd,
}


@functools.cache
def sample(media_type: str) -> bytes:
    """One file of a type, the same throughout a run."""
    return MAKERS[media_type]()


def everything(content: bytes, media_type: str) -> bytes:
    """What a file holds, with whatever is packed in it unpacked."""
    if media_type == PDF:
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(content)) as opened:
            opened.save(out, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return content + out.getvalue()
    if content[:2] == b"PK":
        return content + b"".join(part for part in telling.unzipped(content).values() if isinstance(part, bytes))
    return content


@pytest.mark.parametrize("media_type", MAKERS)
def test_the_copy_tells_nothing_of_its_maker(media_type: str) -> None:
    original = sample(media_type)
    assert check_upload(Upload("a", original)) == media_type
    assert everything(original, media_type).count(SECRET.encode()) > 1  # the search finds what is there
    copy = clean(original, media_type)
    assert sniff(copy) == media_type
    assert SECRET.encode() not in everything(copy, media_type)
    assert SECRET.encode("utf-16-le") not in copy


@pytest.mark.parametrize("media_type", MAKERS)
def test_a_process_of_its_own_makes_the_same_copy(media_type: str) -> None:
    original = sample(media_type)
    assert clean_apart(original, media_type) == clean(original, media_type)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_stands_upright_without_its_exif(orientation: int) -> None:
    copy = Image.open(io.BytesIO(clean(telling.jpeg(orientation), JPEG)))
    assert not copy.getexif()
    assert copy.size == ((60, 40) if orientation < 5 else (40, 60))
    red = {1: (5, 20), 2: (55, 20), 3: (55, 20), 4: (5, 20), 5: (20, 5), 6: (20, 5), 7: (20, 55), 8: (20, 55)}
    pixel = copy.getpixel(red[orientation])
    assert isinstance(pixel, tuple)
    assert pixel[0] > 150 > pixel[2]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_png_keeps_every_pixel(mode: str) -> None:
    drawn = telling.picture().convert("L" if mode == "I;16" else mode).convert(mode)
    out = io.BytesIO()
    drawn.save(out, "PNG")
    copy = Image.open(io.BytesIO(clean(out.getvalue(), PNG)))
    assert (copy.mode, copy.tobytes()) == (Image.open(io.BytesIO(out.getvalue())).mode, drawn.tobytes())


def test_a_jpeg_loses_next_to_nothing() -> None:
    before, after = (Image.open(io.BytesIO(content)) for content in (telling.jpeg(), clean(telling.jpeg(), JPEG)))
    differences = [abs(a - b) for a, b in zip(before.tobytes(), after.tobytes(), strict=True)]
    assert max(differences) < 40  # where red meets blue, whose colours a JPEG blurs
    assert sum(differences) < len(differences)


def test_a_jpeg_without_its_metadata_shows_the_same_pixels() -> None:
    bare = bare_embedded(telling.jpeg())
    assert SECRET.encode() not in bare
    assert Image.open(io.BytesIO(bare)).tobytes() == Image.open(io.BytesIO(telling.jpeg())).tobytes()
    drawn = bare_embedded(telling.png())
    assert SECRET.encode() not in drawn
    assert Image.open(io.BytesIO(drawn)).tobytes() == telling.picture().tobytes()


def test_a_pdf_keeps_its_page_and_its_links_and_runs_nothing() -> None:
    with pikepdf.open(io.BytesIO(clean(telling.pdf(), PDF))) as copy:
        page = copy.pages[0]
        assert KEPT.encode() in page.Contents.read_bytes()
        assert [str(one.A.URI) for one in page.Annots if "/A" in one] == ["https://example.org/"]
        assert [str(one.Subtype) for one in page.Annots] == ["/Link", "/Link", "/Link", "/Text"]
        assert len(copy.attachments) == 0
        for run in ("/OpenAction", "/AA", "/Metadata"):
            assert run not in copy.Root
            assert run not in page
        assert "/JavaScript" not in copy.Root.Names


def test_word_and_excel_still_read_their_copies() -> None:
    copy = docx.Document(io.BytesIO(clean(telling.word(), DOCX)))
    assert copy.paragraphs[0].text.startswith(KEPT)
    assert [comment.author for comment in copy.comments] == ["Author"]
    assert len(copy.inline_shapes) == 1
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(clean(telling.sheet(), XLSX)))
    assert book.get_sheet_by_name("Sheet1").to_python()[0][0] == KEPT
    assert "Measured" in str(telling.unzipped(clean(telling.sheet(), XLSX))["xl/tables/table1.xml"])


def test_nothing_of_a_document_is_fetched_from_elsewhere() -> None:
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    part = f"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
    <Relationship Id="a" Type="{links}/attachedTemplate" Target="https://evil.example/t.dotm" TargetMode="External"/>
    <Relationship Id="b" Type="{links}/image" Target="https://evil.example/pixel.png" TargetMode="External"/>
    <Relationship Id="c" Type="{links}/hyperlink" Target="file:///C:/Users/{SECRET}" TargetMode="External"/>
    <Relationship Id="d" Type="{links}/hyperlink" Target="https://example.org/" TargetMode="External"/>
    </Relationships>"""
    copy = clean(telling.with_parts(telling.word(), {"word/_rels/settings.xml.rels": part}), DOCX)
    left = str(telling.unzipped(copy)["word/_rels/settings.xml.rels"])
    assert "evil.example" not in left
    assert SECRET not in left
    assert "https://example.org/" in left


def test_a_document_inside_a_document_is_cleaned_as_well() -> None:
    nested = telling.with_parts(telling.word(), {"word/embeddings/table.xlsx": telling.sheet()})
    copy = telling.unzipped(clean(nested, DOCX))
    inner = copy["word/embeddings/table.xlsx"]
    assert isinstance(inner, bytes)
    assert SECRET.encode() not in everything(inner, XLSX)
    assert KEPT.encode() in everything(inner, XLSX)


@pytest.mark.parametrize(("content", "media_type", "code"), [
    (paper("x")[:100], PDF, "damaged"), (b"%PDF-1.7\n" + b"\xff" * 400, PDF, "damaged"),
    (telling.locked_pdf(user="secret"), PDF, "encrypted"), (telling.png()[:120], PNG, "damaged"),
    (telling.jpeg()[:500], JPEG, "damaged"), (b"\xff\xd8\xff\xe0" + bytes(300), JPEG, "damaged"),
    (telling.with_parts(telling.word(), {"docProps/core.xml": "<not xml"}), DOCX, "damaged"),
    (telling.with_parts(telling.word(), {"docProps/core.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}), DOCX, "damaged"),
    (telling.ofd()[:-40], OFD, "damaged"), (b"", XLSX, "damaged"),
], ids=range(10))
def test_what_cannot_be_cleaned_says_why(content: bytes, media_type: str, code: str) -> None:
    for how in (clean, clean_apart):
        with pytest.raises(CleaningFailed) as failed:
            how(content, media_type)
        assert failed.value.code == code


def test_a_picture_of_too_many_pixels_is_not_drawn() -> None:
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    assert len(out.getvalue()) < 64 * 1024
    with pytest.raises(CleaningFailed, match="too_many_pixels"):
        clean(out.getvalue(), PNG)
    huge = out.getvalue().replace((9000).to_bytes(4), (60_000).to_bytes(4))
    with pytest.raises(CleaningFailed, match=r"too_many_pixels|damaged"):
        clean(huge, PNG)


def test_a_pdf_that_only_restricts_printing_opens_and_is_cleaned() -> None:
    assert not needs_password(telling.locked_pdf())
    assert needs_password(telling.locked_pdf(user="secret"))
    assert not needs_password(paper("/Encrypt 1 0 R"))
    with pikepdf.open(io.BytesIO(clean(telling.locked_pdf(), PDF))) as copy:
        assert not copy.is_encrypted


def test_a_process_that_takes_too_long_or_dies_is_a_fault_of_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0.01)
    with pytest.raises(CleaningFailed, match="too_heavy"):
        clean_apart(paper("x"), PDF)
    monkeypatch.setattr(apart, "SECONDS", 60)
    monkeypatch.setattr(apart.sys, "executable", "/bin/false")
    with pytest.raises(CleaningFailed, match="too_heavy"):
        clean_apart(paper("x"), PDF)


def test_a_pdf_that_unpacks_to_gigabytes_meets_the_limit() -> None:
    packer, blank = zlib.compressobj(1), b" " * 2**20
    packed = packer.compress(b"1 0 << /Type /Catalog /Pages 2 0 R >>")
    packed += b"".join(packer.compress(blank) for _ in range(1200)) + packer.flush()
    head = b"%%PDF-1.5\n4 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed)
    rest = b"\nendstream\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
    rest += b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>\nendobj\n"
    body = head + packed + rest
    places = [body.index(b"%d 0 obj" % number) for number in (2, 3, 4)]
    fields = b"".join(b"\1" + place.to_bytes(4) + b"\0" for place in places)
    table = b"\0\0\0\0\0\0" + b"\2" + (4).to_bytes(4) + b"\0" + fields
    end = b"5 0 obj\n<< /Type /XRef /W [1 4 1] /Size 5 /Root 1 0 R /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (
        len(table), table
    )
    bomb = body + end + b"startxref\n%d\n%%%%EOF\n" % len(body)
    assert check_upload(Upload("a.pdf", bomb)) == PDF
    with pytest.raises(CleaningFailed, match=r"too_heavy|damaged"):
        clean_apart(bomb, PDF)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1600 * 1024


@given(media_type=st.sampled_from(list(MAKERS)), data=st.data())
@settings(max_examples=200, deadline=None)
def test_whatever_a_file_holds_cleaning_fails_in_one_way_only(media_type: str, data: st.DataObject) -> None:
    content = bytearray(sample(media_type))
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=6)):
        content[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    try:
        copy = clean(bytes(content[:cut] if data.draw(st.booleans()) else content), media_type)
    except CleaningFailed as failed:
        assert failed.code in {"damaged", "encrypted", "too_heavy", "too_many_pixels"}
    else:
        assert copy
