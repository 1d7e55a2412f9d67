"""What leaves for a recipient holds what was asked for, of those who may go, and lies nowhere open on the way."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
from django.conf import settings
from pyrage import x25519

from azukari.core.transfers import spool
from azukari.core.transfers.deliver import run
from azukari.core.transfers.models import Channel, Post
from azukari.policy.terms import Category
from tests.console import desks
from tests.disclosure import office
from tests.leaks.marks import Mark
from tests.leaks.walk import Walk


@pytest.fixture(autouse=True)
def emptied(walk: Walk) -> Iterator[None]:
    """Nothing is left of a transfer afterwards."""
    yield
    shutil.rmtree(settings.AZUKARI.root / "data" / "transfers", ignore_errors=True)


def _unsealed(path: Path, company: office.Company) -> bytes:
    return bytes(pyrage.decrypt(path.read_bytes(), [x25519.Identity.from_str(company.identity)]))


def _may_go(walk: Walk, mark: Mark, purpose: str, categories: frozenset[Category]) -> bool:
    citizen = walk.town.citizen(mark.person)
    return citizen is not None and purpose in citizen.may & mark.purposes and mark.category in categories


@pytest.mark.parametrize("purpose", ["magazine", "campaign-updates"])
@pytest.mark.parametrize("channel", ["file", "webhook"])
def test_a_transfer_holds_the_least_that_does(walk: Walk, channel: str, purpose: str) -> None:
    now, url = desks.moment(), "https://hook.example.org/in" if channel == "webhook" else ""
    company = office.engaged(now=now, channel=Channel(channel), url=url)
    categories = frozenset({Category.EMAIL})
    transfer = run(office.approved(office.wish(purpose=purpose), now=now).id, clock=desks.moment)
    if channel == "file":
        plain = _unsealed(spool.sealed_file(transfer.id), company)
    else:
        plain = b"".join(_unsealed(spool.path(transfer.id, post.part), company) for post in Post.objects.all())
    found = walk.town.marks.within(plain)
    assert [mark for mark in found if not _may_go(walk, mark, purpose, categories)] == []
    due = [mark for mark in walk.town.marks.known if _may_go(walk, mark, purpose, categories)]
    assert {mark.text for mark in due} <= {mark.text for mark in found}
    for citizen in walk.town.citizens.values():
        assert str(citizen.person).encode() not in plain
        assert str(citizen.submission).encode() not in plain
    assert walk.wrong() == []
