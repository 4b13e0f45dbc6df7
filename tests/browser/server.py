"""A server of its own for the browser: gunicorn as in production, on a temporary demo."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[2]
APP = "tests.browser.served:app"
# A Wednesday in the middle of a month, without a holiday or a change of clocks around.
TODAY = datetime(2026, 11, 18, 10, 20, tzinfo=ZoneInfo("Europe/Brussels"))
PATIENCE_SECONDS = 120  # a machine that does other things too
fetch = build_opener(ProxyHandler({})).open


def shift_now() -> timedelta:
    """How far the server's time is from the true one."""
    return timedelta(seconds=int((TODAY - datetime.now(UTC)).total_seconds()))


def environment(folder: Path, shift: timedelta, **more: str) -> dict[str, str]:
    """The environment of a demo in `folder`, without the settings of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAQNET_")}
    ours = {
        "RAQNET_INSTANCE": str(folder),
        "RAQNET_DEMO": "true",
        "RAQNET_SIGN_IN_TRIES_PER_ADDRESS": "10000",
        "RAQNET_TEST_SHIFT": str(int(shift.total_seconds())),
    }
    return {**kept, **ours, **more}


def prepare(folder: Path) -> Path:
    """Make the demo's instance in `folder`; it is a template, to be copied."""
    command = [sys.executable, "-m", "flask", "--app", APP, "demo", "prepare"]
    _run(command, environment(folder, shift_now()))
    return folder


def _run(command: Sequence[str], env: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """gunicorn on a copy of the template in `folder`; `url` is where it listens."""

    def __init__(self, template: Path, folder: Path) -> None:
        shutil.copytree(template, folder, dirs_exist_ok=True)
        self.folder = folder
        self.shift = shift_now()
        self.host = f"127.0.0.1:{free_port()}"
        self.url = f"http://{self.host}"

    def __enter__(self) -> "Server":
        command = [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "gunicorn.conf.py"), APP]
        env = environment(
            self.folder, self.shift, RAQNET_BIND=self.host, RAQNET_PUBLIC_URL=self.url
        )
        self._log = (self.folder / "gunicorn.log").open("w+")
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=self._log, stderr=subprocess.STDOUT
        )
        try:
            self._wait()
        except RuntimeError:
            self._stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def _stop(self) -> None:
        self._process.send_signal(signal.SIGQUIT)  # at once: browsers hold connections open
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._log.close()

    def _wait(self) -> None:
        """Until it says that it is well. Errors: RuntimeError with its log."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end and self._process.poll() is None:
            try:
                with fetch(f"{self.url}/sante", timeout=5):
                    return
            except (URLError, OSError):
                time.sleep(0.1)
        raise RuntimeError(f"the server did not start:\n{self.log()}")

    def log(self) -> str:
        """What the server has said so far."""
        return (self.folder / "gunicorn.log").read_text()
