"""Names that stand for rows in one extract: the same row has another name in the next one."""

import hmac
from hashlib import sha256

LENGTH = 16  # hexadecimal characters


class Pseudonyms:
    """Names out of a key of the extract's own; no id of the database can be told from them."""

    def __init__(self, secret: str, extract_id: int) -> None:
        self._key = hmac.digest(secret.encode(), f"extract:{extract_id}".encode(), "sha256")

    def of(self, kind: str, id_: int | None) -> str | None:
        """The name of a row; none of nothing."""
        if id_ is None:
            return None
        return hmac.new(self._key, f"{kind}:{id_}".encode(), sha256).hexdigest()[:LENGTH]
