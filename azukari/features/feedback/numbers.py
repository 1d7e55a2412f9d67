"""Numbers of feedback: how many were answered, how long it took, what it was about, and whether it helped.

Times run from the moment when a message counts to our first reply, and to its closing. What it was about is counted by
the program the day after (`topics`), so that a page opens nothing.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Case, Count, Exists, F, FloatField, Func, OuterRef, Q, Subquery, Sum, When
from django.db.models.sql.compiler import SQLCompiler
from django.utils.functional import Promise
from django.utils.translation import get_language

from azukari.core.consent.models import Grant
from azukari.core.forms.models import Handled, PageOfOrigin, Reply, State, Submission
from azukari.core.forms.page_names import page_name
from azukari.features.feedback.models import Satisfaction, UsefulDay
from azukari.features.feedback.topics import SPANS, Spread, by_topic, span_of
from azukari.lib.day import begins
from azukari.lib.percent import nearest_rank, percent
from azukari.policy.terms import Form, FormKind, Policy
from azukari.shells.staff.count_page import AtPage
from azukari.shells.staff.sections import AtNumbers

MOST_PAGES = 100


def section(at: AtNumbers) -> Mapping[str, Any] | None:
    """The part of a feedback form's numbers. Nine queries, however much was written."""
    if at.form.kind is not FormKind.FEEDBACK:
        return None
    since = at.policy.organisation.midnight(at.since)
    here = Submission.objects.filter(form=at.form.slug, state=State.ACCEPTED, accepted_at__gte=since)
    settled = Q(handling__state__in=(Handled.ANSWERED, Handled.CLOSED))
    counted = here.aggregate(received=Count("pk"), settled=Count("pk", filter=settled))
    replies = Reply.objects.filter(submission_id=OuterRef("pk")).order_by("written_at").values("written_at")
    first = here.filter(Exists(replies)).annotate(hours=Hours(Subquery(replies[:1]), F("accepted_at")))
    hours = sorted(first.values_list("hours", flat=True))
    closed = here.filter(handling__state=Handled.CLOSED)
    closed = closed.annotate(hours=Hours(F("handling__changed_at"), F("accepted_at")))
    of_form = Submission.objects.filter(pk=OuterRef("submission_id"), form=at.form.slug)
    said = Satisfaction.objects.filter(Exists(of_form), said_at__gte=since)
    helped = said.aggregate(yes=Count("pk", filter=Q(helped=True)), no=Count("pk", filter=Q(helped=False)))
    return {
        "received": counted["received"],
        "answered": len(hours),
        "open": counted["received"] - counted["settled"],
        "took": took(hours),
        "closed": took(sorted(closed.values_list("hours", flat=True))),
        "plot": _first_answers(hours),
        "helped": helped,
        "topics": by_topic(at.form, at.since),
        "going": _going(at),
        "pages": by_page(at.form, at.since, policy=at.policy),
    }


def _going(at: AtNumbers) -> Mapping[str, int]:
    """How many closed threads are erased within so many days, unless they are taken up again."""
    here = Submission.objects.filter(pk=OuterRef("submission_id"), form=at.form.slug)
    ending = Grant.objects.ending_later(at.now).unsettled().filter(Exists(here), purpose__in=at.form.purposes)
    soon = {days: ending.ended(at.now + timedelta(days=days)) for days in (30, 90)}
    return {f"in_{days}": gone.values("submission_id").distinct().count() for days, gone in soon.items()}


def took(hours: Sequence[float]) -> Spread | None:
    """The median and the 95th percentile of sorted hours (nearest rank); None of none."""
    if not hours:
        return None
    size = len(hours)
    return Spread(size, *(round(hours[nearest_rank(share, size) - 1], 1) for share in (50, 95)))


class Hours(Func):
    """Hours from the second moment to the first, as the database counts them."""

    output_field = FloatField()
    arity = 2

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        template = "((julianday(%(expressions)s)) * 24)"
        return super().as_sql(compiler, connection, template=template, arg_joiner=") - julianday(", **more)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        template = "(EXTRACT(EPOCH FROM (%(expressions)s)) / 3600)::float8"
        return super().as_sql(compiler, connection, template=template, arg_joiner=" - ", **more)


@dataclass(frozen=True, slots=True)
class PageNumbers:
    """How often a page was useful and how often not, how many messages were written from it, and how long they took to
    their first answer and to their closing.
    """

    page: str
    name: str
    yes: int
    no: int
    written: int
    answered: Spread | None = None
    closed: Spread | None = None

    @property
    def share(self) -> int:
        """Of those who pressed, how many of a hundred found it useful."""
        return percent(self.yes, self.yes + self.no)


def by_page(form: Form, since: date, *, policy: Policy) -> list[PageNumbers]:
    """The pages of which something was said since that day, the most first. Two queries."""
    begins = policy.organisation.midnight(since)
    pressed = UsefulDay.objects.filter(day__gte=since).values_list("page").annotate(Sum("yes"), Sum("no"))
    said = {page: (yes, no) for page, yes, no in pressed}
    counted = Submission.objects.filter(pk=OuterRef("submission_id"), form=form.slug, accepted_at__gte=begins)
    replies = Reply.objects.filter(submission_id=OuterRef("submission_id")).order_by("written_at").values("written_at")
    came, changed = F("submission__accepted_at"), F("submission__handling__changed_at")
    written = PageOfOrigin.objects.filter(
        Exists(counted)
    ).annotate(  # so that the small table is walked
        first=Hours(Subquery(replies[:1]), came),
        closed=Case(When(submission__handling__state=Handled.CLOSED, then=Hours(changed, came))),
    )
    times: dict[str, list[tuple[float | None, float | None]]] = {}
    for page, first, closed in written.values_list("page", "first", "closed"):
        times.setdefault(page, []).append((first, closed))
    lang = get_language() or "ja"
    rows = []
    for page in {*said, *times}:
        here, name = times.get(page, ()), page_name(page, lang, policy)
        answered, done = (sorted(hours for each in here if (hours := each[step]) is not None) for step in (0, 1))
        rows.append(PageNumbers(page, name, *said.get(page, (0, 0)), len(here), took(answered), took(done)))
    return sorted(rows, key=lambda row: (-row.yes - row.no - row.written, row.page))[:MOST_PAGES]


def of_page(at: AtPage) -> Mapping[str, Any] | None:
    """What was said of one page, beside its counts; None if nothing was. Two queries."""
    said = UsefulDay.objects.filter(page=at.page, day__range=(at.since, at.until)).aggregate(
        yes=Sum("yes"), no=Sum("no")
    )
    from_it = PageOfOrigin.objects.filter(page=at.page, submission__accepted_at__gte=begins(at.since, at.zone))
    ends = begins(at.until + timedelta(days=1), at.zone)
    written = from_it.filter(submission__accepted_at__lt=ends).count()
    yes, no = said["yes"] or 0, said["no"] or 0
    if not yes + no + written:
        return None
    told = PageNumbers(at.page, at.page, yes, no, written)
    return {"told": told, "pressed": yes + no, "least": at.least}


def _first_answers(hours: Sequence[float]) -> Sequence[tuple[str | Promise, int, int]]:
    """How many first answers came within so long: the label, the number, and its share of the highest in percent."""
    counts = Counter(map(span_of, hours))
    most = max(counts.values(), default=0)
    return [(label, counts[within], percent(counts[within], most)) for within, label in SPANS]
