"""The demonstration's training: of its staff, who have passed, one is nearly due, and one has a lesson left to take,
which the tour does.
"""

from datetime import datetime, timedelta

from azukari.accounts.models import User
from azukari.charter.current import Current
from azukari.policy.period import rough_days
from azukari.stewardship.training.models import Pass

_TO_TAKE = ("letters@seoto.example.org", "mail")
_NEARLY_DUE = "helpers@seoto.example.org"
_SOON = timedelta(days=12)


def add_training(charter: Current, *, now: datetime) -> None:
    """Leave one lesson to take, and let another's year be nearly over."""
    holders = dict(User.objects.values_list("email", "reference"))
    email, lesson = _TO_TAKE
    Pass.objects.filter(holder=holders[email], lesson=lesson).delete()
    passed = now + _SOON - timedelta(days=rough_days(charter.policy.training.valid))
    Pass.objects.filter(holder=holders[_NEARLY_DUE]).update(passed_at=passed)
