"""Keeping what was made, per process: bounded in bytes, the least recently used leaves first."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sized
from datetime import datetime
from typing import Generic, TypeVar

from raqnet import clock

Text = TypeVar("Text", bound=Sized)


class Kept(Generic[Text]):
    """Texts by key, `most` bytes in all; an entry may have an instant after which it is stale."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._lock, self._making = threading.Lock(), threading.Lock()
        self._entries: OrderedDict[Hashable, tuple[Text, datetime | None]] = OrderedDict()
        self._size = 0

    def get(self, key: Hashable) -> Text | None:
        """The text kept under `key`, unless it is stale."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None or (entry[1] is not None and clock.now() >= entry[1]):
                return None
            self._entries.move_to_end(key)
            return entry[0]

    def kept_or_made(self, key: Hashable, make: Callable[[], Text]) -> Text:
        """The text kept under `key`; of many who ask at once just after a change, one makes it."""
        found = self.get(key)
        if found is not None:
            return found
        with self._making:
            found = self.get(key)
            if found is None:
                found = make()
                self.put(key, found)
        return found

    def put(self, key: Hashable, text: Text, until: datetime | None = None) -> None:
        """Keep `text`; the oldest entries make room."""
        with self._lock:
            self._drop(key)
            self._entries[key] = (text, until)
            self._size += len(text)
            while self._size > self.most and self._entries:
                self._drop(next(iter(self._entries)))

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()
            self._size = 0

    def _drop(self, key: Hashable) -> None:
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._size -= len(entry[0])
