"""The floor: a bare Flask route that does the SQL of a filing by hand, in raw psycopg or sqlite3.

It reads what the product reads and writes what it writes, in the same order, but judges nothing: no form, no CSRF, no
rules, no words. ``SQL`` is what docs/benchmarks.md shows.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask, redirect, request, session

from assessor_hub.settings import ROOT, load

SQL = {
    "sign_in": """SELECT u.id, u.name, g.role, g.jurisdiction, g.institution_id FROM sign_ins s
        JOIN users u ON u.id = s.user_id LEFT JOIN grants g ON g.user_id = u.id AND g.revoked_at IS NULL
        WHERE s.token_hash = :token AND s.revoked_at IS NULL AND s.expires_at > :now AND u.active ORDER BY g.id""",
    "acts": """SELECT id, code, kind, first_day, last_day, number, source, NULL AS key, NULL AS confirmed
        FROM pack_commencements UNION ALL SELECT id, code, NULL, NULL, NULL, NULL, NULL, key, confirmed
        FROM value_confirmations ORDER BY id""",
    "hold": "SELECT id FROM institutions WHERE id = :institution FOR SHARE",
    "made": """SELECT p.id, p.number, p.request_digest, d.id FROM institutions i
        LEFT JOIN projects p ON p.request_key = :key AND p.institution_id = i.id
        LEFT JOIN project_drafts d ON d.request_key = :key AND d.institution_id = i.id WHERE i.id = :institution""",
    "head": """SELECT person_id, first_day, (SELECT max(last_day) FROM tenures WHERE institution_id = :institution)
        FROM tenures WHERE institution_id = :institution AND last_day IS NULL""",
    "ban": """SELECT number, last_day, article FROM decisions WHERE institution_id = :institution
        AND jurisdiction = :code AND first_day <= :today AND last_day >= :today AND revoked_at IS NULL
        ORDER BY last_day DESC""",
    "recordal": """SELECT r.id, r.application_id, r.number, r.levels, r.fields, r.recorded_on, r.ended_on, r.renews_id,
        a.answers, i.registered_code FROM recordals r JOIN applications a ON a.id = r.application_id
        JOIN institutions i ON i.id = a.institution_id
        WHERE r.institution_id = :institution AND r.jurisdiction = :code AND r.recorded_on <= :today
        AND (r.ended_on IS NULL OR r.ended_on > :today) ORDER BY r.id DESC""",
    "changes": """SELECT kind, before, after, happened_on, filed_at FROM changes WHERE (recordal_id = :recordal
        AND status = 'accepted' AND kind IN ('premises', 'quality_certificate'))
        OR (institution_id = :institution AND kind = 'registered_place') ORDER BY happened_on, id""",
    "members": """SELECT e.id, e.claimed_at, c.id, t.title_level, t.specialty, t.full_time, t.contract, t.insured_month,
        t.issued_on, t.foreign_title FROM employments e
        JOIN employment_terms t ON t.employment_id = e.id AND t.superseded_at IS NULL AND t.valid_from = (
            SELECT max(valid_from) FROM employment_terms
            WHERE employment_id = e.id AND superseded_at IS NULL AND valid_from <= :today)
        LEFT JOIN countings c ON c.employment_id = e.id AND c.first_day <= :today
            AND (c.last_day IS NULL OR c.last_day >= :today)
        WHERE e.institution_id = :institution AND e.first_day <= :today
            AND (e.last_day IS NULL OR e.last_day >= :today) ORDER BY e.id""",
    "documents": """SELECT id, kind FROM documents WHERE owner_kind = 'application' AND owner_id = :application
        AND withdrawn_at IS NULL""",
    "ties": """SELECT EXISTS (SELECT 1 FROM conflict_declarations WHERE institution_id = :institution
        AND unit_uscc = :unit AND first_day <= :today AND (last_day IS NULL OR last_day >= :today)),
        (SELECT id FROM institutions WHERE uscc = :unit)""",
    "declared": """SELECT unit_name FROM declared_projects WHERE institution_id = :institution AND unit_uscc = :unit
        AND unit_kind = 'factory' AND level = 'national' AND year = :year AND status IN ('declared', 'confirmed')""",
    "take": """INSERT INTO allowances (person_id, pool_level, pool_code, year, used)
        VALUES (:person, 'national', '000000', :year, 1) ON CONFLICT (person_id, pool_level, pool_code, year)
        DO UPDATE SET used = allowances.used + 1 WHERE allowances.used < 15 RETURNING used""",
    "number": """INSERT INTO series (name, last) VALUES (:series, 1)
        ON CONFLICT (name) DO UPDATE SET last = series.last + 1 RETURNING last""",
    "project": """INSERT INTO projects (number, request_key, request_digest, institution_id, head_id, level, year,
        unit_kind, unit_name, unit_uscc, unit_city, jurisdiction, work_from, status, revision, submitted_at,
        submitted_by, moved_at, reason, pack_version, flags)
        VALUES (:number, :key, :digest, :institution, :person, 'national', :year, 'factory', :name, :unit, :city, :code,
        :today, 'submitted', 1, :now, :user, :now, '', 'floor', '') ON CONFLICT DO NOTHING RETURNING id""",
    "charge": """INSERT INTO charges (project_id, institution_id, person_id, pool_level, pool_code, year, day,
        charged_at) VALUES (:project, :institution, :person, 'national', '000000', :year, :today, :now)""",
    "entry": """INSERT INTO audit_entries (at, tag, actor_id, actor_name, subject, subject_id, jurisdiction, reason,
        pack_version, detail) VALUES (:now, :tag, :user, :who, 'projects', :project, :code, '', 'floor',
        :detail)""",
}
BEIJING = timedelta(hours=8)
READ = ("made", "head", "ban", "recordal")
JUDGED = ("changes", "members", "documents", "ties", "declared")


def create_floor(environ: Mapping[str, str] | None = None) -> Flask:
    """The floor on the database of HUB_DATABASE_URL; its cookies are the product's."""
    settings, app = load(ROOT, os.environ if environ is None else environ), Flask(__name__)
    app.config.update(SECRET_KEY=settings.secret_key, SESSION_COOKIE_NAME="hub")
    kept: list[Any] = []
    app.extensions["floor"] = kept  # the connection that the process keeps
    url = settings.database_url
    run = _sqlite(url, kept) if url.startswith("sqlite") else _postgresql(url, kept)

    @app.post("/institution/projects/new")
    def file_project() -> Any:
        project = run(_file, request.form, session["_user_id"])
        return redirect(f"/institution/projects/{project}") if project else ("full", 409)

    return app


@contextlib.contextmanager
def opened(environ: Mapping[str, str]) -> Iterator[Flask]:
    """The floor in this process; its connection is closed at the end."""
    floor = create_floor(environ)
    try:
        yield floor
    finally:
        for connection in floor.extensions["floor"]:
            connection.close()


def _file(ask: Any, form: Mapping[str, str], token: str) -> int | None:
    """The statements of one filing in their order; None where the pool is full."""
    now = datetime.now(UTC)
    today = (now + BEIJING).date()
    given: dict[str, Any] = {
        "token": hashlib.sha256(token.encode()).hexdigest(), "now": now, "today": today, "year": today.year,
        "key": form["request_key"], "unit": form["unit_uscc"], "name": form["unit_name"], "city": form["unit_city"],
        "code": f"{form['unit_city'][:2]}0000", "digest": hashlib.sha256(form["request_key"].encode()).hexdigest(),
        "tag": "project:filed",
    }
    given["user"], given["who"], _role, _code, given["institution"] = ask("sign_in", given)
    for name in ("acts", "hold"):
        ask(name, given)
    _made, head, _ban, recordal = (ask(name, given) for name in READ)
    given |= {"person": head[0], "recordal": recordal[0], "application": recordal[1]}
    for name in JUDGED:
        ask(name, given)
    if ask("take", given) is None:
        return None
    given["series"] = f"floor/{given['code']}/{today.year}"
    given["number"] = f"F-P{today.year}-{ask('number', given)[0]}"
    given["project"] = ask("project", given)[0]
    given["detail"] = json.dumps({"level": "national", "kind": "factory", "year": today.year, "flags": []})
    ask("charge", given)
    ask("entry", given)
    return int(given["project"])


def _postgresql(url: str, kept: list[psycopg.Connection[Any]]) -> Any:
    """Runs ``_file`` in a transaction on a connection that the process keeps."""
    statements = {name: _named(text) for name, text in SQL.items()}

    def run(work: Any, *given: Any) -> Any:
        if not kept:
            kept.append(psycopg.connect(url))
        with kept[0].transaction(), kept[0].cursor() as cursor:

            def ask(name: str, values: dict[str, Any]) -> Any:
                cursor.execute(statements[name], values)
                rows = cursor.fetchall() if cursor.description else ()
                return rows[0] if rows else None

            return work(ask, *given)

    return run


def _named(text: str) -> bytes:
    """``:name`` as psycopg writes it."""
    return re.sub(r":(\w+)", r"%(\1)s", text).encode()


def _sqlite(url: str, kept: list[sqlite3.Connection]) -> Any:
    """The same on SQLite, behind the file lock that the product queues at."""
    import fcntl

    path = Path(url.removeprefix("sqlite:///"))
    statements = {name: text.replace(" FOR SHARE", "") for name, text in SQL.items()}

    def run(work: Any, *given: Any) -> Any:
        if not kept:
            kept.append(sqlite3.connect(path, isolation_level=None))
            for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL", "busy_timeout = 30000"):
                kept[0].execute(f"PRAGMA {pragma}")

        def ask(name: str, values: dict[str, Any]) -> Any:
            rows = kept[0].execute(statements[name], {key: _plain(value) for key, value in values.items()}).fetchall()
            return rows[0] if rows else None

        with Path(f"{path}.turn").open("a") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            kept[0].execute("BEGIN IMMEDIATE")
            try:
                done = work(ask, *given)
            except BaseException:
                kept[0].execute("ROLLBACK")
                raise
            kept[0].execute("COMMIT")
            return done

    return run


def _plain(value: Any) -> Any:
    """A value as the product has it on SQLite: the bare UTC clock, days in ISO form."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ")
    return value.isoformat() if isinstance(value, date) else value
