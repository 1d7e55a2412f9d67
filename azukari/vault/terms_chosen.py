"""Terms chosen in a form: which of a closed list of choices registrations name, for the desk that decides on them.

A kind of form says which of its questions ask for a term, such as the class of membership that is applied for. That is
what an application is about, and stands with it wherever it is listed, as the class of a member does with the member.
Nothing else is opened: no other answer, and no words of the person's own. It is judged like every other opening.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from azukari.charter.current import Charters
from azukari.consent.covered import cover
from azukari.consent.models import Grant
from azukari.policy.terms import Actor, Category
from azukari.vault.authorize import authorize
from azukari.vault.models import SealedValue
from azukari.vault.opened_text import texts_of
from azukari.vault.value_row import opened_by


def terms_chosen(
    questions: Mapping[str, Collection[str]],
    submissions: Collection[UUID],
    *,
    purpose: str,
    actor: Actor,
    known: Charters,
    now: datetime,
) -> Mapping[UUID, Mapping[str, str]]:
    """What was chosen, by the registration and the question. A fixed number of queries.

    Args:
        questions: the choices that each question offers, by the field's id; any other answer stays sealed.
        purpose: for which the registrations are decided on; whoever has no living grant for it is left out, and
            everybody where the policy gives the purpose to no duty of the actor's.
    """
    wanted = frozenset({Category.ANSWER})
    if not submissions or not authorize(known.ruling.policy, purpose=purpose, categories=wanted, actor=actor, now=now):
        return {}
    grants = Grant.objects.living(now).filter(submission_id__in=submissions, purpose=purpose)
    rows = SealedValue.objects.filter(submission_id__in=submissions, field__in=questions, category=Category.ANSWER)
    found: dict[UUID, dict[str, str]] = {}
    for row, text in texts_of(opened_by(cover(grants, purpose, charters=known), rows)):
        if text in questions[row.field]:
            found.setdefault(row.submission_id, {})[row.field] = text
    return found
