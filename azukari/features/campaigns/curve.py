"""The curve of a campaign that is over: how many people's signatures came in each span of it, kept after they expired.

The spans sum up to the final count: who signed twice counts on the day of the first, and where a later signature shows
two to be one person, that day has one less.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from azukari.features.campaigns.models import Signature, SignatureDay
from azukari.lib.percent import percent
from azukari.policy.terms import Organisation

MOST = 12
"""Spans that a curve is told in."""


@dataclass(frozen=True, slots=True)
class CurveSpan:
    """``share`` is that of the largest span, in percent."""

    begins: date
    ends: date
    count: int
    share: int


def keep_days(form: str, signatures: "QuerySet[Signature]", *, organisation: Organisation) -> None:
    """Keep how many came each day, in the caller's transaction, in the place of what was kept before."""
    signed = signatures.filter(signed_at__isnull=False).order_by("signed_at", "pk")
    rows: Iterable[tuple[Any, Any, Any]] = signed.values_list("person_id", "mailbox", "signed_at").iterator(5000)
    found = _days((person, bytes(mailbox or b""), organisation.day(at)) for person, mailbox, at in rows)
    SignatureDay.objects.filter(form=form).delete()
    SignatureDay.objects.bulk_create([SignatureDay(form=form, day=day, count=n) for day, n in sorted(found.items())])


def _days(edges: Iterable[tuple[object, object, date]]) -> Counter[date]:
    """People and mailboxes are the nodes: one more group, none, or one less, with each signature (union-find)."""
    above: dict[object, object] = {}

    def top(node: object) -> object:
        above.setdefault(node, node)
        while above[node] != node:
            above[node] = above[above[node]]
            node = above[node]
        return node

    days: Counter[date] = Counter()
    for person, mailbox, day in edges:
        fresh = (person not in above) + (mailbox not in above)
        one, other = top(person), top(mailbox)
        days[day] += fresh - (one != other)
        above[one] = other
    return days


def curve(form: str) -> Sequence[CurveSpan]:
    """The spans, of equal lengths, from the first signature to the last; none where nothing was kept. One query."""
    days = dict(SignatureDay.objects.filter(form=form).values_list("day", "count"))
    if not days:
        return ()
    first, last = min(days), max(days)
    length = -(-((last - first).days + 1) // MOST)
    starts = [first + timedelta(days=at) for at in range(0, (last - first).days + 1, length)]
    counts = [sum(days.get(begin + timedelta(days=at), 0) for at in range(length)) for begin in starts]
    most = max(counts, default=0)
    return [
        CurveSpan(begin, min(begin + timedelta(days=length - 1), last), n, percent(n, max(most, 0)))
        for begin, n in zip(starts, counts, strict=True)
    ]
