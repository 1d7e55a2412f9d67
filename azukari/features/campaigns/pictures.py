"""Pictures on the page of a campaign: each stands in the text, in every language, with words for those who do not see
it. They come from this site alone.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from azukari.core.appearance.picture import made_anew, served
from azukari.features.campaigns.models import CampaignPage, CampaignPicture
from azukari.policy.terms import Actor

OURS = re.compile(r"/[a-z-]{2,8}/campaigns/picture/[0-9a-f-]{36}")
_LINE = r"\n*!\[(?:\\.|[^\]\\])*\]\(/[a-z-]{2,8}/campaigns/picture/%s\)"


def put_on_page(raw: bytes, words: Mapping[str, str], *, form: str, actor: Actor, now: datetime) -> CampaignPicture:
    """Keep the picture in a file, and put it below the text of each language that has words for it.

    Raises:
        NotAPicture: it is none, is damaged, or too large; nothing was changed.
    """
    picture = made_anew(CampaignPicture, raw, form=form, actor=actor, now=now)
    with transaction.atomic():
        picture.save(force_insert=True)
        page = _held(form, now)
        for lang, said in words.items():
            page.body[lang] = f"{page.body.get(lang, '').rstrip()}\n\n{line(picture.pk, said, lang)}".lstrip()
        page.save()
    return picture


def take_off(id: UUID, *, form: str, now: datetime) -> None:
    """Delete a picture, and take it out of the text."""
    with transaction.atomic():
        if not CampaignPicture.objects.filter(id=id, form=form).delete()[0]:
            return
        page = _held(form, now)
        page.body = {lang: re.sub(_LINE % id, "", text).strip() for lang, text in page.body.items()}
        page.save()


def on_page(form: str) -> list[CampaignPicture]:
    """The pictures of a campaign, the newest first, without what they show."""
    return list(CampaignPicture.objects.filter(form=form).defer("content").order_by("-added_at", "-id"))


def line(id: UUID, words: str, lang: str) -> str:
    """A picture as it stands in a text."""
    said = re.sub(r"([\\\[\]])", r"\\\1", " ".join(words.split()))
    return f"![{said}](/{lang}/campaigns/picture/{id})"


def _held(form: str, now: datetime) -> CampaignPage:
    CampaignPage.objects.get_or_create(form=form, defaults={"changed_at": now})
    page = CampaignPage.objects.select_for_update().get(form=form)
    page.changed_at = now
    return page


@require_safe
def show(request: HttpRequest, lang: str, picture: UUID) -> HttpResponse:
    """One picture."""
    del request, lang
    return served(CampaignPicture, picture)
