"""The demo's projects: the BRI-Co of the report's autumn as chains that are over, *With You* as one
that goes on; and the poster of its walks.
"""

import io
from datetime import date, timedelta

from PIL import Image, ImageDraw

from raqnet.calendar.models import Action
from raqnet.db import db
from raqnet.demo.load_people import Directory
from raqnet.documents import services as documents
from raqnet.documents.cleaning import Cleaned
from raqnet.documents.models import FileKind
from raqnet.planning import queries_projects, seeds_projects, services_projects
from raqnet.planning.models import Project, ProjectKind, ProjectTask

BRI_CO, WITH_YOU = "BRI-Co", "With You"
# Which step of its kind an activity's dates belong to.
STEPS = {
    "Bri-co : Comité de regard": 0,
    "Bri-co : marche exploratoire": 1,
    "Bri-co : sensibilisation et information": 2,
    "Bri-co : Officiel": 3,
}
WALKS = {"present-a-evaluer-with-you": 1, "present-with-you-parcours": 3}
PAPER, INK, BRICK = (250, 246, 238), (24, 32, 56), (156, 59, 37)


def load_projects(directory: Directory, made: dict[str, Action], today: date) -> None:
    """Everything of the projects."""
    seeds_projects.seed_kinds()
    kinds = {kind.name: kind for kind in queries_projects.kinds()}
    for commune in ("Schaerbeek", "Koekelberg"):
        _bri_co(kinds[BRI_CO], commune, directory, made)
    _with_you(kinds[WITH_YOU], directory, made, today)


def _bri_co(kind: ProjectKind, commune: str, directory: Directory, made: dict[str, Action]) -> None:
    here = directory.communes[commune].id
    actions = [
        action
        for key, action in made.items()
        if key.startswith("2021-") and action.commune_id == here
        and action.activity and action.activity.name in STEPS
    ]  # fmt: skip
    project = services_projects.begin(
        actions[0].author_id or 0, kind, name=f"BRI-Co {commune}, automne 2021",
        about="Trois jours ouverts pour parler de la vie du quartier, de la marche à la "
        "restitution.", visibility="hosts", neighbourhood_id=actions[0].neighbourhood_id,
    )  # fmt: skip
    for action in actions:
        step = project.steps[STEPS[action.activity.name]]  # type: ignore[union-attr]
        services_projects.bind(action, project.id, step.id)
    for task in _tasks(project):
        services_projects.set_done(task, True)
    services_projects.close(project)


def _with_you(
    kind: ProjectKind, directory: Directory, made: dict[str, Action], today: date
) -> None:
    worker = directory.workers["RAQ 6"]
    project = services_projects.begin(
        worker.user_id, kind, name="With You au Maritime", visibility="hosts",
        about="Des ours aux fenêtres, une carte, deux journées de promenade : se croiser et se "
        "dire bonjour.", neighbourhood_id=made["present-a-evaluer-with-you"].neighbourhood_id,
    )  # fmt: skip
    for key, step in WALKS.items():
        services_projects.bind(made[key], project.id, project.steps[step].id)
    first, second, *_rest = _tasks(project)
    services_projects.set_done(first, True)
    second.worker_id, second.due_on = worker.id, today + timedelta(days=5)
    _poster(made["present-with-you-parcours"], worker.user_id)


def _tasks(project: Project) -> list[ProjectTask]:
    rows = db.select(ProjectTask).where(ProjectTask.project_id == project.id)
    return list(db.session.scalars(rows.order_by(ProjectTask.position)))


def _poster(action: Action, author_id: int) -> None:
    sheet, small = _drawn(620, 877), _drawn(310, 438)
    cleaned = Cleaned(FileKind.PNG, _bytes(sheet, "PNG"), _bytes(small, "WEBP"), 620, 877, None)
    brought = documents.Brought(cleaned, "affiche-with-you.png", "L'affiche des promenades")
    documents.keep(brought, author_id, action.visibility, action.id)


def _drawn(width: int, height: int) -> Image.Image:
    """A bear at a window."""
    image = Image.new("RGB", (width, height), PAPER)
    draw, unit = ImageDraw.Draw(image), width / 20
    draw.rectangle([2 * unit, 3 * unit, 18 * unit, 20 * unit], INK)
    for x, y, radius in ((6.5, 9, 2.2), (13.5, 9, 2.2), (10, 13, 5.2)):
        box = [(x - radius) * unit, (y - radius) * unit, (x + radius) * unit, (y + radius) * unit]
        draw.ellipse(box, BRICK)
    for x in (8, 12):
        draw.ellipse([(x - 0.5) * unit, 11 * unit, (x + 0.5) * unit, 12 * unit], PAPER)
    draw.ellipse([9 * unit, 13 * unit, 11 * unit, 14.4 * unit], INK)
    draw.text((2 * unit, 22 * unit), "WITH YOU", INK, font_size=int(2.6 * unit))
    return image


def _bytes(image: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()
