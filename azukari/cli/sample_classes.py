"""The demonstration's classes of members."""

from datetime import datetime

from azukari.cli.sample import SETTER
from azukari.members.models import MemberClass
from azukari.members.registers import begin_with_suggested


def begin_classes(form: str, *, now: datetime) -> None:
    """Make those that a register suggests; what supporting members pay is a donation."""
    begin_with_suggested(form, actor=SETTER, now=now)
    MemberClass.objects.filter(form=form, name_en="Supporting member").update(is_donation=True)
