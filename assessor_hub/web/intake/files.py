"""The files of one sender's form: what just came, what an earlier attempt left, what was unticked."""

from __future__ import annotations

import secrets

from flask import request
from flask import session as cookie

from assessor_hub.documents.errors import DocumentRefused
from assessor_hub.documents.intake import Upload, check_upload
from assessor_hub.documents.staging import MAX_FILES, Staging
from assessor_hub.refusals import Refused
from assessor_hub.web.shared.context import hub, now

KEPT = "kept"


def staging() -> Staging:
    """Where files wait for an hour, beside the store and under the same keys."""
    return Staging(hub().settings.instance / "staging", hub().vault.fields)


def take_files() -> list[Refused]:
    """Drop what was unticked and keep what came with the request; returns why files were not taken."""
    token = cookie.setdefault(KEPT, secrets.token_urlsafe(24))
    unticked = set(request.form.getlist("shown")) - set(request.form.getlist("keep"))
    staging().drop(token, unticked)
    refused: list[Refused] = []
    good = []
    for file in request.files.getlist("files"):
        if not file.filename:
            continue  # a browser sends one nameless part for an empty choice
        upload = Upload(file.filename, file.read())
        try:
            check_upload(upload)
            good.append(upload)
        except DocumentRefused as fault:
            refused.append(fault)
    if len(staging().keep(token, good, now())) < len(good):
        refused.append(DocumentRefused("too_many_files", limit=MAX_FILES))
    return refused


def kept_files() -> dict[str, Upload]:
    """What waits for this sender, by ref."""
    token = cookie.get(KEPT)
    return staging().kept(token, now()) if token else {}


def forget_files() -> None:
    """The report was taken: nothing waits any longer."""
    token = cookie.pop(KEPT, None)
    if token:
        staging().drop(token)
