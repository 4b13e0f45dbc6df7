"""`/sante`: may a proxy or a watchdog count on this instance?"""

from flask import Blueprint, Flask, Response, current_app, jsonify
from sqlalchemy.exc import SQLAlchemyError

from raqnet import schema
from raqnet.access import public
from raqnet.db import db

blueprint = Blueprint("health", __name__)


def init_app(app: Flask) -> None:
    """Enter the page."""
    app.register_blueprint(blueprint)


@blueprint.get("/sante")
@public
def health() -> tuple[Response, int]:
    """200 when the database answers with the revision that the code needs; 503 otherwise."""
    database, migrations = _state()
    fine = database == migrations == "ok"
    answer = {"status": "ok" if fine else "error", "database": database, "migrations": migrations}
    return jsonify(answer), 200 if fine else 503


def _state() -> tuple[str, str]:
    try:
        with db.engine.connect() as connection:
            revision = schema.current(connection)
    except (SQLAlchemyError, OSError) as error:
        current_app.logger.error("health: the database fails: %s", type(error).__name__)
        return "error", "unknown"
    return "ok", "ok" if revision == schema.head() else "missing"
