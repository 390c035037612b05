"""docs/api.md holds: each of its requests, in order, is answered as it says. “…” stands for anything."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

from tests.web.api.calling import Caller

PAGE = Path(__file__).resolve().parents[3] / "docs" / "api.md"
EXAMPLE = re.compile(r"```sh\n(curl .+?)\n```\n```json (\d+)\n(.+?)\n```", re.DOTALL)
HOST = "https://hub.example/api/v1"


def sent(api: Caller, command: str) -> Any:
    """What curl would send."""
    _curl, url, *words = shlex.split(command)
    options = list(zip(words[::2], words[1::2], strict=True))
    headers = dict(text.split(": ", 1) for flag, text in options if flag == "-H")
    assert headers.pop("Authorization") == "Bearer $HUB_TOKEN"
    given: dict[str, Any] = {"data": dict(options)["-d"].encode()} if "-d" in dict(options) else {}
    given |= {"content_type": headers.pop("Content-Type")} if "Content-Type" in headers else {}
    method = dict(options).get("-X", "GET")
    return api.call(method, url.removeprefix(HOST), **given, **{name.replace("-", "_"): text for name, text in headers.items()})


def fits(said: Any, shown: Any) -> bool:
    """Whether an answer is as the page shows it."""
    if shown == "…":
        return True
    if isinstance(shown, dict):
        named = set(shown) - {"…"}
        known = named <= set(said) if "…" in shown else named == set(said)
        return known and all(fits(said[name], shown[name]) for name in named)
    if isinstance(shown, list):
        return len(said) == len(shown) and all(map(fits, said, shown))
    return bool(said == shown)


def test_the_page_says_what_happens(api: Caller) -> None:
    examples = EXAMPLE.findall(PAGE.read_text("utf-8"))
    assert len(examples) == PAGE.read_text("utf-8").count("```sh") == 9
    for command, status, shown in examples:
        answer = sent(api, command)
        assert answer.status_code == int(status), (command, answer.text)
        assert fits(answer.json, json.loads(shown)), (command, answer.text)
