"""Actions between collective and community: placed by a group, drawn, told in a table."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from raqnet import clock
from raqnet.access import COLLEAGUES, Role
from raqnet.db import db
from raqnet.research import continuum, continuum_drawing
from raqnet.research.continuum import Placed
from raqnet.research.markers import MARKERS
from raqnet.research.models import Placement, PlacementMark
from tests import factories as make

NOW = datetime(2021, 12, 15, 15, 0, tzinfo=UTC)
PAGE = "/recherche/continuum"
PERIOD = "du=2021-09-01&au=2021-12-20"


@pytest.fixture(autouse=True)
def december(app):
    clock.clock.freeze(NOW)


@pytest.fixture
def user(client):
    made = make.user(Role.RAQ)
    client.sign_in(made)
    return made


@pytest.fixture
def action(app):
    return make.action(date(2021, 10, 4), title="Jardin du Noyer")


def door(action):
    return f"{PAGE}/actions/{action.id}/placer"


def placed(action, day=date(2021, 10, 5), note="", **levels):
    row = Placement(action_id=action.id, placed_on=day, note=note)
    row.marks = [PlacementMark(marker=name, level=level) for name, level in levels.items()]
    db.session.add(row)
    db.session.flush()
    return row


def rows():
    db.session.rollback()
    query = db.select(Placement).options(db.selectinload(Placement.marks)).order_by(Placement.id)
    return list(db.session.scalars(query))


def levels(row):
    return {mark.marker: mark.level for mark in row.marks}


# What is counted ---------------------------------------------------------------------------------


def test_there_are_eight_markers_and_their_keys_fit_their_column():
    assert len({marker.key for marker in MARKERS}) == 8
    assert max(len(marker.key) for marker in MARKERS) <= 20


def test_the_position_is_the_mean_of_what_was_placed_over_three():
    day = date(2021, 10, 5)
    assert Placed(1, day, {"community": 3, "actors": 0}).position == 0.5
    assert Placed(1, day, {"actors": 3}).position == 1
    assert Placed(1, day, {"actors": 0}).position == 0


def test_an_actions_way_follows_the_days_and_the_profile_tells_where_it_stands_now():
    one, two = date(2021, 10, 5), date(2021, 11, 5)
    earlier = Placed(2, one, {"actors": 0, "sharing": 1})
    later, other = Placed(1, two, {"actors": 2}), Placed(3, two, {"actors": 3})
    ways = continuum.tracks([(7, "B", later), (7, "B", earlier), (3, "A", other)])
    assert [(way.number, way.title, [each.id for each in way.placed]) for way in ways] == [
        (1, "B", [2, 1]), (2, "A", [3]),
    ]  # fmt: skip
    held = {each.key: (each.count, each.mean) for each in continuum.profile(ways)}
    assert held["actors"] == (2, 2.5) and held["sharing"] == (0, None)
    assert continuum.moved(*ways[0].placed) == [("actors", 0, 2)]


def test_no_lane_of_the_picture_covers_another_and_the_last_dot_alone_is_large():
    days = [date(2021, 10, n) for n in range(1, 5)]
    rows_ = [(n, "Un titre " * n, Placed(n, day, {"actors": n % 4})) for n in (1, 2, 3, 4, 5)
             for day in days]  # fmt: skip
    drawing = continuum_drawing.draw(continuum.tracks(rows_))
    for above, below in zip(drawing.lanes, drawing.lanes[1:], strict=False):
        assert max(dot.y for dot in above.dots) + 6 < below.top
    assert all([dot.is_last for dot in lane.dots] == [False] * 3 + [True] for lane in drawing.lanes)
    assert all(0 < dot.x < 100 for lane in drawing.lanes for dot in lane.dots)
    assert all(len(lane.words) < 46 for lane in drawing.lanes)


# The form ----------------------------------------------------------------------------------------


def test_a_group_places_an_action_on_a_day_by_the_markers_that_concern_it(client, user, action):
    data = {"placed_on": "2021-10-05", "community": "3", "sharing": "0", "note": "On en parle"}
    assert client.post(door(action), data=data).status_code == 303
    (row,) = rows()
    assert (row.action_id, row.placed_on, row.author_id) == (action.id, date(2021, 10, 5), user.id)
    assert levels(row) == {"community": 3, "sharing": 0}
    shown = client.get(f"{PAGE}?{PERIOD}").text
    assert "1. Jardin du Noyer" in shown and "On en parle" in shown and "1 action placée" in shown


WRONG = (
    {}, {"community": "4"}, {"community": "-1"}, {"community": "1", "placed_on": "2021-12-16"},
    {"community": "1", "placed_on": ""}, {"community": "1", "note": "x" * 501},
)  # fmt: skip


def test_what_cannot_be_is_refused_with_the_words_kept(client, user, action):
    for wrong in WRONG:
        data = {"placed_on": "2021-10-05", "note": "mes mots à moi", **wrong}
        answer = client.post(door(action), data=data)
        assert answer.status_code == 422, wrong
        assert wrong.get("note", "mes mots à moi") in answer.text
    assert rows() == []


def test_the_same_day_is_placed_once(client, user, action):
    row = placed(action, community=1)
    data = {"placed_on": "2021-10-05", "community": "3"}
    refused = client.post(door(action), data=data)
    assert refused.status_code == 422 and "déjà placée ce jour-là" in refused.text
    assert client.post(door(action), data={**data, "placed_on": "2021-11-05"}).status_code == 303
    edit = f"{PAGE}/placements/{row.id}/modifier"
    data = {"placed_on": "2021-11-05", "community": "2", "version": row.version}
    assert client.post(edit, data=data).status_code == 422
    assert [each.placed_on for each in rows()] == [date(2021, 10, 5), date(2021, 11, 5)]


def test_a_level_that_changed_alone_still_meets_who_had_the_form_open(client, user, action):
    row = placed(action, community=1)
    edit = f"{PAGE}/placements/{row.id}/modifier"
    data = {"placed_on": "2021-10-05", "version": str(row.version)}
    assert client.post(edit, data={**data, "community": "3"}).status_code == 303
    met = client.post(edit, data={**data, "actors": "2", "note": "Les miens"})
    assert met.status_code == 409 and "Les miens" in met.text and "Tout à fait" in met.text
    assert [levels(each) for each in rows()] == [{"community": 3}]


def test_a_placement_that_is_taken_away_comes_back_with_its_levels(client, user, action):
    row = placed(action, note="Un mot", community=1, actors=0)
    assert client.post(f"{PAGE}/placements/{row.id}/retirer").status_code == 303
    assert rows() == []
    client.post(f"{PAGE}/placements/retablir")
    (back,) = rows()
    assert (levels(back), back.note) == ({"community": 1, "actors": 0}, "Un mot")


def test_a_placement_does_not_come_back_over_another_of_that_day(client, user, action):
    row = placed(action, community=1)
    client.post(f"{PAGE}/placements/{row.id}/retirer")
    client.post(door(action), data={"placed_on": "2021-10-05", "community": "3"})
    answer = client.post(f"{PAGE}/placements/retablir", follow_redirects=True)
    assert "déjà placée ce jour-là" in answer.text
    assert [levels(each) for each in rows()] == [{"community": 3}]


def test_a_date_of_a_series_places_the_series(client, user):
    series = make.action(
        date(2021, 10, 4), rrule="FREQ=WEEKLY;BYDAY=MO;COUNT=3", title="Permanence jeu"
    )
    override = make.action(date(2021, 10, 11), title="Autre titre")
    override.series_id = series.id
    data = {"placed_on": "2021-10-12", "community": "3"}
    assert client.post(door(override), data=data).status_code == 303
    assert [row.action_id for row in rows()] == [series.id]


def test_only_collective_actions_are_placed(client, user):
    permanence = make.action(date(2021, 10, 4), kind="permanence")
    assert client.get(door(permanence)).status_code == 404


# The page ----------------------------------------------------------------------------------------


def test_the_page_keeps_to_its_period_and_its_filters(client, user):
    here = make.action(date(2021, 10, 4), title="Ici", commune=make.commune())
    there = make.action(date(2021, 10, 4), title="Là-bas", commune=make.commune())
    placed(here, community=1)
    placed(there, community=2)
    placed(here, date(2021, 8, 31), note="Avant la période", community=0)
    shown = client.get(f"{PAGE}?{PERIOD}&commune={here.commune_id}").text
    assert "1. Ici" in shown and "Là-bas" not in shown and "Avant la période" not in shown
    assert "Au fil du temps" not in shown
    longer = client.get(f"{PAGE}?du=2021-08-01&au=2021-12-20").text
    assert "Communauté (0 → 1)" in longer and "Au fil du temps" in longer


def test_the_picture_holds_a_point_per_placement_and_the_table_says_it(client, user, action):
    placed(action, community=0, actors=0)
    placed(action, date(2021, 11, 5), community=3, actors=3)
    shown = client.get(f"{PAGE}?{PERIOD}").text
    picture = shown[shown.index('<figure class="continuum"') : shown.index("</figure>")]
    assert picture.count("<circle") == 2 and picture.count('class="way"') == 1
    assert 'cx="4.0%"' in picture and 'cx="96.0%"' in picture
    assert shown.count("/modifier") == 2


def test_its_files_say_what_the_page_says(client, user, action):
    placed(action, note="=1+1\nsur deux lignes", community=3, actors=0)
    answer = client.get(f"{PAGE}.csv?{PERIOD}")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    heading, row = lines[-2:]
    told = dict(zip(heading, row, strict=True))
    assert told["Action"] == "Jardin du Noyer" and told["Moyenne"] == "1,5"
    assert told["Concerner une communauté"] == "3" and told["Intersectorialité"] == ""
    assert told["Ce que le groupe en a dit"] == "'=1+1 sur deux lignes"
    book = load_workbook(io.BytesIO(client.get(f"{PAGE}.xlsx?{PERIOD}").data))
    sheet = list(book.worksheets[0].values)
    assert sheet[0] == tuple(heading) and sheet[1][1] == "Jardin du Noyer"


def test_an_empty_period_says_so_and_so_do_its_files(client, user):
    assert "Rien n'est encore placé" in client.get(f"{PAGE}?{PERIOD}").text
    assert client.get(f"{PAGE}.csv?{PERIOD}").status_code == 200
    assert client.get(f"{PAGE}.xlsx?du=bidon&au=2021-01-01").status_code == 200


# Who ---------------------------------------------------------------------------------------------


def test_colleagues_place_and_hosts_see_nothing_of_it(client, action):
    placed(action, note="Entre nous", community=3)
    for role in COLLEAGUES:
        client.sign_in(make.user(role))
        assert "Placer à nouveau" in client.get(f"/calendrier/actions/{action.id}").text
        assert client.get(door(action)).status_code == 200
    client.sign_in(make.host())
    shown = client.get(f"/calendrier/actions/{action.id}")
    assert shown.status_code == 200 and "Collectif ou communautaire" not in shown.text
    for address in (PAGE, f"{PAGE}.csv", door(action)):
        assert client.get(address).status_code == 403


def test_an_action_that_is_removed_takes_its_placements_along(client, action):
    placed(action, community=3)
    client.sign_in(make.user(Role.COORDINATION))
    answer = client.post(f"/calendrier/actions/{action.id}/supprimer", data={"reason": "Double"})
    assert answer.status_code == 303
    assert rows() == []
