"""Of each kind of removal: where the restored database knows of it, or of nothing that it is about, nothing is done and
nothing counted.
"""

from uuid import uuid4

import pytest
from django.conf import settings

from azukari.core.backup import removals, replay
from azukari.core.backup.again import BY_KIND
from azukari.core.backup.events import BACKUP_RESTORED
from azukari.core.ledger.models import Pending
from azukari.core.people.removals import RemovalKind, Removed
from azukari.core.policy_versions.current import Current
from tests.cast import NOW

_APART = {RemovalKind.REDACTED, RemovalKind.NOTE_REDACTED, RemovalKind.CORRECTED}
"""What is no verb of its own: words of texts, and what nobody can repeat."""


def about_nothing(kind: RemovalKind) -> Removed:
    return Removed(kind, uuid4(), uuid4(), NOW, purpose="magazine", turn=3, until=NOW, submissions=(uuid4(),))


def test_each_kind_has_its_verb():
    assert set(BY_KIND) == set(RemovalKind) - _APART


@pytest.mark.parametrize("kind", BY_KIND)
def test_what_is_about_nothing_that_is_here_does_nothing(charter: Current, kind: RemovalKind):
    before = Pending.objects.count()
    for _ in range(2):
        assert list(BY_KIND[kind](about_nothing(kind), NOW)) == []
    assert Pending.objects.count() == before


def test_a_journal_of_such_counts_nothing_and_is_written_down(charter: Current):
    told = replay.replay([about_nothing(kind) for kind in BY_KIND], rows=7, now=NOW)
    assert (told.erased, told.forgotten, told.withdrawn, told.emptied, told.parted, told.expired) == (0,) * 6
    assert (told.redacted, told.withheld, told.outdated) == (0, 0, [])
    (entry,) = Pending.objects.filter(kind=BACKUP_RESTORED.name).values_list("payload", flat=True)
    assert '"count":7' in entry.replace(" ", "")
    assert not list(removals.files(settings.AZUKARI.root / "removals"))
