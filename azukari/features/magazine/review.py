"""Review of an issue before it goes: to whom it would go, what the check says, and whose message could not be made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from azukari.features.magazine.checking import Found, cannot_be_rendered, check
from azukari.features.magazine.life import STATED
from azukari.features.magazine.links import KIND
from azukari.features.magazine.lists import MailingList
from azukari.features.magazine.models import Issue
from azukari.features.magazine.readers import in_languages, is_small, readers
from azukari.features.magazine.still_reading import asks_of
from azukari.policy.terms import Policy
from azukari.policy.ways import may_serve


@dataclass(frozen=True, slots=True)
class Review:
    """
    Args:
        found: by the check, the worst first.
        wished: how many readers get it in which language.
        unrendered: how many readers' message could not be made.
        is_small: whether it would go to a part that is too small to be told apart; then none of them is counted.
    """

    found: Sequence[Found]
    wished: Mapping[str, int]
    unrendered: int
    is_small: bool = False

    @property
    def readers(self) -> int:
        return sum(self.wished.values())

    @property
    def stops(self) -> bool:
        return any(one.stops for one in self.found)


def review(issue: Issue, of: MailingList, policy: Policy, *, now: datetime) -> Review:
    """Look at an issue as it stands. A constant number of queries, and nothing of anybody is opened."""
    texts = issue.versions()
    audience = issue.audience
    asks = asks_of(of.slug)
    small = is_small(of, policy, now=now, audience=audience)
    chosen = readers(of, policy, now=now, audience=audience)
    wished = {} if small and audience in STATED else in_languages(chosen)
    found = check(texts, of, languages=policy.languages, wished=wished, asks=asks is not None)
    if audience in STATED and asks is None:
        found = [
            Found(_("This list does not ask its readers whether they still read it. Choose another part.")),
            *found,
        ]
    elif small:
        words = _("This part of the readers, or the rest, has fewer than %(least)s people. Send it to everybody.")
        found = [Found(words % {"least": policy.statistics.fold_below}), *found]
    allowed = may_serve(policy, KIND.way, of.purpose)
    if not allowed:
        found = [Found(allowed.sentence[get_language() or "ja"]), *found]
    unrendered = cannot_be_rendered(texts, of, wished, asks=asks is not None)
    return Review(found, wished, unrendered, is_small=small and audience in STATED)
