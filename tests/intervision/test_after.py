"""After a session: its minutes, the words of its cases, and what their owners meant to do."""

from datetime import timedelta

import pytest

from raqnet import clock, vault
from raqnet.access import Role
from raqnet.accounts.models import AuditEntry
from raqnet.db import db
from raqnet.intervision import closing, live, snapshot, texts, words
from raqnet.intervision.models import ActionLine, Case
from tests import factories as make
from tests.intervision import over
from tests.intervision.conftest import NOW
from tests.queries import count_queries

pytestmark = pytest.mark.usefixtures("morning")


@pytest.fixture
def animator():
    return make.worker().user


@pytest.fixture
def people():
    """Two who brought a case that was taken, a third who brought one that was not, a fourth."""
    return [make.worker().user for _ in range(4)]


@pytest.fixture
def held(animator, people):
    return over.hold(animator, people)


def minutes_of(client, user, held):
    return client.sign_in(user).get(f"/intervisions/{held.intervision.id}/compte-rendu")


def cases_of(client, user, held, **kwargs):
    return client.sign_in(user).get(f"/intervisions/{held.intervision.id}/cas", **kwargs)


# Minutes ----------------------------------------------------------------------------------------


def test_only_those_who_were_there_read_the_minutes_and_the_cases(client, animator, people, held):
    for user in (animator, *people):
        assert minutes_of(client, user, held).status_code == 200
        assert cases_of(client, user, held).status_code == 200
    for user in (make.worker().user, make.user(), make.user(Role.RESEARCH)):
        assert minutes_of(client, user, held).status_code == 404
        assert cases_of(client, user, held).status_code == 404
    for user in (make.host(), make.user(Role.ADMIN)):
        assert minutes_of(client, user, held).status_code == 403


def test_the_page_of_a_session_leads_those_who_were_there_to_the_minutes(client, people, held):
    url = f"/intervisions/{held.intervision.id}"
    assert client.sign_in(people[0]).get(url).location == f"{url}/compte-rendu"


def test_others_read_only_that_it_took_place(client, animator, people, held):
    page = client.sign_in(make.user()).get(f"/intervisions/{held.intervision.id}").text
    assert "La grande salle" in page
    assert "reste entre les personnes" in page
    for word in (over.FACTS, over.TITLE, over.WHAT, animator.name, people[0].name):
        assert word not in page


def test_there_are_no_minutes_before_the_end(client, animator, people):
    room = over.open_session(animator, people)
    url = f"/intervisions/{room.intervision.id}"
    for path in ("compte-rendu", "cas"):
        assert client.sign_in(animator).get(f"{url}/{path}").status_code == 404


def test_the_minutes_tell_who_how_long_and_what_to_improve(client, animator, people, held):
    page = minutes_of(client, people[3], held).text
    for word in (animator.name, people[1].name, over.FACTS, over.FEELINGS, "En partie"):
        assert word in page
    assert "Inventaire des cas" in page
    assert '<span class="num">7</span>' in page


def test_the_minutes_hold_nothing_of_what_was_said_in_the_cases(client, animator, people, held):
    for user in (animator, *people):
        page = minutes_of(client, user, held).text
        for word in (over.TITLE, over.KNOT, over.SYNTHESIS, over.META):
            assert word not in page


def test_lines_of_action_are_their_owners_alone(client, animator, people, held):
    for user, told in ((people[0], "0"), (people[1], "1"), (people[2], ""), (animator, "")):
        page = minutes_of(client, user, held).text
        assert (f"{over.WHAT} 0" in page) == (told == "0")
        assert (f"{over.WHAT} 1" in page) == (told == "1")


def test_who_was_refused_reads_nothing(client, animator, people):
    room = over.open_session(animator, people)
    over.seat_of(room, people[3]).state = "refused"
    closing.close(room)
    db.session.flush()
    url = f"/intervisions/{room.intervision.id}/compte-rendu"
    assert client.sign_in(people[3]).get(url).status_code == 404
    assert people[3].name not in client.sign_in(people[0]).get(url).text


# The words of cases -----------------------------------------------------------------------------


def test_the_cases_are_told_without_whose_they_were(client, people, held):
    page = cases_of(client, people[2], held).text
    for word in (f"{over.TITLE} 0", f"{over.TITLE} 1", over.KNOT, over.SYNTHESIS, over.META):
        assert word in page
    assert f"{over.TITLE} 2" not in page  # it was not taken
    assert people[0].name not in page
    assert "Effacer mon cas" not in page
    assert "18 février 2027" in page


def test_the_owner_sees_which_case_is_theirs(client, people, held):
    page = cases_of(client, people[0], held).text
    assert page.count("Effacer mon cas") == 1
    assert f"/intervisions/cas/{held.cases[people[0].id].id}/effacer" in page


def test_every_reading_of_the_cases_is_noted_and_says_nothing_of_them(client, people, held):
    cases_of(client, people[2], held)
    cases_of(client, people[2], held, htmx=True)
    minutes_of(client, people[2], held)
    entries = db.session.scalars(db.select(AuditEntry)).all()
    assert [(each.act, each.actor_id, each.subject_id) for each in entries] == [
        ("intervision.cases", people[2].id, held.intervision.id)
    ] * 2
    assert "Textes de cas lus" in client.sign_in(make.user()).get("/journal-des-acces").text


def test_the_minutes_take_the_cases_in_as_a_fragment(client, people, held):
    part = cases_of(client, people[0], held, htmx=True).text
    assert part.lstrip().startswith('<section id="cas">')
    assert "<html" not in part


def test_an_owner_erases_their_case_once_they_have_said_so_twice(client, people, held):
    case = held.cases[people[0].id]
    url, wrapped = f"/intervisions/cas/{case.id}/effacer", case.wrapped_key
    assert "ne se défait pas" in client.sign_in(people[0]).get(url).text
    assert db.session.get(Case, case.id).sealed is not None
    assert client.post(url).status_code == 303
    db.session.expire_all()
    assert wrapped is not None
    assert (case.wrapped_key, case.sealed, case.owner_id) == (None, None, None)
    assert not db.session.scalars(db.select(ActionLine).filter_by(case_id=case.id)).all()
    page = cases_of(client, people[1], held).text
    assert f"{over.TITLE} 0" not in page
    assert "Ce texte est effacé" in page
    assert client.sign_in(people[0]).post(url).status_code == 404


def test_nobody_erases_anothers_case(client, animator, people, held):
    case = held.cases[people[0].id]
    for user in (animator, people[1], make.user()):
        for method in (client.sign_in(user).get, client.post):
            assert method(f"/intervisions/cas/{case.id}/effacer").status_code == 404
    assert texts.read_case(db.session.get(Case, case.id)) is not None


def test_a_case_that_is_erased_while_the_room_is_open_leaves_every_screen(client, animator, people):
    room = over.open_session(animator, people)
    assert f"{over.TITLE} 0" in str(snapshot.of(room.intervision.id))
    case = next(c for c in room.cases if c.owner_id == over.seat_of(room, people[0]).id)
    client.sign_in(people[0]).post(f"/intervisions/cas/{case.id}/effacer")
    db.session.expire_all()
    now = snapshot.of(room.intervision.id)
    assert f"{over.TITLE} 0" not in str(now)
    assert f"{over.WHAT} 0" not in str(now)
    assert f"{over.TITLE} 1" in str(now)


def test_what_is_kept_on_the_disk_says_nothing(held):
    for case in db.session.scalars(db.select(Case)):
        assert over.TITLE.encode() not in (case.sealed or b"")
    for line in db.session.scalars(db.select(ActionLine)):
        assert over.WHAT.encode() not in line.sealed
        other = vault.seal(b"x", f"action-line:{line.key}")
        assert other != line.sealed


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(0, "0 min"), (0.2, "moins d'une minute"), (45, "45 min"), (60, "1h"), (155, "2h35")],
)
def test_times_are_told_as_people_say_them(app, minutes, told):
    with app.test_request_context():
        assert words.lasting(int(minutes * 60_000)) == told


# Lines of action --------------------------------------------------------------------------------


def act(client, user, line, gesture, **data):
    return client.sign_in(user).post(f"/intervisions/lignes/{line.id}/{gesture}", data=data)


def again(line):
    db.session.expire_all()
    return db.session.get(ActionLine, line.id)


def test_an_owner_ticks_a_line_off_and_may_take_that_back(client, people, held):
    line = held.lines[people[0].id]
    assert act(client, people[0], line, "fait").location == "/intervisions#lignes"
    assert again(line).done_at == NOW
    assert "is-done" in client.get("/intervisions").text
    act(client, people[0], line, "rouvrir")
    assert again(line).done_at is None
    assert "is-done" not in client.get("/intervisions").text


def test_ticked_twice_the_first_time_counts(client, people, held):
    line = held.lines[people[0].id]
    act(client, people[0], line, "fait")
    clock.clock.freeze(NOW + timedelta(days=2))
    act(client, people[0], line, "fait")
    assert again(line).done_at == NOW


def test_a_line_is_shared_and_kept_to_oneself_again(client, people, held):
    line = held.lines[people[0].id]
    act(client, people[0], line, "partager")
    assert again(line).shared
    act(client, people[0], line, "garder")
    assert not again(line).shared


def test_a_line_is_forgotten_for_good(client, people, held):
    line = held.lines[people[0].id]
    act(client, people[0], line, "effacer")
    assert again(line) is None
    assert act(client, people[0], line, "effacer").status_code == 404


@pytest.mark.parametrize("gesture", ["fait", "rouvrir", "partager", "garder", "effacer"])
def test_nobody_touches_anothers_line(client, animator, people, held, gesture):
    line = held.lines[people[0].id]
    for user in (animator, people[1], make.user()):
        assert act(client, user, line, gesture).status_code == 404
    row = again(line)
    assert (row.done_at, row.shared) == (None, False)


def test_one_goes_back_to_the_page_where_one_was_and_to_no_other_site(client, people, held):
    line = held.lines[people[0].id]
    page = f"/intervisions/{held.intervision.id}/compte-rendu"
    assert act(client, people[0], line, "fait", suite=page).location == f"{page}#lignes"
    for odd in ("https://evil.example/", "//evil.example", "/\\evil.example", "x" * 3000):
        assert act(client, people[0], line, "fait", suite=odd).location == "/#lignes"


def test_home_brings_the_lines_back_with_what_is_late(client, people, held):
    line = held.lines[people[0].id]
    page = client.sign_in(people[0]).get("/").text
    assert f"{over.WHAT} 0" in page
    assert f"/intervisions/lignes/{line.id}/fait" in page
    assert "En retard" not in page
    line.due_on = clock.today() - timedelta(days=1)
    assert "En retard" in client.get("/").text
    assert over.WHAT not in client.sign_in(people[2]).get("/").text


def test_what_was_ticked_off_stays_in_sight_for_the_day(client, people, held):
    act(client, people[0], held.lines[people[0].id], "fait")
    assert f"{over.WHAT} 0" in client.get("/intervisions").text
    clock.clock.freeze(NOW + timedelta(days=1))
    assert f"{over.WHAT} 0" not in client.get("/intervisions").text


def test_the_lines_of_a_rehearsal_do_not_come_back(client, animator, people):
    over.hold(animator, people, rehearsal=True)
    assert over.WHAT not in client.sign_in(people[0]).get("/").text
    assert over.WHAT not in client.get("/intervisions").text


def test_a_page_asks_as_little_for_many_lines_as_for_few(client, animator, people):
    over.hold(animator, people)
    client.sign_in(people[0]).get("/")
    with count_queries() as few:
        client.get("/")
    over.hold(animator, people)
    over.hold(animator, people)
    with count_queries() as many:
        client.get("/")
    assert len(many) == len(few)


def test_a_guest_has_no_minutes(client, animator, people):
    """The secret of a guest's seat dies with the room."""
    room = over.open_session(animator, people)
    url = f"/intervisions/{room.intervision.id}/compte-rendu"
    closing.close(live.find(room.intervision.id))
    with client.sign_in(None).session_transaction() as session:
        session["guest"] = "a secret"
    assert client.get(url).location.startswith("/connexion")
