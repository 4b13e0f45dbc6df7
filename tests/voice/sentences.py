"""French sentences in plenty: no two turns say the same."""

import numpy as np

OPENINGS = (
    "La semaine dernière", "Hier matin", "Depuis le mois de mars", "Au début de l'hiver",
    "Quand je suis arrivée", "Ce jour-là", "Après la réunion", "Pendant la permanence",
    "Un jeudi après-midi", "Il y a deux ans", "Avant les vacances", "Vers midi", "En rentrant",
    "Tout de suite", "Comme chaque lundi", "À la fin du mois",
)  # fmt: skip
WHO = (
    "une dame du quartier", "le voisin du troisième", "un jeune homme", "la gardienne",
    "une collègue", "mon équipe", "le médecin de garde", "un groupe d'habitants", "la famille",
    "notre partenaire", "quelqu'un de la commune", "une mère de quatre enfants",
    "l'infirmière", "un monsieur âgé", "la directrice", "le service social",
)  # fmt: skip
DID = (
    "a frappé à la porte", "cherchait un logement", "ne voulait plus sortir",
    "m'a demandé de l'aide", "a perdu ses papiers", "refusait de parler",
    "est venue avec un courrier", "attendait depuis deux heures", "nous a beaucoup touchés",
    "a changé d'avis", "posait toujours la même question", "est partie sans rien dire",
    "voulait comprendre la facture", "a proposé un café", "pleurait dans le couloir",
    "organisait une fête dans la rue",
)  # fmt: skip
AND = (
    "et je ne savais pas quoi faire", "mais personne ne répondait", "puis tout s'est calmé",
    "alors nous avons cherché ensemble", "parce que le chauffage était coupé",
    "et ça m'a mise en colère", "donc j'ai téléphoné au bureau", "sans que je puisse l'aider",
    "et le groupe a bien réagi", "mais il fallait rester prudent",
    "pourtant la solution était simple", "et depuis, on se salue chaque jour",
    "car les horaires ne convenaient pas", "tandis que les autres écoutaient",
    "et je me demande encore pourquoi", "avant de trouver une place ailleurs",
)  # fmt: skip


def turn(random: np.random.Generator, sentences: int = 2) -> str:
    """What somebody says in one turn, about four seconds a sentence."""
    return " ".join(
        f"{_one(random, OPENINGS)}, {_one(random, WHO)} {_one(random, DID)}, {_one(random, AND)}."
        for _ in range(sentences)
    )


def _one(random: np.random.Generator, choices: tuple[str, ...]) -> str:
    return choices[int(random.integers(len(choices)))]
