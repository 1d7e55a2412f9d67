"""An issue on its way: its mailing is made when its time has come, and is watched, paused, gone on with, cancelled.

The job can die anywhere: the mailing is written in the transaction that notes it in the issue, adding people again adds
nobody twice, and the issue counts as sent when its mailing says so.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.both_languages import BothLanguages
from azukari.core.mail import mailing
from azukari.core.mail.models import Mailing
from azukari.core.policy_versions.current import current, ruling_policy
from azukari.core.vault.ways import allows
from azukari.features.magazine.events import BEGUN, ISSUE_CANCELLED, PAUSED, RESUMED, RETRIED
from azukari.features.magazine.issues import take_back, tell
from azukari.features.magazine.life import CODES, SENTENCE, WEEKLY, IssueState
from azukari.features.magazine.links import ISSUE
from azukari.features.magazine.lists import MailingList, lists
from azukari.features.magazine.models import Issue, ListSettings
from azukari.features.magazine.readers import by_text, is_small, readers
from azukari.features.magazine.rendering import rendered
from azukari.features.magazine.searching import index
from azukari.features.magazine.second_person import PRESS, is_held
from azukari.lib.conflict import InvalidTransition
from azukari.policy.mailing import MailingState
from azukari.policy.terms import Actor, Policy, Text


def send_due(now: datetime) -> int:
    """Begin what is due, and close what is done; returns how many began."""
    _settle()
    if (policy := ruling_policy()) is None:
        return 0
    known = lists(policy)
    due = Issue.objects.filter(state=IssueState.SCHEDULED, scheduled_at__lte=now).order_by("scheduled_at", "id")
    return sum(_begin(issue, known[issue.form], policy, now) for issue in due if issue.form in known)


def _begin(issue: Issue, of: MailingList, policy: Policy, now: datetime) -> bool:
    """Let it go; false where it is held, or was taken back."""
    made = mailing_of(issue)
    if is_held(issue, of) and (made is None or made.state == MailingState.PREPARING):
        return False
    shrunk = made is None and is_small(of, policy, now=now, audience=issue.audience)
    if made is None and (shrunk or not allows(policy, ISSUE, of.purpose)):
        take_back(issue.id, actor=PRESS, now=now)  # its check says what has changed since it was approved
        return False
    made = made or _written(issue.id, of, policy, now)
    if made is None:
        return False
    languages = [*made.texts.values_list("lang", flat=True)]
    found = readers(of, policy, now=now, audience=issue.audience)
    if issue.audience == WEEKLY:  # it says nothing in a language whose readers got nothing this week
        found = {person: lang for person, lang in found.items() if lang in languages}
    people = by_text(found, languages)
    if made.state == MailingState.PREPARING:
        mailing.add(made, list(people.items()), now=now)
        if not _may_go(Issue.objects.get(id=issue.id)):
            return False
        mailing.start(made, now=now)
    with transaction.atomic():
        held = Issue.objects.select_for_update().get(id=issue.id)
        if held.state == IssueState.SCHEDULED:
            held.state, held.sent_at = IssueState.SENDING, now
            held.save()
            tell(held, BEGUN, PRESS, now, number=held.number or 0, readers=len(people))
    index(issue.id)
    return True


def _may_go(issue: Issue) -> bool:
    """Whether it is still scheduled, and approved as the policy that rules by now has it."""
    policy = current().policy
    of = lists(policy).get(issue.form)
    if of is None or is_held(issue, of) or not allows(policy, ISSUE, of.purpose):
        return False
    return issue.state == IssueState.SCHEDULED


def _written(id: UUID, of: MailingList, policy: Policy, now: datetime) -> Mailing | None:
    """The mailing, with its texts and nobody in it; the issue gets its number. None where it may not go any more."""
    with transaction.atomic():
        ListSettings.objects.get_or_create(form=of.slug)
        kept = ListSettings.objects.select_for_update().get(form=of.slug)
        issue = Issue.objects.select_for_update().get(id=id)
        if not _may_go(issue):
            return None
        if issue.number is None and issue.audience != WEEKLY:
            kept.last_number += 1
            kept.save()
            issue.number = kept.last_number
        said = rendered(issue, of, policy)
        made = mailing.write(ISSUE, purpose=of.purpose, texts=said, actor=PRESS, now=now, reference=issue.id)
        issue.mailing = made.id
        issue.save()
    return made


def _settle() -> None:
    """Issues whose mailing is done are sent; one whose mailing stands, since what was sent came back, is not."""
    going = Issue.objects.filter(state=IssueState.SENDING, mailing__isnull=False)
    done = Mailing.objects.filter(id__in=list(going.values_list("mailing", flat=True)), state=MailingState.DONE)
    Issue.objects.filter(mailing__in=list(done.values_list("id", flat=True)), state=IssueState.SENDING).update(
        state=IssueState.SENT
    )
    stand = Mailing.objects.filter(kind=ISSUE, state=MailingState.PAUSED).values_list("id", flat=True)
    Issue.objects.filter(mailing__in=list(stand), state=IssueState.SENT).update(state=IssueState.SENDING)


def mailing_of(issue: Issue) -> Mailing | None:
    """What carries the issue; None before it begins."""
    return Mailing.objects.filter(id=issue.mailing).first() if issue.mailing else None


def pause(issue: Issue, *, actor: Actor, now: datetime) -> None:
    """Stop it for the moment.

    Raises:
        InvalidTransition: it is not under way.
    """
    with _in_words(issue), transaction.atomic():
        mailing.pause(_carried(issue))
        tell(issue, PAUSED, actor, now)


def resume(issue: Issue, *, actor: Actor, now: datetime) -> None:
    """Go on with it.

    Raises:
        InvalidTransition: it is not paused.
    """
    with _in_words(issue), transaction.atomic():
        mailing.start(_carried(issue), now=now)
        tell(issue, RESUMED, actor, now)


def cancel(issue: Issue, *, actor: Actor, now: datetime) -> None:
    """Stop it for good.

    Raises:
        InvalidTransition: it is over.
    """
    with _in_words(issue):
        mailing.cancel(_carried(issue), now=now)  # lot by lot, so that nobody waits for all of it
    with transaction.atomic():
        Issue.objects.filter(id=issue.id).update(state=IssueState.CANCELLED)
        tell(issue, ISSUE_CANCELLED, actor, now)


def retry(issue: Issue, *, actor: Actor, now: datetime) -> int:
    """Let those go once more whom no server took; returns how many.

    Raises:
        InvalidTransition: it was cancelled, or has not begun.
    """
    with _in_words(issue), transaction.atomic():
        count = mailing.retry_failed(_carried(issue), now=now)
        if count:
            Issue.objects.filter(id=issue.id, state=IssueState.SENT).update(state=IssueState.SENDING)
            tell(issue, RETRIED, actor, now, count=count)
    return count


_NOT_NOW: Mapping[MailingState, Text] = {
    MailingState.PAUSED: BothLanguages("Sending is paused."),
    MailingState.SENDING: BothLanguages("It is being sent."),
    MailingState.DONE: BothLanguages("Everything was sent."),
    MailingState.CANCELLED: BothLanguages("Sending was cancelled."),
    MailingState.PREPARING: BothLanguages("It is being prepared."),
}


@contextmanager
def _in_words(issue: Issue) -> Iterator[None]:
    """A step that does not lead on from where the mailing stands says where that is."""
    try:
        yield
    except InvalidTransition as wrong:
        state = MailingState(_carried(issue).state)
        raise InvalidTransition(wrong.code, _NOT_NOW[state]) from wrong


def _carried(issue: Issue) -> Mailing:
    found = mailing_of(issue)
    if found is None:
        raise InvalidTransition(CODES[issue.state], SENTENCE[IssueState(issue.state)])
    return found
