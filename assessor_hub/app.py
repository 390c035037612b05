"""create_app: wires settings, packs, database, faces and the headers that every page carries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import secure
from flask import Flask, Response, request
from secure.headers import ContentSecurityPolicy, ReferrerPolicy, XContentTypeOptions, XFrameOptions
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from assessor_hub import commands, extensions, tables
from assessor_hub.db import tune
from assessor_hub.documents.store import Store, StoreUnusable, store_of
from assessor_hub.extensions import db
from assessor_hub.installation import demo_traces
from assessor_hub.rules.law import LawBook
from assessor_hub.rules.pack import load_packs
from assessor_hub.settings import Settings, SettingsError, load
from assessor_hub.web.account import blueprint as account
from assessor_hub.web.api import blueprint as api
from assessor_hub.web.institution import blueprint as institution
from assessor_hub.web.intake import blueprint as intake
from assessor_hub.web.public import blueprint as public
from assessor_hub.web.shared import errors, sessions, wording
from assessor_hub.web.shared.context import Hub
from assessor_hub.web.shared.language import chosen_language
from assessor_hub.web.staff import blueprint as staff

POLICY = (
    ContentSecurityPolicy()
    .default_src("'self'").img_src("'self'", "data:").object_src("'none'").base_uri("'none'")
    .form_action("'self'").frame_ancestors("'none'")
)


class RowId(IntegerConverter):
    """A number in an address that fits a row's id: a longer one names nothing, and no database is asked."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=2**63 - 1)


class Application(Flask):
    """Flask, but for its log: addresses hold the codes of private links, so a fault is logged by its route."""

    def log_exception(self, exc_info: Any) -> None:
        """Log the fault with the route, the method and the ids of the address."""
        ids = {name: value for name, value in (request.view_args or {}).items() if isinstance(value, int)}
        self.logger.error("Exception on %s %s %s", request.method, request.url_rule, ids or "", exc_info=exc_info)


def create_app(settings: Settings | None = None) -> Flask:
    """The application. Raises SettingsError or PackError with one line where it cannot be wired."""
    settings = settings or load()
    app = Application(__name__, template_folder=str(settings.root / "templates"))
    app.config.update(_config(settings))
    app.session_interface = sessions.SplitSessions()
    app.url_map.converters["int"] = RowId
    packs = LawBook(load_packs(settings.jurisdictions))
    app.extensions["hub"] = Hub(settings, packs, _store(settings))
    _bind(app, settings)
    for face in (public, account, institution, staff, intake, api):
        app.register_blueprint(face)
    errors.register(app)
    wording.register(app)
    commands.register(app)
    app.after_request(_headers(settings))
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    return app


def _store(settings: Settings) -> Store:
    try:
        return store_of(settings)
    except StoreUnusable as trouble:
        raise SettingsError(str(trouble)) from trouble


def _config(settings: Settings) -> dict[str, object]:
    settings.instance.mkdir(parents=True, exist_ok=True)
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        # SQLite's last connection to close checkpoints the whole log, which costs more than any request: keep them open
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_size": 10, "hide_parameters": True},  # a logged fault names no person
        "SESSION_COOKIE_NAME": "hub",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_DURATION": 0,
        "MAX_CONTENT_LENGTH": settings.upload_limit_mb * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "WTF_CSRF_TIME_LIMIT": None,  # a form lives as long as its session: an hour's typing must not be lost
        "BABEL_DEFAULT_LOCALE": "zh",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        "BABEL_TRANSLATION_DIRECTORIES": str(Path(__file__).parent / "translations"),
        "BOOTSTRAP_SERVE_LOCAL": True,
        "RATELIMIT_STORAGE_URI": settings.limits_storage,
        "RATELIMIT_HEADERS_ENABLED": False,
    }


def _bind(app: Flask, settings: Settings) -> None:
    assert tables.metadata is db.metadata  # every table is imported before the extension binds
    db.init_app(app)
    extensions.migrate.init_app(
        app, db, directory=str(settings.root / "migrations"), render_as_batch=True, compare_type=True
    )
    extensions.csrf.init_app(app)
    extensions.bootstrap.init_app(app)
    extensions.limiter.init_app(app)
    extensions.babel.init_app(app, locale_selector=chosen_language)
    extensions.login.init_app(app)
    extensions.login.login_view = "account.sign_in"
    extensions.login.login_message = None
    extensions.login.user_loader(lambda token: sessions.load(db.session(), token))
    with app.app_context():
        tune(db.engine)
        traces = [] if settings.demo_allowed else demo_traces(db.session())
        db.session.remove()
        if traces:
            db.engine.dispose()
            raise SettingsError(f"this database is no place for {settings.environment}: {', '.join(traces)}")


def _headers(settings: Settings):  # type: ignore[no-untyped-def]
    policies = secure.Secure(
        csp=POLICY, referrer=ReferrerPolicy().same_origin(), xcto=XContentTypeOptions(), xfo=XFrameOptions().deny()
    )

    def add(response: Response) -> Response:
        stricter = response.headers.get("Content-Security-Policy")  # a file's own, which is to open nothing
        policies.set_headers(response)
        if stricter:
            response.headers["Content-Security-Policy"] = stricter
        if settings.secure_cookies:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if not request.path.startswith(("/static/", "/bootstrap/")):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return add
