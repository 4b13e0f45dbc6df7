"""gunicorn as deployed, on free ports, and the processor time that its workers use."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A running gunicorn: where it listens, and what its workers have used."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port

    def workers(self) -> list[int]:
        """The process numbers of the workers."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in listed.split()]

    def cpu(self) -> float:
        """Seconds of processor time that the workers have used so far."""
        return sum(_cpu_ns(pid) for pid in self.workers()) / 1e9

    def memory(self) -> int:
        """Bytes that the workers hold."""
        page = os.sysconf("SC_PAGE_SIZE")
        sizes = (Path(f"/proc/{pid}/statm").read_text().split()[1] for pid in self.workers())
        return sum(int(size) * page for size in sizes)


def _cpu_ns(pid: int) -> int:
    """Nanoseconds on a processor, over all threads (schedstat is finer than clock ticks)."""
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(FileNotFoundError):
            total += int((task / "schedstat").read_text().split()[0])
    return total


@contextlib.contextmanager
def gunicorn(target: str, instance: Path, workers: int = 1) -> Iterator[Server]:
    """Serve `target` with the project's own gunicorn settings."""
    port = free_port()
    environment = os.environ | {
        "RAQNET_INSTANCE": str(instance),
        "RAQNET_DEMO": "true",
        "WEB_CONCURRENCY": str(workers),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "-w", str(workers)]
    process = subprocess.Popen(
        [*command, "-b", f"127.0.0.1:{port}", "--log-level", "warning", target],
        cwd=ROOT,
        env=environment,
    )
    try:
        _wait(port)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError):
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/")
            connection.getresponse().read()
            return
        time.sleep(0.1)
    raise RuntimeError("gunicorn does not answer")


class Browser:
    """One kept-alive connection."""

    def __init__(self, port: int, headers: dict[str, str] | None = None) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = headers or {}

    def get(self, path: str, expect: int = 200, **headers: str) -> tuple[dict[str, str], bytes]:
        """The headers and the body of an answer that must have this status."""
        sent = self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request("GET", path, headers=sent)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != expect:
            raise RuntimeError(f"{path}: {answer.status} instead of {expect}")
        return dict(answer.getheaders()), body
