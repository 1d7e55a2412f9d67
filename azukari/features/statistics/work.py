"""Does a page work? How often it was seen, how many read it to the end, where they went next; and which lose people.

Shares are told from `report.FEW` on.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from azukari.features.statistics.dimension import Dimension
from azukari.features.statistics.models import Annotation
from azukari.features.statistics.report import FEW, Days, share, totals, totals_and_onward

_HASTE = 10  # seconds
_MEASURES = (Dimension.PAGE, Dimension.ENTRY, Dimension.TOLD, Dimension.READ, Dimension.SECONDS)


@dataclass(frozen=True, slots=True)
class Work:
    """How a page did.

    Args:
        told: of how many views the end was heard of.
        read: how many of these came to the end of the page.
        onward: how many went on to another page, a file or a site.
        seconds: that they stayed on average, or None.
    """

    page: str
    views: int
    entries: int
    told: int
    read: int
    onward: int
    seconds: int | None

    @property
    def read_share(self) -> int | None:
        return share(self.read, self.told)

    @property
    def onward_share(self) -> int | None:
        return share(min(self.onward, self.told), self.told)


class Loss(StrEnum):
    """Why a page is on the list."""

    UNREAD = "unread"  # fewer read it to the end than is usual here
    HASTY = "hasty"  # they leave within seconds
    DEAD_END = "dead end"  # fewer go on than is usual here


@dataclass(frozen=True, slots=True)
class Losing:
    """A page that loses people.

    Args:
        reasons: seen in its numbers.
        lost: about how many more would have read on, were it like the others.
        note: what was changed last, or None.
        since: how it has done after that change, if it is known already.
        until_then: and how in as many days before it.
    """

    work: Work
    reasons: tuple[Loss, ...]
    lost: int
    note: Annotation | None = None
    since: Work | None = None
    until_then: Work | None = None


def works(site: str, days: Days) -> dict[str, Work]:
    """Every page. Some six queries."""
    found, led_on = totals_and_onward(site, days, _MEASURES)
    return {page: _work(page, found, led_on) for page in found[Dimension.PAGE]}


def _work(page: str, found: Mapping[Dimension, Counter[str]], led_on: Counter[str]) -> Work:
    told, seconds = found[Dimension.TOLD][page], found[Dimension.SECONDS][page]
    return Work(
        page=page,
        views=found[Dimension.PAGE][page],
        entries=found[Dimension.ENTRY][page],
        told=told,
        read=found[Dimension.READ][page],
        onward=led_on[page],
        seconds=round(seconds / told) if told else None,
    )


def losing(pages: Iterable[Work]) -> list[Losing]:
    """The pages that lose people, those first that lose most of them. Pure."""
    known = [work for work in pages if work.told >= FEW]
    told = sum(work.told for work in known)
    read, led_on = (sum(getattr(work, name) for work in known) / told if told else 0 for name in ("read", "onward"))
    found = []
    for work in known:
        missed = {
            Loss.UNREAD: read * work.told - work.read,
            Loss.DEAD_END: led_on * work.told - work.onward,
            Loss.HASTY: work.told / 2 if (work.seconds or 0) < _HASTE else 0,
        }
        reasons = tuple(loss for loss, lost in missed.items() if lost > max(work.told * 0.1, 5))
        if reasons:
            found.append(Losing(work, reasons, round(max(missed.values()))))
    return sorted(found, key=lambda one: (-one.lost, one.work.page))


def with_notes(site: str, found: list[Losing], *, today: date) -> list[Losing]:
    """With what was changed last on each, and how it has done since. A few queries for each that has a note."""
    last: dict[str, Annotation] = {}
    pages = [one.work.page for one in found]
    for note in Annotation.objects.filter(site=site, page__in=pages, day__lte=today).order_by("day", "pk"):
        last[note.page] = note
    return [_since(one, last.get(one.work.page), today) for one in found]


def _since(one: Losing, note: Annotation | None, today: date) -> Losing:
    if note is None:
        return one
    number = min((today - note.day).days, 90)
    if number < 1:
        return Losing(one.work, one.reasons, one.lost, note)
    day, page = timedelta(days=1), one.work.page
    after = works_of(note.site, Days(note.day + day, note.day + number * day), page)
    before = works_of(note.site, Days(note.day - number * day, note.day - day), page)
    return Losing(one.work, one.reasons, one.lost, note, after, before)


def works_of(site: str, days: Days, page: str) -> Work:
    """One page. Some eight queries."""
    found, crossed = totals(site, days, _MEASURES), totals(site, days, (Dimension.NEXT, Dimension.OUTBOUND), page=page)
    led_on = sum(sum(crossed[dimension].values()) for dimension in (Dimension.NEXT, Dimension.OUTBOUND))
    return _work(page, found, Counter({page: led_on}))
