"""Tallies of training for the management review: what was passed, withdrawn, and ran out before it was taken again."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from azukari.core.policy_versions.current import current
from azukari.features.training.models import Pass, Trainee
from azukari.policy.training import counts_until
from azukari.shells.worker.tally import Tally, within

_outside = Q(holder__in=Trainee.objects.values("id"))


def _ran_out(start: datetime, end: datetime) -> int:
    """How many people let a lesson run out in that time; whoever took it again before its end is none of them."""
    policy = current().policy
    found: set[UUID] = set()
    ends: dict[tuple[UUID, str], datetime] = {}
    rows = Pass.objects.filter(whole=True, passed_at__lt=end).order_by("passed_at")
    for holder, lesson, at in rows.values_list("holder", "lesson", "passed_at"):
        if (holder, lesson) in ends and start <= ends[holder, lesson] < min(at, end):
            found.add(holder)
        ends[holder, lesson] = counts_until(policy, at)
    return len(found | {holder for (holder, _lesson), at in ends.items() if start <= at < end})


TALLIES = (
    Tally(
        "training-passed",
        _("lessons passed by staff"),
        within(Pass.objects.exclude(_outside), "passed_at"),
        one=_("lesson passed by staff"),
    ),
    Tally(
        "training-outside",
        _("lessons passed by contractors’ staff"),
        within(Pass.objects.filter(_outside), "passed_at"),
        one=_("lesson passed by contractors’ staff"),
    ),
    Tally("training-ran-out", _("people whose training ran out"), _ran_out, one=_("person whose training ran out")),
)
