"""From the slices of a browser to one track that can be searched; gaps are named, never hidden."""

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from sqlalchemy import delete, select

from raqnet import vault
from raqnet.db import db
from raqnet.recordings import covering, sound, track
from raqnet.recordings.consents import is_late, key_name
from raqnet.recordings.models import Recording, Slice, Stage, Work
from raqnet.recordings.slices import slice_context, slice_name
from raqnet.recordings.track import Sealed
from raqnet.recordings.working import Beat, Stopped
from raqnet.store import store
from raqnet.vault import Key, VaultError

USUAL_MS = 5000  # of a slice
_MARKS = {"matroska": (b"\x1f\x43\xb6\x75", 0), "mov": (b"moof", 4)}  # where sound can begin anew
READ_SHARE = 600  # permille of the work; the rest is reading it again


@dataclass(frozen=True)
class Piece:
    """A slice, as its row tells it."""

    number: int
    part: int
    length_ms: int


@dataclass(frozen=True)
class Gap:
    """Where sound is missing: from this moment of the track, for about so long."""

    at_ms: int
    about_ms: int


@dataclass
class Wave:
    """What is shown of a track besides its sound."""

    peaks: bytes = b""
    gaps: list[Gap] = field(default_factory=list)
    end_told: bool = True  # did the device say where its sound ends?


def seal_wave(key: Key, uid: str, kind: str, wave: Wave) -> bytes:
    """A wave, under the key of its sound."""
    told = {
        "peaks": base64.b64encode(wave.peaks).decode(),
        "gaps": [[gap.at_ms, gap.about_ms] for gap in wave.gaps],
        "end_told": wave.end_told,
    }
    return key.seal(json.dumps(told).encode(), f"recording:{uid}:{kind}:peaks")


def read_wave(of: Sealed, sealed: bytes | None) -> Wave:
    """The wave of a sound out of its seal. Errors: VaultError."""
    assert sealed is not None
    told = json.loads(of.key.unseal(sealed, f"recording:{of.uid}:{of.kind}:peaks"))
    gaps = [Gap(*each) for each in told["gaps"]]
    return Wave(base64.b64decode(told["peaks"]), gaps, told["end_told"])


# When -------------------------------------------------------------------------------------------


def is_due(recording: Recording) -> bool:
    """Is all there that will come? Load it with its session."""
    if recording.stage != Stage.REVIEW or recording.track_bytes or not recording.wrapped_key:
        return False
    return is_late(recording) or _is_complete(recording)


def _is_complete(recording: Recording) -> bool:
    told = recording.slices_told
    return told is not None and len(_pieces(recording.id)) >= told


def _pieces(recording_id: int) -> list[Piece]:
    query = select(Slice.number, Slice.part, Slice.length_ms)
    rows = query.where(Slice.recording_id == recording_id).order_by(Slice.number)
    return [Piece(*row) for row in db.session.execute(rows)]


# The work ---------------------------------------------------------------------------------------


def prepare(recording_id: int, beat: Beat) -> None:
    """Make the track, read it again, and only then let the slices go. Errors: see `working.run`."""
    recording = db.session.get(Recording, recording_id)
    if recording is None or recording.wrapped_key is None or recording.track_bytes is not None:
        raise Stopped
    uid, told = recording.uid, recording.slices_told
    key = vault.open_key(recording.wrapped_key, key_name(uid))
    pieces = _pieces(recording_id)
    db.session.rollback()  # nobody waits for the database meanwhile
    store().remove(f"recordings/{uid}/{track.TRACK}")
    made, gaps = _join(_Slices(uid, key, pieces, beat), told)
    wave = Wave(_read_again(made, beat), gaps, told is not None)
    _keep(recording_id, made, wave, beat)
    store().remove(f"recordings/{uid}/slices")


def _keep(recording_id: int, made: tuple[Sealed, int], wave: Wave, beat: Beat) -> None:
    """Enter the track in place of its slices, unless the recording has gone meanwhile."""
    beat.check()
    track_, length_ms = made
    query = select(Recording).where(Recording.id == recording_id).with_for_update()
    recording = db.session.scalar(query, execution_options={"populate_existing": True})
    if recording is None or recording.wrapped_key is None:
        raise Stopped
    recording.track_bytes, recording.length_ms = track_.size, length_ms
    recording.peaks = seal_wave(track_.key, track_.uid, track.TRACK, wave)
    recording.work, recording.work_permille = Work.NONE, 0
    db.session.execute(delete(Slice).where(Slice.recording_id == recording_id))
    db.session.commit()


def _read_again(made: tuple[Sealed, int], beat: Beat) -> bytes:
    """Read the whole track as whoever listens will: its peaks. Errors: VaultError."""
    sealed, length_ms = made
    if sealed.damaged():
        raise VaultError("track")
    peaks, reached = covering.Peaks(), 0
    for at, samples in sound.whole(sound.decoded(track.Reader(sealed))):
        peaks.add(samples)
        reached = at + len(samples)
        done = reached // sound.MS * (1000 - READ_SHARE) // max(1, length_ms)
        beat(READ_SHARE + done)
    if abs(reached // sound.MS - length_ms) > max(200, length_ms // 100):
        raise sound.Unreadable("length")
    return peaks.pack()


def _join(source: "_Slices", told: int | None) -> tuple[tuple[Sealed, int], list[Gap]]:
    """All that can be read, in its order, and what is missing."""
    writer = track.Writer(source.uid, track.TRACK, source.key, source.beat.check)
    ogg = sound.OggWriter(writer)
    gaps: list[Gap] = []
    for run in _runs(source, told):
        here = ogg.samples // sound.MS
        lost = run.lost_ms if isinstance(run, _Missing) else _add_run(ogg, source, run)
        if lost:
            gaps.append(Gap(here, lost))
    if not ogg.samples:
        raise sound.Unreadable("nothing")
    ogg.close()
    return (writer.finish(), max(0, ogg.samples - sound.PRE_SKIP) // sound.MS), _merged(gaps)


def _merged(gaps: Iterable[Gap]) -> list[Gap]:
    by_place = groupby(gaps, key=lambda gap: gap.at_ms)
    return [Gap(at, sum(gap.about_ms for gap in same)) for at, same in by_place]


# Slices, in runs --------------------------------------------------------------------------------


class _Slices:
    """The slices of a recording, opened one by one."""

    def __init__(self, uid: str, key: Key, pieces: list[Piece], beat: Beat) -> None:
        self.uid, self.key, self.beat = uid, key, beat
        self.by_number = {piece.number: piece for piece in pieces}
        self.whole = {number for number in self.by_number if self.content(number) is not None}
        self._read = 0

    def content(self, number: int) -> bytes | None:
        """The bytes of a slice; None where they are damaged or gone. Errors: OSError."""
        self.beat()
        try:
            sealed = store().get(slice_name(self.uid, number))
            return self.key.unseal(sealed, slice_context(self.uid, number))
        except (KeyError, VaultError):
            return None

    def stream(self, run: "_Run") -> Iterator[bytes]:
        """The bytes of a run, slice by slice."""
        for piece in run.pieces:
            self._read += 1
            self.beat(READ_SHARE * self._read // len(self.by_number))
            yield self.content(piece.number) or b""

    def heads(self, part: int) -> Iterator[bytes]:
        """First slices that may lend their header, this part's own before the others'."""
        numbers = sorted(self.whole, key=lambda n: (self.by_number[n].part != part, n))
        for same, group in groupby(numbers, key=lambda n: self.by_number[n].part):
            yield self.content(next(group)) or b""
            del same


@dataclass(frozen=True)
class _Run:
    """Slices of one part that follow each other."""

    pieces: list[Piece]

    @property
    def length_ms(self) -> int:
        return sum(piece.length_ms for piece in self.pieces)


@dataclass(frozen=True)
class _Missing:
    """Slices that never came, or cannot be opened."""

    lost_ms: int


def _runs(source: _Slices, told: int | None) -> Iterator[_Run | _Missing]:
    """What there is, and what is missing, in order."""
    count = max([told or 0, *(number + 1 for number in source.by_number)])

    def place(number: int) -> int:
        return source.by_number[number].part if number in source.whole else -1

    for part, group in groupby(range(count), key=place):
        numbers = list(group)
        if part == -1:
            known = (source.by_number.get(number) for number in numbers)
            yield _Missing(sum(piece.length_ms if piece else USUAL_MS for piece in known))
        else:
            yield _Run([source.by_number[number] for number in numbers])


def _add_run(ogg: sound.OggWriter, source: _Slices, run: _Run) -> int:
    """Append a run; about how many milliseconds could not be read before it, or at all."""
    before = ogg.samples
    try:
        reader = _opened(source, run)
        for packet in sound.packets(reader, reader.kind):
            ogg.add(packet)
    except sound.Unreadable:
        return run.length_ms if ogg.samples == before else 0
    return reader.lost_ms


class _RunReader:
    """The bytes of a run as a file, after a header lent by another slice where it has none."""

    def __init__(self, kind: str, head: bytes, rest: Iterator[bytes], lost_ms: int) -> None:
        self.kind, self.lost_ms = kind, lost_ms
        self._held, self._rest = head, rest

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes; nothing at the end."""
        while not self._held:
            following = next(self._rest, None)
            if following is None:
                return b""
            self._held = following
        size = len(self._held) if size < 0 else size
        found, self._held = self._held[:size], self._held[size:]
        return found


def _opened(source: _Slices, run: _Run) -> _RunReader:
    """A run from its own header on, or from where its sound can begin anew. Errors: Unreadable."""
    stream = source.stream(run)
    first = next(stream)
    try:
        return _RunReader(sound.kind_of(first), first, stream, 0)
    except sound.Unreadable:
        kind, head = _lent_header(source, run.pieces[0].part)
    held, passed = _seek(kind, first, stream)
    total = passed + len(held)
    lost = run.pieces[0].length_ms * passed // max(1, total)
    return _RunReader(kind, head + held, stream, lost)


def _lent_header(source: _Slices, part: int) -> tuple[str, bytes]:
    """What comes before the sound in a file of the same browser. Errors: Unreadable."""
    for content in source.heads(part):
        try:
            kind = sound.kind_of(content)
        except sound.Unreadable:
            continue
        end = _mark(kind, content)
        if end > 0:
            return kind, content[:end]
    raise sound.Unreadable


def _mark(kind: str, content: bytes) -> int:
    """Where sound begins in some bytes; -1 where it does not."""
    mark, before = _MARKS.get(kind, (b"", 0))
    found = content.find(mark, before) if mark else -1
    return found - before if found >= 0 else -1


def _seek(kind: str, first: bytes, stream: Iterator[bytes]) -> tuple[bytes, int]:
    """The bytes from where sound begins anew, and how many were passed. Errors: Unreadable."""
    held, passed = first, 0
    while (at := _mark(kind, held)) < 0:
        following = next(stream, None)
        if following is None:
            raise sound.Unreadable
        keep = held[-7:]  # a mark may lie across two slices
        passed += len(held) - len(keep)
        held = keep + following
    return held[at:], passed + at
