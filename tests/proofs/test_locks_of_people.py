"""Whoever changes what belongs to people has locked those people before, all of them at once (`core.people.lock`).

On SQLite nobody waits; so here the calls are written down, and the first statement that changes a row of anybody's must
find everybody locked whom the deed is about. That nothing is held by whoever waits, PostgreSQL shows
(`test_lock_order`).
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection

from azukari.core.consent.models import Grant
from azukari.core.people import lock
from azukari.core.transfers.instruct import acknowledge
from azukari.core.transfers.models import Instruction, Recipient, What
from azukari.core.vault import address_change, pairing, retention
from azukari.core.vault.correct import correct
from azukari.core.vault.erase import carry_out, erase
from azukari.core.vault.erase_unheld import drop_proposals
from azukari.core.vault.forget_again import forget_again
from azukari.core.vault.hand_over import hand_over
from azukari.core.vault.legal_holds import lift_hold, set_hold
from azukari.core.vault.merge import merge, part
from azukari.core.vault.models import AddressChange, DuplicatePair, Erasure, PairState, SealedValue
from azukari.core.vault.pairing import Side
from azukari.core.vault.propose import adopt, propose
from azukari.core.vault.redaction import Redacted, redact_again
from azukari.core.vault.withdraw import withdraw
from azukari.lib.identifier import new_id
from azukari.policy.casework import Hold
from azukari.policy.merge import IdentityCheck
from azukari.policy.terms import Actor, ActorKind, Category
from tests.cast import NOW, Known

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
NEW = "midori@example.org"
STAFF = Actor(ActorKind.STAFF, "00000000-0000-0000-0000-000000000007", frozenset({"membership"}))
PERSON = Actor(ActorKind.PERSON, "")


@contextmanager
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[set[UUID]]]:
    """Writes down whom each call locks, up to the first statement that changes a row of somebody's."""
    locked: list[set[UUID]] = []
    changed = False
    theirs = {
        model._meta.db_table
        for model in apps.get_models()
        if any(field.attname in ("person_id", "first_id", "survivor_id") for field in model._meta.concrete_fields)
    }

    def note(people: object) -> set[UUID]:
        wanted = {*people}  # type: ignore[misc]
        if not changed:
            locked.append(wanted)
        return own(wanted)

    def look(execute: Callable[..., object], sql: str, *more: object) -> object:
        nonlocal changed
        begins, *named = sql.split('"')
        changed = changed or (begins in ("UPDATE ", "DELETE FROM ", "INSERT INTO ") and named[0] in theirs)
        return execute(sql, *more)

    own = lock.lock_people
    for module in [each for name, each in sys.modules.items() if name.startswith("azukari.")]:
        if getattr(module, "lock_people", None) is own:
            monkeypatch.setattr(module, "lock_people", note)
    with connection.execute_wrapper(look):
        yield locked


def value(known: Known, category: Category) -> UUID:
    return SealedValue.objects.filter(person_id=known.id, category=category)[0].id


def paired(one: Known, other: Known, state: PairState = PairState.ASKED) -> UUID:
    shared = next(grant for grant in Grant.objects.filter(person_id=other.id) if grant.is_living(LATER))
    Grant.objects.filter(id=shared.id).update(purpose="membership")
    first, second = sorted([one.id, other.id])
    pair = DuplicatePair.objects.create(
        first_id=first,
        second_id=second,
        purpose="membership",
        signal="name",
        state=state,
        found_at=NOW,
        expires_at=LATER + timedelta(days=1),
    )
    return pair.id


def proposed(one: Known, new: str = NEW, old: UUID | None = None) -> tuple[UUID, UUID, UUID, UUID]:
    """A new address that waits: the proposal with its stand-in, the change with its own."""
    until = LATER + timedelta(days=1)
    made = propose(old or value(one, Category.EMAIL), new, person=one.id, now=LATER, until=until)
    assert made.change
    return made.id, made.stand_in, made.change.id, made.change.stand_in_id


def begun(one: Known) -> UUID:
    """An erasure that a crash interrupted."""
    return Erasure.objects.create(
        id=new_id(), person_id=one.id, purpose="", actor="worker", requested_at=LATER, items=[]
    ).id


type Deed = Callable[[Known, Known], tuple[Callable[[], object], set[UUID]]]
"""Of one of two: what is done, and who has to be locked before."""


def adopts(one: Known, other: Known) -> tuple[Callable[[], object], set[UUID]]:
    id, stand_in, _change, beside = proposed(one, other.email)
    return lambda: adopt(id, actor=PERSON, now=LATER), {one.id, stand_in, beside, other.id}


def objects(one: Known, other: Known) -> tuple[Callable[[], object], set[UUID]]:
    _id, _stand_in, change, beside = proposed(one)
    AddressChange.objects.filter(id=change).update(replaced=[str(value(other, Category.EMAIL))])
    return lambda: address_change.object_to(change, actor=PERSON, now=LATER), {one.id, beside, other.id}


def thinks_better_of_an_address(one: Known, _other: Known) -> tuple[Callable[[], object], set[UUID]]:
    proposed(one)
    return lambda: drop_proposals([one.id], now=LATER), {one.id}


def has_had_their_time(one: Known, _other: Known) -> tuple[Callable[[], object], set[UUID]]:
    Grant.objects.filter(person_id=one.id).update(ends_at=LATER)
    return lambda: retention.expire(LATER + timedelta(days=1)), {one.id}


def is_erased_after_a_crash(one: Known, _other: Known) -> tuple[Callable[[], object], set[UUID]]:
    id = begun(one)
    return lambda: carry_out(id, now=LATER), {one.id}


def is_held(one: Known, _other: Known) -> tuple[Callable[[], object], set[UUID]]:
    until = LATER + timedelta(days=9)
    return lambda: set_hold(one.id, Hold.CLAIM, until=until, actor=STAFF, now=LATER, case=new_id()), {one.id}


def is_let_go(one: Known, other: Known) -> tuple[Callable[[], object], set[UUID]]:
    is_held(one, other)[0]()
    return lambda: lift_hold(one.id, Hold.CLAIM, actor=STAFF, now=LATER, case=new_id()), {one.id}


def is_parted(one: Known, other: Known) -> tuple[Callable[[], object], set[UUID]]:
    done = merge(one.id, into=other.id, purpose="membership", actor=STAFF, now=LATER)
    return lambda: part(done, actor=STAFF, now=LATER), {other.id}


def is_asked(one: Known, other: Known) -> tuple[Callable[[], object], set[UUID]]:
    pair, check = paired(one, other, PairState.SUGGESTED), IdentityCheck.IN_PERSON
    return lambda: pairing.ask(pair, check=check, tell=lambda *_: None, actor=STAFF, now=LATER), {one.id, other.id}


def is_dismissed(one: Known, other: Known) -> tuple[Callable[[], object], set[UUID]]:
    pair = paired(one, other, PairState.SUGGESTED)
    return lambda: pairing.dismiss(pair, actor=STAFF, now=LATER), {one.id, other.id}


def agrees(one: Known, other: Known) -> tuple[Callable[[], object], set[UUID]]:
    pair = paired(one, other)
    return lambda: pairing.agree(pair, Side.FIRST, now=LATER), {one.id, other.id}


def declines(one: Known, other: Known) -> tuple[Callable[[], object], set[UUID]]:
    pair = paired(one, other)
    return lambda: pairing.decline(pair, Side.SECOND, now=LATER), {one.id, other.id}


def has_words_taken_out_again(one: Known, _other: Known) -> tuple[Callable[[], object], set[UUID]]:
    words = Redacted(new_id(), value(one, Category.PHONE), is_note=False, was=None, spans=((0, 2),), at=LATER)
    return lambda: redact_again(words, actor=STAFF, now=LATER), {one.id}


def is_forgotten_again(one: Known, other: Known) -> tuple[Callable[[], object], set[UUID]]:
    """And a registration of theirs that is another's here."""
    return lambda: forget_again(one.id, [other.submission.id], actor=STAFF, now=LATER), {one.id, other.id}


def is_handed_over(one: Known, _other: Known) -> tuple[Callable[[], object], set[UUID]]:
    name = frozenset({Category.NAME})
    return lambda: hand_over([one.id], purpose=None, categories=name, payload={}, now=LATER), {one.id}


def confirms_what_it_was_told(one: Known, _other: Known) -> tuple[Callable[[], object], set[UUID]]:
    row = Instruction.objects.create(
        recipient=Recipient.objects.all()[0],
        person_id=one.id,
        what=What.ERASE,
        handle=new_id(),
        categories="email",
        created_at=NOW,
        answer_by=LATER,
        due_at=NOW,
    )
    return lambda: acknowledge(row.id, actor=PERSON, now=LATER), {one.id}


def _simply(act: Callable[[Known], object]) -> Deed:
    return lambda one, _other: (lambda: act(one), {one.id})


_DEEDS: dict[str, Deed] = {
    "withdraws": _simply(lambda one: withdraw(one.id, purpose="magazine", actor=PERSON, now=LATER)),
    "corrects": _simply(
        lambda one: correct(value(one, Category.PHONE), "+81312345678", person=one.id, actor=PERSON, now=LATER)
    ),
    "is erased": _simply(lambda one: erase(one.id, actor=STAFF, now=LATER)),
    "proposes an address": _simply(proposed),
    "becomes one": lambda one, other: (
        lambda: merge(one.id, into=other.id, purpose="membership", actor=STAFF, now=LATER),
        {one.id, other.id},
    ),
    **{
        deed.__name__.replace("_", " "): deed
        for deed in (
            has_had_their_time, is_erased_after_a_crash, thinks_better_of_an_address, adopts, objects, is_held,
            has_words_taken_out_again, is_forgotten_again, is_handed_over,
            is_let_go, is_parted, is_asked, is_dismissed, agrees, declines, confirms_what_it_was_told,
        )
    },
}  # fmt: skip


@pytest.mark.parametrize("name", _DEEDS)
def test_everybody_is_locked_before_anything_of_theirs_changes(
    name: str, hanako: Known, amelia: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    act, concerned = _DEEDS[name](hanako, amelia)
    with watched(monkeypatch) as locked:
        act()
    assert locked, "Nobody was locked before something changed."
    assert locked[0] == concerned, "and nobody else has to wait"
