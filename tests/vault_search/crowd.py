"""Many people at once, as the forms would have left them: made in bulk by the same functions."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model

from azukari.core.consent.models import Grant, proven_row
from azukari.core.database.rows import Row, insert_all
from azukari.core.forms.models import Channel, State, Submission
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import current
from azukari.core.policy_versions.models import Notice
from azukari.core.vault.index import newest_index
from azukari.core.vault.store import NewValue, seal
from azukari.lib.identifier import new_id
from azukari.policy.terms import CONFIRMATION, Form
from tests.console import desks

type Answers = Mapping[str, str]


def gather(count: int, answers: Callable[[int], Answers], *, form: str = "membership") -> list[UUID]:
    """Make ``count`` confirmed people.

    Args:
        answers: what each wrote, by the id of the field, already normalised.
    """
    charter, now = current(), desks.moment() - timedelta(days=1)
    known = charter.policy.forms[form]
    notice = Notice.objects.get(charter_id=charter.number, form=form, lang="ja").digest
    tables: dict[type[Model], list[Row]] = {}
    people, index = [], newest_index(now)
    for number in range(count):
        person, submission, at = new_id(), new_id(), now + timedelta(seconds=number)
        people.append(person)
        tables.setdefault(Person, []).append((person, at, at))
        row = (submission, form, known.kind.value, charter.number, notice, "ja", person, Channel.PAGE.value)
        tables.setdefault(Submission, []).append((*row, "", State.ACCEPTED.value, at, at))
        for purpose in known.purposes:
            ground = charter.policy.purposes[purpose].ground.value
            grant = proven_row(new_id(), person, submission, purpose, ground, charter.number, at, None, "", None, "", 0)
            tables.setdefault(Grant, []).append(grant)
        values = _values(known, answers(number))
        for model, rows in seal(values, person=person, submission=submission, now=at, index=index).rows.items():
            tables.setdefault(model, []).extend(rows)
    with transaction.atomic():
        insert_all(tables)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            filled = ", ".join(model._meta.db_table for model in tables)
            cursor.execute(f"ANALYZE {filled}")  # as its own vacuum would, were a crowd to come that was committed
    return people


def _values(form: Form, answers: Answers) -> list[NewValue]:
    return [
        NewValue(field.id, field.category, (CONFIRMATION, *field.purposes), answers[field.id])
        for field in form.fields
        if field.id in answers
    ]
