"""Pictures that staff put on pages and into mails for everybody: decoded and written anew, so that nothing but the
picture is left, and served by this site.

Everybody gets a picture at the same address, so none can tell who looked at it (law 8).
"""

import io
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from PIL import Image, ImageOps, UnidentifiedImageError

from azukari.core.appearance.models import PictureRow
from azukari.core.ledger.events import actor_reference
from azukari.policy.terms import Actor

MOST_BYTES = 4 * 1024 * 1024
_MOST_PIXELS = 8000 * 6000
_BOX = (1200, 2400)  # twice the width at which an email shows it
_BITMAPS = ("PNG", "WEBP", "JPEG", "GIF")
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
    response = HttpResponse(bytes(picture.content), content_type=picture.type)
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
