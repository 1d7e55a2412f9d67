"""Every digest, token and key of the schema either stays out of the bundles of data, or tells of nobody (P41)."""

import re
from pathlib import Path

from django.apps import apps

from azukari.core.backup import left_out
from azukari.core.vault.key_backup import NEWEST, WHOLE, WRAPPED
from tests.architecture.columns import CLASS_OF

_SAID = left_out.declared()
_KEYS = {column for column, name in CLASS_OF.items() if name in ("key", "code")}


def _stays_out(column: str) -> bool:
    table, _, name = column.rpartition(".")
    model = apps.get_model(table)
    in_bundle_of_keys = model in (*WHOLE, *NEWEST) or (model in WRAPPED and name == "wrapped")
    return in_bundle_of_keys or table in _SAID.tables or name in _SAID.columns.get(table, ())


def test_every_digest_stays_out_of_the_bundle_of_data_or_tells_of_nobody():
    assert {column for column in _KEYS if not _stays_out(column)} == set(_SAID.kept)


def test_what_finds_people_stays_out():
    assert all(map(_stays_out, ("vault.SealedValue.token", "vault.SearchCode.code", "vault.Suppression.digest")))


def test_no_line_is_stale():
    labels = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert set(_SAID.tables) | set(_SAID.columns) <= labels
    columns = {(table, name) for table, names in _SAID.columns.items() for name in names}
    assert all(apps.get_model(table)._meta.get_field(name) for table, name in columns)
    referring = {
        (model._meta.label, field.related_model._meta.label)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.related_model and field.related_model._meta.label in _SAID.tables
    }
    assert not {pair for pair in referring if pair[0] not in _SAID.tables}, "A row would refer to nothing."


def test_what_lets_somebody_in_stays_out():
    assert _SAID.lets_in
    assert _SAID.lets_in <= set(_SAID.tables)


def test_the_core_names_no_table_but_of_a_library():
    source = Path(left_out.__file__).read_text("utf-8")
    assert set(re.findall(r'"([a-z_]+)\.[A-Z]\w+"', source)) == {"account"}
