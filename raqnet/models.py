"""Every subject's models, for the mappers and the migrations."""

from raqnet import outbox
from raqnet.accounts import models as accounts
from raqnet.actors import models as actors
from raqnet.calendar import models as calendar
from raqnet.documents import models as documents
from raqnet.drafts import models as drafts
from raqnet.intervision import models as intervision
from raqnet.journal import models as journal
from raqnet.lists import models as lists
from raqnet.outside import models as outside
from raqnet.people import models as people
from raqnet.planning import models as planning
from raqnet.public import models as public
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
    "outbox",
    "people",
    "documents",
    "outside",
    "planning",
    "public",
    "recordings",
    "research",
    "signals",
    "tables",
]
