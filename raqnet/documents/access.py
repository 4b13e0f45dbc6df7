"""What fewer people see than what it belongs to."""

from raqnet.calendar.access import narrowest
from raqnet.documents.models import Attachment


def is_narrower(document: Attachment, seen_by: str) -> bool:
    """Do fewer people see it than what is seen by these?"""
    return narrowest(document.visibility, seen_by) != seen_by
