"""What is known of somebody's training, read for the decisions of `policy.training`: a fixed number of queries, for one
or for all.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cache
from uuid import UUID

from azukari.core.accounts.models import User
from azukari.core.database.proven import judge_again
from azukari.core.database.statement import Statement, as_id, as_time
from azukari.features.training.models import AskedDuty, Beginning, Pass
from azukari.policy.training import Asked, History, Passed

_TABLE = Pass._meta.label_lower
_PASSED = Statement(
    "SELECT id, lesson, charter, questions, whole, passed_at, withdrawn_at, proof FROM training_pass WHERE holder = %s"
)


@cache
def _asked(duties: int) -> Statement:
    named = ", ".join(["%s"] * duties)
    return Statement(f"SELECT charter, duty, asked_at FROM training_askedduty WHERE duty IN ({named}) ORDER BY charter")  # noqa: S608 - our own names


def history_of(holder: UUID, duties: Collection[str]) -> History:
    """The history of one member of staff, as far as the program wrote it. Two queries."""
    passed, is_good = list[Passed](), judge_again()
    for id, lesson, charter, questions, whole, at, withdrawn, proof in _PASSED.rows(holder):
        passed_at, until = as_time(at), withdrawn and as_time(withdrawn)
        says = (_TABLE, as_id(id), holder, lesson, charter, questions, bool(whole), passed_at, until)
        if is_good(proof, says):
            passed.append(Passed(lesson, charter, passed_at, bool(whole), until))
    return History(tuple(passed), asked_of(duties))


def since(history: History, holder: UUID) -> History:
    """The same, with when training began for whoever worked here before it did. Two queries; asked for where something
    was never passed.
    """
    created = User.objects.filter(reference=holder).values_list("created_at", flat=True).first()
    began = Beginning.objects.values_list("at", flat=True).first() if created else None
    return History(history.passed, history.asked, began if began and created and created < began else None)


def asked_of(duties: Collection[str]) -> tuple[Asked, ...]:
    """What charters asked of these duties."""
    rows = _asked(len(duties)).rows(*duties) if duties else ()
    return tuple(Asked(charter, duty, as_time(at)) for charter, duty, at in rows)


def passes_of(holders: Collection[UUID]) -> Mapping[UUID, list[Passed]]:
    """What each of many has passed, as far as the program wrote it; nothing of who is not among them. One query."""
    passed: dict[UUID, list[Passed]] = defaultdict(list)
    for row in Pass.objects.filter(holder__in=holders):
        if row.is_proven():
            passed[row.holder].append(row.fact())
    return passed


def histories(users: Collection[User]) -> Mapping[UUID, History]:
    """The histories of many, by reference. Three queries."""
    passed = passes_of([user.reference for user in users])
    asked = tuple(Asked(row.charter, row.duty, row.asked_at) for row in AskedDuty.objects.order_by("charter"))
    began = Beginning.objects.values_list("at", flat=True).first()
    return {
        user.reference: History(
            tuple(passed[user.reference]), asked, began if began and user.created_at < began else None
        )
        for user in users
    }
