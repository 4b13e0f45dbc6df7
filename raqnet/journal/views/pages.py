"""What the journal's pages share."""

from raqnet.access import Forbidden, Principal
from raqnet.auth import principal


def worker() -> tuple[Principal, int]:
    """The person behind the request, and their number as a worker. Errors: Forbidden."""
    user = principal()
    if user.worker_id is None:
        raise Forbidden
    return user, user.worker_id
