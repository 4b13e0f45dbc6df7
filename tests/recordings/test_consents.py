"""Nobody is recorded who has not agreed, and nobody learns who has not."""

import re

import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.accounts.models import AuditEntry
from raqnet.clock import timedelta
from raqnet.db import db
from raqnet.recordings import consents
from raqnet.recordings.models import Consent, Recording, Slice, Stage
from tests import factories as make
from tests.intervision.in_room import told
from tests.recordings.consenting import Recorded


@pytest.fixture
def session(app):
    return Recorded(app)


def recording():
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Recording).one_or_none()


def shown():
    return recording().shown


def wait(**time):
    clock.clock.freeze(clock.now() + timedelta(**time))


def beat(session, device, doing="recording"):
    answer = session.browser(session.boss).post(
        f"{session.path}/enregistreur/battement", json={"device": device, "doing": doing}
    )
    assert answer.status_code == 200
    return answer.json


def test_nothing_is_recorded_before_everybody_has_said_yes(session):
    for user in session.everybody[:-1]:
        session.say(user)
        assert shown() == "off"
    assert session.claim().status_code == 409
    session.say(session.everybody[-1])
    assert shown() == "ready"
    assert session.claim().status_code == 200


def test_among_fewer_than_five_nothing_is_recorded(app):
    session = Recorded(app, people=2)
    session.agree()
    assert shown() == "off" and recording().wrapped_key is None


def test_one_no_destroys_what_there_is_at_once_and_shows_later(session):
    session.agree()
    device = session.claim().json["device"]
    assert beat(session, device)["shown"] == "on"
    uid = recording().uid
    session.say(session.people[2], "non")
    assert recording().wrapped_key is None and recording().proof is None
    assert beat(session, device)["shown"] == "on" and recording().uid == uid
    assert session.live.room.notice == "on"
    wait(seconds=consents.HIDES[1] + 1)
    assert beat(session, device)["shown"] == "off"
    assert session.live.room.notice == "off"


def test_a_refusal_is_seen_at_a_moment_that_nobody_chose(session, monkeypatch):
    delays = {consents._a_while() for _ in range(200)}
    assert len(delays) > 150
    assert min(delays) >= timedelta(seconds=20) and max(delays) <= timedelta(seconds=90)


@pytest.mark.parametrize("words", ["oui", "non"])
def test_the_page_the_answer_and_the_screens_are_the_same_after_a_yes_and_a_no(session, words):
    """Those who answer first: what anybody sees does not tell which it was."""
    before = told(session.phone(1).text), told(session.phone(0).text)
    page = told(session.browser(session.people[0]).get(f"{session.path}/consentement").text)
    answer = session.say(session.people[0], words)
    assert answer.status_code == 303 and answer.location.endswith("/salle")
    after = session.browser(session.people[0]).get(f"{session.path}/consentement")
    assert (told(session.phone(1).text), told(session.phone(0).text)) == before
    assert bare(told(after.text)) == bare(page)


def bare(html):
    """A page without the news of an answer, and without its token, which changes by the second."""
    html = re.sub(r'(name="csrf_token"[^>]* value=")[^"]*', r"\1", html)
    return re.sub(r'<div class="notice.*?</div>\s*</div>', "", html, flags=re.S)


def test_answers_have_one_length_and_no_hour_and_there_is_one_for_whoever_was_silent(session):
    session.say(session.people[0], "oui")
    session.say(session.people[1], "non")
    rows = db.session.query(Consent).all()
    assert len(rows) == 7 and len({len(row.sealed) for row in rows}) == 1
    columns = {column.name for column in Consent.__table__.columns}
    assert columns == {"recording_id", "seat_id", "sealed", "code_hash"}


def test_an_answer_is_in_no_log_and_in_no_list_of_sensitive_acts(session, caplog):
    with caplog.at_level("DEBUG"):
        session.say(session.people[1], "non")
    assert "non" not in re.findall(r"\w+", caplog.text)
    assert "onsent" not in " ".join(str(r.act) for r in db.session.query(AuditEntry))


def test_whoever_comes_in_pauses_it_until_everybody_has_answered_anew(session):
    session.agree()
    device = session.claim().json["device"]
    beat(session, device)
    late = make.user(Role.RAQ, name="Tardive")
    db.session.commit()
    code = {"code": session.code}
    session.app.test_client().sign_in(late).post("/intervisions/rejoindre", data=code)
    session.browsers.pop(late.id, None)
    assert beat(session, device)["shown"] == "off"
    session.agree()
    assert shown() == "off"  # those of before answer again, and the new one has not yet
    session.say(late)
    assert shown() == "ready"


def test_while_it_is_off_every_phone_says_that_all_may_be_asked_anew(session):
    """Whoever said yes before somebody came in would else wait for the others."""
    assert "à nouveau à tout le monde" in session.phone(0).text
    session.agree()
    assert "à nouveau à tout le monde" not in session.phone(0).text
    session.guest("Nadia")
    session.say(session.people[0])
    assert "à nouveau à tout le monde" in session.phone(0).text


def test_what_was_recorded_before_somebody_came_in_stays_while_nobody_refuses(session):
    session.agree()
    device = session.claim().json["device"]
    key = recording().wrapped_key
    beat(session, device)
    session.guest("Nadia")
    assert beat(session, device)["shown"] == "off"
    assert recording().wrapped_key == key


def test_the_leaving_of_the_one_who_was_silent_opens_no_gate(session):
    """Else all would know who it was."""
    for user in session.everybody[:-1]:
        session.say(user)
    session.say(session.people[-1], "non")
    session.act(len(session.people) - 1, "partir")
    session.say(session.people[0])
    assert shown() == "off"
    session.agree(session.everybody[:-1])
    assert shown() == "off"
    session.agree(session.everybody[:-1])
    assert shown() == "ready"


def test_a_no_is_written_nowhere_and_every_answer_makes_all_seals_anew(session):
    session.say(session.people[0])
    before = {row.seat_id: row.sealed for row in db.session.query(Consent)}
    db.session.rollback()
    session.say(session.people[1], "non")
    after = {row.seat_id: row.sealed for row in db.session.query(Consent)}
    assert not set(before.values()) & set(after.values())
    assert set(consents._said(recording()).values()) == {consents.SILENT}


def test_whoever_turns_a_no_into_a_yes_opens_no_gate_by_it(session):
    """Else all would see whose no it had been."""
    session.agree(session.everybody[:-1])
    session.say(session.people[-1], "non")
    session.say(session.people[-1], "oui")
    assert shown() == "off"


def test_whoever_was_shown_out_may_still_refuse_and_withdraw(session):
    session.agree()
    session.claim()
    out = session.people[0]
    session.lead("refuser", seat=session.seat(0).id)
    assert session.say(out, "oui").status_code == 409
    session.lead("terminer")
    assert "Retirer" in session.browser(out).get("/enregistrements").text


def test_a_no_that_meets_the_end_of_the_session_destroys_the_recording(session):
    session.agree()
    session.claim()
    session.lead("terminer")
    assert session.say(session.people[0], "oui").status_code == 409
    assert recording() is not None
    assert session.say(session.people[0], "non").status_code == 303
    assert recording() is None


def test_after_a_refusal_that_was_seen_all_are_asked_anew_and_a_new_recording_begins(session):
    session.agree()
    device = session.claim().json["device"]
    beat(session, device)
    uid = recording().uid
    session.say(session.people[0], "non")
    wait(seconds=120)
    assert beat(session, device)["shown"] == "off"
    session.say(session.people[0], "oui")
    assert shown() == "off"
    session.agree()
    assert shown() == "ready"
    assert recording().uid != uid and recording().wrapped_key is not None
    assert beat(session, device)["shown"] == "taken"


def test_a_session_that_ends_without_a_recording_leaves_no_row_of_who_was_asked(session):
    session.agree(session.everybody[:-1])
    session.lead("terminer")
    assert recording() is None and db.session.query(Consent).count() == 0


def test_a_session_that_ends_keeps_the_proof_that_all_agreed_and_forgets_their_answers(session):
    session.agree()
    session.claim()
    seats = sorted(s.id for s in session.live.seats if s.state == "present")
    session.lead("terminer")
    kept = recording()
    assert kept.stage == Stage.REVIEW
    assert [each["seats"] for each in consents.read_proof(kept)] == [seats]
    assert set(consents._said(kept).values()) == {consents.SILENT}


def test_a_refusal_that_is_not_seen_yet_leaves_nothing_when_the_session_ends(session):
    session.agree()
    session.claim()
    session.say(session.people[3], "non")
    session.lead("terminer")
    assert recording() is None and db.session.query(Slice).count() == 0


def test_a_guest_gets_a_code_whatever_they_answer(session):
    guest = session.guest("Ali")
    for words in ("oui", "non"):
        answer = guest.post(f"{session.path}/consentement", data={"agrees": words})
        assert answer.status_code == 200
        assert re.search(r"<strong>[0-9A-F]{4}(-[0-9A-F]{4}){3}</strong>", answer.text)


def watch(session):
    """What the animation's console asks every few seconds."""
    asked = session.browser(session.boss).post(f"{session.path}/enregistrement/veiller")
    assert asked.status_code == 204


@pytest.mark.parametrize("doing, notice", [("recording", "on"), ("off-record", "pause")])
def test_a_device_that_died_without_a_word_is_said_to_record_no_more(session, doing, notice):
    session.agree()
    beat(session, session.claim().json["device"], doing)
    watch(session)
    assert session.live.room.notice == notice
    wait(seconds=13)
    watch(session)
    assert session.live.room.notice == "ready"


def test_a_refusal_is_seen_in_time_even_where_the_device_has_died(session):
    session.agree()
    beat(session, session.claim().json["device"])
    session.say(session.people[2], "non")
    watch(session)
    assert session.live.room.notice == "on"
    wait(seconds=consents.HIDES[1] + 1)
    watch(session)
    assert session.live.room.notice == "off"


def test_only_the_animation_proposes_and_gives_up(session):
    someone = session.browser(session.people[0])
    assert someone.post(f"{session.path}/enregistrement/retirer").status_code == 403
    assert recording() is not None
    session.browser(session.boss).post(f"{session.path}/enregistrement/retirer")
    assert recording() is None and session.live.room.notice == ""


def test_an_answer_that_is_neither_yes_nor_no_is_asked_again(session):
    for words in ("", "peut-être", "\x00", "oui" * 500):
        assert session.say(session.people[0], words).status_code == 422


def test_a_rehearsal_is_not_recorded(app):
    Recorded(app, rehearsal=True)
    assert recording() is None
