"""Pictures that staff put on pages and into mails for everybody: decoded and written anew, so that nothing but the
picture is left, and served by this site.

Everybody gets a picture at the same address, so none can tell who looked at it (law 8).
"""

import io
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from PIL import Image, ImageOps, UnidentifiedImageError

from azukari.core.appearance.models import PictureRow
from azukari.core.ledger.events import actor_reference
from azukari.policy.terms import Actor

MOST_BYTES = 4 * 1024 * 1024
_MOST_PIXELS = 8000 * 6000
_BOX = (1200, 2400)  # twice the width at which an email shows it
_BITMAPS = ("PNG", "WEBP", "JPEG", "GIF")
WIDTHS = (480, 800, 1200)
"""In pixels, in which pages show a picture that fills them."""
MOST_WIDE = 90_000
"""Bytes of a picture in one of these widths, at most."""
_QUALITIES = (76, 60, 45, 30)
_CLOSED = "default-src 'none'; sandbox"
_FOREVER = "public, max-age=31536000, immutable"


class NotAPicture(Exception):
    """The file is no picture that can be shown."""


def made_anew[P: PictureRow](rows: type[P], raw: bytes, *, form: str, actor: Actor, now: datetime) -> P:
    """The picture in a file, as a row that is not saved yet.

    Raises:
        NotAPicture: it is none, is damaged, or too large.
    """
    picture = _opened(raw)
    picture.thumbnail(_BOX, Image.Resampling.LANCZOS)
    out, drawn = io.BytesIO(), picture.mode == "RGBA"
    if drawn:
        picture.save(out, "PNG", optimize=True)
    else:
        picture.save(out, "JPEG", quality=82, progressive=True)
    return rows(
        form=form,
        content=out.getvalue(),
        type="image/png" if drawn else "image/jpeg",
        width=picture.width,
        height=picture.height,
        added_by=actor_reference(actor),
        added_at=now,
    )


def served(rows: type[PictureRow], id: UUID) -> HttpResponse:
    """A picture as a file, which any page and any mail program may show.

    Raises:
        Http404: there is none.
    """
    picture = get_object_or_404(rows._default_manager, pk=id)
    return _answer(bytes(picture.content), picture.type)


def served_in_width(rows: type[PictureRow], id: UUID, width: int) -> HttpResponse:
    """The same as WebP, at most ``width`` pixels wide and `MOST_WIDE` bytes long.

    Raises:
        Http404: there is none, or not in this width.
    """
    if width not in WIDTHS:
        raise Http404
    picture = get_object_or_404(rows._default_manager, pk=id)
    return _answer(in_width(bytes(picture.content), width), "image/webp")


@lru_cache(maxsize=12)
def in_width(content: bytes, width: int) -> bytes:
    """A picture that `made_anew` wrote, as WebP, made small enough by its quality first, then by its size."""
    with Image.open(io.BytesIO(content), formats=_BITMAPS) as image:
        image.load()
        picture = image.copy()
    for part in range(10):
        picture.thumbnail((width * (10 - part) // 10, width * 2), Image.Resampling.LANCZOS)
        for quality in _QUALITIES:
            out = io.BytesIO()
            picture.save(out, "WEBP", quality=quality, method=4)
            if out.tell() <= MOST_WIDE:
                return out.getvalue()
    return out.getvalue()


def _answer(content: bytes, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Security-Policy"] = _CLOSED  # even if somebody opens the picture by itself
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = _FOREVER
    return response


def _opened(raw: bytes) -> Image.Image:
    """The picture upright, with transparency only where it has some."""
    if len(raw) > MOST_BYTES:
        raise NotAPicture
    try:
        with Image.open(io.BytesIO(raw), formats=_BITMAPS) as image:
            image.verify()
        with Image.open(io.BytesIO(raw), formats=_BITMAPS) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise NotAPicture
            image.load()
            upright = ImageOps.exif_transpose(image)
    except UnidentifiedImageError as error:
        raise NotAPicture from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NotAPicture from error
    return upright.convert("RGBA" if upright.has_transparency_data else "RGB")
