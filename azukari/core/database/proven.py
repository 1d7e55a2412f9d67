"""Proven rows: models whose rows open something carry a proof, an HMAC under a key outside the database over what the
row means: whose it is, what it opens, until when.

Whoever can write to the database but has no keys can insert such a row, or change one; it opens nothing, since whoever
reads it checks the proof, at no extra query. The program makes the proof with each row that it writes through the
model, and anew with each change, but for a row whose proof was not good before: a change by the program does not cover
up one by somebody else. A row that has ended needs none.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import batched
from typing import Any, ClassVar

import msgspec
from django.db import models, transaction

from azukari.core.database.proof_keys import key_under, newest
from azukari.core.database.update_rows import update_rows
from azukari.lib.hmac_sha256 import hmac_sha256

LENGTH = 18
"""Of a proof in bytes: two for the version of its key, and half of an HMAC-SHA-256 (RFC 2104 5)."""

_USE = b"azukari proven row\n"
_VERSION = 2
_BATCH = 500
_told = msgspec.json.Encoder(order="sorted").encode

type Meaning = Sequence[Any]
"""What a row says: first its table, so that none passes for one of another; then ids, texts, numbers, days, and moments
in UTC.
"""


def proof_column() -> "models.BinaryField[bytes | None, bytes | None]":
    """The column of a model for its proof."""
    return models.BinaryField(null=True, editable=False, max_length=LENGTH)


def proof_of(meaning: Meaning) -> bytes:
    """The proof of a row that means this, under the newest key."""
    version, key = newest()
    return _made(version.to_bytes(_VERSION), _row_key(key), meaning)


def is_proof(proof: bytes | memoryview | None, meaning: Meaning) -> bool:
    """Whether this is the proof of a row that means this."""
    return judge()(proof, meaning)


def judge() -> Callable[[bytes | memoryview | None, Meaning], bool]:
    """As `is_proof`, for many rows: each key is looked for once.

    No secret is compared: a proof is read by whoever can read the row.
    """
    return _judge(_made)


def judge_again() -> Callable[[bytes | memoryview | None, Meaning], bool]:
    """As `judge`, for the few rows that are read over and over, such as passes of training: the proof that one must
    have under a key is remembered for some thousands. A row that was changed is another one.
    """
    return _judge(_remembered)


def _judge(made: Callable[[bytes, bytes, Meaning], bytes]) -> Callable[[bytes | memoryview | None, Meaning], bool]:
    keys: dict[bytes, bytes | None] = {}

    def is_good(proof: bytes | memoryview | None, meaning: Meaning) -> bool:
        if proof is None:
            return False
        given = bytes(proof)
        named = given[:_VERSION]
        if named not in keys:
            keys[named] = _key_of(int.from_bytes(named))
        key = keys[named]
        return key is not None and made(named, key, meaning) == given

    return is_good


def _made(version: bytes, key: bytes, meaning: Meaning) -> bytes:
    return version + hmac_sha256(key, _told(meaning))[: LENGTH - _VERSION]


_remembered = lru_cache(maxsize=4096)(_made)


def _key_of(version: int) -> bytes | None:
    key = key_under(version)
    return None if key is None else _row_key(key)


@lru_cache(maxsize=64)
def _row_key(key: bytes) -> bytes:
    return hmac_sha256(key, _USE)


class ProvenQuerySet[M: "Proven"](models.QuerySet[M]):
    """Rows whose proofs are made anew by what changes many of them at once."""

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        """As Django's. Where it changes rows that are there, these are read before and after it."""
        rows = list(objs)
        for row in rows:
            row.prove()
        if not kwargs.get("update_conflicts"):
            return super().bulk_create(rows, *args, **kwargs)
        with transaction.atomic():
            keys = {row.pk for row in rows}
            altered = {row.pk for row in self.filter(pk__in=keys) if not row.is_proven()}
            made = super().bulk_create(rows, *args, **kwargs)
            self.model.prove_again(keys - altered)
        return made

    def update(self, **kwargs: Any) -> int:
        """As Django's. Rows are read before and after it if something changes that is proven, and no new proof is
        given.
        """
        if "proof" in kwargs or not self.model.changes_meaning(kwargs):
            return super().update(**kwargs)
        with transaction.atomic():
            good = [row.pk for row in self.all() if row.is_proven()]
            changed = super().update(**kwargs)
            self.model.prove_again(good)
        return changed


class Proven(models.Model):
    """A model whose rows are proven. It has a column ``proof`` (`proof_column`), and ``meant`` names the columns that
    its proof is about.
    """

    proof: Any
    meant: ClassVar[tuple[str, ...]]

    objects = ProvenQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """As Django's, with the proof."""
        if update_fields is not None and not self.changes_meaning(changed := {*update_fields}):
            return super().save(*args, update_fields=changed, **kwargs)
        if self._state.adding and self.pk is None:  # the id is proven, so it is drawn first
            self.pk = self._meta.pk.get_pk_value_on_save(self)
        if self._state.adding or self._stands_proven():
            self.prove()
            update_fields = None if update_fields is None else {*update_fields, "proof"}
        return super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def meaning(self) -> Meaning:
        """What the row says, as it is proven."""
        return meaning_of(self, self.meant)

    def is_proven(self) -> bool:
        """Whether the row, as it was read, is one that the program wrote."""
        return is_proof(self.proof, self.meaning)

    def prove(self) -> None:
        """Make its proof anew, before it is written."""
        self.proof = proof_of(self.meaning)

    @classmethod
    def opening(cls, now: datetime) -> models.QuerySet[Any]:  # noqa: ARG003 - for those that end
        """The rows that open something at a moment; the others need no proof."""
        return cls._base_manager.all()

    @classmethod
    def changes_meaning(cls, columns: Collection[str]) -> bool:
        """Whether one of these columns is proven."""
        fields = (cls._meta.get_field(name) for name in cls.meant)
        return any(field.name in columns or getattr(field, "attname", "") in columns for field in fields)

    @classmethod
    def prove_again(cls, keys: Iterable[Any]) -> None:
        """Make the proofs of these rows anew as they stand now, in the caller's transaction."""
        for some in batched(keys, _BATCH):
            rows = list(cls._base_manager.filter(pk__in=some))
            update_rows(cls, ("proof",), [(row.pk, proof_of(row.meaning)) for row in rows])

    def _stands_proven(self) -> bool:
        """Whether the row in the database, which is about to be changed, is proven."""
        standing = type(self)._base_manager.filter(pk=self.pk).first()
        return standing is None or standing.is_proven()


def meaning_of(row: models.Model, meant: Iterable[str]) -> Meaning:
    """What a row says in these columns, whether it came from the database or is about to go there."""
    fields: Iterable[Any] = (row._meta.get_field(name) for name in meant)
    return [row._meta.label_lower, *(_plain(field, getattr(row, field.attname)) for field in fields)]


def prove_old(model: type[models.Model], meant: Iterable[str]) -> None:
    """Prove the rows that stand there when proofs begin, as they stand: what a migration does, once.

    Args:
        model: as the migration has it.
    """
    columns = tuple(meant)
    left = unproven = model._base_manager.filter(proof__isnull=True).order_by("pk")
    while rows := list(left[:_BATCH]):
        left = unproven.filter(pk__gt=rows[-1].pk)
        update_rows(model, ("proof",), [(row.pk, proof_of(meaning_of(row, columns))) for row in rows])


def _plain(field: Any, value: Any) -> Any:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    found = target.to_python(value)
    return found.astimezone(UTC) if isinstance(found, datetime) else found
