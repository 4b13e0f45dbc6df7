"""Reports: figures that the team has chosen, its words between them: a page, and a document."""

import io
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
from docx import Document

from raqnet import clock
from raqnet.access import Role
from raqnet.db import db
from raqnet.research import catalogue, figure, services_discussions, services_reports, spans
from raqnet.research.catalogue import Entry
from raqnet.research.figure import Figure, Row
from raqnet.research.models import Annotation, Report, ReportPart, Standing
from raqnet.research.scope import Scope
from tests import factories as make

NOW = datetime(2022, 1, 12, 15, 0, tzinfo=UTC)
LIST = "/recherche/rapports"
FIRST, LAST = date(2021, 9, 1), date(2021, 12, 20)
ABOUT = {"title": "Automne 2021", "starts_on": "2021-09-01", "ends_on": "2021-12-20"}
FIGURE = "actions-par-commune"


@pytest.fixture(autouse=True)
def january(app):
    clock.clock.freeze(NOW)


@pytest.fixture
def user(client):
    made = make.user(Role.RAQ)
    client.sign_in(made)
    return made


@pytest.fixture
def report(user):
    return services_reports.create(user.id, "Automne 2021", FIRST, LAST, "")


def rows(model):
    db.session.rollback()
    return list(db.session.scalars(db.select(model).order_by(model.id)))


def page(report):
    return f"{LIST}/{report.id}"


def order(report):
    parts = db.session.scalars(
        db.select(ReportPart).filter_by(report_id=report.id).order_by(ReportPart.position)
    )
    return [part.figure or part.text for part in parts]


def with_parts(report, *texts):
    return [services_reports.add(report, text=text)[0] for text in texts]


# Put together ------------------------------------------------------------------------------------


def test_a_report_is_begun_with_its_days_and_filters(client, user):
    place = make.commune(name="Jette")
    answer = client.post(f"{LIST}/nouveau", data={**ABOUT, "commune": place.id})
    assert answer.status_code == 303
    (row,) = rows(Report)
    assert (row.filters, row.author_id) == (f"commune={place.id}", user.id)
    shown = client.get(answer.location).text
    assert "Automne 2021" in shown and "Jette" in shown
    assert "Automne 2021" in client.get(LIST).text


WRONG = (
    {"title": ""}, {"title": "x" * 121}, {"ends_on": "2021-08-31"}, {"starts_on": "bidon"},
    {"commune": "99999"}, {"zone": "rouge"},
)  # fmt: skip


def test_what_cannot_be_is_refused_with_the_words_kept(client, user):
    for wrong in WRONG:
        answer = client.post(f"{LIST}/nouveau", data={**ABOUT, **wrong})
        assert answer.status_code == 422, wrong
        assert wrong.get("title", "Automne 2021") in answer.text
    assert rows(Report) == []


def test_figures_and_words_stand_in_the_order_that_the_team_wants(client, report):
    client.post(f"{page(report)}/chiffres", data={"figures": [FIGURE]})
    client.post(f"{page(report)}/texte", data={"text": "Un"})
    client.post(f"{page(report)}/texte", data={"text": "Deux"})
    part = rows(ReportPart)[2]
    client.post(f"{LIST}/parties/{part.id}/deplacer", data={"vers": "haut"})
    assert order(report) == [FIGURE, "Deux", "Un"]
    for _more_than_there_are in range(3):
        client.post(f"{LIST}/parties/{part.id}/deplacer", data={"vers": "haut"})
    assert order(report) == ["Deux", FIGURE, "Un"]
    client.post(f"{LIST}/parties/{part.id}/deplacer", data={"vers": "bas"})
    assert order(report) == [FIGURE, "Deux", "Un"]
    assert client.post(f"{LIST}/parties/{part.id}/deplacer").status_code == 400


# Cross-tables ------------------------------------------------------------------------------------

CROSS = "tableau-croise"


def crossed(report, *pairs):
    """The same cross-table once per pair of fields."""
    return [
        services_reports.add(report, [CROSS], crossed=f"lignes={lines}&colonnes={across}")[0]
        for lines, across in pairs
    ]


def test_a_cross_table_of_a_report_has_the_fields_that_were_chosen(client, report):
    (part,) = services_reports.add(report, [CROSS])
    door = f"{LIST}/parties/{part.id}/modifier"
    shown = client.get(door).text
    assert '<option selected value="commune">' in shown
    assert '<option selected value="mission">' in shown
    data = {"version": part.version, "lines": "activite", "across": "mois", "text": "Juin"}
    assert client.post(door, data=data).status_code == 303
    assert rows(ReportPart)[0].crossed == "lignes=activite&colonnes=mois"
    make.action(date(2021, 10, 3), activity=make.activity("Vélo"))
    shown = client.get(page(report)).text
    assert "Activité par mois." in shown and "octobre 2021" in shown
    assert "Activité par mois." in words_of(document(client, report, "?interne=1")[0])


def test_two_cross_tables_of_one_report_keep_their_own_fields_and_standing(client, report, user):
    crossed(report, ("zone", "mode"), ("activite", "jour"))
    make.action(date(2021, 10, 3))
    entry, scope = catalogue.FIGURES[CROSS], Scope(FIRST, LAST, lines="zone", across="mode")
    services_discussions.say(
        services_discussions.opened(entry, scope), user.id, "", Standing.VALIDATED
    )
    shown = client.get(page(report)).text
    zones, days = shown.split('class="report-part"')[1:]
    assert "Zone par mode." in zones and "Validé" in zones
    assert "Activité par jour de la semaine." in days and "Validé" not in days


@pytest.mark.parametrize(
    "chosen", [("mode", "mode"), ("lieu", "mode"), ("mode", "inconnu"), ("mode", "lieu&x=1")]
)
def test_fields_that_do_not_cross_are_refused_with_the_words_kept(client, report, chosen):
    (part,) = services_reports.add(report, [CROSS])
    data = {"version": part.version, "lines": chosen[0], "across": chosen[1], "text": "Gardé"}
    answer = client.post(f"{LIST}/parties/{part.id}/modifier", data=data)
    assert answer.status_code == 422 and "Gardé" in answer.text
    assert rows(ReportPart)[0].crossed == ""


def test_other_figures_of_a_report_have_no_fields(client, report):
    (part,) = services_reports.add(report, [FIGURE])
    door = f"{LIST}/parties/{part.id}/modifier"
    assert 'name="lines"' not in client.get(door).text
    client.post(door, data={"version": part.version, "lines": "zone", "text": "Mot"})
    assert rows(ReportPart)[0].crossed == ""


def test_a_cross_table_that_was_taken_out_comes_back_with_its_fields(client, report):
    (part,) = crossed(report, ("zone", "mode"))
    client.post(f"{LIST}/parties/{part.id}/retirer")
    client.post(f"{LIST}/parties/retablir")
    assert rows(ReportPart)[0].crossed == "lignes=zone&colonnes=mode"


def test_a_figure_that_is_not_in_the_catalogue_or_no_words_at_all_are_refused(client, report):
    for data in ({}, {"figures": ["inconnue"]}):
        assert client.post(f"{page(report)}/chiffres", data=data).status_code == 422
    for text in ("", "  ", "x" * 4001):
        assert client.post(f"{page(report)}/texte", data={"text": text}).status_code == 422
    assert rows(ReportPart) == []


def test_the_words_beside_a_figure_may_go_again(client, report):
    (part,) = services_reports.add(report, [FIGURE], "Avant la figure")
    edit = f"{LIST}/parties/{part.id}/modifier"
    assert client.post(edit, data={"text": "", "version": part.version}).status_code == 303
    assert [each.text for each in rows(ReportPart)] == [""]


def test_two_who_write_the_same_words_meet_and_a_move_disturbs_nobody(client, report):
    part, _other = with_parts(report, "Les premiers mots", "Autre chose")
    edit, version = f"{LIST}/parties/{part.id}/modifier", part.version
    client.post(f"{LIST}/parties/{part.id}/deplacer", data={"vers": "bas"})
    assert client.post(edit, data={"text": "Les leurs", "version": version}).status_code == 303
    met = client.post(edit, data={"text": "Les miens", "version": version})
    assert met.status_code == 409 and "Les leurs" in met.text and "Les miens" in met.text
    assert rows(ReportPart)[0].text == "Les leurs"


def test_two_who_change_what_a_report_is_about_meet(client, report):
    edit, data = f"{page(report)}/modifier", {**ABOUT, "version": str(report.version)}
    assert client.post(edit, data={**data, "title": "Leur titre"}).status_code == 303
    met = client.post(edit, data={**data, "title": "Mon titre"})
    assert met.status_code == 409 and "Leur titre" in met.text and "Mon titre" in met.text
    assert [each.title for each in rows(Report)] == ["Leur titre"]


def test_a_part_that_is_taken_out_comes_back_where_it_was(client, report):
    one, _two = with_parts(report, "Un", "Deux")
    client.post(f"{LIST}/parties/{one.id}/retirer")
    assert order(report) == ["Deux"]
    for _twice in range(2):
        client.post(f"{LIST}/parties/retablir")
    assert order(report) == ["Un", "Deux"]


def test_a_report_that_is_taken_away_can_be_put_back_for_a_month(client, report):
    (part,) = with_parts(report, "Un")
    assert client.post(f"{page(report)}/supprimer").status_code == 303
    for address in (page(report), f"{page(report)}.docx", f"{LIST}/parties/{part.id}/modifier"):
        assert client.get(address).status_code == 404
    assert client.post(f"{page(report)}/retablir").status_code == 303
    assert client.get(page(report)).status_code == 200
    client.post(f"{page(report)}/supprimer")
    clock.clock.freeze(NOW + timedelta(days=31))
    client.sign_in(make.user(Role.RAQ))
    other = services_reports.create(None, "Autre", FIRST, LAST, "")
    client.post(f"{page(other)}/supprimer")
    assert [each.title for each in rows(Report)] == ["Autre"] and rows(ReportPart) == []


def test_hosts_have_no_reports(client, report):
    client.sign_in(make.host())
    for address in (LIST, page(report), f"{page(report)}.docx"):
        assert client.get(address).status_code == 403


# Read --------------------------------------------------------------------------------------------


def counted():
    """Two actions in Jette, one in Uccle."""
    for name, count in (("Jette", 2), ("Uccle", 1)):
        place = make.commune(name=name)
        for _each in range(count):
            make.action(date(2021, 10, 5), commune=place, status="confirmed")


def test_the_page_shows_sentence_and_table_words_standing_and_annotations(client, report):
    counted()
    services_reports.add(report, [FIGURE], "Ce que l'on a vu")
    db.session.add(Annotation(starts_on=FIRST, ends_on=FIRST, text="Rentrée"))
    said = {"text": "Ça tient", "standing": "validated", "version": 1}
    client.post(f"/recherche/figures/{FIGURE}/discussion?du=2021-09-01&au=2021-12-20", data=said)
    shown = client.get(page(report)).text
    for words in ("Ce que l&#39;on a vu", "3 actions collectives", "Jette", "Rentrée", "Validé"):
        assert words in shown


def document(client, report, query=""):
    answer = client.get(f"{page(report)}.docx{query}")
    assert answer.status_code == 200
    assert answer.mimetype.endswith("wordprocessingml.document")
    return Document(io.BytesIO(answer.data)), answer


def words_of(doc):
    return "\n".join(paragraph.text for paragraph in doc.paragraphs)


def test_the_document_says_what_the_page_says(client, report):
    counted()
    services_reports.add(report, [FIGURE], "Premier alinéa\nsuite\n\nSecond alinéa")
    db.session.add(Annotation(starts_on=FIRST, ends_on=LAST, text="Rentrée"))
    said = {"text": "Entre nous", "standing": "validated", "version": 1}
    client.post(f"/recherche/figures/{FIGURE}/discussion?du=2021-09-01&au=2021-12-20", data=said)
    doc, answer = document(client, report)
    text = words_of(doc)
    for words in ("Automne 2021", "septembre", "20 décembre 2021", "Filtres : aucun", "12/01/2022",
                  "Premier alinéa\nsuite", "Second alinéa", "3 actions collectives", "Rentrée",
                  "État : Validé, le 12/01/2022", "Source : "):  # fmt: skip
        assert words in text
    assert "Entre nous" not in text
    (table,) = doc.tables
    assert [cell.text for cell in table.rows[0].cells][:2] == ["Commune", "Actions"]
    assert [cell.text for cell in table.rows[1].cells][:2] == ["Jette", "2"]
    assert table.rows[-1].cells[1].text == "3"
    assert "filename=automne-2021.docx" in answer.headers["Content-Disposition"]


def test_the_document_has_real_styles_speaks_french_and_can_be_listened_to(client, report):
    counted()
    services_reports.add(report, [FIGURE])
    doc, answer = document(client, report)
    styles = [paragraph.style.name for paragraph in doc.paragraphs]
    for name in ("Title", "Heading 1", "Heading 2", "Caption"):
        assert name in styles
    captions = [each.text for each in doc.paragraphs if each.style.name == "Caption"]
    assert captions[0].startswith("Tableau 1. Actions collectives par commune")
    assert captions[1].startswith("Figure 1. ")
    assert doc.core_properties.language == "fr-BE" and doc.core_properties.title == "Automne 2021"
    assert "w:tblHeader" in doc.tables[0].rows[0]._tr.xml
    picture = doc.inline_shapes[0]
    assert "3 actions" in picture._inline.docPr.get("descr")
    assert picture.width < doc.sections[0].page_width
    with zipfile.ZipFile(io.BytesIO(answer.data)) as parts:
        assert b'w:val="fr-BE"' in parts.read("word/styles.xml")
        assert any(name.endswith(".png") for name in parts.namelist())


@pytest.fixture
def people(monkeypatch):
    """A figure about people, in which one commune has three of them."""

    def count(entry, question):
        values = {"Jette": 3, "Uccle": 40, "Ixelles": 30}
        made = tuple(
            Row(name, name, tuple(n for _each in question.stretches)) for name, n in values.items()
        )
        return Figure(
            entry.name, str(entry.title), "interventions", "Commune", question.scope,
            spans.columns(question, "Interventions"), made, spans.totals(question, made),
            "73 interventions.", "Journal", about_people=True,
        )  # fmt: skip

    entry = Entry("personnes", "Personnes par commune", "interventions", count,
                  catalogue.PLACES, about_people=True)  # fmt: skip
    monkeypatch.setitem(catalogue.FIGURES, "personnes", entry)
    return entry


def cells(doc):
    return [[cell.text for cell in row.cells] for table in doc.tables for row in table.rows]


def test_a_document_leaves_with_small_numbers_together_unless_it_stays_in_the_team(
    client, report, people
):
    services_reports.add(report, ["personnes"])
    assert ">3</span>" in client.get(page(report)).text
    leaving, answer = document(client, report)
    names = [row[0] for row in cells(leaving)]
    assert "Jette" not in names and "Petits nombres regroupés" in names
    assert "À diffuser" in words_of(leaving) and "73 interventions." not in words_of(leaving)
    assert "interne" not in answer.headers["Content-Disposition"]
    staying, answer = document(client, report, "?interne=1")
    assert next(row[:2] for row in cells(staying) if row[0] == "Jette") == ["Jette", "3"]
    assert "Interne : ne pas diffuser" in words_of(staying)
    assert "interne" in answer.headers["Content-Disposition"]


def test_a_figure_that_may_not_leave_with_these_filters_says_so_in_the_document(
    client, report, people
):
    report.filters = f"commune={make.commune().id}"
    services_reports.add(report, ["personnes"])
    leaving, _answer = document(client, report)
    assert leaving.tables == [] and "ne peuvent pas être diffusés" in words_of(leaving)
    assert len(document(client, report, "?interne=1")[0].tables) == 1


def test_a_filter_that_means_nothing_to_a_figure_is_said_beside_it(client, report):
    report.filters = f"commune={make.commune(name='Jette').id}"
    services_reports.add(report, ["intervisions"])
    told = "Ce filtre ne s'applique pas ici : Commune : Jette."
    assert told in client.get(page(report)).text.replace("&#39;", "'")
    assert told in words_of(document(client, report, "?interne=1")[0])
    assert "il n'existe que pour l'équipe" in words_of(document(client, report)[0])


def test_what_is_printed_is_internal_unless_the_page_is_asked_for_what_may_leave(
    client, report, people
):
    services_reports.add(report, ["personnes"])
    team = client.get(page(report)).text
    assert "Interne : ne pas diffuser" in team and f"{page(report)}?diffuser=1" in team
    leaving = client.get(f"{page(report)}?diffuser=1").text
    assert "Interne : ne pas diffuser" not in leaving and ">3</span>" not in leaving
    assert "À diffuser" in leaving and "Petits nombres regroupés" in leaving
    assert f'href="{page(report)}"' in leaving


def test_a_report_without_figures_about_people_is_not_internal(client, report):
    services_reports.add(report, [FIGURE], "Ce que l'on a vu")
    assert "Interne : ne pas diffuser" not in client.get(page(report)).text
    assert "Interne : ne pas diffuser" not in words_of(document(client, report, "?interne=1")[0])


def test_a_report_with_odd_words_and_a_lost_figure_is_still_a_document(client, report):
    report.title = '=HYPERLINK("x") <b>\u202e 👩‍👩‍👧‍👦'
    services_reports.add(report, ["perdue"])
    with_parts(report, "un\r\nEND:VEVENT <script>", "👩‍👩‍👧‍👦 \x0b &amp;")
    doc, _answer = document(client, report)
    assert "Ce chiffre n'existe plus." in words_of(doc) and "<script>" in words_of(doc)
    assert client.get(page(report)).status_code == 200


def test_an_empty_report_is_still_a_page_and_a_document(client, report):
    assert "encore vide" in client.get(page(report)).text
    assert document(client, report)[0].tables == []


def test_columns_that_are_many_are_all_there(client, report, monkeypatch):
    def count(entry, question):
        columns = tuple(figure.Column(f"c{n}", f"Colonne {n}") for n in range(9))
        made = (Row("a", "Une", tuple(range(9)), group="Groupe"),)
        return Figure("large", "Large", "u", "Ligne", question.scope, columns, made,
                      tuple(range(9)), "Large.", "Source")  # fmt: skip

    monkeypatch.setitem(catalogue.FIGURES, "large", Entry("large", "Large", "team", count, ()))
    services_reports.add(report, ["large"])
    doc, _answer = document(client, report)
    assert len(doc.tables[0].columns) == 10 and doc.tables[0].cell(1, 0).text == "Groupe : Une"
