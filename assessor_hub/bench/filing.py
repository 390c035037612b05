"""Row "filing": a project filed through the whole product, against a bare route that does the same SQL by hand."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from flask import Flask

from assessor_hub.bench.filings import Sender, post, sender
from assessor_hub.bench.floor import SQL, opened
from assessor_hub.bench.load import WORKERS, Clients, Requests, server
from assessor_hub.bench.method import Block, compare
from assessor_hub.bench.report import Measure, Section
from assessor_hub.bench.scale import Scale
from assessor_hub.bench.stage import ENGINES, Stage, examined, missing, stage
from assessor_hub.web.shared.guards import INSTITUTION, audience

NOOP = "/bench/noop"


class Wrong(Exception):
    """A side did not do its work, so its speed says nothing."""


def measure(scale: Scale) -> Section:
    """Throughput over connections and CPU of a request in process, on each engine that is here."""
    measures, counted = [], []
    for engine in ENGINES:
        if why := missing(engine):
            counted.append(f"{engine}: not measured, {why}")
            continue
        with stage(engine, scale.institutions) as ready:
            measures += [*_throughput(ready, scale), *_cpu(ready, scale)]
            counted.append(f"{engine}: {examined(ready)}")
    return Section(
        "filing", "A project filed by POST: session cookie, CSRF, scope, rules, tenure, unit, project, charge, audit, "
        "commit. Ours is the whole product, the other a bare Flask route that does the same SQL by hand.",
        measures,
        f"{scale.institutions:,} institutions of one legal representative each, with a roster of eleven, documents and "
        f"a recordal in Jilin; {scale.connections} client processes, each with one connection a request; gunicorn, "
        f"{WORKERS} synchronous workers a side; clients, servers and database share the machine. CPU is that of "
        "the web process alone, in process, one filing after another.",
        counted, "\n\n".join(f"-- {name}\n{text}" for name, text in SQL.items()),
    )


def _throughput(ready: Stage, scale: Scale) -> Iterator[Measure]:
    with ready.product() as app:
        send = sender(app, ready)
    half = scale.institutions // 2
    ours, other = _requests(send, scale.connections, 1, half), _requests(send, scale.connections, half + 1, half)
    with (
        server("wsgi:app", ready.environ) as product,
        server("assessor_hub.bench.floor:create_floor()", ready.environ) as floor,
    ):
        sides = [
            Clients(scale.connections, port, requests) for port, requests in ((product, ours), (floor, other))
        ]
        product_rate, floor_rate = (_rate(side, scale.seconds) for side in sides)
        product_rate(), floor_rate()  # the first requests of a worker prepare its statements
        paired = compare(product_rate, floor_rate, scale.rounds, scale.runs)
        yield Measure(f"{ready.engine}: filings a second", "/s", paired, 0.5)


def _requests(send: Sender, connections: int, first: int, institutions: int) -> Requests:
    """Each client files for institutions of its own, again and again."""
    share = institutions // connections

    def request(client: int, place: int) -> bytes:
        n, turn = first + client * share + place % share, place // share
        return send.wire(n, send.body(n, turn + 1))

    return request


def _rate(clients: Clients, seconds: float) -> Block:
    def block() -> float:
        driven = clients.drive(seconds)
        _all(driven.statuses, 302)
        return driven.rate

    return block


def _all(statuses: Counter[int], wanted: int) -> None:
    if set(statuses) != {wanted}:
        raise Wrong(f"answers other than {wanted}: {dict(statuses)}")


def _cpu(ready: Stage, scale: Scale) -> Iterator[Measure]:
    """CPU of a filing against a no-op POST through the same middleware, and against the floor's."""
    with ready.product() as app, opened(ready.environ) as floor:
        yield from _compared(with_noop(app), floor, ready, scale)


def _compared(product: Flask, floor: Flask, ready: Stage, scale: Scale) -> Iterator[Measure]:
    send = sender(product, ready)
    numbers = count(1)

    def filing() -> dict[str, Any]:
        place = next(numbers)
        n = scale.institutions - place % (scale.institutions // 2)
        return send.environ(n, send.body(n, 20 + place))

    def noop() -> dict[str, Any]:
        return send.environ(1, b"csrf_token=" + send.field.encode(), NOOP)

    ours = _spent(product, filing, scale.requests, 302)
    for other, goal, what in (
        (_spent(product, noop, scale.requests, 204), 6, "a no-op POST through the same middleware"),
        (_spent(floor, filing, scale.requests, 302), None, "the floor"),
    ):
        paired = compare(ours, other, scale.rounds, scale.runs)
        yield Measure(f"{ready.engine}: CPU of a filing, against {what}", "ms", paired, goal, at_most=True)


def with_noop(app: Flask) -> Flask:
    """The product with a POST that does nothing behind its session, CSRF check and audience."""
    @app.post(NOOP)
    @audience(INSTITUTION)
    def noop() -> Any:
        return "", 204

    return app


def _spent(app: Flask, environ: Callable[[], dict[str, Any]], requests: int, wanted: int) -> Block:
    """CPU milliseconds of a request, the median of a block; making the request is not counted."""
    def one() -> float:
        given = environ()
        began = time.process_time()
        status = post(app, given)
        spent = time.process_time() - began
        _all(Counter([status]), wanted)
        return spent * 1000

    def block() -> float:
        return sorted(one() for _ in range(requests))[requests // 2]

    for _ in range(10):
        one()
    return block
