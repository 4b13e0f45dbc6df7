"""Mail, where a server is set; elsewhere the caller shows the words to the person instead."""

import logging
import smtplib
from email.message import EmailMessage

from flask import current_app

log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 10


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
