"""Campaigns on the public first page: a card for each with its count, its picture, and the newest news."""

import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from azukari.core.appearance.picture import WIDTHS, served_in_width
from azukari.core.forms.front_cards import MOST_NEWS, Card, CardPicture, NewsLine
from azukari.features.campaigns.models import CampaignPage, CampaignPicture, CampaignUpdate
from azukari.features.campaigns.public import ShownCampaign, campaigns, impersonal
from azukari.policy.terms import FormKind, Policy

_PICTURE = re.compile(r"!\[((?:\\.|[^\[\]\\])*)\]\(/[a-z-]{2,8}/campaigns/picture/([0-9a-f-]{36})\)")


def cards(policy: Policy, lang: str, now: datetime) -> list[Card]:
    """Those that can be signed, and those that are over with their final count. Six queries, however many."""
    shown = [one for one in campaigns(policy, lang, now=now) if one.verdict or one.final]
    if not shown:
        return []
    found = _pictures([one.form.slug for one in shown], lang)
    return [
        Card(
            one.title,
            one.lead,
            reverse("campaign", args=[lang, one.form.slug]),
            "seal",
            state=_state(one),
            form=one.form.slug,
            picture=found.get(one.form.slug),
        )
        for one in shown
    ]


def _state(one: ShownCampaign) -> str:
    """The count as the page of the campaign shows it."""
    if one.count is None:
        return ""
    if one.goal and not one.final:
        return _("%(count)s of %(goal)s signatures") % {"count": f"{one.count:,}", "goal": f"{one.goal:,}"}
    return ngettext("%(count)s signature", "%(count)s signatures", one.count) % {"count": f"{one.count:,}"}


def _pictures(slugs: list[str], lang: str) -> Mapping[str, CardPicture]:
    """The first picture in the text of each campaign. Two queries."""
    named: dict[str, tuple[UUID, str]] = {}
    for page in CampaignPage.objects.filter(form__in=slugs):
        if first := _PICTURE.search(page.body.get(lang, "")):
            named[page.form] = (UUID(first[2]), re.sub(r"\\(.)", r"\1", first[1]))
    rows = CampaignPicture.objects.defer("content").in_bulk([id for id, _words in named.values()])
    return {slug: _as_card(rows[id], words, lang) for slug, (id, words) in named.items() if id in rows}


def _as_card(row: CampaignPicture, words: str, lang: str) -> CardPicture:
    widths = tuple(width for width in WIDTHS if width < row.width)
    wide = next((width for width in WIDTHS if width >= row.width), WIDTHS[-1])
    whole = reverse("campaign-picture", args=[lang, row.pk])
    return CardPicture(whole, (*widths, wide), row.width, row.height, words, whole)


def news(policy: Policy, lang: str, now: datetime) -> list[NewsLine]:
    """The newest news of campaigns. One query."""
    slugs = [form.slug for form in policy.forms_of(FormKind.CAMPAIGN)]
    found = CampaignUpdate.objects.filter(form__in=slugs, sent_at__lte=now).order_by("-sent_at")[:MOST_NEWS]
    lines = []
    for update in found:
        spoken = lang if lang in update.subjects else next(iter(update.subjects), "")
        if spoken:
            address, title = reverse("campaign", args=[lang, update.form]), impersonal(update.subjects[spoken])
            lines.append(NewsLine(title, _("News of a campaign"), address, update.sent_at, spoken))
    return lines


@require_safe
def picture(request: HttpRequest, lang: str, picture: UUID, width: int) -> HttpResponse:
    """One picture in one width."""
    del request, lang
    return served_in_width(CampaignPicture, picture, width)
