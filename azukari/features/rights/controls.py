"""What `doctor` asks of the desk: does somebody answer, in time, and is what was decided also done? (P41, P44, P46)"""

from datetime import datetime, timedelta

from django.utils.translation import gettext_noop

from azukari.core.accounts.models import User
from azukari.core.cases.clocks import open_cases
from azukari.core.cases.models import Case, not_closed
from azukari.core.cases.staffing import NobodyAnswers, choose, left_alone, people_of_the_desk
from azukari.core.forms.own_data import left_since
from azukari.core.policy_versions.current import ruling_charter
from azukari.core.vault.epochs import late
from azukari.core.vault.erase import uncertified
from azukari.core.vault.mention_list import mentions, overdue
from azukari.core.vault.mention_walk import unfinished
from azukari.core.vault.verify_erasure import contradictions, erasures, still_there
from azukari.features.rights.upkeep import to_forget
from azukari.lib.control import Control, Findings
from azukari.lib.danger import DATA, LAW
from azukari.lib.sentence import Sentence
from azukari.policy.casework import CaseState
from azukari.policy.deadline import DeadlineStatus

_LATE = timedelta(hours=24)

_NOBODY = Sentence(
    "A request needs two members of staff, one of them with the act rights. Invite them on the page Staff of the "
    "console."
)
_NOBODY_WAITED_FOR = Sentence(
    "A request needs two members of staff, one of them with the act rights. %(count)d messages are unread because of "
    "this. Invite them on the page Staff of the console."
)
_LEFT_ALONE = Sentence(
    "%(count)d requests belong to somebody who no longer answers them. Invite staff on the page Staff of the console."
)
_OVERDUE = Sentence("%(count)d requests have passed the time that the law gives. See the page Requests of the console.")
_NO_REQUESTS_YET = Sentence(
    "%(count)d messages about the sender’s own data have not become requests. See that the worker runs."
)
_CONTRADICTED = Sentence(
    "%(count)d erasures are contradicted by a scan of the database. See the page Requests of the console."
)
_NOT_CARRIED_OUT = Sentence(
    "%(count)d decided requests could not be carried out. See the page Requests of the console."
)
_NOT_FORGOTTEN = Sentence("%(count)d records of requests should have been erased. See that the worker runs.")
_UNCERTIFIED = Sentence("An erasure has no certificate because some of its data is still there (%(where)s).")
_KEYS_THERE = Sentence(
    "%(count)d erasures are more than a day old, and the keys that opened what was erased are not destroyed. See that"
    " the worker runs."
)
_STILL_THERE = Sentence(
    "%(count)d rows of %(where)s name people whose erasure was certified. Find out why, and remove them."
)
_NOT_LOOKED_AT = Sentence(
    "%(count)d texts that may name somebody who was erased were not looked at in time. See: /console/mentions/"
)
_SLOW = Sentence("%(count)d searches for mentions of people who were erased take over a day. See that the worker runs.")


def _nobody_answers() -> bool:
    """People work here, and not two of them can own a request and stand in."""
    if not User.objects.exists():  # the installation is being set up
        return False
    try:
        choose()
    except NobodyAnswers:
        return True
    return False


def _department(now: datetime) -> Findings:
    if ruling_charter() is None:
        return
    if _nobody_answers():
        waiting = left_since(now)
        yield _NOBODY_WAITED_FOR(count=waiting) if waiting else _NOBODY()
    desk = [user.pk for user in people_of_the_desk()]
    yield from _LEFT_ALONE.counted(left_alone(desk).count())


def _in_time(now: datetime) -> Findings:
    if ruling_charter() is None:
        return
    late = sum(clock.standing is DeadlineStatus.OVERDUE for _case, clock in open_cases(now))
    yield from _OVERDUE.counted(late)


def _carried_out(now: datetime) -> Findings:
    waiting = left_since(now - _LATE)
    if waiting and not (ruling_charter() and _nobody_answers()):  # else `department` has said why they wait
        yield _NO_REQUESTS_YET(count=waiting)
    failed = Case.objects.filter(state=CaseState.DECIDED).exclude(failure="")
    yield from _CONTRADICTED.counted(failed.filter(failure="scan").count())
    yield from _NOT_CARRIED_OUT.counted(failed.exclude(failure="scan").count())
    yield from _NOT_FORGOTTEN.counted(to_forget(now - _LATE).count())


def _certificates(now: datetime) -> Findings:
    for id in uncertified().values_list("id", flat=True):
        yield _UNCERTIFIED(where="; ".join(contradictions(id, now=now)))
    for place, rows in still_there(now).items():
        yield _STILL_THERE(count=rows, where=place)
    yield from _KEYS_THERE.counted(late(now))


def _mentions(now: datetime) -> Findings:
    yield from _NOT_LOOKED_AT.counted(overdue(now))
    yield from _SLOW.counted(unfinished(now - _LATE))


_CERTIFIED = gettext_noop(
    "The whole database was read, and nobody is in it whose erasure was certified. Their keys are destroyed within a"
    " day."
)
_LOOKED_AT = gettext_noop("Texts that may name somebody who was erased are looked at within thirty days.")

CONTROLS = (
    Control("mentions", _LOOKED_AT, (41,), _mentions, danger=LAW, size=mentions),
    Control(
        "department",
        gettext_noop("Every request has an owner and a deputy who work here."),
        (46,),
        _department,
        danger=LAW,
        size=Case.objects.count,
    ),
    Control(
        "requests-in-time",
        gettext_noop("Every request is answered within the time that the law allows."),
        (44,),
        _in_time,
        danger=LAW,
        size=not_closed().count,
    ),
    Control("certificates", _CERTIFIED, (41,), _certificates, danger=DATA, size=erasures),
    Control(
        "requests-done",
        gettext_noop("What was decided was done, and a scan agrees."),
        (40, 41, 42),
        _carried_out,
        danger=DATA,
        size=Case.objects.filter(state__in=[CaseState.DECIDED, CaseState.DONE, CaseState.CLOSED]).count,
    ),
)
