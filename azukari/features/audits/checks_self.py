"""Controls of the controls: do they run, do the notes of the days hold, is what was found mended, are audits held?"""

from datetime import datetime, timedelta

from django.db.models import Q

from azukari.core.ledger.looking import newest_of, told
from azukari.core.policy_versions.current import ruling_policy, today
from azukari.core.policy_versions.models import Charter
from azukari.features.audits.day_notes import YEAR, strip
from azukari.features.audits.events import AUDIT_PLANNED, DAY_NOTED, LOOKED
from azukari.features.audits.independence import nobody_else
from azukari.features.audits.models import Audit, AuditState, DayNote, Decision, Finding, Look, Review
from azukari.features.audits.observe import known, repainted
from azukari.lib.control import Doubt, Findings, Unknown, controls
from azukari.lib.sentence import Sentence

_MONTH = timedelta(days=30)
_LONG = timedelta(days=400)  # a year, and some weeks of grace

_LOOKS = 60  # two weeks of them, so that what was taken away shows soon
_SOON = timedelta(hours=2)

_NOT_RUN = Sentence("The controls have not run yet. The worker runs them within minutes of its start.")
_NOT_IN_TIME = Sentence("Some controls have not run in time. See that the worker runs.")
_DAYS_CHANGED = Sentence("%(count)d notes of days do not agree with the ledger. Run: azukari ledger verify")
_DAYS_MISSING = Sentence(
    "%(count)d notes of days are in the ledger but missing from the strip. Restore them from a backup."
)
_NO_DAY = Sentence("No day has been noted yet. The first note is written when the first day ends.")
_LOOKS_MISSING = Sentence(
    "%(count)d rounds of controls are in the ledger but missing from the days. Restore them from a backup."
)
_REPAINTED = Sentence(
    "%(count)d promises look better in the table than in the last round in the ledger. Someone changed the table."
)
_NOTE_LATE = Sentence("Yesterday has no note yet. See that the worker runs, and that its job “notes of the days” does.")
_FINDINGS_LATE = Sentence("%(count)d findings are past their due date. See the page Findings.")
_FINDINGS_ALONE = Sentence(
    "%(count)d findings have been open for a month, and nobody has said until when. See the page Findings."
)
_FINDINGS_UNEXPLAINED = Sentence(
    "%(count)d findings have not been seen for a month, and nobody wrote down the cause. See the page Findings."
)
_AUDITS_LATE = Sentence(
    "%(count)d audits were planned for more than a month ago and are not closed. See the page Audits."
)
_AUDITS_LOST = Sentence(
    "%(count)d audits that were planned are missing. Restore them from a backup, and find out who can write to the"
    " database."
)
_AUDIT_LONG_AGO = Sentence("No audit was closed for more than a year. Plan one on the page Audits.")
_NO_AUDIT = Sentence("No audit is planned yet. Plan the year on the page Audits.")
_NOBODY_ELSE = Sentence(
    "Nobody here can audit %(count)d duties: everyone who may audit holds them, or held them in the past year. Invite "
    "someone who only does audits, on the page Staff."
)
_DECISIONS_LATE = Sentence("%(count)d decisions of the management are past their day. See the page Management review.")
_REVIEW_LONG_AGO = Sentence(
    "No management review was held for more than a year. Hold one on the page Management review."
)
_NO_REVIEW = Sentence("No management review was held yet. The first is due a year after the first policy.")


def rounds(now: datetime) -> Findings:
    """Every automatic control has run within its shelf life."""
    seen = known()
    if not seen:
        raise Unknown(Doubt.EARLY, _NOT_RUN())
    mine = [control for control in controls() if not control.manual and not control.derived]
    if any(each.name not in seen or now - seen[each.name].at > each.shelf for each in mine):
        raise Unknown(Doubt.OLD, _NOT_IN_TIME())
    return ()


def days(now: datetime) -> Findings:
    """The notes of the past year are what was noted, and none is missing among them."""
    yield from _DAYS_CHANGED.counted(sum(day.is_changed for day in strip(today(now))))
    held = set(DayNote.objects.values_list("entry", flat=True))
    yield from _DAYS_MISSING.counted(sum(id not in held for id in newest_of(DAY_NOTED, YEAR)))
    newest = newest_of(LOOKED, _LOOKS)
    yield from _LOOKS_MISSING.counted(len(newest) - Look.objects.filter(entry__in=newest).count())
    yield from _REPAINTED.counted(len(repainted()))
    if _is_note_late(now):
        yield _NOTE_LATE()
    if not held:
        raise Unknown(Doubt.EARLY, _NO_DAY())


def _is_note_late(now: datetime) -> bool:
    """Whether the last day that is over for hours, and was looked at, has no note."""
    day = today(now - _SOON) - timedelta(days=1)
    first = Look.objects.order_by("at").values_list("at", flat=True).first()
    return first is not None and today(first) <= day and not DayNote.objects.filter(day__gte=day).exists()


def follow_up(now: datetime) -> Findings:
    """What was found is mended in time, and it is written down why it came about."""
    open_ones = Finding.objects.filter(closed_at__isnull=True)
    yield from _FINDINGS_LATE.counted(open_ones.filter(due__lt=today(now)).count())
    yield from _FINDINGS_ALONE.counted(open_ones.filter(due__isnull=True, opened_at__lt=now - _MONTH).count())
    unexplained = Finding.objects.filter(Q(closed_at__lt=now - _MONTH) | Q(passed_at__lt=now - _MONTH), cause="")
    yield from _FINDINGS_UNEXPLAINED.counted(unexplained.count())


def audits(now: datetime) -> Findings:
    """Audits are planned each year, and held by their day."""
    late = Audit.objects.exclude(state=AuditState.CLOSED).filter(planned_on__lt=today(now - _MONTH))
    yield from _AUDITS_LATE.counted(late.count())
    planned = {entry.payload["audit"] for entry in told([AUDIT_PLANNED])}
    yield from _AUDITS_LOST.counted(len(planned - {str(id) for id in Audit.objects.values_list("id", flat=True)}))
    last = Audit.objects.filter(state=AuditState.CLOSED).order_by("-closed_at").first()
    held = last is not None and last.closed_at is not None and now - last.closed_at <= _LONG
    if not held and _is_older(now):
        yield _AUDIT_LONG_AGO()
    policy = ruling_policy()
    alone = nobody_else(policy, now) if policy else []
    if alone:
        raise Unknown(Doubt.OWN, _NOBODY_ELSE(count=len(alone)))
    if not held and not Audit.objects.exists():
        raise Unknown(Doubt.EARLY, _NO_AUDIT())


def review(now: datetime) -> Findings:
    """The management looks over all of it once a year, and does what it decided."""
    yield from _DECISIONS_LATE.counted(Decision.objects.filter(done_on__isnull=True, due__lt=today(now)).count())
    last = Review.objects.order_by("-held_on").first()
    if last is not None and today(now) - last.held_on <= _LONG:
        return
    if _is_older(now):
        yield _REVIEW_LONG_AGO()
    else:
        raise Unknown(Doubt.EARLY, _NO_REVIEW())


def _is_older(now: datetime) -> bool:
    """Whether a policy has ruled for longer than a year."""
    first = Charter.objects.order_by("number").values_list("published_at", flat=True).first()
    return first is not None and now - first > _LONG
