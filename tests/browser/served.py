"""The application as gunicorn serves it to the browser, on a day of the test's choosing.

The present is part of what these pages show: on a fixed day they show the same things every time.
The clock runs on from there, since sessions, drafts and changes have an order.
"""

import os
from datetime import UTC, datetime, timedelta

from raqnet import clock, create_app

SHIFT = timedelta(seconds=int(os.environ.get("RAQNET_TEST_SHIFT", "0")))


class ShiftedClock(clock.Clock):
    """Tells a time that is `SHIFT` away from the true one."""

    def exact(self) -> datetime:
        """The shifted instant, aware, in UTC."""
        return datetime.now(UTC) + SHIFT


clock.clock = ShiftedClock()
app = create_app()
