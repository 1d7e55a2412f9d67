"""The reminders: to a contractor's contact, and to colleagues who supervise. None tells of a registrant."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from azukari.accounts.who import email_of
from azukari.disclosure.models import Contract
from azukari.lib.day import in_words
from azukari.mail.letter import Letter
from azukari.mail.models import Message
from azukari.policy.reminding import OVERDUE
from azukari.supervision.letters import greeting, of_call, organisation
from azukari.supervision.models import CONTACT, About, Reminder

type Words = Mapping[str, object]


def addressee(message: Message) -> str:
    """The contact, or the colleague, whom a reminder is for; nobody once a colleague has left."""
    row = message.about(Reminder.objects.select_related("recipient"))
    if row is None:
        return ""
    return row.recipient.contact_email if row.addressee == CONTACT else email_of(row.addressee)


def build(message: Message, _now: datetime) -> Letter | None:
    """The mail of a reminder; None if what it reminds of was done meanwhile."""
    reminder = message.about(Reminder.objects.select_related("recipient", "call__recipient", "call__guidelines"))
    if reminder is None:
        return None
    lang, reference = message.lang, ""
    if reminder.about == About.CONTRACT:
        reference = Contract.objects.values_list("reference", flat=True).filter(id=reminder.subject).first() or ""
    words = {
        "company": reminder.recipient.called(lang),
        "organisation": organisation(lang),
        "day": in_words(reminder.due, lang),
        "contract": reference,
    }
    if reminder.addressee != CONTACT:
        return _to_colleague(reminder, words)
    if reminder.call is not None:
        subject, first = _WITH_LINK[About(reminder.about)](reminder, words)
        open_ = reminder.call.answered_at is None
        return of_call(reminder.call, lang, first=(first,), subject=subject) if open_ else None
    make = _TO_CONTACT.get(About(reminder.about))
    if make is None:
        return None
    subject, paragraphs = make(reminder, words)
    return Letter(subject, (greeting(reminder.recipient, lang), *paragraphs))


def _review_to_contact(reminder: Reminder, words: Words) -> tuple[str, tuple[str, ...]]:
    if reminder.days == OVERDUE:
        return _("The review of your company is overdue") % words, (
            _("The review in which you show us how you protect what we entrust to you was due on %(day)s.") % words,
            _("Until it is done we hand nothing more over to you. Please agree with us on a day.") % words,
        )
    return _("A review of your company is due by %(day)s") % words, (
        _("By %(day)s %(organisation)s reviews how you protect the personal data that we entrust to you.") % words,
        _("Please have your records at hand. If the review is missed, transfers stop until it is done.") % words,
    )


def _contract_to_contact(reminder: Reminder, words: Words) -> tuple[str, tuple[str, ...]]:
    if reminder.days == OVERDUE:
        return _("The contract %(contract)s has ended") % words, (
            _("Our contract %(contract)s ended with %(day)s. Nothing more is handed over to you under it.") % words,
            _("Please return or erase what you hold, and show us that you did, unless a new contract follows.") % words,
        )
    return _("The contract %(contract)s ends on %(day)s") % words, (
        _("Our contract %(contract)s ends with %(day)s. After that day nothing more is handed over to you.") % words,
        _("If the work is to go on, please talk with us in time about a new contract.") % words,
    )


_TO_CONTACT: Mapping[About, Callable[[Reminder, Words], tuple[str, tuple[str, ...]]]] = {
    About.REVIEW: _review_to_contact,
    About.CONTRACT: _contract_to_contact,
}


def _guidelines_again(reminder: Reminder, _words: Words) -> tuple[str, str]:
    if reminder.days == OVERDUE:
        return _("Overdue: our guidelines for contractors"), _("We have written to you about this before.")
    return _("A reminder: our guidelines for contractors"), _("We have written to you about this before.")


def _instructions_again(reminder: Reminder, words: Words) -> tuple[str, str]:
    if reminder.days == OVERDUE:
        return _("Overdue: please confirm what we asked you to do"), _(
            "You were to confirm by %(day)s. Please do it now, or tell us what stands in the way."
        ) % words
    return _("A reminder: please confirm what we asked you to do"), _("We have written to you about this before.")


_WITH_LINK: Mapping[About, Callable[[Reminder, Words], tuple[str, str]]] = {
    About.GUIDELINES: _guidelines_again,
    About.INSTRUCTIONS: _instructions_again,
}


def _to_colleague(reminder: Reminder, words: Words) -> Letter:
    """The one to whose duty it belongs: what it is, and where it is done."""
    late = reminder.days == OVERDUE
    sentence = (_LATE if late else _SOON)[About(reminder.about)]() % words
    subject = _("Overdue: %(company)s") if late else _("Due by %(day)s: %(company)s")
    at = f"{settings.AZUKARI.base_url}{reverse('console-recipient', args=[reminder.recipient_id])}"
    return Letter(subject % words, (sentence,), (_("Open it in the console"), at))


_SOON: Mapping[About, Callable[[], str]] = {
    About.REVIEW: lambda: _("The review of %(company)s is due by %(day)s. If it is missed, transfers stop."),
    About.GUIDELINES: lambda: _(
        "%(company)s has not accepted the guidelines yet. There is time until %(day)s; then transfers stop."
    ),
    About.CONTRACT: lambda: _("The contract %(contract)s with %(company)s ends with %(day)s; then transfers stop."),
    About.INSTRUCTIONS: lambda: _("%(company)s has until %(day)s to confirm what it was told."),
}
_LATE: Mapping[About, Callable[[], str]] = {
    About.REVIEW: lambda: _("The review of %(company)s was due on %(day)s. Transfers are suspended until it is done."),
    About.GUIDELINES: lambda: _(
        "%(company)s has not accepted the guidelines by %(day)s. Transfers are suspended until it does."
    ),
    About.CONTRACT: lambda: _(
        "The contract %(contract)s with %(company)s ended with %(day)s. Nothing goes out under it any more."
    ),
    About.INSTRUCTIONS: lambda: _(
        "%(company)s has not confirmed by %(day)s what it was told to correct or erase. Please ask them."
    ),
}
