"""Two people who write one text: nobody's words go in silence.

A form carries the mark of the text that it was filled with (`seen`). Pure.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

BETWEEN = "\n\n"  # two texts that were written apart
BETWEEN_LINES = " / "


class Clash(RuntimeError):
    """Somebody has written other words meanwhile: `now`, by field; `marks` is what they are."""

    def __init__(self, now: Mapping[str, str], marks: str) -> None:
        super().__init__("somebody else has written here")
        self.now, self.marks = now, marks


def mark(text: str | None) -> str:
    """By what a text is known again; `static/js/room/local.js` makes the same mark."""
    return f"{zlib.crc32((text or '').encode()):08x}"


def marks(words: Mapping[str, str]) -> str:
    """The marks of several texts, in their order."""
    return ":".join(map(mark, words.values()))


@dataclass(frozen=True)
class Writer:
    """Who sends words: what they had seen (nothing, unless they say); do they come late?"""

    seen: str = ""
    late: bool = False  # from a screen that had no link: nobody is there to be asked

    def settle(self, now: str, sent: str, most: int, between: str = BETWEEN) -> str:
        """The text to keep, at most so long. Errors: Clash.

        Late words follow those that are there, where there is room for both.
        """
        seen = self.seen or mark("")
        if mark(sent) == seen:  # nothing was changed here: what is there stays
            return now
        if sent == now or mark(now) == seen:
            return sent
        both = f"{now}{between}{sent}"
        if not (self.late and now and sent) or len(both) > most:
            raise Clash({"text": now}, mark(now))
        return both

    def settle_all(
        self, now: Mapping[str, str], sent: Mapping[str, str], most: Mapping[str, int]
    ) -> dict[str, str]:
        """The same for several texts, each by itself. Errors: Clash, with all that differ."""
        seen = dict(zip(now, self.seen.split(":"), strict=False))
        kept, theirs = dict[str, str](), dict[str, str]()
        for name, text in now.items():
            try:
                writer = Writer(seen.get(name, ""), self.late)
                kept[name] = writer.settle(text, sent[name], most[name])
            except Clash:
                theirs[name] = text
        if theirs:
            raise Clash(theirs, marks(now))
        return kept
