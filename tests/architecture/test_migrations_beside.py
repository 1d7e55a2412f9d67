"""A migration lets the release before it run beside it: the lint for every migration after the first of its app.

While an instance is upgraded, and while two web nodes are, the release before reads and writes tables that have the new
shape already. So a new column is one that it need not know (null, or a default of the database's own), and nothing
that it reads or writes goes, or gets another name, in the release that stops using it.
"""

from collections.abc import Iterator

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.models import NOT_PROVIDED

_GOES = (
    migrations.RemoveField,
    migrations.DeleteModel,
    migrations.RenameField,
    migrations.RenameModel,
    migrations.AlterModelTable,
)


_LIVES_WITH = {
    "azukari.core.accounts.migrations.0002_account_proof._prove_all": "it fills a column that is new; an"
    " account that the release before changes meanwhile is invited anew",
    "azukari.core.accounts.migrations.0003_proofs._prove_all": "it fills a column that is new; duties"
    " that it lets somebody ask for meanwhile are asked for anew",
    "azukari.core.transfers.migrations.0002_proofs._prove_all": "it fills a column that is new; what it"
    " agrees meanwhile goes out once it is said again",
    "azukari.features.training.migrations.0002_proofs._prove_all": "it fills a column that the release before"
    " ignores; a lesson that somebody passes meanwhile is passed anew",
    "azukari.core.consent.migrations.0002_proofs._prove_all": "it fills a column that is new; a grant"
    " that it writes meanwhile opens nothing and is found by a control, so it is stopped before an upgrade",
}
"""Code of migrations, and why the release before can live with what it does."""


def _lives_with(operation: Operation) -> bool:
    code = getattr(operation, "code", None)
    return code is not None and f"{code.__module__}.{code.__name__}" in _LIVES_WITH


def unfit(operation: Operation, made_here: set[str]) -> Iterator[str]:
    """What the release before would stumble over."""
    of = getattr(operation, "model_name", getattr(operation, "name", "")).lower()
    if of in made_here:
        return  # the release before does not know this table
    if isinstance(operation, _GOES):
        yield f"{type(operation).__name__} of {of} takes away what the release before reads"
    if isinstance(operation, migrations.AddField):
        field = operation.field
        told = field.null or field.db_default is not NOT_PROVIDED or field.many_to_many
        if not told:
            yield f"the column {of}.{operation.name} has no default of the database's own"
    if isinstance(operation, migrations.AddConstraint):
        yield f"a constraint on {of} may refuse what the release before writes"
    if isinstance(operation, migrations.RunPython | migrations.RunSQL) and not _lives_with(operation):
        yield "it runs code of its own: say in _LIVES_WITH why the release before can live with it"


def _shipped() -> Iterator[tuple[str, migrations.Migration]]:
    loader = MigrationLoader(None)
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if type(migration).__module__.startswith("azukari."):
            yield f"{app}.{name}", migration


def faults(migration: migrations.Migration) -> list[str]:
    """Whatever keeps the release before ``migration`` from running beside it."""
    if migration.initial:
        return []
    made = {each.name.lower() for each in migration.operations if isinstance(each, migrations.CreateModel)}
    return [fault for operation in migration.operations for fault in unfit(operation, made)]


@pytest.mark.parametrize(("name", "migration"), list(_shipped()), ids=[name for name, _ in _shipped()])
def test_the_release_before_runs_beside_it(name, migration):
    assert not faults(migration), name


@pytest.mark.parametrize(
    ("operation", "passes"),
    [
        (migrations.AddField("dues", "paid", models.IntegerField()), False),
        (
            migrations.AddField("dues", "paid", models.IntegerField(default=0)),
            False,
        ),  # Django's own, not the database's
        (migrations.AddField("dues", "paid", models.IntegerField(db_default=0)), True),
        (migrations.AddField("dues", "paid", models.IntegerField(null=True)), True),
        (migrations.RemoveField("dues", "paid"), False),
        (migrations.RenameField("dues", "paid", "settled"), False),
        (migrations.DeleteModel("Dues"), False),
        (migrations.RunPython(migrations.RunPython.noop), False),
        (migrations.AddIndex("dues", models.Index(fields=["paid"], name="dues_paid")), True),
    ],
)
def test_what_the_lint_sees(operation, passes):
    planted = type("Migration", (migrations.Migration,), {"operations": [operation]})
    migration = planted("0002_planted", "members")
    assert (not faults(migration)) is passes
