"""Review of an issue before it goes: to whom it would go, what the check says, and whose message could not be made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from azukari.magazine.checking import Found, cannot_be_rendered, check
from azukari.magazine.life import EVERYBODY, WEEKLY, is_too_few
from azukari.magazine.lists import MailingList
from azukari.magazine.models import Issue
from azukari.magazine.readers import in_languages, readers
from azukari.policy.terms import Policy


@dataclass(frozen=True, slots=True)
class Review:
    """
    Args:
        found: by the check, the worst first.
        wished: how many readers get it in which language.
        unrendered: how many readers' message could not be made.
    """

    found: Sequence[Found]
    wished: Mapping[str, int]
    unrendered: int

    @property
    def readers(self) -> int:
        return sum(self.wished.values())

    @property
    def stops(self) -> bool:
        return any(one.stops for one in self.found)


def review(issue: Issue, of: MailingList, policy: Policy, *, now: datetime) -> Review:
    """Look at an issue as it stands. A constant number of queries, and nothing of anybody is opened."""
    texts = {text.lang: text for text in issue.texts.all()}
    zone, audience = policy.organisation.timezone, issue.audience
    everybody = readers(of, timezone=zone, now=now, audience=WEEKLY if audience == WEEKLY else EVERYBODY)
    chosen = everybody
    if audience not in (EVERYBODY, WEEKLY):
        chosen = {person: lang for person, lang in everybody.items() if lang == audience}
    wished = in_languages(chosen)
    found = check(texts, of, languages=policy.languages, wished=wished)
    least = policy.statistics.fold_below
    if len(chosen) != len(everybody) and is_too_few(len(chosen), len(everybody), least):
        words = _("This part of the readers, or the rest, has fewer than %(least)s people. Send it to everybody.")
        found = [Found(words % {"least": least}), *found]
    return Review(found, wished, cannot_be_rendered(texts, of, wished))
