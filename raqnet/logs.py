"""The log: what fails, without the keys that addresses hold."""

import logging
import re
from typing import Any

from flask import Flask
from gunicorn.glogging import Logger

# Feeds and one-time links carry a token in their path; so long a segment is nothing else.
_KEY = re.compile(r"(?<=/)[\w-]{20,}(?=[/.?\s]|$)")
_QUERY = re.compile(r"(?<=\S)\?\S+")
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def blot(text: str) -> str:
    """`text` without the tokens and the questions of the addresses in it."""
    return _QUERY.sub("?…", _KEY.sub("…", text))


class KeyFilter(logging.Filter):
    """Blots every message before it is written."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = blot(record.getMessage()), ()
        return True


class GunicornLogger(Logger):
    """gunicorn's log, blotted: it names the address of a request that fails."""

    def setup(self, cfg: Any) -> None:
        """Hang the filter on gunicorn's own logger."""
        super().setup(cfg)
        self.error_log.addFilter(KeyFilter())


def init_app(app: Flask) -> None:
    """Log to the error output from the level that is set."""
    logger = logging.getLogger("raqnet")
    logger.setLevel(app.config["LOG_LEVEL"].upper())
    if not any(isinstance(each, _Handler) for each in logger.handlers):
        logger.addHandler(_Handler())
    logger.propagate = app.testing


class _Handler(logging.StreamHandler):
    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logging.Formatter(FORMAT))
        self.addFilter(KeyFilter())
