"""What tests of imports do again and again: bring, look, take."""

import io
import re
from typing import Any


def brought(client: Any, kind: str, content: bytes | str) -> str:
    """The address of a table that was brought."""
    data = content.encode() if isinstance(content, str) else content
    file = (io.BytesIO(data), "table.csv")
    answer = client.post(f"/tables/{kind}/importer", data={"file": file})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def states(client: Any, path: str) -> dict[str, str]:
    """What each line of the first page is, by its number in the file."""
    page = client.get(path)
    assert page.status_code == 200
    return dict(re.findall(r'<li value="(\d+)" class="is-(\w+)"', page.text))


def take(client: Any, path: str, **decided: str) -> str:
    """Confirm; what the next page says."""
    answer = client.post(f"{path}/confirmer", data=decided, follow_redirects=True)
    assert answer.status_code == 200
    return str(answer.text)
