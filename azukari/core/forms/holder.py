"""What the forms hold of a person: that they submitted, never what."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.database.cascade import delete
from azukari.core.forms.models import (
    Addition,
    GuardianAddress,
    Guardianship,
    Handled,
    Handling,
    ImportedSubmission,
    OwnDataQuestion,
    PageOfOrigin,
    RegistrationEnd,
    Reply,
    Submission,
    Suspicion,
)
from azukari.core.forms.thread import fields_of
from azukari.core.policy_versions.current import at
from azukari.core.vault.inspect import Origin
from azukari.policy.minors import GUARDIAN
from azukari.policy.terms import Category, Field, Policy

_OF_A_PERSON: tuple[type[Model], ...] = (
    Submission,
    Addition,
    Guardianship,
    GuardianAddress,
    ImportedSubmission,
    Handling,
    Suspicion,
    OwnDataQuestion,
    RegistrationEnd,
    Reply,
    PageOfOrigin,
)


class SubmissionHolder:
    """Submissions, for the registry of holders."""

    name = "forms"
    models = frozenset(model._meta.label for model in _OF_A_PERSON)
    words: ClassVar[Mapping[str, Promise | str]] = {
        "submission": _("Registrations"),
    }

    def held(self, people: Collection[UUID]) -> Mapping[str, QuerySet[Any]]:
        return {"submission": Submission.objects.filter(person_id__in=people)}

    def export(self, person: UUID) -> Mapping[str, Any]:
        imported = {
            origin.submission_id: {
                "import": str(origin.job_id),
                "told_by": origin.job.told_by,
                "told_on": origin.told_on.isoformat(),
                "told_reference": origin.job.told_reference,
                "confirmed_before_on": origin.confirmed_on.isoformat() if origin.confirmed_on else None,
            }
            for origin in ImportedSubmission.objects.select_related("job").filter(person_id=person)
        }
        handled = dict(Handling.objects.filter(person_id=person).values_list("submission_id", "state"))
        ended = {
            end.submission_id: {"on": end.ended_on.isoformat(), "as": end.reason}
            for end in RegistrationEnd.objects.filter(person_id=person)
        }
        pages = dict(PageOfOrigin.objects.filter(person_id=person).values_list("submission_id", "page"))
        guardians = dict(Guardianship.objects.filter(person_id=person).values_list("submission_id", "state"))
        added: dict[UUID, list[dict[str, object]]] = defaultdict(list)
        for addition in Addition.objects.filter(person_id=person).order_by("at", "id"):
            added[addition.submission_id].append(
                {
                    "at": addition.at.isoformat(),
                    "notice": addition.notice_id,
                    "language": addition.lang,
                    "fields": addition.fields.split(),
                    "consents": addition.consents.split(),
                }
            )
        replies: dict[UUID, list[str]] = defaultdict(list)
        for reply in Reply.objects.filter(person_id=person).order_by("id"):
            replies[reply.submission_id].append(reply.written_at.isoformat())
        return {
            "submissions": [
                {
                    "id": str(submission.id),
                    "form": submission.form,
                    "charter": submission.charter_id,
                    "notice": submission.notice_id,
                    "language": submission.lang,
                    "channel": submission.channel,
                    "consents": submission.consents.split(),
                    "received": submission.created_at.isoformat(),
                    "accepted": submission.accepted_at.isoformat() if submission.accepted_at else None,
                    "handled": handled.get(submission.id, Handled.NEW.value),
                    "ended": ended.get(submission.id),
                    "guardian": guardians.get(submission.id),
                    "added": added[submission.id],
                    "page": pages.get(submission.id),
                    "replies": replies[submission.id],
                    "imported": imported.get(submission.id),
                }
                for submission in Submission.objects.filter(person_id=person).order_by("id")
            ]
        }

    def erase(self, people: Collection[UUID]) -> None:
        """All of it refers to the person, and is deleted with them (`erase_unheld.forget`)."""

    def delete_ended(self, ended: Collection[UUID], restricted: Collection[UUID]) -> None:
        del restricted  # what a law keeps needs its origin
        delete(Submission, ended)

    def reassign(self, person: UUID, to: UUID) -> None:
        for model in _OF_A_PERSON:
            model._default_manager.filter(person_id=person).update(person_id=to)


def origins(ids: Collection[UUID]) -> Mapping[UUID, Origin]:
    """For the vault's inspection: who owns each submission, which fields its form version asks, what we replied, and
    what they wrote back.
    """
    submissions = list(Submission.objects.filter(id__in=ids))
    policies = {number: at(number).policy for number in {submission.charter_id for submission in submissions}}
    guardians = {
        address.id: Origin(address.stand_in_id, {GUARDIAN: Category.EMAIL})
        for address in GuardianAddress.objects.filter(id__in=ids)
    }
    replies: dict[UUID, dict[str, Category]] = defaultdict(dict)
    for reply in Reply.objects.filter(submission_id__in=ids):
        replies[reply.submission_id][reply.field] = Category.MESSAGE
    written_back = fields_of(ids)
    return guardians | {
        submission.id: Origin(
            submission.person_id,
            {field.id: field.category for field in _fields(policies[submission.charter_id], submission.form)}
            | replies[submission.id]
            | written_back.get(submission.id, {}),
        )
        for submission in submissions
    }


def _fields(policy: Policy, form: str) -> tuple[Field, ...]:
    """What a form asked for; nothing where the policy knows no such form, whatever the submission says."""
    known = policy.forms.get(form)
    return known.fields if known else ()
