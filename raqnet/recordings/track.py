"""A sound in the store: sealed in chunks, written once from front to back, read from anywhere.

Each chunk's seal is bound to its number, the last one's to being the last: none can be moved, left
out or cut off unseen. Nothing clear ever lies on a disk.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from raqnet.store import Store, store
from raqnet.vault import Key, VaultError

CHUNK = 64 * 1024
TRACK, RELEASED = "track", "released"


@dataclass(frozen=True)
class Sealed:
    """A sound under its key: `kind` is TRACK or RELEASED, `size` its bytes when it was whole."""

    uid: str
    kind: str
    key: Key
    size: int
    store: Store = field(default_factory=store, repr=False)  # at hand once the request is over

    @property
    def last(self) -> int:
        """The number of its last chunk."""
        return max(0, self.size - 1) // CHUNK

    def chunk(self, number: int) -> bytes:
        """The plain bytes of a chunk. Errors: VaultError, KeyError when it is damaged or gone."""
        sealed = self.store.get(chunk_name(self.uid, self.kind, number))
        plain = self.key.unseal(sealed, _context(self.uid, self.kind, number, number == self.last))
        if len(plain) != self._length(number):
            raise VaultError(f"{self.kind}: length")
        return plain

    def readable(self, number: int) -> bytes:
        """The same; noughts stand in for what cannot be read, so that the rest plays."""
        try:
            return self.chunk(number)
        except (VaultError, KeyError):
            return bytes(self._length(number))

    def _length(self, number: int) -> int:
        return self.size - number * CHUNK if number == self.last else CHUNK

    def damaged(self) -> list[int]:
        """The numbers of the chunks that cannot be read."""
        return [number for number in range(self.last + 1) if not self._is_whole(number)]

    def _is_whole(self, number: int) -> bool:
        try:
            self.chunk(number)
        except (VaultError, KeyError):
            return False
        return True

    def stream(self, start: int, stop: int) -> Iterator[bytes]:
        """The bytes from `start` up to `stop` (exclusive), chunk by chunk."""
        for number in range(start // CHUNK, (stop - 1) // CHUNK + 1):
            at = number * CHUNK
            yield self.readable(number)[max(0, start - at) : stop - at]


def chunk_name(uid: str, kind: str, number: int) -> str:
    """Where a chunk lies in the store."""
    return f"recordings/{uid}/{kind}/{number}"


def key_context(uid: str, kind: str) -> str:
    """What the key of a sound is bound to; the track's is the recording's own."""
    return f"recording:{uid}" if kind == TRACK else f"recording:{uid}:{kind}"


def _context(uid: str, kind: str, number: int, last: bool) -> str:
    return f"recording:{uid}:{kind}:{number}{':end' if last else ''}"


class Writer:
    """A file to write into from front to back; a chunk is sealed and stored once it is full."""

    def __init__(self, uid: str, kind: str, key: Key, before: Callable[[], None]) -> None:
        """`before` is asked before each chunk is stored; it raises where nothing may be."""
        self._uid, self._kind, self._key, self._before = uid, kind, key, before
        self._held = bytearray()
        self._number = 0
        self.error: Exception | None = None  # libav forgets what went wrong: it is kept here

    @property
    def size(self) -> int:
        """How many bytes were written."""
        return self._number * CHUNK + len(self._held)

    def write(self, content: bytes) -> int:
        """Take these bytes; a chunk is kept back until there are more, since it may be the last."""
        self._held += content
        try:
            while len(self._held) > CHUNK:
                self._store(bytes(self._held[:CHUNK]), last=False)
                del self._held[:CHUNK]
                self._number += 1
        except Exception as error:
            self.error = error
            raise
        return len(content)

    def finish(self) -> Sealed:
        """Store the last chunk, bound to being that."""
        if self.error:
            raise self.error
        size = self.size
        self._store(bytes(self._held), last=True)
        return Sealed(self._uid, self._kind, self._key, size)

    def _store(self, plain: bytes, last: bool) -> None:
        self._before()
        context = _context(self._uid, self._kind, self._number, last)
        sealed = self._key.seal(plain, context)
        store().put(chunk_name(self._uid, self._kind, self._number), sealed)


class Reader(io.RawIOBase):
    """A sound as a file that can be read and searched; damage reads as noughts."""

    def __init__(self, sound: Sealed) -> None:
        self._sound, self._at = sound, 0
        self._kept: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        """It can be read."""
        return True

    def seekable(self) -> bool:
        """It can be searched."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """See `io.IOBase.seek`."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._sound.size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        """See `io.IOBase.tell`."""
        return self._at

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes, up to the end of a chunk; nothing at the end."""
        if self._at >= self._sound.size:
            return b""
        number, offset = divmod(self._at, CHUNK)
        if self._kept[0] != number:
            self._kept = (number, self._sound.readable(number))
        found = self._kept[1][offset:] if size < 0 else self._kept[1][offset : offset + size]
        self._at += len(found)
        return found
