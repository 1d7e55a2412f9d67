"""The walk of a verification: page by page, it misses nothing, counts each thing once, and names the right place."""

import re
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import translation

from azukari.core.ledger import report, verify
from azukari.core.ledger.models import Checkpoint, Entry
from azukari.core.ledger.report import SENTENCES, SHOWN, Discrepancy, Report
from azukari.lib import merkle, tiles
from tests.ledger.writer import Writer

_CODE = re.compile(r'(?:report\.add|Discrepancy)\(\s*"([a-z-]+)"')


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def checked(writer: Writer) -> Report:
    return verify.verify(writer.keys_of)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of four rows, tiles of four hashes."""
    monkeypatch.setattr(verify, "_PAGE", 4)
    monkeypatch.setattr(tiles, "WIDTH", 4)
    monkeypatch.setattr(tiles, "HEIGHT", 2)


def test_every_problem_that_is_looked_for_has_its_sentence_in_both_languages():
    looked_for = {
        code for file in Path(report.__file__).parent.glob("*.py") for code in _CODE.findall(file.read_text("utf-8"))
    }
    assert looked_for == set(SENTENCES)
    told = {}
    for lang in ("ja", "en"):
        with translation.override(lang):
            told[lang] = {code: Discrepancy(code, "17").sentence for code in SENTENCES}
        assert len({*told[lang].values()}) == len(SENTENCES)
        assert all("17" in sentence for sentence in told[lang].values())
    assert not {*told["ja"].values()} & {*told["en"].values()}


def test_a_report_begins_with_nothing():
    new = Report()
    assert new.ok
    assert {name: getattr(new, name) for name in Report.__slots__ if name != "problems"} == dict.fromkeys(
        {*Report.__slots__} - {"problems"}, 0
    )


@pytest.mark.parametrize("count", [1, 3, 4, 5, 8, 9])
def test_page_by_page_each_entry_waiting_row_and_checkpoint_is_looked_at_once(writer: Writer, small, count: int):
    for _ in range(count):
        writer.integrate(1)
        writer.integrate(1)
    writer.write(count)
    found = checked(writer)
    assert found.problems == []
    assert (found.entries, found.checkpoints, found.pending) == (2 * count, 2 * count, count)
    assert (found.handovers, found.cosignatures) == (0, 0)
    assert (found.public, found.opened, found.closed) == (2 * count + (count + 1) // 2, count // 2, 0)


def test_how_far_it_has_come_is_told_page_by_page_and_at_the_end(writer: Writer, small):
    told: list[tuple[int, int]] = []
    verify.verify(writer.keys_of, lambda *so_far: told.append(so_far))
    assert told == [(0, 0)]
    told.clear()
    writer.integrate(10)
    verify.verify(writer.keys_of, lambda *so_far: told.append(so_far))
    assert told == [(0, 10), (4, 10), (8, 10), (10, 10)]


def test_of_a_ledger_that_was_emptied_a_hundred_places_are_named_and_it_ends(writer: Writer, unlocked):
    writer.integrate(300)
    execute("DELETE FROM ledger_entry")
    found = checked(writer)
    assert [problem.place for problem in found.problems if problem.code == "entry-missing"] == [
        str(place) for place in range(SHOWN - 1)
    ], "With the count of entries, a hundred are named."
    assert (found.found, found.entries) == (SHOWN + 3, 0), "The count of entries, of tiles and of checkpoints."


def test_what_is_signed_of_a_ledger_in_which_nothing_stands_is_looked_at_too(writer: Writer):
    Checkpoint.objects.create(size=0, note="no checkpoint")
    found = checked(writer)
    assert (found.entries, found.checkpoints) == (0, 1)
    assert Discrepancy("checkpoint-damaged", "0") in found.problems


def test_a_gap_of_more_than_a_hundred_ends_nothing_where_others_follow(writer: Writer, unlocked):
    writer.integrate(300)
    execute('DELETE FROM ledger_entry WHERE "index" < 150')
    found = checked(writer)
    assert found.entries == 150
    assert found.found >= 150


def test_an_entry_that_is_no_entry_is_counted_and_opens_for_nobody(writer: Writer, unlocked):
    writer.integrate(4)
    about_nobody = Entry.objects.get(id=writer.ids[2]).index
    execute(f"UPDATE ledger_entry SET kind = 'x' WHERE \"index\" = {about_nobody}")
    found = checked(writer)
    assert (found.entries, found.public, found.opened, found.closed) == (4, 1, 2, 0)
    assert Discrepancy("entry-damaged", str(about_nobody)) in found.problems


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ("root = zeroblob(32) WHERE level = 0", {"tile-changed"}),
        ("hashes = substr(hashes, 1, 96) WHERE level = 0", {"tile-changed"}),
        ("hashes = substr(hashes, 1, 100) WHERE level = 0", {"tile-changed"}),
        ("hashes = 'text' WHERE level = 0", {"tile-changed"}),
        ("root = 'text' WHERE level = 0", {"tile-changed"}),
        ("hashes = root || root || root || root WHERE level = 1", {"tile-changed"}),
        ("hashes = substr(hashes, 33) || substr(hashes, 1, 32), root = zeroblob(32) WHERE level = 0", {"tile-changed"}),
    ],
)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="words of SQLite")
def test_a_tile_that_was_changed_in_any_way_is_named_by_its_place(writer: Writer, unlocked, small, change, codes):
    writer.integrate(17)
    execute(f'UPDATE ledger_tile SET {change} AND "index" = 0')
    found = checked(writer)
    level = re.findall(r"level = (\d)", change)[0]
    assert [(problem.code, problem.place) for problem in found.problems] == [(code, f"{level}/0") for code in codes]
    assert found.tiles == 5


@pytest.mark.parametrize(
    ("table", "columns", "code"),
    [
        ("ledger_entry", ["id", "at", "kind", "payload", "salt", "commitment"], "entry-damaged"),
        ("ledger_tile", ["hashes", "root"], "tile-changed"),
        ("ledger_pending", ["id", "at", "kind", "payload", "salt", "commitment", "seal"], "pending-damaged"),
        ("ledger_checkpoint", ["note"], "checkpoint-damaged"),
        ("ledger_cosignature", ["witness", "key", "line"], "cosignature"),
    ],
)
@pytest.mark.parametrize("value", ["CAST({} AS {other})", "CAST(x'ff00fe' AS {other})", "17"])
@pytest.mark.skipif(connection.vendor != "sqlite", reason="another engine holds no value of another kind")
def test_a_value_that_was_made_one_of_another_kind_is_named_and_stops_nothing(
    writer: Writer, unlocked, small, table, columns, code, value
):
    writer.integrate(5)
    writer.cosign()
    writer.write(1)
    for column in columns:
        other = "TEXT" if column in {"salt", "commitment", "seal", "hashes", "root"} else "BLOB"
        with transaction.atomic():
            first = f"rowid = (SELECT min(rowid) FROM {table})"
            execute(f"UPDATE {table} SET {column} = {value.format(column, other=other)} WHERE {first}")
            found = {problem.code for problem in checked(writer).problems}
            assert found, column
            assert code in found or column == "payload", column
            transaction.set_rollback(True)
    assert checked(writer).ok


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        (
            "INSERT INTO ledger_entry SELECT -1, x'00', at, kind, payload, salt, commitment FROM ledger_entry LIMIT 1",
            "entry-count",
        ),
        ("INSERT INTO ledger_checkpoint SELECT -1, note FROM ledger_checkpoint", "checkpoint-count"),
        ("INSERT INTO ledger_checkpoint SELECT 'many', note FROM ledger_checkpoint", "checkpoint-count"),
    ],
)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="words of SQLite")
def test_what_was_put_before_the_first_is_one_too_many_and_hides_nothing(writer: Writer, unlocked, sql, code):
    writer.integrate(3)
    execute(sql)
    found = checked(writer)
    assert [problem.code for problem in found.problems] == [code]
    assert (found.entries, found.checkpoints) == (3, 1)


def test_a_tile_of_tiles_that_was_made_anew_is_named_as_such_and_no_entry_for_it(writer: Writer, unlocked, small):
    writer.integrate(17)
    hashes = [bytes([n]) * 32 for n in range(4)]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ledger_tile SET hashes = %s, root = %s WHERE level = 1", [b"".join(hashes), merkle.fold(hashes)]
        )
    assert [(problem.code, problem.place) for problem in checked(writer).problems] == [("tile-changed", "1/0")]


def test_of_entries_that_were_changed_with_their_tile_each_is_named(writer: Writer, unlocked, small):
    writer.integrate(13)
    with connection.cursor() as cursor:
        cursor.execute('SELECT hashes FROM ledger_tile WHERE level = 0 AND "index" = 2')
        hashes = tiles.split(bytes(cursor.fetchone()[0]))
        hashes[1], hashes[3] = hashes[3], hashes[1]
        cursor.execute(
            'UPDATE ledger_tile SET hashes = %s, root = %s WHERE level = 0 AND "index" = 2',
            [b"".join(hashes), merkle.fold(hashes)],
        )
    assert [(problem.code, problem.place) for problem in checked(writer).problems] == [
        ("entry-changed", "9"),
        ("entry-changed", "11"),
    ]


def test_another_history_is_said_once_at_the_first_checkpoint_that_signed_it(writer: Writer, unlocked):
    for _ in range(4):
        writer.integrate(2)
    execute("UPDATE ledger_entry SET kind = 'form:submission:refused' WHERE \"index\" = 3")
    writer.keys.clear()
    assert [(problem.code, problem.place) for problem in checked(writer).problems] == [("checkpoint-root", "4")]


def test_a_checkpoint_that_is_damaged_is_named_by_its_size_and_the_others_are_looked_at(writer: Writer, unlocked):
    for _ in range(4):
        writer.integrate(1)
    execute("UPDATE ledger_checkpoint SET note = 'x' WHERE size IN (2, 4)")
    found = checked(writer)
    assert [(problem.code, problem.place) for problem in found.problems] == [
        ("checkpoint-damaged", "2"),
        ("checkpoint-damaged", "4"),
    ]
    assert found.checkpoints == 4


@pytest.mark.parametrize("of", ["ledger_entry", "ledger_pending"])
def test_a_commitment_that_opens_with_another_key_is_named_by_its_place(writer: Writer, of: str):
    if of == "ledger_entry":
        writer.integrate(3)
    writer.write(2)
    wrong = 1 if of == "ledger_entry" else len(writer.ids) - 1
    writer.keys[writer.ids[wrong]] = bytes(32)
    found = checked(writer)
    code = "commitment" if of == "ledger_entry" else "pending-commitment"
    assert [problem.code for problem in found.problems] == [code]
    if of == "ledger_entry":
        assert found.problems[0].place == str(Entry.objects.get(id=writer.ids[1]).index)


def test_what_nobody_asks_for_is_not_looked_up(writer: Writer):
    """Keys are opened one by one out of the vault: of events about nobody there is none to open."""
    asked: list[set[object]] = []

    def keys_of(entries):
        asked.append({*entries})
        return writer.keys_of(entries)

    writer.integrate(4)
    verify.verify(keys_of)
    assert asked == [{writer.ids[1], writer.ids[3]}]
