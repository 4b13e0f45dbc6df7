"""Fetching a calendar at another address: https only, from the open internet only, within bounds.

Every address that a name stands for is looked at, and the one that was looked at is connected to:
a name that answers otherwise a moment later reaches nothing inside. The same after a redirect.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from raqnet.outside.files import MOST_BYTES

SECONDS = 30.0  # for all of it, redirects included
MOST_REDIRECTS = 3
LONGEST_URL = 600
_PIECE = 64 * 1024
_AGENT = "RAQnet (agenda)"
_MOVED = frozenset({301, 302, 303, 307, 308})
# Other networks wrapped in an address, and what not every Python knows to be closed.
_CLOSED = tuple(
    ipaddress.ip_network(each)
    for each in (
        "64:ff9b::/96", "2002::/16", "::/96", "64:ff9b:1::/48", "fec0::/10", "3fff::/20",
        "5f00::/16", "192.0.0.0/24",
    )
)  # fmt: skip
# The last word of names that only a network of its own knows (RFC 6761 6.3, RFC 6762 3).
_OWN_NAMES = {"localhost", "local", "internal"}

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class FetchError(Exception):
    """A calendar could not be fetched; `code` says why, unchangingly."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Fetched:
    """What was answered: the bytes, or None where nothing has changed since."""

    content: bytes | None
    etag: str = ""
    last_modified: str = ""


def is_open(address: Address) -> bool:
    """Is this an address of the open internet, and of no other network wrapped in it?"""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return is_open(address.ipv4_mapped)
    if any(address in network for network in _CLOSED):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def is_inside(url: str) -> bool:
    """Is it seen from an address, without asking anybody, that it leads into a private network?"""
    host = _parts(url).hostname or ""
    try:
        return not is_open(ipaddress.ip_address(host))
    except ValueError:
        return "." not in host or host.rpartition(".")[2] in _OWN_NAMES


def normal(url: str) -> str:
    """An address as it is fetched, webcal being https. Errors: FetchError."""
    whole = urlunsplit(_parts(url)._replace(fragment=""))
    if len(whole.encode()) > LONGEST_URL:  # sealed it must fit, whatever its letters are
        raise FetchError("address")
    return whole


def _elsewhere(url: str, told: str) -> str:
    """Where an answer sends to. Errors: FetchError."""
    try:
        return urljoin(url, told)
    except ValueError as error:
        raise FetchError("address") from error


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url.strip())
        port, host = parts.port, parts.hostname or ""
    except ValueError as error:
        raise FetchError("address") from error
    if parts.scheme in ("webcal", "webcals"):
        parts = parts._replace(scheme="https")
    if parts.scheme != "https":
        raise FetchError("https")
    plain = parts.username is None and parts.password is None and port in (None, 443)
    if not host or not plain or not (parts.path + parts.query).isprintable() or " " in url.strip():
        raise FetchError("address")
    return parts


@dataclass
class Fetcher:
    """Fetches; what it asks of the network can be replaced by tests."""

    seconds: float = SECONDS
    allowed: Callable[[Address], bool] = is_open
    resolve: Callable[[str], Sequence[str]] | None = None
    context: ssl.SSLContext | None = None
    port: int = 443

    def fetch(self, url: str, etag: str = "", last_modified: str = "") -> Fetched:
        """What is at an address, unless it is what `etag` or `last_modified` name.

        Errors: FetchError.
        """
        deadline = time.monotonic() + self.seconds
        headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        for _turn in range(MOST_REDIRECTS + 1):
            answer = self._ask(
                url, {name: told for name, told in headers.items() if told}, deadline
            )
            if isinstance(answer, Fetched):
                return answer
            url = _elsewhere(url, answer)
        raise FetchError("redirects")

    def _ask(self, url: str, headers: dict[str, str], deadline: float) -> Fetched | str:
        """One request: what was fetched, or where it is said to be."""
        parts = _parts(url)
        host = str(parts.hostname)
        address = self._address(host, deadline)
        connection = _Connection(host, address, self.port, self.context, deadline)
        watch = threading.Timer(max(0.0, deadline - time.monotonic()), connection.stop)
        watch.daemon = True
        watch.start()
        try:
            target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
            known = {"User-Agent": _AGENT, "Accept": "text/calendar, */*;q=0.1"}
            connection.request("GET", target, headers=known | headers)
            answer = _answer(connection.getresponse(), deadline)
            connection.check()  # what was cut short may look like a whole answer
            return answer
        except (OSError, http.client.HTTPException, UnicodeError, FetchError) as error:
            raise _failure(error, connection.is_late()) from error
        finally:
            watch.cancel()
            connection.close()

    def _address(self, host: str, deadline: float) -> str:
        """An address of a name, all of them being open. Errors: FetchError."""
        found = self.resolve(host) if self.resolve else _within(deadline, host)
        if not found:
            raise FetchError("name")
        if not all(self.allowed(ipaddress.ip_address(each)) for each in found):
            raise FetchError("inside")
        return found[0]


def _resolve(host: str) -> list[str]:
    try:
        rows = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [str(row[4][0]).partition("%")[0] for row in rows]


def _within(deadline: float, host: str) -> list[str]:
    """The addresses of a name; one that nobody answers for is given up in time."""
    found: list[str] = []
    asking = threading.Thread(target=lambda: found.extend(_resolve(host)), daemon=True)
    asking.start()
    asking.join(max(0.0, deadline - time.monotonic()))
    if asking.is_alive():
        raise FetchError("time")
    return found


class _Connection(http.client.HTTPSConnection):
    """A connection to one address, under the name that its certificate must hold."""

    def __init__(
        self, host: str, address: str, port: int, context: ssl.SSLContext | None, deadline: float
    ) -> None:
        self._address, self._until, self._stopped = address, deadline, False
        self._tls = context or ssl.create_default_context()
        super().__init__(host, port, timeout=max(0.1, deadline - time.monotonic()))

    def connect(self) -> None:
        """Connect to the address that was looked at."""
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        self.check()  # whoever stopped it meanwhile had nothing to end
        self.sock = self._tls.wrap_socket(
            self.sock, server_hostname=self.host, do_handshake_on_connect=False
        )
        self.check()
        self.sock.do_handshake()
        self.check()

    def stop(self) -> None:
        """End it from outside, now or as soon as there is something to end."""
        self._stopped = True
        try:
            if self.sock is not None:
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)  # the wire, not its disguise
        except OSError:  # it is over already, or handed over to its disguise
            return

    def is_late(self) -> bool:
        """Is the time up?"""
        return self._stopped or time.monotonic() >= self._until

    def check(self) -> None:
        """Go no further once the time is up. Errors: TimeoutError."""
        if self.is_late():
            raise TimeoutError


def _answer(response: http.client.HTTPResponse, deadline: float) -> Fetched | str:
    if response.status == 304:
        return Fetched(None)
    if response.status in _MOVED:
        return response.getheader("Location") or _refuse("redirects")
    if response.status != 200:
        raise FetchError(_status(response.status))
    if response.getheader("Content-Encoding", "identity").lower() not in ("identity", ""):
        raise FetchError("encoding")
    length = response.getheader("Content-Length", "")
    if length.isascii() and length.isdigit() and int(length[:20]) > MOST_BYTES:
        raise FetchError("big")
    etag, modified = (response.getheader(name, "") for name in ("ETag", "Last-Modified"))
    return Fetched(_body(response, deadline), etag[:200], modified[:100])


def _refuse(code: str) -> str:
    raise FetchError(code)


def _status(status: int) -> str:
    if status in (401, 403):
        return "forbidden"
    if status in (404, 410):
        return "missing"
    return "server" if status >= 500 else "refused"


def _body(response: http.client.HTTPResponse, deadline: float) -> bytes:
    pieces, size = [], 0
    while piece := response.read1(_PIECE):
        size += len(piece)
        if size > MOST_BYTES:
            raise FetchError("big")
        if time.monotonic() > deadline:
            raise FetchError("time")
        pieces.append(piece)
    if response.length:  # fewer bytes than were announced
        raise FetchError("broken")
    return b"".join(pieces)


def _failure(error: Exception, late: bool) -> FetchError:
    if late or isinstance(error, TimeoutError):
        return FetchError("time")
    if isinstance(error, FetchError):
        return FetchError(error.code)
    if isinstance(error, ssl.SSLError):
        return FetchError("certificate")
    return FetchError("broken" if isinstance(error, http.client.HTTPException) else "unreachable")
