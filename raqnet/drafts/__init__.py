"""drafts"""

from flask import Flask


def init_app(app: Flask) -> None:
    """Enter the subject's pages and commands."""
