"""Sound as numbers: reading what a browser recorded, writing Ogg Opus, muting; it knows no store.

Everything is mono at 48 kHz, in constant memory; positions are in samples of that rate.
"""

import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

RATE = 48_000
MS = RATE // 1000
PRE_SKIP = 312  # samples that libopus is ahead
BITS_PER_SECOND = 32_000
_BASE = Fraction(1, RATE)
_WEBM, _FTYP, _OGG = b"\x1a\x45\xdf\xa3", b"ftyp", b"OggS"
Pcm = array.array  # of 'h': signed 16 bit


class Unreadable(RuntimeError):
    """These bytes hold no sound that can be read."""


class Readable(Protocol):
    """What libav reads from."""

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes; nothing at the end."""


class Writable(Protocol):
    """What libav writes to."""

    def write(self, content: bytes) -> int:
        """Take these bytes."""


# Reading ----------------------------------------------------------------------------------------


def kind_of(head: bytes) -> str:
    """The container that begins so; only these are ever opened. Errors: Unreadable."""
    if head.startswith(_WEBM):
        return "matroska"
    if head[4:8] == _FTYP:
        return "mov"
    if head.startswith(_OGG):
        return "ogg"
    raise Unreadable


@dataclass(frozen=True)
class Packet:
    """Some milliseconds of Opus."""

    content: bytes
    samples: int


def packets(source: Readable, kind: str) -> Iterator[Packet]:
    """The sound of a file as Opus: as it is, or made anew from what else a browser records.

    It ends where the file breaks off. Errors: Unreadable when nothing is in it.
    """
    with _opened(source, kind) as container:
        stream = _audio(container)
        if stream.codec_context.name in ("opus", "libopus"):
            yield from _as_they_are(container, stream)
        else:
            yield from _made_anew(container, stream)


def _as_they_are(container: Any, stream: Any) -> Iterator[Packet]:
    for packet in _demuxed(container, stream):
        if packet.size and not packet.is_corrupt:
            content = bytes(packet)
            samples = opus_samples(content)
            if samples:
                yield Packet(content, samples)


def _made_anew(container: Any, stream: Any) -> Iterator[Packet]:
    encoder = new_encoder()
    count = 0
    resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
    for packet in _demuxed(container, stream):
        for frame in _decoded(stream.codec_context, packet):
            for each in resampler.resample(frame):
                each.pts, each.time_base = count, _BASE
                count += each.samples
                yield from _encoded(encoder, each)
    yield from _encoded(encoder, None)


def _encoded(encoder: Any, frame: AudioFrame | None) -> Iterator[Packet]:
    for packet in encoder.encode(frame):
        yield Packet(bytes(packet), opus_samples(bytes(packet)))


def _opened(source: Readable, kind: str) -> Any:
    try:
        return av.open(source, format=kind)  # the format is told: nothing else is ever guessed
    except (av.FFmpegError, ValueError) as error:
        raise Unreadable from error


def _audio(container: Any) -> Any:
    if not container.streams.audio:
        raise Unreadable
    return container.streams.audio[0]


def _demuxed(container: Any, stream: Any) -> Iterator[Any]:
    """Packets until the end, or until what is there makes no sense any more."""
    try:
        yield from container.demux(stream)
    except av.FFmpegError:
        return


def _decoded(decoder: Any, packet: Any) -> list[Any]:
    try:
        return list(decoder.decode(packet if packet.size else None))
    except av.FFmpegError:
        return []


MOST_SAMPLES = 120 * MS  # of a packet
# In 0.1 ms, how long a frame is, by the upper five bits of a packet's first byte (RFC 6716, 3.1).
_FRAMES = [*(100, 200, 400, 600) * 3, *(100, 200) * 2, *(25, 50, 100, 200) * 4]


def opus_samples(packet: bytes) -> int:
    """How long an Opus packet is, in samples (RFC 6716, 3.1); 0 where it is none."""
    if not packet:
        return 0
    code = packet[0] & 3
    if code == 3 and len(packet) < 2:
        return 0
    frames = (1, 2, 2, packet[1] & 63 if code == 3 else 0)[code]
    samples = frames * _FRAMES[packet[0] >> 3] * MS // 10
    return samples if samples <= MOST_SAMPLES else 0


def decoded(source: Readable) -> Iterator[tuple[int | None, Pcm]]:
    """An Ogg Opus file as (position, samples); what cannot be read leaves a hole between them.

    Errors: Unreadable.
    """
    with _opened(source, "ogg") as container:
        stream = _audio(container)
        resampler = AudioResampler(format="s16", layout="mono", rate=RATE)
        for packet in _demuxed(container, stream):
            for frame in _decoded(stream.codec_context, packet):
                at = frame.pts
                for each in resampler.resample(frame):
                    yield at, samples_of(each)


def samples_of(frame: Any) -> Pcm:
    """The samples of a mono frame of 16 bits."""
    return Pcm("h", bytes(frame.planes[0])[: frame.samples * 2])


def whole(source: Iterable[tuple[int | None, Pcm]]) -> Iterator[tuple[int, Pcm]]:
    """The same without holes: silence stands in them, so that every moment stays where it was."""
    reached = 0
    for found, samples in source:
        at = reached if found is None else found
        while at > reached:
            size = min(at - reached, RATE)
            yield reached, Pcm("h", bytes(size * 2))
            reached += size
        if at < reached:
            samples = samples[reached - at :]
        if samples:
            yield reached, samples
            reached += len(samples)


# Writing ----------------------------------------------------------------------------------------


def new_encoder() -> Any:
    """libopus as every file here is made."""
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = RATE, "mono", "s16"
    encoder.bit_rate, encoder.time_base = BITS_PER_SECOND, _BASE
    encoder.open()
    return encoder


class OggWriter:
    """An Ogg Opus file, packet by packet, front to back."""

    def __init__(self, target: Writable, metadata: dict[str, str] | None = None) -> None:
        self._container = av.open(target, "w", format="ogg")
        self._stream = self._container.add_stream("libopus", rate=RATE)
        self._stream.layout = "mono"
        self._stream.bit_rate = BITS_PER_SECOND
        self._container.metadata.update(metadata or {})
        self._stream.metadata.update(metadata or {})
        self.samples = 0

    def add(self, packet: Packet) -> None:
        """Append some sound."""
        made = av.Packet(packet.content)
        made.stream, made.time_base = self._stream, _BASE
        made.pts = made.dts = self.samples - PRE_SKIP
        made.duration = packet.samples
        self.samples += packet.samples
        self._container.mux(made)

    def close(self) -> None:
        """Write what is left."""
        self._container.close()


def encoded(source: Iterable[Pcm]) -> Iterator[Packet]:
    """Samples as Opus packets; what libopus holds back at the end included."""
    encoder, count = new_encoder(), 0
    for samples in source:
        frame = frame_of(samples)
        frame.pts, frame.time_base = count, _BASE
        count += len(samples)
        yield from _encoded(encoder, frame)
    yield from _encoded(encoder, None)


def frame_of(samples: Pcm) -> AudioFrame:
    """A mono frame of these samples."""
    frame = AudioFrame(format="s16", layout="mono", samples=len(samples))
    frame.sample_rate = RATE
    plane = frame.planes[0]
    plane.update(samples.tobytes().ljust(plane.buffer_size, b"\0"))
    return frame
