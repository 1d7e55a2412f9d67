"""Classes of columns: what each column of the database may hold (law 2: personal values lie sealed in the vault alone).

A package names its columns in ``columns.toml`` beside its models, the libraries' stand in the one beside this module; a
column that no line names fails the build. Keys about backups (``left_out``, ``kept`` ...) stand beside the classes,
`azukari.core.backup.left_out` reads them. Each class bounds the type and the length of its columns, so that loosening
one shows in review as what it is.

    sealed      a personal value, encrypted under its person's key
    key         a wrapped key, digest, token, signature, salt
    code        a few bits of a keyed hash, the same for many people
    reference   an id, a number or a slug that points to something: a row, a person, an actor, a word of the policy
    references  several of them
    state       a time, a count, a flag, a code out of a closed set
    states      several of them, with references
    event       a ledger event; ledger/events.py refuses whatever is no reference
    public      words that are published, or may be
    staff       about the organisation's own staff
    unlinked    answers of nobody: in a row without person, order, or any time finer than a day
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

from azukari.core.backup.left_out import KEYS

_HERE = Path(__file__).resolve().parent
PROGRAM = _HERE.parents[1] / "azukari"

type Classes = Mapping[str, Mapping[str, list[str]]]

_NUMBERS = (models.IntegerField, models.AutoField, models.UUIDField, models.ForeignKey)
_TIMES = (models.DateTimeField, models.DateField, models.BooleanField, models.IntegerField)
_SEVERAL = (models.CharField, models.TextField, models.JSONField)
_TYPES: Mapping[str, tuple[type, ...]] = {
    "sealed": (models.BinaryField,),
    "key": (models.BinaryField,),
    "code": (models.IntegerField,),
    "reference": _NUMBERS,
    "references": _SEVERAL,
    "state": _TIMES,
    "states": _SEVERAL,
    "event": (models.TextField,),
    "public": (models.Field,),
    "staff": (models.Field,),
    "unlinked": (models.JSONField,),
}
_LONGEST = {"reference": 100, "state": 64, "key": 128}
"""How long words of a class may be: room for a slug, a code, a digest; none for a story."""


def files() -> dict[str, Path]:
    """The file that names the columns of each package that has some, by the package's label."""
    found = {config.label: Path(config.path, "columns.toml") for config in apps.get_app_configs()}
    return {label: file for label, file in found.items() if file.exists()}


def classes(file: Path) -> Classes:
    """What a file says: for each table, for each class, its columns."""
    return {
        table: {name: columns for name, columns in of_table.items() if name not in KEYS}
        for table, of_table in tomllib.loads(file.read_text("utf-8")).items()
    }


def _columns() -> Iterator[tuple[str, Any]]:
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            yield f"{model._meta.label}.{field.name}", field


COLUMNS = dict(_columns())
"""Every column of the database, by its table and name."""

LINES = [
    (f"{table}.{column}", name)
    for file in (_HERE / "columns.toml", *files().values())
    for table, of_table in classes(file).items()
    for name, columns in of_table.items()
    for column in columns
]
"""Each column that a file names, with its class."""

CLASS_OF = dict(LINES)


def may_hold(path: str, field: Any, name: str) -> bool:
    """Whether a column fits its class.

    Args:
        path: its table and name.
        name: the class.
    """
    if name == "event" and not path.startswith("ledger."):
        return False
    short = isinstance(field, models.CharField) and (field.max_length or 0) <= _LONGEST.get(name, 0)
    return short or isinstance(field, _TYPES[name])
