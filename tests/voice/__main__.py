"""`python -m tests.voice` measures the disguise and tells it: docs/voice-report.json, voice.md."""

import json
import sys
import time

from tests.voice import report, words


def main() -> int:
    """Measure, write, print; fails when a gate does."""
    began = time.monotonic()

    def say(words: str) -> None:
        sys.stderr.write(f"{time.monotonic() - began:6.0f} s  {words}\n")

    written = json.dumps(report.make(say=say), indent=1, sort_keys=True) + "\n"
    report.REPORT.write_text(written)
    told = json.loads(written)
    words.PAGE.write_text(words.replaced(words.PAGE.read_text(), told))
    failed = report.failures(told)
    sys.stdout.write("\n".join([words.table(told), *failed, ""]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
