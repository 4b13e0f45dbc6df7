"""Who changes what about people: one's own sheet, or everything for the coordination."""

from raqnet.access import Principal


def can_edit_sheet(user: Principal, worker_id: int) -> bool:
    """Phone, languages, skills and absences: one's own, and anybody's for the coordination."""
    if user.can("people.edit"):
        return True
    return user.can("people.own") and user.worker_id == worker_id
