"""The ledger's tables. Each of ``TABLES`` is written once and never changed; the migration puts triggers on them that
see to it.

Times are canonical text (``2026-11-24T06:00:00.000000Z``), byte for byte what the event's hash covers, and sort as they
are. Nothing here names a person, and no value of a person's fits into a payload (`events`).
"""

from django.db import models


class Pending(models.Model):
    """An event recorded inside a business transaction, not yet in the tree.

    ``seal`` is an HMAC under the instance's ledger key: what was altered, or never recorded by this program, stays out.
    """

    id = models.UUIDField(primary_key=True)
    at = models.CharField(max_length=27)
    kind = models.CharField(max_length=64)
    payload = models.TextField()
    salt = models.BinaryField(max_length=16)
    commitment = models.BinaryField(max_length=32)
    seal = models.BinaryField(max_length=32)

    class Meta:
        db_table = "ledger_pending"


class Entry(models.Model):
    """An event at its place in the tree."""

    index = models.BigIntegerField(primary_key=True)
    id = models.UUIDField(unique=True)
    at = models.CharField(max_length=27)
    kind = models.CharField(max_length=64)
    payload = models.TextField()
    salt = models.BinaryField(max_length=16)
    commitment = models.BinaryField(max_length=32)

    class Meta:
        db_table = "ledger_entry"


class Tile(models.Model):
    """A full tile: 256 hashes of one level, and the hash over them all, which stands in the tile above."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField(max_length=8192)
    root = models.BinaryField(max_length=32)

    class Meta:
        db_table = "ledger_tile"


class Checkpoint(models.Model):
    """Every checkpoint ever signed: a C2SP signed note over the tree's size and root."""

    size = models.BigIntegerField(primary_key=True)
    note = models.TextField()

    class Meta:
        db_table = "ledger_checkpoint"


class Cosignature(models.Model):
    """What a witness outside has stated about a checkpoint: one more signature line (C2SP tlog-cosignature).

    Args:
        key: the witness's public key as one word, as it was when it cosigned.
    """

    pk = models.CompositePrimaryKey("size", "witness")
    size = models.BigIntegerField()
    witness = models.CharField(max_length=200)
    key = models.CharField(max_length=300)
    line = models.CharField(max_length=500)

    class Meta:
        db_table = "ledger_cosignature"


class Published(models.Model):
    """How far the ledger has been shown, and at which beat last (`publish`). No evidence, and not kept for ever."""

    size = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "ledger_published"


TABLES = tuple(model._meta.db_table for model in (Pending, Entry, Tile, Checkpoint, Cosignature))
