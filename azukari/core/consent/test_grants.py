"""A query says of a grant what the rule says of it, on its last moment as well."""

from datetime import timedelta

import pytest

from azukari.core.consent.models import Given, Grant, living_of, people_by_purpose
from azukari.lib.identifier import new_id
from tests.cast import NOW, Known

pytestmark = pytest.mark.django_db

MOMENT = timedelta(microseconds=1)
BEGINS = [NOW - MOMENT, NOW, NOW + MOMENT]
ENDS = [None, NOW - MOMENT, NOW, NOW + MOMENT]


@pytest.mark.parametrize("begins", BEGINS)
@pytest.mark.parametrize("ends", ENDS)
def test_a_query_and_the_rule_agree(hanako: Known, begins, ends):
    if ends and ends < begins:
        ends = begins
    one = Grant.objects.filter(person=hanako.id).first()
    Grant.objects.filter(id=one.id).update(begins_at=begins, ends_at=ends)
    one.refresh_from_db()
    own = Grant.objects.filter(id=one.id)
    assert own.living(NOW).exists() == one.is_living(NOW)
    given = Given(one.charter_id, hanako.id, one.submission_id, one.opens)
    assert (given in living_of([hanako.id], one.purpose, NOW)) == one.is_living(NOW)
    assert given not in living_of([hanako.id], "magazine", NOW)
    assert own.begun(NOW).exists() == own.begun_by_people(NOW).exists() == (begins <= NOW)
    assert own.not_ended(NOW).exists() == (ends is None or ends > NOW)
    assert own.ending_later(NOW).exists() == (ends is not None and ends > NOW)
    assert own.ended(NOW).exists() == (ends is not None and ends <= NOW)
    assert own.endless().exists() == (ends is None)


def test_what_was_settled_is_not_settled_again(hanako: Known):
    own = Grant.objects.filter(person=hanako.id)
    one = own.first()
    Grant.objects.filter(id=one.id).update(ends_at=one.begins_at, settled_at=NOW)
    assert not own.unsettled().filter(id=one.id)
    assert set(own.unsettled()) == set(own.unsettled_by_person())


def test_each_person_is_counted_once_for_each_purpose_and_only_while_a_grant_of_theirs_lives(
    hanako: Known, amelia: Known
):
    purposes = ["membership", "magazine", "raffle"]
    one = Grant.objects.get(person=hanako.id, purpose="membership")
    Grant.objects.all().delete()
    for person in (hanako.id, hanako.id, amelia.id):
        Grant(
            id=new_id(),
            person_id=person,
            submission_id=one.submission_id,
            purpose="membership",
            ground=one.ground,
            charter_id=one.charter_id,
            begins_at=NOW,
        ).save(force_insert=True)
    assert people_by_purpose(purposes, NOW) == {"membership": 2, "magazine": 0, "raffle": 0}
    other = Grant.objects.filter(person=amelia.id)
    for values, lives in (
        ({"begins_at": NOW - MOMENT}, True),
        ({"begins_at": NOW + MOMENT}, False),
        ({"begins_at": NOW - MOMENT, "ends_at": NOW}, False),
        ({"begins_at": NOW, "ends_at": NOW + MOMENT}, True),
        ({"ends_at": None, "settled_at": NOW}, False),
    ):
        other.update(**values)
        assert people_by_purpose(purposes, NOW)["membership"] == 1 + lives, values
    assert people_by_purpose([], NOW) == {}
