"""What membership keeps: classes, members with their terms, and what is owed and paid.

No personal data: references, states, dates, and money in the smallest unit of the books' currency (whole yen). A name
stays in the vault, under the purposes of the membership form. What belongs to the books (invoices, payments, receipts)
hangs on the submission, since a law may keep it longer than the membership.
"""

from azukari.core.payments.order import MoneyKind, Progress
from azukari.features.members.models.books import (
    Allocation,
    Invoice,
    InvoiceState,
    Payment,
    Receipt,
    Scope,
    YearlyReceipt,
)
from azukari.features.members.models.counts import MonthlyCount
from azukari.features.members.models.history import History, HistoryState
from azukari.features.members.models.meetings import Meeting, Quorum, Said, Vote
from azukari.features.members.models.membership import (
    Application,
    Declined,
    MemberClass,
    Membership,
    MemberState,
    Register,
    Term,
    TermState,
)
from azukari.features.members.models.online import (
    MoneyState,
    OnlinePayment,
    OnlineState,
    ProviderMoney,
    Settled,
    Unbooked,
)
from azukari.features.members.models.pauses import Pause, RenewalNotice
from azukari.features.members.models.payers import BankLine, KnownPayer

__all__ = [
    "Allocation",
    "Application",
    "BankLine",
    "Declined",
    "History",
    "HistoryState",
    "Invoice",
    "InvoiceState",
    "KnownPayer",
    "Meeting",
    "MemberClass",
    "MemberState",
    "Membership",
    "MoneyKind",
    "MoneyState",
    "MonthlyCount",
    "OnlinePayment",
    "OnlineState",
    "Pause",
    "Payment",
    "Progress",
    "ProviderMoney",
    "Quorum",
    "Receipt",
    "Register",
    "RenewalNotice",
    "Said",
    "Scope",
    "Settled",
    "Term",
    "TermState",
    "Unbooked",
    "Vote",
    "YearlyReceipt",
]
