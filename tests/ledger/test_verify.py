"""An honest ledger is found in order, at every size; each kind of damage is named."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from azukari.core.ledger import integrate, tree, verify
from azukari.core.ledger.events import KEY_ROTATED, Event
from azukari.core.ledger.integrate import integrate_all
from azukari.core.ledger.record import insert, prepare
from azukari.core.ledger.report import Discrepancy
from azukari.lib import tiles


def check(writer):
    return verify.verify(writer.keys_of)


def execute(sql, values=()):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize("sizes", [[], [1], [255], [256], [257], [1, 2, 253, 1, 300], [256, 256, 256]])
def test_an_honest_ledger_is_in_order(writer, sizes):
    for size in sizes:
        writer.integrate(size)
    writer.write(4)
    report = check(writer)
    assert report.problems == []
    assert (report.entries, report.pending, report.checkpoints) == (sum(sizes), 4, len(sizes))
    assert report.tiles == sum(sizes) // 256
    assert report.public + report.opened == sum(sizes) + 4
    assert report.closed == 0


def test_a_third_level_of_tiles(writer, monkeypatch):
    monkeypatch.setattr(tiles, "WIDTH", 4)
    monkeypatch.setattr(tiles, "HEIGHT", 2)
    for size in (3, 70, 1, 200):
        writer.integrate(size)
        assert check(writer).problems == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT level, count(*) FROM ledger_tile GROUP BY level ORDER BY level")
        assert cursor.fetchall() == [(0, 68), (1, 17), (2, 4), (3, 1)]


def test_destroyed_keys_leave_everything_verifiable(writer):
    writer.integrate(300)
    writer.keys.clear()
    report = check(writer)
    assert report.ok
    assert (report.public, report.opened, report.closed) == (150, 0, 150)


def test_the_wrong_key_is_noticed(writer):
    writer.integrate(4)
    writer.keys[writer.ids[1]] = bytes(32)
    assert len(check(writer).problems) == 1
    assert check(writer).problems[0].code == "commitment"


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("DELETE FROM ledger_entry WHERE \"index\" = 7", {"entry-missing", "entry-count"}),
        ("DELETE FROM ledger_entry WHERE \"index\" = 299", {"entry-missing", "entry-count"}),
        ("UPDATE ledger_entry SET kind = 'form:submission:refused' WHERE \"index\" = 2", {"entry-changed"}),
        ("UPDATE ledger_entry SET kind = 'x' WHERE \"index\" = 299", {"entry-damaged", "checkpoint-root"}),
        ("UPDATE ledger_entry SET \"index\" = \"index\" + 1 WHERE \"index\" = 299", {"entry-missing"}),
        ("DELETE FROM ledger_tile", {"tile-missing", "tile-count"}),
        ("INSERT INTO ledger_tile SELECT level + 1, \"index\", hashes, root FROM ledger_tile", {"tile-count"}),
        ("UPDATE ledger_tile SET hashes = root", {"tile-changed"}),
        ("UPDATE ledger_checkpoint SET note = replace(note, '300', '301')", {"checkpoint-damaged"}),
        ("UPDATE ledger_checkpoint SET note = note || '— x AAAAAAA=\n'", {"checkpoint-damaged"}),
        ("INSERT INTO ledger_checkpoint SELECT size + 1, note FROM ledger_checkpoint", {"checkpoint-damaged"}),
        ("INSERT INTO ledger_checkpoint SELECT 0 - size, note FROM ledger_checkpoint", {"checkpoint-count"}),
        ("UPDATE ledger_pending SET kind = 'form:submission:refused'", {"pending-damaged"}),
    ],
)  # fmt: skip
def test_damage_is_named(writer, unlocked, sql, expected):
    writer.integrate(300)
    writer.write(1)
    execute(sql)
    found = {problem.code for problem in check(writer).problems}
    assert expected <= found
    assert all(problem.sentence for problem in check(writer).problems)


def test_a_changed_entry_is_pinpointed(writer, unlocked):
    writer.integrate(300)
    execute('UPDATE ledger_entry SET at = %s WHERE "index" = 9', ["2026-11-24T06:00:00.001001Z"])
    writer.keys.clear()
    assert Discrepancy("entry-changed", "9") in check(writer).problems


@pytest.mark.parametrize(
    "table", ["ledger_pending", "ledger_entry", "ledger_tile", "ledger_checkpoint", "ledger_cosignature"]
)
def test_missing_triggers_are_a_problem(writer, table):
    name, on = ("no_change", f" ON {table}") if connection.vendor == "postgresql" else ("no_update", "")
    execute(f"DROP TRIGGER {table}_{name}{on}")
    assert check(writer).problems == [Discrepancy("unguarded", table)]


def test_what_was_not_written_by_the_program_stays_out_of_the_tree(writer, unlocked):
    writer.write(3)
    one = "SELECT id FROM ledger_pending ORDER BY id LIMIT 1"
    execute(f"UPDATE ledger_pending SET kind = 'form:submission:refused' WHERE id IN ({one})")
    progress = integrate_all(writer.now)
    assert (progress.entries, progress.refused) == (2, 1)
    report = check(writer)
    assert [p.code for p in report.problems] == ["pending-damaged"]


def test_a_waiting_row_that_was_put_back_goes_again(writer):
    row = prepare(Event(KEY_ROTATED, {"version": 2}), now=writer.now, key=None)
    for _ in range(2):
        with transaction.atomic():
            insert([row])
        integrate_all(writer.now)
    report = check(writer)
    assert (report.ok, report.entries, report.pending) == (True, 1, 0)


def test_bad_rows_do_not_hold_up_the_good_ones(writer, unlocked, monkeypatch):
    monkeypatch.setattr(integrate, "BATCH", 4)
    writer.write(9)
    execute("UPDATE ledger_pending SET at = '2026-11-24T06:00:00.000009Z'")
    writer.write(9)
    progress = integrate_all(writer.now)
    assert (progress.entries, progress.refused) == (9, 9)


def test_the_lag_is_told(writer):
    writer.write(1)
    assert integrate_all(writer.now + timedelta(seconds=3)).lag == timedelta(seconds=3)
    assert integrate_all(writer.now).entries == 0


def test_leaves_that_are_not_there_are_not_passed_over(writer):
    writer.integrate(4)
    assert len(list(tree.leaves(0, 4))) == 4
    assert list(tree.leaves(1, 3)) == list(tree.leaves(0, 4))[1:3]
    with pytest.raises(tree.Missing):
        list(tree.leaves(0, 5))
    with pytest.raises(tree.Missing):
        list(tree.leaves(4, 5))
