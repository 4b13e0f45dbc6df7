"""Two intervisions for the demo: one that is over, one that is ready to start; all invented."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from raqnet import clock
from raqnet.accounts.models import User
from raqnet.calendar.models import Action, Occurrence, Status, TeamKind
from raqnet.db import db
from raqnet.demo.load_people import Directory
from raqnet.intervision import closing, flipchart, live, moves, planning, seating, texts, voting
from raqnet.intervision.live import Live
from raqnet.intervision.models import Intervision, Seat, Template
from raqnet.intervision.script import StepKind

ANIMATORS = ("RAQ 1", "RAQ 9")
THERE = tuple(f"RAQ {number}" for number in (2, 3, 4, 5, 6, 7, 8, 11))
# How long each step lasted, against its plan.
PACES = (1.0, 1.2, 0.8, 1.0, 0.7, 1.1, 0.9, 1.3, 1.0, 0.8)


class Told(NamedTuple):
    """A case as it was told: who brought it, its line, what came of it."""

    owner: str
    title: str
    knot: str = ""
    synthesis: str = ""
    actions: tuple[tuple[str, int], ...] = ()  # what, in how many days


CASES = (
    Told(
        "RAQ 3", "On me demande de traduire des annonces graves, et je ne sais plus dire non.",
        "Ce n'est pas la langue qui pèse, c'est de rester avec l'émotion des gens.",
        "Je ne suis pas interprète : je peux proposer un service, et dire ce que cela me fait.",
        (("Demander au service d'interprétariat ses heures de permanence", 6),
         ("Préparer une phrase pour dire non sans fermer la porte", -2)),
    ),
    Told(
        "RAQ 6", "Un service partenaire ne répond plus, et les gens reviennent vers moi.",
        "J'ai peur de perdre la confiance des personnes que j'oriente.",
        "La saturation n'est pas ma faute. Je peux la faire remonter au lieu de la porter.",
        (("En parler à la coordination avec trois exemples, sans noms", 9),),
    ),
    Told("RAQ 2", "Mon hébergeur me confie des tâches qui ne sont pas les miennes."),
    Told("RAQ 8", "Après une maraude, je rentre avec l'impression de n'avoir servi à rien."),
)  # fmt: skip
EVALUATION = {
    "worked": "yes",
    "facts": "Deux cas en moins de deux heures ; l'inventaire a débordé de deux minutes.",
    "feelings": "Un cadre qui rassure. Le silence de la personne a été difficile, et utile.",
    "solutions": "Des tours de 45 secondes à l'inventaire quand le groupe dépasse huit personnes.",
    "consequences": "La prochaine fois, commencer par ce que sont devenues les lignes d'action.",
}
METAS = {"RAQ 4": "Une question vaut mieux qu'un conseil.", "RAQ 7": "Je ne suis pas seul·e."}


def load_intervisions(directory: Directory, today: date) -> None:
    """The session before today and the one after, on the team's own dates; none without them."""
    template = db.session.scalar(select(Template).order_by(Template.id).limit(1))
    before, after = (
        _date(Occurrence.ends_at < clock.day_start(today), latest=True),
        _date(Occurrence.starts_at >= clock.day_start(today), latest=False),
    )
    if template is None:
        return
    if before is not None:
        _finished(_planned(directory, template, before), directory, before)
    if after is not None:
        _planned(directory, template, after)


def _date(when: ColumnElement[bool], latest: bool) -> Occurrence | None:
    """The team's nearest intervision, or else its nearest collective day."""
    begins = Occurrence.starts_at.desc() if latest else Occurrence.starts_at
    dates = (
        select(Occurrence)
        .join(Action, Action.id == Occurrence.action_id)
        .where(
            Action.team_kind.in_((TeamKind.INTERVISION, TeamKind.COLLECTIVE_DAY)),
            Action.status != Status.CANCELLED, when,
        )
        .order_by((Action.team_kind == TeamKind.INTERVISION).desc(), begins)
        .options(joinedload(Occurrence.action))
        .limit(1)
    )  # fmt: skip
    return db.session.scalar(dates)


def _user(directory: Directory, name: str) -> User:
    return directory.workers[name].user


def _planned(directory: Directory, template: Template, on: Occurrence) -> Intervision:
    animators, people = ([_user(directory, name) for name in names] for names in (ANIMATORS, THERE))
    return planning.create(animators[0].id, on, planning.Plan(template, animators, people, 2))


def _finished(intervision: Intervision, directory: Directory, on: Occurrence) -> None:
    """Go through the whole way, as a group would have."""
    planning.open_room(intervision)
    room = live.find(intervision.id)
    assert room is not None
    seats = {name: seating.join(room, _user(directory, name), admitted=True) for name in THERE}
    db.session.flush()
    room.now = intervision.opened_at = on.starts_at
    _opening(room, seats)
    while room.step.kind != StepKind.EVALUATION:
        _step(room)
    moves.start(room)
    room.now += timedelta(minutes=4)
    for name, words in METAS.items():
        texts.write_meta(seats[name], words)
    closing.evaluate(room, **EVALUATION)
    closing.close(room)
    _tell(room, on.ends_at)


def _opening(room: Live, seats: dict[str, Seat]) -> None:
    """The framework, the inventory and the vote."""
    _step(room)
    for told in CASES:
        flipchart.add(room, told.title, seats[told.owner])
    db.session.flush()
    _step(room)
    for number, seat in enumerate(seats.values()):
        keys = [room.cases[0].key, room.cases[1 + number % 3 % 2].key]
        voting.cast(room, seat, dict.fromkeys(keys, 1))
    voting.close(room)


def _step(room: Live) -> None:
    """Let a step take its time, part by part, then go on."""
    moves.start(room)
    pace = PACES[room.stop.number % len(PACES)]
    parts = max(1, len(room.phases))
    for _ in range(parts):
        room.now += timedelta(milliseconds=room.planned_ms(room.stop) * pace / parts)
        moves.forward(room)
    db.session.flush()


def _tell(room: Live, when: datetime) -> None:
    """What was written of the chosen cases, and their owners' lines."""
    for case in room.chosen:
        text = texts.read_case(case)
        told = next(each for each in CASES if text and each.title == text.title)
        flipchart.rewrite(room, case, knot=told.knot, synthesis=told.synthesis)
        for what, days in told.actions:
            due = clock.today() + timedelta(days=days)
            flipchart.add_line(room, case, what, due)
        case.method = case.chosen or 1
    room.intervision.created_at = when - timedelta(days=10)
