"""What the pages say of a register: how far it is, and why rows stay outside."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.features.members.models import HistoryState

STATES: Mapping[str, Promise] = {
    HistoryState.LOOKED: _("Preview"),
    HistoryState.RUNNING: _("Being imported"),
    HistoryState.DONE: _("Imported"),
    HistoryState.UNDOING: _("Being undone"),
    HistoryState.UNDONE: _("Undone"),
    HistoryState.DROPPED: _("Cancelled"),
}
WHY: Mapping[str, Promise] = {
    "nobody": _(
        "No confirmed registration has this address. Import the person first. People who are asked by email have to "
        "answer."
    ),
    "several": _("Several registrations have this address. Please admit this one by hand."),
    "already": _("This registration has been decided already."),
    "member": _("This person is a member already, by another registration."),
    "left": _("It says that this person has left. Nothing is kept of former members that no law asks for."),
    "number": _("The member number is none: it has no digits, or several numbers in it."),
    "numbers": _("Rows of one person have different member numbers."),
    "number-taken": _("Another member has this number."),
    "class": _("Nothing says which class this is."),
    "day": _("A day in this row cannot be read. Write it as 2024-05-01."),
    "year": _("The dues year cannot be read. Write it as 2024."),
    "amount": _("An amount in this row is none. Write whole yen."),
    "order": _("A term ends before it begins."),
    "ahead": _("A payment or the admission is in the future."),
    "before-joined": _("Something was paid for a year before this person became a member."),
    "no-term": _("It tells no term and no payment. Say below until when those are paid."),
    "payment-booked": _("A payment of this day and amount is already in the books. It is not booked again."),
    "payment-twice": _("Another row tells of the same payment, so it is booked once. If it was paid twice, add it."),
}  # fmt: skip
DONE: Mapping[str, Promise] = {
    "chosen": _("Kept. The result is shown again."),
    "moved": _("It has changed in the meantime. This is the current state."),
    "gone": _("A day has passed, so what was read has been erased. Please read the list again."),
}
