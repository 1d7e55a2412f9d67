"""Every row about a person carries the person's id, so that the store can be partitioned by person; what such a store
could not keep is listed in `partition.toml`, each with what it would become.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from azukari.core.people.models import Person
from azukari.core.vault.holders import holders

LISTED = tomllib.loads((Path(__file__).parent / "partition.toml").read_text("utf-8"))
_POINTERS = frozenset({"submission_id", "value_id"})  # of a person's rows, where no foreign key says so

type Table = type[models.Model]

TABLES: dict[str, Table] = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}
BECOMES = Counter(key for one in LISTED["becomes"] for key in one["keys"])


def _person_column(table: Table) -> Any:
    """The column that says whose a row is; None where it is nobody's."""
    if table is Person:
        return table._meta.pk
    name = LISTED["person"].get(table._meta.label, "person_id")
    return next((field for field in table._meta.concrete_fields if name in (field.name, field.attname)), None)


PERSONAL = {label for label, table in TABLES.items() if _person_column(table)}


def _references(table: Table) -> Iterator[tuple[Any, Table]]:
    for field in table._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            yield field, field.related_model


def _about_somebody() -> set[str]:
    """Tables that hold something of a person: by a holder, by a reference to one, or to what is about one."""
    held = {label for holder in holders() for label in holder.models}
    pointing = {
        label for label, table in TABLES.items() if {field.attname for field in table._meta.concrete_fields} & _POINTERS
    }
    about = held | PERSONAL | (pointing - set(LISTED["nobody"]))
    while True:
        more = {
            label for label, table in TABLES.items() if any(to._meta.label in about for _, to in _references(table))
        }
        if more <= about:
            return about
        about |= more


def test_every_row_about_a_person_carries_the_person():
    without = _about_somebody() - PERSONAL
    assert not without, "These tables are about a person. Give each a column `person` that says whose the row is."


def test_every_other_table_says_why_it_is_about_nobody():
    named = set(LISTED["reference"]) | set(LISTED["nobody"])
    stale = named - (set(TABLES) - PERSONAL)
    assert not stale, "These tables have a person, or are gone: take them off the list in partition.toml."
    unexplained = set(TABLES) - PERSONAL - named
    assert not unexplained, "Give these tables a column `person`, or say in partition.toml why they are about nobody."


def test_a_row_without_a_person_has_a_reason():
    nullable = {label for label in PERSONAL if _person_column(TABLES[label]).null}
    assert nullable == set(LISTED["without"]), (
        "Make `person` NOT NULL, or say in partition.toml why a row may have none and where it would lie."
    )


def _fits(table: Table, columns: set[str]) -> bool:
    """Whether a store partitioned by person can keep these columns unique: each partition by itself."""
    person = _person_column(table)
    return bool({person.name, person.attname} & columns)


def _keys(table: Table) -> Iterator[tuple[str, set[str]]]:
    """Every unique key: its name in `partition.toml`, and its columns."""
    label, pk = table._meta.label, table._meta.pk
    yield f"{label}.{pk.name}", {field.name for field in table._meta.pk_fields}
    for field in table._meta.concrete_fields:
        if field.unique and field is not pk:
            yield f"{label}.{field.name}", {field.name}
    for constraint in table._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            yield f"{label}: {constraint.name}", {*constraint.fields}


def _not_unique_by_itself() -> set[str]:
    tables = (TABLES[label] for label in PERSONAL)
    return {name for table in tables for name, columns in _keys(table) if not _fits(table, columns)}


def _leading_elsewhere() -> set[str]:
    """References that leave the person's own partition, or do not say that they stay in it."""
    return {
        f"{label}.{field.name} -> {to._meta.label}"
        for label in PERSONAL
        for field, to in _references(TABLES[label])
        if field is not _person_column(TABLES[label]) and to._meta.label not in LISTED["reference"]
    }


def test_what_a_partitioned_store_could_not_keep_is_listed():
    new = (_not_unique_by_itself() | _leading_elsewhere()) - set(BECOMES)
    assert not new, (
        "A store partitioned by person could not keep these. Put the person into the key, or refer to a small table; "
        "else say in partition.toml what each would become."
    )


def test_no_line_is_stale():
    stale = set(BECOMES) - _not_unique_by_itself() - _leading_elsewhere()
    assert not stale
    assert not [key for key, count in BECOMES.items() if count > 1]
    assert set(LISTED["person"]) | set(LISTED["without"]) <= PERSONAL
    assert all(one["what"] and one["why"] for one in LISTED["becomes"])


@pytest.mark.django_db
def test_the_database_has_no_key_that_the_models_do_not_name():
    with connection.cursor() as cursor:
        for label in sorted(PERSONAL):
            table = TABLES[label]
            column = {
                name: field.column for field in table._meta.concrete_fields for name in (field.name, field.attname)
            }
            known = {frozenset(column[name] for name in columns) for _, columns in _keys(table)}
            there = connection.introspection.get_constraints(cursor, table._meta.db_table).values()
            unknown = [key["columns"] for key in there if key["unique"] and frozenset(key["columns"]) not in known]
            assert not unknown, f"{label}: name these keys in the model, or take them out of the migration."
