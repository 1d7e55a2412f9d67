"""Many sign-ups under many campaigns, with withdrawals, erasures and invalid ones: the counter, the table, the names in
public and an independent recount agree at every checkpoint, and no reader beside ever sees a number that is wrong.
"""

import re
import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from azukari.core.policy_versions.current import current
from azukari.core.vault.mailboxes import Marks
from azukari.features.campaigns.agreed import settle
from azukari.features.campaigns.counting import count_all, counts
from azukari.features.campaigns.models import Signature
from azukari.features.campaigns.public import campaigns
from azukari.features.campaigns.removing import RemovalChoice, chosen, end_removed, found_bursts, remove, take_back
from azukari.features.campaigns.tests.simulation import BURST, Simulation, publish_many
from azukari.policy.terms import Actor, ActorKind
from tests.sizes import how_many

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
STAFF = Actor(ActorKind.STAFF, "00000000-0000-4000-8000-000000000009", frozenset({"campaigns"}))
ROUNDS = 3
PAUSE = 0.2
"""Seconds between two looks of a reader: every published count is seen, and the work gets on."""


class Readers:
    """Two threads that read the count of every campaign again and again, and keep what they saw."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, int, object]] = set()
        self.failed: list[str] = []
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._run) for _ in range(2)]
        for thread in self._threads:
            thread.start()

    def _run(self) -> None:
        try:
            while not self._over.wait(PAUSE):
                for one in campaigns(current().policy, "en", now=timezone.now()):
                    if one.count is not None:
                        self.seen.add((one.form.slug, one.count, one.counted_at))
        except Exception as error:
            self.failed.append(type(error).__name__)
        finally:
            connections.close_all()

    def end(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()


def _in_the_table(now) -> dict[str, int]:
    """Counted by SQL of its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT form, COUNT(DISTINCT mailbox) FROM campaigns_signature WHERE removal_id IS NULL"
            " AND submission_id IN (SELECT submission_id FROM consent_grant WHERE purpose = 'campaign'"
            " AND begins_at <= %s AND (ends_at IS NULL OR ends_at > %s)) GROUP BY form",
            [now, now],
        )
        return dict(cursor.fetchall())


def _named(form: str) -> list[str]:
    """Every name on the public page and on those behind it."""
    names, at = [], f"/en/campaigns/{form}/names"
    while at:
        page = Client().get(at).content.decode()
        names += re.findall(r"</span> (\w+)</li>", page)
        more = re.search(r'href="(\?before=\d+)"', page)
        at = f"/en/campaigns/{form}/names{more[1]}" if more else ""
    return sorted(names)


def test_every_checkpoint_agrees_with_an_independent_recount():
    many, now = how_many("AZUKARI_SIGNATURES"), timezone.now()
    slugs = publish_many(max(3, min(50, many // 40)), now)
    life = Simulation(slugs, seed=16, now=now)
    true_at: dict[object, dict[str, int]] = {}
    readers = Readers()

    def checkpoint() -> None:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")  # which the server does by itself where tests have not told it not to
        at = timezone.now()
        life.now = at
        true_at[at] = life.counted()
        while Signature.objects.filter(number__isnull=True).exists() or count_all(at):
            count_all(at)
        while settle(at):
            pass
        shown = {slug: row.count for slug, row in counts(slugs).items()}
        assert shown == {slug: life.counted()[slug] for slug in slugs}
        assert {slug: _in_the_table(at).get(slug, 0) for slug in slugs} == shown
        for slug in slugs:
            assert _named(slug) == life.names(slug)

    try:
        for _round in range(ROUNDS):
            life.sign(many * 19 // 20 // ROUNDS)
            checkpoint()
            life.change_minds(0.06)
            checkpoint()
        aimed = slugs[0]
        life.burst(many // 20 + 25, aimed)
        checkpoint()
        token = Marks(aimed).mailbox(f"somebody@{BURST}").domain
        [burst] = [one for one in found_bursts([aimed])[aimed] if one.domain == token]
        choice = RemovalChoice(aimed, token, burst.begins, burst.ends)
        promised = chosen(choice).count()
        removal = remove(choice, promised=promised, actor=STAFF, now=timezone.now())
        gone = [one for one in life.signers if one.mailbox.endswith(BURST)]
        assert promised == len(gone)
        for one in gone:
            one.removed = True
        checkpoint()
        end_removed(timezone.now())
        checkpoint()
        take_back(removal, actor=STAFF, now=timezone.now() + timedelta(seconds=1))
        for one in gone:
            one.removed = False
        checkpoint()
    finally:
        readers.end()
    assert readers.failed == []
    assert readers.seen
    assert [one for one in readers.seen if true_at[one[2]][one[0]] != one[1]] == []
