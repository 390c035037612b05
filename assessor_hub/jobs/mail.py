"""Sending a message by SMTP: a sentence and the address of the page; nothing sensitive travels by mail."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from assessor_hub.accounts.models import User
from assessor_hub.outbox.models import Message

SUBJECT = "备案系统有新通知 / A notice in Assessor Hub"
BODY = (
    "您在绿色制造第三方评价机构登记系统有一条新通知，请登录查看。\n"
    "There is a notice for you in Assessor Hub. Sign in to read it.\n"
)


@dataclass(frozen=True)
class Mailer:
    """An SMTP server by URL: ``smtp://user:password@host:port`` or ``smtps://…``."""

    url: str
    sender: str

    def send(self, user: User, _message: Message) -> None:
        """Send one mail; raises OSError (smtplib's errors are) where it fails."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, user.email, SUBJECT
        mail.set_content(BODY)
        with self._connect() as server:
            server.send_message(mail)

    def _connect(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host, context = parts.hostname or "localhost", ssl.create_default_context()
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=20, context=context)
        else:
            server = smtplib.SMTP(host, parts.port or 25, timeout=20)
            if server.has_extn("starttls"):
                server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        return server
