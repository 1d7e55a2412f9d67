"""Numbers of feedback: how many were answered, how long it took, what it was about, and whether it helped.

Times run from the moment when a message counts to our first reply. What it was about is counted by the program the day
after, so that a page opens nothing.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import batched
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Count, Exists, F, FloatField, Func, OuterRef, Q, Subquery, Sum
from django.db.models.sql.compiler import SQLCompiler

from azukari.charter.current import NoCharter, current
from azukari.consent.models import Grant
from azukari.desk.count_page import AtPage
from azukari.desk.sections import AtNumbers
from azukari.feedback.models import Satisfaction, TopicDay, UsefulDay
from azukari.forms.models import Handled, PageOfOrigin, Reply, State, Submission
from azukari.policy.terms import Field, FieldType, Form, FormKind, Policy, Text
from azukari.vault.totals import for_totals

MOST_PAGES = 100
BACK = 7
"""Days that are counted by topic if the worker was away."""

_A_LOT = 500
_HOURS = ((4, "4 h"), (24, "24 h"), (72, "72 h"), (168, "7 d"), (10**6, "> 7 d"))


@dataclass(frozen=True, slots=True)
class Took:
    """Half of the answers took at most ``median`` hours, 95 of 100 at most ``p95``; ``count`` there were."""

    count: int
    median: float
    p95: float


def section(at: AtNumbers) -> Mapping[str, Any] | None:
    """The part of a feedback form's numbers. Eight queries, however much was written."""
    if at.form.kind is not FormKind.FEEDBACK:
        return None
    zone = ZoneInfo(at.policy.organisation.timezone)
    since = datetime.combine(at.since, datetime.min.time(), zone)
    here = Submission.objects.filter(form=at.form.slug, state=State.ACCEPTED, accepted_at__gte=since)
    settled = Q(handling__state__in=(Handled.ANSWERED, Handled.CLOSED))
    counted = here.aggregate(received=Count("pk"), settled=Count("pk", filter=settled))
    replies = Reply.objects.filter(submission_id=OuterRef("pk")).order_by("written_at").values("written_at")
    first = here.filter(Exists(replies)).annotate(hours=Hours(Subquery(replies[:1]), F("accepted_at")))
    hours = sorted(first.values_list("hours", flat=True))
    of_form = Submission.objects.filter(pk=OuterRef("submission_id"), form=at.form.slug)
    said = Satisfaction.objects.filter(Exists(of_form), said_at__gte=since)
    helped = said.aggregate(yes=Count("pk", filter=Q(helped=True)), no=Count("pk", filter=Q(helped=False)))
    return {
        "received": counted["received"],
        "answered": len(hours),
        "open": counted["received"] - counted["settled"],
        "took": took(hours),
        "closed": took(_to_close(at.form, since)),
        "plot": _first_answers(hours),
        "helped": helped,
        "topics": _topics(at),
        "going": _going(at),
        "pages": by_page(at.form, at.since, zone=zone),
    }


def _going(at: AtNumbers) -> Mapping[str, int]:
    """How many closed threads are erased within so many days, unless they are taken up again."""
    here = Submission.objects.filter(pk=OuterRef("submission_id"), form=at.form.slug)
    ending = Grant.objects.ending_later(at.now).unsettled().filter(Exists(here), purpose__in=at.form.purposes)
    soon = {days: ending.ended(at.now + timedelta(days=days)) for days in (30, 90)}
    return {f"in_{days}": gone.values("submission_id").distinct().count() for days, gone in soon.items()}


def took(hours: Sequence[float]) -> Took | None:
    """The median and the 95th percentile of sorted hours (nearest rank); None of none."""
    if not hours:
        return None
    size = len(hours)
    return Took(size, round(hours[(size - 1) // 2], 1), round(hours[-(-95 * size // 100) - 1], 1))


def _to_close(form: Form, since: datetime) -> list[float]:
    closed = Submission.objects.filter(
        form=form.slug, accepted_at__gte=since, handling__state=Handled.CLOSED, state=State.ACCEPTED
    )
    took = closed.annotate(hours=Hours(F("handling__changed_at"), F("accepted_at")))
    return sorted(took.values_list("hours", flat=True))


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
    """How often a page was useful and how often not, and how many messages were written from it."""

    page: str
    yes: int
    no: int
    written: int

    @property
    def share(self) -> int:
        """Of those who pressed, how many of a hundred found it useful."""
        return round(100 * self.yes / (self.yes + self.no)) if self.yes + self.no else 0


def by_page(form: Form, since: date, *, zone: ZoneInfo) -> list[PageNumbers]:
    """The pages of which something was said since that day, the most first. Two queries."""
    begins = datetime.combine(since, datetime.min.time(), zone)
    pressed = UsefulDay.objects.filter(day__gte=since).values_list("page").annotate(Sum("yes"), Sum("no"))
    said = {page: (yes, no) for page, yes, no in pressed}
    counted = Submission.objects.filter(pk=OuterRef("submission_id"), form=form.slug, accepted_at__gte=begins)
    from_pages = PageOfOrigin.objects.filter(Exists(counted))  # so that the small table is walked
    written = dict(from_pages.values_list("page").annotate(Count("pk")))
    rows = [PageNumbers(page, *said.get(page, (0, 0)), written.get(page, 0)) for page in {*said, *written}]
    return sorted(rows, key=lambda row: (-row.yes - row.no - row.written, row.page))[:MOST_PAGES]


def of_page(at: AtPage) -> Mapping[str, Any] | None:
    """What was said of one page, beside its counts; None if nothing was. Two queries."""
    said = UsefulDay.objects.filter(page=at.page, day__range=(at.since, at.until)).aggregate(
        yes=Sum("yes"), no=Sum("no")
    )
    begins, ends = (datetime.combine(day, time.min, at.zone) for day in (at.since, at.until + timedelta(days=1)))
    from_it = PageOfOrigin.objects.filter(page=at.page, submission__accepted_at__gte=begins)
    written = from_it.filter(submission__accepted_at__lt=ends).count()
    yes, no = said["yes"] or 0, said["no"] or 0
    if not yes + no + written:
        return None
    told = PageNumbers(at.page, yes, no, written)
    return {"told": told, "pressed": yes + no, "least": at.least}


def _first_answers(hours: Sequence[float]) -> Sequence[tuple[str, int, int]]:
    """How many first answers came within so long: the label, the number, and its share of the highest in percent."""
    counts, before = [], 0.0
    for limit, label in _HOURS:
        counts.append((label, sum(before <= one < limit for one in hours)))
        before = limit
    most = max((count for _label, count in counts), default=0)
    return [(label, count, round(100 * count / most) if most else 0) for label, count in counts]


def _topics(at: AtNumbers) -> Sequence[tuple[Text, int]]:
    field = topic_of(at.form)
    if field is None:
        return ()
    labels = {choice.value: choice.label for choice in field.choices}
    counted = TopicDay.objects.filter(form=at.form.slug, day__gte=at.since).values_list("topic")
    rows = counted.annotate(sum=Sum("count")).order_by("-sum", "topic")
    return [(labels[topic], count) for topic, count in rows if topic in labels]


def topic_of(form: Form) -> Field | None:
    """The question that says what it is about: the first that offers a choice."""
    return next((field for field in form.fields if field.type is FieldType.CHOICE), None)


def count_topics(now: datetime) -> int:
    """Count what the messages of past days were about, each day once; returns how many days it took."""
    try:
        policy = current().policy
    except NoCharter:
        return 0
    forms = [form for form in policy.forms.values() if form.kind is FormKind.FEEDBACK and topic_of(form)]
    today = now.astimezone(ZoneInfo(policy.organisation.timezone)).date()
    days = [today - timedelta(days=back) for back in range(BACK, 0, -1)]
    return sum(_count_day(form, policy, day, now) for form in forms for day in _uncounted(form, days))


def _uncounted(form: Form, days: Sequence[date]) -> list[date]:
    done = {*TopicDay.objects.filter(form=form.slug, day__in=days).values_list("day", flat=True)}
    return [day for day in days if day not in done]


def _count_day(form: Form, policy: Policy, day: date, now: datetime) -> int:
    field, zone = topic_of(form), ZoneInfo(policy.organisation.timezone)
    begins = datetime.combine(day, datetime.min.time(), zone)
    found = Submission.objects.filter(
        form=form.slug,
        state=State.ACCEPTED,
        accepted_at__gte=begins,
        accepted_at__lt=datetime.combine(day + timedelta(days=1), datetime.min.time(), zone),
    )
    ids = list(found.order_by("id").values_list("id", flat=True))
    if field is None or not ids:
        return 0
    with transaction.atomic():
        topics: Counter[str] = Counter()
        for some in batched(ids, _A_LOT, strict=False):
            topics.update(for_totals(some, field=field.id, purpose=field.purposes[0], now=now).values())
        known = {choice.value for choice in field.choices}
        rows = [TopicDay(form=form.slug, day=day, topic=topic, count=topics[topic]) for topic in sorted(known)]
        TopicDay.objects.bulk_create(rows)
    return 1
