"""Opale's anonymous interventions come in once, as the worker's own, without anybody's name."""

from datetime import UTC, date, datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import joinedload, selectinload

from raqnet import clock
from raqnet.access import Role
from raqnet.db import db
from raqnet.drafts.models import Draft
from raqnet.journal.models import Intervention, InterventionMark, intervention_languages
from raqnet.journal.tabling_interventions import names_somebody
from raqnet.lists import services as lists
from raqnet.lists.models import Special
from raqnet.tables.models import Import
from tests import factories as make
from tests.concurrently import together
from tests.tables.bringing import brought, states, take

KIND = "interventions"
EXPORT = "/journal/interventions/exporter"
HEAD = "Date;Lieu;Thématiques;Acte;Non-recours;Origine;Quartier;Langue;Durée;Note\n"
FULL = (
    HEAD + "14/09/2026;rue / maraude;CPAS / revenu, Logement;informer;non-demande;"
    "RAQ (aller-vers);Les Étangs;arabe;0:45;Une démarche commencée\n"
)


@pytest.fixture
def world(app: Any) -> dict[str, Any]:
    """Lists to choose from."""
    clock.clock.freeze(datetime(2026, 11, 18, 9, tzinfo=UTC))
    names = {
        "place": ("rue / maraude", "école"), "theme": ("CPAS / revenu", "logement", "emploi"),
        "deed": ("informer",), "non_recours": ("non-demande",), "initiator": ("RAQ (aller-vers)",),
        "barrier": ("langue",),
    }  # fmt: skip
    found = {name: make.value(of, name) for of, every in names.items() for name in every}
    for of in names:
        found[f"other {of}"] = make.value(of, "Autre", special=Special.OTHER)
    found["neighbourhood"], found["arabe"] = (
        make.neighbourhood(name="Les Étangs"),
        make.language("arabe"),
    )
    return found


@pytest.fixture
def ours(client: Any, world: Any) -> Any:
    client.worker = make.worker()
    client.account = client.worker.user
    return client.sign_in(client.account)


def rows() -> list[Intervention]:
    marks = selectinload(Intervention.marks).joinedload(InterventionMark.value)
    query = select(Intervention).options(marks, joinedload(Intervention.place))
    return list(db.session.scalars(query.order_by(Intervention.id)))


def test_a_line_becomes_an_intervention_of_ones_own(ours, world):
    assert "1 ligne reprise" in take(ours, brought(ours, KIND, FULL))
    (made,) = rows()
    assert made.worker_id == ours.worker.id
    assert (made.happened_on, made.minutes) == (date(2026, 9, 14), 45)
    assert made.place_id == world["rue / maraude"].id
    assert {mark.value.name for mark in made.marks} == {
        "CPAS / revenu", "logement", "informer", "non-demande",
    }  # fmt: skip
    assert made.neighbourhood_id == world["neighbourhood"].id
    assert made.language_id == world["arabe"].id
    assert made.note == "Une démarche commencée"


def test_the_same_export_again_adds_nothing(ours, world):
    text = HEAD + "14/09/2026;école;logement;;;;;;;\n" * 3 + "15/09/2026;école;emploi;;;;;;;\n"
    take(ours, brought(ours, KIND, text))
    assert len(rows()) == 4
    path = brought(ours, KIND, text)
    assert set(states(ours, path).values()) == {"same"}
    take(ours, path)
    assert len(rows()) == 4


LIST = "/journal/interventions"


def test_what_was_taken_away_and_put_back_is_known_again(ours, world):
    text = "Date;Lieu;Thème;Acte\n14/09/2026;école;emploi;informer\n"
    take(ours, brought(ours, KIND, text))
    ours.post(f"{LIST}/{rows()[0].id}/effacer")
    ours.post(f"{LIST}/retablir")
    assert states(ours, brought(ours, KIND, text)) == {"2": "same"}


def test_what_was_brought_again_before_it_was_put_back_is_known_once(ours, world):
    text = "Date;Lieu;Thème;Acte\n14/09/2026;école;emploi;informer\n"
    take(ours, brought(ours, KIND, text))
    ours.post(f"{LIST}/{rows()[0].id}/effacer")
    take(ours, brought(ours, KIND, text))
    assert ours.post(f"{LIST}/retablir").status_code == 303
    assert [bool(row.import_key) for row in rows()] == [True, False]


@pytest.mark.parametrize("key", ["x", "f" * 65, "0' OR 1"])
def test_a_key_that_no_table_gave_is_not_kept(ours, world, key):
    take(ours, brought(ours, KIND, FULL))
    ours.post(f"{LIST}/{rows()[0].id}/effacer")
    kept = db.session.scalars(select(Draft)).one()
    kept.body = f"{kept.body}".partition("&import_key=")[0] + "&" + urlencode({"import_key": key})
    db.session.commit()
    ours.post(f"{LIST}/retablir")
    assert [row.import_key for row in rows()] == [None]


def test_a_longer_export_adds_what_is_new_however_it_is_written(ours, world):
    take(ours, brought(ours, KIND, "Date;Lieu;Thème\n14/09/2026;école;logement, emploi\n"))
    text = "Lieu,Thème,Date\nÉCOLE,Emploi|Logement,2026-09-14\nécole,emploi,2026-09-15\n"
    path = brought(ours, KIND, text)
    assert states(ours, path) == {"2": "same", "3": "new"}


def test_two_workers_bring_the_same_row_each_as_their_own(ours, client, world):
    text = "Date;Lieu;Thème\n14/09/2026;école;emploi\n"
    take(ours, brought(ours, KIND, text))
    client.sign_in(make.worker().user)
    path = brought(client, KIND, text)
    assert states(client, path) == {"2": "new"}
    take(client, path)
    assert len({row.worker_id for row in rows()}) == 2


def test_what_was_noted_by_hand_is_proposed_once_for_each(ours, world):
    make.intervention(
        worker=ours.worker, place=world["école"], happened_on=date(2026, 9, 14),
        themes=[world["emploi"]],
    )  # fmt: skip
    path = brought(ours, KIND, "Date;Lieu;Thème\n" + "14/09/2026;école;emploi\n" * 2)
    assert states(ours, path) == {"2": "duplicate", "3": "new"}
    take(ours, path, **{"seen": "2", "line-2": "theirs"})
    assert len(rows()) == 2


@pytest.mark.parametrize(
    "line",
    [
        ";école;emploi",
        "14/09/2026;;emploi",
        "14/09/2026;école;",
        "31/02/2026;école;emploi",
        "01/12/2026;école;emploi",
        "01/01/2021;école;emploi",
        "14/09/2026;la lune;emploi",
        "14/09/2026;école;emploi, télépathie",
        "14/09/2026;école;emploi;;;;Atlantide",
        "14/09/2026;école;emploi;;;;;klingon",
        "14/09/2026;école;emploi;;;;;;-5",
        "14/09/2026;école;emploi;;;;;;1441",
        f"14/09/2026;école;emploi;;;;;;;{'x' * 1001}",
    ],
)
def test_a_line_that_breaks_a_rule_waits_with_its_reason(ours, world, line):
    path = brought(ours, KIND, HEAD + line)
    assert states(ours, path) == {"2": "unreadable"}
    take(ours, path)
    assert rows() == []


def test_unknown_words_may_become_other_or_nothing(ours, world):
    path = brought(ours, KIND, "Date;Lieu;Thème;Langue\n14/09/2026;lune;x, emploi;klingon\n")
    said = {"column-0": "happened_on", "column-1": "place", "column-2": "themes",
            "column-3": "language", "unknown": "other"}  # fmt: skip
    ours.post(f"{path}/colonnes", data=said)
    take(ours, path)
    (made,) = rows()
    assert made.place_id == world["other place"].id
    assert {mark.value_id for mark in made.marks} == {world["other theme"].id, world["emploi"].id}
    assert made.language_id is None


def test_other_is_known_by_what_it_is_however_it_is_called(ours, world):
    lists.rename(make.user().id, world["other place"], "Ailleurs")
    path = brought(ours, KIND, "Date;Lieu;Thème\n14/09/2026;lune;emploi\n")
    forgive(ours, path)
    take(ours, path)
    assert [row.place_id for row in rows()] == [world["other place"].id]


@pytest.mark.parametrize("gone", ["place", "theme"])
def test_an_unknown_word_waits_where_no_other_stands_for_it(ours, world, gone):
    world[f"other {gone}"].special = Special.NONE
    db.session.commit()
    path = brought(ours, KIND, "Date;Lieu;Thème\n14/09/2026;lune;télépathie\n")
    forgive(ours, path)
    assert states(ours, path) == {"2": "unreadable"}


@pytest.mark.parametrize("themes", ["|", ",", " / , "])
def test_a_cell_of_separators_holds_no_theme(ours, world, themes):
    path = brought(ours, KIND, f"Date;Lieu;Thème\n14/09/2026;école;{themes}\n")
    assert states(ours, path) == {"2": "unreadable"}


def forgive(client: Any, path: str) -> None:
    """Let unknown words become "Autre"."""
    said = {"column-0": "happened_on", "column-1": "place", "column-2": "themes"}
    client.post(f"{path}/colonnes", data=said | {"unknown": "other"})


def test_a_value_merged_while_a_table_waits_stands_for_the_kept_one(ours, world):
    path = brought(ours, KIND, "Date;Lieu;Thème\n14/09/2026;école;emploi\n")
    lists.merge(make.user().id, world["école"], world["rue / maraude"])
    take(ours, path)
    assert rows()[0].place_id == world["rue / maraude"].id
    again = brought(ours, KIND, "Date;Lieu;Thème\n14/09/2026;école;emploi\n")
    assert states(ours, again) == {"2": "same"}


NAMING = (
    "Nom", "NOM Prénom", "Prénom de l'usager", "nom_usager", "NomUsager", "Naam", "Voornaam",
    "N° national", "NISS", "Registre national", "Rijksregisternummer", "INSZ", "Téléphone", "Tél.",
    "N° de GSM", "numero_telephone", "Date de naissance", "DateNaissance", "date_naissance",
    "Né(e) le", "Née le", "Geboortedatum", "DDN", "Adresse", "E-mail", "Usager", "Bénéficiaire",
    "Personne", "Client 1", "N° de dossier", "Initiales", "IBAN", "First name", "LASTNAME",
    "Personne rencontrée", "Personne suivie", "Bénéficiaires", "Usagers rencontrés", "Usager.ère",
    "Client(e)", "Patient(e)", "Participant", "Identifiant", "Référence", "Code personne", "Alias",
    "Surnom", "Date de naiss.", "Anniversaire", "Domicile", "Rue", "WhatsApp", "Famille",
    "Note sur la personne", "Remarque usager", "Bénéficiaire du jour", "Lieu de l'usager",
    "Commentaire / alias",
)  # fmt: skip


@pytest.mark.parametrize("heading", NAMING)
def test_a_column_that_names_somebody_is_never_taken_nor_kept(ours, world, heading):
    path = brought(ours, KIND, f"Date;Lieu;Thème;{heading}\n14/09/2026;école;emploi;Zébulon\n")
    (row,) = db.session.scalars(select(Import))
    assert "Zébulon" not in str(row.rows)
    said = {"column-0": "happened_on", "column-1": "place", "column-2": "themes",
            "column-3": "note", "unknown": "leave"}  # fmt: skip
    ours.post(f"{path}/colonnes", data=said)
    take(ours, path)
    assert [each.note for each in rows()] == [""]


@pytest.mark.parametrize("heading", ["", "Contact", "Avec", "Étiquette", "<b>Zoé</b>"])
def test_a_column_that_is_not_recognised_is_not_kept_and_is_named(ours, world, heading):
    path = brought(ours, KIND, f"Date;Lieu;Thème;Note;{heading}\n14/09/2026;école;emploi;Vu;Zéb\n")
    (row,) = db.session.scalars(select(Import))
    assert "Zéb" not in str(row.rows)
    assert "Vu" in str(row.rows)
    page = ours.get(path).text
    assert f"n'ont pas été gardées : {escape(row.columns[4])}." in page
    assert "apporter le fichier à nouveau" in page


def test_where_every_column_is_kept_none_is_said_to_be_lost(ours, world):
    assert "pas été gardées" not in ours.get(brought(ours, KIND, FULL)).text


@pytest.mark.parametrize(
    "heading",
    ["Date", "Lieu", "Nom du lieu", "Demande de la personne", "Nom du quartier",
     "Langue de la personne", "Thème principal", "Non-recours", "Note", "Nombre", "Remarque",
     "Nationalité", "Durée"],
)  # fmt: skip
def test_a_column_that_names_nobody_may_be_taken(heading):
    assert not names_somebody(heading)


NOTE = "Mme Dupont a appelé au 0470 12 34 56"


@pytest.mark.parametrize(("ticked", "note"), [(False, ""), (True, NOTE)])
def test_a_note_that_looks_like_a_person_is_taken_only_when_ticked(ours, world, ticked, note):
    path = brought(ours, KIND, f"Date;Lieu;Thème;Note\n14/09/2026;école;emploi;{NOTE}\n")
    assert "Est-ce le nom d&#39;une personne" in ours.get(path).text
    take(ours, path, **({"seen": "2"} | ({"trust-2": "1"} if ticked else {})))
    assert [row.note for row in rows()] == [note]
    again = brought(ours, KIND, f"Date;Lieu;Thème;Note\n14/09/2026;école;emploi;{NOTE}\n")
    assert states(ours, again) == {"2": "same"}


def test_what_a_table_says_reaches_no_log(ours, world, caplog):
    caplog.set_level("DEBUG")
    path = brought(ours, KIND, f"Date;Lieu;Thème;Note\n14/09/2026;école;emploi;{NOTE}\n")
    ours.get(path)
    take(ours, path)
    assert "Dupont" not in caplog.text


def test_only_a_worker_brings_interventions(client, world):
    for role in (Role.COORDINATION, Role.RESEARCH, Role.ADMIN, Role.HOST):
        client.sign_in(make.user(role))
        assert client.get("/tables/interventions/importer").status_code == 403
        assert client.get(f"{EXPORT}.csv").status_code == 403


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_export_holds_ones_own_alone_newest_first(ours, world, form):
    for n in range(205):
        make.intervention(
            worker=ours.worker, place=world["école"], themes=[world["emploi"], world["logement"]],
            happened_on=date(2026, 1, 1) + timedelta(days=n), note="=1+1",
        )  # fmt: skip
    make.intervention(place=world["école"], note="Celle d'une collègue")
    answer = ours.get(f"{EXPORT}.{form}")
    assert answer.headers["Content-Disposition"].endswith(f'mes-interventions-2026-11-18.{form}"')
    if form == "csv":
        lines = answer.text.lstrip("\ufeff").splitlines()
        assert lines[0].startswith("Date;Lieu;Thématiques")
        assert lines[1].startswith("24/07/2026;école;logement | emploi;")
        assert lines[1].endswith(";'=1+1;1")
        assert len(lines) == 206
        assert "collègue" not in answer.text
    path = brought(ours, KIND, answer.data)
    assert set(states(ours, path).values()) == {"duplicate"}


def test_an_outing_is_exported_with_its_counts(ours, world):
    made = make.intervention(
        worker=ours.worker, place=world["école"], contacts=12, themes=[world["emploi"]]
    )
    db.session.scalars(select(InterventionMark).filter_by(intervention_id=made.id)).one().count = 7
    assert ";emploi ×7;" in ours.get(f"{EXPORT}.csv").text


def test_an_outing_is_exported_with_all_its_languages(ours, world):
    made = make.intervention(worker=ours.worker, contacts=3, language=world["arabe"])
    spoken = {"intervention_id": made.id, "language_id": make.language("lingala").id}
    db.session.execute(insert(intervention_languages), [spoken])
    assert ";arabe | lingala;" in ours.get(f"{EXPORT}.csv").text


def test_two_clicks_at_once_take_a_table_once(app, ours, world):
    path = brought(ours, KIND, "Date;Lieu;Thème\n" + "14/09/2026;école;emploi\n" * 5)
    browsers = [app.test_client().sign_in(ours.account) for _ in range(2)]

    def click(browser: Any) -> Any:
        return lambda: browser.post(f"{path}/confirmer", data={"sending": "one-and-the-same-key"})

    answers = together(app, *map(click, browsers))
    assert {answer.status_code for answer in answers} <= {303, 404}
    assert len(rows()) == 5
