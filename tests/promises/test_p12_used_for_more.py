"""P12, P14: to use what is here for more is said in a sentence, needs a yes, and stays closed to whoever has not given
one; a charter that says nothing of uses keeps what the kind of its forms is for.
"""

from dataclasses import replace

import pytest

from azukari.core.ledger.models import Pending
from azukari.core.mail.models import Mailing
from azukari.core.policy_versions.publish import PublicationRefused, publish
from azukari.core.vault.events import VALUE_REFUSED, VALUE_RELEASED
from azukari.core.vault.refusal import Refused
from azukari.features.questionnaires.invited.inviting import KIND, NobodyToInvite, invite, may_invite
from azukari.features.questionnaires.tests.guests import HOST
from azukari.features.questionnaires.tests.visitor import opened
from azukari.policy.diff import diff, widens_existing
from azukari.policy.parse import canonical, parse, starter
from azukari.policy.terms import Actor, ActorKind, Category, Policy, Use
from azukari.policy.uses import uses_of
from azukari.policy.ways import Way
from azukari.policy.widening import Aspect, NewUse, covered, new_uses
from tests.console import desks

FIRST = Actor(ActorKind.STAFF, "11111111-1111-4111-8111-111111111111")
SECOND = Actor(ActorKind.STAFF, "22222222-2222-4222-8222-222222222222")


def _with(purpose: str, uses: frozenset[Use] | None) -> Policy:
    policy = starter()
    return replace(policy, purposes={**policy.purposes, purpose: replace(policy.purposes[purpose], uses=uses)})


def test_a_charter_that_says_nothing_of_it_keeps_its_meaning() -> None:
    silent = starter()
    for purpose in starter().purposes:
        silent = replace(silent, purposes={**silent.purposes, purpose: replace(silent.purposes[purpose], uses=None)})
    assert '"uses":' not in canonical(silent)
    for purpose in starter().purposes:
        assert uses_of(silent, purpose) >= uses_of(starter(), purpose)
    assert not widens_existing(diff(silent, starter()))


def test_more_is_told_in_a_sentence_and_asked_about() -> None:
    wider = _with("magazine", frozenset({Use.INFORM, Use.INVITE}))
    [change] = [one for one in diff(starter(), wider) if one.clause == "purposes.magazine.uses"]
    assert change.existing
    assert "also be used to invite you" in change.sentence["en"]
    assert widens_existing(diff(starter(), wider))
    assert not widens_existing(diff(wider, starter()))
    assert new_uses(starter(), wider, form="magazine", purpose="magazine") == {
        NewUse(Aspect.USED, "magazine", Use.INVITE)
    }
    inviting = Way("test:inviting", {"ja": "招待", "en": "inviting"}, frozenset({Use.INVITE}))
    assert covered(starter(), wider, "magazine") >= {Category.EMAIL}
    assert not covered(starter(), wider, "magazine", way=inviting)
    assert covered(wider, wider, "magazine", way=inviting)


@pytest.mark.django_db
def test_who_asked_something_is_invited_to_nothing() -> None:
    """The purpose "read opinions and reply", and a questionnaire of the members."""
    known = desks.publish()
    desks.register("feedback")
    poll, before = opened().poll, Pending.objects.filter(kind=VALUE_RELEASED.name).count()
    assert may_invite(known.policy, frozenset({"feedback", "membership"})) == ["membership"]
    with pytest.raises(Refused) as refused:
        invite(poll, purpose="feedback", actor=HOST, now=desks.moment())
    assert refused.value.verdict.code == "way.other-use"
    assert not Mailing.objects.exists()
    assert Pending.objects.filter(kind=VALUE_REFUSED.name).count() == 1
    assert Pending.objects.filter(kind=VALUE_RELEASED.name).count() == before


@pytest.mark.django_db
def test_whoever_has_not_agreed_is_not_invited_after_the_policy_allows_it() -> None:
    desks.publish()
    desks.register("magazine")
    wider = canonical(_with("magazine", frozenset({Use.INFORM, Use.INVITE})))
    with pytest.raises(PublicationRefused):
        publish(wider, actor=FIRST, approver=SECOND, now=desks.moment())
    publish(wider, actor=FIRST, approver=SECOND, now=desks.moment(), ask=True)
    assert KIND.way.belongs_to(uses_of(parse(wider), "magazine"))
    with pytest.raises(NobodyToInvite):
        invite(opened().poll, purpose="magazine", actor=HOST, now=desks.moment())
    assert not Mailing.objects.exists()
