"""The public pages of campaigns: in which order, how far from the goal, what is told when it is over, and for how long
a page may be kept.
"""

import json
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from azukari.core.policy_versions.current import current
from azukari.core.policy_versions.publish import publish
from azukari.features.campaigns.counting import count_all, is_over
from azukari.features.campaigns.curve import curve
from azukari.features.campaigns.models import CampaignPage, CampaignUpdate, Signature, SignatureCount, SignatureDay
from azukari.features.campaigns.public import campaigns, has_campaigns, impersonal
from azukari.features.campaigns.tests import signing
from azukari.features.campaigns.tests.signing import FORM, sign
from azukari.lib.identifier import new_id
from tests.console import desks

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 28, 3, tzinfo=UTC)
OVER = datetime(2028, 3, 31, 15, tzinfo=UTC)
"""The first moment after the last day, in Tokyo."""


@pytest.fixture
def page() -> CampaignPage:
    signing.published()
    return CampaignPage.objects.create(
        form=FORM, goal=200, changed_at=NOW, addressee={"en": "The three mayors"}, body={"en": "A **river**."}
    )


def _shown(now: datetime = NOW):
    [shown] = campaigns(current().policy, "en", now=now)
    return shown


@pytest.mark.parametrize(("count", "share"), [(0, 0), (1, 1), (3, 2), (199, 100), (200, 100), (1000, 100)])
def test_a_goal_is_reached_in_percent_and_never_by_more_than_all_of_it(page: CampaignPage, count: int, share: int):
    SignatureCount.objects.create(form=FORM, count=count, counted_at=NOW)
    shown = _shown()
    assert (shown.count, shown.share, shown.goal, shown.final, shown.counted_at) == (count, share, 200, False, NOW)
    CampaignPage.objects.update(goal=None)
    assert _shown().share is None


def test_before_the_first_count_none_is_told(page: CampaignPage):
    shown = _shown()
    assert (shown.count, shown.counted_at, shown.final, shown.share, shown.a_day) == (None, None, False, None, 0)
    assert (shown.addressee, shown.body.strip()) == ("The three mayors", "<p>A <strong>river</strong>.</p>")


def test_the_average_is_over_all_days_with_the_first_and_the_last(page: CampaignPage):
    SignatureCount.objects.create(form=FORM, count=578 * 3, counted_at=NOW)
    form = _shown().form
    assert (form.opens, form.closes) == (date(2026, 9, 1), date(2028, 3, 31))
    assert _shown().a_day == 3, "578 days"


def test_the_last_day_ends_where_the_organisation_is(page: CampaignPage):
    policy = current().policy
    over = [is_over(policy.forms[FORM], policy, OVER + timedelta(seconds=each)) for each in (-1, 0)]
    assert over == [False, True]


def test_pages_may_be_kept_for_seconds_and_every_campaign_is_listed(page: CampaignPage):
    client = Client()
    for at in ("", FORM, f"{FORM}/box"):
        answer = client.get(f"/en/campaigns/{at}")
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "public, max-age=5")
    for at in ("membership", "nowhere", "membership/box", "nowhere/box"):
        assert client.get(f"/en/campaigns/{at}").status_code == 404
    assert has_campaigns(NOW)
    page.delete()
    assert not has_campaigns(NOW)


def test_what_can_be_signed_stands_before_what_cannot():
    draft = json.loads(signing.policy_text())
    draft["forms"]["clean-air"] = deepcopy(draft["forms"][FORM])
    draft["forms"][FORM] |= {"opens": "2028-01-01", "title": {"ja": "川", "en": "Not yet"}}
    draft["forms"]["clean-air"]["title"] = {"ja": "空", "en": "Right now"}
    publish(json.dumps(draft, ensure_ascii=False), actor=desks.OPERATOR, now=timezone.now())
    assert [one.title for one in campaigns(current().policy, "en", now=timezone.now())] == ["Not yet", "Right now"]
    listed = Client().get("/en/campaigns/").content.decode()
    assert 0 < listed.index("Right now</a>") < listed.index("Not yet</a>")
    assert "Read and sign" in Client().get("/en/campaigns/clean-air/box").content.decode()
    assert "Read and sign" not in Client().get(f"/en/campaigns/{FORM}/box").content.decode()


def test_nobody_reads_where_the_reader_s_own_name_stood():
    assert impersonal("Dear {{name}}, they said yes.") == "Dear , they said yes."


def test_news_of_it_are_told_newest_first_in_the_reader_s_language_or_the_one_there_is(page: CampaignPage):
    for days, (subjects, texts) in enumerate(
        (
            ({"ja": "古い", "en": "Old"}, {"ja": "古い話", "en": "Dear {{name}}, an old one."}),
            ({"ja": "新しい"}, {"ja": "新しい話"}),
            ({}, {}),
        )
    ):
        CampaignUpdate.objects.create(
            form=FORM, subjects=subjects, texts=texts, mailing=new_id(), sent_at=NOW + timedelta(days=days)
        )
    CampaignUpdate.objects.create(
        form="another", subjects={"en": "Elsewhere"}, texts={"en": "No"}, mailing=new_id(), sent_at=NOW
    )
    told = Client().get(f"/en/campaigns/{FORM}").content.decode()
    assert told.count("<article") == 2
    assert 0 < told.index("新しい話") < told.index("Dear , an old one.")
    assert "Elsewhere" not in told


def test_the_curve_has_a_dozen_spans_at_most_each_as_a_share_of_the_largest():
    assert curve(FORM) == ()
    first = date(2026, 11, 1)
    for at, count in ((0, 4), (1, 2), (12, 3), (24, 1)):
        SignatureDay.objects.create(form=FORM, day=first + timedelta(days=at), count=count)
    SignatureDay.objects.create(form="another", day=date(2020, 1, 1), count=9)
    spans = curve(FORM)
    assert [(one.begins.day, one.ends.day, one.count, one.share) for one in spans] == [
        (1, 3, 6, 100),
        *((day, day + 2, 0, 0) for day in (4, 7, 10)),
        (13, 15, 3, 50),
        *((day, day + 2, 0, 0) for day in (16, 19, 22)),
        (25, 25, 1, 17),
    ]
    SignatureDay.objects.exclude(day__lt=date(2026, 11, 13), form=FORM).delete()
    assert [(one.begins, one.ends) for one in curve(FORM)] == [(first, first), (date(2026, 11, 2), date(2026, 11, 2))]
    SignatureDay.objects.update(count=0)
    assert [one.share for one in curve(FORM)] == [0, 0]


def test_a_count_stands_still_after_the_last_day_and_its_curve_is_kept_by_the_organisation_s_days():
    signing.published()
    signed = [sign(name) for name in ("Heron", "Egret")]
    late = datetime(2027, 5, 1, 14, 59, tzinfo=UTC)  # a minute before midnight in Tokyo
    for one, at in zip(signed, (late, late + timedelta(minutes=1)), strict=True):
        Signature.objects.filter(pk=one.submission).update(signed_at=at)
    count_all(late)
    assert not SignatureDay.objects.exists()
    SignatureDay.objects.create(form=FORM, day=date(2020, 1, 1), count=9)
    assert count_all(OVER) == 1
    days = SignatureDay.objects.order_by("day").values_list("day", "count")
    assert list(days) == [(date(2027, 5, 1), 1), (date(2027, 5, 2), 1)]
    Signature.objects.all().delete()
    assert count_all(OVER + timedelta(days=1)) == 0
    row = SignatureCount.objects.get()
    assert (row.count, row.final, row.counted_at) == (2, True, OVER)


def test_a_count_that_does_not_change_has_a_moment_of_ten_minutes_ago_at_most():
    signing.published()
    sign("Heron")
    now = timezone.now()
    assert count_all(now) == 1
    for minutes, seen in ((10, 0), (11, 11)):
        assert count_all(now + timedelta(minutes=minutes)) == 0
        assert SignatureCount.objects.get().counted_at == now + timedelta(minutes=seen)


def test_what_is_over_tells_by_when_what_was_signed_is_erased_until_it_is(
    page: CampaignPage, monkeypatch: pytest.MonkeyPatch
):
    SignatureCount.objects.create(form=FORM, count=3, counted_at=OVER, final=True)
    for day, told in ((date(2028, 4, 2), True), (date(2028, 7, 1), True), (date(2028, 7, 2), False)):
        monkeypatch.setattr(timezone, "now", lambda day=day: datetime(day.year, day.month, day.day, 3, tzinfo=UTC))
        assert ("erased by Sat 1 Jul 2028" in Client().get(f"/en/campaigns/{FORM}").content.decode()) is told


def test_names_are_pointed_to_until_it_is_over(page: CampaignPage):
    at = f'href="/en/campaigns/{FORM}/names"'
    assert at in Client().get(f"/en/campaigns/{FORM}").content.decode()
    SignatureCount.objects.create(form=FORM, count=3, counted_at=OVER, final=True)
    assert at not in Client().get(f"/en/campaigns/{FORM}").content.decode()
