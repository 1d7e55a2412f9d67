"""Controls of the controls: do they run, do the notes of the days hold, is what was found mended, are audits held?"""

from datetime import datetime, timedelta

from azukari.charter.models import Charter
from azukari.ledger.looking import newest_of
from azukari.lib.control import Findings, Unknown, controls
from azukari.stewardship.assurance.day_notes import YEAR, strip, today
from azukari.stewardship.assurance.events import DAY_NOTED
from azukari.stewardship.assurance.models import Audit, AuditState, DayNote, Decision, Finding, Review
from azukari.stewardship.assurance.observe import THIS, known

_MONTH = timedelta(days=30)
_LONG = timedelta(days=400)  # a year, and some weeks of grace


def rounds(now: datetime) -> Findings:
    """Every automatic control has run within its shelf life."""
    seen = known()
    if not seen:
        raise Unknown("The controls have not run yet. The worker runs them within minutes of its start.")
    mine = [control for control in controls() if not control.manual and control.name != THIS]
    if any(each.name not in seen or now - seen[each.name].at > each.shelf for each in mine):
        raise Unknown("Some controls have not run in time. See that the worker runs.")
    return ()


def days(now: datetime) -> Findings:
    """The notes of the past year are what was noted, and none is missing among them."""
    year = strip(today(now))
    changed = [each for each in year if each.is_changed]
    if changed:
        yield f"{len(changed)} notes of days do not agree with the ledger. Run: azukari ledger verify"
    held = set(DayNote.objects.values_list("entry", flat=True))
    missing = sum(id not in held for id in newest_of(DAY_NOTED, YEAR))
    if missing:
        yield f"{missing} notes of days stand in the ledger and are left out of the strip. Restore them from a backup."
    if not held:
        raise Unknown("No day has been noted yet. The first note is written when the first day is over.")


def follow_up(now: datetime) -> Findings:
    """What was found is mended in time, and it is written down why it came about."""
    open_ones = Finding.objects.filter(closed_at__isnull=True)
    late = open_ones.filter(due__lt=today(now)).count()
    if late:
        yield f"{late} findings are past the day by which they were to be mended. See the page Findings."
    alone = open_ones.filter(due__isnull=True, opened_at__lt=now - _MONTH).count()
    if alone:
        yield f"{alone} findings have been open for a month, and nobody has said until when. See the page Findings."
    unexplained = Finding.objects.filter(closed_at__lt=now - _MONTH, cause="").count()
    if unexplained:
        yield f"{unexplained} findings were closed a month ago, and nobody wrote down the cause. See the page Findings."


def audits(now: datetime) -> Findings:
    """Audits are planned each year, and held by their day."""
    late = Audit.objects.exclude(state=AuditState.CLOSED).filter(planned_on__lt=today(now - _MONTH)).count()
    if late:
        yield f"{late} audits were planned for more than a month ago and are not closed. See the page Audits."
    last = Audit.objects.filter(state=AuditState.CLOSED).order_by("-closed_at").first()
    if last is not None and last.closed_at is not None and now - last.closed_at <= _LONG:
        return
    if _is_older(now):
        yield "No audit was closed for more than a year. Plan one on the page Audits."
    elif not Audit.objects.exists():
        raise Unknown("No audit is planned yet. Plan the year on the page Audits.")


def review(now: datetime) -> Findings:
    """The management looks over all of it once a year, and does what it decided."""
    late = Decision.objects.filter(done_on__isnull=True, due__lt=today(now)).count()
    if late:
        yield f"{late} decisions of the management are past their day. See the page Management review."
    last = Review.objects.order_by("-held_on").first()
    if last is not None and today(now) - last.held_on <= _LONG:
        return
    if _is_older(now):
        yield "No management review was held for more than a year. Hold one on the page Management review."
    else:
        raise Unknown("No management review was held yet. The first is due a year after the first policy.")


def _is_older(now: datetime) -> bool:
    """Whether a policy has ruled for longer than a year."""
    first = Charter.objects.order_by("number").values_list("published_at", flat=True).first()
    return first is not None and now - first > _LONG
