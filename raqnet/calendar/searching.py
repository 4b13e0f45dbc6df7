"""What a search finds an action by."""

from raqnet.calendar.models import Action
from raqnet.text import fold


def refresh_search(action: Action) -> None:
    """Fold what a search reads: the action's own words and its activity's name."""
    activity = action.activity.name if action.activity else ""
    words = (action.title, activity, action.place, action.address, action.audience, action.aim)
    action.search_text = fold(" ".join(word or "" for word in words))[:6000]
