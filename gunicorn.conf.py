"""How gunicorn serves RAQnet; the README lists what changes it."""

import gc
import os
import socket
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
SECONDS_BEFORE_DATA = 5

chdir = str(ROOT)
wsgi_app = "wsgi:app"
bind = os.environ.get("RAQNET_BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"
worker_class = "gthread"
workers = int(os.environ.get("RAQNET_WORKERS") or 2)
threads = int(os.environ.get("RAQNET_THREADS") or 4)
umask = 0o077  # what the application writes is its owner's alone
timeout = 60
graceful_timeout = 30
keepalive = 75  # above any polling period: a poll opens no new connection
max_requests = int(os.environ.get("RAQNET_MAX_REQUESTS") or 0)
max_requests_jitter = max_requests // 10

# No access log: addresses of feeds and one-time links are keys. The proxy's log leaves them out too
# (see deploy/). What fails is logged with such keys blotted out.
accesslog = None
errorlog = "-"
logger_class = "raqnet.logs.GunicornLogger"

# It would write into the home folder of whoever runs this.
control_socket_disable = True
if Path("/dev/shm").is_dir():  # noqa: S108 - a heartbeat must not wait for a disk
    worker_tmp_dir = "/dev/shm"  # noqa: S108


def when_ready(server: Any) -> None:
    """Accept a connection once it has said something: idle ones would each hold a thread."""
    for listener in server.LISTENERS:
        if hasattr(socket, "TCP_DEFER_ACCEPT") and listener.sock.family != socket.AF_UNIX:
            listener.sock.setsockopt(
                socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, SECONDS_BEFORE_DATA
            )


def post_worker_init(_worker: Any) -> None:
    """Spare the collector what lives for ever, and call it less often: pages make many rows."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
