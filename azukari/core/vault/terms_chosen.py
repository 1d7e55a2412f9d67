"""Terms chosen in a form: which of a closed list of choices registrations name, for the desk that decides on them.

A kind of form says which of its questions ask for a term, such as the class of membership that is applied for. That is
what an application is about, and stands with it wherever it is listed. Nothing else is opened: no other answer, and no
words of the person's own. It is a release like each other page of a list: judged, and recorded on each person's trail.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from azukari.core.policy_versions.current import Charters
from azukari.core.vault.authorize import authorize
from azukari.core.vault.reasons import Method, Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import ReleaseOptions, release
from azukari.policy.terms import Actor, Category
from azukari.policy.ways import Way


def terms_chosen(
    questions: Mapping[str, Collection[str]],
    submissions: Mapping[UUID, UUID],
    *,
    purpose: str,
    actor: Actor,
    known: Charters,
    now: datetime,
    way: Way,
) -> Mapping[UUID, Mapping[str, str]]:
    """What was chosen, by the registration and the question. A fixed number of queries.

    Args:
        questions: the choices that each question offers, by the field's id; any other answer stays sealed.
        submissions: the person of each registration.
        purpose: for which the registrations are decided on; whoever has no living grant for it is left out, and
            everybody where the policy gives the purpose to no duty of the actor's.
        way: in which they are decided on.
    """
    wanted, people = frozenset({Category.ANSWER}), {*submissions.values()}
    if not questions or not people:
        return {}
    if not authorize(known.ruling.policy, purpose=purpose, categories=wanted, actor=actor, now=now):
        return {}
    try:
        opened = release(
            people,
            purpose=purpose,
            categories=wanted,
            actor=actor,
            reason=Reason.SERVICE,
            now=now,
            options=ReleaseOptions(
                submissions=[*submissions], fields=[*questions], method=Method.LIST, known=known, way=way
            ),
        )
    except Refused:  # recorded
        return {}
    found: dict[UUID, dict[str, str]] = {}
    for value in (value for values in opened.values() for value in values):
        if value.text in questions[value.field]:
            found.setdefault(value.submission, {})[value.field] = value.text
    return found
