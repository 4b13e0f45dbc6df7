"""Is the server there for everybody, at once? Idle connections, and the demo from nothing."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figure import Figure, at_most
from tests.bench.servers import ROOT, Browser, _wait, free_port, gunicorn

IDLE = 30


def idle_connections(folder: Path) -> Iterator[Figure]:
    """How long a request waits while browsers hold idle connections open."""
    with gunicorn("wsgi:app", folder, workers=2) as server:
        Browser(server.port).get("/sante")
        held = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(IDLE)]
        try:
            started = time.monotonic()
            Browser(server.port).get("/sante")
            waited = time.monotonic() - started
        finally:
            for each in held:
                each.close()
    yield at_most(f"réponse pendant que {IDLE} connexions dorment", waited * 1000, 100, "ms")


def demo_from_nothing(folder: Path) -> Iterator[Figure]:
    """`make demo` in a fresh clone, until the first page answers."""
    if shutil.which("uv"):
        yield at_most("make demo, avec uv", _demo(folder / "uv", os.environ["PATH"]), 30, "s")
    without = os.pathsep.join(
        each for each in os.environ["PATH"].split(os.pathsep) if not (Path(each) / "uv").exists()
    )
    if shutil.which("python3", path=without):
        yield at_most("make demo, avec pip", _demo(folder / "pip", without), 90, "s")


def _demo(folder: Path, path: str) -> float:
    subprocess.run(["git", "clone", "-q", str(ROOT), str(folder)], check=True)
    port = free_port()
    started = time.monotonic()
    process = subprocess.Popen(
        ["make", "demo", f"PORT={port}"],
        cwd=folder,
        env=os.environ | {"PATH": path},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_for_page(port)
        return time.monotonic() - started
    finally:
        os.killpg(process.pid, 15)
        process.wait(20)


def _wait_for_page(port: int) -> None:
    for _ in range(15):
        try:
            _wait(port)
            return
        except RuntimeError:
            continue
    raise RuntimeError("make demo gives no page")
