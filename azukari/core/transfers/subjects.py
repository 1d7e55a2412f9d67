"""What the decisions need to know of each person, for many people at once and a fixed number of queries."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from azukari.core.consent.models import Grant, living_of
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import at, current
from azukari.core.transfers.models import CasePerson, Consent
from azukari.core.vault.suppression import suppressed_people
from azukari.policy.disclosure import Demand, DisclosureConsent, DisclosureGround, Subject
from azukari.policy.widening import covered_for


def candidates(demand: Demand, *, case: UUID | None, until: datetime, after: UUID | None, most: int) -> list[UUID]:
    """The next people who come into question, in a fixed order.

    For a contract those whose data the purpose uses, for a consent those who were asked and answered, for the law those
    whom the case names. Where there may be very many, people are walked through by their number, so that nothing has
    to be sorted.

    Args:
        until: who came later is not in it.
        after: the last person dealt with.
    """
    rows = _ROWS[demand.ground](demand, case, until)
    if demand.ground is not DisclosureGround.CONTRACT:
        if after is not None:
            rows = rows.filter(person_id__gt=after)
        return list(rows.order_by("person_id").values_list("person_id", flat=True).distinct()[:most])
    own = Grant.objects.filter(person_id=OuterRef("id"), purpose=demand.purpose)
    people = Person.objects.filter(Exists(own.begun(until).unsettled_by_person())).order_by("id")
    if after is not None:
        people = people.filter(id__gt=after)
    return list(people.values_list("id", flat=True)[:most])


def count_candidates(demand: Demand, *, case: UUID | None, until: datetime) -> int:
    """How many people come into question."""
    return _ROWS[demand.ground](demand, case, until).values("person_id").distinct().count()


def _of_purpose(demand: Demand, _case: UUID | None, until: datetime) -> "QuerySet[Grant]":
    return Grant.objects.begun(until).unsettled().filter(purpose=demand.purpose)


def _of_consent(demand: Demand, _case: UUID | None, until: datetime) -> "QuerySet[Consent]":
    return Consent.objects.filter(recipient_id=demand.recipient, purpose=demand.purpose, begins_at__lte=until)


def _of_case(_demand: Demand, case: UUID | None, _until: datetime) -> "QuerySet[CasePerson]":
    return CasePerson.objects.filter(case_id=case)


_ROWS = {
    DisclosureGround.CONTRACT: _of_purpose,
    DisclosureGround.CONSENT: _of_consent,
    DisclosureGround.LAW: _of_case,
}


def subjects(people: Collection[UUID], demand: Demand, *, case: UUID | None, now: datetime) -> Mapping[UUID, Subject]:
    """The facts about each of ``people``."""
    if demand.ground is DisclosureGround.LAW:
        rows = CasePerson.objects.filter(case_id=case, person_id__in=people)
        named = {row.person_id for row in rows if row.is_proven()}
        return {person: Subject(named=person in named) for person in people}
    grants = _living(people, demand.purpose, now)
    silent = suppressed_people(people)
    consents = _consents(people, demand) if demand.ground is DisclosureGround.CONSENT else {}
    covering = {charter for charter in set[int]().union(*grants.values()) if _covers(charter, demand)}
    return {
        person: Subject(
            living=person in grants,
            agreed=person in consents or not covering.isdisjoint(grants.get(person, ())),
            suppressed=person in silent,
            consent=consents.get(person),
        )
        for person in people
    }


def _living(people: Collection[UUID], purpose: str, now: datetime) -> dict[UUID, set[int]]:
    """Of each person with a living grant, the charters under which it was given."""
    found: dict[UUID, set[int]] = {}
    for grant in living_of(people, purpose, now):
        found.setdefault(grant.person_id, set()).add(grant.charter_id)
    return found


def _covers(charter: int, demand: Demand) -> bool:
    """Whether the policy under which the grant was given covers this (law 10)."""
    covered = covered_for(at(charter).policy, current().policy, demand.purpose, demand.recipient)
    return demand.categories <= covered


def _consents(people: Collection[UUID], demand: Demand) -> dict[UUID, DisclosureConsent]:
    """The newest consent of each person to this recipient and purpose, of those that the program wrote."""
    rows: Iterable[Consent] = Consent.objects.filter(
        person_id__in=people, recipient_id=demand.recipient, purpose=demand.purpose
    ).order_by("begins_at", "id")
    return {row.person_id: row.state() for row in rows if row.is_proven()}
