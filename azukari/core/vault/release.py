"""The one way to read.

Every release names a purpose, is judged by the policy, and is recorded before a value is handed out.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction

from azukari.core.consent.covered import Cover, cover, none_living
from azukari.core.consent.models import living_of
from azukari.core.database.id_set import Ids
from azukari.core.ledger.events import Event, who
from azukari.core.ledger.shapes import Value
from azukari.core.policy_versions.current import Charters, charters
from azukari.core.vault.authorize import authorize
from azukari.core.vault.cipher import CannotOpen, made_ready, open_by
from azukari.core.vault.events import VALUE_REFUSED, VALUE_RELEASED
from azukari.core.vault.hooks import Asked, guarded
from azukari.core.vault.keys import both_keys, data_keys
from azukari.core.vault.models import AddressChange, Proposal, SealedValue
from azukari.core.vault.reasons import Method, Reason
from azukari.core.vault.refusal import refuse
from azukari.core.vault.reread import hold, reread
from azukari.core.vault.trail import record_about
from azukari.core.vault.value_row import CATEGORIES, ValueRow, each_purpose, opened_by, rows_of
from azukari.core.vault.ways import RECORD, way_called
from azukari.policy.decide import may_act, not_agreed
from azukari.policy.explain import verdict as refusal
from azukari.policy.terms import OWN_ACCESS, Act, Actor, ActorKind, Answer, Category, Policy
from azukari.policy.ways import Way, may_serve


class Opened(NamedTuple):
    """One value in the clear, with where it came from and what it may be used for."""

    id: UUID
    person: UUID
    submission: UUID
    field: str
    category: Category
    text: str
    purposes: frozenset[str]
    created_at: datetime
    corrected_at: datetime | None


type _Value = SealedValue | ValueRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseOptions:
    """What a release does beyond opening all that a purpose may use of some people.

    Args:
        submission, submissions: open nothing but what came with this one; or with these, of several people.
        fields: open nothing but the answers to these questions.
        act: what is done beyond looking, by a duty that serves the purpose: a list is taken out as a file.
        method, letter: how the actor came upon it, and which kind of mail needs it, for the record.
        recorded: whether the trail says so already (`mail.blind`).
        known: the charters, where the caller's request has asked for them.
        way: what is done with it (law 12); without one, a record is looked at.
    """

    submission: UUID | None = None
    submissions: Collection[UUID] = ()
    fields: Collection[str] = ()
    act: Act | None = None
    method: Method | None = None
    letter: str = ""
    recorded: bool = False
    known: Charters | None = None
    way: Way = RECORD

    @property
    def within(self) -> Collection[UUID]:
        """The submissions that nothing else is opened of; empty for all."""
        return [self.submission] if self.submission else self.submissions

    @property
    def besides(self) -> Mapping[str, Value]:
        """What else the record says, where there is something to say."""
        said = {
            "submission": self.submission and str(self.submission),
            "act": self.act and self.act.value,
            "method": self.method and self.method.value,
            "kind": self.letter,
        }
        return {key: value for key, value in said.items() if value}


_PLAIN = ReleaseOptions()


def release(
    people: Collection[UUID],
    *,
    purpose: str,
    categories: frozenset[Category],
    actor: Actor,
    reason: Reason,
    now: datetime,
    options: ReleaseOptions = _PLAIN,
) -> Mapping[UUID, tuple[Opened, ...]]:
    """Open what ``purpose`` may use of ``people``, and record it on each person's trail.

    What is recorded is what was there to be seen: of data that has been erased, no trail says that somebody opened it.
    The number of queries does not depend on the number of people. People for whom the purpose has no living grant
    are left out; where that leaves nobody, the release is refused. Each grant opens what the charter says under which
    it was given: of people who have not agreed to a later use, that use stays closed, which their trail shows (law 10).

    Args:
        people: ids of persons.
        categories: what is wanted; all must belong to the purpose.

    Raises:
        Refused: the policy says no or is silent, the purpose does not serve this way, nobody has a living grant, or
            nobody has agreed to such a use. Recorded and committed first (P14).
    """
    if options.recorded and (actor.kind, reason, purpose) != (ActorKind.SYSTEM, Reason.DELIVERY, OWN_ACCESS):
        raise ValueError("Only what a letter of the own page opens is recorded beforehand.")
    known = options.known or charters()
    policy = known.ruling.policy
    verdict = authorize(policy, purpose=purpose, categories=categories, actor=actor, now=now)
    verdict = may_act(policy, options.act, actor, purpose=purpose) if verdict and options.act else verdict
    verdict = may_serve(policy, way_called(options.way.name), purpose) if verdict else verdict
    if verdict and actor.kind is ActorKind.PERSON and not _own(people, actor):
        verdict = refusal(policy, Answer.NO, "release.person-other-purpose", "requests")
    if verdict and actor.kind is not ActorKind.PERSON:
        closed = guarded(Asked(policy, purpose, people, options.within, actor, now))
        verdict = verdict if closed is None else closed
    if not verdict:
        refuse(verdict, people=people, purpose=purpose, actor=actor, now=now)

    def opened_and_recorded(*, holding: bool = False) -> Mapping[UUID, tuple[Opened, ...]]:
        if purpose == OWN_ACCESS:
            reach = _of_their_own(people, categories, options.submission)
        else:
            reach = _granted(people, categories, options, purpose=purpose, actor=actor, known=known, now=now)
        data, ledger = both_keys(reach.everybody)  # whose values come by a merge in between is found at the second look
        gone = {value.person_id for value in reach.values} - data.keys() if holding else frozenset[UUID]()
        asked = [value for value in reach.values if not options.fields or value.field in options.fields]
        opened = open_all([value for value in asked if value.person_id not in gone], data)
        payload: dict[str, Value] = {**who(actor), "purpose": purpose, "reason": reason.value}
        payload |= options.besides
        seen = {person: frozenset(value.category for value in opened.get(person, ())) for person in reach.open_to}
        said = {used: {**payload, "categories": sorted(used)} for used in {*seen.values()}}
        events = [Event(VALUE_RELEASED, said[used], person) for person, used in seen.items()]
        if reach.covered is not None:
            events += withheld(reach.covered, categories, policy, payload)
        with transaction.atomic(durable=True):
            if holding:
                there = hold(reach.everybody, gone)
                opened = {person: values for person, values in opened.items() if person in there}
                events = [event for event in events if event.subject in there]
            record_about(() if options.recorded else events, now=now, keys=ledger)
        return opened

    return reread(opened_and_recorded, holding=partial(opened_and_recorded, holding=True))


@dataclass(frozen=True, slots=True)
class _Reach:
    """How far a release goes.

    Args:
        open_to: which categories, of each person of whom anything is opened.
        values: what is opened.
        covered: what the grants allow, of whom; None where people look at what is their own.
    """

    open_to: Mapping[UUID, frozenset[Category]]
    values: Sequence[_Value]
    covered: Cover | None = None

    @property
    def everybody(self) -> set[UUID]:
        """Whose trails have something to say: that it was opened, or that it stayed closed."""
        return {*self.open_to, *(self.covered.of_person if self.covered is not None else ())}


def _of_their_own(people: Collection[UUID], categories: frozenset[Category], submission: UUID | None) -> _Reach:
    own = SealedValue.objects.filter(person_id__in=Ids(people), category__in=categories).order_by("id")
    found = [value for value in own if submission in (None, value.submission_id)]
    return _Reach(dict.fromkeys(people, categories), found)


def _granted(
    people: Collection[UUID],
    categories: frozenset[Category],
    options: ReleaseOptions,
    *,
    purpose: str,
    actor: Actor,
    known: Charters,
    now: datetime,
) -> _Reach:
    """What living grants open to the purpose, each as far as its charter says.

    Raises:
        Refused: there is none, or nobody has agreed to such a use. Recorded first.
    """
    grants = living_of(people, purpose, now)
    if options.within:
        wanted = frozenset(options.within)
        grants = [given for given in grants if given.submission_id in wanted]
    if people and not grants:
        refuse(
            none_living(people, purpose, charters=known, now=now), people=people, purpose=purpose, actor=actor, now=now
        )
    covered = cover(grants, purpose, charters=known, way=options.way)
    reach = {person: categories & open_to for person, open_to in covered.of_person.items() if open_to}
    if grants and not any(reach.values()) and (categories or not reach):
        verdict = not_agreed(known.ruling.policy, purpose, categories if reach else frozenset())
        refuse(verdict, people=covered.of_person, purpose=purpose, actor=actor, now=now)
    return _Reach(reach, opened_by(covered, rows_of(covered.of_submission, categories)), covered)


def withheld(
    covered: Cover, categories: frozenset[Category], policy: Policy, payload: Mapping[str, Value]
) -> list[Event]:
    """What stayed closed, of whom, because they have not agreed to it: an entry on each one's trail."""
    events = []
    for person, open_to in covered.of_person.items():
        closed = categories - open_to
        if closed or not open_to:
            verdict = not_agreed(policy, covered.purpose, closed if open_to else frozenset())
            said = {"code": verdict.code, "clause": verdict.clause, "categories": sorted(closed)}
            about = {key: value for key, value in payload.items() if key != "reason"}
            events.append(Event(VALUE_REFUSED, {**about, **said}, person))
    return events


def _own(people: Collection[UUID], actor: Actor) -> bool:
    """Whether all of it is the person's own: their record, a new address of theirs that waits for its confirmation,
    and one that is kept so that it can object.
    """
    others = [person for person in people if str(person) != actor.reference]
    if not others:
        return True
    found = [
        model.objects.filter(person_id=actor.reference, stand_in_id__in=others) for model in (Proposal, AddressChange)
    ]
    return sum(stand_ins.count() for stand_ins in found) == len(others)


def open_all(values: Sequence[_Value], keys: Mapping[UUID, bytes] | None = None) -> dict[UUID, tuple[Opened, ...]]:
    """Open values, for the vault's own modules that decide and record. One query, for keys that are not at hand.

    Raises:
        CannotOpen: one is damaged, or its person went since it was read (`reread`).
    """
    if keys is None:
        keys = data_keys({value.person_id for value in values})
    opened: dict[UUID, tuple[AESGCM, list[Opened]]] = {}
    for value in values:
        person = value.person_id
        if person not in opened:
            if person not in keys:
                raise CannotOpen
            opened[person] = made_ready(keys[person]), []
        key, items = opened[person]
        text = open_by(key, value.sealed, place=value.place)
        what = (value.id, person, value.submission_id, value.field, CATEGORIES[value.category], text)
        items.append(Opened(*what, each_purpose(value.purposes), value.created_at, value.corrected_at))
    return {person: tuple(items) for person, (_key, items) in opened.items()}
