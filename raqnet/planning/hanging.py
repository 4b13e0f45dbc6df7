"""What planning hangs on a date: colleagues who joined bind it, and approved hours once they are
worked. Wanting colleagues does not, nor what was decided of hours that are still to come: they go
with their date, and come back with it by undoing.
"""

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select, bindparam, select

from raqnet import clock
from raqnet.calendar.hanging import Hanging, Remembering
from raqnet.planning import reinforcing, remembering
from raqnet.planning.models import (
    ApprovalState,
    HourApproval,
    HourDecision,
    Reinforcement,
    ReinforcementJoin,
)


def _wanted(_count: int) -> str:
    return _("renfort demandé")


def _joined(count: int) -> str:
    return ngettext("%(num)d collègue l'a rejointe", "%(num)d collègues l'ont rejointe", count)


def _approved(_count: int) -> str:
    return _("heures approuvées")


_NOW = bindparam("worked_by", callable_=clock.now, type_=HourApproval.ends_at.type)
_DECIDED: Select[int] = select(HourApproval.occurrence_id).join(
    HourDecision, HourDecision.approval_id == HourApproval.id
)
_APPROVED = _DECIDED.where(HourDecision.state == ApprovalState.APPROVED)
KINDS = (
    Hanging(
        HourApproval.occurrence_id,
        _APPROVED.where(HourApproval.ends_at <= _NOW),
        _approved,
        binds=True,
    ),
    Hanging(
        HourApproval.occurrence_id,
        _APPROVED.where(HourApproval.ends_at > _NOW),
        _approved,
        binds=False,
        remembering=Remembering("hours", remembering.remember, remembering.put_back),
    ),
    Hanging(
        Reinforcement.occurrence_id,
        select(Reinforcement.occurrence_id),
        _wanted,
        binds=False,
        remembering=Remembering("reinforcement", reinforcing.remember, reinforcing.put_back),
    ),
    Hanging(
        Reinforcement.occurrence_id,
        select(Reinforcement.occurrence_id).join(
            ReinforcementJoin, ReinforcementJoin.reinforcement_id == Reinforcement.id
        ),
        _joined,
        binds=True,
    ),
)
