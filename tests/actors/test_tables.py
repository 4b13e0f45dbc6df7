"""Actors come in and leave as tables: known ones are recognised, unknown words are told."""

import csv
import io
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from raqnet.access import Role
from raqnet.actors import services
from raqnet.actors.models import Actor, ActorWord
from raqnet.db import db
from raqnet.lists import services as lists
from raqnet.lists.models import Special
from tests import factories as make
from tests.tables.bringing import brought, states, take

KIND = "acteurs"
EXPORT = "/acteurs/exporter"


@pytest.fixture
def coordination(client: Any) -> Any:
    return client.sign_in(make.user(Role.COORDINATION))


@pytest.fixture
def world(app: Any) -> dict[str, Any]:
    """Lists to choose from."""
    place = make.neighbourhood(name="Quartier des Étangs Noirs")
    return {
        "type": make.value("actor_type", "épicerie sociale"),
        "other": make.value("actor_type", "Autre", special=Special.OTHER),
        "neighbourhood": place,
        "commune": place.commune,
        "languages": [make.language("arabe"), make.language("néerlandais")],
    }


def actor(user: Any, **fields: Any) -> Actor:
    made = services.create(user.id, **{"name": "Épicerie du Coin", **fields})
    db.session.commit()
    return made


def actors() -> list[Actor]:
    return list(db.session.scalars(select(Actor).order_by(Actor.id)))


FULL = (
    "Nom;Type;Adresse;Quartier;Tél;E-mail;Site web;Langues;Capacité;Vérifiée le;Particularités\n"
    "Épicerie du Coin;Epicerie sociale;Rue du Lac 1;quartier des étangs noirs;02/555 01 07;"
    "coin@example.org;coin.example;arabe, Néerlandais;saturé;14/09/2026;Le mardi\n"
)


def test_a_line_becomes_a_sheet_that_is_found(coordination, world):
    assert "1 ligne reprise" in take(coordination, brought(coordination, KIND, FULL))
    (made,) = actors()
    assert (made.name, made.type_id, made.commune_id) == (
        "Épicerie du Coin", world["type"].id, world["commune"].id,
    )  # fmt: skip
    assert made.website == "https://coin.example"
    assert made.capacity == "saturated"
    assert made.verified_on == date(2026, 9, 14)
    assert made.phone_key == "025550107"
    words = set(db.session.scalars(select(ActorWord.word)))
    assert {"epicerie", "coin", "mardi", "arabe"} <= words


def test_the_same_table_again_gives_only_same(coordination, world):
    take(coordination, brought(coordination, KIND, FULL))
    path = brought(coordination, KIND, FULL)
    assert states(coordination, path) == {"2": "same"}
    take(coordination, path)
    assert len(actors()) == 1


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_exported_comes_back_as_the_same(coordination, world, form):
    me = make.user(Role.COORDINATION)
    whole = {name: world[name] for name in ("type", "neighbourhood", "commune", "languages")}
    actor(me, address="Rue du Lac 1", phone="+32 2 555 01 07", email="a@example.org",
          website="https://a.example", contact="l'accueil", opening_hours="lundi\nmardi",
          publics="familles", specifics="=1+1\n; « é »", specifics_nl="'@x", capacity="open",
          directory_url="https://social.brussels/1", capacity_note="-",
          capacity_on=date(2026, 1, 2), verified_on=date(2026, 3, 4), **whole)  # fmt: skip
    actor(me, name="Sans rien")
    actor(me, name="Un tél", phone="0470 00 00 01")
    content = coordination.get(f"{EXPORT}.{form}").data
    path = brought(coordination, KIND, content)
    assert states(coordination, path) == {"2": "same", "3": "same", "4": "same"}


def test_a_merged_type_is_no_difference(coordination, world):
    me = make.user(Role.COORDINATION)
    old = make.value("actor_type", "épicerie solidaire")
    actor(me, type=old, address="Rue du Lac 1")
    content = coordination.get(f"{EXPORT}.csv").data
    lists.merge(me.id, old, world["type"])
    db.session.commit()
    assert states(coordination, brought(coordination, KIND, content)) == {"2": "same"}


def test_a_list_value_merged_while_a_table_waits_stands_for_the_kept_one(coordination, world):
    me, old = make.user(Role.COORDINATION), make.value("actor_type", "épicerie solidaire")
    path = brought(coordination, KIND, "Nom;Type\nUn;épicerie solidaire\n")
    lists.merge(me.id, old, world["type"])
    take(coordination, path)
    assert actors()[0].type_id == world["type"].id


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ("EPICERIE DU COIN;Lac 1, rue du;;autre", "duplicate"),
        ("Épicerie du coin;Autre rue 2;+32 2 555.01.07;autre", "duplicate"),
        ("Épicerie du coin;Autre rue 2;02 555 99 99;autre", "new"),
        ("Épicerie d'en face;Rue du Lac 1;02 555 01 07;autre", "new"),
    ],
)
def test_a_sheet_is_recognised_by_its_name_and_address_or_telephone(
    coordination, world, line, state
):
    actor(make.user(), address="Rue du Lac 1", phone="02 555 01 07")
    path = brought(coordination, KIND, f"Nom;Adresse;Tél;Public\n{line}")
    assert states(coordination, path) == {"2": state}


@pytest.mark.parametrize(
    ("decision", "publics"), [("mine", ["b"]), ("theirs", ["a"]), ("both", ["a", "b"])]
)
def test_a_known_sheet_is_completed_left_or_doubled(coordination, world, decision, publics):
    actor(make.user(), address="Rue du Lac 1", publics="a", contact="l'accueil")
    path = brought(coordination, KIND, "Nom;Adresse;Public\nÉpicerie du Coin;Rue du Lac 1;b\n")
    page = coordination.get(path).text
    assert "existe déjà" in page
    take(coordination, path, **{"seen": "2", "line-2": decision})
    assert [each.publics for each in actors()] == publics
    assert actors()[0].contact == "l'accueil"  # an empty cell takes nothing away


def test_a_line_of_a_merged_or_archived_sheet_finds_the_one_that_is_kept(coordination, world):
    me = make.user()
    kept = actor(me, name="Maison", address="Rue du Lac 1")
    absorbed = actor(me, name="La maison ancienne", address="Rue du Lac 1")
    absorbed.merged_into_id = absorbed.family_id = kept.id
    db.session.flush()
    services.archive(kept, me.id)
    path = brought(coordination, KIND, "Nom;Adresse\nLa maison ancienne;Rue du Lac 1\n")
    assert states(coordination, path) == {"2": "duplicate"}
    assert "(archivée)" in coordination.get(path).text


def test_a_table_that_names_an_actor_twice_says_so(coordination, world):
    rows = "Un;Rue A 1;x\nUn;Rue A 1;x\nUn;Rue A 1;y\n"
    path = brought(coordination, KIND, f"Nom;Adresse;Public\n{rows}")
    assert states(coordination, path) == {"2": "new", "3": "same", "4": "duplicate"}
    assert "La ligne 2 parle du même acteur" in coordination.get(path).text


UNKNOWN = "Nom;Type;Commune;Langues\nUn;fusée;Atlantide;arabe, klingon\n"


def test_unknown_words_are_told_and_the_line_waits(coordination, world):
    path = brought(coordination, KIND, UNKNOWN)
    assert states(coordination, path) == {"2": "unreadable"}
    page = coordination.get(path).text
    assert all(word in page for word in ("fusée", "Atlantide", "klingon"))
    take(coordination, path)
    assert actors() == []


def test_unknown_words_may_become_other(coordination, world):
    path = brought(coordination, KIND, UNKNOWN)
    said = {"column-0": "name", "column-1": "type", "column-2": "commune",
            "column-3": "languages", "unknown": "other"}  # fmt: skip
    coordination.post(f"{path}/colonnes", data=said)
    take(coordination, path)
    (made,) = actors()
    assert (made.type_id, made.commune_id) == (world["other"].id, None)


def test_an_unknown_type_overwrites_no_known_one(coordination, world):
    actor(make.user(), type=world["type"], address="Rue A 1")
    path = brought(coordination, KIND, "Nom;Type;Adresse;Public\nÉpicerie du Coin;fusée;Rue A 1;b")
    said = {"column-0": "name", "column-1": "type", "column-2": "address", "column-3": "publics",
            "unknown": "other"}  # fmt: skip
    coordination.post(f"{path}/colonnes", data=said)
    take(coordination, path, **{"seen": "2", "line-2": "mine"})
    (made,) = actors()
    assert (made.type_id, made.publics) == (world["type"].id, "b")


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("Nom", ""),
        ("Nom", "x" * 121),
        ("E-mail", "pas une adresse"),
        ("Site web", "javascript:alert(1)"),
        ("Site web", "https://a@evil.example"),
        ("Lien", "data:text/html,x"),
        ("Capacité", "peut-être"),
        ("Vérifiée le", "31/02/2026"),
        ("Vérifiée le", "bientôt"),
        ("Vérifiée le", "01/01/1900"),
    ],
)
def test_a_cell_that_cannot_be_read_is_told(coordination, world, column, cell):
    heading, row = (column, cell) if column == "Nom" else (f"Nom;{column}", f"Un;{cell}")
    path = brought(coordination, KIND, f"{heading};Public\n{row};familles\n")
    assert states(coordination, path) == {"2": "unreadable"}
    take(coordination, path)
    assert actors() == []


def test_the_export_is_the_teams(client, world):
    actor(make.user())
    for account, status in (
        (make.worker().user, 200), (make.user(Role.RESEARCH), 200), (make.host(), 403),
    ):  # fmt: skip
        client.sign_in(account)
        assert client.get(f"{EXPORT}.csv").status_code == status
        assert client.get(f"{EXPORT}.xlsx").status_code == status


def test_an_export_leaves_out_what_is_archived_or_merged(coordination, world):
    me = make.user()
    kept, gone, merged = (actor(me, name=name) for name in ("Un", "Deux", "Trois"))
    services.archive(gone, me.id)
    merged.merged_into_id = merged.family_id = kept.id
    rows = list(csv.reader(io.StringIO(coordination.get(f"{EXPORT}.csv").text), delimiter=";"))
    assert [row[0] for row in rows[1:]] == ["Un"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=coin", ["Épicerie du Coin"]),
        ("zone={zone}", ["Épicerie du Coin"]),
        ("langue={language}&q=epi", ["Épicerie du Coin"]),
        ("capacite=ferme", []),
        ("type=x&zone=-1", ["Autre", "Épicerie du Coin"]),
    ],
)
def test_an_export_holds_what_the_list_is_narrowed_down_to(coordination, world, query, names):
    me, language = make.user(), world["languages"][0]
    actor(me, neighbourhood=world["neighbourhood"], languages=[language])
    actor(me, name="Autre")
    asked = query.format(zone=world["neighbourhood"].zone_id, language=language.id)
    lines = coordination.get(f"{EXPORT}.csv?{asked}").text.splitlines()[1:]
    assert [line.split(";")[0] for line in lines] == names


def test_the_list_offers_what_one_may_do_with_it(client, world):
    offered = {"acteurs/importer", "exporter.csv?capacite=ouvert"}
    for account, may in (
        (make.user(Role.COORDINATION), offered),
        (make.worker().user, {"exporter.csv?capacite=ouvert"}),
        (make.host(), set()),
    ):
        page = client.sign_in(account).get("/acteurs?capacite=ouvert").text
        assert {each for each in offered if f"/{each}" in page} == may


def test_no_cell_of_an_export_is_a_formula_and_dates_are_dates(coordination, world):
    attack = '=HYPERLINK("http://x","y")'
    actor(make.user(), name=attack, verified_on=date(2026, 3, 4))
    assert f"'{attack[:10]}" in coordination.get(f"{EXPORT}.csv").text
    book = load_workbook(io.BytesIO(coordination.get(f"{EXPORT}.xlsx").data)).active
    assert (book["A2"].value, book["A2"].data_type) == (f"'{attack}", "s")
    dates = [cell.value for cell in book[2] if cell.is_date]
    assert dates == [datetime.fromisoformat("2026-03-04")]


def test_an_export_of_many_is_whole_and_in_order(coordination, world):
    me = make.user()
    for n in range(405):
        services.create(me.id, name=f"Acteur {n % 200:03}")
    db.session.commit()
    lines = coordination.get(f"{EXPORT}.csv").text.splitlines()[1:]
    names = [line.split(";")[0] for line in lines]
    assert len(names) == 405
    assert names == sorted(names)
