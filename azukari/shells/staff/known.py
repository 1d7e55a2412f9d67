"""Access check of one person's page: whether the reader's duties concern them, and which of their forms."""

from datetime import datetime
from uuid import UUID

from django.http import Http404

from azukari.core.consent.models import Grant
from azukari.core.forms.models import Submission
from azukari.core.people.models import Person
from azukari.core.vault.refusal import refuse
from azukari.shells.staff.reader import Reader
from azukari.shells.staff.scope import outside
from azukari.shells.staff.submission_rows import of_person


def known(person: UUID, who: Reader, now: datetime) -> list[Submission]:
    """The person's submissions on forms of the reader's duties; none if only a consent given elsewhere is theirs.

    Raises:
        Http404: there is no such person, or no policy.
        Refused: nothing of the person serves a purpose of the reader. Recorded first.
    """
    if who.policy is None or not Person.objects.filter(id=person).exists():
        raise Http404
    found = of_person(person, who.scope)
    if not found and not Grant.objects.filter(person_id=person, purpose__in=who.scope.purposes).exists():
        purpose = min(who.scope.purposes, default="none")
        refuse(outside(), people=(person,), purpose=purpose, actor=who.actor, now=now)
    return found
