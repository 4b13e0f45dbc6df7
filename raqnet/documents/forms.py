"""The forms of documents; they check shape only."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from raqnet.forms import BaseForm, line

CAPTION = _l("Ce qu'il montre")


class DocumentForm(BaseForm):
    """What a document shows; the file comes beside it."""

    version = HiddenField(default="")
    caption = line(CAPTION, 200)
