"""Figures are discussed: what weighed on their days, what is said of them, where they stand."""

from dataclasses import replace
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest

from raqnet import clock
from raqnet.access import COLLEAGUES, Role
from raqnet.db import db
from raqnet.research import annotating, catalogue, drawing_marks
from raqnet.research.annotating import Note
from raqnet.research.figure import Row
from raqnet.research.models import Annotation, Discussion, Remark
from tests import factories as make
from tests.research import shapes

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
LIST = "/recherche/reperes"
PERIOD = "du=2021-09-01&au=2021-12-20"
FIGURE = "/recherche/figures/actions-par-commune"
SAY = f"{FIGURE}/discussion"


@pytest.fixture(autouse=True)
def wednesday(app):
    clock.clock.freeze(NOW)


@pytest.fixture
def user(client):
    made = make.user(Role.RAQ, name="Personne Une")
    client.sign_in(made)
    return made


def noted(first=date(2021, 11, 1), last=date(2021, 11, 7), text="Congé d'automne"):
    row = Annotation(starts_on=first, ends_on=last, text=text)
    db.session.add(row)
    db.session.flush()
    return row


def rows(model):
    db.session.rollback()
    return list(db.session.scalars(db.select(model).order_by(model.id)))


# Annotations -------------------------------------------------------------------------------------


def test_what_weighed_on_some_days_is_read_under_each_figure_that_they_touch(client, user):
    data = {"text": "Confinement", "starts_on": "2021-12-20", "ends_on": "2022-01-05"}
    assert client.post(LIST, data=data).status_code == 303
    assert "Confinement" in client.get(LIST).text
    assert "Confinement" in client.get(f"{FIGURE}?{PERIOD}").text
    assert "Confinement" not in client.get(f"{FIGURE}?du=2021-09-01&au=2021-12-19").text
    assert "Confinement" not in client.get(f"{FIGURE}?du=2022-01-06&au=2022-02-01").text
    assert [row.author_id for row in rows(Annotation)] == [user.id]


def test_what_weighed_on_days_that_are_not_shared_is_not_told_with_those_that_are(client, user):
    noted(date(2021, 9, 25), date(2021, 10, 5), "Mobilisation")
    noted(date(2021, 11, 10), date(2021, 11, 12), "Inondation")
    clock.clock.freeze(datetime(2021, 11, 22, 12, tzinfo=UTC))
    monthly = "/recherche/figures/interventions-par-mois?diffuser=1&au=2021-11-22"
    page = client.get(f"{monthly}&du=2021-10-01").text
    assert "Mobilisation" in page and "Inondation" not in page
    outside = client.get(f"{monthly}&du=2021-10-10")
    assert outside.status_code == 200
    assert "Mobilisation" in outside.text  # October is told whole


def test_one_day_is_enough_and_an_end_before_the_start_is_refused_with_the_words(client, user):
    assert client.post(LIST, data={"text": "Fête", "starts_on": "2021-09-05"}).status_code == 303
    wrong = {"text": "À l'envers", "starts_on": "2021-09-05", "ends_on": "2021-09-04"}
    refused = client.post(LIST, data=wrong)
    assert refused.status_code == 422 and "À l&#39;envers" in refused.text
    assert client.post(LIST, data={"text": "x" * 121, "starts_on": "5/9/2021"}).status_code == 422
    (row,) = rows(Annotation)
    assert row.starts_on == row.ends_on == date(2021, 9, 5)


def test_two_who_set_right_the_same_annotation_meet(client, user):
    row = noted()
    page = f"{LIST}/{row.id}/modifier"
    data = {"text": "Mes mots", "starts_on": "2021-11-02", "version": str(row.version)}
    assert client.post(page, data={**data, "text": "Les leurs"}).status_code == 303
    met = client.post(page, data=data)
    assert met.status_code == 409 and "Mes mots" in met.text and "Les leurs" in met.text
    assert [each.text for each in rows(Annotation)] == ["Les leurs"]


def test_what_is_taken_away_can_be_put_back_once(client, user):
    row = noted()
    assert client.post(f"{LIST}/{row.id}/supprimer").status_code == 303
    assert rows(Annotation) == []
    for _twice in range(2):
        client.post(f"{LIST}/retablir")
    (back,) = rows(Annotation)
    assert (back.text, back.starts_on) == ("Congé d'automne", date(2021, 11, 1))


def test_what_weighed_on_a_period_stands_once_above_all_its_figures_and_not_for_hosts(client, user):
    noted()
    address = "/recherche?du=2021-11-01&au=2021-12-31"
    assert client.get(address).text.count("Ce qui a pesé sur la période") == 1
    assert "Ce qui a pesé" not in client.get("/recherche?du=2020-01-01&au=2020-01-31").text
    client.sign_in(make.host())
    assert "Ce qui a pesé" not in client.get(address).text


def test_on_an_axis_annotations_that_meet_lie_one_below_the_other():
    first, last = date(2021, 9, 1), date(2021, 9, 10)
    days = [("08-01", "09-05"), ("09-05", "09-06"), ("09-07", "12-01"), ("10-01", "10-02")]
    made = [
        Annotation(
            starts_on=date.fromisoformat(f"2021-{one}"), ends_on=date.fromisoformat(f"2021-{two}")
        )
        for one, two in days
    ]
    marks = annotating.axis_of(made, first, last)
    assert [(mark.span.start, mark.span.width, mark.lane) for mark in marks] == [
        (0, 50, 0), (40, 20, 1), (60, 40, 0),
    ]  # fmt: skip


def test_a_figure_by_time_shows_them_on_its_axis(client, user, monkeypatch):
    entry = catalogue.FIGURES["actions-par-commune"]

    def by_time(asked, question):
        return replace(entry.count(asked, question), by_time=True)

    noted()
    assert "annotations-axis" not in client.get(f"{FIGURE}?{PERIOD}").text
    monkeypatch.setitem(catalogue.FIGURES, entry.name, replace(entry, count=by_time))
    assert "annotations-axis" in client.get(f"{FIGURE}?{PERIOD}").text


MONTHS = "/recherche/figures/actions-par-mois"


def drawn(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return [text for text in ElementTree.fromstring(answer.data).itertext() if text.strip()]


def test_a_picture_numbers_what_weighed_on_its_days_and_tells_it_below(client, user):
    make.action(date(2021, 10, 3))
    noted(date(2021, 9, 20), date(2021, 10, 5), "Mobilisation $x^2$ <b>& co</b>")
    noted(date(2021, 10, 1), date(2021, 10, 1), "Inondation")
    noted(date(2022, 1, 1), date(2022, 1, 1), "Trop tard")
    texts = drawn(client, f"{MONTHS}.svg?{PERIOD}")
    assert "Ce qui a pesé sur la période :" in texts
    assert "1. Mobilisation $x^2$ <b>& co</b> (du 20/09/2021 au 05/10/2021)" in texts
    assert "2. Inondation (01/10/2021)" in texts
    assert {"1", "2"} <= set(texts) and "3" not in texts and "Trop tard" not in " ".join(texts)
    by_place = drawn(client, f"{FIGURE}.svg?{PERIOD}")
    assert "2. Inondation (01/10/2021)" in by_place and "2" not in by_place
    assert client.get(f"{MONTHS}.png?{PERIOD}").data.startswith(b"\x89PNG")


def test_no_picture_that_hosts_read_or_that_is_protected_tells_what_the_team_noted(client, user):
    make.action(date(2021, 10, 3))
    make.intervention(happened_on=date(2021, 10, 3), contacts=20)
    noted(date(2021, 10, 1), date(2021, 10, 1), "Inondation")
    people = "/recherche/figures/interventions-par-mois.svg"
    assert "Inondation" in " ".join(drawn(client, f"{people}?{PERIOD}&interne=1"))
    assert "Inondation" not in " ".join(drawn(client, f"{people}?{PERIOD}"))
    client.sign_in(make.host())
    for address in (f"{MONTHS}.svg?{PERIOD}", f"{people}?{PERIOD}", f"{people}?{PERIOD}&interne=1"):
        assert "Inondation" not in " ".join(drawn(client, address))


def test_marks_lie_on_the_days_of_their_rows_and_beside_each_other_where_they_meet():
    rows_ = (Row("2021-09", "septembre", (1,)), Row("2021-10", "octobre", (1,)))
    figure = replace(shapes.by_time(), rows=rows_)
    notes = [
        Note(1, "avant", date(2021, 8, 1), date(2021, 9, 15)),
        Note(2, "long", date(2021, 9, 16), date(2022, 1, 1)),
        Note(3, "un jour", date(2021, 10, 31), date(2021, 10, 31)),
    ]
    marks = drawing_marks.placed(figure, notes, [3.0, 3.1])
    assert [mark.lane for mark in marks] == [0, 0, 1]
    assert [round(mark.top, 2) for mark in marks] == [0, 1.5, 5.95]
    assert [round(mark.bottom, 2) for mark in marks] == [1.5, 6.1, 6.1]
    assert drawing_marks.placed(replace(figure, by_time=False), notes, [3.0, 3.1]) == []


# Comments and standing ---------------------------------------------------------------------------


def test_a_comment_is_read_on_that_figure_of_those_days_and_filters_alone(client, user):
    place = make.commune()
    data = {"text": "La pluie de novembre"}
    answer = client.post(f"{SAY}?{PERIOD}&commune={place.id}", data=data)
    assert answer.status_code == 303
    shown = client.get(answer.location).text
    assert "La pluie de novembre" in shown and "Personne Une" in shown
    assert "La pluie" not in client.get(f"{FIGURE}?{PERIOD}").text
    assert "La pluie" not in client.get(f"{FIGURE}?du=2021-09-02&au=2021-12-20").text
    (row,) = rows(Discussion)
    assert (row.filters, row.standing) == (f"commune={place.id}", "draft")


def test_fields_of_a_cross_table_mean_nothing_to_another_figure(client, user):
    assert client.post(f"{SAY}?{PERIOD}", data={"text": "La pluie"}).status_code == 303
    assert "La pluie" in client.get(f"{FIGURE}?{PERIOD}&lignes=abc&colonnes=mode").text
    client.post(f"{SAY}?{PERIOD}&lignes=abc", data={"text": "Le vent"})
    assert len(rows(Discussion)) == 1


def test_anybody_of_the_team_moves_the_standing_with_a_word(client):
    for role, standing in zip(sorted(COLLEAGUES), ("discussed", "contested", "validated"),
                              strict=True):  # fmt: skip
        client.sign_in(make.user(role))
        version = rows(Discussion)[0].version if rows(Discussion) else 1
        data = {"text": f"Un mot de {role}", "standing": standing, "version": version}
        assert client.post(f"{SAY}?{PERIOD}", data=data).status_code == 303
    (row,) = rows(Discussion)
    assert row.standing == "validated"
    assert [each.standing for each in rows(Remark)] == ["discussed", "contested", "validated"]
    shown = client.get(f"{FIGURE}?{PERIOD}").text
    assert "Validé" in shown and "Contesté" in shown and "Un mot de raq" in shown


def test_a_standing_without_a_word_or_an_unknown_one_is_refused(client, user):
    refused = client.post(f"{SAY}?{PERIOD}", data={"standing": "validated", "version": 1})
    assert refused.status_code == 422
    wrong = {"text": "Mes mots", "standing": "excellent", "version": 1}
    refused = client.post(f"{SAY}?{PERIOD}", data=wrong, htmx=True)
    assert refused.status_code == 422 and "Mes mots" in refused.text
    assert "<html" not in refused.text
    assert rows(Discussion) == rows(Remark) == []


def test_two_who_move_the_standing_at_once_meet_with_both_words(client, user):
    data = {"text": "Les chiffres tiennent", "standing": "validated", "version": 1}
    client.post(f"{SAY}?{PERIOD}", data=data)
    mine = {"text": "Je compte autre chose", "standing": "contested", "version": 1}
    met = client.post(f"{SAY}?{PERIOD}", data=mine)
    assert met.status_code == 409
    for words in ("Je compte autre chose", "Les chiffres tiennent", "Contesté", "Validé"):
        assert words in met.text
    assert [row.standing for row in rows(Discussion)] == ["validated"]
    again = client.post(f"{SAY}?{PERIOD}", data={**mine, "version": 2})
    assert again.status_code == 303
    assert [row.standing for row in rows(Discussion)] == ["contested"]


def test_a_comment_crosses_a_standing_that_moved_meanwhile(client, user):
    client.post(f"{SAY}?{PERIOD}", data={"text": "Oui", "standing": "validated", "version": 1})
    answer = client.post(f"{SAY}?{PERIOD}", data={"text": "Au passage", "version": 1}, htmx=True)
    assert answer.status_code == 200 and "Au passage" in answer.text
    assert "<html" not in answer.text and 'id="discussion"' in answer.text
    assert [row.standing for row in rows(Discussion)] == ["validated"]


def test_words_are_taken_back_by_their_author_or_the_coordination_alone(client, user):
    client.post(f"{SAY}?{PERIOD}", data={"text": "Un nom", "standing": "contested", "version": 1})
    client.post(f"{SAY}?{PERIOD}", data={"text": "Un autre", "version": 2})
    moved, said = rows(Remark)
    client.sign_in(make.user(Role.RESEARCH))
    assert client.post(f"/recherche/remarques/{said.id}/retirer").status_code == 403
    client.sign_in(make.user(Role.COORDINATION))
    for row_id in (said.id, moved.id):
        assert client.post(f"/recherche/remarques/{row_id}/retirer").status_code == 303
    assert [(row.text, row.standing) for row in rows(Remark)] == [("", "contested")]


def test_hosts_read_no_word_of_it(client, user):
    noted()
    client.post(f"{SAY}?{PERIOD}", data={"text": "Entre nous"})
    client.sign_in(make.host())
    shown = client.get(f"{FIGURE}?{PERIOD}")
    assert shown.status_code == 200
    for words in ("Entre nous", "Congé d", "Discussion", "/recherche/reperes"):
        assert words not in shown.text
    assert client.post(f"{SAY}?{PERIOD}", data={"text": "Moi aussi"}).status_code == 403
    assert client.get(LIST).status_code == 403


def test_a_text_that_names_somebody_is_asked_about_and_kept(client, user):
    answer = client.post(f"{SAY}?{PERIOD}", data={"text": "x" * 1001 + " Mme Dupont"})
    assert answer.status_code == 422 and "Est-ce le nom" in answer.text
    assert 'data-check="/relecture"' in client.get(LIST).text


def test_a_comment_that_was_begun_is_found_again_on_that_figure(client, user):
    key = f"{SAY}?{PERIOD}"
    quoted = key.replace("?", "%3F").replace("/", "%2F")
    saved = client.put(
        f"/brouillons/{quoted}", data={"text": "Commencé hier", "standing": "", "version": "1"},
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    assert saved.status_code == 204
    assert "Commencé hier" in client.get(f"{FIGURE}?{PERIOD}").text
    assert "Commencé hier" not in client.get(f"{FIGURE}?du=2020-09-01&au=2020-12-20").text
