"""The management review: one document a year, drawn from what was recorded, with decisions that are followed up."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from azukari.core.ledger.events import Event, actor_reference, done_by
from azukari.core.ledger.record import record
from azukari.core.policy_versions.current import current, today
from azukari.features.audits.day_notes import strip
from azukari.features.audits.events import DECISION_DONE, REVIEW_HELD
from azukari.features.audits.models import Audit, Decision, Finding, Review
from azukari.features.audits.promises import promises
from azukari.features.audits.tallies import TALLIES
from azukari.lib import canonical
from azukari.lib.conflict import StaleVersion
from azukari.lib.control import ControlState
from azukari.lib.day import begins
from azukari.lib.paper import pdf
from azukari.policy.terms import Actor
from azukari.shells.worker.tally import Tally, tallies


def span(year: int, zone: str) -> tuple[datetime, datetime]:
    """The year where the organisation is: its first moment, and the next one's."""
    return tuple(begins(date(each, 1, 1), ZoneInfo(zone)) for each in (year, year + 1))  # type: ignore[return-value]


def numbers(year: int) -> dict[str, int]:
    """What happened in a year, counted; then what features bring (`upkeep.tally`)."""
    start, end = span(year, current().policy.organisation.timezone)
    return {tally.name: tally.count(start, end) for tally in _tallies()}


def _tallies() -> Sequence[Tally]:
    return (*TALLIES, *tallies())


def words_of(counted: Mapping[str, int]) -> list[tuple[str, int]]:
    """Each number with its words, in the language of the moment."""
    known = {tally.name: tally for tally in _tallies()}
    return [(known[name].told(value) if name in known else name, value) for name, value in counted.items()]


def hold(year: int, words: str, *, actor: Actor, now: datetime, seen: str | None = None) -> Review:
    """Hold the review of a year, or hold it anew: the numbers are counted now, and kept as they are.

    Args:
        seen: the words that its author saw; None where they saw none.

    Raises:
        StaleVersion: somebody wrote others meanwhile.
    """
    counted = numbers(year)
    with transaction.atomic():
        held = Review.objects.select_for_update().filter(year=year).first()
        if seen is not None and seen != (held.words if held else ""):
            raise StaleVersion
        row, _made = Review.objects.update_or_create(
            year=year,
            defaults={"numbers": counted, "words": words, "held_on": today(now), "held_by": actor_reference(actor)},
        )
        digest = hashlib.sha256(canonical.dump({"year": year, "numbers": dict(counted), "words": words})).hexdigest()
        record(done_by(actor, REVIEW_HELD, year=year, sha256=digest), now=now)
    return row


def decide(review: Review, words: str, *, owner: str, due: date) -> Decision:
    """Something that the review decided."""
    return Decision.objects.create(review=review, words=words, owner=owner, due=due)


def done(id: UUID, *, actor: Actor, now: datetime) -> None:
    """A decision was carried out."""
    with transaction.atomic():
        by = actor_reference(actor)
        if Decision.objects.filter(pk=id, done_on__isnull=True).update(done_on=today(now), done_by=by):
            record(Event(DECISION_DONE, {"actor": by, "decision": str(id)}), now=now)


def document(review: Review, *, lang: str, now: datetime) -> bytes:
    """The review as a PDF, in one language."""
    policy = current().policy
    with translation.override(lang):
        start, end = span(review.year, policy.organisation.timezone)
        until = min(date(review.year + 1, 1, 1), today(now))
        days = (until - date(review.year, 1, 1)).days
        year = strip(until, days) if days > 0 else []
        context = {
            "lang": lang,
            "review": review,
            "organisation": policy.organisation,
            "numbers": words_of(review.numbers),
            "promises": [
                (
                    promise,
                    promise.says[lang],
                    [sum(day.state(number) is state for day in year) for state in ControlState],
                )
                for number, promise in promises().items()
            ],
            "findings": Finding.objects.filter(opened_at__lt=end).exclude(closed_at__lt=start).order_by("opened_at"),
            "audits": [
                (audit, policy.duties[audit.duty].title[lang] if audit.duty in policy.duties else audit.duty)
                for audit in Audit.objects.filter(year=review.year).order_by("planned_on")
            ],
            "decisions": review.decisions.order_by("due"),
        }
        return pdf(render_to_string("assurance/paper/review.html", context))
