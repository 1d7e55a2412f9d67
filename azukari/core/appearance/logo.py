"""A logo that comes in: taken apart and made anew, so that nothing but the picture is left.

An SVG goes through an allow-list (svg-hush); a bitmap is decoded and written again as PNG, which drops places, names
and whatever else a camera or a program had put into the file.
"""

import io
import re
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError
from py_svg_hush import filter_svg

from azukari.lib.coded_error import CodedError

MOST_BYTES = 100 * 1024
MOST_KEPT = 64 * 1024
_MOST_PIXELS = 4000 * 4000
_BOX = (640, 160)  # four times the height at which it is shown
_BITMAPS = ("PNG", "WEBP", "JPEG", "GIF")
_DRAWN = re.compile(rb"<(?:path|rect|circle|ellipse|line|polyline|polygon|text|use|g)[\s/>]")
_SIZED = re.compile(rb"<svg\b[^<>]*\b(?:viewBox|width)=")
_LEFT_OVER = re.compile(rb"(?i)javascript:|<(?:animate|set|script|foreignObject|iframe)|@import")
SVG, PNG = "image/svg+xml", "image/png"


class NotALogo(CodedError):
    """The file cannot be taken; ``code`` says why: ``size``, ``kind``, ``broken``, ``detail``."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that is safe to show."""

    content: bytes
    type: str


def logo(raw: bytes) -> Logo:
    """The picture in a file.

    Raises:
        NotALogo: it is too big, of another kind, damaged, or too detailed for a logo.
    """
    if not raw or len(raw) > MOST_BYTES:
        raise NotALogo("size")
    looks_like_svg = b"<svg" in raw[:2000] and raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"
    found = _svg(raw) if looks_like_svg else _bitmap(raw)
    if len(found.content) > MOST_KEPT:
        raise NotALogo("detail")
    return found


def _svg(raw: bytes) -> Logo:
    try:
        clean = bytes(filter_svg(raw, {}))
    except ValueError as error:
        raise NotALogo("broken") from error
    if not _SIZED.search(clean) or not _DRAWN.search(clean) or _LEFT_OVER.search(clean):
        raise NotALogo("broken")
    return Logo(clean, SVG)


def _bitmap(raw: bytes) -> Logo:
    try:
        with Image.open(io.BytesIO(raw), formats=_BITMAPS) as image:
            image.verify()  # WeasyPrint lets Pillow load what is cut off
        with Image.open(io.BytesIO(raw), formats=_BITMAPS) as image:
            if image.width * image.height > _MOST_PIXELS or min(image.size) < 8:
                raise NotALogo("size")
            image.load()
            picture = image.convert("RGBA")
    except UnidentifiedImageError as error:
        raise NotALogo("kind") from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NotALogo("broken") from error
    picture.thumbnail(_BOX, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return Logo(out.getvalue(), PNG)
