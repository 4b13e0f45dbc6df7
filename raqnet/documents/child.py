"""What a process of its own runs on a file that somebody brought, so that a hostile one can hold
neither the server's memory nor its time: it reads the file, and writes what is left of it.

It is started by `cleaning`, by its path, and knows nothing of the application.
"""

import json
import resource
import runpy
import sys

MEMORY = 1024**3  # bytes
SECONDS = 20  # of a processor
NO_FILE, NO_CORE = (resource.RLIMIT_FSIZE, (0, 0)), (resource.RLIMIT_CORE, (0, 0))


def _bound() -> None:
    for limit, most in (
        (resource.RLIMIT_AS, (MEMORY, MEMORY)), (resource.RLIMIT_CPU, (SECONDS, SECONDS)),
        NO_FILE, NO_CORE,
    ):  # fmt: skip
        resource.setrlimit(limit, most)


def run(module: str, *args: str) -> None:
    """Clean what comes in: a line that says what it is, then the file, then its thumbnail."""
    _bound()
    content = sys.stdin.buffer.read()
    told, parts = runpy.run_path(module)["clean"](content, *args)
    told["sizes"] = [len(part) for part in parts]
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + b"".join(parts))


if __name__ == "__main__":
    run(*sys.argv[1:])
