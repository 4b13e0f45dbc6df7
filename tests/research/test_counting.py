"""What figures count and must not: days, filters, cancelled dates, values that changed."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select

from raqnet import clock
from raqnet.access import COLLEAGUES, Role
from raqnet.calendar import lists as activities
from raqnet.calendar.models import Evaluation, Visibility
from raqnet.db import db
from raqnet.lists import services as lists
from raqnet.people import services as people
from raqnet.people.models import Renaming
from raqnet.research import catalogue, scope, spans
from raqnet.research.answers import Desk
from raqnet.research.reader import Reader
from raqnet.research.scope import Scope
from tests import factories as make
from tests.research.asking import TEAM, answer, ask, counts, question

pytestmark = pytest.mark.usefixtures("app")
SEPTEMBER = (date(2021, 9, 1), date(2021, 9, 30))
HOST = Reader(Role.HOST, Visibility.HOSTS, 1)


def by_key(figure, row=None):
    values = figure.totals if row is None else figure.rows[row].values
    return dict(zip([column.key for column in figure.columns], values, strict=True))


def test_every_figure_of_an_empty_period_says_so(app):
    for name in catalogue.FIGURES:
        figure = ask(name, date(2003, 1, 1), date(2003, 1, 31))
        assert figure.sentence.startswith(("Aucun", "En janvier 2003, trop peu")), name
        assert figure.is_empty and not any(figure.sums[:1]), name


@pytest.mark.parametrize("asked", scope.PARAMS)
def test_every_figure_answers_to_every_filter(asked):
    for name in catalogue.FIGURES:
        assert ask(name, *SEPTEMBER, **{asked: 999}).sentence, name


def test_other_languages_of_an_outing_are_told_beside_the_one_most_spoken():
    french, arabic, lingala = (make.language() for _ in range(3))
    make.intervention(
        happened_on=date(2021, 9, 15), contacts=7, language=french, also_spoken=[arabic, lingala]
    )
    assert ask("interventions-langues", *SEPTEMBER).totals[0] == 7
    others = ask("sorties-autres-langues", *SEPTEMBER)
    assert {row.key: row.values[0] for row in others.rows} == {
        str(arabic.id): 1, str(lingala.id): 1,
    }  # fmt: skip


def test_a_reversed_period_counts_as_the_same_one_put_right():
    make.intervention(happened_on=date(2021, 9, 15))
    asked = scope.read({"du": "2021-09-30", "au": "2021-09-01"}, date(2026, 1, 1))
    found = answer("interventions-lieux", spans.compared(asked.scope, TEAM))
    assert asked.reversed and found.totals[0] == 1


def test_a_date_belongs_to_the_day_on_which_it_starts_in_brussels():
    last = make.action(date(2021, 9, 30), time(23, 30), 3)
    make.action(date(2021, 10, 1), time(0, 15))
    assert last.starts_at.astimezone(UTC) == datetime(2021, 9, 30, 21, 30, tzinfo=UTC)
    for name in ("actions-par-commune", "actions-par-activite", "actions-par-mois"):
        assert ask(name, *SEPTEMBER).totals[0] == 1, name


def test_a_month_with_a_change_of_clocks_has_all_its_dates():
    for day in (date(2021, 10, 1), date(2021, 10, 30), date(2021, 10, 31)):
        make.action(day, time(0, 5), 1)
        make.action(day, time(23, 55), 1)
    months = ask("actions-par-mois", date(2021, 9, 1), date(2021, 11, 30))
    assert [row.values[0] for row in months.rows] == [0, 6, 0]
    crossed = ask("tableau-croise", lines="mois", across="jour")
    assert {row.name: row.values[0] for row in crossed.rows} == {"octobre 2021": 6}


def test_29_february_is_counted_and_compared_with_the_whole_february_before():
    make.intervention(happened_on=date(2024, 2, 29))
    make.intervention(happened_on=date(2023, 2, 28))
    for name in ("interventions-lieux", "interventions-thematiques"):
        leap = by_key(ask(name, date(2024, 2, 1), date(2024, 2, 29)))
        assert (leap["count"], leap["year_before"]) == (1, 1), name
    months = ask("interventions-par-mois", date(2024, 2, 1), date(2024, 2, 29))
    assert months.totals == (1, 1)


def test_where_rows_are_months_the_period_before_is_told_in_the_sentence():
    for day in (date(2021, 8, 3), date(2021, 8, 31), date(2021, 9, 3), date(2021, 7, 31)):
        make.action(day)
        make.intervention(happened_on=day, contacts=2)
    assert ask("actions-par-mois", *SEPTEMBER).sentence.endswith("Période précédente : 2.")
    assert ask("interventions-par-mois", *SEPTEMBER).sentence.endswith("Période précédente : 4.")


def test_cancelled_dates_are_left_out_and_their_number_is_told():
    make.action(date(2021, 9, 3))
    make.action(date(2021, 9, 4), status="cancelled")
    figure = ask("actions-par-commune", *SEPTEMBER)
    assert figure.totals[0] == 1
    assert "1 date annulée n'est pas comptée." in figure.notes


def test_a_host_counts_no_action_that_only_the_team_sees_and_is_told_so():
    make.action(date(2021, 9, 3), visibility="team")
    figure = ask("actions-par-commune", *SEPTEMBER, reader=HOST)
    assert figure.totals[0] == 0
    assert any("seule l'équipe voit" in note for note in figure.notes)


def test_what_nobody_said_is_one_row():
    unknown = make.value("initiator", "Non renseigné", special="unknown")
    make.intervention(happened_on=date(2021, 9, 3), initiator=unknown)
    make.intervention(happened_on=date(2021, 9, 3))
    figure = ask("interventions-premier-contact", *SEPTEMBER)
    assert [(row.name, row.values[0], row.known) for row in figure.rows] == [
        ("Non renseigné", 2, False)
    ]


def test_a_merged_value_counts_with_what_it_was_merged_into_and_a_note_names_it():
    author = make.user()
    old, kept = make.value("place", "permanence"), make.value("place", "bureau")
    for place in (old, kept, kept):
        make.intervention(happened_on=date(2021, 9, 3), place=place)
    lists.merge(author.id, old, kept)
    db.session.flush()
    figure = ask("interventions-lieux", *SEPTEMBER)
    assert counts(figure) == {"bureau": 3}
    assert any("« permanence » compte avec « bureau »" in note for note in figure.notes)


def test_one_person_marked_with_two_values_that_were_merged_counts_once():
    author = make.user()
    old, kept = make.value("theme", "toit"), make.value("theme", "logement")
    make.intervention(happened_on=date(2021, 9, 3), themes=[old, kept])
    lists.merge(author.id, old, kept)
    db.session.flush()
    figure = ask("interventions-thematiques", *SEPTEMBER)
    assert counts(figure) == {"logement": 1} and figure.totals[0] == 1


def test_a_retired_value_keeps_its_row_and_a_renamed_one_tells_its_old_name():
    author = make.user()
    place, theme = make.value("place", "vaccibus"), make.value("theme", "toit")
    make.intervention(happened_on=date(2021, 9, 3), place=place, themes=[theme])
    lists.retire(author.id, place)
    lists.rename(author.id, theme, "logement")
    db.session.flush()
    places, themes = ask("interventions-lieux", *SEPTEMBER), ask("interventions-thematiques")
    assert counts(places) == {"vaccibus": 1} and counts(themes) == {"logement": 1}
    assert "« vaccibus » n'est plus proposé, et garde sa ligne." in places.notes
    assert any("« logement » s'appelait « toit »" in note for note in themes.notes)


def test_a_commune_that_was_renamed_stays_one_row_and_tells_its_old_name():
    commune = make.commune(name="Molenbeek")
    make.action(date(2021, 9, 3), commune=commune)
    clock.clock.freeze(datetime(2021, 9, 20, 12, tzinfo=UTC))
    people.save_entry(commune, {"name": "Molenbeek-Saint-Jean", "postcode": commune.postcode})
    make.action(date(2021, 9, 4), commune=commune)
    db.session.flush()
    figure = ask("actions-par-commune", *SEPTEMBER)
    assert counts(figure) == {"Molenbeek-Saint-Jean": 2}
    assert "« Molenbeek-Saint-Jean » s'appelait « Molenbeek » jusqu'au 20/09/2021." in figure.notes


def test_activities_missions_zones_and_languages_tell_their_old_names_too():
    activity, mission = make.activity("Vélo"), make.mission("Prévention")
    area, language = make.neighbourhood(), make.language("Dari")
    make.action(
        date(2021, 9, 3), activity=activity, missions=[mission], neighbourhood=area,
        languages=[language],
    )  # fmt: skip
    area.zone.code = "91"
    db.session.flush()
    people.save_entry(area.zone, {"code": "92"})
    people.save_entry(language, {"name": "Persan"})
    activities.rename(activity, "À vélo")
    activities.rename(mission, "Santé")
    db.session.flush()
    for name, told in (
        ("actions-par-activite", "« À vélo » s'appelait « Vélo »"),
        ("actions-par-mission-et-mode", "« Santé » s'appelait « Prévention »"),
        ("actions-langues", "« Persan » s'appelait « Dari »"),
    ):
        assert any(told in note for note in ask(name, *SEPTEMBER).notes), name
    figure = ask("tableau-croise", *SEPTEMBER, lines="zone", across="activite")
    assert any("« Zone 92 » s'appelait « Zone 91 »" in note for note in figure.notes)


def test_what_was_renamed_before_the_days_that_are_counted_is_not_told():
    commune, theme = make.commune(name="Molenbeek"), make.value("theme", "toit")
    clock.clock.freeze(datetime(2019, 9, 20, 12, tzinfo=UTC))
    people.save_entry(commune, {"name": "Molenbeek-Saint-Jean", "postcode": commune.postcode})
    lists.rename(make.user().id, theme, "logement")
    clock.clock.freeze(datetime(2021, 11, 22, 12, tzinfo=UTC))
    make.action(date(2021, 9, 3), commune=commune)
    make.intervention(happened_on=date(2021, 9, 3), themes=[theme])
    for name in ("actions-par-commune", "interventions-thematiques"):
        assert "s'appelait" not in " ".join(ask(name, *SEPTEMBER).notes)


def test_an_entry_that_goes_leaves_no_name_to_the_one_that_takes_its_number():
    commune = make.commune(name="Molenbeek")
    people.save_entry(commune, {"name": "Moulenbeek", "postcode": commune.postcode})
    people.delete_entry(commune)
    db.session.flush()
    assert db.session.scalar(select(func.count()).select_from(Renaming)) == 0


def test_an_outing_counts_as_many_times_as_people_were_met():
    theme = make.value("theme", "Covid")
    outing = make.intervention(happened_on=date(2021, 9, 3), contacts=10, themes=[theme])
    db.session.flush()
    figure = ask("interventions-thematiques", *SEPTEMBER)
    assert counts(figure) == {"Covid": 1, "Non renseigné": 9}
    assert figure.totals[0] == outing.contacts


def test_a_hosts_figures_follow_the_assignments_of_that_day_and_two_sites_count_once():
    house, worker = make.organisation(), make.worker()
    for _site in range(2):
        make.assignment(worker=worker, site=make.site(organisation=house),
                        starts_on=date(2021, 9, 10), ends_on=date(2021, 9, 20))  # fmt: skip
    for day in (date(2021, 9, 9), date(2021, 9, 10), date(2021, 9, 20), date(2021, 9, 21)):
        make.intervention(worker=worker, happened_on=day)
    make.intervention(happened_on=date(2021, 9, 15))
    asked = {"organisation": house.id}
    assert ask("interventions-lieux", *SEPTEMBER, **asked).totals[0] == 2
    assert ask("interventions-thematiques", *SEPTEMBER, **asked).totals[0] == 2
    assert ask("interventions-lieux", *SEPTEMBER).totals[0] == 5


def test_places_narrow_interventions_by_their_neighbourhood():
    here = make.neighbourhood()
    make.intervention(happened_on=date(2021, 9, 3), neighbourhood=here)
    make.intervention(happened_on=date(2021, 9, 3))
    for asked in ({"neighbourhood": here.id}, {"zone": here.zone_id}, {"commune": here.commune_id}):
        for name in ("interventions-langues", "interventions-actes", "interventions-par-mois"):
            assert ask(name, *SEPTEMBER, **asked).totals[0] == 1


def test_a_filter_that_means_nothing_to_a_figure_changes_nothing_and_is_told():
    make.intervention(happened_on=date(2021, 9, 3))
    entry = catalogue.FIGURES["interventions-lieux"]
    answered = Desk(TEAM).answer(entry, Scope(*SEPTEMBER, mission=make.mission().id), whole=True)
    assert answered.figure.totals[0] == 1
    assert answered.ignored == ("mission",)


def test_actors_are_those_of_the_last_day_merged_ones_once_archived_ones_until_then():
    kept, absorbed = make.actor(), make.actor()
    absorbed.merged_into_id, absorbed.family_id = kept.id, kept.id
    gone = make.actor(removed_at=datetime(2021, 10, 5, tzinfo=UTC))
    make.actor()  # made today: not known then
    for actor in (kept, absorbed, gone):
        make.collaboration(actor=actor, first_contact_on=date(2021, 9, 3))
    db.session.flush()
    assert ask("acteurs-types", *SEPTEMBER).totals[0] == 2
    assert ask("acteurs-types", date(2021, 9, 1), date(2021, 10, 31)).totals[0] == 1
    october = by_key(ask("acteurs-types", date(2021, 10, 1), date(2021, 10, 31)))
    assert (october["count"], october["previous"]) == (1, 2)
    assert ask("acteurs-connus-par", *SEPTEMBER).totals[0] == 3


def test_relays_fail_under_the_service_that_was_kept():
    kept, absorbed = make.actor(name="Guichet"), make.actor(name="Comptoir")
    absorbed.merged_into_id, absorbed.family_id = kept.id, kept.id
    reason = make.value("relay_failure", "service saturé")
    for actor in (kept, absorbed):
        make.relay(actor=actor, opened_on=date(2021, 9, 3), state="failed", failure=reason)
    make.relay(organisation=make.organisation(name="Maison"), opened_on=date(2021, 9, 3),
               state="failed")  # fmt: skip
    db.session.flush()
    assert counts(ask("relais-saturation", *SEPTEMBER)) == {"Guichet": 2, "Maison": 1}
    assert counts(ask("relais-echecs", *SEPTEMBER)) == {"service saturé": 2, "Non renseigné": 1}
    assert counts(ask("relais-etats", *SEPTEMBER)) == {"Échoué": 3}


def test_the_months_of_a_question_by_month_come_to_the_whole():
    for n in range(40):
        day = date(2021, 7, 1) + timedelta(days=2 * n)
        make.intervention(happened_on=day, themes=[make.value("theme") for _ in range(n % 3)])
    asked = Scope(date(2021, 7, 1), date(2021, 9, 30))
    for name, entry in catalogue.FIGURES.items():
        if entry.about_people:
            months = answer(name, spans.monthly(asked, TEAM))
            whole = ask(name, asked.first, asked.last)
            assert sum(months.totals) == whole.totals[0], name
            assert len(months.columns) == 3, name


def test_nobody_outside_the_team_reads_how_hours_are_shared():
    for role in Role:
        entry = catalogue.find("partage-80-20", Reader(role, Visibility.TEAM))
        assert (entry is not None) == (role in COLLEAGUES)


def test_two_figures_of_one_question_read_what_they_share_once():
    asked = question(*SEPTEMBER)
    answer("interventions-thematiques", asked)
    marks = asked.read["marks"]
    answer("interventions-actes", asked)
    assert asked.read["marks"] is marks


def test_hosts_read_no_judgement_of_single_actions():
    host = Reader(Role.HOST, Visibility.HOSTS, 1)
    closed = {name for name in catalogue.FIGURES if catalogue.find(name, host) is None}
    assert closed == {
        "evaluations-tendances", "intervisions", "partage-80-20", "sorties-autres-langues",
        "tableau-croise", "tableau-croise-interventions",
    }  # fmt: skip


def test_evaluations_tell_of_those_that_are_done_and_of_how_many_were_held():
    for day, state, present in ((3, "done", 12), (4, "draft", 99), (5, None, 0)):
        occurrence = make.occurrence_of(make.action(date(2021, 9, day)))
        if state:
            db.session.add(Evaluation(
                occurrence_id=occurrence.id, state=state, present=present, satisfaction=3,
                participants_enough="yes",
            ))  # fmt: skip
    db.session.flush()
    people = by_key(ask("personnes-presentes", *SEPTEMBER))
    assert (people["present"], people["counted"], people["held"]) == (12, 1, 3)
    said = by_key(ask("evaluations-tendances", *SEPTEMBER))
    assert (said["evaluated"], said["held"], said["yes"], said["satisfaction"]) == (1, 3, 1, 3.0)


def test_evaluations_stand_beside_those_of_a_year_before_and_tell_of_the_period_before():
    for day, satisfaction in (
        (date(2021, 9, 3), 3), (date(2020, 9, 3), 2), (date(2020, 9, 4), 1), (date(2021, 8, 3), 4),
    ):  # fmt: skip
        held = make.occurrence_of(make.action(day))
        db.session.add(Evaluation(
            occurrence_id=held.id, state="done", satisfaction=satisfaction, organisation=1
        ))  # fmt: skip
    db.session.flush()
    figure = ask("evaluations-tendances", *SEPTEMBER)
    for said in (by_key(figure), by_key(figure, 0)):
        assert (said["satisfaction"], said["satisfaction_before"]) == (3.0, 1.5)
        assert (said["year_before"], said["organisation_before"]) == (2, 1.0)
    assert "Période précédente : 1." in figure.sentence


def test_shares_stand_beside_those_of_the_month_before_and_of_a_year_before():
    area = make.neighbourhood()
    workers = [make.worker() for _n in range(10)]
    for worker in workers:
        make.assignment(worker=worker, neighbourhood=area, starts_on=date(2020, 1, 1))
        for day, of_both in ((date(2021, 9, 3), 0), (date(2021, 8, 3), 1)):
            make.host_work(worker=worker, happened_on=day, minutes=60, also_mission=bool(of_both))
            make.intervention(worker=worker, happened_on=day, minutes=60)
    figure = ask("partage-80-20", *SEPTEMBER)
    said, before = by_key(figure), by_key(ask("partage-80-20", date(2021, 8, 1), date(2021, 8, 31)))
    assert said["project"] is not None and said["previous"] == before["project"]
    assert said["year_before"] is None  # nobody noted anything
    assert all(by_key(figure, n)["previous"] == said["previous"] for n in range(len(figure.rows)))


def test_languages_are_those_that_were_spoken_else_those_announced():
    arabic, turkish = make.language("arabe"), make.language("turc")
    spoken = make.occurrence_of(make.action(date(2021, 9, 3), languages=[turkish]))
    make.action(date(2021, 9, 4), languages=[turkish, arabic])
    make.action(date(2021, 9, 5))
    db.session.add(Evaluation(occurrence_id=spoken.id, state="done", languages=[arabic]))
    db.session.flush()
    figure = ask("actions-langues", *SEPTEMBER)
    assert counts(figure) == {"arabe": 2, "turc": 1, "Non renseigné": 1}
    assert figure.totals[0] == 3


def test_a_cross_table_answers_for_fields_that_it_does_not_know():
    make.action(date(2021, 9, 3))
    figure = ask("tableau-croise", *SEPTEMBER, lines="thematique", across="commune")
    assert figure.totals[0] == 1 and any("thematique" in note for note in figure.notes)
    itself = ask("tableau-croise", *SEPTEMBER, lines="commune", across="commune")
    assert itself.extra["lignes"] != itself.extra["colonnes"]


def test_actions_are_crossed_by_the_host_at_whose_sites_they_were():
    house = make.organisation(name="MM Neptune")
    here, there = (make.site(organisation=house, kind=kind) for kind in ("medical", "social"))
    for day, site in ((3, here), (4, there), (5, None)):
        make.action(date(2021, 9, day), site=site)
    figure = ask("tableau-croise", *SEPTEMBER, lines="hebergeur", across="type-hebergeur")
    assert counts(figure) == {"MM Neptune": 2, "Non renseigné": 1}
    assert f"hebergeur={house.id}" in figure.rows[0].url


def test_the_fields_of_a_cross_table_are_part_of_its_address():
    asked = scope.read({"lignes": "mois", "colonnes": "<script>"}, date(2021, 9, 1)).scope
    assert (asked.lines, asked.across) == ("mois", "")
    assert asked.params()["lignes"] == "mois" and asked.filters() == "lignes=mois"
