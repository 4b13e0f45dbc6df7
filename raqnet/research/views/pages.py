"""What the forms of research share: how they are shown, met by another version, undone."""

from typing import Any

from raqnet.forms import side_by_side
from raqnet.journal.views.pages import flash_undo, form_page, give_version
from raqnet.journal.views.writing import accepted, is_stale

__all__ = ["accepted", "flash_undo", "form_page", "is_stale", "meet"]


def meet(form: Any, theirs: Any, version: int) -> list[Any]:
    """Both versions field by field; saved again, the form goes on from the one it was shown."""
    form.validate()
    give_version(form, str(version))
    return side_by_side(form, theirs)
