"""Every subject's models, for the mappers and the migrations."""

from raqnet.accounts import models as accounts
from raqnet.calendar import models as calendar
from raqnet.drafts import models as drafts
from raqnet.intervision import models as intervision
from raqnet.people import models as people
from raqnet.recordings import models as recordings

__all__ = ["accounts", "calendar", "drafts", "intervision", "people", "recordings"]
