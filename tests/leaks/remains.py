"""What remains of a walk in plain sight: every row outside the vault's sealed columns, the cache, and the files."""

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import models

_READABLE = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


def remains() -> Iterator[tuple[str, bytes | str]]:
    """By name, all that lies around. Sealed columns are looked into as well: nothing there may be readable."""
    yield from _rows()
    yield "the cache", repr(getattr(cache, "_cache", ""))
    yield from _files()


def _rows() -> Iterator[tuple[str, bytes | str]]:
    for model in apps.get_models(include_auto_created=True):
        columns = [f.attname for f in model._meta.concrete_fields if isinstance(f, _READABLE)]
        if not columns:
            continue
        for row in model._base_manager.values_list(*columns):
            held = [bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row]
            yield f"a row of {model._meta.label}", b"\n".join(held)


def _files() -> Iterator[tuple[str, bytes | str]]:
    root = settings.AZUKARI.root
    for path in root.rglob("*"):
        if path.is_file() and "outbox" not in path.parts and path.suffix not in (".sqlite3", ".sqlite3-wal"):
            yield f"the file {path.name}", path.read_bytes()
        yield "the name of a file", path.name
