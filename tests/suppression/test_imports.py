"""A list brings in nobody who asked never to be written to: their rows stay outside, one by one, with the reason."""

from pathlib import Path

from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import Current
from azukari.core.vault.suppression import suppress
from azukari.policy.terms import Actor, ActorKind
from tests.cast import NOW
from tests.importing.lists import Import, refused, written

_ROWS = [("email",), ("a@example.org",), ("Quiet@example.org",), ("b@example.org",)]


def test_suppressed_rows_stay_outside_with_the_reason(charter: Current, tmp_path: Path):
    suppress(["quiet@example.org"], actor=Actor(ActorKind.SYSTEM, "operator"), now=NOW)
    job = Import(written(tmp_path / "list.csv", _ROWS), charter, NOW).run()
    assert (job.asked, job.refused) == (2, 1)
    assert refused(job) == [(3, 1, "", "suppressed")]
    assert Message.objects.count() == 2
