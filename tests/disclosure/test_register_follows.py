"""The register follows the policy: whom it names is published, whom it names no more is not, and authorities stay."""

import pytest

from azukari.core.policy_versions.current import Current
from azukari.core.transfers.models import Recipient
from azukari.core.transfers.register import add_authority, follow
from tests.disclosure import office

pytestmark = pytest.mark.django_db


def published() -> set[str]:
    return set(Recipient.objects.filter(published=True).values_list("slug", flat=True))


def test_published_are_those_whom_the_policy_names(ruling: Current, moment):
    named = set(ruling.policy.recipients)
    assert published() == named > set()
    names = {"name": {"ja": "架空町裁判所", "en": "Court"}, "address": {"ja": "架空町1", "en": "1 Kakucho"}}
    court = add_authority("kakucho-court", **names, country="JP", actor=office.ASKER, now=moment)
    before = court.published
    row = Recipient.objects.get(slug=office.KOTORI)
    former = Recipient.objects.create(
        slug="former",
        sort=row.sort,
        name=row.name,
        address=row.address,
        country="JP",
        published=True,
        created_at=moment,
    )
    for _ in range(2):
        follow(ruling, now=moment)
        assert published() - {court.slug} == named
        former.refresh_from_db()
        court.refresh_from_db()
        assert (former.published, court.published) == (False, before)


def test_what_the_policy_says_of_a_recipient_stands_in_the_register(ruling: Current, moment):
    entry = ruling.policy.recipients[office.KOTORI]
    Recipient.objects.filter(slug=office.KOTORI).update(country="XX", name={}, address={}, published=False)
    follow(ruling, now=moment)
    row = Recipient.objects.get(slug=office.KOTORI)
    assert (row.sort, row.name, row.address) == (entry.kind.value, dict(entry.name), dict(entry.address))
    assert (row.country, row.published) == (entry.country, True)
