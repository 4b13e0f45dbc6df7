"""The wire between a browser and the server: a relay that counts what comes down, by address."""

import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from types import TracebackType

CHUNK = 65_536
REQUEST = re.compile(rb"[A-Z]+ (\S+) HTTP/1\.1\r\n")
QUIET_SECONDS = 2.0
PATIENCE_SECONDS = 60


class Wire:
    """Listens on a port of its own and passes all on; `bytes_by_path` counts answers, headers too.

    A browser sends its next request on a connection once the answer is whole, so that what comes
    down belongs to the request that went up last. Service workers use the same wire.
    """

    def __init__(self, host: str) -> None:
        name, port = host.split(":")
        self._server = (name, int(port))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.host = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.bytes_by_path: Counter[str] = Counter()
        self._last = time.monotonic()

    def __enter__(self) -> "Wire":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listener.close()

    @property
    def total(self) -> int:
        """All that came down since the last `clear`."""
        return sum(self.bytes_by_path.values())

    def clear(self) -> None:
        """Count from here on."""
        self.bytes_by_path.clear()

    def settle(self) -> None:
        """Wait until nothing has come down for a while."""
        self._last = time.monotonic()
        end = self._last + PATIENCE_SECONDS
        while time.monotonic() < min(end, self._last + QUIET_SECONDS):
            time.sleep(0.05)

    def table(self) -> str:
        """The numbers, the heaviest first."""
        lines = [f"{size:8} {path}" for path, size in self.bytes_by_path.most_common()]
        return "\n".join([*lines, f"{self.total:8} in all"])

    def _accept(self) -> None:
        while True:
            try:
                browser, _address = self._listener.accept()
            except OSError:
                return  # it was closed: the test is over
            server = socket.create_connection(self._server)
            asked = [""]
            threading.Thread(target=self._up, args=(browser, server, asked), daemon=True).start()
            threading.Thread(target=self._down, args=(server, browser, asked), daemon=True).start()

    def _up(self, browser: socket.socket, server: socket.socket, asked: list[str]) -> None:
        for chunk in _chunks(browser):
            if first := REQUEST.match(chunk):
                asked[0] = first[1].decode()
            server.sendall(chunk)
        _close(server)

    def _down(self, server: socket.socket, browser: socket.socket, asked: list[str]) -> None:
        for chunk in _chunks(server):
            self.bytes_by_path[asked[0]] += len(chunk)
            self._last = time.monotonic()
            browser.sendall(chunk)
        _close(browser)


def _chunks(source: socket.socket) -> Iterator[bytes]:
    while True:
        try:
            chunk = source.recv(CHUNK)
        except OSError:
            return
        if not chunk:
            return
        yield chunk


def _close(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
