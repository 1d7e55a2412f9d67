"""An issue from its first word until it goes: written, approved, scheduled, taken back.

Each verb locks the issue, asks whether it may, and records what it did. What happens while it goes: `magazine.sending`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.events import actor_reference, done_by
from azukari.core.ledger.record import record
from azukari.core.ledger.shapes import Value
from azukari.core.policy_versions.current import current, today
from azukari.features.magazine.events import APPROVED, LIST_SET, SCHEDULED, TAKEN_BACK
from azukari.features.magazine.life import CODES, EVERYBODY, HELD, SECOND_THOUGHTS, SENTENCE, IssueState, may_become
from azukari.features.magazine.lists import MailingList, lists
from azukari.features.magazine.models import Issue, IssueText, ListSettings, ReaderWish
from azukari.features.magazine.second_person import NeedsAnother, is_held, missing
from azukari.lib.conflict import InvalidTransition, StaleVersion
from azukari.policy.terms import Actor, Policy

_COPIED = 200  # characters of a subject


def settings_of(form: str) -> ListSettings:
    """The settings of a list; the usual ones while nobody has set any."""
    return ListSettings.objects.filter(form=form).first() or ListSettings(form=form)


def without_archive() -> QuerySet[ListSettings, str]:
    """The forms of the lists whose past issues are not public."""
    return ListSettings.objects.filter(has_archive=False).values_list("form", flat=True)


def public_path(issue: Issue, lang: str, *, closed: Collection[str]) -> str:
    """Where the archive shows an issue that went, beginning with a slash; blank where it does not.

    Args:
        closed: the lists `without_archive`.
    """
    is_public = issue.number is not None and not issue.is_hidden and issue.form not in closed
    return f"/{lang}/magazine/{issue.form}/{issue.number}" if is_public else ""


def set_list(wanted: ListSettings, *, actor: Actor, now: datetime, seen: ListSettings | None = None) -> None:
    """Keep the settings of a list. One that asks its readers no more forgets what they said.

    Args:
        seen: those that the page showed; None asks nothing.

    Raises:
        StaleVersion: they are others by now.
    """
    with transaction.atomic():
        held = ListSettings.objects.select_for_update().filter(form=wanted.form).first() or ListSettings()
        if seen and (seen.has_archive, seen.asks_months) != (held.has_archive, held.asks_months):
            raise StaleVersion
        kept = {
            "has_archive": wanted.has_archive,
            "takes_two": False,  # whoever saves the settings has read that the policy says it now
            "asks_months": wanted.asks_months,
            "asks_since": (held.asks_since or today(now)) if wanted.asks_months else None,
        }
        ListSettings.objects.update_or_create(form=wanted.form, defaults=kept)
        if not wanted.asks_months:
            ReaderWish.objects.filter(form=wanted.form, read_on__isnull=False).update(read_on=None)
        record(done_by(actor, LIST_SET, form=wanted.form), now=now)


def begin(
    form: str,
    *,
    layout: str,
    actor: Actor,
    now: datetime,
    like: UUID | None = None,
    texts: Mapping[str, tuple[str, str]] | None = None,
) -> Issue:
    """A new draft: empty, with the words of an earlier issue of the list, or with subjects and bodies by language."""
    with transaction.atomic():
        made = Issue.objects.create(
            form=form, layout=layout, changed_by=actor_reference(actor), created_at=now, changed_at=now
        )
        if like:
            earlier = IssueText.objects.filter(issue_id=like, issue__form=form)
            texts = {text.lang: (text.subject, text.body) for text in earlier}
        put_words(made, texts or {})
    return made


def put_words(issue: Issue, said: Mapping[str, tuple[str, str]]) -> None:
    """Give a new issue subjects and bodies, by language, in the caller's transaction."""
    IssueText.objects.bulk_create(
        IssueText(issue=issue, lang=lang, subject=subject, body=body) for lang, (subject, body) in said.items()
    )


@dataclass(frozen=True, slots=True)
class Content:
    """What an editor writes.

    Args:
        subjects, bodies: by language.
        audience: to whom it goes.
        names_itself: whether its links to our own pages name it.
    """

    layout: str
    subjects: Mapping[str, str]
    bodies: Mapping[str, str]
    audience: str = EVERYBODY
    names_itself: bool = False


def write(id: UUID, content: Content, *, version: int, actor: Actor, now: datetime) -> Issue:
    """Keep what an editor wrote.

    Raises:
        InvalidTransition: it is no draft any more.
        StaleVersion: somebody else wrote meanwhile.
    """
    with transaction.atomic():
        issue = _held(id, IssueState.DRAFT)
        if issue.version != version:
            raise StaleVersion
        for lang in {*content.subjects, *content.bodies}:
            words = {"subject": content.subjects.get(lang, "")[:_COPIED], "body": content.bodies.get(lang, "")}
            IssueText.objects.update_or_create(issue=issue, lang=lang, defaults=words)
        issue.layout, issue.version = content.layout, issue.version + 1
        issue.audience, issue.names_itself = content.audience, content.names_itself
        issue.changed_by, issue.changed_at = actor_reference(actor), now
        issue.save()
    return issue


def throw_away(id: UUID) -> None:
    """Delete a draft.

    Raises:
        InvalidTransition: it is none.
    """
    with transaction.atomic():
        _held(id, IssueState.DRAFT).delete()


def approve(id: UUID, of: MailingList, policy: Policy, *, version: int, actor: Actor, now: datetime) -> Issue:
    """Stand for an issue: for a draft, or as the second person for one that is held for want of it. One whose time is
    over by then goes after `SECOND_THOUGHTS`.

    Raises:
        NeedsAnother: whoever approves it wrote it, and somebody else has to; or they are not trained to.
        InvalidTransition: it is no draft, and not held.
        StaleVersion: it is not what was read any more.
    """
    with transaction.atomic():
        issue = _held(id, IssueState.DRAFT, IssueState.APPROVED, IssueState.SCHEDULED)
        if issue.state != IssueState.DRAFT and not is_held(issue, of):
            raise InvalidTransition(CODES[issue.state], SENTENCE[IssueState(issue.state)])
        if issue.version != version:
            raise StaleVersion
        if why := missing(issue.changed_by, of, policy, actor=actor, now=now):
            raise NeedsAnother(why)
        issue.approved_by = actor_reference(actor)
        if issue.state == IssueState.DRAFT:
            _turn(issue, IssueState.APPROVED, APPROVED, actor, now)
        else:
            issue.scheduled_at = issue.scheduled_at and max(issue.scheduled_at, now + SECOND_THOUGHTS)
            _keep(issue, APPROVED, actor, now)
    return issue


def schedule(id: UUID, *, at: datetime, actor: Actor, now: datetime) -> None:
    """Let it go at a time; a time that is over is now.

    Raises:
        InvalidTransition: it is not approved, or not as the policy that rules now has it.
    """
    with transaction.atomic():
        issue = _held(id, IssueState.APPROVED)
        of = lists(current().policy).get(issue.form)
        if of and is_held(issue, of):
            raise InvalidTransition("issue.second-person", HELD)
        issue.scheduled_at = max(at, now)
        moment = (
            issue.scheduled_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
            if at > now
            else None
        )
        _turn(issue, IssueState.SCHEDULED, SCHEDULED, actor, now, at=moment)


def take_back(id: UUID, *, actor: Actor, now: datetime) -> None:
    """Make a draft of it again, before anything went.

    Raises:
        InvalidTransition: it goes already.
    """
    with transaction.atomic():
        issue = _held(id, IssueState.APPROVED, IssueState.SCHEDULED)
        if issue.mailing:
            raise InvalidTransition(CODES[IssueState.SENDING], SENTENCE[IssueState.SENDING])
        issue.approved_by, issue.scheduled_at = "", None
        _turn(issue, IssueState.DRAFT, TAKEN_BACK, actor, now)


def hide(id: UUID, *, hidden: bool) -> None:
    """Take a past issue out of the archive, or put it back."""
    Issue.objects.filter(id=id).update(is_hidden=hidden)


def _held(id: UUID, *states: IssueState) -> Issue:
    """The issue, locked, in one of these states."""
    issue = Issue.objects.select_for_update().get(id=id)
    if IssueState(issue.state) not in states:
        raise InvalidTransition(CODES[issue.state], SENTENCE[IssueState(issue.state)])
    return issue


def _turn(issue: Issue, state: IssueState, kind: Kind, actor: Actor, now: datetime, **more: Value) -> None:
    if not may_become(IssueState(issue.state), state):
        raise InvalidTransition(CODES[issue.state], SENTENCE[IssueState(issue.state)])
    issue.state = state
    _keep(issue, kind, actor, now, **more)


def _keep(issue: Issue, kind: Kind, actor: Actor, now: datetime, **more: Value) -> None:
    issue.version += 1
    issue.save()
    tell(issue, kind, actor, now, **more)


def tell(issue: Issue, kind: Kind, actor: Actor, now: datetime, **more: Value) -> None:
    """Record what was done with an issue."""
    record(done_by(actor, kind, form=issue.form, issue=issue.id, **more), now=now)
