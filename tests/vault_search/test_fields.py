"""A search meets a value by its field: one that has always said the purpose, or one that the person agreed to open."""

import pytest

from azukari.core.consent.models import Grant
from azukari.core.policy_versions.current import Current, charters
from azukari.core.vault.cipher import open_value, seal_value
from azukari.core.vault.index_search import search_unopened
from azukari.core.vault.keys import data_keys
from azukari.core.vault.models import SealedValue
from azukari.core.vault.reasons import Reason
from azukari.policy.terms import Category
from tests.console import desks
from tests.vault_search.finding import MEMBERS, found


@pytest.mark.parametrize(
    ("purposes", "opens", "is_met"),
    [
        ("membership", "", True),
        ("dues-record membership", "", True),
        ("membership-old", "", False),
        ("dues-record", "", False),
        ("dues-record", "name", True),
        ("dues-record", "address name phone", True),
        ("dues-record", "name_kana", False),
        ("dues-record", "nickname", False),
        ("dues-record", "address phone", False),
    ],
)
def test_what_no_field_says_and_nobody_agreed_to_is_not_met(
    published: Current, purposes: str, opens: str, *, is_met: bool
) -> None:
    member = desks.register("membership")
    values = SealedValue.objects.filter(person_id=member.person, field="name")
    Grant.objects.filter(person_id=member.person, purpose="membership").update(opens=opens)
    (row,) = values
    assert found("Marker") == {member.person}
    reseal_for(row, purposes)
    assert found("Marker") == ({member.person} if is_met else set())
    unopened = search_unopened(
        Category.NAME,
        "Marker",
        purpose="membership",
        actor=MEMBERS,
        reason=Reason.SERVICE,
        now=desks.moment(),
        most=50,
        known=charters(),
    )
    assert ({*unopened.people}, unopened.opened) == ({member.person} if is_met else set(), {})


def reseal_for(row: SealedValue, purposes: str) -> None:
    """The same words in a field that says other purposes: it opens there alone."""
    key = data_keys([row.person_id])[row.person_id]
    text = open_value(row.sealed, key=key, place=row.place)
    row.purposes = purposes
    row.sealed = seal_value(text, key=key, place=row.place)
    row.save()
