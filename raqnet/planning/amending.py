"""The form of a new action filled in with what a host proposes (`?proposition=7`)."""

from typing import Any

from flask_babel import gettext as _

from raqnet.access import Principal
from raqnet.calendar.forms_when import hours_data
from raqnet.calendar.models import Action, Kind, Visibility
from raqnet.calendar.sources import Gone, Source
from raqnet.paths import as_id
from raqnet.planning import proposing
from raqnet.planning import queries_proposals as queries
from raqnet.planning.models import HostProposal, ProposalState

ARGUMENT = "proposition"


def _found(user: Principal, text: str, lock: bool = False) -> HostProposal | None:
    proposal_id = as_id(text)
    row = queries.find(user, proposal_id, lock) if proposal_id else None
    return row if row and row.state == ProposalState.OPEN else None


def fields(user: Principal, text: str) -> dict[str, Any] | None:
    """What the form starts with; None where nothing waits for this person's answer."""
    row = _found(user, text) if user.can("proposals.answer") else None
    if row is None:
        return None
    return {
        "kind": Kind.COLLECTIVE, "title": row.title, "aim": row.text, "audience": row.audience,
        "visibility": Visibility.HOSTS, "site": row.site_id, "place": row.site.name,
        "address": proposing.street(row.site), "commune": row.site.commune_id,
        **hours_data(row.starts_at, row.ends_at, row.all_day),
    }  # fmt: skip


def taken(user: Principal, text: str, action: Action) -> None:
    """The action is the answer. Errors: Gone."""
    row = _found(user, text, lock=True)
    if row is None:
        raise Gone(gone(user, text))
    proposing.become(user, row, action)


def gone(_user: Principal, _text: str) -> str:
    """What is said to who sends the form once it has its answer."""
    return _("Cette proposition a reçu sa réponse entre-temps. Enregistrer quand même en fera "
             "une action à part.")  # fmt: skip


SOURCE = Source(fields, taken, gone)
