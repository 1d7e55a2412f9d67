"""Of several registrations a recipient gets what was given or corrected last, and nothing of the others mixed in."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from azukari.core.vault import draft
from azukari.core.vault.hand_over import _newest
from azukari.core.vault.models import SealedValue

NOW = datetime(2026, 11, 24, tzinfo=UTC)
PERSON, EARLIER, LATER = uuid4(), UUID(int=9), UUID(int=1)


def value(submission: UUID, day: int, *, corrected: int | None = None, **other: object) -> SealedValue:
    at = None if corrected is None else NOW + timedelta(days=corrected)
    told = {"person_id": PERSON, "category": "address", "field": "address", **other}
    return SealedValue(submission_id=submission, created_at=NOW + timedelta(days=day), corrected_at=at, **told)


def test_the_last_registration_counts_with_all_of_its_values():
    old = [value(EARLIER, 1), value(EARLIER, 1, field="postcode")]
    new = [value(LATER, 2), value(LATER, 2, field="postcode")]
    assert _newest([*old, *new]) == new
    assert _newest([*new, *old]) == new


def test_a_correction_since_then_makes_the_earlier_one_the_newest():
    corrected, plain = value(EARLIER, 1, corrected=3), value(LATER, 2)
    assert _newest([corrected, plain]) == [corrected]
    assert _newest([value(EARLIER, 1, corrected=2), value(LATER, 3)])[0].submission_id == LATER


def test_each_person_and_each_kind_of_data_has_a_newest_of_its_own():
    name, other = value(EARLIER, 1, category="name"), value(EARLIER, 1, person_id=uuid4())
    new = value(LATER, 2)
    assert _newest([value(EARLIER, 1), name, other, new]) == [name, other, new]


@pytest.mark.parametrize("link", ["", "!!!", "水野", "x" * 43, draft.new_link()[:-3], draft.new_link() + "AAAA"])
@pytest.mark.django_db
def test_no_link_of_ours_opens_nothing_and_throws_nothing_away(link: str):
    with pytest.raises(draft.NoSuchDraft):
        draft.opened(link, now=NOW)
    with pytest.raises(draft.NoSuchDraft):
        draft.address_letter(link, "a@example.org", now=NOW)
    draft.throw_away(link, now=NOW)
