"""The question to one person: what changes for what they left with us, the old words beside the new.

It is made for the charter that rules at that moment, whichever round it belongs to, so that nobody agrees to what has
been overtaken.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from azukari.core.consent.models import Grant
from azukari.core.forms.models import Submission
from azukari.core.policy_versions.current import Charters, charters
from azukari.core.vault.held_fields import held_fields
from azukari.policy.change import Change
from azukari.policy.explain import joined
from azukari.policy.terms import Policy
from azukari.policy.widening import Aspect, NewUse, new_uses, stops
from azukari.policy.widening_words import Widened, as_text, digest, in_words


@dataclass(frozen=True, slots=True)
class Concern:
    """One grant that does not cover what the policy allows now."""

    grant: Grant
    submission: Submission
    told: Policy
    uses: frozenset[NewUse]


@dataclass(frozen=True, slots=True)
class Asking:
    """What somebody is asked.

    Args:
        charter: number of the one that rules.
        text: the whole question in plain words; ``digest`` stands for exactly these.
        stops: the titles of purposes for which nothing is used until the person says yes.
    """

    charter: int
    lang: str
    concerns: tuple[Concern, ...]
    changes: tuple[Change, ...]
    text: str
    digest: str
    stops: tuple[str, ...] = ()

    @property
    def stopping(self) -> str:
        """What is used for nothing until a yes, as one phrase; empty where the earlier use goes on throughout."""
        return joined([f"「{title}」" if self.lang == "ja" else f"“{title}”" for title in self.stops], lang=self.lang)


def asking(person: UUID, *, lang: str, now: datetime, known: Charters | None = None) -> Asking | None:
    """What there is to ask ``person`` now, or None. Five queries at most."""
    known = known or charters()
    concerns = _concerns(person, known, now)
    if not concerns:
        return None
    ruling = known.ruling
    changes = in_words(ruling.policy, [Widened(c.told, c.submission.form, c.uses) for c in concerns])
    text = as_text(changes, lang=lang)
    words = digest(charter=ruling.number, lang=lang, text=text)
    stopped = dict.fromkeys(c.grant.purpose for c in concerns if stops(c.told, ruling.policy, c.grant.purpose))
    titles = tuple(ruling.policy.purposes[purpose].title[lang] for purpose in stopped)
    return Asking(ruling.number, lang, concerns, changes, text, words, titles)


def _concerns(person: UUID, known: Charters, now: datetime) -> tuple[Concern, ...]:
    living = [g for g in Grant.objects.filter(person_id=person).order_by("charter_id") if g.is_living(now)]
    agreed = {(g.submission_id, g.purpose) for g in living if known.as_ruling(g.charter_id)}
    newest = {(g.submission_id, g.purpose): g for g in living if (g.submission_id, g.purpose) not in agreed}
    if not newest:
        return ()
    submissions = Submission.objects.in_bulk({grant.submission_id for grant in newest.values()})
    found = [
        Concern(grant, submissions[grant.submission_id], told, uses)
        for grant in newest.values()
        if grant.submission_id in submissions
        for told in [known.policy(grant.charter_id)]
        for uses in [
            new_uses(told, known.ruling.policy, form=submissions[grant.submission_id].form, purpose=grant.purpose)
        ]
        if uses
    ]
    return _without_blanks(person, found) if found else ()


def _without_blanks(person: UUID, concerns: list[Concern]) -> tuple[Concern, ...]:
    """Without fields that the person left blank; there is nothing to ask about them."""
    held: dict[UUID, set[str]] = defaultdict(set)
    for value in held_fields(person):
        held[value.submission].add(value.field)
    found = []
    for concern in concerns:
        of_submission = held[concern.submission.id]
        uses = frozenset(u for u in concern.uses if u.aspect is not Aspect.FIELD or u.what in of_submission)
        if uses:
            found.append(Concern(concern.grant, concern.submission, concern.told, uses))
    return tuple(found)
