"""Prescription of dues: old debts lapse so many months after they were due, where the register says so (Civil Code 166:
five years). The term stays in the history, as never paid; nothing is owed for it any more.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from azukari.core.policy_versions.current import today
from azukari.features.members.ended import PROGRAM
from azukari.features.members.events import DEBT_LAPSED
from azukari.features.members.held import hold_many, tell_many
from azukari.features.members.marks import mark
from azukari.features.members.models import Invoice, InvoiceState, Register, Term, TermState
from azukari.features.members.upkeep import BATCH
from azukari.lib.months import add_months


def lapse_old_debts(now: datetime) -> int:
    """Let old dues go, a batch of each form at a time; returns how many."""
    count = 0
    for register in Register.objects.filter(lapse_months__gt=0):
        last = add_months(today(now), -register.lapse_months)
        found = Invoice.objects.filter(form=register.form, state=InvoiceState.OPEN, due_on__lt=last)
        if old := list(found.order_by("due_on", "id")[:BATCH]):
            count += _lapse(old, now)
    return count


def _lapse(old: Sequence[Invoice], now: datetime) -> int:
    """In one transaction. What was paid of them stays in the books."""
    with transaction.atomic(durable=True):
        held = hold_many([each.submission_id for each in old])
        found = Invoice.objects.filter(id__in=[each.id for each in old], state=InvoiceState.OPEN, submission__in=held)
        lapsed = list(found.order_by("id"))
        Invoice.objects.filter(id__in=[each.id for each in lapsed]).update(state=InvoiceState.VOID)
        terms = [each.term_id for each in lapsed if each.term_id]
        Term.objects.filter(id__in=terms, state=TermState.PENDING).update(state=TermState.UNPAID)
        mark(*{each.submission_id for each in lapsed})
        told = [(held[each.submission_id], {"year": each.dues_year}) for each in lapsed]
        tell_many(DEBT_LAPSED, told, actor=PROGRAM, now=now)
    return len(lapsed)
