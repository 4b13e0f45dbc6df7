"""What a person may load of people and places; lists are plain rows, sorted as people read.

A worker is at work until `left_on`; an assignment and an absence hold on both of their days.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, literal, or_, select
from sqlalchemy.orm import joinedload, selectinload

from raqnet import clock
from raqnet.access import Principal
from raqnet.accounts.models import User
from raqnet.db import Model, db
from raqnet.people.models import (
    Absence,
    Assignment,
    Commune,
    HostMember,
    Language,
    ListedValue,
    Neighbourhood,
    Organisation,
    Site,
    Skill,
    Worker,
    Zone,
    worker_languages,
    worker_skills,
)
from raqnet.people.rows import (
    AbsenceRow,
    CommuneRow,
    CoverRow,
    ListRow,
    Named,
    NeighbourhoodRow,
    SiteRow,
    TeamRow,
    TraitRow,
    WorkerRow,
    ZoneRow,
)
from raqnet.people.words import natural

Row = TypeVar("Row", bound=Model)

SHEET = (
    joinedload(Worker.user),
    selectinload(Worker.languages),
    selectinload(Worker.skills),
    selectinload(Worker.assignments).options(
        joinedload(Assignment.neighbourhood).joinedload(Neighbourhood.zone),
        joinedload(Assignment.neighbourhood).joinedload(Neighbourhood.commune),
        joinedload(Assignment.site).joinedload(Site.organisation),
    ),
)


# One row, for whoever may see it ---------------------------------------------------------------


def find_worker(user: Principal, worker_id: int) -> Worker | None:
    """A worker with all that their sheet shows, for the team."""
    if not user.can("directory.read"):
        return None
    return db.session.scalar(select(Worker).where(Worker.id == worker_id).options(*SHEET))


def find_assignment(user: Principal, assignment_id: int) -> Assignment | None:
    """An assignment, for the team."""
    if not user.can("directory.read"):
        return None
    worker = joinedload(Assignment.worker).joinedload(Worker.user)
    return db.session.scalar(
        select(Assignment).where(Assignment.id == assignment_id).options(worker)
    )


def find_absence(user: Principal, absence_id: int) -> Absence | None:
    """An absence, for the team."""
    if not user.can("directory.read"):
        return None
    return db.session.scalar(select(Absence).where(Absence.id == absence_id))


def find_entry(user: Principal, model: type[Row], entry_id: int) -> Row | None:
    """A place, a host or an entry of a list, for whoever edits them."""
    if not user.can("people.edit"):
        return None
    return db.session.get(model, entry_id)


# Workers ---------------------------------------------------------------------------------------


def at_work(on: date) -> ColumnElement[bool]:
    """Only the workers who have not left by this day."""
    return or_(Worker.left_on.is_(None), Worker.left_on >= on)


def in_force(on: date) -> ColumnElement[bool]:
    """Only the assignments that hold on this day."""
    return and_(
        Assignment.starts_on <= on, or_(Assignment.ends_on.is_(None), Assignment.ends_on >= on)
    )


def workers(on: date | None = None) -> list[WorkerRow]:
    """The workers at work on a day; without a day, everyone who ever was."""
    query = select(Worker.id, Worker.user_id, User.name, Worker.phone, Worker.left_on).join(
        User, User.id == Worker.user_id
    )
    return _named(WorkerRow, query.where(at_work(on)) if on else query)


def workers_choices(on: date | None = None, keep: Collection[int] = ()) -> list[tuple[int, str]]:
    """Workers to choose from: at work on the day (today), and `keep`, who are already chosen."""
    on = on or clock.today()
    return [
        (row.id, row.name)
        for row in workers()
        if row.left_on is None or row.left_on >= on or row.id in keep
    ]


def worker_names() -> dict[int, str]:
    """Every worker's name, those who left included."""
    query = select(Worker.id, User.name).join(User, User.id == Worker.user_id)
    return {row.id: row.name for row in db.session.execute(query)}


def absences_between(worker_ids: Iterable[int] | None, first: date, last: date) -> list[AbsenceRow]:
    """The absences that touch these days (both included); None asks for all workers."""
    query = (
        select(Absence.id, Absence.worker_id, Absence.starts_on, Absence.ends_on)
        .where(Absence.starts_on <= last, Absence.ends_on >= first)
        .order_by(Absence.starts_on, Absence.id)
    )
    if worker_ids is not None:
        query = query.where(Absence.worker_id.in_(list(worker_ids)))
    return [AbsenceRow(*row) for row in db.session.execute(query)]


def cover(on: date) -> list[CoverRow]:
    """Who covers what on a day; a worker without a neighbourhood has a row of their own."""
    query = (
        select(
            Worker.id,
            User.name,
            Worker.phone,
            Assignment.neighbourhood_id,
            Site.name.label("site"),
            Organisation.name.label("organisation"),
        )
        .join(User, User.id == Worker.user_id)
        .outerjoin(Assignment, and_(Assignment.worker_id == Worker.id, in_force(on)))
        .outerjoin(Site, Site.id == Assignment.site_id)
        .outerjoin(Organisation, Organisation.id == Site.organisation_id)
        .where(at_work(on))
    )
    rows = [CoverRow(*row) for row in db.session.execute(query)]
    return sorted(rows, key=lambda row: natural(row.worker))


def traits(on: date) -> list[TraitRow]:
    """The languages and skills of everyone at work on a day, in the order of their lists."""
    languages_ = _traits(Language, worker_languages, worker_languages.c.language_id, on)
    skills_ = _traits(Skill, worker_skills, worker_skills.c.skill_id, on)
    rows = [TraitRow(*row) for row in db.session.execute(languages_.union_all(skills_))]
    return sorted(rows, key=lambda row: (row.position, natural(row.name)))


def _traits(model: Any, table: Any, column: Any, on: date) -> Any:
    return (
        select(
            literal(model.__tablename__).label("kind"),
            table.c.worker_id,
            model.id,
            model.name,
            model.position,
            model.retired_at.is_not(None).label("retired"),
        )
        .join(table, column == model.id)
        .join(Worker, Worker.id == table.c.worker_id)
        .where(at_work(on))
    )


def site_team(organisation_id: int, on: date) -> list[TeamRow]:
    """Who works from which site of a host on a day, for the host's page."""
    query = (
        select(Site.id, Site.name, Worker.id, User.name, Neighbourhood.name)
        .join(Assignment, Assignment.site_id == Site.id)
        .join(Neighbourhood, Neighbourhood.id == Assignment.neighbourhood_id)
        .join(Worker, Worker.id == Assignment.worker_id)
        .join(User, User.id == Worker.user_id)
        .where(Site.organisation_id == organisation_id, in_force(on), at_work(on))
    )
    covered: dict[tuple[int, str, int, str], list[str]] = {}
    for site_id, site, worker_id, worker, neighbourhood in db.session.execute(query):
        covered.setdefault((site_id, site, worker_id, worker), []).append(neighbourhood)
    absences = absences_between({who[2] for who in covered}, on, on)
    away = {row.worker_id: row.ends_on for row in sorted(absences, key=lambda row: row.ends_on)}
    rows = [
        TeamRow(*who, tuple(sorted(names, key=natural)), who[2] in away, away.get(who[2]))
        for who, names in covered.items()
    ]
    return sorted(rows, key=lambda row: (natural(row.site), natural(row.worker)))


# Places and hosts ------------------------------------------------------------------------------


def zones() -> list[ZoneRow]:
    """Every zone."""
    return _named(ZoneRow, select(Zone.id, Zone.code))


def communes() -> list[CommuneRow]:
    """Every commune."""
    return _named(CommuneRow, select(Commune.id, Commune.name, Commune.postcode))


def neighbourhoods() -> list[NeighbourhoodRow]:
    """Every neighbourhood."""
    query = (
        select(
            Neighbourhood.id,
            Neighbourhood.name,
            Zone.id.label("zone_id"),
            Zone.code,
            Commune.id.label("commune_id"),
            Commune.name.label("commune"),
        )
        .join(Zone, Zone.id == Neighbourhood.zone_id)
        .join(Commune, Commune.id == Neighbourhood.commune_id)
    )
    return _named(NeighbourhoodRow, query)


def neighbourhood_choices() -> list[tuple[int, str]]:
    """Every neighbourhood to choose from."""
    return [(row.id, row.name) for row in neighbourhoods()]


def organisations() -> list[Named]:
    """Every host organisation."""
    return _named(Named, select(Organisation.id, Organisation.name))


def sites() -> list[SiteRow]:
    """Every site of every host."""
    query = (
        select(
            Site.id,
            Site.name,
            Organisation.id.label("organisation_id"),
            Organisation.name.label("organisation"),
            Site.kind,
            Site.address,
            Commune.id.label("commune_id"),
            Commune.name.label("commune"),
        )
        .join(Organisation, Organisation.id == Site.organisation_id)
        .join(Commune, Commune.id == Site.commune_id)
    )
    return _named(SiteRow, query)


def member_counts() -> dict[int, int]:
    """How many people of each host have an account, by organisation."""
    return Counter(db.session.scalars(select(HostMember.organisation_id)))


# Lists -----------------------------------------------------------------------------------------


def languages(active: bool = True, keep: Collection[int] = ()) -> list[ListRow]:
    """The languages in their order; the retired ones too with `active=False` or when in `keep`."""
    return _listed(Language, active, keep)


def skills(active: bool = True, keep: Collection[int] = ()) -> list[ListRow]:
    """The skills in their order; the retired ones too with `active=False` or when in `keep`."""
    return _listed(Skill, active, keep)


def _listed(model: type[ListedValue], active: bool, keep: Collection[int]) -> list[ListRow]:
    query = select(model.id, model.name, model.retired_at).order_by(model.position, model.id)
    rows = [ListRow(id_, name, at is not None) for id_, name, at in db.session.execute(query)]
    return [row for row in rows if not (active and row.retired) or row.id in keep]


def _named(row_type: Any, query: Any) -> list[Any]:
    rows = [row_type(*row) for row in db.session.execute(query)]
    return sorted(rows, key=lambda row: natural(row.name))
