"""A ruling policy, a contractor in good standing, and readers of the magazine."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import pytest
from django.conf import settings

from azukari.charter.current import Current
from tests.console import desks
from tests.disclosure import office
from tests.sizes import how_many
from tests.vault_search.crowd import gather

CROWD = how_many("AZUKARI_CROWD")
"""With how many people every channel is tried when a contract lapses; else with what each has time for."""


@pytest.fixture
def ruling(db: None) -> Current:
    """The starter policy rules."""
    return desks.publish()


@pytest.fixture
def moment(ruling: Current) -> datetime:
    """A moment after the publication."""
    return desks.moment()


@pytest.fixture
def kotori(moment: datetime) -> Iterator[office.Company]:
    """The mail company, under a contract in force."""
    yield office.engaged(now=moment)
    shutil.rmtree(settings.AZUKARI.root / "data" / "transfers", ignore_errors=True)


@pytest.fixture
def readers(ruling: Current) -> list[UUID]:
    """Three readers of the magazine."""
    return readers_of(3)


def readers_of(count: int) -> list[UUID]:
    """So many readers of the magazine, as the forms would have left them."""
    return sorted(gather(count, lambda n: {"email": f"reader{n}@example.org", "name": f"読者 {n}"}, form="magazine"))
