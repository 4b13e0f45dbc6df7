"""Who may do what: roles, the vocabulary of permissions, and the mark that every route carries.

A route names one permission (or says that it is public); the gate in `auth.py` refuses a route
that names none. What a permission means for one row (mine, my organisation's) is told by the
`access.py` of its subject.
"""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


class Role(enum.StrEnum):
    """What a person is in the project."""

    RAQ = "raq"
    HOST = "host"
    COORDINATION = "coordination"
    RESEARCH = "research"
    ADMIN = "admin"


EVERYONE = frozenset(Role)
TEAM = frozenset({Role.RAQ, Role.COORDINATION, Role.RESEARCH, Role.ADMIN})
FIELD = frozenset({Role.RAQ, Role.COORDINATION})
COLLEAGUES = frozenset({Role.RAQ, Role.COORDINATION, Role.RESEARCH})

PERMISSIONS: dict[str, frozenset[Role]] = {
    "account.own": EVERYONE,  # my account, my sessions, my drafts
    "accounts.manage": frozenset({Role.ADMIN}),  # invite, reset, disable
    "audit.read": frozenset({Role.COORDINATION}),
    "hours.grant": frozenset({Role.COORDINATION}),  # who may approve working hours
    "directory.read": TEAM,
    "people.own": FIELD,  # one's own phone, languages, skills, absences; the coordination's: all
    "people.edit": frozenset({Role.COORDINATION}),
    "lists.edit": frozenset({Role.COORDINATION}),  # themes, places, types …
    "tables.own": FIELD,  # a file that one has brought, until it is taken in
    "actors.read": EVERYONE,  # the shared sheets; hosts see no worker's own sheet
    "actors.write": FIELD,
    "actors.own": frozenset({Role.RAQ}),  # one's own sheet on working with an actor
    "actors.import": frozenset({Role.COORDINATION}),
    "actors.export": TEAM,
    "calendar.read": EVERYONE,  # what its visibility shows to one's role
    "calendar.comment": EVERYONE,
    "calendar.write": FIELD,  # one's own actions; the coordination's: all
    "documents.read": EVERYONE,  # those of an action or a project that one sees
    "documents.write": FIELD,  # of one's own actions and projects; the coordination's: all
    "hours.own": frozenset({Role.RAQ}),  # one's own recovery balance
    "hours.approve": frozenset({Role.COORDINATION}),  # and those of the team to whom it was granted
    "reinforcement.join": frozenset({Role.RAQ}),
    "projects.read": EVERYONE,  # hosts: those that are shared with them
    "projects.write": FIELD,
    "projects.kinds": frozenset({Role.COORDINATION}),  # the templates
    "zones.watch": frozenset({Role.COORDINATION}),  # where nothing is planned, who left work behind
    "proposals.write": frozenset({Role.HOST}),
    "proposals.answer": FIELD,  # a RAQ: those of their own zone
    "outside.own": FIELD,  # bring calendars, follow outside ones
    "public.own": frozenset({Role.RAQ}),  # what one shows of oneself to anybody
    "public.host": frozenset({Role.HOST, Role.COORDINATION}),  # show a host's actions elsewhere
    "evaluation.read": frozenset({Role.RAQ, Role.COORDINATION, Role.RESEARCH}),
    "evaluation.write": FIELD,
    "journal.own": frozenset({Role.RAQ}),  # one's own interventions, relays, hours
    "journal.groups": frozenset({Role.COORDINATION, Role.RESEARCH}),  # hours of five and more
    "starting.read": frozenset({Role.RESEARCH}),  # its author reads it by `journal.own`
    "starting.switch": frozenset({Role.COORDINATION}),
    "figures.read": COLLEAGUES | {Role.HOST},  # hosts: theirs and the project's, small cells hidden
    "figures.host_month": frozenset({Role.HOST, Role.COORDINATION}),  # one's own; any house's
    "figures.discuss": COLLEAGUES,  # annotate, comment, move a figure's standing, write reports
    "figures.extract": frozenset({Role.RESEARCH}),  # anonymous rows as a data package
    "placements.write": COLLEAGUES,  # where actions stand between collective and community
    "signals.write": COLLEAGUES,  # signal, say "seen here too", read what became of it
    "signals.carry": frozenset({Role.COORDINATION}),  # group, send, record the answer
    "feeds.own": EVERYONE,
    "host.page": frozenset({Role.HOST}),
    "intervision.join": COLLEAGUES,  # plan, join, and lead where one was chosen for it
    "intervision.templates": frozenset({Role.COORDINATION}),
    "intervision.figures": frozenset({Role.COORDINATION}),  # numbers, never content
    "recordings.own": COLLEAGUES,  # those that hold one's voice: withdraw
    "recordings.review": FIELD,  # of sessions where one was
    "recordings.hear": frozenset({Role.RESEARCH}),  # released files alone
    "recordings.oversee": frozenset({Role.COORDINATION}),  # numbers, who took what; erase it
}

# Policies that are no permission of a role.
PUBLIC = "public"
SECOND_FACTOR = "second-factor"  # signed in, the second factor still owed
# Signed in with `intervision.join`, or a guest whose browser holds the secret of a seat; which
# seat, and whether it is let in, is for the view to ask.
SEAT = "seat"


class Forbidden(Exception):
    """The person is known and may not do this."""


@dataclass(frozen=True)
class Principal:
    """The person behind a request: what one query of the session tells."""

    id: int
    session_id: int
    name: str
    email: str
    role: Role
    locale: str
    approves_hours: bool
    organisation_id: int | None
    worker_id: int | None
    awaits_second_factor: bool
    has_second_factor: bool
    token: str = ""

    is_active = True
    is_anonymous = False
    is_authenticated = True

    def get_id(self) -> str:
        """What Flask-Login keeps in the cookie: the session's token."""
        return self.token

    def can(self, permission: str) -> bool:
        """Does my role hold this permission, or was it granted to me?"""
        granted = permission == "hours.approve" and self.approves_hours and self.role in TEAM
        return granted or self.role in PERMISSIONS[permission]


def public(view: View) -> View:
    """Open this route to anybody."""
    view.policy = PUBLIC  # type: ignore[attr-defined]
    return view


def keyed(view: View) -> View:
    """Open this route to anybody, and never look at their session (a key may be in its path)."""
    view.sessionless = True  # type: ignore[attr-defined]
    return public(view)


def reading(view: View) -> View:
    """Say that this route reads, though words are sent to it; it writes within `db.writing`."""
    view.reads = True  # type: ignore[attr-defined]
    return view


def beside(view: View) -> View:
    """Say that this is asked while somebody types: their page is never left for it."""
    view.beside = True  # type: ignore[attr-defined]
    return view


def require(permission: str) -> Callable[[View], View]:
    """Open this route to the roles that hold `permission`."""
    if permission not in (SECOND_FACTOR, SEAT) and permission not in PERMISSIONS:
        raise KeyError(permission)

    def mark(view: View) -> View:
        view.policy = permission  # type: ignore[attr-defined]
        return view

    return mark


def policy_of(view: Any) -> str | None:
    """The policy that a route declares; None when it forgot to."""
    return getattr(view, "policy", None)


def ensure(allowed: bool) -> None:
    """Go on only where this is allowed."""
    if not allowed:
        raise Forbidden
