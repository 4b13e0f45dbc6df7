"""Covering spans of a sound with a tone; and the wave that is drawn of it."""

import array
import math
from collections.abc import Iterable, Iterator

from raqnet.recordings.sound import MS, RATE, Pcm

Span = tuple[int, int]  # from, to (exclusive), in samples
FADE = 10 * MS
_PERIOD = RATE // 400  # of a soft tone of 400 Hz, in samples
_LOUD = 1600


def joined(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that touch made one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif end > start:
            found.append((start, end))
    return found


def muted(source: Iterable[tuple[int, Pcm]], spans: list[Span]) -> Iterator[Pcm]:
    """The sound with a tone in the spans, in place of what is there: none of it goes on.

    What is outside is faded away towards an edge; the tone is faded in and out within its span.
    """
    for at, samples in source:
        end = at + len(samples)
        for span in spans:
            if span[0] < end + FADE and span[1] > at - FADE:
                _cover(samples, at, span)
        yield samples


def _cover(samples: Pcm, at: int, span: Span) -> None:
    start, end = span
    size = len(samples)
    for n in range(max(0, start - FADE - at), min(size, start - at)):
        samples[n] = samples[n] * (start - at - n) // FADE
    for n in range(max(0, end - at), min(size, end + FADE - at)):
        samples[n] = samples[n] * (at + n - end) // FADE
    first, last = max(0, start - at), min(size, end - at)
    if first < last:
        samples[first:last] = _tone(at + first, at + last, span)


def _tone(first: int, last: int, span: Span) -> Pcm:
    """The tone from `first` to `last`, within a span at whose edges it is faint."""
    phase, count = first % _PERIOD, last - first
    samples = (_WAVE * (count // _PERIOD + 2))[phase : phase + count]
    start, end = span
    edge = max(1, min(FADE, (end - start) // 2))
    for n in (*range(first, min(last, start + edge)), *range(max(first, end - edge), last)):
        near = min(n - start, end - 1 - n)
        samples[n - first] = samples[n - first] * near // edge
    return samples


_WAVE = Pcm("h", [round(_LOUD * math.sin(2 * math.pi * n / _PERIOD)) for n in range(_PERIOD)])


# The wave ---------------------------------------------------------------------------------------


class Peaks:
    """How loud it is along the way: at most `most` pairs (lowest, highest) of signed bytes.

    The length need not be known: neighbours are joined whenever there are too many.
    """

    def __init__(self, most: int = 4000) -> None:
        self._most = most
        self._each = RATE // 50  # samples of a pair
        self._pairs: list[tuple[int, int]] = []
        self._low = self._high = self._count = 0

    def add(self, samples: Pcm) -> None:
        """Look at some more samples; every fourth tells enough."""
        at = 0
        while at < len(samples):
            size = min(len(samples) - at, self._each - self._count)
            seen = samples[at : at + size : 4]
            self._low, self._high = min(self._low, min(seen)), max(self._high, max(seen))
            self._count += size
            at += size
            if self._count >= self._each:
                self._close()

    def _close(self) -> None:
        self._pairs.append((self._low >> 8, self._high >> 8))
        self._low = self._high = self._count = 0
        if len(self._pairs) >= self._most:
            self._join()

    def _join(self) -> None:
        pairs = self._pairs
        self._pairs = [
            (min(one[0], other[0]), max(one[1], other[1]))
            for one, other in zip(pairs[::2], pairs[1::2], strict=False)
        ]
        self._each *= 2

    def pack(self) -> bytes:
        """The pairs, as signed bytes."""
        if self._count:
            self._close()
        return array.array("b", [value for pair in self._pairs for value in pair]).tobytes()
