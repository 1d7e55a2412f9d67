"""Publishing a questionnaire: its draft is checked, becomes a version that never changes, and takes answers."""

import hashlib
import json
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from azukari.core.ledger.events import done_by
from azukari.core.ledger.record import record
from azukari.features.questionnaires import unlinked_quotas
from azukari.features.questionnaires.check import check
from azukari.features.questionnaires.document import read, write
from azukari.features.questionnaires.events import CLOSED, PUBLISHED
from azukari.features.questionnaires.fault import DocumentError, Fault, both
from azukari.features.questionnaires.models import Poll, PollState, Version
from azukari.features.questionnaires.quotas import prepare
from azukari.features.questionnaires.shape import Questionnaire, Text
from azukari.lib.conflict import StaleVersion
from azukari.policy.terms import Actor

_MOST_KNOWN = 64
_known: dict[UUID, Questionnaire] = {}


def hold(slug: str, revision: int | None = None) -> Poll:
    """The row, locked until the end of the transaction.

    Args:
        revision: that which whoever changes it saw; None for whichever.

    Raises:
        StaleVersion: it has been changed since.
    """
    poll = Poll.objects.select_for_update().get(slug=slug)
    if revision is not None and poll.revision != revision:
        raise StaleVersion
    return poll


def save_draft(slug: str, questionnaire: Questionnaire, *, revision: int, now: datetime) -> None:
    """Keep the draft. A questionnaire that has an answer stays linked, or unlinked.

    Raises:
        StaleVersion: somebody else changed it meanwhile.
        DocumentError: it says otherwise than what has begun.
    """
    with transaction.atomic(durable=True):
        poll = hold(slug, revision)
        if poll.answered and questionnaire.linked != poll.linked:
            raise DocumentError(Fault("", FIXED))
        if questionnaire.slug != slug:
            raise DocumentError(Fault("", both("名前(slug)は変えられません。", "Its name (slug) cannot be changed.")))
        poll.draft = write(questionnaire)
        _changed(poll, now)


FIXED = both(
    "もう回答が届いているので、回答者と結び付けるかどうかは変えられません。",
    "There are answers already, so whether they are linked to people cannot be changed any more.",
)


def _changed(poll: Poll, now: datetime) -> None:
    poll.changed_at = now
    poll.revision += 1
    poll.save()


def publish(slug: str, *, revision: int | None, actor: Actor, now: datetime, form: str = "") -> Version:
    """Check the draft and open it to the public.

    Args:
        form: the policy's form under which linked answers are given.

    Raises:
        StaleVersion: somebody else changed it meanwhile.
        DocumentError: with everything that has to be put right first.
    """
    with transaction.atomic(durable=True):
        list(Poll.objects.select_for_update().order_by("slug").values_list("slug"))  # one form, one questionnaire
        poll = hold(slug, revision)
        questionnaire = read(poll.draft)
        faults = [fault for fault in check(questionnaire) if fault.blocks]
        if questionnaire.linked and not form:
            faults.append(Fault("", NO_FORM))
        if questionnaire.linked and not poll.answered and (other := holder_of(form, besides=slug)):
            faults.append(Fault("", _taken(form, read(other.draft))))
        if poll.answered and questionnaire.linked != poll.linked:
            faults.append(Fault("", FIXED))
        if faults:
            raise DocumentError(*faults)
        if not poll.answered:
            poll.linked, poll.form = questionnaire.linked, form if questionnaire.linked else ""
            poll.by_invitation = poll.by_invitation and not questionnaire.linked
        poll.state = PollState.OPEN
        _changed(poll, now)
        version = _snapshot(poll, now)
        if poll.linked:
            prepare(poll, questionnaire)
        elif questionnaire.quotas:
            unlinked_quotas.prepare(poll.slug)
        said = {"version": version.number, "document": version.digest, "linked": poll.linked}
        record(done_by(actor, PUBLISHED, questionnaire=slug, **said), now=now)
    return version


NO_FORM = both(
    "回答者と結び付けるアンケートには、プライバシーポリシーに「アンケート」の申し込みフォームが要ります。",
    "A questionnaire that links answers to people needs a form of the kind questionnaire in the privacy policy.",
)


def holder_of(form: str, *, besides: str) -> Poll | None:
    """Which other questionnaire was published under this form of the policy, so that its answers are that one's."""
    held = Poll.objects.filter(form=form, linked=True).exclude(form="").exclude(state=PollState.DRAFT)
    return held.exclude(slug=besides).order_by("slug").first()


def _taken(form: str, other: Questionnaire) -> Text:
    return both(
        f"プライバシーポリシーの申し込みフォーム「{form}」には、アンケート「{other.title['ja']}」の回答が届きます。"
        "別のアンケートには、種類が「アンケート」の申し込みフォームをもう一つプライバシーポリシーに加えてください。",
        f"The form “{form}” of the privacy policy takes the answers to the questionnaire “{other.title['en']}”. For"
        " another one, add a form of the kind questionnaire to the privacy policy.",
    )


def _snapshot(poll: Poll, now: datetime) -> Version:
    """The newest version, if it says the same; else a new one."""
    newest = poll.versions.order_by("-number").first()
    digest = hashlib.sha256(json.dumps(poll.draft, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    if newest and newest.digest == digest:
        return newest
    return Version.objects.create(
        poll=poll,
        number=newest.number + 1 if newest else 1,
        document=poll.draft,
        linked=poll.linked,
        digest=digest,
        published_at=now,
    )


def close(slug: str, *, revision: int | None, actor: Actor, now: datetime) -> None:
    """Take no more answers. Publishing opens it again."""
    with transaction.atomic(durable=True):
        poll = hold(slug, revision)
        poll.state = PollState.CLOSED
        _changed(poll, now)
        record(done_by(actor, CLOSED, questionnaire=slug), now=now)


def newest(poll: Poll) -> Version | None:
    """The version that takes answers."""
    return versions_of(poll).order_by("-number").first()


def versions_of(poll: Poll) -> QuerySet[Version]:
    """Its versions, whose documents are fetched when they are read: `questionnaire_of` seldom has to."""
    return poll.versions.defer("document")


def is_known(version: Version) -> bool:
    """Whether its questionnaire has been read, so that `questionnaire_of` asks nothing of the database."""
    return version.id in _known


def questionnaire_of(version: Version) -> Questionnaire:
    """The questionnaire that a version published. Read once, since it never changes."""
    known = _known.get(version.id)
    if known is None:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        known = _known[version.id] = read(version.document)
    return known
