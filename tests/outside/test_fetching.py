"""What another server answers, or does not: each outcome has its word, and none reaches inside."""

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from raqnet.outside.fetching import Fetched, Fetcher, FetchError, is_open, normal

URL = "https://agenda.exemple.be/planning.ics"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: Any) -> Path:
    """A certificate of agenda.exemple.be and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "agenda.exemple.be")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("agenda.exemple.be")]), False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )  # fmt: skip
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


Answer = Callable[[socket.socket, bytes], None]


@contextmanager
def server(certificate: Path, answer: Answer) -> Iterator[int]:
    """A server on this machine that answers each request so; its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                raw, _peer = listening.accept()
            except OSError:
                return
            try:
                with context.wrap_socket(raw, server_side=True) as connection:
                    answer(connection, connection.recv(4096))
            except OSError:
                continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(2)


def fetcher(port: int, certificate: Path, **options: Any) -> Fetcher:
    """One that takes this machine for the internet."""
    context = ssl.create_default_context(cafile=str(certificate))
    told = {
        "seconds": 5.0,
        "allowed": lambda _address: True,
        "resolve": lambda _host: ["127.0.0.1"],
    }
    return Fetcher(context=context, port=port, **{**told, **options})


def said(*lines: str, body: bytes = b"") -> Answer:
    head = "\r\n".join([*lines, "Connection: close", "", ""]).encode()
    return lambda connection, _asked: connection.sendall(head + body)


def outcome(certificate: Path, answer: Answer, **options: Any) -> Any:
    with server(certificate, answer) as port:
        try:
            return fetcher(port, certificate, **options).fetch(URL, "", "")
        except FetchError as error:
            return error.code


def test_a_calendar_comes_with_what_will_ask_for_it_again(certificate: Path) -> None:
    answer = said("HTTP/1.1 200 OK", 'ETag: "1"', "Last-Modified: hier", body=b"BEGIN:VCALENDAR")
    assert outcome(certificate, answer) == Fetched(b"BEGIN:VCALENDAR", '"1"', "hier")


def test_what_has_not_changed_is_not_sent_again(certificate: Path) -> None:
    asked: list[bytes] = []

    def answer(connection: socket.socket, request: bytes) -> None:
        asked.append(request)
        said("HTTP/1.1 304 Not Modified")(connection, request)

    with server(certificate, answer) as port:
        found = fetcher(port, certificate).fetch(URL, '"1"', "hier")
    assert found.content is None
    assert b'If-None-Match: "1"' in asked[0] and b"Host: agenda.exemple.be" in asked[0]


def endless(connection: socket.socket, _asked: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"x" * 1_000_000)


def silent(connection: socket.socket, _asked: bytes) -> None:
    time.sleep(1.5)


def dripping(connection: socket.socket, _asked: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    for _n in range(30):
        connection.sendall(b"x")
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (said("HTTP/1.1 500 Oops"), "server"),
        (said("HTTP/1.1 404 Non"), "missing"),
        (said("HTTP/1.1 403 Non"), "forbidden"),
        (said("HTTP/1.1 418 Non"), "refused"),
        (said("HTTP/1.1 200 OK", "Content-Length: 10737418240"), "big"),
        (said("HTTP/1.1 200 OK", "Content-Length: 100", body=b"court"), "broken"),
        (said("HTTP/1.1 200 OK", "Content-Encoding: gzip", body=b"\x1f\x8b"), "encoding"),
        (said("n'importe quoi"), "broken"),
        (said("HTTP/1.1 302 Là", "Location: http://agenda.exemple.be/"), "https"),
        (said("HTTP/1.1 302 Là", f"Location: {URL}"), "redirects"),
        (endless, "big"),
    ],
)
def test_each_failure_has_its_word(certificate: Path, answer: Answer, code: str) -> None:
    assert outcome(certificate, answer) == code


def halting(connection: socket.socket, _asked: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\nBEGIN:VCALENDAR\r\n")
    for _n in range(30):
        connection.sendall(b"X-A:b\r\n")
        time.sleep(0.05)


@pytest.mark.parametrize("answer", [silent, dripping, halting])
def test_who_never_answers_is_given_up_in_time(certificate: Path, answer: Answer) -> None:
    began = time.monotonic()
    assert outcome(certificate, answer, seconds=0.4) == "time"
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("late", ["create_connection", "wrap_socket"])
@pytest.mark.parametrize("answer", [said("HTTP/1.1 200 OK", body=b"BEGIN:VCALENDAR"), dripping])
def test_time_is_up_even_when_it_ends_before_there_is_a_connection(
    certificate: Path, answer: Answer, late: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The watch has rung already when the socket, or its disguise, comes at last."""
    place = socket if late == "create_connection" else ssl.SSLContext
    real = getattr(place, late)

    def slowly(*args: Any, **options: Any) -> Any:
        if not options.get("server_side"):
            time.sleep(0.3)
        return real(*args, **options)

    monkeypatch.setattr(place, late, slowly)
    began = time.monotonic()
    assert outcome(certificate, answer, seconds=0.2) == "time"
    assert time.monotonic() - began < 1.2  # the one who drips would take longer


def test_a_certificate_of_another_name_is_refused(certificate: Path) -> None:
    with server(certificate, said("HTTP/1.1 200 OK")) as port, pytest.raises(FetchError) as error:
        fetcher(port, certificate).fetch("https://autre.exemple.be/")
    assert error.value.code == "certificate"


INSIDE = (
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1",
)  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_no_private_network_is_reached_however_it_is_written(address: str) -> None:
    assert not is_open(ipaddress.ip_address(address))
    with pytest.raises(FetchError) as error:
        Fetcher(resolve=lambda _host: ["93.184.216.34", address]).fetch(URL)
    assert error.value.code == "inside"


def test_an_open_address_is_one() -> None:
    assert is_open(ipaddress.ip_address("93.184.216.34"))
    assert is_open(ipaddress.ip_address("2606:2800:220:1::1"))


def test_a_redirect_inside_is_refused_like_any_address(certificate: Path) -> None:
    names = {"agenda.exemple.be": ["127.0.0.1"], "dedans.exemple.be": ["10.0.0.1"]}
    answer = said("HTTP/1.1 302 Là", "Location: https://dedans.exemple.be/")
    only_here = ipaddress.ip_address("127.0.0.1")
    code = outcome(
        certificate, answer, resolve=lambda host: names[host],
        allowed=lambda address: address == only_here,
    )  # fmt: skip
    assert code == "inside"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://a.be/x.ics", "https"),
        ("file:///etc/passwd", "https"),
        ("https://moi:mot@a.be/", "address"),
        ("https://a.be:8443/", "address"),
        ("https:///x", "address"),
        ("https://a.be/x y", "address"),
        ("https://[::1", "address"),
    ],
)
def test_only_plain_https_addresses_are_followed(url: str, code: str) -> None:
    with pytest.raises(FetchError) as error:
        normal(url)
    assert error.value.code == code


def test_a_webcal_address_is_an_https_one() -> None:
    assert normal("webcal://a.be/x.ics#la") == "https://a.be/x.ics"


def test_a_redirect_to_what_is_no_address_is_a_failure_like_another(certificate: Path) -> None:
    assert outcome(certificate, said("HTTP/1.1 302 Found", "Location: https://[bad")) == "address"


@pytest.mark.parametrize("address", ["fec0::1", "192.0.0.9", "3fff::1", "5f00::1", "64:ff9b:1::1"])
def test_what_is_set_aside_for_other_uses_is_not_the_open_internet(address: str) -> None:
    assert not is_open(ipaddress.ip_address(address))
