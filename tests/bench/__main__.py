"""`make bench`: measure, print, and keep the figures in bench-results.json."""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import alive, feeds, instances, outside, pages, rooms, search, slices
from tests.bench import figures as research
from tests.bench.figure import Figure, write
from tests.bench.servers import ROOT, gunicorn


def figures(folder: Path) -> Iterator[Figure]:
    """Every figure, one group after another."""
    small = instances.make(folder / "10000", 10_000)
    large = instances.make(folder / "100000", 100_000)
    with gunicorn("tests.bench.empty:app", folder) as empty:
        yield from feeds.run(small, empty)
        yield from pages.run(small, large, empty)
        yield from search.run(folder / "actors", empty)
    yield from rooms.run(folder / "rooms")
    yield from slices.run(folder / "slices")
    yield from outside.run(folder / "outside")
    yield from research.run(folder / "research")
    yield from alive.idle_connections(small)
    if os.environ.get("RAQNET_BENCH_DEMO", "1") == "1":
        yield from alive.demo_from_nothing(folder)


def main() -> int:
    """Run everything; figures are reported, a miss does not fail the command."""
    with tempfile.TemporaryDirectory() as folder:
        write(figures(Path(folder)), ROOT / "bench-results.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
