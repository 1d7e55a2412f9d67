"""What the database refuses by itself, made anew under its own name so that it refuses nothing: the control of guards
turns red.
"""

import pytest
from django.db import connection
from django.utils import timezone

from azukari.features.audits.checks_policy import guards

pytestmark = pytest.mark.django_db
UNIQUE = "one_data_key_per_person"
EMPTIED = {
    "sqlite": ("ledger_entry_no_delete", "DROP TRIGGER ledger_entry_no_delete"),
    "postgresql": (
        "ledger_entry_no_change",
        (
            "CREATE OR REPLACE FUNCTION ledger_entry_kept() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
        ),
    ),
}


def _noticed(*statements: str) -> str:
    """What the control says after these statements; nothing before them."""
    assert not list(guards(timezone.now()))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    return " ".join(guards(timezone.now()))


def test_a_unique_index_that_refuses_nothing_any_more_is_noticed() -> None:
    made = f'CREATE UNIQUE INDEX "{UNIQUE}" ON "vault_personkey" ("person_id") WHERE "use" = \'none\''
    assert UNIQUE in _noticed(f'DROP INDEX "{UNIQUE}"', made)


def test_a_trigger_that_refuses_nothing_any_more_is_noticed() -> None:
    name, *statements = EMPTIED[connection.vendor]
    if connection.vendor == "sqlite":
        statements.append(f"CREATE TRIGGER {name} BEFORE DELETE ON ledger_entry BEGIN SELECT 1; END")
    assert name in _noticed(*statements)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps it in the statement that made the table")
def test_a_check_that_refuses_nothing_any_more_is_noticed() -> None:
    name, table = "value_is_within_the_scope", "vault_sealedvalue"
    changed = f"ALTER TABLE {table} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} CHECK (1 = 1)"
    assert name in _noticed(changed)
