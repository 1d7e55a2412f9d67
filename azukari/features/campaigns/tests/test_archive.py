"""After the last day: no more signatures, the number as it was, when the data goes, and nobody's name."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from azukari.core.forms.confirm import LINK as CONFIRM
from azukari.core.forms.last_day import end_closed
from azukari.core.forms.models import State, Submission
from azukari.core.vault.retention import expire
from azukari.features.campaigns.curve import _days
from azukari.features.campaigns.models import CampaignPage, SignatureCount, SignatureDay
from azukari.features.campaigns.tests import signing
from azukari.features.campaigns.tests.signing import FORM, NAMES, counted, sign

pytestmark = pytest.mark.django_db
LAST = datetime(2028, 3, 31, 14, 59, tzinfo=UTC)


def test_the_page_becomes_an_archive(monkeypatch: pytest.MonkeyPatch):
    signing.published()
    CampaignPage.objects.create(form=FORM, goal=2, changed_at=LAST)
    for name in ("Heron", "Egret", "Ibis"):
        sign(name, NAMES)
    waiting = sign("Crane", confirmed=False)
    counted()
    client = Client()

    def page(now: datetime, at: str = "") -> str:
        monkeypatch.setattr(timezone, "now", lambda: now)
        return client.get(f"/en/campaigns/{FORM}{at}").content.decode()

    assert "Sign</a>" in page(LAST)
    after = LAST + timedelta(minutes=2)
    end_closed(after)
    assert counted(after) == 3
    text = page(after)
    curve = SignatureDay.objects.filter(form=FORM)
    assert sum(curve.values_list("count", flat=True)) == 3
    for words in (
        "When the signatures came",
        "This campaign has ended",
        "reached",
        "erased by Sat 1 Jul 2028",
        ">3</strong>",
    ):
        assert words in text
    assert "Sign</a>" not in text
    late = client.post(CONFIRM.page(waiting.submission, lang="en", expires=after + timedelta(days=3)))
    assert (late.status_code, "The last day has passed" in late.content.decode()) == (410, True)
    assert Submission.objects.get(id=waiting.submission).state == State.PENDING
    assert client.get(f"/en/campaigns/{FORM}/names").status_code == 404
    much_later = after + timedelta(days=200)
    expire(much_later)
    assert counted(much_later) == 3
    assert SignatureCount.objects.get(form=FORM).final
    assert "erased, as the policy says" in page(much_later)
    assert "When the signatures came" in page(much_later)


def test_the_curve_sums_up_to_people_whatever_mailboxes_they_share():
    first, second, third = (date(2026, 11, day) for day in (1, 2, 3))
    signed = [("p", "a", first), ("q", "b", first), ("p", "c", second), ("r", "b", second), ("q", "a", third)]
    days = _days(signed)  # the last shows that p and q are one
    assert days == {first: 2, second: 0, third: -1}
