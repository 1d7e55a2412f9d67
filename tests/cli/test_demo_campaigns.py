"""The demonstration shows names of signers who let it, declared as any policy would, and answers for everybody."""

import pytest
from django.test import Client

from azukari.core.forms.models import Submission
from azukari.core.policy_versions.current import current
from azukari.core.policy_versions.publish import publish
from azukari.core.transfers.models import Transfer, TransferPerson, TransferState
from azukari.demo.campaigns import CITIES, HANDING, NAMES, add_public, with_names
from azukari.demo.people import add_people
from azukari.demo.questionnaires import with_panel
from azukari.demo.statistics import add_statistics
from azukari.demo.transfers import hand_over_signatures
from azukari.features.feedback.models import MessageTag, UsefulDay
from azukari.features.statistics.dimension import Dimension
from azukari.features.statistics.models import MonthCount
from azukari.features.writing.drafts import waits
from azukari.policy.change import Effect
from azukari.policy.check import check
from azukari.policy.diff import diff
from azukari.policy.parse import STARTER, parse
from tests.console import desks

TEXT = STARTER.read_text("utf-8")
CAMPAIGN = "plastic-free-river"
NAMED = with_names(with_panel(TEXT))


def test_the_policy_is_sound_and_the_difference_names_what_it_adds():
    old, new = parse(TEXT), parse(NAMED)
    assert check(new) == check(old)
    assert with_names(NAMED) == NAMED
    assert with_names("something else") == "something else"
    told = {change.clause: change for change in diff(old, new)}
    for clause in (f"purposes.{NAMES}", "recipients.everybody", f"purposes.{HANDING}", f"recipients.{CITIES}"):
        assert [each for each in told if each.startswith(clause)], sorted(told)
    assert not [each for each in told.values() if each.effect is Effect.WIDENED and "campaign." in each.clause]


@pytest.mark.django_db(transaction=True)
def test_names_and_answers_stand_on_their_pages():
    now = desks.moment()
    publish(NAMED, actor=desks.OPERATOR, now=now)
    add_people(current(), now=now)
    add_public(current(), now=now)
    names = Client().get("/en/campaigns/plastic-free-river/names").content.decode()
    assert "見本 花子" in names
    assert "架空 一郎" not in names  # signed, and did not tick the box
    for who in ("privacy", "deputy"):
        desks.staff("privacy", email=f"{who}@seoto.example.org")
    hand_over_signatures(CITIES, HANDING, now=now)
    handed = Transfer.objects.get(recipient_id=CITIES)
    assert handed.state == TransferState.DELIVERED
    assert 0 < TransferPerson.objects.filter(transfer=handed).count() < Submission.objects.filter(form=CAMPAIGN).count()
    assert "Do I have to be a member" in Client().get("/en/answers").content.decode()
    assert "会員にならないと" in Client().get("/ja/answers").content.decode()
    add_statistics(current(), now=now)
    pressed = {*UsefulDay.objects.values_list("page", flat=True)}
    seen = {*MonthCount.objects.filter(dimension=Dimension.PAGE).values_list("value", flat=True)}
    assert pressed
    assert pressed <= seen, "nobody presses on a page that was never seen"
    assert MessageTag.objects.exists()
    [waiting] = [one for one in Submission.objects.filter(form="feedback") if waits(one.id)[0]]
    assert not waiting.replies.exists(), "a draft waits for somebody to go on with it"
