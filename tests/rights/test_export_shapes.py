"""What each holder tells a person of their data, member by member, as `export_shapes.json` has it (P42): nothing is
forgotten unseen, and nothing comes that nobody has looked at.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from azukari.core.vault.holders import holders
from tests.console import desks
from tests.rights.one_row import labels, one_row

pytestmark = pytest.mark.django_db
SHAPES: dict[str, Any] = json.loads(Path(__file__).with_name("export_shapes.json").read_text("utf-8"))


def shape(value: Any) -> Any:
    """The members of something, without what they say."""
    if isinstance(value, dict):
        return {name: shape(each) for name, each in sorted(value.items())}
    if isinstance(value, list | tuple):
        return [shape(value[0])] if value else []
    return ""


@pytest.mark.parametrize("name", sorted(holder.name for holder in holders()))
def test_of_a_row_in_each_table_the_person_is_told_these_members(name: str):
    known = desks.register("membership")
    [holder] = [holder for holder in holders() if holder.name == name]
    with transaction.atomic():
        for label in labels(holder):
            one_row(label, person=known.person, submission=known.submission)
        told = shape(json.loads(json.dumps(holder.export(known.person), default=str)))
        transaction.set_rollback(True)
    assert told == SHAPES[name], "Look at what is told now, and put tests/rights/export_shapes.json right."
