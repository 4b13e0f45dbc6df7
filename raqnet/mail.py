"""Mail, where a server is set; elsewhere the caller shows the words to the person instead."""

import logging
import smtplib
import threading
from email.message import EmailMessage
from typing import Any

from flask import Flask, current_app
from sqlalchemy import event
from sqlalchemy.orm import Session

from raqnet.db import db

log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 10
Mail = tuple[str, str, str]  # to, subject, body
_WAITING = "mails"


def configured() -> bool:
    """Is there a mail server to send through?"""
    return bool(current_app.config["MAIL_HOST"] and current_app.config["MAIL_FROM"])


def send(to: str, subject: str, body: str) -> bool:
    """Send a plain text mail; False when no server is set or it did not take the mail."""
    if not configured():
        return False
    config = current_app.config
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = config["MAIL_FROM"], to, subject
    message.set_content(body)
    try:
        with smtplib.SMTP(
            config["MAIL_HOST"], config["MAIL_PORT"], timeout=TIMEOUT_SECONDS
        ) as smtp:
            if config["MAIL_STARTTLS"]:
                smtp.starttls()
            if config["MAIL_USER"]:
                smtp.login(config["MAIL_USER"], config["MAIL_PASSWORD"])
            smtp.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("mail not sent: %s", type(error).__name__)
        return False
    return True


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
