"""Quotas: places that are given away once, however many ask at the same moment.

Those of unlinked questionnaires are counted apart (`unlinked_quotas`). Of linked ones, places are taken by one UPDATE
that holds only while there are as many left, in the transaction that keeps the answers; the rows are taken in one
order, so that two who need the same ones never wait for each other.
"""

from collections.abc import Iterable, Mapping

from django.db.models import F

from azukari.core.forms.kinds import NotTaken
from azukari.features.questionnaires.models import Poll, QuotaCount
from azukari.features.questionnaires.route import applies
from azukari.features.questionnaires.shape import Answers, Questionnaire, Quota


class Full(NotTaken):
    """All places for answers such as these are taken; nothing was changed."""

    code = "full"


def counting(questionnaire: Questionnaire, answers: Answers) -> list[Quota]:
    """The quotas under which these answers fall."""
    return sorted((quota for quota in questionnaire.quotas if applies(quota.where, answers)), key=lambda q: q.slug)


def take_places(wanted: Mapping[tuple[str, Quota], int]) -> None:
    """Take so many places of each quota, by its questionnaire, in the caller's transaction, which ends if this fails.

    Raises:
        Full: there are not so many left.
    """
    for poll, quota in sorted(wanted, key=lambda place: (place[0], place[1].slug)):
        many = wanted[poll, quota]
        left = QuotaCount.objects.filter(poll_id=poll, quota=quota.slug, taken__lte=quota.most - many)
        if not left.update(taken=F("taken") + many):
            raise Full


def give_back(poll: str, quotas: Iterable[Quota]) -> None:
    """Give back a place of each, where the answers could not be kept after all."""
    for quota in quotas:
        QuotaCount.objects.filter(poll_id=poll, quota=quota.slug, taken__gt=0).update(taken=F("taken") - 1)


def prepare(poll: Poll, questionnaire: Questionnaire) -> None:
    """A row for each quota of a linked questionnaire, in the transaction that publishes; what is taken stays so."""
    rows = [QuotaCount(poll=poll, quota=quota.slug) for quota in questionnaire.quotas]
    QuotaCount.objects.bulk_create(rows, ignore_conflicts=True)
