"""Killed between any two statements, an erasure is either not begun, or finished by `resume`; never half done."""

from typing import Any

import pytest
from django.db import connection, transaction

from azukari.core.forms.models import Submission
from azukari.core.mail.models import Message
from azukari.core.vault.erase import erase, resume
from azukari.core.vault.models import Erasure, PersonKey, SealedValue
from azukari.core.vault.scan import remains
from azukari.policy.terms import Actor, ActorKind
from azukari.shells.self_service.session import open_session
from tests.cast import Known
from tests.rights.killer import Killed, Killer, moments

MOST = 200


def held(person) -> tuple[int, ...]:
    return (
        SealedValue.objects.filter(person_id=person).count(),
        PersonKey.objects.filter(person_id=person).count(),
        Submission.objects.filter(person_id=person).count(),
        Message.objects.filter(person_id=person).count(),
    )


def kill_and_resume(person, present, at: int) -> bool:
    """Erase, killed at a statement; True if the erasure had ended before."""
    whole = held(person)
    actor = Actor(ActorKind.PERSON, str(person))
    try:
        with connection.execute_wrapper(Killer(at)):
            erase(person, actor=actor, now=present)
    except Killed:
        begun = Erasure.objects.filter(person_id=person).first()
        assert held(person) == whole, "Something was erased before all of it was."
        if begun is None:
            assert resume(now=present) == 0
            erase(person, actor=actor, now=present)
        else:
            assert begun.finished_at is None
            assert resume(now=present) == 1
        return False
    return True


@pytest.mark.parametrize("who", ["hanako", "amelia"])
def test_every_statement(who, present, request):
    known: Known = request.getfixturevalue(who)
    open_session(known.id, now=present)
    ended = False
    for at in moments(MOST):
        attempt: Any = transaction.atomic()
        attempt._from_testcase = True
        with attempt:
            ended = kill_and_resume(known.id, present, at)
            done = Erasure.objects.get(person_id=known.id)
            assert done.finished_at == present
            assert resume(now=present) == 0
            left = {item["category"] for item in done.items if item["what"] == "value" and item["left"]}
            assert left == ({"name", "address"} if who == "hanako" else set())
            if who == "amelia":
                assert remains(known.id) == []
            transaction.set_rollback(True)
        if ended:
            break
    assert ended
    assert at > 20, "So few statements cannot be an erasure."
