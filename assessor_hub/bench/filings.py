"""The filings that clients send: signed in as an institution's owner, each of another unit, as a browser posts them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from stdnum.cn import uscc

from assessor_hub import clock
from assessor_hub.bench.stage import Stage, token
from assessor_hub.clock import beijing_day
from assessor_hub.extensions import login
from assessor_hub.rules.values import Level, UnitKind

AGENT = "bench"
FILING = "/institution/projects/new"


@dataclass(frozen=True)
class Sender:
    """Makes requests that the product of one stage takes: its keys sign the cookies."""

    stage: Stage
    serializer: Any
    identity: str
    csrf: str
    field: str

    def cookie(self, n: int) -> str:
        """The cookies of the n-th institution's owner."""
        said = {"_user_id": token(n), "_fresh": True, "_id": self.identity, "csrf_token": self.csrf}
        return f"hub={self.serializer.dumps(said)}"

    def body(self, n: int, place: int, level: Level = Level.NATIONAL) -> bytes:
        """The form of the n-th institution's filing number ``place``."""
        fields = {
            "csrf_token": self.field, "request_key": f"{level.value[0]}{n:012}{place:012}".rjust(32, "0"),
            "level": level.value, "unit_kind": UnitKind.FACTORY.value, "unit_name": f"测量工厂{place}",
            "unit_uscc": unit(n * 100 + place), "unit_city": self.stage.city,
            "work_from": str(beijing_day(clock.now())),
        }
        return urlencode(fields).encode()

    def environ(self, n: int, body: bytes, path: str = FILING) -> dict[str, Any]:
        """The WSGI environment of a POST."""
        return {
            "REQUEST_METHOD": "POST", "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "127.0.0.1",
            "REMOTE_ADDR": "127.0.0.1", "HTTP_USER_AGENT": AGENT, "HTTP_COOKIE": self.cookie(n),
            "CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(), "wsgi.multithread": False, "wsgi.multiprocess": True, "wsgi.run_once": False,
        }

    def wire(self, n: int, body: bytes) -> bytes:
        """The same POST as it goes over a connection."""
        head = (
            f"POST {FILING} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: {AGENT}\r\nCookie: {self.cookie(n)}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
            "Connection: close\r\n\r\n"
        )
        return head.encode() + body


def sender(app: Flask, stage: Stage) -> Sender:
    """A sender for ``app``, which need not be the process that answers."""
    client = {"REMOTE_ADDR": "127.0.0.1", "HTTP_USER_AGENT": AGENT}
    with app.test_request_context(environ_base=client):
        field = generate_csrf()
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # the cookie's
        return Sender(stage, serializer, login._session_identifier_generator(), session["csrf_token"], field)


def unit(number: int) -> str:
    """A well-formed social credit code, another for every number of at most twelve digits."""
    stem = f"91220{number:012}"
    return stem + uscc.calc_check_digit(stem)


def post(app: Any, environ: dict[str, Any]) -> int:
    """Send a request to a WSGI application in this process; the status of its answer."""
    statuses: list[str] = []
    answer = app(environ, lambda status, _headers, _fault=None: statuses.append(status))
    try:
        for _piece in answer:
            pass
    finally:
        if hasattr(answer, "close"):
            answer.close()
    return int(statuses[0][:3])
