"""What is sent wrong is answered field by field, in words, and never by a fault."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessor_hub.web.api.document import description
from assessor_hub.web.api.operations import OPERATIONS
from tests.web.api.calling import Caller, unit

THIS = "This is needed."
LEVELS = "One of these is expected: 'national', 'provincial', 'municipal'."


@pytest.mark.parametrize(("field", "value", "message"), [
    ("level", None, LEVELS), ("level", "world", LEVELS),
    ("unit_name", "", THIS), ("unit_name", "  ", THIS), ("unit_name", "x" * 121, "At most 120 characters."),
    ("unit_name", "a\0b", "The text holds a NUL character."), ("unit_name", 5, "This does not fit here."),
    ("unit_uscc", "91220100MA7A00001X", "The check digit does not fit: a digit is mistyped."),
    ("unit_uscc", "", "The number has the wrong length."),
    ("unit_city", "220000", "No city has this code of GB/T 2260."), ("unit_city", 220100, "This does not fit here."),
    ("work_from", "1 June", "A day is written as in 2026-03-01."), ("work_from", 1780272000, "A day is written as in 2026-03-01."),
    ("work_from", "2026-02-30", "A day is written as in 2026-03-01."), ("nonsense", 1, "There is no such field."),
])
def test_a_wrong_field_is_named(api: Caller, field: str, value: Any, message: str) -> None:
    answer = api.file(**{field: value})
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")
    assert answer.json["errors"] == [{"field": field, "message": message}]


def test_all_that_is_missing_is_named_at_once(api: Caller) -> None:
    api.language = "zh"
    answer = api.call("POST", "/projects", json={}, Idempotency_Key="k")
    assert {one["field"] for one in answer.json["errors"]} == set(unit())
    assert {one["message"] for one in answer.json["errors"]} == {"此项必填。"}


@pytest.mark.parametrize(("data", "content_type", "status"), [
    (b"{", "application/json", 400), (b"", "application/json", 400), (b"\xff\xfe", "application/json", 400),
    (b'{"unit_name": "\\ud800"}', "application/json", 400), (b"[]", "application/json", 422), (b"null", "application/json", 422),
    (b"level=national", "application/x-www-form-urlencoded", 415), (b"{}", "text/plain", 415),
    (b"[" * 100_000, "application/json", 413), (b"[" * 60_000, "application/json", 400),
])
def test_what_is_no_object_of_json(api: Caller, data: bytes, content_type: str, status: int) -> None:
    answer = api.call("POST", "/projects", data=data, content_type=content_type, Idempotency_Key="k")
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.text


@pytest.mark.parametrize(("key", "code"), [("", "key_missing"), (" ", "key_missing"), ("k" * 256, "key_unusable"), ("\xe9", "key_unusable")])
def test_a_key_is_needed_and_short(api: Caller, key: str, code: str) -> None:
    assert api.file(key).json["code"] == code
    assert api.file("k" * 255).status_code == 201


@pytest.mark.parametrize("query", ["year=1999", "year=x", "year=", "who=me", "after=" + "x" * 41])
def test_a_wrong_query_is_refused(api: Caller, query: str) -> None:
    assert api.call("GET", f"/projects?{query}").status_code == 422


def test_a_page_after_a_project_that_is_not_ones_own(api: Caller) -> None:
    assert api.call("GET", "/projects?after=JL-P2026-7").status_code == 404


def test_the_description_names_each_operation_and_resolves() -> None:
    said = description()
    named = {(method.upper(), path) for path, methods in said["paths"].items() for method in methods}
    assert named == {(one.method, one.path.replace("<number>", "{number}")) for one in OPERATIONS}
    text = json.dumps(said)
    for reference in {part.split('"')[0] for part in text.split('"$ref": "')[1:]}:
        assert reference.removeprefix("#/components/schemas/") in said["components"]["schemas"], reference


def test_the_description_is_served_to_anybody(api: Caller) -> None:
    api.token = None
    assert api.get("/openapi.json") == json.loads(json.dumps(description()))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3), max_leaves=6,
)
_FIELDS = st.fixed_dictionaries({}, optional=dict.fromkeys(unit(), _JSON))


@pytest.mark.full
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=_JSON | _FIELDS, name=st.sampled_from([one.name for one in OPERATIONS]), number=st.text(st.characters(exclude_characters="/"), min_size=1, max_size=10),
       key=st.text(max_size=10), match=st.text(max_size=10))
def test_no_request_ends_in_a_fault(api: Caller, sent: Any, name: str, number: str, key: str, match: str) -> None:
    """Whatever is sent to whatever operation, the status is one that the description names for it."""
    one = next(one for one in OPERATIONS if one.name == name)
    path = one.path.replace("<number>", "%" + number.encode("utf-8", "replace").hex("%"))
    line = {"Idempotency_Key": _header(key), "If_Match": f'"{_header(match)}"'}
    answer = api.call(one.method, path, data=json.dumps(sent), content_type="application/json", **line)
    said = description()["paths"][one.path.replace("<number>", "{number}")][one.method.lower()]["responses"]
    assert str(answer.status_code) in said, (answer.status_code, answer.text)


def _header(text: str) -> str:
    """A header as WSGI can carry it: Latin-1, no line breaks."""
    return "".join(sign for sign in text.encode("latin-1", "replace").decode("latin-1") if sign.isprintable())
