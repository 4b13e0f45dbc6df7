"""The main pages, by who looks at them; `{date}` is a date of theirs.

Some are narrowed down: the same lines over and over would only cost time.
"""

PLACES: dict[str, list[str]] = {
    "nobody": ["/connexion", "/mot-de-passe-oublie", "/nulle-part"],
    "raq1": [
        "/",
        "/calendrier?commune=1",
        "/calendrier/semaine?commune=1",
        "/calendrier/liste?commune=1",
        "/calendrier/agenda",
        "/calendrier/a-evaluer",
        "/calendrier/actions/nouvelle",
        "/calendrier/dates/{date}",
        "/calendrier/dates/{date}/modifier",
        "/calendrier/dates/{date}/evaluer",
        "/calendrier/chiffres",
        "/abonnements",
        "/abonnements/nouveau?commune=1",
        "/annuaire",
        "/annuaire/moi",
        "/annuaire/1/modifier",
        "/compte",
        "/recherche-rapide?q=atelier",
    ],
    "ph1": ["/", "/hebergeur", "/calendrier?commune=1", "/calendrier/dates/{date}", "/abonnements"],
    "coordination": [
        "/",
        "/equipe",
        "/equipe/sites/ajouter",
        "/equipe/raq/1/quartiers/ajouter",
        "/equipe/quartiers",
        "/equipe/hebergeurs",
        "/equipe/listes",
        "/calendrier/a-evaluer?commune=1",
        "/calendrier/listes",
        "/comptes/heures",
        "/journal-des-acces",
    ],
    "recherche": ["/"],
    "admin": ["/", "/comptes", "/comptes/1", "/compte/second-facteur", "/equipe/inviter"],
}
