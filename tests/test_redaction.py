"""What is found in a text that may tell who somebody is, and what is left in peace."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from raqnet import clock, redaction
from raqnet.db import db
from raqnet.redaction import Gazetteer, Kind, find
from raqnet.redaction.kinds import RANK
from raqnet.redaction.words import FOLDER, bare
from tests import factories as make

NOBODY = Gazetteer()
TEAM = NOBODY.plus(
    [
        (
            Kind.PERSON,
            ["RAQ 3", "PH Arbre Vert", "Coordination", "Ulrike Wandschneider", "Jo Klee"],
        ),
        (Kind.HOST, ["MM Arbre Vert", "Les Amis d'Ailleurs", "Centre"]),
        (Kind.STREET, ["Rue du Zèbre"]),
        (Kind.NEIGHBOURHOOD, ["Quartier du Zèbre", "Chasse"]),
        (Kind.FIRST_NAME, ["Zéphyrine"]),
        (None, ["Vaccibus", "Grande Lessive"]),
    ]
)


def told(text: str, names: Gazetteer = NOBODY) -> list[tuple[str, str]]:
    return [(text[each.start : each.end], each.kind.value) for each in find(text, names)]


def only(text: str, names: Gazetteer = NOBODY) -> tuple[str, str]:
    (found,) = told(text, names)
    return found


# Figures --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number",
    [
        "85.07.30-033 28", "85.07.30-033.28", "85073003328", "850730-033-28", "850730 03328",
        "85 07 30 033 28", "85/07/30-033-28", "85.07.30/033.28", "85 073 003 328",
        "17.07.30-033.84",  # born after 1999
        "98.47.28-997.65", "98472899765",  # BIS: no Belgian residence
    ],
)  # fmt: skip
def test_a_national_number_is_found_in_any_usual_spelling(number):
    assert only(f"Son numéro est {number}, à vérifier") == (number, "national-number")


@pytest.mark.parametrize("number", ["85.07.30-033.29", "85073003327", "99.99.99-999.99"])
def test_a_mistyped_national_number_is_found_too(number):
    assert only(f"NN {number}.") == (number, "national-number")


@pytest.mark.parametrize("number", ["12 345 678 901", "1 2 3 4 5 6 7 8 9 0 1", "123456789012"])
def test_other_digits_are_no_national_number(number):
    assert told(f"Le compteur dit {number}") == []


@pytest.mark.parametrize(
    "account",
    [
        "BE68 5390 0754 7034", "BE68539007547034", "be68 5390 0754 7034", "BE68-5390-0754-7034",
        "BE69 5390 0754 7034",  # mistyped
        "FR76 3000 6000 0112 3456 7890 189", "NL91 ABNA 0417 1643 00",
    ],
)  # fmt: skip
def test_an_account_is_found_mistyped_or_not(account):
    assert only(f"Verser sur {account} pour le loyer") == (account, "iban")


@pytest.mark.parametrize(
    "phone",
    [
        "0470 12 34 56", "0470/12.34.56", "0470-123456", "0470123456", "0470 123 456",
        "+32 470 12 34 56", "+32470123456", "+32 (0)470 12 34 56", "0032 470 12 34 56",
        "02 123 45 67", "02/123.45.67", "021234567", "(02) 123 45 67", "010 12 34 56",
        "+212 6 12 34 56 78", "06 12 34 56 78",
    ],
)  # fmt: skip
def test_a_phone_number_is_found(phone):
    assert only(f"Rappeler au {phone} demain") == (phone, "phone")


def test_an_e_mail_address_is_found():
    assert only("Écrire à ada.lovelace+raq@exemple.be.") == ("ada.lovelace+raq@exemple.be", "email")


@pytest.mark.parametrize(
    "day",
    ["12/03/1987", "12-03-1987", "12.03.1987", "1/3/1987", "12/03/87", "12.03.87", "1987-03-12",
     "12 mars 1987", "1er mars 1987", "3 août 2001", "12 maart 1987", "12 sept. 1987"],
)  # fmt: skip
def test_a_whole_date_is_found(day):
    assert only(f"La personne est née le {day} à l'étranger") == (day, "date")


# Places ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "rue Haute 12", "rue Haute, 12", "Rue Haute n° 12", "rue Haute 12A", "rue Haute 12 bis",
        "12, rue Haute", "12 rue Haute", "rue de la poste 156", "avenue du Zèbre 88",
        "av. Voltaire 88", "chaussée de Haecht 100", "boulevard Anspach 1", "place du Jeu 3",
        "12 de la rue Haute", "rue haute 12",
        "square Marguerite 4", "quai au Bois 5", "drève du Zèbre 6", "clos du Zèbre 7",
        "allée Verte 8", "rue Jean Dupont 156/3", "Zebrastraat 12", "Zebralaan 5",
        "Zebraplein 3", "Zebrasesteenweg 100", "rue Haute 12-14",
    ],
)  # fmt: skip
def test_a_street_with_its_number_is_found(address):
    assert only(f"La famille habite {address} depuis juin") == (address, "address")


@pytest.mark.parametrize("address", ["1030 Schaerbeek", "1060 Saint-Gilles", "B-1050 Elsene"])
def test_a_postcode_with_its_commune_is_found(address):
    assert only(f"Le logement est à {address}.") == (address, "locality")


@pytest.mark.parametrize(
    ("text", "street"),
    [
        ("Stand place Flagey 14h", "place Flagey"),
        ("Stand place Flagey 10-12h", "place Flagey"),
        ("Stand place Flagey 14/09", "place Flagey"),
        ("Stand place Flagey 15 personnes", "place Flagey"),
        ("Stand place Flagey 14 septembre", "place Flagey"),
        ("Le mardi 14 place Flagey", "place Flagey"),
        ("De 10 à 12, place Flagey", "place Flagey"),
        ("Le bus 71 place Flagey", "place Flagey"),
    ],
)
def test_an_hour_a_date_or_a_count_is_no_house_number(text, street):
    assert only(text) == (street, "street")


@pytest.mark.parametrize(
    "place", ["pharmacie Zèbre", "maison médicale Zèbre", "parc Elisabeth", "école des Zèbres"]
)
def test_a_place_by_its_own_name_is_a_place_and_nobodys_name(place):
    assert only(f"Rendez-vous à la {place} demain") == (place, "place")


# Names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["M. Zorglub", "Mme Zorglub", "Mme. Zorglub", "Mlle Zorglub", "Monsieur Zorglub",
     "Madame Van den Zorg", "docteur Zorglub", "Dr Zorglub", "Mme ZORGLUB", "mevrouw Zorglub",
     "Madame El Zorglub"],
)  # fmt: skip
def test_a_title_and_a_name_are_found_together(name):
    assert only(f"{name} attend une réponse") == (name, "titled")


@pytest.mark.parametrize(
    "text", ["Mme B. attend", "M. K. et Mme X.", "Monsieur le juge", "Madame demande"]
)
def test_a_title_with_an_initial_or_alone_names_nobody(text):
    assert told(text) == []


@pytest.mark.parametrize(
    "text",
    ["Fatima attend", "Hier fatima attendait", "avec FATIMA hier", "Marie attend", "chez Marie",
     "chez Rose", "d'Ahmed", "Jean-Pierre attend", "Olena attend", "Mamadou attend"],
)  # fmt: skip
def test_a_common_first_name_is_found(text):
    assert only(text)[1] == "first-name"


@pytest.mark.parametrize(
    "text",
    ["Rose ou bleu ?", "Pierre après pierre.", "Une olive. Olive et pain.", "Grâce à eux",
     "un jean", "elle se marie", "Place Saint-Pierre", "à Saint Gilles", "Lien avec le quartier",
     "le site ALI"],
)  # fmt: skip
def test_a_name_that_is_a_word_too_is_left_in_peace_where_it_may_be_one(text):
    assert [kind for _words, kind in told(text) if kind == "first-name"] == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("On a vu Zorglub hier", "Zorglub"),
        ("Le fils de Zorglub", "Zorglub"),
        ("La famille Zorglub", "Zorglub"),
        ("Chez les Zorglub", "Zorglub"),
        ("Son mari (Zorglub) est parti", "Zorglub"),
        ("Nom : Zorglub", "Zorglub"),
        ("Avec Zorglub El Bidon hier", "Zorglub El Bidon"),
    ],
)
def test_a_capital_inside_a_sentence_may_be_a_name(text, name):
    assert only(text) == (name, "possible-name")


def test_names_that_follow_each_other_are_one():
    assert only("avec Fatima El Zorglub hier") == ("Fatima El Zorglub", "first-name")


# The gazetteer --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("vu ulrike wandschneider hier", ("ulrike wandschneider", "person")),
        ("Ulrike attend", ("Ulrike", "person")),
        ("Wandschneider attend", ("Wandschneider", "person")),
        ("zéphyrine attend", ("zéphyrine", "first-name")),
        ("à la MM Arbre Vert", ("MM Arbre Vert", "host")),
        ("les amis d’ailleurs", ("les amis d’ailleurs", "host")),
        ("dans la rue du Zèbre", ("rue du Zèbre", "street")),
        ("rue du Zèbre 12", ("rue du Zèbre 12", "address")),
        ("au quartier du Zèbre", ("quartier du Zèbre", "neighbourhood")),
    ],
)
def test_what_the_database_knows_is_found(text, found):
    assert only(text, TEAM) == found


@pytest.mark.parametrize(
    "text",
    ["RAQ 3 animera", "Les RAQ animent", "Coordination : à prévenir", "Le centre est ouvert",
     "Il part à la chasse", "Merci, Vaccibus !", "Le PH a prévenu", "Une grande Lessive"],
)  # fmt: skip
def test_a_code_a_function_or_a_known_word_is_nobodys_name(text):
    assert told(text, TEAM) == []


def test_a_name_may_be_told_over_two_kinds_and_the_more_telling_wins():
    assert only("Mme Ulrike Wandschneider", TEAM) == ("Mme Ulrike Wandschneider", "titled")
    assert only("Ulrike Wandschneider-Zorglub", TEAM)[1] == "person"


def test_more_names_leave_the_gazetteer_as_it_was():
    more = TEAM.plus([(Kind.FIRST_NAME, ["Barnabulle"])])
    assert only("Barnabulle attend", more) == ("Barnabulle", "first-name")
    assert told("Barnabulle attend", TEAM) == []


# What is left in peace ------------------------------------------------------------------------

ORDINARY = """
Douze personnes sont venues à la permanence, dont trois pour la première fois.
Rendez-vous au CPAS de Schaerbeek mardi 14 septembre à 10h30.
Rappeler l'ONEM et la mutualité avant vendredi.
La facture d'eau s'élève à 450 € et le plan de paiement court sur 12 mois.
Le logement est au 3e étage, sans ascenseur, boîte n° 5.
Il pleuvait : le stand a été déplacé sous le porche de la Maison médicale.
Une dame demande une aide pour remplir un formulaire du SPF Finances.
Nous avons distribué 150 masques et 80 dépliants de 10 à 12h.
Le Vaccibus était à Molenbeek, près du métro.
Difficulté : beaucoup de bruit, peu de chaises, micro en panne.
Suites : revoir l'affiche, prévenir la commune, réserver la salle polyvalente.
Prochaine rencontre mardi 14h, salle du rez-de-chaussée.
Plusieurs familles syriennes et deux Afghans ont demandé des cours de français.
Les Bruxelloises et Bruxellois sans mutuelle sont orientés vers Médecins du Monde.
Pendant le Ramadan, l'action commencera à 17 h au parc.
L'équipe de la STIB a prêté une table ; merci à Actiris pour les flyers.
Échanges en arabe, en turc, en dari et en tamazight.
À refaire en octobre, entre la Toussaint et Noël.
On a parlé du Covid, de la vaccination et du pass sanitaire.
Un groupe WhatsApp a été créé avec les habitant·e·s du quartier.
Contact pris avec Fedasil, la Croix-Rouge et le Samusocial.
Cureghem, Anderlecht et Saint-Gilles : trois arrêts, 45 minutes chacun.
Une jeune femme enceinte n'a plus de carte médicale depuis juin.
Il reste 2 places pour la formation du 23/11, de 9h à 12h30.
Une personne sans abri dort près de la gare du Nord ; le SMES est prévenu.
Travail avec l'école de devoirs pour les 6-12 ans.
Le Bourgmestre et l'Échevine de la Santé sont passés en fin de matinée.
Monsieur demande un rendez-vous ; Madame préfère un appel.
Trop de monde : prévoir 2 animateurs, 1 traductrice (dari/pachto) et 30 chaises.
Le bus 71 ne passait pas : 15 personnes en moins qu'au mois d'août.
Objectif 2027 : doubler les permanences du mercredi.
Bonne ambiance. Personne n'a été refusé. Rien à signaler.
Grâce à la maison de quartier, le café et le thé étaient offerts.
Lien avec le projet Bri-co et le comité de quartier à renforcer.
En attente d'une réponse de l'Office des étrangers (annexe 26).
La Région bruxelloise et la COCOM financent l'action jusqu'en décembre 2026.
- Prévoir un mégaphone
- Demander 200 € au fonds « Été solidaire »
PRÉVOIR PLUS DE MASQUES ET DE GEL
De 8h30 à 12h30, puis 13.00-16.00 : deux équipes de 3.
Le coût est de 1 250,50 € TTC, soit 104,20 € par mois, 0,35 € la copie.
Beaucoup de Roms et de Roumains parmi le public ; un interprète manquait.
Le Foyer Anderlechtois viendra au printemps.
Point info sur le tarif social (gaz, électricité).
Merci à toutes et tous ! À mardi.
Une maman solo avec 3 enfants (2, 5 et 9 ans) attend un logement AIS.
Température de 12,5° dans la salle ; 25 % de places vides.
La rue avec ses 12 commerces, la rue entre 10 et 12, en rue depuis 3 ans.
Bruxelles Environnement et Bruxelles Logement répondent (voir annexe).
Dossier OE 7 654 321, à suivre avec l'avocate pro deo.
""".strip().splitlines()


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_sentences_of_social_work_are_left_in_peace(text):
    assert [each for each in told(text, TEAM) if Kind(each[1]) not in redaction.PLACES] == []


# Any text -------------------------------------------------------------------------------------

PIECES = [
    "Mme", "M.", "de", "la", "El", "rue", "école", "Saint", "Fatima", "Zorglub", "RAQ", "12",
    "0470", "85.07.30", "BE68", "1030", "mars", "1987", "a@b", ".be", "-", "'", "’", "/", "\n", " ",
    "é", "•", "\u0301", "İ", "ß", "Ж", "中", "١٢", "😀", "\x00",
]  # fmt: skip
texts = st.text(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(text=texts | st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_findings_of_any_text_are_in_order_and_apart(text):
    found = find(text, TEAM)
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert all(one.end <= other.start for one, other in zip(found, found[1:], strict=False))


ENDLESS = [
    "a", "A", "1", "1 ", "1.", "04", "+1 ", "00", "a@", "a.", "@a.", "A-", "a'", "rue ", "rue de ",
    "Rue Haute 12, ", "Ecole ", "école de la ", "Mme de la ", "El ", "Fatima el ", "BE68 ",
    "12/03/", "12 mars ", "1030 ", "les Amis ", "Saint ", " ", "\n", "’", "é", "place 1 ",
]  # fmt: skip


@pytest.mark.parametrize("piece", ENDLESS)
def test_reading_takes_no_more_than_in_proportion(piece):
    """Four times as long a text takes some four times as long; squared, it would take sixteen."""

    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        best = 9e9
        for _turn in range(2):
            begun = time.process_time()
            find(text, TEAM)
            best = min(best, time.process_time() - begun)
        return best

    assert seconds(20_000) < 10 * max(seconds(5_000), 0.005)


def test_a_hundred_thousand_characters_are_read():
    text = ("Fatima est venue rue Haute 12, tél. 0470 12 34 56. " * 2000)[:100_000]
    assert len(find(text, TEAM)) > 5000


# The shipped lists ----------------------------------------------------------------------------


@pytest.mark.parametrize("file", ["first_names.txt", "words.txt"])
def test_a_shipped_list_says_nothing_twice_in_a_section(file):
    for section in re.split(r"^\[", (FOLDER / file).read_text(), flags=re.MULTILINE)[1:]:
        words = [
            bare(w) for line in section.splitlines()[1:] if line[:1] != "#" for w in line.split()
        ]
        assert sorted(words) == sorted(set(words))


def test_the_most_telling_kinds_come_first():
    assert RANK[Kind.NATIONAL_NUMBER] < RANK[Kind.ADDRESS] < RANK[Kind.PERSON] < RANK[Kind.PLACE]
    assert max(Kind, key=RANK.__getitem__) is Kind.POSSIBLE_NAME


# What the subjects bring ----------------------------------------------------------------------


def test_people_hosts_streets_and_neighbourhoods_come_from_the_database(app):
    make.worker(user=make.user(name="Ulrike Wandschneider"))
    make.user(name="RAQ 3")
    make.site(name="MM Arbre Vert", address="Rue du Zèbre 156, 1030 Schaerbeek")
    make.neighbourhood(name="Tournesols")
    make.activity("Grande Lessive")
    db.session.flush()
    known = redaction.gazetteer(app)
    assert only("avec Ulrike hier", known) == ("Ulrike", "person")
    assert only("à la MM Arbre Vert", known)[1] == "host"
    assert only("rue du zèbre", known)[1] == "street"
    assert only("aux Tournesols", known)[1] == "neighbourhood"
    assert told("avec Grande Lessive", known) == told("Les RAQ et RAQ 3 y vont", known) == []


def test_the_names_are_asked_again_after_some_minutes(app):
    assert told("Wandschneider attend", redaction.gazetteer(app)) == []
    make.user(name="Ulrike Wandschneider")
    db.session.flush()
    assert told("Wandschneider attend", redaction.gazetteer(app)) == []
    clock.clock.freeze(clock.now() + redaction.LASTS)
    assert only("Wandschneider attend", redaction.gazetteer(app))[1] == "person"
