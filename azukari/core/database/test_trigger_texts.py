"""A trigger that was emptied under its own name, switched off, dropped, or added beside ours is found."""

import pytest
from django.db import connection

from azukari.core.database.trigger_texts import altered_triggers

SQLITE, POSTGRESQL = "ledger_entry_no_delete", "ledger_entry_no_change"
_EMPTIED = {
    "sqlite": {
        "another body": [
            f"DROP TRIGGER {SQLITE}",
            f"CREATE TRIGGER {SQLITE} BEFORE DELETE ON ledger_entry BEGIN SELECT 1; END",
        ],
        "a condition": [
            f"DROP TRIGGER {SQLITE}",
            (
                f"CREATE TRIGGER {SQLITE} BEFORE DELETE ON ledger_entry WHEN 1 = 0"
                " BEGIN SELECT RAISE(ABORT, 'ledger_entry cannot be changed'); END"
            ),
        ],
        "dropped": [f"DROP TRIGGER {SQLITE}"],
    },
    "postgresql": {
        "another body": [
            (
                "CREATE OR REPLACE FUNCTION ledger_entry_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                " RETURN OLD; END $$"
            )
        ],
        "a condition": [
            f"DROP TRIGGER {POSTGRESQL} ON ledger_entry",
            (
                f"CREATE TRIGGER {POSTGRESQL} BEFORE UPDATE OR DELETE ON ledger_entry FOR EACH ROW WHEN (1 = 0)"
                " EXECUTE FUNCTION ledger_entry_kept()"
            ),
        ],
        "fewer events": [
            f"DROP TRIGGER {POSTGRESQL} ON ledger_entry",
            (
                f"CREATE TRIGGER {POSTGRESQL} BEFORE UPDATE ON ledger_entry FOR EACH ROW"
                " EXECUTE FUNCTION ledger_entry_kept()"
            ),
        ],
        "switched off": [f"ALTER TABLE ledger_entry DISABLE TRIGGER {POSTGRESQL}"],
        "dropped": [f"DROP TRIGGER {POSTGRESQL} ON ledger_entry"],
    },
}[connection.vendor]
_ADDED = {
    "sqlite": ["CREATE TRIGGER swallows BEFORE INSERT ON ledger_pending BEGIN SELECT RAISE(IGNORE); END"],
    "postgresql": ["CREATE RULE swallows AS ON INSERT TO ledger_pending DO INSTEAD NOTHING"],
}[connection.vendor]


def _sql(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.mark.django_db
def test_every_trigger_stands_as_the_migrations_made_it() -> None:
    assert altered_triggers() == []


@pytest.mark.django_db
@pytest.mark.parametrize("change", _EMPTIED)
def test_a_trigger_that_refuses_nothing_any_more_is_found(change: str) -> None:
    _sql(_EMPTIED[change])
    assert (SQLITE if connection.vendor == "sqlite" else POSTGRESQL) in altered_triggers()


@pytest.mark.django_db
def test_what_swallows_rows_and_is_none_of_ours_is_found() -> None:
    _sql(_ADDED)
    assert altered_triggers() == ["swallows"]
