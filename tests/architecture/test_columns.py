"""Law 2: every column of the database is classified, and a class can hold only what its columns could hold."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.columns import CLASS_OF, COLUMNS, LINES, PROGRAM, classes, files, may_hold

_PERSONAL_NAMES = (
    "name",
    "email",
    "address",
    "phone",
    "fax",
    "occupation",
    "message",
    "answer",
    "birth",
    "comment",
    "note",
)


def test_every_column_is_classified_and_no_line_is_stale():
    assert set(COLUMNS) == set(CLASS_OF)


def test_no_column_has_two_classes():
    assert len(CLASS_OF) == len(LINES)


def test_a_package_names_the_columns_of_its_own_tables():
    strange = [
        (str(file), table)
        for label, file in files().items()
        for table in classes(file)
        if table.partition(".")[0] != label
    ]
    assert strange == []
    ours = {config.label for config in apps.get_app_configs() if Path(config.path).is_relative_to(PROGRAM)}
    elsewhere = classes(Path(__file__).with_name("columns.toml"))
    assert [table for table in elsewhere if table.partition(".")[0] in ours - {"account"}] == []


def test_a_column_can_hold_no_more_than_its_class_allows():
    roomy = {path: CLASS_OF[path] for path in COLUMNS if not may_hold(path, COLUMNS[path], CLASS_OF[path])}
    assert not roomy


@pytest.mark.parametrize("name", ["sealed", "key", "code", "reference", "state", "event"])
def test_a_story_has_no_room_in_a_class_of_other_things(name: str):
    assert not may_hold("people.Person.story", models.TextField(), name)
    assert not may_hold("people.Person.story", models.CharField(max_length=500), name)


def test_personal_values_lie_in_the_vault_alone():
    sealed = {path for path, name in CLASS_OF.items() if name == "sealed"}
    assert {path.partition(".")[0] for path in sealed} == {"vault"}


def test_what_sounds_personal_is_about_staff_or_published():
    free = (models.CharField, models.TextField)
    loud = {
        path
        for path, field in COLUMNS.items()
        if isinstance(field, free)
        and field.name in _PERSONAL_NAMES
        and CLASS_OF[path] not in ("staff", "public", "sealed")
    }
    assert not loud
