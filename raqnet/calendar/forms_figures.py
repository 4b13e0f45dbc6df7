"""The period of which one asks the figures."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Form

from raqnet import clock
from raqnet.forms import day


class FiguresForm(Form):
    """Two days in the address, both counted; it changes nothing, hence no token."""

    du = day(_l("Du"))
    au = day(_l("Au"))

    def period(self) -> tuple[date, date]:
        """The days asked for, in order; this civil year to date where nothing readable was."""
        today = clock.today()
        if not self.validate():
            return today.replace(month=1, day=1), today
        first, last = self.du.data, self.au.data
        last = last or max(today, first or today)
        first = first or last.replace(month=1, day=1)
        return min(first, last), max(first, last)

    @property
    def reversed(self) -> bool:
        """Does the last day come before the first?"""
        days: list[Any] = [self.du.data, self.au.data]
        return all(days) and days[1] < days[0]
