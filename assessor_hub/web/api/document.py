"""The description of the API: OpenAPI 3.1, made from its operations and their models."""

from __future__ import annotations

import re
from typing import Any

from flask import Response, jsonify
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from assessor_hub.web.api import blueprint, shapes
from assessor_hub.web.api.operations import OPERATIONS, Operation
from assessor_hub.web.shared.guards import public
from assessor_hub.web.shared.problems import MEDIA_TYPE

VERSION = "1.0.0"
SHARED = (401, 429)  # what every operation may answer
REASONS = {
    200: "Done", 201: "Made", 400: "Not readable, or without its key", 401: "No live token",
    404: "Not there, or not the institution's", 409: "Refused: the rules or the state do not allow it",
    412: "It was changed since that revision", 413: "Too large", 415: "Not JSON",
    422: "A field is wrong, or the key was used for something else", 428: "If-Match is missing",
    429: "Too many requests",
}
_REF = "#/components/schemas/{model}"


@blueprint.get("/openapi.json")
@public
def openapi() -> Response:
    """Describe the API for programs."""
    return jsonify(description())


def description() -> dict[str, Any]:
    """The whole document."""
    paths: dict[str, dict[str, Any]] = {}
    for one in OPERATIONS:
        path = re.sub(r"<(\w+)>", r"{\1}", one.path)
        paths.setdefault(path, {})[one.method.lower()] = _operation(one)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Assessor Hub", "version": VERSION,
            "description": "What an assessor institution's own programs do. docs/api.md explains it with examples.",
        },
        "servers": [{"url": "/api/v1"}],
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }


def _schemas() -> dict[str, Any]:
    """What is sent as it is checked, what is answered as it is written."""
    sent = [(one.body, "validation") for one in OPERATIONS if one.body is not None]
    given = [(model, "serialization") for one in OPERATIONS for model in one.answers.values()]
    models: Any = [*sent, *given, (shapes.Problem, "serialization")]
    _names, made = models_json_schema(list(dict.fromkeys(models)), ref_template=_REF)
    schemas: dict[str, Any] = made["$defs"]
    return schemas


def _operation(one: Operation) -> dict[str, Any]:
    said: dict[str, Any] = {
        "operationId": one.name, "summary": one.summary, "parameters": _parameters(one), "responses": _responses(one),
    }
    if one.body is not None:
        said["requestBody"] = {"required": True, "content": _content(one.body)}
    return said


def _parameters(one: Operation) -> list[dict[str, Any]]:
    text: dict[str, Any] = {"type": "string"}
    path = [{"name": name, "in": "path", "required": True, "schema": text} for name in re.findall(r"<(\w+)>", one.path)]
    header: list[dict[str, Any]] = [{
        "name": "Accept-Language", "in": "header", "schema": text,
        "description": "The language of sentences: zh (default) or en",
    }]
    if one.keyed:
        header.append({
            "name": "Idempotency-Key", "in": "header", "required": True, "schema": {**text, "maxLength": 255},
            "description": "The caller's own, new for each project; sent again it files nothing more",
        })
    if one.matched:
        header.append({
            "name": "If-Match", "in": "header", "required": True, "schema": text,
            "description": "The ETag of the project as it was seen",
        })
    asked = one.query.model_json_schema()["properties"] if one.query is not None else {}
    query = [{"name": name, "in": "query", "schema": schema} for name, schema in asked.items()]
    return [*path, *query, *header]


def _responses(one: Operation) -> dict[str, Any]:
    wrong = {*SHARED, *one.problems}
    wrong |= {400, 413, 415, 422} if one.body is not None else set()
    wrong |= {404, 422} if one.query is not None else set()
    made: dict[int, Any] = {status: _success(one, status, model) for status, model in one.answers.items()}
    problem = {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model="Problem")}}}
    made |= {status: {"description": REASONS[status], "content": problem} for status in wrong}
    return {str(status): made[status] for status in sorted(made)}


def _success(one: Operation, status: int, model: type[BaseModel]) -> dict[str, Any]:
    said: dict[str, Any] = {"description": REASONS[status], "content": _content(model)}
    if model is shapes.Project:
        said["headers"] = {"ETag": {"schema": {"type": "string"}, "description": "The revision, for If-Match"}}
    if one.keyed and status == 200:
        said["description"] = "The project that an earlier request with this key has filed"
        said["headers"]["Idempotent-Replayed"] = {"schema": {"const": "true"}}
    return said


def _content(model: type[BaseModel]) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": _REF.format(model=model.__name__)}}}
