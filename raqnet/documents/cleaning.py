"""What somebody brought, cleaned of what it tells: the file is what its content says, never its
name. The work is done in a process of its own (`child`), within bounds of memory and time.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from raqnet.documents.models import FileKind

MOST_BYTES = 10 * 1024 * 1024  # of a file, brought and kept
SECONDS = 40  # of patience: two may work at once
HERE = Path(__file__).parent


class Refused(ValueError):
    """It is not taken, for a reason in words."""


@dataclass(frozen=True)
class Cleaned:
    """What is left of a file, and its thumbnail (WebP) where it is a picture."""

    kind: FileKind
    content: bytes
    thumbnail: bytes | None
    width: int | None
    height: int | None
    pages: int | None


def clean(content: bytes) -> Cleaned:
    """The same picture or paper without what tells of people. Errors: Refused."""
    if len(content) > MOST_BYTES:
        raise Refused(_("Ce fichier dépasse 10 Mo : l'exporter plus petit."))
    kind = kind_of(content)
    if kind is None:
        raise Refused(_("Ce fichier n'est ni une image (JPEG, PNG, WebP) ni un PDF."))
    told, parts = _read(_run(kind, content))
    if "refused" in told:
        raise Refused(_words(told["refused"]))
    if len(parts[0]) > MOST_BYTES:
        raise Refused(_words("large"))
    thumbnail = parts[1] if len(parts) > 1 else None
    sizes = (told.get(name) for name in ("width", "height", "pages"))
    return Cleaned(kind, parts[0], thumbnail, *sizes)


def kind_of(content: bytes) -> FileKind | None:
    """What its first bytes say it is."""
    if content.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return FileKind.WEBP
    return FileKind.PDF if content.lstrip(b"\xef\xbb\xbf\r\n\t ")[:5] == b"%PDF-" else None


def _run(kind: FileKind, content: bytes) -> bytes:
    module, args = ("papers.py", []) if kind == FileKind.PDF else ("pictures.py", [kind.value])
    command = [sys.executable, "-I", str(HERE / "child.py"), str(HERE / module), *args]
    try:
        done = subprocess.run(  # noqa: S603 - our own module; what was brought is its input alone
            command, input=content, capture_output=True, timeout=SECONDS, check=True, env={}
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(_words("large")) from error
    except subprocess.CalledProcessError as error:
        raise Refused(_words("damaged")) from error
    return done.stdout


def _read(answer: bytes) -> tuple[dict[str, Any], list[bytes]]:
    head, _newline, rest = answer.partition(b"\n")
    told, parts = json.loads(head), []
    for size in told["sizes"]:
        parts.append(rest[:size])
        rest = rest[size:]
    return told, parts


def _words(reason: str) -> str:
    return {
        "large": _("Ce fichier est trop grand ou trop compliqué : l'exporter plus petit."),
        "locked": _("Ce PDF est protégé par un mot de passe : l'enregistrer sans protection."),
        "damaged": _("Ce fichier est abîmé : l'ouvrir, l'enregistrer à nouveau, puis le renvoyer."),
    }[reason]
