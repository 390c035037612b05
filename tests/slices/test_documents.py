"""Documents: judged by their content, hashed, sealed on the disk, tied to their place."""

from __future__ import annotations

import hashlib
import io
import shutil
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor_hub.accounts.actor import SYSTEM
from assessor_hub.audit.tags import Tag
from assessor_hub.crypto import KeyRing, Unsealable
from assessor_hub.demo.papers import paper
from assessor_hub.documents.errors import DocumentRefused
from assessor_hub.documents.intake import Upload, check_upload, clean_name, sniff
from assessor_hub.documents.kinds import ALLOWED, DOCX, LIMITS_MB, MEGABYTE, OFD, XLSX, limit_mb
from assessor_hub.documents.models import Document, DocumentKind, OwnerKind
from assessor_hub.documents.services import (
    document_of,
    documents_of,
    name_of,
    store_documents,
    withdraw_document,
)
from assessor_hub.documents.store import Store
from tests.slices.acts import entries
from tests.slices.dump import found_in_dump
from tests.world import World

PDF = paper("a secret line")
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(20)


def package(*parts: str) -> bytes:
    """A zip with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part in parts:
            archive.writestr(part, f"<{part}/>")
    return out.getvalue()


WORD = package("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(("content", "media_type"), [
    (PDF, "application/pdf"), (PNG, "image/png"), (JPEG, "image/jpeg"), (WORD, DOCX),
    (package("[Content_Types].xml", "xl/workbook.xml"), XLSX), (package("OFD.xml"), OFD),
])
def test_the_content_says_what_a_file_is_and_not_its_name(content: bytes, media_type: str) -> None:
    for name in ("报告.pdf", "报告.exe", "报告", "../../etc/passwd"):
        assert check_upload(Upload(name, content)) == media_type


@pytest.mark.parametrize("content", [
    package("readme.txt"), package("xl/workbook.xml/evil"), b"PK\x03\x04 not really a zip", WORD[:-30],
    b"MZ\x90\x00" + bytes(60), b"<html><script>alert(1)</script></html>", b"<?xml version='1.0'?><svg/>",
    b"#!/bin/sh\necho", b"  %PDF-1.4 not at the start", b"GIF89a" + bytes(20), b"plain text", b"\x00",
], ids=range(12))
def test_anything_else_is_refused_under_whatever_name(content: bytes) -> None:
    with pytest.raises(DocumentRefused) as refused:
        check_upload(Upload("报告.pdf", content))
    assert (refused.value.code, refused.value.figures) == ("file_type", {"name": "报告.pdf"})


@pytest.mark.parametrize("tail", [b"<html><script>alert(1)</script>", WORD, b"MZ\x90\x00"])
@pytest.mark.parametrize(("head", "media_type"), [(PDF, "application/pdf"), (PNG, "image/png")])
def test_a_file_that_is_two_things_is_kept_as_the_harmless_one(head: bytes, media_type: str, tail: bytes) -> None:
    assert check_upload(Upload("both.html", head + tail)) == media_type


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_damaged_package_is_refused_and_never_a_fault(data: st.DataObject) -> None:
    content = bytearray(WORD)
    for place in data.draw(st.lists(st.integers(4, len(content) - 1), max_size=8)):
        content[place] = data.draw(st.integers(0, 255))
    assert sniff(bytes(content)) in {None, DOCX}


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(DocumentRefused, match="file_empty"):
        check_upload(Upload("a.pdf", b""))


@pytest.mark.parametrize("kind", DocumentKind)
def test_each_kind_has_its_limit_to_the_byte(kind: DocumentKind) -> None:
    most = limit_mb(kind) * MEGABYTE
    assert check_upload(Upload("a.pdf", PDF.ljust(most, b"\0")), kind) in ALLOWED
    with pytest.raises(DocumentRefused, match="file_too_large") as refused:
        check_upload(Upload("a.pdf", PDF.ljust(most + 1, b"\0")), kind)
    assert refused.value.figures["limit_mb"] == limit_mb(kind)


def test_the_limits_of_the_kinds() -> None:
    assert limit_mb(DocumentKind.STAFF) == limit_mb(DocumentKind.EVIDENCE) == 20
    assert LIMITS_MB == {
        DocumentKind.LEGAL_PERSON: 10, DocumentKind.AUTHORISATION: 10, DocumentKind.EVALUATION_REPORT: 50,
    }


def test_a_document_is_judged_by_the_limit_of_its_kind(world: World) -> None:
    large = Upload("a.pdf", PDF.ljust(11 * MEGABYTE, b"\0"))
    put(world, large, kind=DocumentKind.STAFF)
    with pytest.raises(DocumentRefused, match="file_too_large"):
        put(world, large, kind=DocumentKind.LEGAL_PERSON)


@pytest.mark.parametrize(("typed", "kept"), [
    ("C:\\Users\\li\\报告.pdf", "报告.pdf"), ("../../etc/passwd", "passwd"), ("a\x00\r\nb.pdf", "ab.pdf"), ("", "file"),
    ("x" * 200 + ".pdf", "x" * 116 + ".pdf"), ("..", ".."),
])
def test_of_a_name_the_last_part_is_kept(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


def put(
    world: World, *uploads: Upload, owner_id: int = 7, kind: DocumentKind = DocumentKind.STAFF
) -> list[int]:
    with world.write() as session:
        rows = store_documents(
            session, world.hub.vault, world.hub.store, uploads, owner_kind=OwnerKind.APPLICATION, owner_id=owner_id,
            kind=kind, by=SYSTEM, now=world.now,
        )
        return [row.id for row in rows]


def test_a_document_is_hashed_recorded_and_comes_back_as_it_was(world: World) -> None:
    [document] = put(world, Upload("人员.pdf", PDF))
    with world.session() as session:
        row = session.get_one(Document, document)
        assert (row.media_type, row.size, row.sha256) == (
            "application/pdf", len(PDF), hashlib.sha256(PDF).hexdigest()
        )
        assert (name_of(world.hub.vault, row), world.hub.store.get(row.ref)) == ("人员.pdf", PDF)
    [written] = entries(world, Tag.DOCUMENT_STORED, document)
    assert written.detail["sha256"] == hashlib.sha256(PDF).hexdigest()


def test_on_the_disk_neither_bytes_nor_name_can_be_read(world: World) -> None:
    put(world, Upload("张三的劳动合同.pdf", PDF))
    assert not found_in_dump(world, "a secret line")
    assert not found_in_dump(world, "张三的劳动合同")
    assert not found_in_dump(world, "%PDF")


def test_a_moved_or_changed_file_does_not_open(world: World) -> None:
    first, second = put(world, Upload("a.pdf", PDF), Upload("b.pdf", paper("another")))
    store = world.hub.store
    with world.session() as session:
        refs = [session.get_one(Document, document).ref for document in (first, second)]
    paths = [Path(store.folder) / ref[:2] / ref for ref in refs]
    shutil.copy(paths[0], paths[1])
    with pytest.raises(Unsealable):
        store.get(refs[1])
    content = bytearray(paths[0].read_bytes())
    content[-1] ^= 1
    paths[0].write_bytes(content)
    with pytest.raises(Unsealable):
        store.get(refs[0])


def test_one_bad_file_keeps_all_of_them_out(world: World) -> None:
    with pytest.raises(DocumentRefused):
        put(world, Upload("a.pdf", PDF), Upload("b.pdf", b"text"))
    with world.session() as session:
        assert session.query(Document).count() == 0
    assert not [path for path in Path(world.hub.store.folder).rglob("*") if path.is_file()]


def test_a_document_is_found_under_its_owner_only_and_not_once_withdrawn(world: World) -> None:
    [document] = put(world, Upload("a.pdf", PDF))
    with world.session() as session:
        assert document_of(session, OwnerKind.APPLICATION, 7, document) is not None
        assert document_of(session, OwnerKind.APPLICATION, 8, document) is None
        assert document_of(session, OwnerKind.TIP, 7, document) is None
        assert documents_of(session, OwnerKind.PROJECT, 7) == []
    with world.write() as session:
        withdraw_document(session, session.get_one(Document, document), by=SYSTEM, now=world.now)
    with world.session() as session:
        assert document_of(session, OwnerKind.APPLICATION, 7, document) is None
        assert world.hub.store.get(session.get_one(Document, document).ref) == PDF
    assert len(entries(world, Tag.DOCUMENT_WITHDRAWN, document)) == 1


def test_the_store_opens_what_an_older_key_sealed(tmp_path: Path) -> None:
    Store(tmp_path, KeyRing({"k1": b"1" * 32})).put("ab" * 16, PDF)
    assert Store(tmp_path, KeyRing({"k2": b"2" * 32, "k1": b"1" * 32})).get("ab" * 16) == PDF
    with pytest.raises(Unsealable):
        Store(tmp_path, KeyRing({"k2": b"2" * 32})).get("ab" * 16)
    store = Store(tmp_path, KeyRing({"k1": b"1" * 32}))
    store.drop("ab" * 16)
    store.drop("ab" * 16)
    with pytest.raises(FileNotFoundError):
        store.get("ab" * 16)
