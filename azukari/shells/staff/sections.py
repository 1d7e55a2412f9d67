"""Sections that slices bring to the page of one person, of one submission, of one request, and of a form's numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest

from azukari.core.cases.models import Case
from azukari.core.forms.models import Submission
from azukari.core.vault.release import Opened
from azukari.lib.sections import Sections
from azukari.policy.terms import Actor, Form, Policy
from azukari.shells.staff.acts import Doer
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.reader import Reader


@dataclass(frozen=True, slots=True)
class AtPerson:
    """The page of one person.

    Args:
        submissions: those that the reader's duties serve; no section learns of others.
        opened: what is open on it; empty where it is sealed.
    """

    person: UUID
    submissions: Sequence[Submission]
    who: Reader
    policy: Policy
    now: datetime
    opened: Sequence[Opened] = ()


@dataclass(frozen=True, slots=True)
class AtSubmission:
    """The page of one submission.

    Args:
        opened: what is open on it, by the id of its field; empty where it is sealed.
    """

    request: HttpRequest
    submission: Submission
    desk: FormDesk
    opened: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AtCase:
    """The page of one request."""

    case: Case
    who: Doer


@dataclass(frozen=True, slots=True)
class AtNumbers:
    """The page of one form's numbers, from the first day to the last."""

    form: Form
    policy: Policy
    actor: Actor
    since: date
    until: date
    now: datetime


of_person: Sections[AtPerson] = Sections()
of_submission: Sections[AtSubmission] = Sections()
of_case: Sections[AtCase] = Sections()
of_numbers: Sections[AtNumbers] = Sections()
