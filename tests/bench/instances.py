"""Demo instances with many generated actions, made for a run and thrown away."""

import os
import subprocess
import sys
from pathlib import Path

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from raqnet import create_app
from raqnet.accounts.models import User
from raqnet.calendar import subscriptions
from raqnet.calendar.filters import Filters
from raqnet.db import db
from tests.bench.servers import ROOT
from tests.conftest import open_session


def make(folder: Path, actions: int) -> Path:
    """A demo instance with `actions` generated actions, 400 dates of them in this month."""
    for arguments in (["prepare"], ["load", "--actions", str(actions)]):
        subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", "demo", *arguments],
            check=True,
            cwd=ROOT,
            env=os.environ | {"RAQNET_INSTANCE": str(folder), "RAQNET_DEMO": "true"},
            stdout=subprocess.DEVNULL,
        )
    return folder


def empty(folder: Path) -> Flask:
    """An instance without a row but the first lists, and the application on it."""
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "init"], check=True, cwd=ROOT,
        env=os.environ | {"RAQNET_INSTANCE": str(folder)}, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return open_app(folder)


def fragment(app: Flask) -> dict[str, str]:
    """The headers by which a script of ours asks, with the token of `cookie`'s browser."""
    token = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps("0" * 40)  # type: ignore[arg-type]
    return {"HX-Request": "true", "HX-Request-Type": "partial", "X-CSRFToken": str(token)}


def open_app(folder: Path) -> Flask:
    """The application on an instance, inside this process."""
    return create_app({"INSTANCE": folder, "DEMO": True})


def cookie(app: Flask, email: str) -> dict[str, str]:
    """The header of a browser that `email` has signed in with."""
    with app.app_context():
        user = db.session.scalars(select(User).where(User.email == email)).one()
        token = open_session(user)
        serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        value = serializer.dumps({"_user_id": token, "_fresh": True, "csrf_token": "0" * 40})
        db.session.remove()
    return {"Cookie": f"{app.config['SESSION_COOKIE_NAME']}={value}"}


def feed(app: Flask, email: str) -> str:
    """The path of a feed of everything."""
    with app.app_context():
        user_id = db.session.scalars(select(User.id).where(User.email == email)).one()
        _row, token = subscriptions.create(user_id, "Mesure", Filters(), unlimited=True)
        db.session.commit()
        db.session.remove()
    return f"/flux/{token}.ics"
