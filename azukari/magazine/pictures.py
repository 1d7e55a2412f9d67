"""Pictures of an issue: decoded and written anew, so that nothing but the picture is left, and served by this site.

Everybody gets a picture at the same address, so none can tell who opened a mail (law 8).
"""

import io
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from PIL import Image, ImageOps, UnidentifiedImageError

from azukari.ledger.events import actor_reference
from azukari.magazine.models import Picture
from azukari.policy.terms import Actor

MOST_BYTES = 4 * 1024 * 1024
_MOST_PIXELS = 8000 * 6000
_BOX = (1200, 2400)  # twice the width at which a mail shows it
_BITMAPS = ("PNG", "WEBP", "JPEG", "GIF")
_SHOWN = 8
_CLOSED = "default-src 'none'; sandbox"
_FOREVER = "public, max-age=31536000, immutable"


class NotAPicture(Exception):
    """The file is no picture that can be shown."""


def add(raw: bytes, *, form: str, actor: Actor, now: datetime) -> Picture:
    """Keep the picture in a file.

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
    return Picture.objects.create(
        form=form,
        content=out.getvalue(),
        type="image/png" if drawn else "image/jpeg",
        width=picture.width,
        height=picture.height,
        added_by=actor_reference(actor),
        added_at=now,
    )


def newest(form: str) -> list[Picture]:
    """The pictures of a list that were added last, without what they show."""
    return list(Picture.objects.filter(form=form).defer("content").order_by("-added_at")[:_SHOWN])


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


@require_safe
def show(request: HttpRequest, lang: str, picture: UUID) -> HttpResponse:
    """One picture, which any mail program may show."""
    del request, lang
    found = Picture.objects.filter(id=picture).first()
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.content), content_type=found.type)
    response.headers["Content-Security-Policy"] = _CLOSED  # even if somebody opens the picture by itself
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = _FOREVER
    return response
