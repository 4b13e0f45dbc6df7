"""The form under a figure: a comment, which may move its standing."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.fields.choices import SelectChoice

from raqnet.forms import BaseForm, OneOf, paragraph
from raqnet.research.models import Discussion, Standing

MOST = 1000
STANDINGS: dict[str, Any] = {
    Standing.DRAFT: _l("Brouillon"),
    Standing.DISCUSSED: _l("Discuté en restitution"),
    Standing.VALIDATED: _l("Validé"),
    Standing.CONTESTED: _l("Contesté"),
}


class RemarkForm(BaseForm):
    """A word, and where the figure stands from now on."""

    version = HiddenField(default="1")
    text = paragraph(_l("Un mot sur ce chiffre"), MOST, required=True)
    standing = OneOf(
        _l("État de la figure"),
        [
            SelectChoice("", _l("Le laisser comme il est")),
            *map(SelectChoice, STANDINGS, STANDINGS.values()),
        ],
        default="",
    )

    @property
    def moves_to(self) -> Standing | None:
        """The standing that was chosen, if any."""
        return Standing(self.standing.data) if self.standing.data in STANDINGS else None


def version_of(discussion: Discussion | None) -> str:
    """Of what one has read: a discussion that has not begun is a draft, as all begin."""
    return str(discussion.version) if discussion else "1"
