"""A recording for the demo, of the session that is over: a murmur like a disguised voice's.

Two people of that session may review it.
"""

import hashlib
import io
import math
import random
import secrets
from collections.abc import Iterator

import av
from sqlalchemy import select

from raqnet.db import db
from raqnet.intervision import live
from raqnet.intervision.models import Intervision
from raqnet.recordings import consents, preparing, slices, sound, working
from raqnet.recordings.models import Recording, Stage, Work
from raqnet.recordings.slices import Sent
from raqnet.recordings.sound import Pcm

SECONDS, SLICE_MS, BLOCK = 60, 5000, sound.RATE // 50
# The fixed lines of the disguise, on whole periods of a block.
TONES = (150, 300, 450, 650, 900, 1200, 1550, 2000, 2600, 3300, 4300, 5500)
LOUD = 2200  # of 32 767, for one tone


def load_recording() -> None:
    """Give the demo's first session that is over its recording, ready for review."""
    held = db.session.scalar(
        select(Intervision).where(Intervision.closed_at.is_not(None)).order_by(Intervision.id)
    )
    room = live.find(held.id) if held else None
    if held is None or room is None:
        return
    recording = Recording(intervision_id=held.id, uid=secrets.token_hex(16), stage=Stage.REVIEW)
    db.session.add(recording)
    db.session.flush()
    consents.start_anew(recording)
    consents.ask(recording, room)
    consents.prove(recording, [seat.id for seat in room.present], room.now)
    recording.slices_told, recording.ended_at = _send(recording), held.closed_at
    db.session.commit()
    working.run(preparing.prepare, recording.id, Work.PREPARING)


def _send(recording: Recording) -> int:
    """Keep the murmur as its device would have sent it; how many slices there are."""
    content = _recorded()
    count = SECONDS * 1000 // SLICE_MS
    size = -(-len(content) // count)
    parts = [content[at : at + size] for at in range(0, len(content), size)]
    for number, part in enumerate(parts):
        digest = hashlib.sha256(part).hexdigest()
        sent = Sent(number, 0, SLICE_MS, digest, part)
        db.session.add(slices.stored(recording, sent))
    return len(parts)


def _recorded() -> bytes:
    """The file that a browser would have made of it."""
    target = io.BytesIO()
    with av.open(target, "w", format="webm", options={"live": "1"}) as container:
        stream = container.add_stream("libopus", rate=sound.RATE)
        stream.layout, stream.bit_rate = "mono", sound.BITS_PER_SECOND
        for number, block in enumerate(_murmur()):
            frame = sound.frame_of(block)
            frame.pts = number * BLOCK
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target.getvalue()


def _murmur() -> Iterator[Pcm]:
    """Syllables of a few blocks, words of a few syllables, and breaths between them."""
    chance = random.Random(9)  # noqa: S311 - no secret: the same murmur each time
    vowels = [_vowel(chance) for _ in range(6)]
    silence = Pcm("h", bytes(2 * BLOCK))
    blocks = 0
    while blocks < SECONDS * 50:
        for _syllable in range(chance.randint(2, 9)):
            spoken = chance.randint(4, 9)
            yield from [chance.choice(vowels)] * spoken
            yield silence
            blocks += spoken + 1
        breath = chance.randint(10, 60)
        yield from [silence] * breath
        blocks += breath


def _vowel(chance: random.Random) -> Pcm:
    """A block in which each tone has a loudness of its own."""
    loud = [LOUD * chance.random() ** 2 for _ in TONES]
    turn = 2 * math.pi / sound.RATE
    return Pcm(
        "h",
        [
            int(sum(a * math.sin(turn * f * n) for a, f in zip(loud, TONES, strict=True)))
            for n in range(BLOCK)
        ],
    )
