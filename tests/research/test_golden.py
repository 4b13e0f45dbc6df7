"""The report's own tables, from the demo's autumn of 2021."""

from datetime import date

from raqnet.access import Role
from raqnet.db import db
from raqnet.demo.load import load
from raqnet.research import catalogue, wording
from tests import factories as make
from tests.queries import count_queries
from tests.research.asking import answer, ask, counts, question, shares
from tests.research.behind import assert_reached

AUTUMN = (date(2021, 9, 1), date(2021, 12, 20))
SINCE_APRIL = (date(2021, 4, 1), date(2021, 12, 20))
ANNEX_5 = {
    "Schaerbeek": 42, "Molenbeek": 31, "Saint-Josse": 22, "Anderlecht": 19, "Koekelberg": 18,
    "Ixelles": 15, "Etterbeek": 2, "Saint-Gilles": 2, "Ville de Bruxelles": 1,
}  # fmt: skip


def test_the_demo_gives_the_reports_tables(app, client):
    load(date(2026, 11, 22))
    db.session.commit()
    assert_actions_are_those_of_the_report()
    assert_interventions_come_in_the_reports_order()
    assert_actors_have_the_reports_shares()
    assert_evaluations_tell_of_how_many_they_speak()
    assert_every_figure_reconciles_with_its_notes()
    assert_a_page_asks_little()
    assert_a_click_reaches_the_rows(client.sign_in(make.user(Role.RESEARCH)))


def assert_actions_are_those_of_the_report():
    communes = ask("actions-par-commune", *AUTUMN)
    assert counts(communes) == ANNEX_5
    assert communes.totals[0] == 152
    assert communes.sentence == "152 actions collectives dans 9 communes."
    why = next(note for note in communes.notes if "153" in note)
    assert "52 + 73 + 28 = 153" in why and "153 − 2 + 1 = 152" in why
    assert "Fête du quartier Nord : 2" in why and "Visite des pharmacies : 1" in why

    social = ask("actions-social-sante", *AUTUMN)
    assert social.totals[0] == 52 == sum(counts(social).values())
    assert len(counts(social)) == 12 and social.sentence == "52 actions collectives en 12 titres."
    covid = ask("actions-covid", *AUTUMN)
    assert counts(covid) == {"Renfort d'un dispositif existant": 73, "Initiative RAQ": 28}
    by_activity = ask("actions-covid-activites", *AUTUMN)
    assert sum(counts(by_activity).values()) == 101
    share = ask("actions-par-activite", *AUTUMN)
    assert (share.totals[0], shares(share)["Vaccibus"]) == (152, 27.0)

    both = ask("actions-par-mission-et-mode", *AUTUMN)
    assert (both.sums[0], both.totals[0]) == (154, 152)
    assert sum(row.values[0] for row in both.rows if row.group == "Social / santé") == 52
    months = ask("actions-par-mois", *AUTUMN)
    assert [row.values[0] for row in months.rows] == [35, 59, 45, 13]


def assert_interventions_come_in_the_reports_order():
    assert first_names("interventions-premier-contact", 2) == [
        "RAQ (aller-vers)", "une tierce personne",
    ]  # fmt: skip
    assert shares(ask("interventions-premier-contact", *AUTUMN))["RAQ (aller-vers)"] > 50
    assert first_names("interventions-lieux", 1) == ["bureau chez le PH"]
    assert first_names("interventions-thematiques", 5) == [
        "Covid", "santé physique", "psychosocial", "logement", "santé mentale",
    ]  # fmt: skip
    assert first_names("interventions-actes", 4) == [
        "informer", "action directe", "écoute et soutien", "réorientation vers un service",
    ]  # fmt: skip
    assert first_names("interventions-non-recours", 2) == ["non-connaissance", "non-demande"]


def first_names(name, count):
    return [row.name for row in ask(name, *AUTUMN).rows[:count]]


def assert_actors_have_the_reports_shares():
    types = ask("acteurs-types", *SINCE_APRIL)
    assert types.totals[0] == 130
    assert [row.name for row in types.rows[:5]] == [
        "maison médicale", "culture", "commune", "service social généraliste", "pharmacie",
    ]  # fmt: skip
    zones = shares(ask("acteurs-zone", *SINCE_APRIL))
    assert zones == {"Dans la zone": 80.0, "Hors de la zone": 20.0}
    assert shares(ask("acteurs-premier-contact", *SINCE_APRIL))["Le ou la RAQ"] == 90.0
    known = ask("acteurs-connus-par", *SINCE_APRIL)
    assert [row.name for row in known.rows[:3]] == [
        "internet", "promenade dans le quartier", "réseau du PH",
    ]  # fmt: skip
    led = shares(ask("acteurs-premiers-resultats", *SINCE_APRIL))
    assert round(led["simple rencontre"] + led["échange d'information"]) == 50
    assert round(led["pas de réponse"] + led["refus"]) == 20
    refused = ask("acteurs-refus", *SINCE_APRIL)
    assert [row.name for row in refused.rows[:2]] == [
        "manque de temps ou de moyens", "manque d'intérêt",
    ]  # fmt: skip


def assert_evaluations_tell_of_how_many_they_speak():
    present = ask("personnes-presentes", *AUTUMN)
    by_key = dict(zip([column.key for column in present.columns], present.totals, strict=True))
    assert present.unit == "personnes présentes"
    assert by_key["held"] == 152 and 100 < by_key["counted"] <= 152
    assert f"{wording.number(by_key['present'])} personnes présentes" in present.sentence


def assert_every_figure_reconciles_with_its_notes():
    for name in catalogue.FIGURES:
        figure = ask(name, *AUTUMN)
        assert figure.sentence and figure.unit and figure.source, name
        if figure.name != "partage-80-20" and figure.sums[0] != figure.totals[0]:
            told = f"font {figure.sums[0]} pour un total de {figure.totals[0]}"
            assert any(told in note for note in figure.notes), name


# What names are called is read apart; a page reads it once.
ASK_THREE = (
    "actions-par-commune",
    "actions-langues",
    "tableau-croise",
    "tableau-croise-interventions",
)


def assert_a_page_asks_little():
    """Two queries per figure at the most, those that figures share counted once."""
    asked = question(*AUTUMN)
    with count_queries() as sent:
        for name in catalogue.FIGURES:
            answer(name, asked)
    assert len(sent) <= 2 * len(catalogue.FIGURES)
    for name in set(catalogue.FIGURES) - {"partage-80-20"}:
        with count_queries() as sent:
            ask(name, *AUTUMN)
        assert len(sent) <= (3 if name in ASK_THREE else 2), (name, sent)


def assert_a_click_reaches_the_rows(client):
    linked = {
        "actions-par-commune": 9, "actions-par-mois": 4, "actions-social-sante": 12,
        "actions-par-activite": 12, "tableau-croise": 9, "actions-langues": 0,
        "actions-covid": 2, "actions-covid-activites": 1, "actions-par-mission-et-mode": 3,
    }  # fmt: skip
    for name, least in linked.items():
        figure = ask(name, *AUTUMN)
        assert sum(1 for row in figure.rows if row.url) >= least, name
        assert_reached(client, figure)
