"""What planning hangs on a date: colleagues who joined bind it; wanting some does not."""

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from raqnet.calendar.hanging import Hanging
from raqnet.planning.models import Reinforcement, ReinforcementJoin


def _wanted(_count: int) -> str:
    return _("renfort demandé")


def _joined(count: int) -> str:
    return ngettext("%(num)d collègue l'a rejointe", "%(num)d collègues l'ont rejointe", count)


KINDS = (
    Hanging(Reinforcement.occurrence_id, select(Reinforcement.occurrence_id), _wanted, binds=False),
    Hanging(
        Reinforcement.occurrence_id,
        select(Reinforcement.occurrence_id).join(
            ReinforcementJoin, ReinforcementJoin.reinforcement_id == Reinforcement.id
        ),
        _joined,
        binds=True,
    ),
)
