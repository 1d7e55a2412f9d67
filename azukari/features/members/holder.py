"""What the membership desk holds of a person: their membership with its terms, and what they owe and paid."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.database.cascade import delete
from azukari.core.policy_versions.current import today
from azukari.core.vault.holders import HolderOfRows
from azukari.features.members.counts import add_counts, of_member
from azukari.features.members.models import (
    Allocation,
    Application,
    BankLine,
    Invoice,
    KnownPayer,
    Membership,
    MemberState,
    OnlinePayment,
    Pause,
    Payment,
    Receipt,
    RenewalNotice,
    Term,
    Vote,
    YearlyReceipt,
)
from azukari.features.members.models.counts import What
from azukari.lib.job import clock


class MembersHolder(HolderOfRows):
    """Memberships, terms, invoices, payments and receipts, for the registry of holders.

    All of it goes with the registration. A law that keeps the books keeps what is owed and paid, and neither the
    membership nor its terms.
    """

    name = "members"
    rows: ClassVar[Mapping[str, Any]] = {
        "vote": Vote,
        "payer": KnownPayer,
        "bank_line": BankLine,
        "online": OnlinePayment,
        "settlement": Allocation,
        "paper": Receipt,
        "yearly_paper": YearlyReceipt,
        "invoice": Invoice,
        "payment": Payment,
        "renewal": RenewalNotice,
        "pause": Pause,
        "term": Term,
        "membership": Membership,
        "application": Application,
    }
    words: ClassVar[Mapping[str, Promise | str]] = {
        "vote": _("Votes at general meetings"),
        "payer": _("Payers that we recognise as yours, as a digest"),
        "bank_line": _("Lines of bank files that are your payments"),
        "online": _("Notes that a payment was opened online"),
        "settlement": _("Which payment settled which invoice"),
        "paper": _("Receipts that were made out"),
        "yearly_paper": _("Receipts of a year that were made out"),
        "invoice": _("Invoices for dues"),
        "payment": _("Payments in our books"),
        "renewal": _("Notices that a membership renews automatically"),
        "pause": _("Pauses of a membership"),
        "term": _("Terms of a membership"),
        "membership": _("Memberships"),
        "application": _("Applications that waited"),
    }

    def export(self, person: UUID) -> Mapping[str, Any]:
        payments = Payment.objects.filter(person_id=person).order_by("paid_on", "id").prefetch_related("receipts")
        return {
            "payments": [
                {
                    "registration": str(p.submission_id),
                    "paid_on": p.paid_on.isoformat(),
                    "amount": p.amount,
                    "returned": p.returned,
                    "receipts": [receipt.number for receipt in p.receipts.all()],
                }
                for p in payments
            ],
            "online_payments": [
                {
                    "registration": str(each.invoice.submission_id),
                    "through": each.recipient,
                    "amount": each.amount,
                    "state": each.state,
                    "opened_at": each.opened_at.isoformat(),
                }
                for each in OnlinePayment.objects.filter(person_id=person)
                .select_related("invoice")
                .order_by("opened_at")
            ],
            "receipts": [
                {
                    "number": each.number,
                    "issued_on": each.issued_on.isoformat(),
                    "amount": each.amount,
                    "is_void": each.voided_at is not None,
                }
                for each in Receipt.objects.filter(person_id=person).order_by("number")
            ],
            "yearly_receipts": [
                {"number": each.number, "year": each.year, "amount": each.amount, "about": each.scope}
                for each in YearlyReceipt.objects.filter(person_id=person, voided_at=None).order_by("id")
            ],
            "known_payers": [
                {"registration": str(each.submission_id), "known_since": each.known_since.isoformat()}
                for each in KnownPayer.objects.filter(person_id=person).order_by("id")
            ],
            "applications": [
                {"registration": str(each.pk), "since": each.since.isoformat()}
                for each in Application.objects.filter(person_id=person).order_by("since")
            ],
            "meetings": [
                {
                    "registration": str(each.submission_id),
                    "meeting": each.meeting.title,
                    "starts": each.meeting.starts.isoformat(),
                    "said": each.said,
                    "was_there": each.was_there,
                }
                for each in Vote.objects.filter(person_id=person).select_related("meeting").order_by("meeting__starts")
            ],
            "memberships": [
                _membership(member)
                for member in Membership.objects.filter(person_id=person)
                .select_related("member_class")
                .order_by("decided_at")
                .prefetch_related("terms__member_class", "terms__notice", "pauses")
            ],
            "invoices": [_invoice(invoice) for invoice in Invoice.objects.filter(person_id=person).order_by("id")],
        }

    def erase(self, people: Collection[UUID]) -> None:
        running = list(Membership.objects.filter(person_id__in=people, state=MemberState.ADMITTED))
        for member in running:
            add_counts({of_member(member, What.LEFT, today(clock())): 1})
        super().erase(people)

    def delete_ended(self, ended: Collection[UUID], restricted: Collection[UUID]) -> None:
        for model in (KnownPayer, YearlyReceipt, Receipt, Payment, Invoice, Application, Vote, Membership):
            delete(model, ended, by="submission")
        for model in (KnownPayer, Application, Vote, Membership):
            delete(model, restricted, by="person")


def _membership(member: Membership) -> dict[str, Any]:
    return {
        "registration": str(member.submission_id),
        "state": member.state,
        "number": member.number,
        "class": member.member_class.name if member.member_class else None,
        "joined_on": member.joined_on.isoformat() if member.joined_on else None,
        "is_shared": member.head is not None,
        "ended_on": member.ended_on.isoformat() if member.ended_on else None,
        "reinstated_on": member.reinstated_on.isoformat() if member.reinstated_on else None,
        "reason": member.reason or None,
        "pauses": [
            {"begins": pause.begins.isoformat(), "ends": pause.ends.isoformat()}
            for pause in sorted(member.pauses.all(), key=lambda pause: pause.begins)
        ],
        "terms": [
            {
                "class": term.member_class.name,
                "begins": term.begins.isoformat(),
                "ends": term.ends.isoformat() if term.ends else None,
                "dues_year": term.dues_year,
                "fee": term.fee,
                "state": term.state,
                "renews_by_itself": _renews(term),
            }
            for term in sorted(member.terms.all(), key=lambda term: term.begins)
        ],
    }


def _renews(term: Term) -> str | None:
    """What the person was told, or said, of the renewal of a term."""
    notice: RenewalNotice | None = getattr(term, "notice", None)
    if notice is None:
        return None
    return "declined" if notice.declined_at else "told"


def _invoice(invoice: Invoice) -> dict[str, Any]:
    return {
        "registration": str(invoice.submission_id),
        "dues_year": invoice.dues_year,
        "amount": invoice.amount,
        "paid": invoice.paid,
        "code": invoice.code,
        "issued_on": invoice.issued_on.isoformat(),
        "due_on": invoice.due_on.isoformat(),
        "state": invoice.state,
    }
