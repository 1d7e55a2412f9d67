"""The automatic control of who got which duty."""

from collections import Counter
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from azukari.core.accounts.granting import unseen
from azukari.core.accounts.models import DutyGrant, User
from azukari.core.accounts.newest_turns import newest_turns
from azukari.core.accounts.proof import is_good
from azukari.lib.control import Control, Findings, register
from azukari.lib.sentence import Sentence

_UNSEEN = Sentence(
    "Duties were given %(count)d times without a second person. Someone else has to check them on the page Staff. In "
    "an office of one, check the list and then run: azukari staff looked"
)
_ALTERED = Sentence(
    "%(count)d staff accounts were changed outside the program and cannot be used. Find out who can write to the "
    "database, then invite their holders again: azukari staff add --again"
)
_PUT_BACK = Sentence(
    "%(count)d staff accounts are as they were before their last change. Find out who can write to the database, then "
    "invite their holders again: azukari staff add --again"
)
_WAITING = Sentence("Duties that were given, %(count)d in all, wait for a second person, on the page of the staff.")


def _granted(now: datetime) -> Findings:  # noqa: ARG001 - every control gets the time
    found = Counter(unseen().values_list("waits", flat=True))
    yield from _UNSEEN.counted(found[False])
    yield from _WAITING.counted(found[True])


def _active() -> QuerySet[User]:
    return User.objects.filter(is_active=True)


def _altered(now: datetime) -> Findings:  # noqa: ARG001 - every control gets the time
    accounts = _active().order_by("id").values_list("id", flat=True)
    yield from _ALTERED.counted(sum(not is_good(id) for id in accounts))
    newest, turns = newest_turns(), _active().values_list("reference", "turn")
    yield from _PUT_BACK.counted(sum(turn < newest.get(id, 0) for id, turn in turns))


register(
    Control(
        "accounts", gettext_noop("Staff accounts are as the program left them."), (1,), _altered, size=_active().count
    ),
)
register(
    Control(
        "duties",
        gettext_noop("A second person has looked at each duty that was given."),
        (1,),
        _granted,
        size=DutyGrant.objects.count,
    )
)
