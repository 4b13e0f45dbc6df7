"""Commands for whoever runs an instance."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Enter the commands."""
