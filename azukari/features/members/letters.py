"""Letters to applicants and members: admitted, declined, an invoice, reminders, a payment that came in.

They hold no name: what is personal stands on the own page, to which each of them leads.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.core.forms.models import Submission
from azukari.core.mail.letter import Letter, LetterKind, own_page
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import at
from azukari.features.members.admit import ADMITTED_LETTER
from azukari.features.members.decline import DECLINED_LETTER
from azukari.features.members.events import REASONS
from azukari.features.members.invoices import INVOICE_LETTER
from azukari.features.members.models import Invoice, InvoiceState, Membership, MemberState, Payment, Term
from azukari.features.members.payments import PAID_LETTER
from azukari.features.members.registers import register_of
from azukari.features.members.upkeep import ENDING_LETTER, REMIND_LETTER
from azukari.lib.day import in_words
from azukari.policy.terms import OWN_ACCESS


def admitted(message: Message, _now: datetime) -> Letter | None:
    """That somebody is a member now, under which number, and what is to pay; None if they have left again."""
    running = Membership.objects.filter(state=MemberState.ADMITTED)
    member = message.about(running.select_related("submission", "member_class"))
    if member is None or member.member_class is None:
        return None
    words = words_of(member.submission, message.lang)
    invoice = Invoice.objects.filter(submission=member.submission, state=InvoiceState.OPEN).order_by("due_on").first()
    told = {**words, "number": member.number, "class": member.member_class.name[message.lang]}
    return Letter(
        subject=_("Welcome as a member: %(organisation)s") % words,
        paragraphs=(
            _("You are now a member of %(organisation)s.") % words,
            _("Your member number is %(number)s (%(class)s).") % told,
            *(_to_pay(invoice, message.lang) if invoice else ()),
        ),
        action=own_page(message.lang),
        after=(_("You will find your invoice and your receipts there."),),
    )


def declined(message: Message, _now: datetime) -> Letter | None:
    """That an application was declined, and why; None if that was changed meanwhile."""
    member = message.about(Membership.objects.filter(state=MemberState.DECLINED).select_related("submission"))
    if member is None:
        return None
    words = words_of(member.submission, message.lang)
    return Letter(
        subject=_("Your application to %(organisation)s") % words,
        paragraphs=(
            _("Thank you for applying. We could not admit you as a member of %(organisation)s.") % words,
            str(REASONS[member.reason]),
            _("If you think this is a mistake, please write to us."),
        ),
        action=own_page(message.lang),
    )


def invoice(message: Message, _now: datetime) -> Letter | None:
    """What is to pay for the next term; None if it is paid or cancelled already."""
    return _of_invoice(message, _("Your dues for %(year)s: %(organisation)s"), ())


def reminder(message: Message, _now: datetime) -> Letter | None:
    """The same once more, when the day is over."""
    before = (_("We have not received your payment yet. If you have already paid, please ignore this email."),)
    return _of_invoice(message, _("A reminder of your dues for %(year)s: %(organisation)s"), before, late=True)


def _of_invoice(message: Message, subject: str, before: tuple[str, ...], *, late: bool = False) -> Letter | None:
    owed = message.about(Invoice.objects.filter(state=InvoiceState.OPEN).select_related("submission"))
    if owed is None:
        return None
    words = {**words_of(owed.submission, message.lang), "year": owed.dues_year}
    return Letter(
        subject=subject % words,
        paragraphs=(*before, *_to_pay(owed, message.lang, late=late)),
        action=own_page(message.lang),
        after=(_("There you can download the invoice."),),
    )


def ending(message: Message, _now: datetime) -> Letter | None:
    """That a term ends soon, and how it is renewed; None if it was renewed already."""
    terms = Term.objects.newest().filter(membership__state=MemberState.ADMITTED)
    term = message.about(terms.select_related("membership__submission"))
    if term is None or term.ends is None:
        return None
    words = {**words_of(term.membership.submission, message.lang), "day": in_words(term.ends, message.lang)}
    return Letter(
        subject=_("Your membership ends soon: %(organisation)s") % words,
        paragraphs=(
            _("Your membership of %(organisation)s runs until %(day)s.") % words,
            _("You can renew it with one button on your own page."),
        ),
        action=own_page(message.lang),
    )


def paid(message: Message, _now: datetime) -> Letter | None:
    """That a payment came in; None if it was recorded by mistake and taken out."""
    payment = message.about(Payment.objects.select_related("submission"))
    if payment is None:
        return None
    words = {
        **words_of(payment.submission, message.lang),
        "amount": f"{payment.amount:,}",
        "day": in_words(payment.paid_on, message.lang),
    }
    return Letter(
        subject=_("Your payment has arrived: %(organisation)s") % words,
        paragraphs=(_("Thank you. We have received your payment of %(amount)s yen, made on %(day)s.") % words,),
        action=own_page(message.lang),
        after=(_("There you can download the receipt."),),
    )


def _to_pay(owed: Invoice, lang: str, *, late: bool = False) -> tuple[str, ...]:
    """Amount, day, code and account."""
    words = {"amount": f"{owed.owed:,}", "day": in_words(owed.due_on, lang), "year": owed.dues_year, "code": owed.code}
    transfer = register_of(owed.form).transfer(lang)
    due = (
        _("Your dues for %(year)s are %(amount)s yen. They were due on %(day)s.")
        if late
        else _("Your dues for %(year)s are %(amount)s yen. Please pay them by %(day)s.")
    )
    return (
        due % words,
        *((_("By bank transfer to: %(account)s") % {"account": transfer},) if transfer else ()),
        _("Please write the number %(code)s before your name, so that we know whose payment it is.") % words,
    )


def words_of(submission: Submission, lang: str) -> dict[str, Any]:
    """What these letters say of the organisation."""
    return {"organisation": at(submission.charter_id).policy.organisation.name[lang]}


LETTERS = (
    LetterKind(ADMITTED_LETTER, OWN_ACCESS, admitted, gettext_lazy("notice of admission as a member")),
    LetterKind(DECLINED_LETTER, OWN_ACCESS, declined, gettext_lazy("answer to the application")),
    LetterKind(INVOICE_LETTER, OWN_ACCESS, invoice, gettext_lazy("invoice for the dues")),
    LetterKind(REMIND_LETTER, OWN_ACCESS, reminder, gettext_lazy("reminder of the dues")),
    LetterKind(ENDING_LETTER, OWN_ACCESS, ending, gettext_lazy("notice that the membership ends soon")),
    LetterKind(PAID_LETTER, OWN_ACCESS, paid, gettext_lazy("notice that a payment has arrived")),
)
