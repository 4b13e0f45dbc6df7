"""An application with nothing in it: what every ratio is measured against."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def index() -> str:
    """An empty route."""
    return "ok"
