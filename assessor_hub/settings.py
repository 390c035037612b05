"""Settings of an installation: ``config/<environment>.toml``, then HUB_* variables, then the secrets it made itself.

The embedded environment (default) makes its own secrets under ``instance/``. Production makes nothing by itself: a
missing secret or database is an error that says its name.
"""

from __future__ import annotations

import base64
import json
import os
import re
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from assessor_hub.crypto import KeyRing, Vault

SECRETS = ("secret_key", "field_key", "identity_key", "blind_key")
LONGEST_SYMBOL = 30  # characters; a notice's number has room for 60
ROOT = Path(__file__).resolve().parent.parent


class SettingsError(Exception):
    """The installation cannot start with these settings. One line says which and why."""


@dataclass(frozen=True)
class NoticeHead:
    """How an office heads its notices: 发文代字 before the number, 发文机关标志 in red; either may be left out."""

    symbol: str | None = None
    red_head: str | None = None


@dataclass(frozen=True)
class Settings:
    """Everything that differs between installations. ``session_hours`` and the limits are in hours and per period.

    ``public_url`` is where certificates send people to verify them; None: wherever the page was asked for.
    ``notices`` is by the code of the jurisdiction.
    """

    environment: Literal["embedded", "production"]
    root: Path
    instance: Path
    database_url: str
    secret_key: str
    vault: Vault
    demo_allowed: bool
    secure_cookies: bool
    session_hours: int
    limits_storage: str
    sign_in_limit: str
    tip_limit: str
    verify_limit: str
    api_limit: str
    upload_limit_mb: int
    smtp_url: str | None
    mail_from: str
    proxies: int
    public_url: str | None
    notices: Mapping[str, NoticeHead]
    documents_url: str
    documents_options: Mapping[str, Any]
    clamd: str | None

    @property
    def jurisdictions(self) -> Path:
        """The folder of the packs."""
        return self.root / "config" / "jurisdictions"


def load(root: Path = ROOT, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings. Raises :class:`SettingsError` with the name of what is missing or wrong."""
    environment = environ.get("HUB_ENVIRONMENT", "embedded")
    if environment not in {"embedded", "production"}:
        raise SettingsError(f"HUB_ENVIRONMENT is embedded or production, not {environment!r}")
    table = tomllib.loads((root / "config" / f"{environment}.toml").read_text("utf-8"))
    instance = Path(environ.get("HUB_INSTANCE", root / "instance"))
    made = _own_secrets(instance) if table["makes_own_secrets"] else {}
    secret = {name: environ.get(f"HUB_{name.upper()}") or made.get(name) for name in SECRETS}
    for name, given in secret.items():
        if not given:
            raise SettingsError(f"HUB_{name.upper()} is not set; production makes no secrets by itself")
    return Settings(
        environment=environment,  # type: ignore[arg-type]  # checked above
        root=root,
        instance=instance,
        database_url=_database_url(environ, table, instance),
        secret_key=str(secret["secret_key"]),
        vault=_vault({name: str(given) for name, given in secret.items()}),
        demo_allowed=table["demo_allowed"],
        secure_cookies=table["secure_cookies"],
        session_hours=table["session_hours"],
        limits_storage=environ.get("HUB_LIMITS_STORAGE", table["limits_storage"]),
        sign_in_limit=table["sign_in_limit"],
        tip_limit=table["tip_limit"],
        verify_limit=table["verify_limit"],
        api_limit=table["api_limit"],
        upload_limit_mb=table["upload_limit_mb"],
        smtp_url=environ.get("HUB_SMTP_URL"),
        mail_from=environ.get("HUB_MAIL_FROM", table["mail_from"]),
        proxies=int(environ.get("HUB_PROXIES", "0")),
        public_url=_public_url(environ.get("HUB_PUBLIC_URL")),
        notices=_notices(table["notices"]),
        documents_url=environ.get("HUB_DOCUMENTS_URL") or str(instance / "documents"),
        documents_options=_options(environ.get("HUB_DOCUMENTS_OPTIONS", "")),
        clamd=_clamd(environ.get("HUB_CLAMD", "")),
    )


def _public_url(text: str | None) -> str | None:
    """The address without a slash at its end."""
    if not text:
        return None
    if not re.fullmatch(r"https?://[A-Za-z0-9.\-]+(:\d+)?/?", text):
        raise SettingsError(f"HUB_PUBLIC_URL is no address like https://hub.example, but {text!r}")
    return text.rstrip("/")


def _notices(table: Mapping[str, Mapping[str, str]]) -> dict[str, NoticeHead]:
    for code, given in table.items():
        if set(given) - {"symbol", "red_head"} or len(given.get("symbol", "")) > LONGEST_SYMBOL:
            raise SettingsError(f"[notices.{code}] has a symbol of at most {LONGEST_SYMBOL} characters and a red_head")
    return {code: NoticeHead(**given) for code, given in table.items()}


def _options(text: str) -> Mapping[str, Any]:
    """What the filesystem of HUB_DOCUMENTS_URL is opened with, as a JSON object."""
    try:
        options = json.loads(text or "{}")
    except ValueError as error:
        raise SettingsError("HUB_DOCUMENTS_OPTIONS is not JSON") from error
    if not isinstance(options, dict):
        raise SettingsError('HUB_DOCUMENTS_OPTIONS is no JSON object, such as {"endpoint_url": "https://…"}')
    return options


def _clamd(text: str) -> str | None:
    """Where clamd listens: ``tcp://host:port`` or the absolute path of its socket; None: no scanner."""
    if text and not re.fullmatch(r"tcp://(\[[0-9a-fA-F:]+\]|[^:/\[\]]+):[0-9]{1,5}|/.+", text):
        raise SettingsError(f"HUB_CLAMD is tcp://host:port or the path of a socket, not {text!r}")
    return text or None


def _database_url(environ: Mapping[str, str], table: Mapping[str, Any], instance: Path) -> str:
    url = environ.get("HUB_DATABASE_URL")
    if url is None and table["needs_database_url"]:
        raise SettingsError("HUB_DATABASE_URL is not set; production names its database")
    if url is None:
        return f"sqlite:///{instance / 'hub.sqlite3'}"
    # SQLAlchemy 2.1 takes postgresql:// for psycopg 3; postgres:// is what hosting panels still print
    return url.replace("postgres://", "postgresql://", 1) if url.startswith("postgres://") else url


def _vault(secret: Mapping[str, str]) -> Vault:
    return Vault(
        fields=_ring("field_key", secret["field_key"]),
        identities=_ring("identity_key", secret["identity_key"]),
        blind_key=_key("blind_key", secret["blind_key"]),
    )


def _ring(name: str, text: str) -> KeyRing:
    """``name:base64[,name:base64…]``, newest first; a bare key is called k1."""
    keys: dict[str, bytes] = {}
    for part in text.split(","):
        label, _, key = part.strip().rpartition(":")
        label = label or "k1"
        if not re.fullmatch(r"[A-Za-z0-9_-]+", label):  # a seal names its key before a colon, in ASCII
            raise SettingsError(f"HUB_{name.upper()} has a key named {label!r}; use letters, digits, - and _")
        if label in keys:
            raise SettingsError(f"HUB_{name.upper()} has two keys named {label!r}")
        keys[label] = _key(name, key)
    return KeyRing(keys)


def _key(name: str, text: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(text)
    except ValueError as error:
        raise SettingsError(f"HUB_{name.upper()} is not base64") from error
    if len(key) != 32:
        raise SettingsError(f"HUB_{name.upper()} has {len(key)} bytes; it needs 32")
    return key


def _own_secrets(instance: Path) -> dict[str, str]:
    path = instance / "secrets.toml"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        lines = [f'{name} = "{base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}"' for name in SECRETS]
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        lines.insert(0, "# Made once for this installation. Losing it loses what it sealed.")
        draft.write_text("\n".join(lines) + "\n")
        try:
            os.link(draft, path)  # the first of two starting processes wins, and both read the winner's
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return tomllib.loads(path.read_text("utf-8"))
