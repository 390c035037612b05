"""Commands for the people who keep an installation, such as ``flask audit verify``."""

from __future__ import annotations

import signal
import threading

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from assessor_hub import clock
from assessor_hub.accounts.actor import SYSTEM
from assessor_hub.accounts.models import Role
from assessor_hub.accounts.services import create_user, grant
from assessor_hub.audit.services import seal as seal_entries
from assessor_hub.audit.services import verify as verify_chain
from assessor_hub.clockwork import start
from assessor_hub.db import transaction
from assessor_hub.documents.checking import faulty_rows, orphans, remove_old
from assessor_hub.documents.preparing import rescan
from assessor_hub.extensions import db
from assessor_hub.jurisdictions.services import standing_law
from assessor_hub.projects.doctor import examine
from assessor_hub.refusals import Refused
from assessor_hub.rules.pack import ROOT

audit = AppGroup("audit", help="The audit chain.")
accounts = AppGroup("accounts", help="Accounts that a page cannot make.")
documents = AppGroup("documents", help="Stored documents.")


def register(app: Flask) -> None:
    """Add the commands to ``flask``."""
    app.cli.add_command(audit)
    app.cli.add_command(accounts)
    app.cli.add_command(documents)
    app.cli.add_command(doctor)
    app.cli.add_command(run_jobs)


@audit.command("verify")
def audit_verify() -> None:
    """Walk the chain; names each broken link and reports the unsealed tail. Exit code 1 where one is broken."""
    report = verify_chain(db.session())
    for fault in report.broken:
        click.echo(f"BROKEN {fault}")
    tail = f"{report.unsealed} entries not sealed yet"
    since = f" (oldest {report.oldest_unsealed:%Y-%m-%d %H:%M:%S} UTC)" if report.oldest_unsealed else ""
    click.echo(f"{report.links} links checked, {len(report.broken)} broken, {tail}{since}")
    raise SystemExit(0 if report else 1)


@audit.command("seal")
def audit_seal() -> None:
    """Seal everything that waits, now."""
    total = 0
    while sealed := seal_entries(db.session(), clock.now()):
        total += sealed
    click.echo(f"{total} entries sealed")


@accounts.command("administrator")
@click.argument("email")
@click.argument("name")
@click.password_option(help="Asked for when not given.")
def administrator(email: str, name: str, password: str) -> None:
    """Make an administrator of this installation."""
    session, now = db.session(), clock.now()
    try:
        with transaction(session):
            user = create_user(session, email=email, name=name, password=password, by=SYSTEM, now=now)
            grant(session, user, Role.ADMINISTRATOR, by=SYSTEM, now=now, jurisdiction=ROOT)
    except Refused as refused:
        raise click.ClickException(refused.code) from refused
    click.echo(f"{email} may now sign in as administrator")


@accounts.command("staff")
@click.argument("email")
@click.argument("name")
@click.argument("role", type=click.Choice([role.value for role in Role if role not in {Role.OWNER, Role.MEMBER}]))
@click.argument("jurisdiction")
@click.password_option(help="Asked for when not given.")
def staff(email: str, name: str, role: str, jurisdiction: str, password: str) -> None:
    """Make a member of staff with a role in a jurisdiction (GB/T 2260 code)."""
    if not (jurisdiction.isdigit() and len(jurisdiction) == 6):
        raise click.ClickException(f"{jurisdiction} is no GB/T 2260 code of six digits")
    session, now = db.session(), clock.now()
    try:
        with transaction(session):
            user = create_user(session, email=email, name=name, password=password, by=SYSTEM, now=now)
            grant(session, user, Role(role), by=SYSTEM, now=now, jurisdiction=jurisdiction)
    except Refused as refused:
        raise click.ClickException(refused.code) from refused
    click.echo(f"{email} may now sign in as {role} of {jurisdiction}")


@documents.command("check")
@click.option("--remove-orphans", is_flag=True, help="Remove files without a row that are older than a day.")
def documents_check(remove_orphans: bool) -> None:
    """Compare rows and files: missing, changed, unnamed. Reads every file. Exit code 1 where they don't agree."""
    store, now, faults = current_app.extensions["hub"].store, clock.now(), 0
    for fault in faulty_rows(db.session(), store):
        faults += 1
        click.echo(fault)
    found = list(orphans(db.session(), store, now))
    removed = remove_old(store, found, now) if remove_orphans else 0
    for orphan in found:
        click.echo(f"{orphan}{'; removed' if remove_orphans and orphan.is_old(now) else ''}")
    click.echo(f"{faults} rows at fault, {len(found)} files without a row, {removed} of them removed")
    raise SystemExit(1 if faults or len(found) > removed else 0)


@documents.command("scan")
def documents_scan() -> None:
    """Have everything scanned that was stored before a scanner was set."""
    if current_app.extensions["hub"].settings.clamd is None:
        raise click.ClickException("HUB_CLAMD is not set, so nothing would ever be scanned")
    click.echo(f"{rescan(db.session(), clock.now())} documents wait for the scanner")


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Recount every cap counter from the projects and tenures and name each difference. Exit code 1 if any."""
    faults = examine(db.session(), standing_law(db.session(), current_app.extensions["hub"].packs))
    for fault in faults:
        click.echo(fault)
    click.echo(f"{len(faults)} differences")
    raise SystemExit(1 if faults else 0)


@click.command("jobs")
@with_appcontext
def run_jobs() -> None:
    """Run the timetable in this process until it is stopped: a province's own service beside the web processes."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    scheduler = start(current_app._get_current_object())  # type: ignore[attr-defined]  # the proxy's own object
    stop.wait()
    scheduler.shutdown()
