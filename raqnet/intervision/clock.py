"""The room's clock: what remains of a step and of a turn, at any instant.

Pure. A clock is wound at an instant (`since`) with what remained then; while it runs, what remains
is recomputed from that instant and never counted down. Nothing stops at nought: what is overrun is
negative. `speed` makes time pass quicker in a rehearsal.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

MILLISECOND = timedelta(milliseconds=1)
# Beyond a day either way somebody has forgotten the room.
MOST_MS = 24 * 3600 * 1000


@dataclass(frozen=True)
class Clock:
    """Milliseconds that remained at `since`; None there means that it stands still."""

    since: datetime | None
    step_ms: int
    turn_ms: int
    step_given_ms: int
    turn_given_ms: int
    speed: int = 1

    @property
    def running(self) -> bool:
        """Does time pass?"""
        return self.since is not None

    def passed(self, now: datetime) -> int:
        """Milliseconds of the room's time since it was wound; never less than none."""
        return self._whole(now) * self.speed

    def _whole(self, now: datetime) -> int:
        """Whole milliseconds of the wall's time since it was wound."""
        return 0 if self.since is None else max(0, (now - self.since) // MILLISECOND)

    def step_left(self, now: datetime) -> int:
        """Milliseconds that remain of the step."""
        return max(-MOST_MS, self.step_ms - self.passed(now))

    def turn_left(self, now: datetime) -> int:
        """Milliseconds that remain of the turn."""
        return max(-MOST_MS, self.turn_ms - self.passed(now))

    @property
    def turn(self) -> tuple[int, datetime | int]:
        """By what a turn on this clock is known, however often it was wound anew meanwhile."""
        if self.since is None:
            return self.turn_given_ms, self.turn_ms
        return self.turn_given_ms, self.since + self.turn_ms * MILLISECOND / self.speed

    def step_ran(self, now: datetime) -> int:
        """Milliseconds that the step has lasted."""
        return self.step_given_ms - self.step_left(now)

    def turn_ran(self, now: datetime) -> int:
        """Milliseconds that the turn has lasted."""
        return self.turn_given_ms - self.turn_left(now)

    def wound(self, now: datetime) -> "Clock":
        """The same clock, wound at the last whole millisecond before `now`: none is lost by it."""
        return replace(
            self,
            since=None if self.since is None else self.since + self._whole(now) * MILLISECOND,
            step_ms=self.step_left(now),
            turn_ms=self.turn_left(now),
        )

    def start(self, now: datetime) -> "Clock":
        """Let time pass; a clock that runs goes on."""
        return self if self.running else replace(self, since=now)

    def pause(self, now: datetime) -> "Clock":
        """Let time stand still; a clock that stands goes on standing."""
        return replace(self.wound(now), since=None)

    def add(self, milliseconds: int, now: datetime) -> "Clock":
        """Give the step more time, or less; never less than it has had."""
        least = min(self.step_ran(now), self.step_given_ms) if milliseconds < 0 else 0
        given = min(max(self.step_given_ms + milliseconds, least), MOST_MS)
        wound = self.wound(now)
        return replace(
            wound, step_given_ms=given, step_ms=wound.step_ms + given - self.step_given_ms
        )

    def with_step(self, given_ms: int, left_ms: int) -> "Clock":
        """The clock of another step: standing, nobody's turn."""
        return replace(
            self, since=None, step_ms=left_ms, step_given_ms=given_ms, turn_ms=0, turn_given_ms=0
        )

    def with_turn(self, milliseconds: int, now: datetime) -> "Clock":
        """A new turn of this length; nought where a turn has no limit or nobody speaks."""
        return replace(self.wound(now), turn_ms=milliseconds, turn_given_ms=milliseconds)

    def with_turn_length(self, milliseconds: int, now: datetime) -> "Clock":
        """The same turn, longer or shorter in all."""
        wound = self.wound(now)
        left = wound.turn_ms + milliseconds - self.turn_given_ms
        return replace(wound, turn_given_ms=milliseconds, turn_ms=left)
