"""Invented short texts for evaluations and hosts' comments; they name nobody."""

DIFFICULTIES = (
    "La pluie a vidé la rue pendant une heure.",
    "Le bruit autour du stand a gêné les échanges.",
    "Une langue manquait dans l'équipe ce jour-là.",
    "Les dépliants traduits sont arrivés en retard.",
    "Le lieu était difficile à trouver, faute de fléchage.",
    "Beaucoup de demandes individuelles, peu de temps pour chacune.",
    "L'horaire convenait mal aux personnes qui travaillent.",
    "La méfiance était forte au début, puis elle a baissé.",
    "Le matériel était trop lourd pour deux personnes.",
    "L'information officielle avait changé la veille.",
    "La file a découragé une partie du public.",
    "La connexion n'a pas tenu, les inscriptions ont attendu.",
    "Le local était trop petit pour parler à l'écart.",
    "Peu de personnes du quartier étaient au courant.",
    "Le partenaire attendu n'a pas pu se libérer.",
)
FOLLOW_UPS = (
    "Revenir au même endroit dans deux semaines.",
    "Appeler le service de logement pour confirmer deux relais.",
    "Imprimer des dépliants en arabe et en turc.",
    "Proposer un horaire en fin de journée.",
    "Partager les questions fréquentes avec l'équipe.",
    "Revoir le fléchage avec la commune.",
    "Inviter la maison médicale à la prochaine rencontre.",
    "Prévoir une personne de plus à l'accueil.",
    "Préparer une fiche illustrée, sans long texte.",
    "Remercier le lieu d'accueil et fixer une date.",
    "Demander à l'école d'afficher l'invitation.",
    "Faire remonter le manque de places à la coordination.",
    "Garder le thème choisi par le groupe pour la suite.",
    "Prévoir un coin calme pour les entretiens.",
)
COMMENTS = (
    "Merci à l'équipe, notre accueil en a beaucoup parlé.",
    "Belle participation de notre public, à refaire.",
    "Nos collègues ont apprécié la préparation commune.",
    "La salle a été rendue en ordre, merci.",
    "Nous avons orienté plusieurs personnes vers cette rencontre.",
    "Le moment était bien choisi pour notre public.",
)
REQUESTS = (
    "Serait-il possible de commencer une demi-heure plus tôt ?",
    "Pouvons-nous recevoir l'affiche pour notre salle d'attente ?",
    "Une version en néerlandais de l'invitation nous aiderait.",
    "Pourriez-vous annoncer la prochaine date à notre réunion d'équipe ?",
    "Nous aimerions qu'une personne de notre service participe.",
    "Pouvez-vous prévoir un contact pour les questions de logement ?",
)
