"""Ten years of a made-up organisation in one go: people come, leave, withdraw, ask, are erased; nothing is overdue."""

import random
from datetime import timedelta

from azukari.cli.sample import VISITORS, fill_in
from azukari.consent.models import Grant
from azukari.consent.service import end_service
from azukari.forms.models import Submission
from azukari.lib.sweep import all_due, run_all
from azukari.people.models import Person
from azukari.policy.casework import CaseKind, Hold, Outcome
from azukari.policy.terms import Actor, ActorKind, Ground
from azukari.rights import cases
from azukari.rights.carry_out import run as carry_out
from azukari.rights.decision import Part, decide
from azukari.site import sweeps  # noqa: F401 - registers them
from azukari.vault.duties import set_hold
from azukari.vault.inspect import orphans
from azukari.vault.models import SealedNote, SealedValue
from azukari.vault.withdraw import NotAConsent, withdraw
from tests.cast import NOW
from tests.rights.casework import ask

YEARS = 10
STEP = timedelta(days=45)


def test_nothing_is_ever_overdue(charter, officer, membership_desk):
    chance, now = random.Random(2036), NOW
    for turn in range(YEARS * 365 // STEP.days):
        if turn % 12 < 8:
            _somebody_comes(charter, chance, now)
        _something_ends(chance, now + timedelta(hours=1))
        if turn % 6 == 4:
            _somebody_asks(officer, chance, now + timedelta(hours=2))
        now += STEP
        assert not [swept for swept in run_all(now) if swept.error]
        assert all_due(now) == []
        assert list(orphans(now + timedelta(hours=25))) == []
    assert Grant.objects.filter(ends_at__lte=now, settled_at__isnull=True).count() == 0
    assert SealedValue.objects.exists(), "Somebody is still a member."
    Grant.objects.filter(ends_at__isnull=True).update(ends_at=now)
    far = now + timedelta(days=12 * 366)
    run_all(far)
    assert not SealedValue.objects.exists()
    assert not SealedNote.objects.exists()
    assert not Person.objects.exists()


def _somebody_comes(charter, chance, now):
    visitor = chance.choice(VISITORS)
    form = charter.policy.forms[chance.choice(["membership", "volunteers", "feedback", "magazine"])]
    fill_in(visitor, form, charter, now=now)


def _something_ends(chance, now):
    """A service ends, a consent is withdrawn, or nothing happens this month."""
    submissions = list(Submission.objects.filter(accepted_at__isnull=False).order_by("id"))
    if not submissions:
        return
    one = chance.choice(submissions)
    grants = list(Grant.objects.filter(submission_id=one.id, ends_at__isnull=True))
    if chance.random() < 0.4:
        end_service(one.id, purposes=[grant.purpose for grant in grants], now=now)
    elif chance.random() < 0.5:
        for grant in grants:
            if grant.ground == Ground.CONSENT:
                try:
                    withdraw(grant.person_id, purpose=grant.purpose, actor=Actor(ActorKind.SYSTEM, "worker"), now=now)
                except NotAConsent:
                    continue


def _somebody_asks(officer, chance, now):
    people = list(Person.objects.filter(confirmed_at__isnull=False).order_by("id"))
    if not people:
        return
    person = chance.choice(people)
    case = ask(CaseKind.ELIMINATION, actor=officer.actor, now=now, person=person.id)
    if chance.random() < 0.5:
        hold_until = now + timedelta(days=chance.randrange(10, 500))
        set_hold(person.id, Hold.CLAIM, until=hold_until, actor=officer.actor, now=now, case=case.id)
    decide(case, Outcome.GRANTED, [Part()], actor=officer.actor, now=now)
    assert carry_out(now) == 1
    cases.answer(case, actor=officer.actor, now=now)
