"""What may be done: asked, submitted, opened, used, kept. Pure answers, each with its clause and a sentence.

Yes, no and gap are three answers; a gap means that the policy is silent, and is refused like a no. Nothing here looks
at a clock or a database: whoever asks brings the time, the actor and the grants.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import partial

from azukari.lib.day import plain
from azukari.policy import period
from azukari.policy.explain import name_act, name_categories, verdict
from azukari.policy.terms import (
    CONFIRMATION,
    OWN_ACCESS,
    Act,
    Actor,
    ActorKind,
    Answer,
    Category,
    Living,
    Policy,
    RetentionStart,
    Text,
    Verdict,
)
from azukari.policy.widening import covered
from azukari.policy.wording import LazyText

CONFIRMATION_CATEGORIES = frozenset({Category.EMAIL, Category.NAME})


class UnknownPurpose(LookupError):
    """The policy does not name that purpose."""


def may_release(policy: Policy, *, purpose: str, categories: frozenset[Category], actor: Actor) -> Verdict:
    """May this actor open these categories for this purpose (P14)?

    It answers for the policy alone; whether a given person's data still has a living grant is `may_use`'s question.
    """
    if purpose in _RESERVED:
        return _RESERVED[purpose](policy, categories, actor)
    known = policy.purposes.get(purpose)
    if known is None:
        return verdict(policy, Answer.GAP, "release.unknown-purpose", "purposes")
    refused = _ACTORS[actor.kind](policy, purpose, actor)
    if refused:
        code, clause = refused
        return verdict(policy, Answer.NO, code, clause, purpose=known.title)
    extra = categories - known.categories
    if extra:
        words = name_categories(policy, extra)
        clause = f"purposes.{purpose}.needs"
        return verdict(policy, Answer.NO, "release.other-category", clause, purpose=known.title, categories=words)
    words = LazyText(partial(name_categories, policy, categories))
    return verdict(policy, Answer.YES, "release.allowed", f"purposes.{purpose}", purpose=known.title, categories=words)


def may_act(policy: Policy | None, act: Act, actor: Actor, *, purpose: str = "") -> Verdict:
    """May this actor do what ``act`` names (P01)? The policy gives acts to duties; the program itself may do any.

    An act that no duty names is a gap. Which data it may touch is `may_release`'s question.

    Args:
        policy: the one that rules; None before the first, when only the command line acts.
        purpose: whose data it is done with, if with data: one duty must both have the act and serve the purpose.
    """
    words = name_act(act)
    if actor.kind is ActorKind.SYSTEM:
        return verdict(policy, Answer.YES, "act.program", "duties", act=words)
    if policy is None or not any(act in duty.acts for duty in policy.duties.values()):
        return verdict(policy, Answer.GAP, "act.unnamed", "duties", act=words)
    if actor.token:
        return verdict(policy, Answer.NO, "act.by-token", "duties", act=words)
    held = [duty for duty in policy.duties_of(actor.duties) if act in duty.acts]
    if actor.kind is not ActorKind.STAFF or not held:
        return verdict(policy, Answer.NO, "act.no-duty", "duties", act=words)
    fit = next((duty for duty in held if not purpose or purpose in duty.purposes), None)
    if fit is None:
        other = {"act": words, "purpose": policy.purposes[purpose].title if purpose in policy.purposes else {}}
        return verdict(policy, Answer.NO, "act.other-purpose", f"duties.{held[0].slug}.acts", **other)
    return verdict(policy, Answer.YES, "act.duty", f"duties.{fit.slug}.acts", act=words, duty=fit.title)


def duties_with(policy: Policy | None, act: Act) -> frozenset[str]:
    """The slugs of the duties to which ``act`` belongs."""
    return frozenset(slug for slug, duty in policy.duties.items() if act in duty.acts) if policy else frozenset()


def is_living(grant: Living, now: datetime) -> bool:
    """Whether the grant has begun and not ended; its end is exclusive."""
    return grant.begins <= now and (grant.ends is None or now < grant.ends)


def may_use(
    grants: Iterable[Living],
    purpose: str,
    now: datetime,
    *,
    policy: Policy | None = None,
    categories: frozenset[Category] = frozenset(),
) -> Verdict:
    """May data under these grants be used for this purpose now? Only while one grant for it lives, and covers it.

    Args:
        policy: the one that rules; if given, the sentence is in its words, and a grant that brings the policy of its
            own charter covers no more than both say (law 10).
        categories: what is to be used; all of it must be covered.
    """
    clause, known = f"purposes.{purpose}", policy.purposes.get(purpose) if policy else None
    title: Text = known.title if known else {}
    named = {lang: _FOR[lang].format(title[lang]) for lang in title}
    living = [grant for grant in grants if grant.purpose == purpose and is_living(grant, now)]
    if not living:
        return verdict(policy, Answer.NO, "use.no-grant", clause, purpose=named)
    judged = [covered(grant.told, policy, purpose) for grant in living if grant.told and policy]
    if len(judged) == len(living):
        open_to = frozenset[Category]().union(*judged)
        if not open_to or categories - open_to:
            return not_agreed(policy, purpose, categories - open_to)
    return verdict(policy, Answer.YES, "use.living", clause)


def not_agreed(policy: Policy | None, purpose: str, categories: frozenset[Category]) -> Verdict:
    """The refusal of a use that came with a later policy, to whose data is here under an earlier one (law 10).

    Args:
        categories: what is newly used; none where the purpose as a whole is another.
    """
    known = policy.purposes.get(purpose) if policy else None
    clause = f"purposes.{purpose}.{'needs' if categories else 'statement'}"
    code = "use.not-agreed" if categories else "use.not-agreed-at-all"
    words = name_categories(policy, categories) if policy else {}
    return verdict(policy, Answer.NO, code, clause, purpose=known.title if known else {}, categories=words)


def grant_end(
    policy: Policy, purpose: str, *, confirmed_at: datetime, ended_at: datetime | None = None
) -> datetime | None:
    """When the purpose's right over a submission ends, in UTC; None while its service goes on.

    Args:
        confirmed_at: when the person confirmed the submission (of the reserved confirmation: when they sent it; of a
            record: the moment that was recorded).
        ended_at: when the service ended, if it has.

    Raises:
        UnknownPurpose: the policy does not name the purpose.
    """
    if purpose == CONFIRMATION:
        return confirmed_at + timedelta(days=policy.unconfirmed_days)
    known = policy.purposes.get(purpose)
    if known is None:
        raise UnknownPurpose(purpose)
    start = ended_at if known.retention.start is RetentionStart.ENDED else confirmed_at
    if start is None:
        return None
    return period.after(start, known.retention.period, timezone=policy.organisation.timezone)


def may_submit(policy: Policy, form: str, on: date, *, taken: int = 0) -> Verdict:
    """May the form be sent on that day?

    Args:
        form: its slug.
        on: the day where the organisation is; a moment with a time zone is turned into that day.
        taken: how many places are taken already, where the form has a cap.
    """
    known = policy.forms.get(form)
    if known is None:
        return verdict(policy, Answer.GAP, "submit.unknown-form", "forms")
    day = policy.organisation.day(on) if isinstance(on, datetime) else on
    clause = f"forms.{form}"
    if known.opens and day < known.opens:
        words = {"form": known.title, "day": plain(known.opens)}
        return verdict(policy, Answer.NO, "submit.not-yet", f"{clause}.opens", **words)
    if known.closes and day > known.closes:
        words = {"form": known.title, "day": plain(known.closes)}
        return verdict(policy, Answer.NO, "submit.closed", f"{clause}.closes", **words)
    if known.cap is not None and taken >= known.cap:
        return verdict(policy, Answer.NO, "submit.full", f"{clause}.cap", form=known.title, cap=str(known.cap))
    return verdict(policy, Answer.YES, "submit.open", clause)


def _confirmation(policy: Policy, categories: frozenset[Category], actor: Actor) -> Verdict:
    if actor.kind is not ActorKind.SYSTEM:
        return verdict(policy, Answer.NO, "release.confirmation-only-system", "unconfirmed_days")
    extra = categories - CONFIRMATION_CATEGORIES
    if extra:
        words = name_categories(policy, extra)
        return verdict(policy, Answer.NO, "release.confirmation-categories", "unconfirmed_days", categories=words)
    return verdict(policy, Answer.YES, "release.confirmation", "unconfirmed_days")


def _own_access(policy: Policy, _categories: frozenset[Category], actor: Actor) -> Verdict:
    if actor.kind not in (ActorKind.PERSON, ActorKind.SYSTEM):
        return verdict(policy, Answer.NO, "release.own-access-only-person", "requests")
    return verdict(policy, Answer.YES, "release.own", "requests")


def _staff(policy: Policy, purpose: str, actor: Actor) -> tuple[str, str] | None:
    if actor.token and purpose not in actor.only:
        return "release.outside-token", "duties"
    held = policy.duties_of(actor.duties)
    return None if any(purpose in duty.purposes for duty in held) else ("release.no-duty", "duties")


_RESERVED: Mapping[str, Callable[[Policy, frozenset[Category], Actor], Verdict]] = {
    CONFIRMATION: _confirmation,
    OWN_ACCESS: _own_access,
}
# What keeps an actor from a purpose: a code and a clause, or nothing.
_ACTORS: Mapping[ActorKind, Callable[[Policy, str, Actor], tuple[str, str] | None]] = {
    ActorKind.SYSTEM: lambda _policy, _purpose, _actor: None,
    ActorKind.STAFF: _staff,
    ActorKind.PERSON: lambda _policy, _purpose, _actor: ("release.person-other-purpose", "requests"),
    ActorKind.RECIPIENT: lambda _policy, _purpose, _actor: ("release.recipient", "recipients"),
}


_FOR = {"ja": "「{}」に", "en": " for “{}”"}
