"""Hostile uploads: whatever comes, it is taken as what it is or refused in words, in little time and memory."""

from __future__ import annotations

import functools
import io
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor_hub.demo.papers import paper
from assessor_hub.documents.errors import DocumentRefused
from assessor_hub.documents.intake import Upload, check_upload, clean_name
from assessor_hub.documents.kinds import ALLOWED, DOCX, JPEG, MEGABYTE, OFD, PDF, PNG, XLSX, with_ending
from tests.slices import telling

PAPER = paper("x")
HTML = b"<!doctype html><html><script>alert(1)</script></html>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
MAKERS: dict[str, Callable[[], bytes]] = {
    PDF: telling.pdf, PNG: telling.png, JPEG: telling.jpeg, DOCX: telling.word, XLSX: telling.sheet, OFD: telling.ofd,
}


@functools.cache
def sample(media_type: str) -> bytes:
    """One file of a type, the same throughout a run."""
    return MAKERS[media_type]()


def refused(content: bytes, name: str = "a.pdf") -> str:
    """The code with which a file is refused."""
    with pytest.raises(DocumentRefused) as caught:
        check_upload(Upload(name, content))
    assert caught.value.figures["name"]
    return caught.value.code


def word_with(parts: dict[str, str | bytes]) -> bytes:
    """A Word document with these parts in it."""
    return telling.with_parts(sample(DOCX), parts)


@pytest.mark.parametrize("media_type", MAKERS)
def test_each_type_is_taken_under_any_name(media_type: str) -> None:
    for name in ("a.html", "报告.svg.exe", "", "\0", "..", "C:\\CON"):
        assert check_upload(Upload(name, sample(media_type))) == media_type


@pytest.mark.parametrize(("content", "code"), [
    (HTML, "file_type"), (SVG, "file_type"), (b"\xef\xbb\xbf" + SVG, "file_type"), (b"GIF89a/*" + HTML, "file_type"),
    (b"\n" + PAPER, "file_type"), (b"\0" + sample(PNG), "file_type"), (b"BM" + bytes(60), "file_type"),
    (b"PK\x05\x06" + bytes(18), "file_type"), (b"Rar!\x1a\x07\x00", "file_type"), (b"7z\xbc\xaf\x27\x1c", "file_type"),
    (OLE, "file_old_office"), (OLE + "EncryptedPackage".encode("utf-16-le"), "file_encrypted"),
    (telling.locked_pdf(user="secret"), "file_encrypted"),
], ids=range(13))
def test_what_is_no_evidence_is_refused_by_its_content(content: bytes, code: str) -> None:
    for name in ("报告.pdf", "photo.jpg", "a.docx"):
        assert refused(content, name) == code


@pytest.mark.parametrize("name", ["mimetype", "META-INF/MANIFEST.MF", "AndroidManifest.xml", "OFD.xml", "xl/workbook.xml"])
def test_a_package_that_is_two_formats_is_none(name: str) -> None:
    assert refused(telling.zipped({name: "application/epub+zip"} | telling.unzipped(sample(DOCX)))) == "file_type"


@pytest.mark.parametrize("name", [
    "word/vbaProject.bin", "word/VBAPROJECT.BIN", "word/vbaData.xml", "word/activeX/activeX1.bin", "xl/macrosheets/sheet1.xml",
])
def test_macros_are_refused(name: str) -> None:
    assert refused(word_with({name: b"\0"}), "a.docx") == "file_macros"


@pytest.mark.parametrize(("head", "media_type"), [(PAPER, PDF), (sample(PNG), PNG), (sample(JPEG), JPEG)])
@pytest.mark.parametrize("tail", [HTML, SVG, sample(DOCX), b"MZ\x90\x00", b"%PDF-1.7", b"GIF89a"])
def test_what_hangs_behind_a_file_does_not_change_what_it_is(head: bytes, media_type: str, tail: bytes) -> None:
    assert check_upload(Upload("a.html", head + tail)) == media_type


def test_a_package_with_a_pdf_in_front_is_a_pdf_and_with_a_script_nothing() -> None:
    assert check_upload(Upload("a.docx", PAPER + sample(DOCX))) == PDF
    assert refused(b"#!/bin/sh\n" + sample(DOCX)) == "file_type"


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "..", "word/../../x", "word\\..\\..\\x"])
def test_a_part_that_points_outside_is_refused(name: str) -> None:
    assert refused(word_with({name: b"x"})) == "file_damaged"


def test_a_part_that_is_there_twice_is_refused() -> None:
    out = io.BytesIO(sample(DOCX))
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", "<other/>")
    assert refused(out.getvalue()) == "file_damaged"


def test_an_encrypted_part_is_refused() -> None:
    content = bytearray(sample(DOCX))
    place = content.index(b"PK\x01\x02")
    content[place + 8] |= 1
    assert refused(bytes(content)) == "file_encrypted"


def bomb(megabytes: int, parts: int = 1) -> bytes:
    """A Word document whose further parts unpack to so much each."""
    out = io.BytesIO(sample(DOCX))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(parts):
            archive.writestr(f"word/media/{number}.bmp", bytes(megabytes * MEGABYTE))
    return out.getvalue()


def test_a_zip_bomb_is_refused_for_what_its_entries_say() -> None:
    assert check_upload(Upload("a.docx", bomb(20))) == DOCX
    assert refused(bomb(20, 10)) == "file_expands"


def test_an_entry_that_lies_about_its_size_gives_no_more_than_it_says() -> None:
    content = bytearray(bomb(20))
    says = struct.pack("<L", 20 * MEGABYTE)
    assert content.count(says) == 2
    assert check_upload(Upload("a.docx", bytes(content.replace(says, struct.pack("<L", 100))))) == DOCX


def test_a_directory_of_endless_entries_costs_nothing() -> None:
    entry = b"PK\x01\x02" + bytes(42)
    directory = entry * 400_000
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 65535, 65535, len(directory), 0, 0)
    content = b"PK\x03\x04" + directory + end
    tracemalloc.start()
    began = time.monotonic()
    code, seconds, most = refused(content), time.monotonic() - began, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert code == "file_type"
    assert seconds < 1
    assert most < 5 * MEGABYTE


def test_the_largest_files_are_judged_in_a_moment() -> None:
    filled = [sample(media_type) + bytes(19 * MEGABYTE) for media_type in (PDF, PNG, JPEG)]
    filled.append(b"%PDF-1.7\n" + b"/Encrypt " * (2 * MEGABYTE))
    filled.append(b"PK\x03\x04" + b"PK\x05\x06" * (4 * MEGABYTE))
    for content in filled:
        began = time.monotonic()
        try:
            check_upload(Upload("a", content))
        except DocumentRefused as fault:
            assert fault.code in {"file_type", "file_encrypted", "file_damaged"}
        assert time.monotonic() - began < 30


@pytest.mark.parametrize(("name", "media_type", "ending"), [
    ("报告.pdf", PDF, "报告.pdf"), ("报告.PDF", PDF, "报告.PDF"), ("a.html", PDF, "a.html.pdf"), ("photo.jpeg", JPEG, "photo.jpeg"),
    ("invoice.pdf.exe", PDF, "invoice.pdf.exe.pdf"), ("..", PNG, "file.png"), ("a.svg", PNG, "a.svg.png"), (".pdf", PDF, "pdf.pdf"),
    ("a.docx", XLSX, "a.docx.xlsx"), ("a.pdf. ", PDF, "a.pdf"),
])
def test_a_name_ends_as_its_type_does(name: str, media_type: str, ending: str) -> None:
    assert with_ending(name, media_type) == ending


@given(st.text(max_size=400), st.sampled_from(sorted(ALLOWED)))
@settings(max_examples=300, deadline=None)
def test_no_name_gets_through_that_a_header_or_a_page_must_fear(name: str, media_type: str) -> None:
    kept = clean_name(name)
    assert 0 < len(kept) <= 120
    assert kept.isprintable()
    assert not set("/\\") & set(kept)
    assert not set(with_ending(kept, media_type)) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\r\n\0")


@given(media_type=st.sampled_from(sorted(ALLOWED)), data=st.data())
@settings(max_examples=400, deadline=None)
def test_whatever_a_file_holds_it_is_taken_or_refused(media_type: str, data: st.DataObject) -> None:
    content = bytearray(sample(media_type))
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=8)):
        content[place] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content))):]
    if data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(content)))
        content[at:at] = data.draw(st.binary(max_size=64))
    try:
        assert check_upload(Upload(data.draw(st.text(max_size=20)), bytes(content))) in ALLOWED
    except DocumentRefused as fault:
        assert fault.code.startswith("file_")


@given(st.sampled_from([b"", b"PK\x03\x04", b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", OLE[:8]]), st.binary(max_size=600))
@settings(max_examples=300, deadline=None)
def test_noise_is_taken_or_refused(head: bytes, noise: bytes) -> None:
    try:
        assert check_upload(Upload("a", head + noise)) in ALLOWED
    except DocumentRefused as fault:
        assert fault.code.startswith("file_")
