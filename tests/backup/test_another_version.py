"""A backup of another version is refused, table by table and as a whole, and nothing of it is written."""

from datetime import UTC, datetime

import pytest
from django.db.migrations.recorder import MigrationRecorder

from azukari.core.backup import restore
from azukari.core.backup.blocks import CHECK_BYTES, NAME_BYTES, BlockEntry
from azukari.core.backup.bundle import BundleError
from azukari.core.backup.manifest import Manifest, Table, as_blocks
from azukari.core.backup.snapshot import columns
from azukari.core.people.models import Removal

pytestmark = pytest.mark.django_db

AT = datetime(2026, 4, 1, tzinfo=UTC)


def _frame(names: list[str], rows: list[list[object]]) -> dict[str, object]:
    return {"table": Removal._meta.label, "columns": names, "rows": rows}


def test_a_table_with_other_columns_is_refused() -> None:
    known = columns(Removal)
    for others in (known[:-1], [*known, "more"], [*reversed(known)], ["other", *known[1:]]):
        with pytest.raises(BundleError, match="Another version"):
            restore._insert(_frame(others, [[None] * len(others)]), made=AT)
    assert not Removal.objects.exists()
    assert restore._insert(_frame(known, []), made=AT) == 0


def test_a_database_that_went_through_other_migrations_is_refused() -> None:
    ours = [*MigrationRecorder.Migration.objects.values_list("app", "name")]
    restore._same_version(Manifest(AT, ours, []))
    for others in (ours[:-1], [*ours, ("people", "9999_to_come")]):
        with pytest.raises(BundleError, match="upgrade afterwards"):
            restore._same_version(Manifest(AT, others, []))


def test_a_manifest_counts_the_rows_and_names_the_blocks_of_all_its_tables() -> None:
    entries = [BlockEntry(bytes([n]) * NAME_BYTES, bytes([n + 1]) * CHECK_BYTES) for n in range(3)]
    first, second = Table("a.A", ["id"], 5, as_blocks(entries[:2])), Table("b.B", ["id"], 7, as_blocks(entries[1:]))
    manifest = Manifest(AT, [], [first, second])
    assert list(first.entries()) == entries[:2]
    assert (manifest.rows, manifest.names()) == (12, {entry.name for entry in entries})
