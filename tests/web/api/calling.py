"""Calling the API as a program does: a token in the header, JSON in and out, no cookie kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from stdnum.cn import uscc

from assessor_hub.accounts.actor import Actor
from assessor_hub.accounts.api_tokens import make_token
from assessor_hub.web.api.shapes import Problem
from assessor_hub.web.shared.problems import MEDIA_TYPE
from tests.world import World


@dataclass
class Caller:
    """A program with a token; ``language`` is what it asks sentences in."""

    app: Flask
    token: str | None
    language: str = "en"
    seen: list[Any] = field(default_factory=list)

    def call(self, method: str, path: str, **headers: Any) -> Any:
        """One request; every answer is kept in ``seen``. ``json`` and ``data`` are the body, the rest headers."""
        body = {name: headers.pop(name) for name in ("json", "data", "content_type") if name in headers}
        given = {"Accept-Language": self.language, **{name.replace("_", "-"): text for name, text in headers.items()}}
        if self.token is not None:
            given["Authorization"] = f"Bearer {self.token}"
        client = self.app.test_client(use_cookies=False)
        self.seen.append(client.open(f"/api/v1{path}", method=method, headers=given, **body))
        if self.seen[-1].mimetype == MEDIA_TYPE:
            Problem.model_validate(self.seen[-1].json)  # every error is as the description says, and no more
        return self.seen[-1]

    def get(self, path: str) -> Any:
        """GET, which must succeed; its JSON."""
        answer = self.call("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json

    def file(self, key: str = "k1", **given: Any) -> Any:
        """POST /projects for a unit in Changchun, unless told otherwise."""
        return self.call("POST", "/projects", json=unit(**given), Idempotency_Key=key)


def unit(number: int = 1, **given: Any) -> dict[str, Any]:
    """What is sent to file a project; ``number`` makes another unit of it."""
    stem = f"91220100MA7A{number:05}"
    return {
        "level": "national", "unit_kind": "factory", "unit_name": f"示例工厂{number}",
        "unit_uscc": stem + uscc.calc_check_digit(stem), "unit_city": "220100", "work_from": "2026-06-01", **given,
    }


def token_of(world: World, owner: Actor, days: int = 90, name: str = "程序") -> str:
    """A new token of an owner."""
    with world.write() as session:
        return make_token(session, name, days, by=owner, now=world.now)[1]
