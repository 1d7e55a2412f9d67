"""Questionnaires on the public first page: a card for each that takes answers of everybody."""

from datetime import datetime

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from azukari.core.forms.front_cards import Card
from azukari.features.questionnaires.models import Poll, Version
from azukari.features.questionnaires.open import open_to_all
from azukari.features.questionnaires.publish import questionnaire_of
from azukari.lib.day import in_words
from azukari.policy.terms import Policy

_MOST = 3


def cards(policy: Policy, lang: str, now: datetime) -> list[Card]:
    """The newest that are open, three at most. Two queries, and those for questionnaires that nobody has read yet."""
    polls = list(open_to_all(now).annotate(newest=Max("versions__number")).order_by("-changed_at")[:_MOST])
    numbers = {poll.slug: poll.newest for poll in polls}
    found = Version.objects.filter(poll__in=polls, number__in={*numbers.values()} - {None}).defer("document")
    versions = {version.poll_id: version for version in found if version.number == numbers[version.poll_id]}
    return [_card(poll, versions[poll.slug], policy, lang) for poll in polls if poll.slug in versions]


def _card(poll: Poll, version: Version, policy: Policy, lang: str) -> Card:
    state = ""
    if poll.closes_at:
        state = _("Open until %(date)s") % {"date": in_words(policy.organisation.day(poll.closes_at), lang)}
    title = questionnaire_of(version).title
    address = reverse("questionnaire", args=[lang, poll.slug])
    return Card(title.get(lang, ""), "", address, "form", state=state, form=poll.form)
