"""The pages of shared sheets: search, change, conflict, archive, merge, as people meet them."""

import re

import pytest

from raqnet import clock
from raqnet.access import Role
from raqnet.actors import listing, queries, services
from raqnet.actors.models import Actor, Collaboration
from raqnet.db import db
from tests import factories as make
from tests.queries import count_queries

PHONE = "02 555 01 07"


@pytest.fixture
def author(client):
    """A worker, signed in."""
    account = make.user(Role.RAQ)
    make.worker(user=account)
    client.sign_in(account)
    return account


def create(author, name, **fields):
    made = services.create(author.id, name=name, **fields)
    db.session.commit()
    return made.id


def version_in(page):
    return re.search(r'name="version" type="hidden" value="([^"]+)"', page)[1]


def names(page):
    return re.findall(r'<a class="tap" href="/acteurs/\d+"><strong>([^<]+)</strong>', page)


def sheet(actor_id):
    db.session.expire_all()
    return db.session.get(Actor, actor_id)


def test_any_word_of_a_sheet_finds_it_by_its_beginning(client, author):
    commune = make.commune(name="Molenbeek-Saint-Jean")
    create(author, "L'Œuvre d'à côté", commune=commune, specifics="Accès aux fauteuils roulants")
    create(author, "Autre lieu")
    for words in ("oeuv", "ŒUVRE", "cote", "molen", "faut roul", "sain oeu"):
        assert names(client.get("/acteurs", query_string={"q": words}).text) == [
            "L&#39;Œuvre d&#39;à côté"
        ], words
    assert names(client.get("/acteurs?q=uvre").text) == []


@pytest.mark.parametrize("words", ["%", "_", "*", "'", "\x00", "é" * 200, "\U0010ffff", "a " * 60])
def test_no_word_breaks_the_search_or_finds_everything(client, author, words):
    create(author, "Épicerie")
    answer = client.get("/acteurs", query_string={"q": f"x{words}"})
    assert answer.status_code == 200
    assert names(answer.text) == []


def test_each_filter_narrows_and_can_be_taken_away(client, author):
    place, kind, tongue = make.neighbourhood(), make.value("actor_type"), make.language()
    create(
        author, "Le bon", type=kind, neighbourhood=place, commune=place.commune,
        languages=[tongue], capacity="saturated", verified_on=clock.today(),
    )  # fmt: skip
    create(author, "L'autre")
    filters = {
        "type": kind.id, "commune": place.commune_id, "zone": place.zone_id, "langue": tongue.id,
        "capacite": "sature",
    }  # fmt: skip
    for name, value in filters.items():
        page = client.get("/acteurs", query_string={name: value}).text
        assert names(page) == ["Le bon"], name
        assert 'class="chip" href="/acteurs"' in page, name
    assert names(client.get("/acteurs?a-verifier=1").text) == ["L&#39;autre"]
    assert (
        len(names(client.get("/acteurs?type=x&zone=-1&capacite=plein&suite=nulle-part").text)) == 2
    )


def test_a_type_that_was_merged_is_found_under_the_one_that_was_kept(client, author):
    kept = make.value("actor_type")
    old = make.value("actor_type", merged_into_id=kept.id, retired_at=clock.now())
    create(author, "D'avant", type=old)
    assert names(client.get(f"/acteurs?type={kept.id}").text) == ["D&#39;avant"]


def test_a_renamed_type_is_found_by_its_new_name(client, author):
    kind = make.value("actor_type", "dispensaire")
    create(author, "Chez nous", type=kind)
    kind.name = "maison médicale"
    db.session.commit()
    assert names(client.get("/acteurs?q=medic").text) == ["Chez nous"]
    assert names(client.get("/acteurs?q=dispen").text) == []


def test_pages_follow_each_other_without_loss_whatever_is_added_meanwhile(client, author):
    for number in range(2 * listing.PAGE + 3):
        services.create(author.id, name=f"Lieu {number % 7} commun")  # many of one name
    db.session.commit()
    seen, address = [], "/acteurs"
    while address:
        page = client.get(address).text
        seen += re.findall(r'class="tap" href="/acteurs/(\d+)"', page)
        create(author, "AAA arrivé entre-temps")
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = found[1].replace("&amp;", "&") if found else None
    old = db.session.scalars(db.select(Actor.id).where(Actor.name != "AAA arrivé entre-temps"))
    assert len(seen) == len(set(seen))
    assert set(map(int, seen)) >= set(old)


def test_a_search_as_one_types_asks_the_database_twice(client, author):
    create(author, "Épicerie")
    client.get("/acteurs?q=epi")  # what can be chosen is known for a minute
    with count_queries() as sent:
        assert client.get("/acteurs?q=epi&capacite=ouvert", htmx=True).status_code == 200
    assert len(sent) == 2


def test_a_name_is_all_that_a_sheet_needs(client, author):
    answer = client.post("/acteurs/nouveau", data={"name": "Comité Bara", "verified": "y"})
    assert answer.status_code == 303
    made = db.session.scalars(db.select(Actor)).one()
    assert (made.name, made.verified_on) == ("Comité Bara", clock.today())
    assert client.post("/acteurs/nouveau", data={"name": " "}).status_code == 422


def test_a_form_that_a_device_sends_again_is_recorded_once(client, author):
    data = {"name": "Comité Bara", "sending": "k" * 20}
    client.post("/acteurs/nouveau", data=data)
    assert client.post("/acteurs/nouveau", data=data).status_code == 303
    assert len(db.session.scalars(db.select(Actor)).all()) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("website", "javascript:alert(1)"),
        ("website", "JAVASCRIPT://x.be/%0aalert(1)"),
        ("directory_url", "data:text/html,x"),
        ("website", "https://"),
        ("website", "https://user:word@evil.be/"),
        ("email", "pas une adresse"),
        ("coordinates", "ici"),
        ("coordinates", "48.85, 2.35"),
        ("phone", "0" * 61),
        ("capacity", "full"),
        ("type", "999999"),
    ],
)
def test_a_field_that_cannot_be_is_refused_and_the_rest_is_kept(client, author, name, value):
    answer = client.post("/acteurs/nouveau", data={"name": "Comité Bara", name: value})
    assert answer.status_code == 422
    assert 'value="Comité Bara"' in answer.text
    assert db.session.scalars(db.select(Actor)).all() == []


def test_a_link_typed_without_its_beginning_is_completed(client, author):
    client.post("/acteurs/nouveau", data={"name": "Bara", "website": "www.bara.be"})
    assert db.session.scalars(db.select(Actor.website)).one() == "https://www.bara.be"


def test_a_sheet_shows_contacts_that_a_phone_dials(client, author):
    number = create(author, "Bara", phone=PHONE, email="a@bara.be", website="https://bara.be")
    page = client.get(f"/acteurs/{number}").text
    for link in ('href="tel:025550107"', 'href="mailto:a@bara.be"', 'href="https://bara.be"'):
        assert link in page


def test_the_second_editor_sees_both_versions_and_may_save_again(client, author):
    number = create(author, "Au départ")
    path = f"/acteurs/{number}/modifier"
    opened = version_in(client.get(path).text)
    services.update(queries_find(number), author.id, name="De l'autre", phone=PHONE)
    data = {"version": opened, "name": "Le mien"}
    answer = client.post(path, data=data)
    assert answer.status_code == 409
    assert "De l&#39;autre" in answer.text
    assert 'value="Le mien"' in answer.text
    assert sheet(number).name == "De l'autre"
    again = {"version": version_in(answer.text), "name": "Le mien", "phone": PHONE}
    assert client.post(path, data=again).status_code == 303
    assert (sheet(number).name, sheet(number).phone) == ("Le mien", PHONE)


def queries_find(number):
    query = db.select(Actor).where(Actor.id == number).options(*queries.WHOLE)
    return db.session.scalar(query)


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "Tout autre chose", "phone": "+32 (0)2/555.01.07"},
        {"name": "Tout autre chose", "address": "12, rue du Noyer à Schaerbeek"[:17]},
        {"name": "maison medicale Bonevie"},
        {"name": "Bonnevie"},
    ],
)
def test_likely_duplicates_are_shown_while_one_types(client, author, typed):
    create(author, "Maison médicale Bonnevie", phone=PHONE, address="Rue du Noyer n° 12, 1030")
    create(author, "Maison médicale Dailly", phone="02 555 09 99", address="Rue du Noyer 14")
    page = client.get("/acteurs/doublons", query_string=typed, htmx=True).text
    assert names(page) == ["Maison médicale Bonnevie"]


def test_a_sheet_is_no_duplicate_of_itself_and_a_new_one_may_be_saved_anyway(client, author):
    number = create(author, "Bonnevie", phone=PHONE)
    page = client.get(f"/acteurs/doublons?name=Bonnevie&phone={PHONE}&sauf={number}", htmx=True)
    assert names(page.text) == []
    assert client.post("/acteurs/nouveau", data={"name": "Bonnevie"}).status_code == 303


def test_verifying_and_telling_the_capacity_take_one_tap(client, author):
    number = create(author, "Bara")
    client.post(f"/acteurs/{number}/verifier")
    data = {"capacity": "saturated", "capacity_note": "plus de place avant mars"}
    client.post(f"/acteurs/{number}/capacite", data=data)
    row = sheet(number)
    assert (row.verified_on, row.verified_by_id) == (clock.today(), author.id)
    assert (row.capacity, row.capacity_on) == ("saturated", clock.today())
    assert "plus de place avant mars" in client.get(f"/acteurs/{number}").text
    assert client.post(f"/acteurs/{number}/capacite", data={"capacity": "x"}).status_code == 422


def undo_in(answer, client):
    """The address that the button beside what was flashed leads to."""
    page = client.get(answer.location).text
    return re.search(r'action="(/acteurs/\d+/annuler[^"]*)"', page)[1]


def as_it_stands(number):
    row = sheet(number)
    return row.verified_on, row.verified_by_id, row.capacity, row.capacity_note, row.capacity_on


def test_verifying_and_telling_the_capacity_are_taken_back_in_one_tap(client, author):
    before = clock.today() - clock.timedelta(days=300)
    number = create(
        author, "Bara", capacity="open", capacity_note="lundi", capacity_on=before,
        verified_on=before,
    )  # fmt: skip
    said = as_it_stands(number)
    full = {"capacity": "saturated", "capacity_note": "plein"}
    for act, data in (("verifier", {}), ("capacite", full), ("capacite", {"capacity": ""})):
        undo = undo_in(client.post(f"/acteurs/{number}/{act}", data=data), client)
        assert as_it_stands(number) != said
        assert client.post(undo).status_code == 303
        assert as_it_stands(number) == said
        assert [each.verb for each in queries.changes(sheet(number))] == ["created"]


def test_nobody_takes_back_what_another_did_or_what_something_followed(client, author):
    number = create(author, "Bara")
    undo = undo_in(client.post(f"/acteurs/{number}/verifier"), client)
    for other in (make.worker().user, make.user(Role.COORDINATION)):
        assert "entre-temps" in client.sign_in(other).post(undo, follow_redirects=True).text
    client.sign_in(author).post(f"/acteurs/{number}/capacite", data={"capacity": "open"})
    client.post(undo)
    for odd in ("", "?n=x", "?n=" + "9" * 30, "?n=-1"):
        assert client.post(f"/acteurs/{number}/annuler{odd}").status_code == 303
    assert (sheet(number).verified_on, sheet(number).capacity) == (clock.today(), "open")


def test_what_was_said_already_offers_nothing_to_take_back(client, author):
    number = create(author, "Bara", verified_on=clock.today(), verified_by_id=author.id)
    answer = client.post(f"/acteurs/{number}/verifier")
    assert "/annuler" not in client.get(answer.location).text


def test_what_was_not_verified_for_six_months_asks_for_it(client, author):
    create(author, "Récent", verified_on=clock.today() - clock.timedelta(days=180))
    create(author, "Ancien", verified_on=clock.today() - clock.timedelta(days=190))
    assert names(client.get("/acteurs?a-verifier=1").text) == ["Ancien"]


def test_an_archived_sheet_leaves_lists_but_not_what_points_to_it(client, author):
    number = create(author, "Bara", phone=PHONE)
    client.post(f"/acteurs/{number}/je-connais")
    client.post(f"/acteurs/{number}/archiver")
    for address in ("/acteurs", "/acteurs?q=bara", "/acteurs/doublons?name=Bara", "/acteurs/carte"):
        assert names(client.get(address).text) == [], address
    assert "Bara" in client.get("/acteurs/mes-fiches").text
    assert "Annuler l'archivage" in client.get(f"/acteurs/{number}").text.replace("&#39;", "'")
    client.post(f"/acteurs/{number}/retablir")
    assert names(client.get("/acteurs").text) == ["Bara"]


def test_the_address_of_a_merged_sheet_leads_to_the_kept_one_and_back_after_undoing(client, author):
    kept, absorbed = create(author, "Bara"), create(author, "Barra", phone=PHONE)
    page = client.get(f"/acteurs/{kept}/fusionner?avec={absorbed}").text
    versions = re.search(r'name="versions" value="([^"]+)"', page)[1]
    data = {"other": absorbed, "kept": kept, "versions": versions}
    assert client.post(f"/acteurs/{kept}/fusionner", data=data).status_code == 303
    assert client.get(f"/acteurs/{absorbed}").headers["Location"] == f"/acteurs/{kept}"
    assert sheet(kept).phone == PHONE
    page = client.get(f"/acteurs/{kept}").text
    assert f'action="/acteurs/{absorbed}/separer"' in page
    client.post(f"/acteurs/{absorbed}/separer")
    assert client.get(f"/acteurs/{absorbed}").status_code == 200
    assert sheet(kept).phone == ""
    again = client.post(f"/acteurs/{absorbed}/separer")
    assert again.status_code == 303


def test_sheets_that_changed_since_they_were_compared_are_compared_again(client, author):
    kept, absorbed = create(author, "Bara"), create(author, "Barra")
    data = {"other": absorbed, "kept": kept, "versions": f"{kept}.1 {absorbed}.7"}
    assert client.post(f"/acteurs/{kept}/fusionner", data=data).status_code == 409
    assert sheet(absorbed).merged_into_id is None


def test_an_edit_of_a_sheet_that_was_merged_meanwhile_shows_both_versions(client, author):
    kept, absorbed = create(author, "Bara"), create(author, "Barra")
    opened = version_in(client.get(f"/acteurs/{absorbed}/modifier").text)
    versions = f"{kept}.1 {absorbed}.1"
    data = {"other": absorbed, "kept": kept, "versions": versions}
    client.post(f"/acteurs/{kept}/fusionner", data=data)
    answer = client.post(f"/acteurs/{absorbed}/modifier", data={"version": opened, "name": "Moi"})
    assert answer.status_code == 409
    assert sheet(kept).name == "Bara"


def test_a_sheet_is_printed_in_two_languages(client, author):
    number = create(author, "Bara", phone=PHONE, specifics="Sonner", specifics_nl="Aanbellen")
    page = client.get(f"/acteurs/{number}/imprimer").text
    for words in ('lang="nl">Telefoon', 'lang="nl">Aanbellen', "Sonner", 'lang="fr">Téléphone'):
        assert words in page


def test_the_map_lists_first_and_asks_no_other_host_unless_it_is_told_to(client, author, app):
    create(author, "Bara", latitude=50.84, longitude=4.33)
    create(author, "Sans lieu")
    page = client.get("/acteurs/carte")
    assert 'data-latitude="50.84"' in page.text
    assert "Sans lieu" not in page.text
    assert page.text.index('id="points"') < page.text.index('id="map"')
    assert "img-src 'self' data:" in page.headers["Content-Security-Policy"]
    app.config["MAP_TILES"] = "https://tuiles.example/{z}/{x}/{y}.png"
    try:
        policy = client.get("/acteurs/carte").headers["Content-Security-Policy"]
    finally:
        app.config["MAP_TILES"] = ""
    assert "img-src 'self' https://tuiles.example data:" in policy
    assert "script-src 'self';" in policy


def test_the_quick_search_finds_actors(client, author):
    create(author, "Maison Bonnevie")
    assert "Maison Bonnevie" in client.get("/recherche-rapide?q=bonne").text


def test_a_host_reads_sheets_and_nothing_of_who_works_with_them(client, author):
    number = create(author, "Bara")
    client.post(f"/acteurs/{number}/je-connais")
    client.sign_in(make.host())
    page = client.get(f"/acteurs/{number}").text
    assert "Bara" in page
    assert author.name not in page
    for path in ("modifier", "ma-fiche", "fusionner"):
        assert client.get(f"/acteurs/{number}/{path}").status_code == 403
    assert client.post(f"/acteurs/{number}/verifier").status_code == 403


def test_two_taps_on_je_connais_are_one(client, author):
    number = create(author, "Bara")
    for _tap in range(2):
        assert client.post(f"/acteurs/{number}/je-connais").status_code == 303
    assert len(db.session.scalars(db.select(Collaboration)).all()) == 1


def test_who_reads_only_cannot_change(client, author):
    number = create(author, "Bara")
    client.sign_in(make.user(Role.RESEARCH))
    assert client.get(f"/acteurs/{number}").status_code == 200
    assert client.post(f"/acteurs/{number}/archiver").status_code == 403
