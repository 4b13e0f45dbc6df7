"""Small PNG files: at most 256 colours, which is all that a page of text and lines needs."""

import struct
import zlib
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Sequence

from playwright.sync_api import Page

COLOURS = 256
# A browser reads its own pictures best: pixels as RGBA, row by row.
DECODE = """async (encoded) => {
  const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
  context.drawImage(bitmap, 0, 0);
  const pixels = context.getImageData(0, 0, bitmap.width, bitmap.height).data;
  let text = "";
  for (let at = 0; at < pixels.length; at += 32768)
    text += String.fromCharCode(...pixels.subarray(at, at + 32768));
  return [bitmap.width, bitmap.height, btoa(text)];
}"""


def reduce(page: Page, picture: bytes) -> bytes:
    """The same picture with a palette; `page` is any page without a policy, as about:blank."""
    width, height, encoded = page.evaluate(DECODE, b64encode(picture).decode())
    pixels = memoryview(b64decode(encoded)).cast("I")
    counted = Counter(pixels)
    palette = [colour for colour, _ in counted.most_common(COLOURS)]
    index = {colour: _nearest(colour, palette) for colour in counted}
    return _write(width, height, palette, bytes(map(index.__getitem__, pixels)))


def _channels(colour: int) -> tuple[int, int, int]:
    """Red, green, blue of a pixel that was read as one little-endian number."""
    return colour & 255, colour >> 8 & 255, colour >> 16 & 255


def _nearest(colour: int, palette: Sequence[int]) -> int:
    wanted = _channels(colour)

    def distance(place: int) -> int:
        return sum((a - b) ** 2 for a, b in zip(wanted, _channels(palette[place]), strict=True))

    return min(range(len(palette)), key=distance)


def _write(width: int, height: int, palette: Sequence[int], indexes: bytes) -> bytes:
    """PNG specification, third edition, 5.1 and 11.2: 8 bits a pixel, indexed, unfiltered."""
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    rows = (b"\0" + indexes[at : at + width] for at in range(0, len(indexes), width))
    colours = b"".join(bytes(_channels(colour)) for colour in palette)
    body = zlib.compress(b"".join(rows), 9)
    chunks = ((b"IHDR", header), (b"PLTE", colours), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
