"""RAQnet: the intranet of the neighbourhood workers of Brussels."""

from typing import Any

from flask import Flask
from flask_compress import Compress
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from raqnet import (
    accounts,
    actors,
    auth,
    bounds,
    calendar,
    cli,
    config,
    db,
    documents,
    drafts,
    errors,
    face,
    files,
    headers,
    health,
    home,
    i18n,
    intervision,
    jinja,
    journal,
    lists,
    logs,
    models,
    outside,
    paths,
    people,
    pieces,
    planning,
    proofreading,
    public,
    recordings,
    redaction,
    research,
    signals,
    store,
    tables,
)
from raqnet.htmx import htmx

csrf = CSRFProtect()
compress = Compress()
SUBJECTS = (
    accounts, people, drafts, lists, tables, actors, calendar, documents, planning, outside,
    public, journal, intervision, recordings, research, signals, home,
)  # fmt: skip


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """An application on its instance folder; it migrates and fetches nothing."""
    app = Flask(
        __name__,
        instance_path=str((overrides or {}).pop("INSTANCE", config.instance_folder())),
        template_folder=str(config.ROOT / "templates"),
        static_folder=str(config.ROOT / "static"),
    )
    app.jinja_environment = jinja.Environment
    config.load(app, overrides)
    logs.init_app(app)
    _connect_extensions(app)
    for subject in SUBJECTS:
        subject.init_app(app)
    cli.init_app(app)
    return app


def _connect_extensions(app: Flask) -> None:
    if app.config["TRUSTED_PROXIES"]:
        hops = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    paths.init_app(app)
    db.db.init_app(app)
    db.migrate.init_app(app, db.db, directory=str(config.ROOT / "raqnet" / "migrations"))
    with app.app_context():
        db.tune(db.db.engine)
    errors.init_app(app)
    i18n.init_app(app)
    bounds.init_app(app)
    auth.init_app(app)
    csrf.init_app(app)
    htmx.init_app(app)
    compress.init_app(app)
    headers.init_app(app)
    face.init_app(app)
    files.init_app(app)
    pieces.init_app(app)
    redaction.init_app(app)
    proofreading.init_app(app)
    health.init_app(app)
    store.init_app(app)


__all__ = ["create_app", "models"]
