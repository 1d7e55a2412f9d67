"""The management review: one document a year, drawn from what was recorded, with decisions that are followed up."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from azukari.accounts.events import ACCOUNT_DISABLED, ACCOUNT_INVITED
from azukari.cases.models import Case, answered
from azukari.charter.current import current
from azukari.charter.models import Charter
from azukari.ledger.catalogue import Kind
from azukari.ledger.events import Event, actor_reference, done_by
from azukari.ledger.looking import told
from azukari.ledger.record import record
from azukari.lib import canonical
from azukari.lib.control import ControlState
from azukari.lib.paper import pdf
from azukari.policy.terms import Actor
from azukari.stewardship.assurance.day_notes import strip, today
from azukari.stewardship.assurance.events import DECISION_DONE, REVIEW_HELD
from azukari.stewardship.assurance.models import Attestation, Audit, Decision, Finding, Improvement, Review
from azukari.stewardship.assurance.promises import promises
from azukari.upkeep.tally import tallies

WORDS = {
    "charters": _("published versions of the policy"),
    "joined": _("accounts of staff opened"),
    "left-us": _("accounts of staff closed"),
    "requests": _("requests received from people"),
    "answered": _("requests of people answered"),
    "opened": _("findings opened"),
    "closed": _("findings closed after a re-test"),
    "left": _("findings still open"),
    "returned": _("findings that came back"),
    "audits": _("audits closed"),
    "attested": _("manual controls carried out"),
    "improvements": _("improvements made public"),
}
ONE = {
    "charters": _("published version of the policy"),
    "joined": _("account of staff opened"),
    "left-us": _("account of staff closed"),
    "requests": _("request of a person that came in"),
    "answered": _("request of a person answered"),
    "opened": _("finding opened"),
    "closed": _("finding closed after a re-test"),
    "left": _("finding still open"),
    "returned": _("finding that came back"),
    "audits": _("audit closed"),
    "attested": _("manual control carried out"),
    "improvements": _("improvement made public"),
}
"""The words of a single one."""


def span(year: int, zone: str) -> tuple[datetime, datetime]:
    """The year where the organisation is: its first moment, and the next one's."""
    at = ZoneInfo(zone)
    return tuple(datetime(each, 1, 1, tzinfo=at).astimezone(UTC) for each in (year, year + 1))  # type: ignore[return-value]


def numbers(year: int) -> dict[str, int]:
    """What happened in a year, counted; then what features bring (`upkeep.tally`)."""
    start, end = span(year, current().policy.organisation.timezone)
    within = (start, end)
    found = {
        "charters": Charter.objects.filter(published_at__gte=start, published_at__lt=end).count(),
        "joined": _recorded(ACCOUNT_INVITED, start, end),
        "left-us": _recorded(ACCOUNT_DISABLED, start, end),
        "requests": Case.objects.filter(received_at__gte=start, received_at__lt=end).count(),
        "answered": answered().filter(answered_at__gte=start, answered_at__lt=end).count(),
        "opened": Finding.objects.filter(opened_at__gte=start, opened_at__lt=end).count(),
        "closed": Finding.objects.filter(closed_at__gte=start, closed_at__lt=end).count(),
        "left": Finding.objects.filter(opened_at__lt=end).exclude(closed_at__lt=end).count(),
        "returned": Finding.objects.filter(opened_at__gte=start, opened_at__lt=end, again__isnull=False).count(),
        "audits": Audit.objects.filter(closed_at__gte=start, closed_at__lt=end).count(),
        "attested": Attestation.objects.filter(done_at__gte=start, done_at__lt=end).count(),
        "improvements": Improvement.objects.filter(day__gte=date(year, 1, 1), day__lte=date(year, 12, 31)).count(),
    }
    return found | {f"{tally.name}": tally.count(*within) for tally in tallies()}


def _recorded(kind: Kind, start: datetime, end: datetime) -> int:
    """How often the ledger tells of it in that time."""
    return sum(start <= entry.at < end for entry in told([kind], since=start))


def words_of(counted: Mapping[str, int]) -> list[tuple[str, int]]:
    """Each number with its words, in the language of the moment."""
    several = {**WORDS, **{tally.name: tally.words for tally in tallies()}}
    one = {**several, **ONE, **{tally.name: tally.one for tally in tallies() if tally.one}}
    return [(str((one if value == 1 else several).get(name, name)), value) for name, value in counted.items()]


def hold(year: int, words: str, *, actor: Actor, now: datetime) -> Review:
    """Hold the review of a year, or hold it anew: the numbers are counted now, and kept as they are.

    Raises:
        nothing of its own.
    """
    counted = numbers(year)
    with transaction.atomic():
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
