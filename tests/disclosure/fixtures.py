"""A ruling policy, a contractor in good standing, and readers of the magazine."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import pytest
from django.conf import settings

from azukari.core.policy_versions.current import Current
from azukari.policy.parse import STARTER
from tests.console import desks
from tests.disclosure import office
from tests.sizes import how_many
from tests.vault_search.crowd import gather

CROWD = how_many("AZUKARI_CROWD")
"""With how many people every channel is tried when a contract lapses; else with what each has time for."""

_THIRD_PARTY = """\
  river-museum:
    kind: third_party
    name: {ja: 架空川の博物館, en: The Museum of a Fictional River}
    address: {ja: 千葉県架空市中央0-0-0, en: "0-0-0 Chuo, Kakuchi, Chiba"}
    country: JP
    service: {ja: 催しのお知らせを送ります。, en: It sends news of its events.}
    purposes: [magazine, campaign-updates]
    categories: [email]
"""


@pytest.fixture
def ruling(db: None, request: pytest.FixtureRequest) -> Current:
    """The starter policy rules; or one given as a parameter, by what makes its text."""
    return desks.publish(request.param() if hasattr(request, "param") else "")


def starter_that_hands_over() -> str:
    """The starter policy, with a third party that is given the addresses of the magazine's readers."""
    text = STARTER.read_text("utf-8")
    asked = text.replace("recipients:\n", f"recipients:\n{_THIRD_PARTY}", 1)
    assert asked != text
    return asked


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
