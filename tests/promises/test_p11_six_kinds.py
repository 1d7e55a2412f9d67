"""P11: six kinds of form ask for personal data. A seventh cannot be published as it stands."""

import pytest

from azukari.core.policy_versions.models import Charter
from azukari.core.policy_versions.publish import publish
from azukari.policy.finding import PolicyError
from azukari.policy.parse import STARTER, load
from azukari.policy.terms import Actor, ActorKind, FormKind
from tests.promises.policy_draft import EMAIL, Draft, draft, objections


def add_seventh(policy: Draft) -> None:
    policy["forms"]["raffle"] = policy["forms"]["magazine"] | {"kind": "raffle", "fields": [EMAIL]}


def test_there_are_six_kinds_and_the_starter_has_them_all():
    assert len(FormKind) == 6
    assert {form.kind for form in load(STARTER).forms.values()} == set(FormKind)


def test_a_seventh_kind_is_refused_with_the_way_out():
    with pytest.raises(PolicyError) as caught:
        publish(draft(add_seventh), actor=Actor(ActorKind.SYSTEM, "operator"), now=None)  # type: ignore[arg-type]
    finding = next(f for f in caught.value.findings if f.code == "form.kind-outside-six")
    assert finding.clause == "forms.raffle.kind"
    assert "exceptional purpose" in finding.remedy["en"]
    assert "例外の目的" in finding.remedy["ja"]


@pytest.mark.django_db
def test_nothing_of_it_is_stored(now):
    with pytest.raises(PolicyError):
        publish(draft(add_seventh), actor=Actor(ActorKind.SYSTEM, "operator"), now=now)
    assert not Charter.objects.exists()


def test_a_seventh_form_without_a_kind_is_refused_as_well():
    def add(policy: Draft) -> None:
        add_seventh(policy)
        policy["forms"]["raffle"].pop("kind")

    assert "shape.missing-key" in objections(add)
