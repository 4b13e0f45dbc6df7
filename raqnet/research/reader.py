"""Who reads figures, what is counted for them, and what they may narrow figures down to."""

from dataclasses import dataclass, replace

from raqnet.access import Principal, Role
from raqnet.calendar.access import audience
from raqnet.calendar.models import Visibility
from raqnet.research.scope import Scope


@dataclass(frozen=True)
class Reader:
    """What a person's role means for figures; the team counts everything."""

    role: Role
    sees: Visibility
    organisation: int | None = None  # of a host

    @property
    def is_host(self) -> bool:
        """Do they read the project's totals and their own house's figures, and nothing else?"""
        return self.role == Role.HOST


def of(user: Principal) -> Reader:
    """The reader that a person is."""
    own = user.organisation_id if user.role == Role.HOST else None
    return Reader(user.role, audience(user), own)


def allowed(scope: Scope, reader: Reader) -> Scope:
    """The scope without what this reader may not narrow down to."""
    if not reader.is_host:
        return scope
    mine = scope.organisation is not None
    return replace(
        Scope(scope.first, scope.last), organisation=reader.organisation if mine else None
    )
