"""P21: a list for one's own work is no way out either: without act, purpose, living right and training nothing goes."""

import pytest
from django.utils import timezone

from azukari.core.accounts.models import User
from azukari.core.consent.models import Grant
from azukari.core.ledger.models import Pending
from azukari.core.vault.models import ListLine
from azukari.features.exports.events import LIST_FETCHED
from azukari.features.exports.models import ExportState, ListExport
from azukari.policy.terms import Answer, Verdict
from azukari.shells.staff.events import ACT_REFUSED
from tests.console import desks
from tests.console.exported import ASKED, PEOPLE, fetched, ordered, put_together, table


@pytest.fixture
def clerk(db: None) -> User:
    desks.publish()
    return desks.staff("membership")


def test_whoever_lacks_the_act_is_refused_and_it_is_recorded(clerk: User):
    desks.register("feedback")
    desk = desks.fresh(desks.staff("feedback"))  # her duty opens what came in, and takes no list out
    before = Pending.objects.filter(kind=ACT_REFUSED.name).count()
    assert desk.post("/console/export/forms/feedback/", {**ASKED, "make": "1"}).status_code == 403
    assert Pending.objects.filter(kind=ACT_REFUSED.name).count() == before + 1
    assert not ListExport.objects.exists()


def test_whose_right_has_ended_is_never_in_it(clerk: User):
    over, stays = desks.register("membership", {"email": "over@example.org"}), desks.register("membership")
    client, now = desks.fresh(clerk), timezone.now()
    first = ordered(client)
    Grant.objects.filter(person_id=over.person).update(ends_at=now, end_reason="withdrawn")  # after it was ordered
    put_together()
    assert ListLine.objects.get().person_id == stays.person
    assert str(desks.DATA["membership"]["email"]) in str(table(fetched(client, first)))
    Grant.objects.filter(person_id=stays.person).update(ends_at=now, end_reason="withdrawn")  # after it was ready
    assert len(table(fetched(client, first))) == 1
    answer = client.post(PEOPLE, {**ASKED, "make": "1"})
    assert "0 people would be on the list." in answer.content.decode()
    assert ListExport.objects.count() == 1


def test_whose_training_has_lapsed_gets_no_list(clerk: User, monkeypatch: pytest.MonkeyPatch):
    desks.register("membership")
    client = desks.fresh(clerk)
    at = ordered(client)
    put_together()
    waiting = ordered(client, reason="check")
    lapsed = Verdict(Answer.NO, "training.lapsed", "duties", {"ja": "研修の期限が切れています。", "en": "Lapsed."})
    monkeypatch.setattr("azukari.core.vault.authorize.closed_to", lambda *_asked, **_more: lapsed)
    assert client.post(PEOPLE, {**ASKED, "make": "1"}).status_code == 403
    assert client.post(f"{at}file/").status_code == 403
    put_together()
    assert ListExport.objects.get(id=waiting.split("/")[-2]).state == ExportState.FAILED
    assert not Pending.objects.filter(kind=LIST_FETCHED.name).exists()
