"""Sending messages and letters by SMTP: a sentence and where to read on; nothing sensitive travels by mail."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from assessor_hub.accounts.models import User
from assessor_hub.audit.tags import Tag
from assessor_hub.outbox.models import Letter, Message
from assessor_hub.projects.commissions import Addressee

SUBJECT = "备案系统有新通知 / A notice in Assessor Hub"
BODY = (
    "您在绿色制造第三方评价机构登记系统有一条新通知，请登录查看。\n"
    "There is a notice for you in Assessor Hub. Sign in to read it.\n"
)


LETTER_SUBJECT = "绿色制造评价项目通知 / A notice on a green-manufacturing evaluation"
LETTER = "{name}：\n\n{zh}\n{link}\n\n{en}\n{link}\n"
LETTERS: dict[Tag, tuple[str, str]] = {
    Tag.COMMISSION_ASKED: (
        "{institution}登记了对贵单位的评价项目（{number}），并将您列为联系人。"
        "请打开下面的链接，说明贵单位是否委托了该机构。该链接仅供您使用，请勿转发。",
        "{institution} filed an evaluation of your organisation (project {number}) and named you as its contact. "
        "Please open the link below and say whether your organisation commissioned it. The link is for you alone.",
    ),
    Tag.PROJECT_WITHDRAWN: (
        "{institution}撤回了对贵单位的评价项目（{number}）。详情见：",
        "{institution} has withdrawn its evaluation of your organisation (project {number}). Read more here:",
    ),
    Tag.PROJECT_REPORTED: (
        "{institution}更换了对贵单位的评价报告（项目{number}）。详情见：",
        "{institution} has replaced its evaluation report on your organisation (project {number}). Read more here:",
    ),
    Tag.DECISION_MADE: (
        "主管部门对{institution}作出了决定，可能影响贵单位的评价项目（{number}）。详情见：",
        "The department has made a decision on {institution} that may affect the evaluation of your organisation "
        "(project {number}). Read more here:",
    ),
}


@dataclass(frozen=True)
class Mailer:
    """An SMTP server by URL: ``smtp://user:password@host:port`` or ``smtps://…``."""

    url: str
    sender: str

    def send(self, user: User, _message: Message) -> None:
        """Send a message to a user; raises OSError (smtplib's errors are) where it fails."""
        self._post(user.email, SUBJECT, BODY)

    def send_letter(self, to: Addressee, letter: Letter) -> None:
        """Send a letter to somebody without an account, with the private link; raises OSError where it fails."""
        figures = {name: _one_line(str(value)) for name, value in letter.figures.items()}
        zh, en = (text.format(**figures) for text in LETTERS[Tag(letter.subject)])
        self._post(to.email, LETTER_SUBJECT, LETTER.format(name=_one_line(to.name), link=to.link, zh=zh, en=en))

    def _post(self, address: str, subject: str, body: str) -> None:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, address, subject
        mail.set_content(body)
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


def _one_line(name: str) -> str:
    """A name as one line: with line breaks, whoever typed it would write paragraphs of the department's letter."""
    return " ".join(name.split())
