"""What a value is used for now, as its person reads it: by their living grants, and by no others."""

from datetime import datetime, timedelta
from uuid import UUID

from azukari.core.consent.in_use import in_use
from azukari.core.consent.models import Grant
from azukari.core.policy_versions.current import Current, charters
from azukari.policy.terms import Category
from tests.cast import NOW
from tests.charter.widened import phone_too, publish_widened

MINE, OTHER = UUID(int=1), UUID(int=2)
DAY = timedelta(days=1)


def _grant(
    purpose: str, *, begins: datetime = NOW, ends: datetime | None = None, charter: int = 1, opens: str = ""
) -> Grant:
    found = Grant(
        person_id=UUID(int=9), submission_id=MINE, purpose=purpose, charter_id=charter, begins_at=begins, ends_at=ends,
        opens=opens,
    )  # fmt: skip
    found.prove()
    return found


def _used(
    *grants: Grant,
    submission: UUID = MINE,
    category: Category = Category.EMAIL,
    purposes: tuple[str, ...] = ("membership", "magazine"),
) -> tuple[str, ...]:
    found = in_use(grants, charters=charters(), now=NOW)
    return found.purposes_of(submission=submission, field="some", category=category, purposes=purposes)


def test_only_while_a_grant_lives(charter: Current) -> None:
    assert _used(_grant("membership")) == ("membership",)
    assert _used(_grant("membership", ends=NOW)) == _used(_grant("membership", begins=NOW + DAY)) == ()
    assert _used(_grant("membership", begins=NOW - DAY, ends=NOW), _grant("magazine")) == ("magazine",)
    assert _used(_grant("magazine", begins=NOW - DAY, ends=NOW), _grant("magazine")) == ("magazine",)
    assert _used() == ()


def test_for_each_purpose_that_it_was_collected_for_in_the_order_of_the_grants(charter: Current) -> None:
    both = (_grant("membership"), _grant("magazine"))
    assert _used(*both) == ("membership", "magazine")
    assert _used(*both[::-1]) == ("magazine", "membership")
    assert _used(*both, purposes=("magazine",)) == ("magazine",)
    assert _used(*both, purposes=()) == ()
    assert _used(*both, category=Category.PHONE) == ("membership",), "The magazine uses no telephone number."
    assert _used(*both, submission=OTHER) == ()


def test_two_grants_for_one_purpose_let_be_used_what_either_covers(charter: Current) -> None:
    later = publish_widened(phone_too, now=NOW)
    old, new = _grant("magazine"), _grant("magazine", charter=later.number, opens="some")
    assert _used(old, category=Category.PHONE) == ()
    for grants in ((old, new), (new, old)):
        assert _used(*grants, category=Category.PHONE, purposes=()) == ("magazine",)
