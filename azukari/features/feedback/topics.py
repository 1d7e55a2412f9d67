"""What feedback is about, counted by the program the day after: how many wrote, and how long answers took by topic.

The topic lies sealed with the message. The worker opens it for totals (`vault.totals`) and keeps counts alone, so that
a page opens nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import batched
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.forms.models import Handled, Handling, Reply, State, Submission
from azukari.core.policy_versions.current import ruling_policy
from azukari.core.vault.totals import for_totals
from azukari.features.feedback.models import TopicDay, TopicTime
from azukari.lib.percent import nearest_rank
from azukari.policy.terms import Field, FieldType, Form, FormKind, Policy, Text

BACK = 7
"""Days that are counted if the worker was away."""

ANSWERED, CLOSED = "answered", "closed"
_FEW = 20

SPANS = (
    (4, _("up to 4 hours")),
    (24, _("up to 24 hours")),
    (72, _("up to 3 days")),
    (168, _("up to 7 days")),
    (0, _("more than 7 days")),
)
"""How long it took: at most so many hours, and in words; 0 for longer."""

_A_LOT = 500


@dataclass(frozen=True, slots=True)
class Spread:
    """Half of ``count`` took no longer than ``median``, 95 of 100 no longer than ``p95``: hours, or a span in words."""

    count: int
    median: float | str | Promise
    p95: float | str | Promise

    @property
    def is_few(self) -> bool:
        """Whether there are too few to leave any out of 95 of 100: the 95th percentile is the longest."""
        return self.count < _FEW


@dataclass(frozen=True, slots=True)
class TopicNumbers:
    """How many wrote about something, and how long answers took; None where there was none."""

    title: Text
    received: int
    answered: Spread | None
    closed: Spread | None


def topic_of(form: Form) -> Field | None:
    """The question that says what it is about: the first that offers a choice."""
    return next((field for field in form.fields if field.type is FieldType.CHOICE), None)


def by_topic(form: Form, since: date) -> Sequence[TopicNumbers]:
    """The topics since that day, the most first. Two queries."""
    field = topic_of(form)
    if field is None:
        return ()
    counted = TopicDay.objects.filter(form=form.slug, day__gte=since).values_list("topic")
    received = dict(counted.annotate(sum=Sum("count")))
    took: dict[tuple[str, str], dict[int, int]] = {}
    times = TopicTime.objects.filter(form=form.slug, day__gte=since).values_list("topic", "step", "within")
    for topic, step, within, sum in times.annotate(sum=Sum("count")):
        took.setdefault((topic, step), {})[within] = sum
    shown = [
        TopicNumbers(
            choice.label,
            received.get(choice.value, 0),
            spread(took.get((choice.value, ANSWERED), {})),
            spread(took.get((choice.value, CLOSED), {})),
        )
        for choice in field.choices
    ]
    return sorted(shown, key=lambda one: -one.received) if received or took else ()


def spread(counts: Mapping[int, int]) -> Spread | None:
    """The spans in which the median and the 95th percentile lie (nearest rank); None of none."""
    total = sum(counts.values())
    if not total:
        return None
    reached, found = 0, list[str | Promise]()
    ranks = [nearest_rank(50, total), nearest_rank(95, total)]
    for within, words in SPANS:
        reached += counts.get(within, 0)
        while ranks and reached >= ranks[0]:
            found.append(words)
            ranks.pop(0)
    return Spread(total, *found)


def count_topics(now: datetime) -> int:
    """Count what the messages of past days were about, and how long those took that were answered or closed then; each
    day once. Returns how many days it took.
    """
    if (policy := ruling_policy()) is None:
        return 0
    today = policy.organisation.day(now)
    days = [today - timedelta(days=back) for back in range(BACK, 0, -1)]
    done = 0
    for form in policy.forms_of(FormKind.FEEDBACK):
        field = topic_of(form)
        if field is None:
            continue
        counted = {*TopicDay.objects.filter(form=form.slug, day__in=days).values_list("day", flat=True)}
        timed = {*TopicTime.objects.filter(form=form.slug, day__in=days).values_list("day", flat=True)}
        done += sum(_count(form, field, policy, day, now) for day in days if day not in counted)
        done += sum(_time(form, field, policy, day, now) for day in days if day not in timed)
    return done


def _count(form: Form, field: Field, policy: Policy, day: date, now: datetime) -> int:
    begins, ends = _span(day, policy)
    found = Submission.objects.filter(form=form.slug, state=State.ACCEPTED, accepted_at__range=(begins, ends))
    ids = list(found.order_by("id").values_list("id", flat=True))
    if not ids:
        return 0
    with transaction.atomic():
        topics = Counter(_topics(field, ids, now).values())
        known = sorted({choice.value for choice in field.choices})
        TopicDay.objects.bulk_create([TopicDay(form=form.slug, day=day, topic=one, count=topics[one]) for one in known])
    return 1


def _time(form: Form, field: Field, policy: Policy, day: date, now: datetime) -> int:
    begins, ends = _span(day, policy)
    earlier = Reply.objects.filter(submission_id=OuterRef("submission_id"), written_at__lt=OuterRef("written_at"))
    first = Reply.objects.filter(~Exists(earlier), submission__form=form.slug, written_at__range=(begins, ends))
    closed = Handling.objects.filter(submission__form=form.slug, state=Handled.CLOSED, changed_at__range=(begins, ends))
    took = {
        ANSWERED: _spans(first.values_list("submission_id", "submission__accepted_at", "written_at")),
        CLOSED: _spans(closed.values_list("submission_id", "submission__accepted_at", "changed_at")),
    }
    ids = sorted({id for spans in took.values() for id in spans})
    if not ids:
        return 0
    with transaction.atomic():
        topics = _topics(field, ids, now)
        counts = Counter(
            (topics[id], step, within) for step, spans in took.items() for id, within in spans.items() if id in topics
        )
        TopicTime.objects.bulk_create(
            TopicTime(form=form.slug, day=day, topic=topic, step=step, within=within, count=count)
            for (topic, step, within), count in sorted(counts.items())
        )
    return 1


def _spans(rows: Iterable[tuple[UUID, datetime | None, datetime]]) -> Mapping[UUID, int]:
    """The span of each, by how long it took since it counted."""
    return {id: span_of((then - came) / timedelta(hours=1)) for id, came, then in rows if came is not None}


def span_of(hours: float) -> int:
    """The span in which so many hours lie."""
    return next((within for within, _said in SPANS if hours <= within), 0)


def _topics(field: Field, ids: Sequence[UUID], now: datetime) -> Mapping[UUID, str]:
    topics: dict[UUID, str] = {}
    for some in batched(ids, _A_LOT):
        topics |= for_totals(some, field=field.id, purpose=field.purposes[0], now=now)
    return topics


def _span(day: date, policy: Policy) -> tuple[datetime, datetime]:
    """The first moment of a day where the organisation is, and the last."""
    begins, next_day = (policy.organisation.midnight(day + timedelta(days=n)) for n in (0, 1))
    return begins, next_day - timedelta(microseconds=1)
