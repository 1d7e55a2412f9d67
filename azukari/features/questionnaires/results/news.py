"""Published results as news of the public first page: that there are some, and no number of them."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from azukari.core.forms.front_cards import MOST_NEWS, NewsLine
from azukari.features.questionnaires.publish import questionnaire_of
from azukari.features.questionnaires.results.models import Publication
from azukari.policy.terms import Policy


def news(policy: Policy, lang: str, now: datetime) -> list[NewsLine]:
    """The newest publications, one of each questionnaire. One query, and those for what nobody has read yet."""
    del policy
    found = Publication.objects.filter(published_at__lte=now).select_related("version").order_by("-published_at")
    newest: dict[str, NewsLine] = {}
    for each in found.defer("document", "counts", "version__document")[: 2 * MOST_NEWS]:
        title = questionnaire_of(each.version).title.get(lang, "")
        address = reverse("questionnaire-results", args=[lang, each.poll_id])
        newest.setdefault(each.poll_id, NewsLine(title, _("Published results"), address, each.published_at, lang))
    return list(newest.values())[:MOST_NEWS]
