"""Sound for tests: as a browser would record it, and what can be heard in a file."""

import array
import io
import math
from fractions import Fraction

import av

RATE = 48_000
VOICE, CANARY = 300, 1500  # Hz: what is said all along, and what must not be heard
LIVE = {"live": "1", "cluster_time_limit": "1000"}


def tones(seconds, canary=()):
    """Blocks of 20 ms: a voice, and the canary between these seconds."""
    for k in range(int(seconds * 50)):
        yield _SONG if any(start <= k / 50 < end for start, end in canary) else _SPEECH


def _block(*sines):
    """20 ms, in which each of these sines has whole periods."""
    turn = 2 * math.pi / RATE
    return array.array(
        "h",
        [int(sum(a * math.sin(turn * f * n) for f, a in sines)) for n in range(RATE // 50)],
    )


_SPEECH, _SONG = _block((VOICE, 5000)), _block((VOICE, 5000), (CANARY, 9000))


def recorded(seconds, canary=(), kind="webm", codec="libopus"):
    """What MediaRecorder gives of it, joined."""
    target = io.BytesIO()
    options = LIVE if kind == "webm" else {}
    if kind == "mp4":
        options = {
            "movflags": "frag_keyframe+empty_moov+default_base_moof",
            "frag_duration": "1000000",
        }
    with av.open(target, "w", format=kind, options=options) as container:
        stream = container.add_stream(codec, rate=RATE)
        stream.layout = "mono"
        stream.bit_rate = 32_000
        for k, block in enumerate(tones(seconds, canary)):
            frame = av.AudioFrame(format="s16", layout="mono", samples=len(block))
            frame.planes[0].update(block.tobytes().ljust(frame.planes[0].buffer_size, b"\0"))
            frame.sample_rate, frame.pts, frame.time_base = RATE, k * len(block), Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target.getvalue()


def cut(content, count):
    """The bytes in `count` slices, cut wherever it falls."""
    size = -(-len(content) // count)
    return [content[at : at + size] for at in range(0, len(content), size)]


def heard(content, kind="ogg"):
    """Every sample of a file."""
    samples = array.array("h")
    with av.open(io.BytesIO(content), format=kind) as container:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        for frame in container.decode(audio=0):
            for each in resampler.resample(frame):
                samples.frombytes(bytes(each.planes[0])[: each.samples * 2])
    return samples


def loudness(samples, hertz, start, end, rate=RATE):
    """How strong a tone is between two seconds, as the amplitude of its sine: the most of it."""
    step = rate // 10
    windows = range(int(start * rate), int(end * rate), step)
    return max(_amplitude(samples[at : at + step], hertz, rate) for at in windows)


def _amplitude(part, hertz, rate):
    turn = 2 * math.pi * hertz / rate
    real = sum(value * math.cos(turn * n) for n, value in enumerate(part))
    imaginary = sum(value * math.sin(turn * n) for n, value in enumerate(part))
    return 2 * math.hypot(real, imaginary) / max(1, len(part))
