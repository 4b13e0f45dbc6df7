"""A sound as WAV, 16 kHz and 16 bits, made while it goes out; what is said of it lies inside."""

import struct
from collections.abc import Iterable, Iterator

from av.audio.resampler import AudioResampler

from raqnet.recordings import sound
from raqnet.recordings.sound import Pcm

RATE = 16_000
# What the format calls title, comment, date and copyright (RIFF, LIST of type INFO).
_CHUNKS = {"title": b"INAM", "comment": b"ICMT", "date": b"ICRD", "copyright": b"ICOP"}


def size(length_ms: int, metadata: dict[str, str]) -> int:
    """How many bytes the file of a sound of this length has."""
    return len(_head(length_ms, metadata)) + _samples(length_ms) * 2


def _samples(length_ms: int) -> int:
    return length_ms * RATE // 1000


def _head(length_ms: int, metadata: dict[str, str]) -> bytes:
    told = b"INFO" + b"".join(
        _chunk(code, metadata[name].encode() + b"\0") for name, code in _CHUNKS.items()
    )
    shape = _chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, RATE, RATE * 2, 2, 16))
    count = _samples(length_ms) * 2
    inside = b"WAVE" + shape + _chunk(b"LIST", told) + b"data" + struct.pack("<I", count)
    return b"RIFF" + struct.pack("<I", len(inside) + count) + inside


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def stream(source: Iterable[Pcm], length_ms: int, metadata: dict[str, str]) -> Iterator[bytes]:
    """The file, exactly as long as its head says, whatever the sound turns out to be."""
    yield _head(length_ms, metadata)
    left = _samples(length_ms) * 2
    for content in _resampled(source):
        yield content[:left]
        left -= min(left, len(content))
        if not left:
            return
    while left:
        silence = bytes(min(left, RATE))
        left -= len(silence)
        yield silence


def _resampled(source: Iterable[Pcm]) -> Iterator[bytes]:
    resampler, count = AudioResampler(format="s16", layout="mono", rate=RATE), 0
    for samples in source:
        frame = sound.frame_of(samples)
        frame.pts, count = count, count + len(samples)
        for each in resampler.resample(frame):
            yield sound.samples_of(each).tobytes()
    for each in resampler.resample(None):
        yield sound.samples_of(each).tobytes()
