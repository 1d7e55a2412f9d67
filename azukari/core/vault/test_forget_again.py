"""Forgetting again in a restored database: the person goes whole; of another, the registration that is named alone."""

import json

import pytest

from azukari.core.consent.models import Grant
from azukari.core.forms.models import Submission
from azukari.core.ledger.models import Pending
from azukari.core.people.models import Person, Removal, Tombstone
from azukari.core.policy_versions.current import Current
from azukari.core.vault.events import VALUE_EXPIRED
from azukari.core.vault.forget_again import forget_again
from azukari.core.vault.merge import merge
from azukari.core.vault.models import SealedValue
from azukari.lib.identifier import new_id
from azukari.policy.terms import Actor, ActorKind
from tests.console import desks

RESTORER = Actor(ActorKind.SYSTEM, "restore")
ADDRESS = {"email": "blue-marker@example.org"}


@pytest.fixture(autouse=True)
def ruling(db: None) -> Current:
    return desks.publish()


def again(person, *submissions) -> bool:
    return forget_again(person, submissions, actor=RESTORER, now=desks.moment())


def told() -> list[dict[str, object]]:
    return [json.loads(p) for p in Pending.objects.filter(kind=VALUE_EXPIRED.name).values_list("payload", flat=True)]


def of(person) -> tuple[bool, int, int]:
    """Whether they are here, with how many values and grants."""
    return (
        Person.objects.filter(id=person).exists(),
        SealedValue.objects.filter(person_id=person).count(),
        Grant.objects.filter(person_id=person).count(),
    )


def test_a_person_goes_with_all_that_they_registered_and_nobody_else():
    one, other = desks.register("membership"), desks.register("magazine", ADDRESS)
    more = desks.register("volunteers", {"email": desks.DATA["membership"]["email"]})
    assert more.person == one.person
    values, others = SealedValue.objects.filter(person_id=one.person), of(other.person)
    categories, count = sorted({*values.values_list("category", flat=True)}), values.count()
    assert again(one.person, one.submission)
    assert of(one.person) == (False, 0, 0)
    assert of(other.person) == others
    assert not SealedValue.objects.filter(submission_id__in=[one.submission, more.submission]).exists()
    assert told() == [{"actor": "system", "categories": categories, "count": count}]
    assert not again(one.person, one.submission), "there is nothing more"
    assert len(told()) == 1


def test_of_another_to_whom_it_belongs_here_the_registration_goes_and_the_rest_stays():
    kept = desks.register("membership")
    gone = desks.register("volunteers", {"email": desks.DATA["membership"]["email"]})
    assert again(new_id(), gone.submission)
    assert of(kept.person)[0]
    assert not SealedValue.objects.filter(submission_id=gone.submission).exists()
    assert not Grant.objects.filter(submission_id=gone.submission).exists()
    assert [*Submission.objects.values_list("id", flat=True)] == [kept.submission], "nor what a package above has of it"
    assert SealedValue.objects.filter(submission_id=kept.submission).exists()
    assert Grant.objects.filter(submission_id=kept.submission).exists()


def test_another_who_has_nothing_else_goes_too():
    gone, other = desks.register("magazine"), desks.register("magazine", ADDRESS)
    assert again(new_id(), gone.submission)
    assert of(gone.person) == (False, 0, 0)
    assert of(other.person)[0]


def test_where_nobody_is_concerned_nothing_is_done():
    other = of(desks.register("magazine").person)
    assert not again(new_id(), new_id())
    assert not again(new_id())
    assert told() == []
    assert of(Person.objects.get(confirmed_at__isnull=False).id) == other


def test_whose_record_became_part_of_another_goes_with_it_and_nobody_else_s():
    one, part_of_one = desks.register("membership"), desks.register("magazine", {"email": "first@example.org"})
    other, part_of_other = (
        desks.register("magazine", ADDRESS),
        desks.register("magazine", {"email": "last@example.org"}),
    )
    for part, whole in ((part_of_one, one), (part_of_other, other)):
        merge(part.person, into=whole.person, purpose="magazine", actor=RESTORER, now=desks.moment())
    assert again(one.person, one.submission)
    gone = {one.person, part_of_one.person}
    assert (
        set(Tombstone.objects.values_list("person_id", flat=True)) & {*gone, other.person, part_of_other.person} == gone
    )
    assert set(Removal.objects.filter(kind="forgotten").values_list("about", flat=True)) == gone
    assert of(other.person)[0]
