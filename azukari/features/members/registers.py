"""The register of one membership form: its settings, its classes, and the numbers that it gives."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from azukari.core.ledger.events import done_by
from azukari.core.ledger.record import record
from azukari.features.members.events import CLASS_SET, REGISTER_SET
from azukari.features.members.models import MemberClass, Register
from azukari.features.members.term import TermKind
from azukari.policy.terms import Actor

SUGGESTED: tuple[dict[str, Any], ...] = (
    {"name_ja": "一般会員", "name_en": "Regular member", "fee": 3000, "has_vote": True, "term": TermKind.FISCAL},
    {"name_ja": "学生会員", "name_en": "Student member", "fee": 1000, "has_vote": True, "term": TermKind.FISCAL},
    {"name_ja": "家族会員", "name_en": "Household", "fee": 5000, "has_vote": True, "term": TermKind.FISCAL, "seats": 6},
    {
        "name_ja": "法人会員",
        "name_en": "Corporate member",
        "fee": 30000,
        "has_vote": True,
        "term": TermKind.FISCAL,
        "seats": 4,
    },
    {"name_ja": "賛助会員", "name_en": "Supporting member", "fee": 10000, "has_vote": False, "term": TermKind.DATE},
    {"name_ja": "友の会", "name_en": "Friend", "fee": 0, "has_vote": False, "term": TermKind.ENDLESS},
)
"""What many associations begin with; every word and amount is the organisation's to change."""
_PAUSED = 12
"""Months for which their members may pause it themselves, where there is a fee."""


def register_of(form: str) -> Register:
    """How its membership is kept; as it comes, where nobody has set it."""
    return Register.objects.filter(form=form).first() or Register(form=form)


def hold_register(form: str) -> Register:
    """The register, locked until the end of the caller's transaction, to give a number. After the person's lock."""
    Register.objects.get_or_create(form=form)
    return Register.objects.select_for_update().get(form=form)


def next_receipt(form: str) -> int:
    """The number of a receipt that is made out now, in the caller's transaction."""
    register = hold_register(form)
    register.last_receipt += 1
    register.save(update_fields=["last_receipt"])
    return register.last_receipt


def classes_of(form: str, *, offered: bool = False) -> Sequence[MemberClass]:
    """The classes of a form, dearest last.

    Args:
        offered: those alone into which somebody may come.
    """
    found = MemberClass.objects.filter(form=form).order_by("fee", "id")
    return list(found.filter(is_offered=True) if offered else found)


def set_register(register: Register, *, actor: Actor, now: datetime) -> None:
    """Keep the settings, in the caller's transaction if there is one; the counters stay as they are."""
    with transaction.atomic():
        held = hold_register(register.form)
        register.last_number, register.last_receipt = held.last_number, held.last_receipt
        register.save(force_update=True)
        record(done_by(actor, REGISTER_SET, form=register.form), now=now)


def set_class(member_class: MemberClass, *, actor: Actor, now: datetime) -> None:
    """Keep a class, a new one or a changed one. Terms that were made under it stay as they are. In the caller's
    transaction if there is one.
    """
    with transaction.atomic():
        _keep(member_class, actor, now)


def begin_with_suggested(form: str, *, actor: Actor, now: datetime) -> int:
    """Give a form that has no classes the usual ones; returns how many."""
    with transaction.atomic(durable=True):
        hold_register(form)
        if MemberClass.objects.filter(form=form).exists():
            return 0
        for suggested in SUGGESTED:
            _keep(MemberClass(form=form, pause_months=_PAUSED if suggested["fee"] else 0, **suggested), actor, now)
    return len(SUGGESTED)


def _keep(member_class: MemberClass, actor: Actor, now: datetime) -> None:
    member_class.save()
    about = {"form": member_class.form, "class": member_class.id, "fee": member_class.fee}
    record(done_by(actor, CLASS_SET, **about), now=now)
