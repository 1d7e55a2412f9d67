"""A query says of a grant what the rule says of it, on its last moment as well."""

from datetime import timedelta

import pytest

from azukari.consent.models import Given, Grant, living_of
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
