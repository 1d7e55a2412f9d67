"""Five years of an organisation, drawn by chance: each of its numbers equals a recount that imports nothing of ours.

The widest run (`tests/sizes.py`) has 20,000 members.
"""

from collections import Counter

import pytest

from azukari.features.members.counts import Counts
from azukari.features.members.desk.numbers import by_class, owed_by_year
from azukari.features.members.marks import mark
from azukari.features.members.models import Application, Membership, Term
from azukari.features.members.models.counts import What
from azukari.features.members.renew import count_due, due_for_renewal
from azukari.features.members.tests.recount import Recount
from tests.cast import NOW
from tests.simulated_members import FORM, KINDS, World
from tests.sizes import how_many


@pytest.mark.parametrize("seed", [2])
def test_every_number_equals_a_recount_from_the_events(charter, seed):
    world = World(charter, seed, how_many("AZUKARI_MEMBERS"))
    world.live()
    told, counts = Recount(KINDS, world.events), Counts(FORM)
    names = {each.id: name for name, each in world.classes.items()}
    ours = {(w.value, names[id], month): n for (w, id, month), n in counts.by_class.items() if w != What.PAID and n}
    assert ours == {key: n for key, n in told.months.items() if n}
    assert {m: n for (w, m), n in counts.of.items() if w == What.PAID and n} == {
        m: n for m, n in told.received.items() if n
    }
    assert {c.year: list(c.stayed) for c in counts.cohorts(world.today.year)} == told.stayed(world.today.year)
    assert {y: (n, owed) for y, n, owed, _late in owed_by_year(FORM, world.today)} == told.open_dues()
    assert Counter({name: now for name, now, _sums in by_class(FORM, counts, NOW.date(), "en")}) == told.members_now()
    assert count_due(FORM, world.today) == len(due_for_renewal(FORM, world.today))
    marks = {m.pk: (m.renewable_from, m.owes) for m in Membership.objects.all()}
    mark(*marks)
    assert marks == {m.pk: (m.renewable_from, m.owes) for m in Membership.objects.all()}, "kept by each verb"
    last = {w: max((t.begins, t.ends) for t in one.live) for w, one in told.members.items() if not one.erased}
    terms = Term.objects.exclude(state="void").order_by("begins").values_list("membership", "begins", "ends")
    newest = {membership: (begins, ends) for membership, begins, ends in terms}
    assert {w: newest[world.held[w].id] for w in last} == last, "terms follow each other as the second books have it"
    assert not Application.objects.exists(), "everybody was decided"
    seen = {event[1] for event in world.events}
    assert seen >= {"admit", "pay", "renew", "lapse", "leave", "undo", "erase", "pause", "resume", "reinstate"}, (
        "chance did everything"
    )
