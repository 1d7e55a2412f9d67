"""Who comes into question for a transfer: those whom its ground names, each once, nobody of another ground or later."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from azukari.core.consent.models import Grant
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import current
from azukari.core.transfers.models import CasePerson, Consent, LegalCase, Recipient
from azukari.core.transfers.models.register import Sort
from azukari.core.transfers.subjects import candidates, count_candidates, subjects
from azukari.policy.disclosure import LEGAL_DUTY, Demand, DisclosureGround
from azukari.policy.terms import Category
from tests.disclosure import office

pytestmark = pytest.mark.django_db(transaction=True)

EMAIL = frozenset({Category.EMAIL})
BY_CONTRACT = Demand(office.KOTORI, "magazine", EMAIL, DisclosureGround.CONTRACT)
BY_CONSENT = Demand(office.KOTORI, "magazine", EMAIL, DisclosureGround.CONSENT)
BY_LAW = Demand(office.KOTORI, LEGAL_DUTY, EMAIL, DisclosureGround.LAW)


@pytest.fixture
def now(moment: datetime) -> datetime:
    return moment + timedelta(hours=1)


def walked(demand: Demand, now: datetime, case: UUID | None = None) -> list[UUID]:
    """Everybody, two at a time, as a transfer walks; and as many as are counted beforehand."""
    found: list[UUID] = []
    while some := candidates(demand, case=case, until=now, after=found[-1] if found else None, most=2):
        assert len(some) <= 2
        found += some
    assert count_candidates(demand, case=case, until=now) == len(found)
    return found


def consents(people: list[UUID], now: datetime, **other: str) -> None:
    for person in people:
        told = {"recipient_id": office.KOTORI, "purpose": "magazine", "categories": "email", **other}
        Consent.objects.create(person_id=person, charter_id=current().number, begins_at=now, **told)


def named(people: list[UUID], now: datetime) -> UUID:
    court = Recipient.objects.get(slug=office.KOTORI)
    case = LegalCase.objects.create(recipient=court, compelled=True, opened_at=now, opened_by="staff")
    CasePerson.objects.bulk_create(CasePerson(case=case, person_id=person) for person in people)
    return case.id


def test_a_contract_names_those_whose_data_its_purpose_uses(kotori, readers, now):
    assert walked(BY_CONTRACT, now) == readers
    Grant.objects.filter(person_id=readers[0]).update(settled_at=now)
    assert walked(BY_CONTRACT, now) == readers[1:]
    Grant.objects.filter(person_id=readers[1]).update(begins_at=now + timedelta(seconds=1))
    assert walked(BY_CONTRACT, now) == readers[2:]
    Grant.objects.filter(person_id=readers[2]).update(begins_at=now)
    assert walked(BY_CONTRACT, now) == readers[2:]
    assert walked(Demand(office.KOTORI, "membership", EMAIL, DisclosureGround.CONTRACT), now) == []


def test_a_consent_names_those_who_gave_it_to_this_recipient_for_this(kotori, readers, now):
    Recipient.objects.create(slug="other", sort=Sort.THIRD_PARTY, country="JP", created_at=now)
    consents(readers, now, recipient_id="other")
    consents(readers, now, purpose="membership")
    assert walked(BY_CONSENT, now) == []
    consents(readers[:2], now)
    consents(readers[2:], now + timedelta(seconds=1))
    assert walked(BY_CONSENT, now) == readers[:2]
    Consent.objects.filter(purpose="magazine").update(withdrawn_at=now + timedelta(minutes=1))
    consents(readers[:2], now)
    assert walked(BY_CONSENT, now) == readers[:2], "each once, however often they said yes"


def test_the_law_names_those_of_the_case(kotori, readers, now):
    case, another = named(readers[1:], now), named(readers[:1], now)
    assert walked(BY_LAW, now, case) == readers[1:]
    assert walked(BY_LAW, now, another) == readers[:1]


def test_the_newest_consent_of_each_to_this_recipient_for_this_counts(kotori, readers, now):
    one, other, none = readers
    later, stranger = now + timedelta(minutes=2), Person.objects.create(created_at=now).id
    consents([one], now)
    Consent.objects.update(withdrawn_at=now + timedelta(minutes=1))
    consents([one], later, categories="email name")
    consents([other], now)
    consents([none], now, purpose="membership")
    consents([stranger], now)
    Recipient.objects.create(slug="other", sort=Sort.THIRD_PARTY, country="JP", created_at=now)
    consents([none], later, recipient_id="other")
    found = subjects([*readers, stranger], BY_CONSENT, case=None, now=later)
    told = [found[person].consent for person in (one, other, none)]
    assert [each and (each.begins, each.withdrawn) for each in told] == [(later, None), (now, None), None]
    assert told[0]
    assert told[0].categories == {Category.EMAIL, Category.NAME}
    assert (found[stranger].living, found[none].agreed) == (False, True), "readers agreed with the policy's own words"
    assert found[stranger].agreed, "by the consent alone"
    assert {person for person in found if found[person].suppressed} == set()


def test_whose_grant_is_of_another_purpose_or_over_does_not_live(kotori, readers, now):
    Grant.objects.filter(person_id=readers[0], purpose="magazine").update(ends_at=now)
    found = subjects(readers, BY_CONTRACT, case=None, now=now)
    assert [found[person].living for person in readers] == [False, True, True]
    assert [found[person].agreed for person in readers] == [False, True, True]
    whole = Demand(office.KOTORI, "magazine", frozenset({Category.PHONE}), DisclosureGround.CONTRACT)
    assert not any(each.agreed for each in subjects(readers, whole, case=None, now=now).values())
