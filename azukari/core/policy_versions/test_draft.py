"""The draft: versions that only grow, an approval that covers exactly what was read, a second person who is another."""

import pytest
from django.db import connection

from azukari.core.accounts.models import User
from azukari.core.policy_versions import draft as drafts
from azukari.core.policy_versions.current import current
from azukari.core.policy_versions.publish import PublicationRefused, publish
from azukari.lib.conflict import StaleVersion
from azukari.policy.parse import STARTER, canonical, load, parse
from azukari.policy.terms import Actor, ActorKind
from tests.charter.drafts import EXCEPTIONAL, NOW, OFFICER, TEXT, officer

pytestmark = pytest.mark.django_db


def refusals() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_pending WHERE kind = 'policy:charter:refused'")
        return int(cursor.fetchone()[0])


def test_the_draft_holds_what_the_file_says() -> None:
    first = officer("first")
    drafts.begin(TEXT, version=0, actor=first, now=NOW)
    draft = drafts.find()
    assert draft is not None
    assert draft.document == canonical(load(STARTER))


def test_of_two_who_write_at_once_the_later_is_refused() -> None:
    first, second = officer("first"), officer("second")
    drafts.begin(TEXT, version=0, actor=first, now=NOW)
    drafts.save(parse(TEXT.replace("unconfirmed_days: 7", "unconfirmed_days: 6")), version=1, actor=second, now=NOW)
    with pytest.raises(StaleVersion):
        drafts.save(parse(TEXT), version=1, actor=first, now=NOW)
    assert parse(drafts.at(2).document).unconfirmed_days == 6


def test_a_page_opened_long_ago_reaches_no_later_draft() -> None:
    first = officer("first")
    drafts.begin(TEXT, version=0, actor=first, now=NOW)
    drafts.close(version=1, actor=first, now=NOW)
    assert drafts.find() is None
    with pytest.raises(StaleVersion):
        drafts.at(2)
    drafts.begin(TEXT, version=drafts.last_version(), actor=first, now=NOW)
    with pytest.raises(StaleVersion):
        drafts.save(parse(TEXT), version=1, actor=first, now=NOW)


def test_only_a_duty_with_the_act_writes() -> None:
    policy = load(STARTER)
    assert drafts.may_draft(officer("first"), policy)
    assert drafts.may_draft(officer("second"), None)
    assert not drafts.may_draft(Actor(ActorKind.STAFF, "x", frozenset({"membership"})), policy)
    assert not drafts.may_draft(Actor(ActorKind.STAFF, "x", frozenset({"membership"})), None)
    assert not drafts.may_draft(Actor(ActorKind.PERSON, "x", frozenset({OFFICER})), policy)


def test_an_exception_waits_for_another_officer_to_approve_these_very_words() -> None:
    first, second = officer("first"), officer("second")
    publish(TEXT, actor=first, now=NOW)
    drafts.begin(EXCEPTIONAL, version=0, actor=first, now=NOW)
    with pytest.raises(PublicationRefused) as alone:
        drafts.publish_draft(version=1, actor=first, now=NOW)
    assert alone.value.code == "publish.second-person"
    with pytest.raises(PublicationRefused) as own:
        drafts.approve(version=1, actor=first, now=NOW)
    assert own.value.code == "draft.same-person"
    assert refusals() == 2
    drafts.approve(version=1, actor=second, now=NOW)
    drafts.save(parse(EXCEPTIONAL.replace("days: 7", "days: 6")), version=1, actor=first, now=NOW)
    with pytest.raises(PublicationRefused):  # what was approved is not what stands there now
        drafts.publish_draft(version=2, actor=first, now=NOW)
    drafts.approve(version=2, actor=second, now=NOW)
    with pytest.raises(PublicationRefused):  # and nobody approves what they publish themselves
        drafts.publish_draft(version=2, actor=second, now=NOW)
    with pytest.raises(PublicationRefused) as unasked:
        drafts.publish_draft(version=2, actor=first, now=NOW)
    assert unasked.value.code == "publish.asks-again"
    charter = drafts.publish_draft(version=2, actor=first, ask=True, now=NOW)
    assert (charter.published_by, charter.approved_by) == (f"staff:{first.reference}", f"staff:{second.reference}")
    assert drafts.find() is None


def test_an_approver_who_has_left_approves_nothing() -> None:
    first, second = officer("first"), officer("second")
    publish(TEXT, actor=first, now=NOW)
    drafts.begin(EXCEPTIONAL, version=0, actor=first, now=NOW)
    drafts.approve(version=1, actor=second, now=NOW)
    User.objects.filter(reference=second.reference).update(is_active=False)
    with pytest.raises(PublicationRefused):
        drafts.publish_draft(version=1, actor=first, now=NOW)
    assert current().number == 1


def test_a_charter_published_in_between_has_to_be_compared_with_first() -> None:
    first = officer("first")
    publish(TEXT, actor=first, now=NOW)
    drafts.begin(TEXT.replace("unconfirmed_days: 7", "unconfirmed_days: 6"), version=0, actor=first, now=NOW)
    publish(TEXT.replace("phone: 03-0000-0000", "phone: 03-0000-0001"), actor=first, now=NOW)
    with pytest.raises(PublicationRefused) as caught:
        drafts.publish_draft(version=1, actor=first, now=NOW)
    assert caught.value.code == "publish.overtaken"
    drafts.compare_anew(version=1, actor=first, now=NOW)
    assert drafts.publish_draft(version=2, actor=first, now=NOW).number == 3


def test_the_last_officer_is_not_written_away() -> None:
    first = officer("first")
    publish(TEXT, actor=first, now=NOW)
    without = TEXT.replace("  privacy:\n    title: {ja: 個人情報", "  protection:\n    title: {ja: 個人情報")
    drafts.begin(without, version=0, actor=first, now=NOW)
    with pytest.raises(PublicationRefused) as caught:
        drafts.publish_draft(version=1, actor=first, now=NOW)
    assert (caught.value.code, refusals(), current().number) == ("publish.without-officer", 1, 1)
