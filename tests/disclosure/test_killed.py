"""A transfer that is killed three times goes on where it was: everybody once, in the file and on their trail."""

import os
import signal
from collections import Counter

import pytest
from django.conf import settings
from django.db import connection, connections

from azukari.core.ledger.models import Pending
from azukari.core.people.models import Trail
from azukari.core.transfers.deliver import run
from azukari.core.transfers.models import TransferPerson, TransferState
from azukari.core.vault.events import TRANSFER_MADE
from tests.disclosure import office
from tests.disclosure.fixtures import readers_of
from tests.warm import talk

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 4_000


def _run_and_kill(transfer: str, *, after: int) -> None:
    environment = {**os.environ, "AZUKARI_INSTANCE": str(settings.AZUKARI.root)}
    name = str(connection.settings_dict["NAME"])
    told = talk(transfer, name, environment=environment, module="tests.disclosure.carrier")
    for _ in range(after):
        assert told.stdout.readline().strip().isdecimal()
    assert told.kill() == -signal.SIGKILL
    told.close()


def test_everybody_goes_once(kotori, moment, tmp_path):
    people = readers_of(CROWD)
    transfer = office.approved(office.wish(), now=moment)
    connections.close_all()
    for after in (1, 2, 1):
        _run_and_kill(str(transfer.id), after=after)
    done = run(transfer.id, clock=lambda: moment)
    assert done.state == TransferState.READY
    assert set(TransferPerson.objects.values_list("person_id", flat=True)) == set(people)
    told = office.opened(done, kotori, tmp_path, now=moment)
    addresses = Counter(line["values"]["email"]["email"] for line in office.people_in(told))
    assert len(addresses) == CROWD
    assert set(addresses.values()) == {1}
    made = set(Pending.objects.filter(kind=TRANSFER_MADE.name).values_list("id", flat=True))
    per_person = Counter(Trail.objects.filter(entry_id__in=made).values_list("person_id", flat=True))
    assert set(per_person) == set(people)
    assert set(per_person.values()) == {1}
