"""The receipt of a yes: signed like that of a form, with the words of the question in the place of the notice."""

from typing import Any
from uuid import UUID, uuid5

from django.conf import settings

from azukari.core.consent.models import Grant
from azukari.core.consent.receipt import Occasion, build
from azukari.core.consent.receipt_keys import signed as sign
from azukari.core.forms.models import Submission
from azukari.core.policy_versions.current import at
from azukari.core.vault.held_fields import fields_held
from azukari.features.reconsent.models import Asked, ReconsentAnswer


def receipts(asked: Asked) -> list[dict[str, Any]]:
    """One for each registration that the yes was about; none where it was no yes, or nothing of it is left."""
    question = asked.question
    if asked.state != ReconsentAnswer.AGREED or asked.answered_at is None or question is None:
        return []
    purposes: dict[UUID, set[str]] = {}
    given = Grant.objects.filter(person_id=asked.person_id, charter_id=question.charter_id, begins_at=asked.answered_at)
    for grant in given:
        purposes.setdefault(grant.submission_id, set()).add(grant.purpose)
    policy, filled_in = at(question.charter_id).policy, fields_held(purposes)
    found = []
    for submission in Submission.objects.filter(id__in=purposes).order_by("id"):
        occasion = Occasion(
            submission=uuid5(asked.id, str(submission.id)),
            person=asked.person_id,
            charter=question.charter_id,
            notice=question.text,
            digest=question.digest,
            lang=question.lang,
            consents=frozenset(),
            accepted=asked.answered_at,
            confirmed=True,
            base_url=settings.AZUKARI.base_url,
            agreed=frozenset(purposes[submission.id]),
            given=filled_in[submission.id],
        )
        found.append(sign(build(policy, policy.forms[submission.form], occasion)))
    return found
