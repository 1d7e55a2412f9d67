"""Access check of one person's page: whether the reader's duties concern them, and which of their forms."""

from datetime import datetime
from uuid import UUID

from django.http import Http404

from azukari.consent.models import Grant
from azukari.desk.reader import Reader
from azukari.desk.scope import outside
from azukari.desk.submission_rows import of_person
from azukari.forms.models import Submission
from azukari.people.models import Person
from azukari.vault.refusal import refuse


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
