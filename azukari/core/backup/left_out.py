"""What no bundle of data holds: whatever answers "is this person in there?", and whatever lets somebody in.

A bundle of data may be kept for years. A keyed hash of an address in it could be compared, by whoever holds the key,
with any address that there is, long after its person was erased. So tokens and search codes stay out, and a restore
computes them from the values that still open (`azukari.core.vault.index_renew`). Sessions and links that are under way
stay out as well: after a restore, whoever was signed in signs in again.

A package says this of its own tables in the ``columns.toml`` beside its models, by four keys of a table:

    left_out           the whole table stays out; the text says what happens instead
    lets_in            its rows let somebody in, or in once: an older database has ones that ended, or were used, since
    left_out_columns   these columns stay out; an empty one says that there was something, so that a restore computes it
    kept               columns of keys and digests that a bundle may hold, each with why it tells of nobody
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import transaction

KEYS = frozenset({"left_out", "lets_in", "left_out_columns", "kept"})
"""Keys of a table in ``columns.toml`` that are about backups; all others are classes of columns."""

_LIBRARIES: Mapping[str, Mapping[str, Any]] = {
    "account.EmailConfirmation": {"left_out": "staff ask for another link", "lets_in": True},
}
"""The same of tables of libraries, which bring no file of ours."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What the packages say of their tables and backups.

    Args:
        tables: the tables that stay out, each with what happens instead.
        lets_in: those of them whose rows let somebody in.
        columns: for a table, the columns that stay out.
        kept: each column of keys or digests that stays in, with why it tells of nobody.
    """

    tables: Mapping[str, str]
    lets_in: frozenset[str]
    columns: Mapping[str, Sequence[str]]
    kept: Mapping[str, str]


@cache
def declared() -> LeftOut:
    """Read what the packages of this instance say; once a process."""
    said = dict(_LIBRARIES)
    for config in apps.get_app_configs():
        file = Path(config.path, "columns.toml")
        if file.exists():
            said |= tomllib.loads(file.read_text("utf-8"))
    return LeftOut(
        tables={label: table["left_out"] for label, table in said.items() if "left_out" in table},
        lets_in=frozenset(label for label, table in said.items() if table.get("lets_in")),
        columns={label: table["left_out_columns"] for label, table in said.items() if "left_out_columns" in table},
        kept={f"{label}.{name}": why for label, table in said.items() for name, why in table.get("kept", {}).items()},
    )


def end_access() -> None:
    """Remove the rows that let somebody in, as a restore does by not having them."""
    with transaction.atomic():
        for label in sorted(declared().lets_in):
            apps.get_model(label)._base_manager.all().delete()
