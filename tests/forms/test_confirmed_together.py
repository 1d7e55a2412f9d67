"""Those who press the button of their mail at one time are confirmed in one transaction, each as if alone."""

import threading
import time
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from azukari.core.consent.models import Grant
from azukari.core.database.turns import turn
from azukari.core.forms.confirm import _confirm_all, _Pressed
from azukari.core.forms.models import Guardianship, State, Submission
from azukari.core.mail.link import LinkState
from azukari.core.mail.models import Message
from azukari.core.people.models import Person, Trail
from azukari.core.vault.find import confirmed_person
from azukari.core.vault.models import SearchCode
from azukari.lib.identifier import new_id
from azukari.policy.terms import CONFIRMATION
from tests.console import desks

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
RIVER = "plastic-free-river"


@pytest.fixture(autouse=True)
def charter(db: None) -> None:
    desks.publish()


def _waiting(email: str, form: str = RIVER) -> Submission:
    found = desks.register(form, {"email": email}, confirmed=False)
    return Submission.objects.get(id=found.submission)


def _press(*ids: UUID) -> list:
    return _confirm_all([_Pressed(id, timezone.now()) for id in ids])


def test_newcomers_known_people_and_the_same_address_twice_in_one_batch():
    member = desks.register("membership", {"email": "known@example.org"})
    heron, teal, known, twice = (_waiting(f"{who}@example.org") for who in ("heron", "teal", "known", "heron"))
    other = _waiting("heron@example.org", "membership")
    ids = [heron.id, teal.id, known.id, twice.id, other.id]
    done = _press(*ids, teal.id, new_id())
    first, second, third, fourth, fifth = (each.accepted for each in done[:5])
    assert (first.joined, second.joined, third.joined, fourth.joined, fifth.joined) == (False, False, True, True, True)
    assert third.person == member.person
    assert first.person == fourth.person == fifth.person == confirmed_person("heron@example.org")
    assert (fourth.again, fourth.submission) == (True, heron.id)
    assert [each.state for each in done[5:]] == [LinkState.USED, LinkState.UNKNOWN]
    accepted = Submission.objects.filter(id__in=ids, state=State.ACCEPTED)
    assert {*accepted.values_list("id", flat=True)} == {heron.id, teal.id, known.id, other.id}
    assert Message.objects.filter(kind="forms:receipt", reference=teal.id).count() == 1
    assert not Grant.objects.filter(submission_id__in=ids, purpose=CONFIRMATION, settled_at__isnull=True).exists()
    assert {*SearchCode.objects.filter(value__submission_id=teal.id).values_list("person_id", flat=True)} == {
        second.person
    }
    assert Person.objects.filter(confirmed_at__isnull=True).count() == 0


def test_a_batch_takes_as_many_statements_as_one():
    few = [_waiting(f"few{each}@example.org").id for each in range(2)]
    many = [_waiting(f"many{each}@example.org").id for each in range(12)]
    _press(_waiting("first@example.org").id)
    taken = []
    for ids in (few, many):
        with CaptureQueriesContext(connection) as captured:
            _press(*ids)
        taken.append(sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in captured.captured_queries))
    assert taken[0] == taken[1]
    assert Trail.objects.filter(person__in=Submission.objects.filter(id__in=many).values("person_id")).count() == 36


def test_another_thread_of_this_process_never_meets_a_locked_database():
    """On SQLite whoever has the turn writes; the confirmation waits for it, and not for the database."""
    waiting, taken, over = _waiting("turn@example.org"), threading.Event(), threading.Event()

    def hold() -> None:
        with turn():
            taken.set()
            time.sleep(0.3)
            over.set()

    other = threading.Thread(target=hold)
    other.start()
    taken.wait(10)
    [done] = _press(waiting.id)
    assert over.is_set() == (connection.vendor == "sqlite")
    assert done.accepted
    other.join()


def test_a_guardians_answer_is_waited_for_and_the_others_go_on():
    young, grown = _waiting("young@example.org"), _waiting("grown@example.org")
    now = timezone.now()
    Guardianship.objects.create(submission=young, person_id=young.person_id, state="refused", changed_at=now)
    refused, free = _press(young.id, grown.id)
    assert (refused.declined, refused.accepted) == (True, None)
    assert free.accepted is not None
