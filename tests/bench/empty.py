"""An application with nothing in it: what every ratio is measured against."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def index() -> str:
    """An empty route."""
    return "ok"


@app.route("/vide", methods=["GET", "POST"])
def nothing() -> tuple[str, int]:
    """An empty route that has nothing to say."""
    return "", 204
