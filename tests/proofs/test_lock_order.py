"""The lock order of the house: whoever waits for a person holds nothing that is theirs, so nobody waits for ever.

An erasure takes the person first. So here somebody holds the person, a verb comes in by a connection of its own and has
to wait, and then every row that belongs to anybody must still be free. Only PostgreSQL has rows to lock.
"""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection, connections, transaction
from django.db.models import ForeignKey, Model

from azukari.core.cases import lifecycle
from azukari.core.cases.models import Case
from azukari.core.forms.handling import handle
from azukari.core.forms.models import Handled
from azukari.core.people.lock import lock_people
from azukari.core.people.models import Person
from azukari.core.transfers.instruct import acknowledge
from azukari.core.transfers.models import Instruction, Recipient, What
from azukari.core.vault import index_rebuild, legal_holds, pairing
from azukari.core.vault.correct import correct
from azukari.core.vault.erase import erase
from azukari.core.vault.models import DuplicatePair, PairState, SealedValue
from azukari.core.vault.propose import adopt, propose
from azukari.core.vault.retention import due, expire
from azukari.core.vault.withdraw import withdraw
from azukari.features.members.payments import record_payment
from azukari.lib.identifier import new_id
from azukari.policy.casework import CaseKind, Hold
from azukari.policy.terms import Actor, ActorKind, Category
from tests.cast import NOW, Known
from tests.rights.casework import ask

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]
LATER = NOW + timedelta(hours=1)
WORKER = Actor(ActorKind.SYSTEM, "worker")


def _waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def _of_people() -> list[type[Model]]:
    """The tables whose rows belong to a person, directly or by what does; and cases, to which those lead."""
    found: list[type[Model]] = [Person]
    for _round in range(5):
        found += [
            model
            for model in apps.get_models()
            if model not in found
            and any(isinstance(field, ForeignKey) and field.related_model in found for field in model._meta.fields)
        ]
    return [model for model in found if model is not Person] + [Case]


def _free() -> None:
    """Everything that belongs to people can be locked at once.

    Raises:
        OperationalError: somebody holds a row.
    """
    with connection.cursor() as cursor:
        for model in _of_people():
            cursor.execute(f'SELECT 1 FROM "{model._meta.db_table}" FOR UPDATE NOWAIT')


def _waits_with_empty_hands(act: Callable[[], object]) -> None:
    """Hold everybody; let ``act`` come in by a connection of its own; when it waits, see that it holds nothing."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except BaseException as error:
            raised.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run, daemon=True)
    try:
        with transaction.atomic():
            lock_people(list(Person.objects.values_list("id", flat=True)))
            thread.start()
            for _moment in range(500):
                if _waiting():
                    break
                assert thread.is_alive(), f"It waited for nobody: {raised}"
                time.sleep(0.02)
            _free()
    finally:
        thread.join(timeout=30)
    assert not raised


def _value(known: Known, category: Category) -> UUID:
    return SealedValue.objects.filter(person_id=known.id, category=category)[0].id


def test_a_consent_is_withdrawn_and_data_is_held_person_first(hanako, officer, membership_desk):
    case = ask(CaseKind.CORRECTION, actor=officer.actor, now=LATER, person=hanako.id)
    until = LATER + timedelta(days=30)
    _waits_with_empty_hands(lambda: withdraw(hanako.id, purpose="magazine", actor=WORKER, now=LATER))
    for act in (
        lambda: legal_holds.set_hold(hanako.id, Hold.RESTRICTION, until=until, actor=WORKER, now=LATER, case=case.id),
        lambda: legal_holds.lift_hold(hanako.id, Hold.RESTRICTION, actor=WORKER, now=LATER, case=case.id),
    ):
        _waits_with_empty_hands(act)


def test_somebody_is_erased_and_grants_expire_person_first(hanako, amelia):
    _waits_with_empty_hands(lambda: expire(LATER + timedelta(days=20 * 365)))
    assert not due(LATER + timedelta(days=20 * 365))


def test_an_erasure_takes_the_person_first(hanako):
    _waits_with_empty_hands(lambda: erase(hanako.id, actor=WORKER, now=LATER))


def test_a_value_is_corrected_person_first(hanako):
    value = _value(hanako, Category.PHONE)
    _waits_with_empty_hands(lambda: correct(value, "+81312345678", person=hanako.id, actor=WORKER, now=LATER))


def test_a_new_address_is_proposed_and_adopted_person_first(hanako):
    value, until = _value(hanako, Category.EMAIL), LATER + timedelta(days=1)

    def ask_for(address: str) -> UUID:
        with transaction.atomic():
            return propose(value, address, person=hanako.id, now=LATER, until=until).id

    ask_for("first@example.org")
    _waits_with_empty_hands(lambda: ask_for("second@example.org"))
    proposal = ask_for("third@example.org")

    def take_it() -> None:
        with transaction.atomic():
            adopt(proposal, actor=WORKER, now=LATER)

    _waits_with_empty_hands(take_it)


def test_a_submission_is_handled_and_paid_for_person_first(hanako, charter, officer):
    form = charter.policy.forms[hanako.submission.form]
    _waits_with_empty_hands(
        lambda: record_payment(
            hanako.submission.id, paid_on=NOW.date(), amount=1000, by=None, actor=officer.actor, now=LATER
        )
    )
    _waits_with_empty_hands(
        lambda: handle(
            hanako.submission.id,
            state=Handled.IN_HAND,
            assignee=None,
            version=0,
            form=form,
            policy=charter.policy,
            actor=officer.actor,
            now=LATER,
        )
    )


def test_a_case_moves_person_first(hanako, officer, membership_desk):
    case = ask(CaseKind.CORRECTION, actor=officer.actor, now=LATER, person=hanako.id)
    _waits_with_empty_hands(lambda: lifecycle.take_back(case, actor=officer.actor, now=LATER))


def test_a_pair_is_decided_people_first(hanako, amelia):
    first, second = sorted([hanako.id, amelia.id])
    pair = DuplicatePair.objects.create(
        first_id=first,
        second_id=second,
        purpose="membership",
        signal="name",
        state=PairState.ASKED,
        found_at=NOW,
        expires_at=LATER + timedelta(days=1),
    )
    _waits_with_empty_hands(lambda: pairing.decline(pair.id, pairing.Side.FIRST, now=LATER))


def test_a_recipient_confirms_person_first(hanako):
    row = Instruction.objects.create(
        recipient=Recipient.objects.all()[0],
        person_id=hanako.id,
        what=What.ERASE,
        handle=new_id(),
        categories="email",
        created_at=NOW,
        answer_by=LATER,
        due_at=NOW,
    )
    _waits_with_empty_hands(lambda: acknowledge(row.id, actor=WORKER, now=LATER))


def test_the_search_index_is_made_anew_people_first(hanako):
    _waits_with_empty_hands(lambda: index_rebuild.rebuild(LATER))
