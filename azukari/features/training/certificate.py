"""The certificate: who passed which lessons, under which policy, and until when it counts. On a page and on A4."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from azukari.core.accounts.models import User
from azukari.features.training.course import title_of
from azukari.lib.paper import pdf
from azukari.policy.explain import name_act, name_categories
from azukari.policy.retention_words import kept_for
from azukari.policy.terms import Duty, Organisation, Policy, Text
from azukari.policy.training import History, LessonStanding, Passed, first_end


@dataclass(frozen=True, slots=True)
class Certificate:
    """
    Args:
        entries: each lesson by its title, and how it was passed.
        charter: the number of the newest policy that was studied.
        until: when the first of the lessons ends.
    """

    name: str
    course: Text
    entries: tuple[tuple[Text, Passed], ...]
    charter: int
    until: datetime
    organisation: Organisation


def of(user: Any, policy: Policy, standings: Collection[LessonStanding], history: History) -> Certificate | None:
    """The certificate; None while a lesson is missing, or nothing was passed."""
    if not isinstance(user, User):
        return None
    entries = []
    for each in standings:
        found = [p for p in history.passed if p.lesson == each.lesson and p.withdrawn is None]
        if not each.is_open or not found:
            return None
        entries.append((title_of(each.lesson, policy), max(found, key=lambda p: p.at)))
    until = first_end(standings)
    if until is None:
        return None
    charter = max(passed.charter for _title, passed in entries)
    return Certificate(user.name, policy.training.course, tuple(entries), charter, until, policy.organisation)


def paper(certificate: Certificate, *, lang: str) -> bytes:
    """On A4."""
    with translation.override(lang):
        return pdf(render_to_string("training/paper/certificate.html", {"certificate": certificate, "lang": lang}))


def duty_shown(duty: Duty, policy: Policy) -> dict[str, Any]:
    """What the lesson about a duty shows: what it opens, until when that is kept, what else it does."""
    return {
        "title": duty.title,
        "purposes": [
            {
                "title": purpose.title,
                "statement": purpose.statement,
                "uses": name_categories(policy, sorted(purpose.categories)),
                "kept": kept_for(policy, purpose),
            }
            for slug, purpose in policy.purposes.items()
            if slug in duty.purposes
        ],
        "acts": [name_act(act) for act in sorted(duty.acts)],
        "lists": name_categories(policy, sorted(duty.lists)) if duty.lists else None,
    }
