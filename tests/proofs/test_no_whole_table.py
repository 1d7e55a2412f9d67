"""What is done for one person never walks a whole table, so that it takes as long among a million as among ten.

The database itself is asked how it would find the rows of each statement (`benchmarks/people.py` has the times).
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from azukari.core.forms.confirm import LINK, confirm
from azukari.core.mail.link import secret
from azukari.core.mail.queue import send_due
from azukari.core.policy_versions.current import Current
from azukari.core.vault.correct import correct
from azukari.core.vault.erase import erase, resume
from azukari.core.vault.find import confirmed_person
from azukari.core.vault.models import SealedValue
from azukari.core.vault.reasons import Reason
from azukari.core.vault.release import release
from azukari.core.vault.retention import expire
from azukari.core.vault.withdraw import withdraw
from azukari.demo.people import fill_in
from azukari.lib.token import make
from azukari.policy.terms import OWN_ACCESS, Actor, ActorKind, Category
from benchmarks.population import add, mailbox
from tests.cast import NOW, Known, Staff

_PARTIAL = ("erasure_unfinished", "grant_to_settle", "message_due", "message_failed")
"""Indexes that hold only the few rows that wait for something, or that failed."""

_SMALL = ("charter_charter", "charter_notice", "django_", "accounts_", "sqlite_", "vault_searchindex")
"""Tables that do not grow with people."""

_FEW = ("disclosure_transfer", "disclosure_previeworder")
"""Tables with a row for each transfer or look ahead, however many people it has."""

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads small tables whole, as it should"),
]


_ANY = re.compile(r'SELECT (?:%s AS "a"|1) FROM "?\w+"? LIMIT 1').fullmatch
"""Whether a table has any row at all: that looks at the first one and stops."""

_GIVEN = re.compile(r"\d+-ROW VALUES CLAUSE").fullmatch
"""The rows that stand in the statement itself."""


@contextmanager
def _watched() -> Iterator[list[str]]:
    """Collects every step in which a statement reads a table, or an index, from end to end."""
    walks: list[str] = []

    def explain(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not many and sql.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE")) and not _ANY(sql):
            plan = context["cursor"].cursor
            plan.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            for *_, step in plan.fetchall():
                if _walks(step):
                    walks.append(f"{step}: {sql[:200]}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        yield walks


def _walks(step: str) -> bool:
    """Whether a step of a plan reads a table from end to end: neither rows of constants, nor the schema itself."""
    over = step.removeprefix("SCAN ")
    if over == step or over in ("CONSTANT ROW", "given", *_FEW) or _GIVEN(over) or " VIRTUAL TABLE " in over:
        return False
    return not over.startswith(_SMALL) and not over.endswith(_PARTIAL)


def _person() -> UUID:
    found = confirmed_person(mailbox(5))  # who registered for two things
    assert found is not None
    return found


def _themselves(person: UUID) -> Actor:
    return Actor(ActorKind.PERSON, str(person))


def _release(staff: Staff) -> None:
    release(
        [_person()],
        purpose="membership",
        categories=frozenset({Category.NAME}),
        actor=staff.actor,
        reason=Reason.SERVICE,
        now=NOW,
    )


def _see(staff: Staff) -> None:
    actor = _themselves(_person())
    release([_person()], purpose=OWN_ACCESS, categories=frozenset(Category), actor=actor, reason=Reason.OWN, now=NOW)


def _correct(staff: Staff) -> None:
    value = SealedValue.objects.filter(person_id=_person(), field="phone").values_list("id", flat=True)[:1][0]
    correct(value, "03-1234-5678", person=_person(), actor=_themselves(_person()), now=NOW)


def _erase(staff: Staff) -> None:
    erase(_person(), actor=_themselves(_person()), now=NOW)
    resume(now=NOW)


def _find(staff: Staff) -> None:
    assert _person() is not None


def _work(staff: Staff) -> None:
    expire(NOW)
    send_due(NOW)


STEPS = [_release, _see, _correct, _erase, _find, _work]


@pytest.mark.parametrize("step", STEPS, ids=[step.__name__.strip("_") for step in STEPS])
def test_no_step_about_one_person_walks_a_table(membership_desk: Staff, step: Callable[[Staff], None]) -> None:
    add(range(40), now=NOW - timedelta(days=1))
    with _watched() as walks:
        step(membership_desk)
    assert not walks, "\n".join(walks)


def test_no_confirmation_walks_a_table(hanako: Known, charter: Current) -> None:
    add(range(40), now=NOW - timedelta(days=1))
    again = replace(hanako.visitor, confirms=False)
    waiting = fill_in(again, charter.policy.forms["membership"], charter, now=NOW)
    assert waiting is not None
    with _watched() as walks:
        assert confirm(make(secret(), LINK.use, waiting.id, NOW + timedelta(days=1)), now=NOW).joined
    assert not walks, "\n".join(walks)


def test_no_withdrawal_walks_a_table(hanako: Known) -> None:
    add(range(40), now=NOW - timedelta(days=1))
    with _watched() as walks:
        withdraw(hanako.id, purpose="magazine", actor=_themselves(hanako.id), now=NOW + timedelta(hours=1))
    assert not walks, "\n".join(walks)


def test_the_watch_notices_a_walk(hanako: Known) -> None:
    with _watched() as walks:
        list(SealedValue.objects.filter(field="phone"))
    assert walks
