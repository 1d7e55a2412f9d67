"""A round whose worker is killed in the middle asks everybody once."""

import pytest
from django.db import transaction

from azukari.core.consent.models import Grant
from azukari.core.database.rows import insert
from azukari.core.mail.models import Message
from azukari.features.reconsent import tend as tending
from azukari.features.reconsent.models import Asked, Round
from azukari.features.reconsent.tend import ASK_LETTER, find_batch, tend
from benchmarks.population import add
from tests.cast import NOW
from tests.charter.widened import publish_widened

PEOPLE = 25


class Killed(BaseException):
    """As a signal would: nothing catches it on the way."""


def _work() -> None:
    while find_batch(2, now=NOW, most=7) is not None:
        pass


@pytest.mark.django_db(transaction=True)
def test_each_batch_is_whole_or_not_there(charter, monkeypatch: pytest.MonkeyPatch):
    with transaction.atomic():
        add(range(PEOPLE), now=NOW)
    publish_widened(lambda d: d["purposes"]["membership"]["retention"].update(period="P2Y"), now=NOW)
    monkeypatch.setattr(tending, "BATCH", 7)
    left = iter([True, False, False])  # which of the inserts of mails, each behind those who are asked, are let through

    def interrupted(model, rows):
        if not next(left, True):
            raise Killed
        insert(model, rows)

    monkeypatch.setattr(tending, "insert", interrupted)
    for _ in range(2):
        with pytest.raises(Killed):
            _work()
        assert Asked.objects.count() == Message.objects.filter(kind=ASK_LETTER).count()
    tend(NOW)
    concerned = Grant.objects.filter(purpose="membership").values("person_id").distinct().count()
    assert concerned > 7
    assert Asked.objects.count() == concerned
    mails = list(Message.objects.filter(kind=ASK_LETTER).values_list("person_id", flat=True))
    assert len(mails) == len(set(mails)) == Asked.objects.exclude(state="unreachable").count()
    assert Round.objects.get().searched_at == NOW
