"""What a guest's cookie opens: their seat in one room, and nothing else anywhere."""

import pytest
from flask.testing import FlaskClient

from raqnet.access import PUBLIC, SEAT
from raqnet.db import db
from raqnet.digest import hash_token
from raqnet.intervision.models import Seat
from tests.doors import matrix, rules
from tests.doors.world import ANONYMOUS, World

pytest_plugins = ["tests.doors.fixtures"]
TOKEN = "the secret of a guest's seat"
DOORS = rules.all_doors()


@pytest.fixture
def room(world: World) -> int:
    """A room with the guest let in."""
    room = world.mine["intervision open"]["raq"]
    seat = Seat(intervision_id=room, guest_hash=hash_token(TOKEN), name="Noor")
    db.session.add(seat)
    db.session.commit()
    return int(room)


def ask(world: World, method: str, path: str, **kwargs):
    browser = FlaskClient(world.app, world.app.response_class, use_cookies=True)
    signer = world.app.session_interface.get_signing_serializer(world.app)
    cookie = signer.dumps({"csrf_token": "raw-token", "guest": TOKEN})
    browser.set_cookie(world.app.config["SESSION_COOKIE_NAME"], cookie)
    headers = {"X-CSRFToken": world.csrf_token()}
    with world.app.app_context():
        return browser.open(path, method=method, headers=headers, **kwargs)


def test_a_guest_opens_no_door_of_a_member(world: World, room: int) -> None:
    for rule in DOORS:
        policy = rules.policy(world.app, rule)
        if policy in (PUBLIC, SEAT):
            continue
        for cell in matrix._cells_of(world, rule, ANONYMOUS):
            if cell.verdict == matrix.REFUSED:
                answer = ask(world, cell.method, cell.path)
                assert matrix.refuses(cell, answer, htmx=False), f"{cell}: {answer.status_code}"
    world.restore()


def test_a_guests_seat_opens_its_own_room_and_no_other(world: World, room: int) -> None:
    others = [
        world.mine[f"intervision {state}"][who]
        for who, state in (("other_raq", "open"), ("raq", "closed"), ("raq", "planned"))
    ]
    inside = {"salle": 200, "etat?vue=salle": 200, "projecteur": 303, "etat?vue=animation": 404}
    for path, status in inside.items():
        assert ask(world, "GET", f"/intervisions/{room}/{path}").status_code == status, path
        for other in others:
            assert ask(world, "GET", f"/intervisions/{other}/{path}").status_code in (404, 303)
    data = {"on": "1"}
    assert ask(world, "POST", f"/intervisions/{room}/salle/pret", data=data).status_code == 303
    for other in others:
        answer = ask(world, "POST", f"/intervisions/{other}/salle/pret", data=data)
        assert answer.status_code == 404
    world.restore()
