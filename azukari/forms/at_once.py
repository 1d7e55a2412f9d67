"""Submissions that count at once, since there is nobody to ask back: written and accepted in one transaction, which all
share who come at one time (`database.combining`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import DEFAULT_DB_ALIAS, transaction

from azukari.charter.current import Current, while_it_rules
from azukari.database.combining import Combined
from azukari.database.commit import insist
from azukari.database.rows import Row, Rows, insert_all, merged
from azukari.forms.accept import accept_many
from azukari.forms.models import Submission

_COLUMNS = [field.attname for field in Submission._meta.concrete_fields]


@dataclass(frozen=True, slots=True)
class Counting:
    """What is written of one; ``submission`` is its row among the ``rows``."""

    rows: Rows
    charter: Current
    submission: Row
    now: datetime


def _write_and_accept(taken: Sequence[Counting]) -> Sequence[None]:
    policies = {one.charter.number: one.charter.policy for one in taken}
    with transaction.atomic(durable=True):
        insist({while_it_rules(one.charter) for one in taken})
        insert_all(merged(one.rows for one in taken))
        submissions = [Submission.from_db(DEFAULT_DB_ALIAS, _COLUMNS, one.submission) for one in taken]
        accept_many(submissions, now=max(one.now for one in taken), policies=policies)
    return [None] * len(taken)


accepted_at_once = Combined(_write_and_accept)
"""Write one and accept it.

Raises:
    PreconditionFailed: its charter does not rule any more; nothing was written.
"""
