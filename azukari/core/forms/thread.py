"""A thread: a submission, our replies to it, and what its sender wrote back by mail; how the vault names the latter."""

from collections.abc import Collection, Sequence
from uuid import UUID

from azukari.both_languages import BothLanguages
from azukari.core.forms.models import Addition, Submission
from azukari.policy.terms import Category

FURTHER, _QUOTED = "further-", "-quoted"
FURTHER_LABEL = BothLanguages("What you wrote back by email")
QUOTED_LABEL = BothLanguages("What it quotes")


def is_further(field: str) -> bool:
    """Whether the vault keeps a further message under that name, or what it quotes. No form has a field called so."""
    return field.startswith(FURTHER)


def is_quoted(field: str) -> bool:
    """Whether it is what a further message quotes."""
    return is_further(field) and field.endswith(_QUOTED)


def quoted_of(field: str) -> str:
    """Under what name the vault keeps what a further message quotes."""
    return field + _QUOTED


def further(submissions: Collection[UUID]) -> Sequence[Addition]:
    """The further messages of these submissions, in order of time. One query."""
    return list(Addition.objects.filter(submission_id__in=submissions, fields__startswith=FURTHER).order_by("at", "id"))


def fields_of(submissions: Collection[UUID]) -> dict[UUID, dict[str, Category]]:
    """What the vault may hold of them, by submission. One query."""
    found: dict[UUID, dict[str, Category]] = {}
    for one in further(submissions):
        found.setdefault(one.submission_id, {}).update(dict.fromkeys(one.fields.split(), Category.MESSAGE))
    return found


def later_messages(submission: Submission) -> int:
    """How many messages there are after the first, theirs and ours. Two queries."""
    return submission.replies.count() + submission.additions.filter(fields__startswith=FURTHER).count()
