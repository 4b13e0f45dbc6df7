"""Many people at once: kept-alive connections that ask at their own pace, in one event loop."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

LIMIT = 2**20
Answer = tuple[int, dict[str, str], bytes]  # status, headers, body


@dataclass
class Tally:
    """What came of a load: seconds per answer by its kind, and what went wrong."""

    taken: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def count(self, kind: str) -> int:
        """How many answers of this kind there were."""
        return len(self.taken.get(kind, ()))

    def percentile(self, share: float) -> float:
        """The seconds within which this share of all answers came."""
        every = sorted(second for each in self.taken.values() for second in each)
        return every[min(len(every) - 1, int(share * len(every)))]


@dataclass
class Asker:
    """One connection: every `every` seconds `ask` gives the kind and the bytes of a request.

    `heard` is told each answer when it comes, with its instant.
    """

    ask: Callable[[], tuple[str, bytes]]
    every: float
    jitter: float = 0.0
    heard: Callable[[Answer, float], None] = lambda _answer, _at: None


async def _run(asker: Asker, port: int, until: float, tally: Tally) -> None:
    await asyncio.sleep(random.random() * asker.every)  # noqa: S311 - a pace, not a secret
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=LIMIT)
    try:
        while (started := time.monotonic()) < until:
            kind, request = asker.ask()
            writer.write(request)
            await writer.drain()
            answer = await _read(reader)
            now = time.monotonic()
            asker.heard(answer, now)
            tally.taken.setdefault(kind, []).append(now - started)
            if answer[0] >= 400:
                tally.errors.append(f"{kind}: {answer[0]}")
            pace = asker.every * (1 + asker.jitter * (2 * random.random() - 1))  # noqa: S311
            await asyncio.sleep(max(0, started + pace - time.monotonic()))
    except (OSError, asyncio.IncompleteReadError) as error:
        tally.errors.append(f"{type(error).__name__}: {error}")
    finally:
        writer.close()


async def _read(reader: asyncio.StreamReader) -> Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return int(head[0].split()[1]), headers, body


def load(port: int, askers: list[Asker], seconds: float) -> Tally:
    """Let everybody ask for so many seconds."""
    tally = Tally()

    async def together() -> None:
        until = time.monotonic() + seconds
        await asyncio.gather(*(_run(each, port, until, tally) for each in askers))

    asyncio.run(together())
    return tally


def get(path: str, headers: dict[str, str]) -> bytes:
    """A GET as bytes."""
    return _request("GET", path, headers, b"")


def post(path: str, headers: dict[str, str], body: bytes) -> bytes:
    """A POST of a form as bytes."""
    form = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    return _request("POST", path, headers | form, body)


def put(path: str, headers: dict[str, str], body: bytes) -> bytes:
    """A PUT of bytes."""
    return _request("PUT", path, headers | {"Content-Length": str(len(body))}, body)


def _request(method: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body
