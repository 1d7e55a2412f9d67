"""The draft of the next policy: who may write it, how it is saved, approved and published.

Every act names the version that its author has seen. If the draft has moved on since, the act is refused, so that two
officers who write at once cannot overwrite each other unawares, and an approval covers exactly the words that were
read.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from azukari.both_languages import BothLanguages
from azukari.core.accounts.actor import actor_by
from azukari.core.accounts.duties import staff_with
from azukari.core.ledger.events import actor_reference, done_by
from azukari.core.ledger.record import record
from azukari.core.policy_versions.current import ruling_charter, ruling_policy
from azukari.core.policy_versions.events import CHARTER_CALLED_OFF
from azukari.core.policy_versions.models import Charter, Draft
from azukari.core.policy_versions.publish import (
    SENTENCES,
    PublicationRefused,
    Publishable,
    examine,
    publish,
    record_refusal,
)
from azukari.lib.conflict import StaleVersion
from azukari.policy.decide import duties_with, may_act
from azukari.policy.parse import canonical, parse, starter
from azukari.policy.terms import Act, Actor, Answer, Policy, Verdict

UNSCHEDULED: Mapping[str, object] = {
    "scheduled_version": 0,
    "publish_at": None,
    "scheduled_by": "",
    "scheduled_asks": False,
}
"""The columns of a draft that no worker publishes."""


def may_draft(actor: Actor, policy: Policy | None) -> Verdict:
    """Whether ``actor`` may read and write the draft: who holds a duty with the act for it.

    Before the first charter, the duties of the example that every policy begins with decide.
    """
    return may_act(policy or starter(), Act.POLICY_EDIT, actor)


def find() -> Draft | None:
    """The draft, or None while there is none. One query."""
    return Draft.objects.exclude(document="").first()


def last_version() -> int:
    """The version to name when a draft is begun."""
    return Draft.objects.values_list("version", flat=True).first() or 0


def begin(text: str, *, version: int, actor: Actor, now: datetime, file: str = "policy") -> None:
    """Begin a draft with a document, or put it in the place of the draft at ``version``.

    Raises:
        PolicyError: the document is not well-formed.
        StaleVersion: the draft is not at ``version`` any more.
    """
    policy = parse(text, file=file)
    Draft.objects.get_or_create(id=1)
    _move(version, document=canonical(policy), based_on=ruling_number(), actor=actor, now=now)


def save(policy: Policy, *, version: int, actor: Actor, now: datetime) -> None:
    """Save the draft; what was approved before is approved no more.

    Raises:
        StaleVersion: the draft is not at ``version`` any more.
    """
    _move(version, document=canonical(policy), actor=actor, now=now)


def compare_anew(*, version: int, actor: Actor, now: datetime) -> None:
    """Say that the draft has been compared with the charter that rules now.

    Raises:
        StaleVersion: the draft is not at ``version`` any more.
    """
    _move(version, based_on=ruling_number(), actor=actor, now=now)


def close(*, version: int, actor: Actor, now: datetime) -> None:
    """Throw the draft away.

    Raises:
        StaleVersion: the draft is not at ``version`` any more.
    """
    _move(version, document="", actor=actor, now=now)


def propose(*, version: int) -> None:
    """Ask a second person to approve what stands at ``version``.

    Raises:
        StaleVersion: the draft is not at ``version`` any more.
    """
    put(version, proposed_version=version)


def may_approve(draft: Draft, actor: Actor) -> Verdict:
    """Whether ``actor`` can be the second person: a duty of theirs says so, and they did not write last (P12)."""
    verdict = may_act(ruling_policy(), Act.POLICY_APPROVE, actor)
    if not verdict:
        return verdict
    if draft.updated_by != actor_reference(actor):
        sentence = BothLanguages("You can approve it.")
        return Verdict(Answer.YES, "draft.second-person", "purposes", sentence)
    return Verdict(Answer.NO, "draft.same-person", "purposes", SENTENCES["draft.same-person"])


def approve(*, version: int, actor: Actor, now: datetime) -> None:
    """Approve, in one's own session, exactly what stands at ``version`` (P12, P13).

    Raises:
        StaleVersion: the draft is not at ``version`` any more.
        PublicationRefused: it is their own writing; recorded.
    """
    draft = at(version)
    verdict = may_approve(draft, actor)
    if not verdict:
        record_refusal(verdict.code, actor=actor, now=now)
        raise PublicationRefused(verdict.code, sentence=verdict.sentence)
    put(version, approved_version=version, approved_by=actor.reference)


def publish_draft(*, version: int, actor: Actor, now: datetime, ask: bool = False) -> Charter:
    """Make the draft the charter that rules, with whoever approved it, and close it, in one transaction.

    Args:
        ask: as `publish` takes it.

    Raises:
        StaleVersion: the draft is not at ``version`` any more.
        PublicationRefused: see `publish`; or nobody could write the policy afterwards.
    """
    draft = at(version)
    if not leaves_an_editor(parse(draft.document)):
        record_refusal("publish.without-officer", actor=actor, now=now)
        raise PublicationRefused("publish.without-officer")
    return publish(
        draft.document,
        actor=actor,
        approver=approver_of(draft),
        based_on=draft.based_on,
        ask=ask,
        also=lambda: put(version, document="", version=version + 1, **UNSCHEDULED),
        file="draft",
        now=now,
    )


def examine_draft(draft: Draft, *, actor: Actor, ask: bool) -> Publishable:
    """Whether the draft could be published now, by ``actor``; nothing is changed or recorded.

    Raises:
        PublicationRefused: it could not.
    """
    policy = parse(draft.document)
    if not leaves_an_editor(policy):
        raise PublicationRefused("publish.without-officer")
    return examine(policy, actor=actor, approver=approver_of(draft), based_on=draft.based_on, ask=ask)


def leaves_an_editor(policy: Policy) -> bool:
    """Whether somebody who works here could still write the policy, once ``policy`` rules; or nobody can now either."""
    if staff_with(duties_with(policy, Act.POLICY_EDIT)).exists():
        return True
    return not staff_with(duties_with(ruling_policy() or starter(), Act.POLICY_EDIT)).exists()


def approver_of(draft: Draft) -> Actor | None:
    """The second person, if they approved this very version and a duty of theirs still lets them."""
    if draft.approved_version != draft.version or not draft.approved_by:
        return None
    actor = actor_by(draft.approved_by)
    return actor if actor and may_act(ruling_policy(), Act.POLICY_APPROVE, actor) else None


def at(version: int) -> Draft:
    """The draft, if it stands at ``version``.

    Raises:
        StaleVersion: it does not.
    """
    draft = Draft.objects.filter(id=1, version=version).exclude(document="").first()
    if draft is None:
        raise StaleVersion
    return draft


def ruling_number() -> int:
    """The number of the charter that rules, 0 before the first."""
    charter = ruling_charter()
    return charter.number if charter else 0


def _move(seen: int, /, *, actor: Actor, now: datetime, **columns: object) -> None:
    """A schedule lapses with the version that it was for, and that is recorded."""
    with transaction.atomic():
        scheduled = Draft.objects.filter(id=1, version=seen, scheduled_version=seen).exclude(document="").exists()
        put(
            seen,
            **UNSCHEDULED,
            **columns,
            version=seen + 1,
            updated_at=now,
            updated_by=actor_reference(actor),
            refused_code="",
            refused_at=None,
        )
        if scheduled:
            record(done_by(actor, CHARTER_CALLED_OFF, version=seen), now=now)


def put(seen: int, /, **columns: object) -> None:
    """Write columns of the draft, if it stands at the version that was seen.

    Raises:
        StaleVersion: it does not.
    """
    if not Draft.objects.filter(id=1, version=seen).update(**columns):
        raise StaleVersion
