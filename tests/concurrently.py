"""Doing two things at the same time, each in a thread with its own transaction."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask

from raqnet.db import db


def together(app: Flask, *acts: Callable[[], Any]) -> list[Any]:
    """Start all acts at the same instant; returns what each gave."""
    db.session.commit()
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        with app.app_context():
            start.wait(5)
            return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
