"""A table is brought, matched, looked at, decided about and taken, once, by its owner alone."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from raqnet import clock
from raqnet.access import Role
from raqnet.db import db
from raqnet.tables import services
from raqnet.tables.models import Import
from tests import factories as make
from tests.tables import books, trial

BRING = "/tables/essai/importer"


@pytest.fixture
def there(app: Any) -> Iterator[dict[str, str]]:
    with trial.registered(app) as there:
        yield there


@pytest.fixture
def ours(client: Any, there: dict[str, str]) -> Any:
    return client.sign_in(make.worker().user)


def bring(client: Any, content: bytes | str, name: str = "table.csv") -> Any:
    data = content.encode() if isinstance(content, str) else content
    return client.post(BRING, data={"file": (io.BytesIO(data), name)})


def brought(client: Any, content: bytes | str) -> str:
    """The address of a table that was brought."""
    answer = bring(client, content)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Import)) or 0


def states(client: Any, path: str) -> dict[str, str]:
    """What each line of the first page is, by its number in the file."""
    page = client.get(path).text
    return dict(re.findall(r'<li value="(\d+)" class="is-(\w+)"', page))


def test_a_table_waits_until_it_is_confirmed(ours, there):
    path = brought(ours, "Nom;Nombre\nUn;1\nDeux;2\n")
    page = ours.get(path)
    assert page.status_code == 200
    assert "Reprendre 2 lignes" in page.text
    assert there == {}
    answer = ours.post(f"{path}/confirmer", follow_redirects=True)
    assert "2 lignes reprises." in answer.text
    assert there == {"Un": "1", "Deux": "2"}
    assert count() == 0


def test_pasted_text_is_a_table_too(ours, there):
    answer = ours.post(BRING, data={"text": "Nom\tNombre\nUn\t1"})
    ours.post(f"{answer.headers['Location']}/confirmer")
    assert there == {"Un": "1"}


def test_a_workbook_is_a_table_too(ours, there):
    ours.post(f"{brought(ours, books.xlsx([['Nom', 'Nombre'], ['Un', 1]]))}/confirmer")
    assert there == {"Un": "1"}


def test_what_cannot_be_read_is_refused_with_the_typed_text_kept(ours):
    for answer in (bring(ours, b"%PDF"), ours.post(BRING, data={"text": "Nom seul zèbre"})):
        assert answer.status_code == 422
        assert "notice" in answer.text or "field-error" in answer.text
        assert count() == 0
    assert "Nom seul zèbre" in answer.text
    assert ours.post(BRING).status_code == 422


def test_a_file_that_is_too_large_is_refused(ours):
    assert bring(ours, b"Nom\n" + b"x\n" * 1_100_000).status_code == 413
    assert count() == 0


def test_a_path_in_a_file_name_leads_nowhere(ours):
    bring(ours, "Nom\nUn\n", "../../instance/<b>secret.key")
    assert db.session.scalars(select(Import.file_name)).one() == "_b_secret.key"


def test_the_same_file_brought_twice_in_a_row_waits_once(ours):
    assert brought(ours, "Nom\nUn\n") == brought(ours, "Nom\nUn\n")
    assert count() == 1


def test_ten_tables_wait_at_most(ours):
    for n in range(10):
        brought(ours, f"Nom\nUn {n}\n")
    assert "Dix tableaux" in bring(ours, "Nom\nDeux\n").text
    assert count() == 10


def test_bad_lines_stay_with_their_reason_and_the_good_ones_are_written(ours, there):
    rows = [f"Ligne {n};{'x' if n % 10 < 3 else n}" for n in range(100)]
    path = brought(ours, "\n".join(["Nom;Nombre", *rows]))
    answer = ours.post(f"{path}/confirmer", follow_redirects=True)
    assert "70 lignes reprises. 30 restent" in answer.text
    assert len(there) == 70
    mend = ours.get(f"{path}/a-corriger.csv").data.decode("utf-8-sig").splitlines()
    assert mend[0] == "Ligne (RAQnet);Nom;Nombre;Pourquoi (RAQnet)"
    assert mend[1] == "2;Ligne 0;x;Nombre : un nombre entre 0 et 100 est attendu"
    assert len(mend) == 31
    mended = "\n".join(line.replace(";x;", ";7;") for line in mend)
    ours.post(f"{brought(ours, mended)}/confirmer")
    assert len(there) == 100


def test_the_same_table_again_gives_only_same(ours, there):
    text = "Nom;Nombre\nUn;1\nDeux;2\n"
    ours.post(f"{brought(ours, text)}/confirmer")
    path = brought(ours, text)
    assert set(states(ours, path).values()) == {"same"}
    assert "2 y étaient déjà." in ours.post(f"{path}/confirmer", follow_redirects=True).text
    assert there == {"Un": "1", "Deux": "2"}
    assert count() == 0


@pytest.mark.parametrize(
    ("decision", "after"),
    [
        ("mine", {"Un": "2"}),
        ("theirs", {"Un": "1"}),
        ("both", {"Un": "1", "Un bis": "2"}),
        ("", {"Un": "1"}),
        ("nonsense", {"Un": "1"}),
    ],
)
def test_a_duplicate_is_decided_by_whoever_brought_it(ours, there, decision, after):
    there["Un"] = "1"
    path = brought(ours, "Nom;Nombre\nUn;2\n")
    assert states(ours, path) == {"2": "duplicate"}
    ours.post(f"{path}/lignes", data={"seen": "2", "line-2": decision})
    ours.post(f"{path}/confirmer")
    assert there == after
    assert count() == (decision not in ("mine", "theirs", "both"))


def test_one_decision_serves_all_that_wait(ours, there):
    there.update({"Un": "1", "Deux": "1", "Trois": "1"})
    path = brought(ours, "Nom;Nombre\nUn;2\nDeux;2\nTrois;2\n")
    ours.post(f"{path}/confirmer", data={"seen": "2", "line-2": "theirs", "rest": "mine"})
    assert there == {"Un": "1", "Deux": "2", "Trois": "2"}


def test_headings_are_guessed_and_can_be_said_otherwise(ours, there):
    path = brought(ours, "INTITULÉ;Le nombre exact;Autre chose\nUn;1;5\n")
    row = db.session.scalars(select(Import)).one()
    assert row.matching == ["name", "number", ""]
    said = {"column-0": "name", "column-1": "", "column-2": "number", "odd": "leave"}
    assert ours.post(f"{path}/colonnes", data=said).status_code == 303
    ours.post(f"{path}/confirmer")
    assert there == {"Un": "5"}


def test_nothing_is_taken_while_a_required_column_is_unknown(ours, there):
    path = brought(ours, "Truc;Nombre\nUn;1\n")
    assert "Il reste à dire" in ours.get(path).text
    ours.post(f"{path}/confirmer")
    assert (there, count()) == ({}, 1)


def test_two_columns_cannot_mean_the_same_unless_several_may(ours):
    path = brought(ours, "Nom;Autre;Thème 1;Thème 2\nUn;x;a;b\n")
    row = db.session.scalars(select(Import)).one()
    assert row.matching == ["name", "", "theme", "theme"]
    said = {"column-0": "name", "column-1": "name", "column-2": "", "column-3": "", "odd": "leave"}
    refused = ours.post(f"{path}/colonnes", data=said)
    assert refused.status_code == 422
    assert "Une seule colonne" in refused.text
    odd = ours.post(f"{path}/colonnes", data=said | {"column-1": "nonsense"})
    assert odd.status_code == 422


def test_a_choice_for_the_whole_table_changes_what_becomes_of_it(ours, there):
    path = brought(ours, "Nom;Nombre\nUn;x\n")
    said = {"column-0": "name", "column-1": "number", "odd": "zero"}
    ours.post(f"{path}/colonnes", data=said)
    assert "pris pour zéro" in ours.get(path).text
    ours.post(f"{path}/confirmer")
    assert there == {"Un": "0"}


def test_what_a_forbidden_column_holds_is_never_kept(ours):
    path = brought(ours, "Nom;Mon secret\nUn;zèbre\n")
    row = db.session.scalars(select(Import)).one()
    assert row.rows == [["Un", ""]]
    said = {"column-0": "name", "column-1": "note", "odd": "leave"}
    ours.post(f"{path}/colonnes", data=said)
    db.session.refresh(row)
    assert row.matching == ["name", ""]
    assert "son contenu n'a pas été gardé" in ours.get(path).text


def test_a_tick_for_words_that_look_like_a_person_is_kept_and_taken_back(ours):
    path = brought(ours, "Nom;Note\nUn;Mme X\n")
    assert "Est-ce le nom" in ours.get(path).text
    for ticked in (True, False):
        ours.post(f"{path}/lignes", data={"seen": "2"} | ({"trust-2": "1"} if ticked else {}))
        box = re.search(r'name="trust-2" value="1"( checked)?', ours.get(path).text)
        assert box is not None
        assert bool(box[1]) == ticked


def test_a_double_click_takes_a_table_once(ours, there):
    path = brought(ours, "Nom;Nombre\nUn;1\n;2\n")
    sending = {"sending": "a-key-of-this-page"}
    ours.post(f"{path}/confirmer", data=sending)
    there.clear()
    again = ours.post(f"{path}/confirmer", data=sending, follow_redirects=True)
    assert "déjà enregistré" in again.text
    ours.post(f"{path}/confirmer")  # even without a key: what was taken has left the table
    assert there == {}


def test_pages_are_turned_with_their_choices_kept(ours, there):
    there.update({f"Ligne {n}": "1" for n in range(120)})
    rows = "\n".join(f"Ligne {n};2" for n in range(120))
    path = brought(ours, f"Nom;Nombre\n{rows}")
    turn = ours.post(f"{path}/lignes", data={"seen": "2", "line-2": "mine", "vers": "2"})
    page = ours.get(turn.headers["Location"])
    assert "page 2 sur 3" in page.text
    assert 'value="52"' in page.text
    ours.post(f"{path}/confirmer")
    assert there["Ligne 0"] == "2"
    assert list(there.values()).count("2") == 1


def test_abandoned_means_forgotten(ours, there):
    path = brought(ours, "Nom\nUn\n")
    assert (
        "rien n&#39;en a été repris" in ours.post(f"{path}/abandonner", follow_redirects=True).text
    )
    assert (there, count()) == ({}, 0)
    assert ours.get(path).status_code == 404


def test_nobody_elses_table_can_be_seen_or_taken(ours, client, there):
    path = brought(ours, "Nom\nUn\n")
    for other in (make.worker().user, make.user(Role.COORDINATION)):
        client.sign_in(other)
        assert client.get(path).status_code == 404
        assert client.get(f"{path}/a-corriger.csv").status_code == 404
        for act in ("colonnes", "lignes", "confirmer", "abandonner"):
            assert client.post(f"{path}/{act}").status_code == 404
    assert (there, count()) == ({}, 1)


def test_a_kind_that_is_not_ones_own_is_refused(ours, client):
    assert client.get("/tables/nulle-part/importer").status_code == 404
    client.sign_in(make.user(Role.RESEARCH))
    assert client.get(BRING).status_code == 403


def test_after_a_week_a_table_is_forgotten(app, ours):
    brought(ours, "Nom\nUn\n")
    run = app.test_cli_runner().invoke
    clock.clock.freeze(clock.now() + services.KEPT - timedelta(hours=1))
    assert "0" in run(args=["tables", "expire"]).output
    clock.clock.freeze(clock.now() + timedelta(hours=2))
    assert run(args=["tables", "expire"]).exit_code == 0
    assert count() == 0


def test_a_model_shows_the_headings(ours):
    answer = ours.get("/tables/essai/modele.csv")
    assert answer.data.decode("utf-8-sig") == "Nom;Nombre;Thème;Note\r\n"
    assert re.fullmatch(
        r'attachment; filename="modele-essai-[\d-]+\.csv"', answer.headers["Content-Disposition"]
    )
