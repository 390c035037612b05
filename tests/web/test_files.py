"""Files on their way out: to those who may see their owner, as copies without metadata, never opened by a browser."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from assessor_hub.accounts.actor import SYSTEM
from assessor_hub.audit.models import AuditEntry
from assessor_hub.audit.tags import Tag
from assessor_hub.clock import now
from assessor_hub.db import transaction
from assessor_hub.documents.cleaning.clean import clean
from assessor_hub.documents.intake import Upload
from assessor_hub.documents.models import CleaningState, Document, DocumentKind, OwnerKind, ScanState
from assessor_hub.documents.preparing import prepare_waiting
from assessor_hub.documents.services import store_documents
from assessor_hub.extensions import db
from assessor_hub.institutions.models import Institution
from assessor_hub.projects.models import Project
from assessor_hub.registration.models import Application
from assessor_hub.web.shared.language import COOKIE
from assessor_hub.whistleblowing.models import Tip
from tests.slices.telling import SECRET, pdf
from tests.web.conftest import SignIn

NAME = "报告\u202e.pdf.html"
REFUSED = {
    "pending": ({"scan": ScanState.PENDING, "next_try_at": now()}, "waits for the virus scan"),
    "infected": (
        {"scan": ScanState.INFECTED, "scanned_at": now(), "signature": "Eicar-Test"}, "Eicar-Test",
    ),
    "copying": (
        {"cleaning": CleaningState.PENDING, "clean_size": None, "clean_sha256": None, "next_try_at": now()}, "is being made",
    ),
    "failed": (
        {"cleaning": CleaningState.FAILED, "clean_size": None, "clean_sha256": None, "cleaning_fault": "damaged"}, "the file is damaged",
    ),
}


@pytest.fixture(scope="module")
def owners(demo: Flask) -> dict[str, int]:
    """An application and a project of jilin-a's and a public report in Changchun."""
    with demo.app_context():
        session = db.session()
        own = session.scalars(select(Institution.id).where(Institution.uscc == "91220101MA0TE5T16T")).one()
        ids = {
            "applications": session.scalars(select(Application.id).where(Application.institution_id == own)).first(),
            "projects": session.scalars(select(Project.id).where(Project.institution_id == own)).first(),
            "tip": session.scalars(select(Tip.id).where(Tip.receiver == "220100").order_by(Tip.id)).first(),
        }
        return {name: int(value or 0) for name, value in ids.items()}


def put(demo: Flask, kind: OwnerKind, owner_id: int, **given: Any) -> int:
    """Store a telling PDF with an owner, then change its row so."""
    hub = demo.extensions["hub"]
    with demo.app_context(), transaction(db.session()) as session:
        [row] = store_documents(
            session, hub.vault, hub.store, [Upload(NAME, pdf())], owner_kind=kind, owner_id=owner_id,
            kind=DocumentKind.EVIDENCE, by=SYSTEM, now=now(),
        )
        document = row.id
    with demo.app_context():
        prepare_waiting(db.session(), hub.store, None, now(), clean)
    with demo.app_context(), transaction(db.session()) as session:
        row = session.get_one(Document, document)
        assert row.cleaning is CleaningState.CLEANED
        for name, value in given.items():
            setattr(row, name, value)
    return document


def reads(demo: Flask, document_id: int) -> list[str]:
    """The tags of who read a document, in order."""
    tags = [Tag.DOCUMENT_READ, Tag.DOCUMENT_ORIGINAL_READ]
    with demo.app_context():
        wanted = select(AuditEntry.tag).where(AuditEntry.subject_id == document_id, AuditEntry.tag.in_(tags))
        return list(db.session.scalars(wanted.order_by(AuditEntry.id)))


def places(owners: dict[str, int], document_id: int, kind: str = "applications") -> dict[str, str]:
    """Every address at which a file can be had."""
    staff = f"/staff/{kind}/{owners[kind]}/documents/{document_id}"
    return {
        "own": f"/institution/documents/{kind.removesuffix('s')}/{owners[kind]}/{document_id}", "staff": staff,
        "original": f"{staff}/original", "tip": f"/staff/public-reports/{owners['tip']}/documents/{document_id}",
    }


def stored(demo: Flask, document_id: int, *, original: bool = False) -> bytes:
    with demo.app_context():
        row = db.session.get_one(Document, document_id)
        content: bytes = demo.extensions["hub"].store.get(row.ref if original else row.clean_ref)
        return content


def reading_english(client: FlaskClient) -> FlaskClient:
    """The client, whose pages don't depend on a compiled catalogue."""
    client.set_cookie(COOKIE, "en")
    return client


def safe(answer: Any) -> None:
    """The headers that every file carries."""
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.mimetype == "application/pdf"


@pytest.mark.parametrize("kind", ["applications", "projects"])
def test_readers_get_the_copy_and_each_download_is_safe(
    demo: Flask, sign_in: SignIn, owners: dict[str, int], kind: str
) -> None:
    document = put(demo, OwnerKind(kind.removesuffix("s")), owners[kind])
    where = places(owners, document, kind)
    for who, place in (("jilin-a", "own"), ("jl-reviewer", "staff"), ("auditor", "staff")):
        answer = sign_in(who).get(where[place])
        assert answer.status_code == 200
        safe(answer)
        assert answer.data == stored(demo, document)
        assert SECRET.encode() not in answer.data
        assert "filename*=UTF-8''%E6%8A%A5%E5%91%8A.pdf.html.pdf" in answer.headers["Content-Disposition"]
    assert reads(demo, document) == [Tag.DOCUMENT_READ] * 2  # the institution's own downloads are its own affair


def test_the_original_is_for_those_who_decide_and_audited_as_such(
    demo: Flask, sign_in: SignIn, owners: dict[str, int]
) -> None:
    document = put(demo, OwnerKind.APPLICATION, owners["applications"])
    where = places(owners, document)
    for who in ("jl-reviewer", "jl-approver"):
        answer = sign_in(who).post(where["original"])
        assert answer.status_code == 200
        safe(answer)
        assert answer.data == stored(demo, document, original=True)
        assert SECRET.encode() in answer.data
    for who in ("auditor", "zj-approver", "changchun", "handler", "jilin-a", "zhejiang-a", "administrator"):
        assert sign_in(who).post(where["original"]).status_code == 404, who
    assert sign_in("").post(where["original"]).status_code == 302
    assert sign_in("jl-reviewer").get(where["original"]).status_code == 405  # a link that is followed by itself does nothing
    assert reads(demo, document) == [Tag.DOCUMENT_ORIGINAL_READ] * 2


def test_a_file_is_found_through_its_owner_only(demo: Flask, sign_in: SignIn, owners: dict[str, int]) -> None:
    of_application = put(demo, OwnerKind.APPLICATION, owners["applications"])
    of_tip = put(demo, OwnerKind.TIP, owners["tip"])
    wrong = [
        ("zhejiang-a", places(owners, of_application)["own"]), ("zj-approver", places(owners, of_application)["staff"]),
        ("jilin-a", places(owners, of_tip)["own"]), ("jl-reviewer", places(owners, of_tip)["staff"]),
        ("jl-reviewer", places(owners, of_application, "projects")["staff"]),
        ("jl-approver", places(owners, of_tip)["tip"]), ("handler", places(owners, of_application)["tip"]),
        ("handler", places(owners, of_tip)["staff"]),
    ]
    for who, place in wrong:
        assert sign_in(who).get(place).status_code == 404, (who, place)
    assert sign_in("jl-reviewer").post(places(owners, of_tip)["original"]).status_code == 404
    assert reads(demo, of_application) == reads(demo, of_tip) == []


def test_a_handler_gets_the_copy_under_a_name_that_says_nothing(
    demo: Flask, sign_in: SignIn, owners: dict[str, int]
) -> None:
    document = put(demo, OwnerKind.TIP, owners["tip"])
    answer = sign_in("handler").get(places(owners, document)["tip"])
    assert answer.status_code == 200
    safe(answer)
    assert SECRET.encode() not in answer.data
    assert re.search(r"filename=R220100-\d{4}-\d+-\d+\.pdf$", answer.headers["Content-Disposition"])
    assert sign_in("handler").post(f"{places(owners, document)['tip']}/original").status_code == 404


@pytest.mark.parametrize("state", REFUSED)
def test_what_is_not_given_out_says_why_on_the_page_and_at_its_address(
    demo: Flask, sign_in: SignIn, owners: dict[str, int], state: str
) -> None:
    given, words = REFUSED[state]
    document = put(demo, OwnerKind.APPLICATION, owners["applications"], **given)
    where = places(owners, document)
    for who, place, page in (
        ("jilin-a", "own", f"/institution/applications/{owners['applications']}"),
        ("jl-reviewer", "staff", f"/staff/applications/{owners['applications']}"),
    ):
        client = reading_english(sign_in(who))
        assert_withheld(client.get(where[place]), words)
        shown = client.get(page).text
        assert words in shown
        assert f'"{where[place]}"' not in shown
        offered = f'"{where["original"]}"' in shown
        assert offered is (who == "jl-reviewer" and state in {"copying", "failed"})
    original = reading_english(sign_in("jl-approver")).post(where["original"])
    if state in {"pending", "infected"}:
        assert_withheld(original, words)
    else:
        assert original.data == stored(demo, document, original=True)
    tip_document = put(demo, OwnerKind.TIP, owners["tip"], **given)
    handler = reading_english(sign_in("handler"))
    assert_withheld(handler.get(places(owners, tip_document)["tip"]), words)
    assert words in handler.get(f"/staff/public-reports/{owners['tip']}").text
    assert reads(demo, tip_document) == []


def assert_withheld(answer: Any, words: str) -> None:
    """A page in words instead of the file."""
    assert answer.status_code == 409
    assert answer.mimetype == "text/html"
    assert "This file is not given out" in answer.text
    assert words in answer.text


def test_a_file_that_the_store_lost_is_a_page_and_no_reading(
    demo: Flask, sign_in: SignIn, owners: dict[str, int]
) -> None:
    document = put(demo, OwnerKind.APPLICATION, owners["applications"])
    with demo.app_context():
        demo.extensions["hub"].store.drop(db.session.get_one(Document, document).clean_ref)
    answer = reading_english(sign_in("jl-reviewer")).get(places(owners, document)["staff"])
    assert (answer.status_code, answer.mimetype) == (503, "text/html")
    assert "tell the administrator" in answer.text
    assert reads(demo, document) == []


def test_a_request_that_is_too_large_is_told_the_limit(demo: Flask, sign_in: SignIn, owners: dict[str, int]) -> None:
    demo.config["MAX_CONTENT_LENGTH"], before = 1000, demo.config["MAX_CONTENT_LENGTH"]
    try:
        answer = reading_english(sign_in("jilin-a")).post(
            f"/institution/applications/{owners['applications']}/documents", data={"document_kind": "x" * 2000}
        )
    finally:
        demo.config["MAX_CONTENT_LENGTH"] = before
    assert answer.status_code == 413
    assert f"{demo.extensions['hub'].settings.upload_limit_mb} MB" in answer.text
