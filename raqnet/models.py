"""Every subject's models, for the mappers and the migrations."""

from raqnet.accounts import models as accounts
from raqnet.actors import models as actors
from raqnet.calendar import models as calendar
from raqnet.drafts import models as drafts
from raqnet.intervision import models as intervision
from raqnet.journal import models as journal
from raqnet.lists import models as lists
from raqnet.people import models as people
from raqnet.recordings import models as recordings
from raqnet.research import models as research
from raqnet.signals import models as signals
from raqnet.tables import models as tables

__all__ = [
    "accounts",
    "actors",
    "calendar",
    "drafts",
    "intervision",
    "journal",
    "lists",
    "people",
    "recordings",
    "research",
    "signals",
    "tables",
]
