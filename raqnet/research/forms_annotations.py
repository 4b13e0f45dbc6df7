"""The form of an annotation."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from raqnet.forms import BaseForm, day, line
from raqnet.research.models import Annotation

MOST = 120


class AnnotationForm(BaseForm):
    """Days and a short text."""

    version = HiddenField(default="0")
    text = line(_l("Ce qui a pesé"), MOST, required=True)
    starts_on = day(_l("Premier jour"), required=True)
    ends_on = day(_l("Dernier jour"))

    def details(self) -> dict[str, Any]:
        """What the service takes; one day alone where no other was given."""
        first = self.starts_on.data
        last = self.ends_on.data or first
        return {"starts_on": first, "ends_on": last, "text": self.text.data}


def data_of(row: Annotation) -> dict[str, Any]:
    """What the fields say of an annotation."""
    return {
        "version": str(row.version), "text": row.text,
        "starts_on": row.starts_on, "ends_on": row.ends_on,
    }  # fmt: skip
