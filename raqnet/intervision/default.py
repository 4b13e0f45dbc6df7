"""The nine steps of the report (annex 3, pages 49-51) with their opening, as a template's data."""

from raqnet.intervision.script import Script, Speaks, Step, StepKind

NAME = "Les neuf étapes"
RULES = (
    "Le minimum de structure nécessaire.",
    "Confiance et sécurité : ce qui se dit ici reste ici.",
    "Bienveillance et honnêteté.",
    "Nous participons à égalité.",
    "La personne qui apporte un cas est au centre, les autres se mettent à son service.",
    "Personne n'est interrompu : la parole tourne.",
    "Chaque personne limite son temps pour laisser de la place aux autres.",
    "Parler en « je ».",
    "L'animation peut rappeler ces règles : elle est garante de la méthode.",
)
STEPS = (
    Step(
        StepKind.OPENING, "Préalable", 0, Speaks.ANIMATION,
        "Bienvenue. Posons le cadre : ce qui se dit ici reste ici. J'assure le temps et le cadre, "
        "et je peux rappeler les règles. Est-ce que tout le monde se sent prêt ?",
        "Lire les règles. L'enregistrement pour la recherche n'a lieu que si tout le monde "
        "est d'accord.",
    ),
    Step(
        StepKind.INVENTORY, "Inventaire des cas", 10, Speaks.ROUND,
        "En une minute au plus, la bande-annonce d'une situation vécue pour laquelle je cherche "
        "une piste. Qu'est-ce que je vis dans mon travail et que je souhaite amener ici ?",
        "Une situation réelle et concrète. Noter une ligne par personne, sans nom.",
        turn_seconds=60,
    ),
    Step(
        StepKind.CHOICE, "Choix", 3, Speaks.SILENCE,
        "En silence, chaque personne pose deux croix, sur un cas ou sur deux.",
        "Les critères : l'urgence et l'importance pour la personne, la charge émotionnelle, "
        "l'intérêt pour tout le monde.",
    ),
    Step(
        StepKind.STORY, "Récit", 5, Speaks.OWNER,
        "Raconte l'essentiel, avec un exemple concret. Il y aura un temps pour les questions.",
        "Personne n'interrompt.",
        shared=20, per_case=True,
    ),
    Step(
        StepKind.QUESTIONS, "Questions de clarification", 10, Speaks.QUESTIONS,
        "Quelles questions de fait nous aident à mieux comprendre la situation ?",
        "Une question de clarification n'est pas un avis. Veiller à la qualité des questions.",
        shared=20, per_case=True,
    ),
    Step(
        StepKind.REFRAMING, "Reformulation", 5, Speaks.TOGETHER,
        "Avec l'aide du groupe : où est le vrai nœud pour toi, maintenant ?",
        "Seulement si c'est nécessaire. Vérifier que le nœud est clair pour la personne "
        "qui apporte le cas.",
        shared=20, per_case=True, optional=True,
    ),
    Step(
        StepKind.ANALYSIS, "Analyse en groupe", 20, Speaks.OTHERS,
        "Voir par ses yeux, poser des questions, faire miroir, partager son propre vécu, "
        "et peut-être une piste.",
        "L'objectif : que la personne y voie plus clair et découvre de nouvelles ressources.",
        turn_seconds=60, per_case=True,
    ),
    Step(
        StepKind.SYNTHESIS, "Synthèse, plan d'action", 5, Speaks.OWNER,
        "Qu'est-ce que tu vois autrement ? Avec quoi repars-tu, que vas-tu faire ?",
        "Vérifier que les choses sont devenues plus claires. Noter quoi, et pour quand.",
        per_case=True,
    ),
    Step(
        StepKind.META, "Retour méta", 10, Speaks.ROUND,
        "En une minute au plus : avec quoi je repars, ce que j'ai appris.",
        turn_seconds=60,
    ),
    Step(
        StepKind.EVALUATION, "Évaluation collective", 5, Speaks.EVERYONE,
        "Est-ce que cela a bien fonctionné ? Qu'est-ce qui peut aller mieux la prochaine fois ?",
        "Décrire les faits, exprimer les ressentis, proposer des solutions, dire les conséquences "
        "et conclure. Rester concret et utile.",
    ),
)  # fmt: skip
SCRIPT = Script(STEPS, RULES)
