"""A thousand lines of bank files in eight formats: what is called certain is right, and few are missed."""

import pytest

from tests.outside.bank_lines import measure


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [7])
def test_of_a_thousand_lines_none_is_wrong_and_few_are_missed(charter: object, seed: int) -> None:
    table = measure(seed)
    told = "\n".join(table.rows())
    assert not table.unread, told
    assert not table.wrong.total(), told
    assert table.certain.total() / table.owned >= 0.85, told
    assert table.offered.total() / table.owned >= 0.95, told
