"""The mailed link: it opens a page, and a button on that page confirms. Each link works once."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.charter.current import at
from azukari.forms.accept import Accepted, accept
from azukari.forms.guardians import ask, declared_before, standing_with
from azukari.forms.held import hold_submission
from azukari.forms.last_day import over_at
from azukari.forms.models import Channel, GuardianState, State, Submission
from azukari.forms.steps import FunnelStep, took
from azukari.mail.link import LinkClosed, LinkState, MailedLink


class GuardianAsked(Exception):
    """The address is confirmed, and a guardian has to agree before it counts; they have been written to.

    Args:
        form: the form's slug.
    """

    def __init__(self, form: str) -> None:
        super().__init__(form)
        self.form = form


class GuardianDeclined(Exception):
    """A guardian did not agree; what was entered is being erased."""


def _pending(id: UUID, now: datetime) -> Submission:
    submission = Submission.objects.filter(id=id).first()
    if submission is None:
        raise LinkClosed(LinkState.UNKNOWN)
    if submission.state != State.PENDING:
        raise LinkClosed(LinkState.USED)
    over = over_at(submission)
    if over and over <= now:
        raise LinkClosed(LinkState.OVER)
    return submission


LINK = MailedLink("confirm", "confirm", _pending)


def confirm(link: str, *, now: datetime, counted: bool = True) -> Accepted:
    """Confirm the submission of a link. When this returns, it survives a crash.

    Args:
        counted: whether it may be counted that the form was taken so far.

    Raises:
        LinkClosed: nothing was confirmed.
        GuardianAsked, GuardianDeclined: the submission does not count yet, or never will.
    """
    with transaction.atomic(durable=True):
        found = LINK.opened(link, now=now)
        locked = hold_submission(found.id)
        if locked is None or locked.state != State.PENDING:
            raise LinkClosed(LinkState.USED)
        policy, standing = at(locked.charter_id).policy, standing_with(locked)
        before = declared_before(locked) if standing is None else None
        if before is not None:
            standing = before
        elif standing in (None, GuardianState.AGREED):
            accepted = accept(locked, now=now, policy=policy)
        elif standing != GuardianState.REFUSED:
            ask(locked, now=now)
    if standing == GuardianState.REFUSED:
        raise GuardianDeclined
    if standing not in (None, GuardianState.AGREED):
        raise GuardianAsked(locked.form)
    if locked.channel == Channel.PAGE and counted and not accepted.again:
        took(FunnelStep.CONFIRMED, form=locked.form, lang=locked.lang, policy=policy, now=now)
    return accepted
