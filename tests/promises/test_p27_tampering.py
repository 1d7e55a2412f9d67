"""P27: sharing is provable. Whoever changes one byte of the ledger, anywhere, is found out.

The attacker has the database in their hands, and no key: triggers are switched off, and a random byte of a random
column of a random row is changed. Half of the people were erased meanwhile, so half of the commitments open no more.
"""

import random

import pytest
from django.db import connection, transaction

from azukari.core.ledger import tree
from azukari.core.ledger.models import TABLES
from azukari.core.ledger.verify import verify
from azukari.lib import cosignature, merkle, signed_note, tiles
from tests.ledger.writer import SEED, Writer, unlocked, writer  # noqa: F401
from tests.sizes import how_many

TRIES = how_many("AZUKARI_TAMPERINGS")


@pytest.fixture
def ledger(writer: Writer):  # noqa: F811
    """Some hundred entries, cosigned checkpoints, two full tiles, a few waiting rows; every second key is gone."""
    for size in (1, 255, 6, 250, 3):
        writer.integrate(size)
        writer.cosign()
    writer.write(5)
    for id in writer.ids[::4]:
        writer.keys.pop(id, None)
    return writer


def columns(table):
    with connection.cursor() as cursor:
        return [c.name for c in connection.introspection.get_table_description(cursor, table)]


def flip(value, chance: random.Random):
    """The value with one byte changed: of a number, of a text, of bytes or of a UUID."""
    if isinstance(value, int):
        return value ^ 1 << chance.randrange(16)
    raw = bytearray(value.encode() if isinstance(value, str) else bytes(value))
    raw[chance.randrange(len(raw))] ^= chance.randrange(1, 256)
    return bytes(raw)


def tamper(chance: random.Random):
    """Change one byte; returns where, and the statement that puts it back."""
    table = chance.choice(TABLES)
    column = chance.choice(columns(table))
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT rowid, "{column}", typeof("{column}") FROM {table} ORDER BY random() LIMIT 1')
        row, value, kind = cursor.fetchone()
        put = (
            f'UPDATE {table} SET "{column}" = ' + ("CAST(%s AS TEXT)" if kind == "text" else "%s") + " WHERE rowid = %s"
        )
        changed = flip(value, chance)
        while kind == "integer" and taken(cursor, table, column, changed):
            changed = flip(value, chance)
        cursor.execute(put, [changed, row])
    return f"{table}.{column}", put, [value, row]


def taken(cursor, table, column, value):
    """Whether the database itself would refuse the number, because another row has it."""
    cursor.execute(f'SELECT count(*) FROM {table} WHERE "{column}" = %s', [value])
    return column != "level" and cursor.fetchone()[0] > 0


@pytest.mark.skipif(connection.vendor != "sqlite", reason="bytes of any kind can be put into columns on SQLite alone")
def test_every_changed_byte_is_found(ledger, unlocked):  # noqa: F811
    assert verify(ledger.keys_of).ok
    chance, missed = random.Random(27), []
    for _ in range(TRIES):
        where, put_back, values = tamper(chance)
        if verify(ledger.keys_of).ok:
            missed.append(where)
        with connection.cursor() as cursor:
            cursor.execute(put_back, values)
    assert missed == []
    assert verify(ledger.keys_of).ok


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the same, as far as PostgreSQL's types allow")
def test_every_changed_column_is_found(ledger, unlocked):  # noqa: F811
    changed = {
        "id": "gen_random_uuid()", "at": "overlay(at placing '9' from 27 for 1)", "kind": "kind || 'x'",
        "level": "level + 7", "index": '"index" + 10000', "size": "size + 10000",
        "payload": "payload || ' '", "note": "note || ' '",
        "witness": "witness || 'x'", "key": "key || ' '", "line": "line || ' '",
    }  # fmt: skip
    for table in TABLES:
        for column in columns(table):
            new = changed.get(column, f"set_byte({column}, 5, 255 - get_byte({column}, 5))")
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f'UPDATE {table} SET "{column}" = {new} WHERE ctid IN (SELECT max(ctid) FROM {table})')
                assert cursor.rowcount == 1
                assert not verify(ledger.keys_of).ok, (table, column)
                transaction.set_rollback(True)
    assert verify(ledger.keys_of).ok


def fetch(client, path):
    answer = client.get(f"/ledger/{path}")
    assert answer.status_code == 200, path
    return answer.content


def served(client):
    """Everything that the ledger serves, as a stranger fetches it."""
    size = int(fetch(client, "checkpoint").split(b"\n")[1])
    files = {"checkpoint": fetch(client, "checkpoint")}
    for tile in tiles.of_tree(size):
        path = tiles.path(tile.index, tile.width)
        files[f"tile/{tile.level}/{path}"] = fetch(client, f"tile/{tile.level}/{path}")
        if tile.level == 0:
            files[f"tile/entries/{path}"] = fetch(client, f"tile/entries/{path}")
    return files


def holds(files, key: signed_note.Verifier) -> bool:
    """Whether what is served agrees with the cosigned checkpoint, by the functions that anybody can use offline."""
    try:
        text = signed_note.text(files["checkpoint"].decode(), key)
        signed = signed_note.checkpoint(text)
        (line,) = files["checkpoint"].decode().splitlines(keepends=True)[5:]
        cosignature.check(line, text, cosignature.of_seed("witness.example.org", SEED))
    except (signed_note.NoteError, ValueError):
        return False
    every = list(tiles.of_tree(signed.size))
    names = {f"tile/{t.level}/{tiles.path(t.index, t.width)}": t for t in every}
    if not names.keys() <= files.keys():
        return False
    read = {tile: files[name] for name, tile in names.items()}
    if merkle.root(signed.size, tiles.subtree(signed.size, read.__getitem__)) != signed.root:
        return False
    frontier = merkle.Frontier()
    for tile in every:
        hashes = tiles.split(read[tile])
        if tile.level == 0:
            try:
                leaves = tiles.unbundle(files[f"tile/entries/{tiles.path(tile.index, tile.width)}"])
            except ValueError:
                return False
            if [merkle.leaf_hash(leaf) for leaf in leaves] != hashes:
                return False
            for hash in hashes:
                frontier.append(hash)
        else:
            below = [
                merkle.fold(tiles.split(read[tiles.Tile(tile.level - 1, tile.index * 256 + i)]))
                for i in range(tile.width)
            ]
            if below != hashes:
                return False
    return frontier.root() == signed.root


def test_every_byte_that_is_served_is_covered_by_the_checkpoint(ledger, client):
    files = served(client)
    assert holds(files, tree.verifier())
    chance = random.Random(27)
    missed = []
    for _ in range(TRIES // 2):
        name = chance.choice(sorted(files))
        if holds({**files, name: flip(files[name], chance)}, tree.verifier()):
            missed.append(name)
    assert missed == []
