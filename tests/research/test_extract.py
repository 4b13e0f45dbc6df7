"""The research extract: anonymous rows that reconcile, a package that holds what it says, and no
text that looks like a person unless a person let it through."""

import io
import re
import secrets
import zipfile
from datetime import date, timedelta

import pandas
import pytest

from raqnet import clock, vault
from raqnet.access import Role
from raqnet.accounts.models import AuditEntry
from raqnet.calendar.models import Evaluation
from raqnet.db import db
from raqnet.intervision import closing
from raqnet.journal.models import Intervention
from raqnet.lists import services as lists
from raqnet.people.models import Worker
from raqnet.recordings import notes, track
from raqnet.recordings.models import Note, Recording, Stage
from raqnet.research import extract_review
from raqnet.research.models import Extract
from raqnet.research.texts import REMOVED
from tests import factories as make
from tests.research import packages
from tests.research.asking import ask

ALL = "/recherche/extraits"
PERIOD = {"starts_on": "2021-09-01", "ends_on": "2021-12-20"}
DAY = date(2021, 10, 5)
NAMED = "Mme Dupont attend depuis mai"
PLAIN = "La file commence avant six heures"


def only(model=Extract):
    query = db.select(model).order_by(model.id.desc()).limit(1)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


@pytest.fixture
def research(client):
    return client.sign_in(make.user(Role.RESEARCH, name="Chercheuse"))


def prepare(client, *tables, **more):
    tables = list(tables) or ["interventions", "occurrences", "actors"]
    client.post(ALL, data={**PERIOD, "tables": tables, **more})
    return f"{ALL}/{only().id}"


def take(client, path):
    answer = client.get(f"{path}/paquet.zip")
    assert answer.status_code == 200
    return packages.read(answer.data)


@pytest.fixture
def rows(app):
    """A few rows of everything, two of which name somebody."""
    place, theme = make.value("place", "bureau"), make.value("theme", "logement")
    area = make.neighbourhood(name="Nord")
    worker = make.worker(user=make.user(Role.RAQ, name="Personne Secrète"))
    for note in (NAMED, PLAIN):
        make.intervention(
            worker=worker, place=place, themes=[theme], neighbourhood=area, happened_on=DAY,
            language=make.language(), minutes=20, note=note,
            also_spoken=[make.language()] if note == PLAIN else [],
        )  # fmt: skip
    make.intervention(worker=worker, place=place, happened_on=date(2022, 1, 3))  # after it
    action = make.action(
        DAY, title="=HYPERLINK(1)", aim=NAMED, missions=[make.mission()],
        languages=[make.language()], neighbourhood=area, commune=area.commune, workers=[worker],
    )  # fmt: skip
    make.action(DAY, kind="team")
    evaluation = Evaluation(
        occurrence_id=make.occurrence_of(action).id, state="done", present=12, satisfaction=3,
        difficulties=f'{PLAIN}\n"entre guillemets", et une virgule', objects_useful=True,
        languages=[make.language()],
    )  # fmt: skip
    db.session.add(evaluation)
    actor = make.actor(name="CAB du Nord", contact="Madame Untel", phone="02 000 00 00")
    make.collaboration(
        worker=worker, actor=actor, first_contact_on=DAY, initiated_by="raq", note="Secret",
        outcome=make.value("outcome"),
    )  # fmt: skip
    return worker


def released_note(text):
    """A note of a recording that was released; written in the period."""
    room = make.open_room(make.intervision([make.user(Role.RAQ)]))
    closing.close(room)
    uid = secrets.token_hex(16)
    wrapped = vault.new_key(track.key_context(uid, track.RELEASED))
    row = Recording(
        intervision_id=room.intervision.id, uid=uid, stage=Stage.RELEASED, released_key=wrapped,
        created_at=clock.day_start(DAY),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    key = vault.open_key(wrapped, track.key_context(uid, track.RELEASED))
    db.session.add(Note(recording_id=row.id, at_ms=61_000, sealed=notes.seal_text(key, uid, text)))


# Who -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.RAQ, Role.COORDINATION, Role.HOST, Role.ADMIN])
def test_only_research_extracts(client, research, role):
    path = prepare(research)
    account = make.host() if role == Role.HOST else make.user(role)
    client.sign_in(account)
    for each in (ALL, path, f"{path}/paquet.zip", f"{path}/textes"):
        assert client.get(each).status_code == 403


def test_another_researchers_extract_is_seen_in_the_log_and_not_taken(client, research, rows):
    path = prepare(research)
    take(research, path)
    client.sign_in(make.user(Role.RESEARCH))
    assert "Chercheuse" in client.get(ALL).text
    assert client.get(path).status_code == client.get(f"{path}/paquet.zip").status_code == 404


def test_whoever_takes_it_and_when_is_in_the_log_with_its_digest(research, rows):
    path = prepare(research)
    content = research.get(f"{path}/paquet.zip").data
    row = only()
    acts = db.session.scalars(db.select(AuditEntry.act).order_by(AuditEntry.id)).all()
    assert acts == ["figures.extract-prepared", "figures.extract-taken"]
    assert row.taken_at and row.rows == sum(map(len, packages.read(content).rows.values()))
    page = research.get(ALL).text
    assert "Chercheuse" in page and "pris le" in page
    assert row.sha256 in research.get(path).text


def test_asking_only_for_its_head_takes_nothing(research, rows):
    path = prepare(research)
    research.head(f"{path}/paquet.zip")
    assert only().taken_at is None


# What is in it ---------------------------------------------------------------------------------


def test_the_package_holds_what_it_says_in_every_cell(research, rows):
    package = take(research, prepare(research))
    listed = len(package.rows["list_values"])
    assert {name: len(found) for name, found in package.rows.items()} == {
        "interventions": 2, "intervention_marks": 2, "intervention_languages": 1,
        "occurrences": 1, "occurrence_missions": 1, "occurrence_languages": 2,
        "actors": 1, "collaborations": 1, "list_values": listed,
    }  # fmt: skip
    assert package.descriptor["version"] and package.descriptor["temporal"] == {
        "start": "2021-09-01", "end": "2021-12-20",
    }  # fmt: skip
    [date_] = package.rows["occurrences"]
    assert (date_["date"], date_["start"], date_["minutes"]) == ("2021-10-05", "10:00:00", "120")
    assert (date_["evaluated"], date_["present"], date_["satisfaction"]) == ("true", "12", "3")
    [first, _second] = package.rows["interventions"]
    assert (first["date"], first["neighbourhood"], first["place"]) == (
        "2021-10-05",
        "Nord",
        "bureau",
    )


def test_no_worker_no_author_no_contact_and_no_number_of_the_database_leaves(research, rows):
    package = take(research, prepare(research, with_text="y") and _all_kept(research))
    told = package.text()
    for secret in ("Personne Secrète", "Madame Untel", "02 000", "Secret", "@raqnet.test"):
        assert secret not in told
    names = {f for r in package.descriptor["resources"] for f in _names(r)}
    assert not names & {"worker", "worker_id", "author", "author_id", "user", "created_at", "phone"}
    ids = {row["id"] for table in ("interventions", "actors") for row in package.rows[table]}
    assert all(re.fullmatch(r"[0-9a-f]{16}", each) for each in ids)


def _names(resource):
    return [each["name"] for each in resource["schema"]["fields"]]


def _all_kept(client):
    """Decide all texts, keeping each, and confirm."""
    path = f"{ALL}/{only().id}"
    while (page := client.get(f"{path}/textes")).status_code == 200:
        place = re.search(r'name="place" value="([^"]*)"', page.text)[1]
        keep = re.findall(r'name="keep" value="([^"]+)"', page.text)
        client.post(f"{path}/textes", data={"place": place, "keep": keep})
    client.post(f"{path}/confirmer")
    return path


def test_the_same_row_has_another_name_in_another_extract(research, rows):
    first, second = (take(research, prepare(research)) for _ in range(2))
    mine, theirs = ({row["id"] for row in each.rows["interventions"]} for each in (first, second))
    assert len(mine | theirs) == 4


def test_rows_of_a_day_do_not_stand_in_the_order_in_which_they_were_entered(research, rows):
    place, worker = make.value("place", "rue"), rows
    for minutes in range(1, 41):
        make.intervention(
            worker=worker, place=place, happened_on=date(2021, 11, 2), minutes=minutes
        )
    found = take(research, prepare(research)).rows["interventions"]
    order = [int(row["minutes"]) for row in found if row["date"] == "2021-11-02"]
    assert sorted(order) == list(range(1, 41)) != order
    assert [row["date"] for row in found] == sorted(row["date"] for row in found)


def test_a_merged_value_is_told_as_ticked_and_as_it_counts_now(research, rows, app):
    old, new = make.value("theme", "habitat"), make.value("theme", "logement et habitat")
    make.intervention(worker=rows, themes=[old], happened_on=DAY)
    lists.merge(make.user().id, old, new)
    package = take(research, prepare(research))
    marks = {row["value"]: row["value_now"] for row in package.rows["intervention_marks"]}
    assert marks["habitat"] == "logement et habitat"
    page = package.files["codebook.html"].decode()
    assert "habitat" in page and "réunie avec « logement et habitat »" in page


def test_the_codebook_tells_every_field_with_its_forms_title(research, rows):
    package = take(research, prepare(research))
    page = package.files["codebook.html"].decode()
    for resource in package.descriptor["resources"]:
        for each in resource["schema"]["fields"]:
            assert each["title"] and f"<td>{each['name']}</td>" in page
    assert "Qui est à l&#39;origine de la rencontre" in page
    readme = package.files["README.md"].decode()
    assert "moins de cinq" in readme and "interventions.csv" in readme


def test_pandas_reads_it(research, rows):
    path = prepare(research)
    archive = zipfile.ZipFile(io.BytesIO(research.get(f"{path}/paquet.zip").data))
    frames = {
        name.removesuffix(".csv"): pandas.read_csv(archive.open(name))
        for name in archive.namelist()
        if name.endswith(".csv")
    }
    marks = frames["intervention_marks"].merge(
        frames["interventions"], left_on="intervention", right_on="id"
    )
    assert len(marks) == 2 and set(marks["value"]) == {"logement"}
    assert pandas.to_datetime(frames["interventions"]["date"]).dt.year.eq(2021).all()
    assert frames["occurrences"]["evaluated"].tolist() == [True]


def test_an_empty_period_is_an_empty_package(research, app):
    package = take(research, prepare(research))
    assert package.rows["interventions"] == [] and only().sha256


def test_a_reversed_period_and_no_table_are_refused(research):
    for wrong in ({"starts_on": "2022-01-01"}, {"tables": []}, {"tables": ["users"]}):
        answer = research.post(ALL, data={**PERIOD, "tables": ["actors"], **wrong})
        assert answer.status_code == 422
    assert db.session.scalar(db.select(db.func.count(Extract.id))) == 0


# Free texts ------------------------------------------------------------------------------------


def test_without_texts_there_is_no_column_of_text_and_nothing_to_decide(research, rows):
    package = take(research, prepare(research))
    names = {name for each in package.descriptor["resources"] for name in _names(each)}
    assert not names & {"note", "title", "aim", "difficulties", "name", "specifics", "text"}
    assert PLAIN not in package.text()


def test_with_texts_nothing_is_taken_before_a_person_has_confirmed(research, rows):
    path = prepare(research, with_text="y")
    assert research.get(f"{path}/paquet.zip").status_code == 303
    research.post(f"{path}/confirmer")
    assert only().confirmed_at is None


def test_what_looks_like_a_person_is_shown_marked_and_stays_out_by_itself(research, rows):
    path = prepare(research, "interventions", with_text="y")
    page = research.get(f"{path}/textes").text
    assert "<mark>Mme Dupont</mark>" in page and PLAIN not in page
    place = re.search(r'name="place" value="([^"]*)"', page)[1]
    research.post(f"{path}/textes", data={"place": place})
    research.post(f"{path}/confirmer")
    package = take(research, path)
    assert {row["note"] for row in package.rows["interventions"]} == {REMOVED, PLAIN}
    assert "Dupont" not in package.text()


def test_what_a_person_has_kept_goes_and_only_in_these_very_words(research, rows):
    path = prepare(research, "interventions", with_text="y")
    _all_kept(research)
    assert NAMED in take(research, path).text()
    row = db.session.scalars(db.select(Intervention).filter_by(note=NAMED)).one()
    row.note = f"{NAMED}, et Mme Durand aussi"
    db.session.commit()
    assert "Dupont" not in take(research, path).text()


def test_a_page_that_was_decided_is_not_decided_again(research, rows):
    path = prepare(research, "interventions", with_text="y")
    for _ in range(2):
        research.post(f"{path}/textes", data={"place": "", "keep": "interventions.1.note.x"})
    assert only().kept_texts == []
    _all_kept(research)
    assert only().kept_texts == []  # the first page said: leave out


@pytest.mark.parametrize("place", ["².1", "1.²", "0.99999999999999999999", "9" * 5000 + ".1"])
def test_a_place_that_cannot_be_read_decides_nothing(research, rows, place):
    path = prepare(research, "interventions", with_text="y")
    assert research.post(f"{path}/textes", data={"place": place}).status_code == 303
    assert (only().reviewed, only().kept_texts) == ("", [])


def test_a_first_contact_without_a_day_counts_as_in_figures(research, rows):
    after = clock.day_start(date(2021, 12, 21))
    for made_at in (clock.day_start(DAY), after, after - timedelta(seconds=1)):
        make.collaboration(created_at=made_at)
    told = take(research, prepare(research)).rows["collaborations"]
    assert [each["counted_on"] for each in told] == ["2021-10-05", "2021-10-05", "2021-12-20"]
    assert sorted(each["first_contact_on"] for each in told) == ["", "", "2021-10-05"]
    figure = ask("acteurs-connus-par", date(2021, 9, 1), date(2021, 12, 20))
    assert figure.totals[0] == len(told)


def test_every_doubtful_text_is_asked_about_once_page_by_page(research, rows, monkeypatch):
    monkeypatch.setattr(extract_review, "PAGE", 3)
    monkeypatch.setattr(extract_review, "MOST_READ", 7)
    worker = db.session.scalars(db.select(Worker)).first()
    place = make.value("place")
    for n in range(10):
        note = f"Mme Dupont{n} est venue" if n % 2 else f"Rien {n}"
        make.intervention(worker=worker, place=place, happened_on=DAY, note=note)
    path, asked = prepare(research, with_text="y"), []
    while (page := research.get(f"{path}/textes")).status_code == 200:
        asked += re.findall(r'name="keep" value="([^"]+)"', page.text)
        place_ = re.search(r'name="place" value="([^"]*)"', page.text)[1]
        research.post(f"{path}/textes", data={"place": place_})
    told = [each for each in asked if each.startswith("interventions")]
    assert len(asked) == len(set(asked)) and len(told) == 6
    assert any(each.startswith("actions.") for each in asked)


def test_what_a_spreadsheet_would_run_stands_behind_an_apostrophe(research, rows):
    prepare(research, with_text="y")
    [date_] = take(research, _all_kept(research)).rows["occurrences"]
    assert date_["title"] == "'=HYPERLINK(1)"
    assert date_["difficulties"] == f'{PLAIN}\n"entre guillemets", et une virgule'


def test_released_notes_are_decided_too_and_tell_no_day(research, rows):
    released_note(NAMED)
    released_note(PLAIN)
    path = prepare(research, "notes", with_text="y")
    page = research.get(f"{path}/textes").text
    assert "<mark>Mme Dupont</mark>" in page
    research.post(f"{path}/textes", data={"place": ""})
    research.post(f"{path}/confirmer")
    found = take(research, path).rows["notes"]
    assert {row["text"] for row in found} == {REMOVED, PLAIN}
    assert {(row["month"], row["at_seconds"]) for row in found} == {("2021-10", "61")}
