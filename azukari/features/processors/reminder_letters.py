"""The reminders: to a contractor's contact, and to colleagues who supervise. None tells of a registrant."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.accounts.who import email_of
from azukari.core.mail.letter import Letter
from azukari.core.mail.models import Message
from azukari.core.transfers.models import Contract
from azukari.features.processors.letters import greeting, of_call, organisation
from azukari.features.processors.models import CONTACT, About, Reminder
from azukari.features.processors.remind import WITH_LINK
from azukari.lib.day import in_words
from azukari.policy.reminding import OVERDUE


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
    lang, about, late = message.lang, About(reminder.about), reminder.days == OVERDUE
    reference = ""
    if about is About.CONTRACT:
        reference = Contract.objects.values_list("reference", flat=True).filter(id=reminder.subject).first() or ""
    words = {
        "company": reminder.recipient.called(lang),
        "organisation": organisation(lang),
        "day": in_words(reminder.due, lang),
        "contract": reference,
    }
    if reminder.addressee != CONTACT:
        return _to_colleague(reminder, about, words, late=late)
    subject, *paragraphs = (text % words for text in _TO_CONTACT[about, late])
    if about not in WITH_LINK:
        return Letter(subject, (greeting(reminder.recipient, lang), *paragraphs))
    if reminder.call is None or reminder.call.answered_at is not None:
        return None
    return of_call(reminder.call, lang, first=tuple(paragraphs), subject=subject)


def _to_colleague(reminder: Reminder, about: About, words: Mapping[str, object], *, late: bool) -> Letter:
    """The one to whose duty it belongs: what it is, and where it is done."""
    subject = _("Overdue: %(company)s") if late else _("Due by %(day)s: %(company)s")
    at = f"{settings.AZUKARI.base_url}{reverse('console-recipient', args=[reminder.recipient_id])}"
    return Letter(subject % words, (_TO_COLLEAGUE[about, late] % words,), (str(_("Open it in the console")), at))


_BEFORE = _("We have written to you about this before.")
_TO_CONTACT: Mapping[tuple[About, bool], tuple[Promise, ...]] = {
    (About.REVIEW, False): (
        _("A review of your company is due by %(day)s"),
        _("By %(day)s %(organisation)s reviews how you protect the personal data that we entrust to you."),
        _("Please have your records ready. If the review is missed, transfers stop until it is done."),
    ),
    (About.REVIEW, True): (
        _("The review of your company is overdue"),
        _("The review in which you show us how you protect what we entrust to you was due on %(day)s."),
        _("We cannot hand over any more data until it is done. Please arrange a day with us."),
    ),
    (About.CONTRACT, False): (
        _("The contract %(contract)s ends on %(day)s"),
        _("Our contract %(contract)s ends on %(day)s. After that day we cannot hand over any more data."),
        _("If the work is to continue, please talk with us about a new contract in good time."),
    ),
    (About.CONTRACT, True): (
        _("The contract %(contract)s has ended"),
        _("Our contract %(contract)s ended on %(day)s. We cannot hand over any more data under it."),
        _("Please return or erase what you hold, and show us that you did, unless a new contract follows."),
    ),
    (About.GUIDELINES, False): (_("A reminder: our guidelines for contractors"), _BEFORE),
    (About.GUIDELINES, True): (_("Overdue: our guidelines for contractors"), _BEFORE),
    (About.INSTRUCTIONS, False): (_("A reminder: please confirm what we asked you to do"), _BEFORE),
    (About.INSTRUCTIONS, True): (
        _("Overdue: please confirm what we asked you to do"),
        _("Your confirmation was due on %(day)s. Please confirm now, or tell us what prevents it."),
    ),
}
"""Of each thing, and of whether its day is over: the subject, and what the letter says."""
_TO_COLLEAGUE: Mapping[tuple[About, bool], Promise] = {
    (About.REVIEW, False): _("The review of %(company)s is due by %(day)s. If it is missed, transfers stop."),
    (About.REVIEW, True): _("The review of %(company)s was due on %(day)s. Transfers are suspended until it is done."),
    (About.GUIDELINES, False): _(
        "%(company)s has not accepted the guidelines yet. The deadline is %(day)s; after that, transfers stop."
    ),
    (About.GUIDELINES, True): _(
        "%(company)s has not accepted the guidelines by %(day)s. Transfers are suspended until it does."
    ),
    (About.CONTRACT, False): _("The contract %(contract)s with %(company)s ends on %(day)s. Transfers then stop."),
    (About.CONTRACT, True): _(
        "The contract %(contract)s with %(company)s ended on %(day)s. No data is transferred under it any more."
    ),
    (About.INSTRUCTIONS, False): _("%(company)s has until %(day)s to confirm its instructions."),
    (About.INSTRUCTIONS, True): _(
        "%(company)s did not confirm by %(day)s that it corrected or erased what it was told to. Please ask them."
    ),
}
