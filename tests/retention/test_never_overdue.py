"""Years of a made-up organisation in one go: people come by every form and by lists, are handed to a contractor, leave,
withdraw, ask, are merged and erased; nothing is overdue.
"""

import random
import shutil
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection

from azukari.core.cases import lifecycle
from azukari.core.consent.models import Grant
from azukari.core.consent.service import end_service
from azukari.core.forms.models import Submission
from azukari.core.people.models import Person
from azukari.core.vault.inspect import orphans
from azukari.core.vault.legal_holds import set_hold
from azukari.core.vault.merge import merge
from azukari.core.vault.models import SealedNote, SealedValue
from azukari.core.vault.refusal import Refused
from azukari.core.vault.withdraw import NotAConsent, withdraw
from azukari.demo.people import VISITORS, fill_in
from azukari.features.rights.carry_out import run as carry_out
from azukari.features.rights.decision import DecisionPart, decide
from azukari.lib.sweep import all_due, run_all
from azukari.policy.casework import HOLDS, CaseKind, Hold, Outcome
from azukari.policy.terms import Actor, ActorKind, Ground
from tests.cast import NOW
from tests.disclosure import office
from tests.importing.lists import Import, written
from tests.rights.casework import ask
from tests.sizes import how_many

YEARS = how_many("AZUKARI_YEARS")
STEP = timedelta(days=45)


def test_nothing_is_ever_overdue(charter, officer, membership_desk, tmp_path):
    chance, now = random.Random(2036), NOW
    ends = merges = handed_over = 0
    used = set()
    office.engaged(now=NOW)
    for turn in range(YEARS * 365 // STEP.days):
        if turn % 12 < 8:
            used.add(_somebody_comes(charter, chance, turn, now))
        if turn % 4 == 1:
            handed_over += _a_list_arrives(charter, turn, tmp_path, now)
        if turn % 9 == 5:
            merges += _two_are_one(chance, now)
        _something_ends(chance, now + timedelta(hours=1))
        if turn % 6 == 4:
            _somebody_asks(officer, chance, now + timedelta(hours=2))
        ends += _until(now, now + STEP)
        now += STEP
    shutil.rmtree(settings.AZUKARI.root / "data" / "transfers", ignore_errors=True)
    assert used >= charter.policy.forms.keys()
    assert handed_over > 1
    assert ends > 2.5 * YEARS
    assert merges > YEARS // 5
    assert SealedValue.objects.exists(), "Somebody is still a member."
    Grant.objects.filter(ends_at__isnull=True).update(ends_at=now)
    far = now + timedelta(days=12 * 366)
    run_all(far)
    assert not SealedValue.objects.exists()
    assert not SealedNote.objects.exists()
    assert not Person.objects.exists()


def _until(now, then):
    """Let the days go by: the sweeps run a day after each end at the latest, and an hour later somebody looks who knows
    nothing of them. Returns how many ends there were.
    """
    count = 0
    while end := _next_end(now, then):
        now = end
        swept = run_all(end + timedelta(hours=24))
        assert not [one for one in swept if one.error]
        assert _overdue(end + timedelta(hours=25)) == []
        count += 1
    run_all(then)
    assert all_due(then) == []
    assert list(orphans(then + timedelta(hours=25))) == []
    return count


def _next_end(after, until):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(ends_at) FROM consent_grant WHERE settled_at IS NULL AND ends_at > %s AND ends_at <= %s",
            [after, until],
        )
        (found,) = cursor.fetchone()
    return _moment(found)


def _overdue(now):
    """An independent reader, of the rows alone: values that nothing holds any more, and grants that ended a day ago and
    are not settled.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT submission_id, purpose, ends_at, settled_at FROM consent_grant")
        grants = [
            (submission, purpose, _moment(end), settled) for submission, purpose, end, settled in cursor.fetchall()
        ]
        cursor.execute("SELECT id, submission_id, purposes FROM vault_sealedvalue")
        values = cursor.fetchall()
    day = timedelta(hours=24)
    living = {(submission, purpose) for submission, purpose, end, _ in grants if end is None or end > now - day}
    unsettled = [grant for grant in grants if grant[2] and grant[2] <= now - day and grant[3] is None]
    unheld = [
        id
        for id, submission, names in values
        if not {(submission, purpose) for purpose in (*names.split(), *HOLDS)} & living
    ]
    return unsettled + unheld


def _moment(told):
    """SQLite tells words, PostgreSQL moments."""
    if isinstance(told, str):
        told = datetime.fromisoformat(told)
    return told and (told if told.tzinfo else told.replace(tzinfo=UTC))


def _two_are_one(chance, now):
    """Two records turn out to be of one person."""
    people = list(Person.objects.filter(confirmed_at__isnull=False).order_by("id"))
    if len(people) < 3:
        return 0
    one, other = chance.sample(people, 2)
    merge(other.id, into=one.id, purpose="membership", actor=Actor(ActorKind.SYSTEM, "worker"), now=now)
    return 1


def _a_list_arrives(charter, turn, folder, now):
    """Two readers from elsewhere; and while the contract is in force, all readers go to who sends the magazine. Returns
    whether they went.
    """
    rows = [("email", "name"), *((f"list-{turn}-{row}@example.org", f"読者 {row}") for row in range(2))]
    came = Import(written(folder / f"{turn}.csv", rows), charter, now, attested=True, confirmed="2024-06-01").run()
    assert came.accepted == 2
    with suppress(Refused):
        return office.carried(office.wish(), now=now).people > 1
    return False


def _somebody_comes(charter, chance, turn, now):
    visitor = chance.choice(VISITORS)
    form = charter.policy.forms[sorted(charter.policy.forms)[turn % len(charter.policy.forms)]]
    with suppress(Refused):  # some forms close one day
        fill_in(visitor, form, charter, now=now)
        return form.slug
    return None


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
    decide(case, Outcome.GRANTED, [DecisionPart()], actor=officer.actor, now=now)
    assert carry_out(now) == 1
    lifecycle.answer(case, actor=officer.actor, now=now)
