"""The application for gunicorn and the `flask` command."""

import os

from raqnet import create_app
from raqnet.config import require_secrets

app = create_app()
if "FLASK_RUN_FROM_CLI" not in os.environ:  # commands may run before the instance exists
    require_secrets(app)
