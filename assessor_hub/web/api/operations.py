"""The operations of the API: each route says once what it takes and gives, for the check and the description alike."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response
from pydantic import BaseModel

from assessor_hub.web.api import blueprint
from assessor_hub.web.api.reading import body_as, idempotency_key, query_as, revision
from assessor_hub.web.shared.guards import AUDIENCE, INSTITUTION

View = Callable[..., Any]


@dataclass(frozen=True)
class Operation:
    """One method of one address. ``answers`` are the successes, ``problems`` the statuses that not all share."""

    method: str
    path: str
    name: str
    summary: str
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    keyed: bool
    matched: bool
    answers: Mapping[int, type[BaseModel]]
    problems: tuple[int, ...]


OPERATIONS: list[Operation] = []


def operation(
    method: str, path: str, *, answers: Mapping[int, type[BaseModel]], body: type[BaseModel] | None = None,
    query: type[BaseModel] | None = None, keyed: bool = False, matched: bool = False, problems: tuple[int, ...] = (),
) -> Callable[[View], View]:
    """Register a view. It gets ``body``, ``query``, ``key`` (Idempotency-Key), ``revision`` (If-Match) as asked for."""

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def run(**given: Any) -> Response:
            if keyed:
                given["key"] = idempotency_key()
            if matched:
                given["revision"] = revision()
            if query is not None:
                given["query"] = query_as(query)
            if body is not None:
                given["body"] = body_as(body)
            answer: Response = view(**given)
            return answer

        setattr(run, AUDIENCE, INSTITUTION)
        summary = (view.__doc__ or "").splitlines()[0].rstrip(".")
        OPERATIONS.append(
            Operation(method, path, view.__name__, summary, body, query, keyed, matched, answers, problems)
        )
        blueprint.add_url_rule(path, view.__name__, run, methods=[method])
        return view

    return wrap


def answer(shape: BaseModel, status: int = 200, **headers: str) -> Response:
    """A shape as the response; underscores in the names of headers stand for hyphens."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(shape.model_dump_json() + "\n", status, given, mimetype="application/json")
