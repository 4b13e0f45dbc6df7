"""A recording whose session is over: its people, its slices, its pages."""

import hashlib
import re
from functools import cache

from raqnet import clock, vault
from raqnet.access import Role
from raqnet.clock import timedelta
from raqnet.db import db
from raqnet.intervision import closing, live
from raqnet.recordings import consents, preparing, releasing, slices, track, working
from raqnet.recordings.models import Consent, Recording, Slice, Stage, Work
from raqnet.store import store
from tests import factories as make
from tests.recordings import sounds

SECONDS, SINGS = 12, (4.0, 6.0)


@cache
def sound(seconds=SECONDS, kind="webm", codec="libopus"):
    """A voice of twelve seconds in which a canary sings from the fourth to the sixth."""
    return sounds.recorded(seconds, [SINGS], kind, codec)


_TRACK = []  # bytes, length, wave


class Kept:
    """A recording with its session: two who may review, others who were there, and outsiders."""

    def __init__(self, app, parts=None, missing=()):
        self.app = app
        self.first, self.second = (make.user(Role.RAQ, name=name) for name in ("Béa", "Oli"))
        self.researcher = make.user(Role.RESEARCH, name="Renée")  # was there
        self.people = [make.user(Role.RAQ, name=f"Ami{n}") for n in range(2)]
        planned = make.intervision([self.first, self.second])
        room = make.open_room(planned, [self.first, self.second, self.researcher, *self.people])
        for seat in room.seats:
            seat.state = "present"
        recording = Recording(intervision_id=planned.id, uid=hashlib.md5(b"u").hexdigest())
        recording.wrapped_key = vault.new_key(consents.key_name(recording.uid))
        recording.device_hash = "0" * 64
        db.session.add(recording)
        db.session.flush()
        store().remove(f"recordings/{recording.uid}")
        self.code = "ABCD-1234-EF56-7890"
        for seat in room.seats:
            sealed = consents._seal(recording, seat.id, consents.YES)
            db.session.add(Consent(recording_id=recording.id, seat_id=seat.id, sealed=sealed))
        self.id, self.uid, self.session_id = recording.id, recording.uid, planned.id
        self.fill(recording, [sounds.cut(sound(), 4)] if parts is None else parts, missing)
        db.session.flush()
        closing.close(live.find(planned.id))
        db.session.commit()
        self.browsers = {}

    def fill(self, recording, parts, missing=()):
        """The slices of each part, some of which never came."""
        key = vault.open_key(recording.wrapped_key, consents.key_name(recording.uid))
        number = 0
        for part, contents in enumerate(parts):
            for content in contents:
                if number not in missing:
                    context = slices.slice_context(recording.uid, number)
                    store().put(
                        slices.slice_name(recording.uid, number), key.seal(content, context)
                    )
                    digest = hashlib.sha256(content).hexdigest()
                    db.session.add(Slice(
                        recording_id=recording.id, number=number, part=part,
                        length_ms=3000, size=len(content), sha256=digest,
                    ))  # fmt: skip
                number += 1
        recording.slices_told, recording.ended_at = number, clock.now()

    @property
    def row(self):
        """The recording as it is now."""
        db.session.rollback()
        db.session.expire_all()
        return db.session.get(Recording, self.id)

    def browser(self, user):
        """The browser of this person."""
        if user.id not in self.browsers:
            self.browsers[user.id] = self.app.test_client().sign_in(user)
        return self.browsers[user.id]

    def get(self, user, path="", **kwargs):
        """A page of the recording."""
        return self.browser(user).get(f"/enregistrements/{self.id}{path}", **kwargs)

    def post(self, user, path, **kwargs):
        """A change of the recording."""
        return self.browser(user).post(f"/enregistrements/{self.id}{path}", **kwargs)

    def prepared(self):
        """The track as it would be made, without making it again for each test."""
        if not _TRACK:
            assert self.prepare()
            row = self.row
            wave = preparing.read_wave(releasing.open_track(row), row.peaks)
            _TRACK.extend([self.played(), row.length_ms, wave])
            return self
        content, length_ms, wave = _TRACK
        row = self.row
        key = vault.open_key(row.wrapped_key, consents.key_name(row.uid))
        writer = track.Writer(row.uid, track.TRACK, key, lambda: None)
        writer.write(content)
        row.track_bytes, row.length_ms = writer.finish().size, length_ms
        row.peaks = preparing.seal_wave(key, row.uid, track.TRACK, wave)
        db.session.execute(db.delete(Slice))
        store().remove(f"recordings/{row.uid}/slices")
        db.session.commit()
        return self

    def prepare(self):
        """Make its track."""
        db.session.rollback()
        done = working.run(preparing.prepare, self.id, Work.PREPARING)
        db.session.expire_all()
        return done

    def agree(self, user, points=range(1, 11)):
        """One person agrees to what they see."""
        page = self.get(user).text
        seen = dict(re.findall(r'name="(spans|notes)" value="(\w+)"', page))
        return self.post(user, "/accord", data={"points": list(points), **seen})

    def agreed(self):
        """Two people have agreed."""
        if self.row.track_bytes is None:
            self.prepared()
        for user in (self.first, self.second):
            assert self.agree(user).status_code == 303
        assert self.row.stage == Stage.EMBARGO
        return self

    def wait(self, **time):
        """Let time pass, so that everybody signs in again."""
        self.browsers = {}
        clock.clock.freeze(clock.now() + timedelta(**time))

    def release(self):
        """Make the released file, now that the embargo is over."""
        self.wait(days=15)
        db.session.rollback()
        done = working.run(releasing.release, self.id, Work.RELEASING)
        db.session.expire_all()
        return done

    def played(self):
        """The bytes of the track."""
        opened = releasing.open_track(self.row)
        return b"".join(opened.stream(0, opened.size))

    def released(self):
        """The bytes of the released file."""
        opened = releasing.open_released(self.row)
        return b"".join(opened.stream(0, opened.size))
