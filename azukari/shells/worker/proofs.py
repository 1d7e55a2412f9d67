"""The control of proofs: whether the program wrote each row that opens something. All of them are read in each round, a
part at a time; at a million people it takes some twenty seconds of processor.
"""

from datetime import UTC, datetime

from django.apps import apps

from azukari.core.database.proven import Proven, judge
from azukari.lib.control import Findings
from azukari.shells.worker.control_words import UNPROVEN

_AT_ONCE = 2_000


def findings(now: datetime) -> Findings:
    """How many rows of each table something else wrote or changed. One query for each table."""
    for model in apps.get_models():
        if issubclass(model, Proven):
            yield from (UNPROVEN(count=count, where=model._meta.label) for count in [unproven(model, now)] if count)


def looked_at() -> int:
    """How many rows there are that carry a proof."""
    return sum(model._base_manager.count() for model in apps.get_models() if issubclass(model, Proven))


def unproven(model: type[Proven], now: datetime) -> int:
    """How many rows that open something now have no proof of what they say."""
    by_name = {field.name: field.attname for field in model._meta.concrete_fields}
    columns = [by_name[name] for name in model.meant]
    rows = model.opening(now).order_by().values_list("proof", *columns).iterator(chunk_size=_AT_ONCE)
    is_good, table = judge(), model._meta.label_lower
    return sum(not is_good(proof, (table, *map(_in_utc, says))) for proof, *says in rows)


def _in_utc(value: object) -> object:
    return value.astimezone(UTC) if isinstance(value, datetime) else value
