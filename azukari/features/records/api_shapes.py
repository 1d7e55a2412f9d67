"""What the HTTP API for staff takes and gives, as its document describes it."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from azukari.core.forms.models import Submission
from azukari.policy.terms import Category

_LAST_PAGE = 1_000_000

type Slug = Annotated[str, StringConstraints(max_length=64, pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]


class Listed(Schema):
    """One page of a list."""

    page: int
    pages: int
    total: int


class PersonEntry(Schema):
    """A person as a list shows them: a reference, and nothing about them."""

    id: UUID
    state: Literal["living", "ended"] = Field(description="Whether the right to use the data for the purpose runs.")
    form: str | None = Field(description="The form by which they came; none if it belongs to another duty.")
    since: datetime
    until: datetime | None


class PeoplePage(Listed):
    items: list[PersonEntry]


class Value(Schema):
    """One value in the clear."""

    field: str = Field(description="Id of the form’s field.")
    category: str
    text: str
    decided: str | None = Field(
        description="What was decided on since, where `text` is what was applied for: a class, by its English name."
    )
    submission: UUID
    created_at: datetime
    corrected_at: datetime | None


class OpenedPerson(Schema):
    """What was opened. It was recorded, and the person can see it."""

    id: UUID
    purpose: str
    values: list[Value]


class SubmissionEntry(Schema):
    """A submission: a state and dates."""

    id: UUID
    person: UUID
    form: str
    state: Literal["pending", "accepted"]
    lang: str
    created_at: datetime
    accepted_at: datetime | None

    @staticmethod
    def resolve_person(row: Submission) -> UUID:
        return row.person_id


class SubmissionsPage(Listed):
    items: list[SubmissionEntry]


class PeopleAsked(Schema):
    purpose: Slug = Field(description="A purpose of the token.")
    form: Slug | None = Field(None, description="Only those who came by this form.")
    state: Literal["living", "ended"] = "living"
    since: date | None = Field(None, description="From this day on, by the day on which the right began.")
    until: date | None = None
    page: int = Field(1, ge=1, le=_LAST_PAGE)


class PersonAsked(Schema):
    purpose: Slug = Field(description="A purpose of the token.")
    categories: list[Category] = Field(min_length=1, max_length=len(Category), description="Kinds of data to open.")
    reason: Literal["service", "answer", "check", "control"] = Field(description="Why it is opened now.")


class SubmissionsAsked(Schema):
    form: Slug
    state: Literal["pending", "accepted"] | None = None
    page: int = Field(1, ge=1, le=_LAST_PAGE)
