"""Law 2: every column of the database is classified, and a class can hold only what its columns could hold."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

CLASSES = tomllib.loads((Path(__file__).parent / "columns.toml").read_text("utf-8"))

_NUMBERS = (models.IntegerField, models.AutoField, models.UUIDField, models.ForeignKey)
_WORDS = (models.CharField, models.TextField, models.JSONField)
_TIMES = (models.DateTimeField, models.DateField, models.BooleanField, models.IntegerField)

_LISTS_OF_SLUGS = {
    "accounts.DutyGrant.duties",
    "accounts.StaffToken.purposes",
    "consent.Grant.opens",
    "exports.ListExport.fields",
    "forms.Submission.consents",
    "vault.SealedValue.purposes",
    "forms.Addition.consents",
    "forms.Addition.fields",
    "vault.AddressChange.replaced",  # ids of values
}
_COUNTS = {
    "vault.Erasure.items",
    "vault.Redaction.spans",  # pairs of numbers
    "people.Removal.told",  # references, slugs of the policy, times and pairs of numbers (`people.removals.Removed`)
    "disclosure.Transfer.left_out",
    "disclosure.PreviewOrder.left_out",
}
_SHARED_CODES = {"vault.SearchCode.code"}  # a few bits of a keyed hash
_LONGEST = {"reference": 100, "state": 64, "key": 128}  # room for a slug, a code, a digest; none for a story

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


def _columns() -> Iterator[tuple[str, Any]]:
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            yield f"{model._meta.label}.{field.name}", field


COLUMNS = dict(_columns())
CLASS_OF = {
    f"{table}.{column}": name
    for table, classes in CLASSES.items()
    for name, columns in classes.items()
    for column in columns
}


def test_every_column_is_classified_and_no_line_is_stale():
    assert set(COLUMNS) == set(CLASS_OF)


def test_no_column_has_two_classes():
    assert len(CLASS_OF) == sum(len(columns) for classes in CLASSES.values() for columns in classes.values())


def _may_hold(path: str, field: Any, name: str) -> bool:
    """Whether a column of this kind fits its class."""
    if name in ("public", "staff"):
        return True
    if name == "sealed":
        return isinstance(field, models.BinaryField)
    if name == "event":
        return path.startswith("ledger.") and isinstance(field, models.TextField)
    short = isinstance(field, models.CharField) and (field.max_length or 0) <= _LONGEST[name]
    if name == "key":
        return isinstance(field, models.BinaryField) or short or path in _SHARED_CODES
    if name == "reference":
        return isinstance(field, _NUMBERS) or short or path in _LISTS_OF_SLUGS
    return isinstance(field, _TIMES) or short or path in _COUNTS


def test_a_column_can_hold_no_more_than_its_class_allows():
    roomy = {path: CLASS_OF[path] for path in COLUMNS if not _may_hold(path, COLUMNS[path], CLASS_OF[path])}
    assert not roomy


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
