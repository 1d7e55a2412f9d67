"""Pictures of an issue: made anew, and served by this site."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from azukari.core.appearance.picture import made_anew, served
from azukari.features.magazine.models import Picture
from azukari.policy.terms import Actor

_SHOWN = 8


def add(raw: bytes, *, form: str, actor: Actor, now: datetime) -> Picture:
    """Keep the picture in a file.

    Raises:
        NotAPicture: it is none, is damaged, or too large.
    """
    picture = made_anew(Picture, raw, form=form, actor=actor, now=now)
    picture.save(force_insert=True)
    return picture


def newest(form: str) -> list[Picture]:
    """The pictures of a list that were added last, without what they show."""
    return list(Picture.objects.filter(form=form).defer("content").order_by("-added_at")[:_SHOWN])


@require_safe
def show(request: HttpRequest, lang: str, picture: UUID) -> HttpResponse:
    """One picture, which any mail program may show."""
    del request, lang
    return served(Picture, picture)
