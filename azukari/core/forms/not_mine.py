"""Disowning: somebody whose address was typed by another says that this was not them, by a link in the mail that asks
for a confirmation.

Opening the page changes nothing, nor does its first button, which only asks once more: a finger that slips, or a
program that tries links, takes nobody's signature away (law 7). The second erases what waits for a confirmation, at
once; what was confirmed already is taken back like any consent. One registration is concerned, and no other of the
same person.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from azukari.core.consent.models import Grant
from azukari.core.forms import kinds
from azukari.core.forms.events import SUBMISSION_REFUSED, about
from azukari.core.forms.held import hold_submission
from azukari.core.forms.models import State, Submission
from azukari.core.mail.link import LinkClosed, LinkState, MailedLink
from azukari.core.mail.link_page import ALL_FORMS, CONTACT, OWN_PAGE, Button, Panel, Visit, link_page, nowhere, told
from azukari.core.policy_versions.current import at
from azukari.core.vault.erase_unheld import forget
from azukari.core.vault.trail import record_about
from azukari.core.vault.withdraw import NotAConsent, withdraw
from azukari.policy.terms import Actor, ActorKind, Ground

LASTS = timedelta(days=30)
"""From the registration on. Later the person's own page does the same."""


def _found(id: UUID, now: datetime) -> Submission:
    submission = Submission.objects.filter(id=id).first()
    if submission is None or not kinds.of(submission.kind).not_mine:
        raise LinkClosed(LinkState.UNKNOWN)
    if submission.state == State.ACCEPTED and not _purposes(submission, now):
        raise LinkClosed(LinkState.USED)
    return submission


LINK = MailedLink("not-mine", "not-me", _found)


def _purposes(submission: Submission, now: datetime) -> list[str]:
    """What was agreed to with a confirmed registration, and still is."""
    living = Grant.objects.living(now).filter(submission_id=submission.id, ground=Ground.CONSENT)
    return sorted({*living.values_list("purpose", flat=True)})


def disown(link: str, *, now: datetime) -> None:
    """Erase the registration of a link, or take back what was agreed to with it. When this returns, it is done.

    Raises:
        LinkClosed: nothing was changed.
    """
    with transaction.atomic(durable=True):
        held = hold_submission(LINK.opened(link, now=now).id)
        if held is None:
            raise LinkClosed(LinkState.UNKNOWN)
        person = held.person_id
        actor = Actor(ActorKind.PERSON, str(person))
        if held.state == State.PENDING:  # its person is nobody else yet
            record_about([about(SUBMISSION_REFUSED, held, by=actor)], now=now)
            forget([person], now=now)
            return
        for purpose in _purposes(held, now):
            with suppress(NotAConsent):
                withdraw(person, purpose=purpose, actor=actor, now=now, submission=held.id)


def _ask(visit: Visit, submission: Submission) -> HttpResponse:
    form = at(submission.charter_id).policy.forms[submission.form]
    panel = Panel(
        kinds.of(submission.kind).not_mine,
        (form.title[visit.lang], _("If someone else entered your address, it can be erased now.")),
        "cross",
        buttons=(Button(_("That was not me"), "cross", value="no"),),
        after=(_("If it was you, close this page. Nothing changes."),),
    )
    return visit.say(panel)


def _press(visit: Visit) -> HttpResponse:
    submission = LINK.opened(visit.token, now=visit.now)
    if visit.answer is not True:
        return visit.say(_SURE if submission.state == State.PENDING else _SURE_OF_CONFIRMED)
    disown(visit.token, now=visit.now)
    return visit.say(_DONE)


_ERASE = (Button(_("Yes, erase it"), "cross", value="yes"),)
_SURE = Panel(
    _("Erase it permanently?"),
    (_("What was entered with your address is erased at once, and the link to confirm it no longer works."),),
    "alert",
    buttons=_ERASE,
    after=(_("If it was you, close this page. Nothing changes."),),
)
_SURE_OF_CONFIRMED = Panel(
    _("Erase it permanently?"),
    (
        _(
            "It was confirmed with the link in the same email. It will not count, and data not used for anything else "
            "is erased."
        ),
        _("Everything else we hold stays unchanged."),
    ),
    "alert",
    buttons=_ERASE,
    after=(_("If it was you, close this page. Nothing changes."),),
)
_DONE = Panel(
    _("It has been erased"),
    (_("It does not count, and we will not write to you about it again. Thank you for telling us."),),
    "check",
    ways=(ALL_FORMS,),
)
_OLD = Panel(
    _("This link has expired"),
    (_("What was not confirmed has been erased. You can withdraw what was confirmed on your own page."),),
    "clock",
    ways=(OWN_PAGE, CONTACT),
)
_TAKEN_BACK = Panel(
    _("It has already been withdrawn"), (_("You need not do anything more."),), "check", ways=(OWN_PAGE,)
)
_closed = told({LinkState.USED: _TAKEN_BACK, LinkState.EXPIRED: _OLD}, otherwise=nowhere(ALL_FORMS, OWN_PAGE))
not_mine_page = link_page("not-mine", LINK.opened, show=_ask, press=_press, closed=_closed)
