"""P10: answers to a questionnaire that are taken out as a file lead back to nobody: no number, no time, no order."""

import pytest

from azukari.core.vault.models import ListLine
from tests.console import desks
from tests.console.exported import taken

AT = "/console/export/forms/riverside-survey/"


@pytest.fixture
def editor(db: None):
    desks.publish()
    return desks.staff("questionnaires")


def test_a_row_has_the_answers_alone(editor):
    someone = desks.register("riverside-survey")
    heads, row = taken(desks.fresh(editor), AT, fields=["visits", "wishes"])
    assert len(heads) == len(row) == 2
    for id in (someone.person, someone.submission):
        assert id.hex[-8:] not in str(row)


def test_the_rows_stand_in_no_order(editor):
    wishes = [f"wish number {n}" for n in range(12)]
    for wish in wishes:
        desks.register("riverside-survey", {"wishes": wish})
    client = desks.fresh(editor)
    orders = [[row[0] for row in taken(client, AT, fields=["wishes"])[1:]] for _ in range(2)]
    assert sorted(orders[0]) == sorted(orders[1]) == sorted(wishes)
    assert wishes not in orders
    assert wishes[::-1] not in orders
    assert set(ListLine.objects.values_list("position", flat=True)) == {0}
