"""The kinds of projects that a new instance starts with; the coordination edits them afterwards."""

from typing import NamedTuple

from sqlalchemy import select

from raqnet.calendar.models import Activity
from raqnet.db import db
from raqnet.planning.models import ProjectKind, ProjectKindStep
from raqnet.text import fold


class Step(NamedTuple):
    """A step of a chain; `activity` is taken where the list has one that begins so."""

    title: str
    activity: str = ""
    times: int = 1
    note: str = ""
    tasks: tuple[str, ...] = ()


KINDS: dict[str, tuple[str, tuple[Step, ...]]] = {
    "BRI-Co": (
        "Un lieu d'accueil ouvert trois jours aux habitant·es d'un quartier pour parler de ce qui "
        "s'y vit, préparé et suivi par un comité de regard.",
        (
            Step(
                "Comité de regard", "Bri-co : Comité de regard", 2,
                "Associations, commune, habitant·es ; il veille aux réparations.",
                ("Inviter le comité", "Choisir le lieu d'accueil avec le comité"),
            ),
            Step(
                "Marche exploratoire", "Bri-co : marche exploratoire", 1,
                "Une visite du quartier et une première lecture de ses réalités.",
                ("Tracer le parcours",),
            ),
            Step(
                "Sensibilisation", "Bri-co : sensibilisation", 2,
                "Faire savoir les trois jours, en rue et chez les partenaires.",
                ("Imprimer l'affiche et le dépliant", "Les porter chez les acteurs du quartier"),
            ),
            Step(
                "Trois jours ouverts, restitution le troisième", "Bri-co : Officiel", 3,
                "Café et thé à toute heure, repas à midi ; la parole est notée dans des carnets et "
                "rendue le troisième jour devant le comité.",
                ("Prévoir les repas", "Répartir l'animation", "Préparer carnets et affiches"),
            ),
            Step(
                "Réparations", "", 1, "Les réunions du comité de réparations.",
                ("Dire aux habitant·es ce qui a été réparé",),
            ),
        ),
    ),
    "With You": (
        "Une promenade dans le quartier à la recherche d'ours en peluche, dessinés ou peints que "
        "les habitant·es mettent à leur fenêtre : se croiser, se reconnaître, se dire bonjour.",
        (
            Step("Rencontres avec les acteurs locaux", "", 3,
                 "Écoles, écoles de devoirs, AMO, comités de quartier, commune.",
                 ("Dresser la liste des partenaires", "Convenir d'une date avec la commune")),
            Step("Ours aux fenêtres", "", 2, "Ateliers où les habitant·es font leur ours.",
                 ("Rassembler le matériel",)),
            Step("Carte et codes QR", "", 1, "",
                 ("Placer les ours sur la carte", "Imprimer les affiches et leurs codes QR")),
            Step("Promenades", "", 2, "", ("Rappeler les partenaires la veille",)),
            Step("Retour avec les habitant·es et les partenaires", "", 1),
        ),
    ),
}  # fmt: skip


def seed_kinds() -> int:
    """Add what is missing; returns how many kinds are new."""
    known = set(db.session.scalars(select(ProjectKind.name)))
    activities = list(db.session.scalars(select(Activity).where(Activity.retired_at.is_(None))))
    missing = [name for name in KINDS if name not in known]
    for name in missing:
        about, steps = KINDS[name]
        rows = [_row(position, step, activities) for position, step in enumerate(steps)]
        db.session.add(ProjectKind(name=name, about=about, steps=rows))
    db.session.flush()
    return len(missing)


def _row(position: int, step: Step, activities: list[Activity]) -> ProjectKindStep:
    named = fold(step.activity)
    found = next((a for a in activities if named and fold(a.name).startswith(named)), None)
    return ProjectKindStep(
        position=position, title=step.title, activity_id=found.id if found else None,
        times=step.times, note=step.note, tasks="\n".join(step.tasks),
    )  # fmt: skip
