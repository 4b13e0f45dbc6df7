"""A picture drawn anew: its pixels and nothing else (no place, no camera, no name, no profile).

Runs in a process of its own (`child`), hence knows nothing of the application.
"""

import io
from typing import Any

from PIL import Image, ImageCms, ImageOps

LONGEST = 4000  # pixels of a side: A4 at 300 points per inch has 3508
MOST_PIXELS = 50_000_000  # once it is unfolded
MOST_DECLARED = 200_000_000  # of a JPEG, which may be unfolded at a half or a quarter of its size
THUMBNAIL = 480
# Modes that are kept as they are; others are turned into colours, with or without transparency.
PLAIN = {"L", "RGB", "RGBA"}
WRITTEN: dict[str, dict[str, Any]] = {
    "jpeg": {"quality": 88, "optimize": True, "progressive": True},
    "png": {"optimize": True},
    "webp": {"quality": 88, "method": 4},
}

Told = dict[str, Any]


def clean(content: bytes, kind: str) -> tuple[Told, list[bytes]]:
    """What it is, and its bytes anew with a thumbnail; `refused` says why it is not taken."""
    Image.MAX_IMAGE_PIXELS = MOST_DECLARED
    try:
        with Image.open(io.BytesIO(content), formats=[kind.upper()]) as opened:
            if not _bearable(opened, kind):
                return {"refused": "large"}, []
            return _drawn(opened, kind)
    except Image.DecompressionBombError:
        return {"refused": "large"}, []
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, TypeError, IndexError):
        return {"refused": "damaged"}, []


def _bearable(image: Image.Image, kind: str) -> bool:
    """Is it small enough to be unfolded? Nothing but its head was read so far."""
    if kind == "jpeg":
        image.draft(None, (LONGEST, LONGEST))
    width, height = image.size
    return width * height <= MOST_PIXELS


def _drawn(opened: Image.Image, kind: str) -> tuple[Told, list[bytes]]:
    image = _plain(_in_srgb(ImageOps.exif_transpose(opened)), kind)
    image.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    small = image.copy()
    small.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS)
    told = {"width": image.width, "height": image.height}
    return told, [_bytes(image, kind), _bytes(small, "webp")]


def _in_srgb(image: Image.Image) -> Image.Image:
    """The colours that its profile meant, as a reader without profile shows them."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "CMYK"):
        return image
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, own, srgb, outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def _plain(image: Image.Image, kind: str) -> Image.Image:
    clear = image.mode in ("LA", "PA", "La", "RGBa") or "transparency" in image.info
    mode = image.mode if image.mode in PLAIN and "transparency" not in image.info else ""
    if image.mode.startswith("I") or image.mode == "F":
        mode = "L"
    plain = image.convert(mode or ("RGBA" if clear else "RGB"))
    if kind == "jpeg" and plain.mode == "RGBA":
        plain = plain.convert("RGB")
    plain.info = {}
    return plain


def _bytes(image: Image.Image, kind: str) -> bytes:
    written = io.BytesIO()
    image.save(written, kind.upper(), **WRITTEN[kind])
    return written.getvalue()
