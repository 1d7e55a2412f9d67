"""Everybody in a file is judged while others write, and what changes meanwhile still keeps the file here."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from azukari.core.transfers import against
from azukari.core.transfers.finish import fetch
from azukari.core.transfers.models import Transfer, TransferState
from azukari.core.transfers.subjects import subjects
from azukari.core.vault.erase import erase
from azukari.core.vault.refusal import Refused
from tests.disclosure.office import ASKER, carried, wish

LATER = timedelta(minutes=5)


@pytest.fixture
def judging(monkeypatch):
    """How often people were judged within a transaction and outside, and what happens right after they were."""
    seen: list[bool] = []
    then: list[Callable[[], object]] = []

    def judged(*args, **more):
        known = subjects(*args, **more)
        seen.append(connection.in_atomic_block)
        if then:
            then.pop()()
        return known

    monkeypatch.setattr(against, "subjects", judged)
    return seen, then


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_while_everybody_is_judged(kotori, readers, moment, judging):
    seen, _then = judging
    fetch(carried(wish(), now=moment).id, actor=ASKER, now=moment + LATER)
    assert seen == [False]


@pytest.mark.django_db(transaction=True)
def test_who_goes_while_they_are_judged_keeps_the_file_here(kotori, readers, moment, judging):
    _seen, then = judging
    transfer = carried(wish(), now=moment)
    then.append(lambda: erase(readers[0], actor=ASKER, now=moment + LATER))
    with pytest.raises(Refused):
        fetch(transfer.id, actor=ASKER, now=moment + LATER)
    assert Transfer.objects.get().state == TransferState.STOPPED
