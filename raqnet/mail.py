"""Mail, where a server is set; elsewhere the caller shows the words to the person instead."""

import logging
import smtplib
import threading
from contextlib import suppress
from email import policy
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any

from flask import Flask, current_app
from sqlalchemy import event
from sqlalchemy.orm import Session

from raqnet import clock
from raqnet.db import db

log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 10
REFUSED = 500
Mail = tuple[str, str, str]  # to, subject, body
_WAITING = "mails"


def configured() -> bool:
    """Is there a mail server to send through?"""
    return bool(current_app.config["MAIL_HOST"] and current_app.config["MAIL_FROM"])


class NotSent(Exception):
    """The server has not taken the mail: `down` before it was told of it, `for_good` where it
    would refuse it again."""

    def __init__(self, reason: str, down: bool = False, for_good: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.down, self.for_good = reason, down, for_good


class Uncertain(Exception):
    """The line broke while the server was taking the mail: nobody knows whether it has it."""


def send(to: str, subject: str, body: str) -> bool:
    """Send a plain text mail; False when no server is set or it did not take the mail."""
    if not configured():
        return False
    try:
        deliver(to, subject, body)
    except (NotSent, Uncertain) as error:
        log.warning("mail not sent: %s", error)
        return False
    return True


def deliver(to: str, subject: str, body: str, identity: str | None = None) -> None:
    """Hand one mail to the server; `identity` stays the same where a mail is sent again.

    Errors: NotSent, Uncertain.
    """
    if not (to.isascii() and to.isprintable()):
        raise NotSent("adresse hors ASCII", for_good=True)
    message = _message(to, subject, body, identity)
    try:
        smtp = _greet()
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(type(error).__name__, down=True) from error
    try:
        _address(smtp, to)
        _hand_over(smtp, message.as_bytes(policy=policy.SMTP))
    finally:
        with suppress(OSError, smtplib.SMTPException):
            smtp.quit()


def _message(to: str, subject: str, body: str, identity: str | None) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = current_app.config["MAIL_FROM"], to
    message["Subject"], message["Date"] = subject, clock.now()
    message["Message-ID"] = identity or make_msgid(domain="raqnet")
    message.set_content(body, cte="quoted-printable")
    return message


def _greet() -> smtplib.SMTP:
    """A server that listens to us."""
    config = current_app.config
    smtp = smtplib.SMTP(config["MAIL_HOST"], config["MAIL_PORT"], timeout=TIMEOUT_SECONDS)
    try:
        if config["MAIL_STARTTLS"]:
            smtp.starttls()
        if config["MAIL_USER"]:
            smtp.login(config["MAIL_USER"], config["MAIL_PASSWORD"])
        smtp.ehlo_or_helo_if_needed()
    except BaseException:
        smtp.close()
        raise
    return smtp


def _address(smtp: smtplib.SMTP, to: str) -> None:
    """Say from whom and to whom."""
    try:
        for code, _answer in (smtp.mail(current_app.config["MAIL_FROM"]), smtp.rcpt(to)):
            _judge(code)
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(type(error).__name__) from error


def _hand_over(smtp: smtplib.SMTP, words: bytes) -> None:
    """Send the words; once they leave, only the server's answer tells whether it took them."""
    try:
        code, _answer = smtp.data(words)
    except smtplib.SMTPDataError as error:
        code = error.smtp_code
    except (OSError, smtplib.SMTPException) as error:
        raise Uncertain(type(error).__name__) from error
    _judge(code)


def _judge(code: int) -> None:
    """RFC 5321 4.2.1: 2xx is taken, 4xx may be tried again, 5xx not."""
    if code not in range(200, 300):
        raise NotSent(f"SMTP {code}", for_good=code >= REFUSED)


def send_when_saved(to: str, template: str, **context: Any) -> None:
    """Send a mail once the transaction in hand is committed; its first line is the subject.

    It leaves in a thread of its own: nobody waits for the mail server with the database locked,
    and an answer takes as long where no mail is sent.
    """
    text = current_app.jinja_env.get_template(template).render(**context)
    subject, _, body = text.strip().partition("\n")
    db.session.info.setdefault(_WAITING, []).append((to, subject.strip(), body.strip() + "\n"))


def watch() -> None:
    """Hang the sending on the session's commits (once)."""
    if not event.contains(db.session, "after_commit", _after_commit):
        event.listen(db.session, "after_commit", _after_commit)
        event.listen(db.session, "after_soft_rollback", _after_rollback)


def _after_commit(session: Session) -> None:
    mails = session.info.pop(_WAITING, None)
    if mails:
        in_background(current_app._get_current_object(), mails)  # type: ignore[attr-defined]


def _after_rollback(session: Session, _previous: Any) -> None:
    session.info.pop(_WAITING, None)


def in_background(app: Flask, mails: list[Mail]) -> None:
    """Send mails while the request goes on."""
    threading.Thread(target=_send_all, args=(app, mails)).start()


def _send_all(app: Flask, mails: list[Mail]) -> None:
    with app.app_context():
        for to, subject, body in mails:
            send(to, subject, body)
