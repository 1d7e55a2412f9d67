"""Two records become one, and are parted again as if nothing had been: every row, value and entry is whose it was."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from azukari.core.consent.models import Grant
from azukari.core.forms.models import Submission
from azukari.core.ledger.events import Event
from azukari.core.ledger.integrate import integrate_all
from azukari.core.ledger.verify import verify
from azukari.core.mail.models import Message
from azukari.core.mail.queue import enqueue
from azukari.core.people.models import Person, Tombstone, Trail
from azukari.core.policy_versions.current import Current, current
from azukari.core.vault.correct import correct
from azukari.core.vault.erase import erase
from azukari.core.vault.events import VALUE_RELEASED
from azukari.core.vault.find import confirmed_person
from azukari.core.vault.inspect import orphans
from azukari.core.vault.legal_holds import lift_hold, obliged, set_hold
from azukari.core.vault.merge import NotMerged, PersonGone, merge, merges_of, part, settle_merges, survivor_of
from azukari.core.vault.models import Merge, MergedRow, SealedValue
from azukari.core.vault.opening import entry_keys
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import release
from azukari.core.vault.scan import remains
from azukari.core.vault.trail import record_about
from azukari.core.vault.withdraw import withdraw
from azukari.features.members.models import Payment
from azukari.features.members.payments import record_payment, take_back
from azukari.policy.casework import Hold
from azukari.policy.merge import UNDOABLE
from azukari.policy.terms import OWN_ACCESS, Actor, ActorKind, Category
from azukari.shells.self_service.session import find as find_session
from azukari.shells.self_service.session import open_session
from tests.console import desks
from tests.merge.owners import STAFF, join, left_over, owners, people, take_apart, trails, words

A, B = "aoba-marker@example.org", "blue-marker@example.org"


@pytest.fixture
def ruling(db: None) -> Current:
    return desks.publish()


@pytest.fixture
def pair(ruling: Current) -> tuple[desks.Registered, desks.Registered]:
    """Two records: one a member and reader, the other a member and volunteer, with mail and looks on each."""
    one = desks.register("membership", {"email": A})
    desks.register("magazine", {"email": A})
    other = desks.register("membership", {"email": B, "name": "Marker Blue"})
    desks.register("volunteers", {"email": B})
    for registered in (one, other):
        with transaction.atomic():
            enqueue("forms:receipt", person=registered.person, reference=None, lang="ja", now=desks.moment())
            record_about(
                [Event(VALUE_RELEASED, {"actor": "system", "purpose": "membership"}, registered.person)],
                now=desks.moment(),
            )
    return one, other


def _state() -> tuple[object, ...]:
    return owners(), trails(), people(), words()


def _read(person: UUID, purpose: str) -> set[str]:
    """What a purpose may read of somebody: texts; nothing where it is refused."""
    actor = Actor(ActorKind.SYSTEM, "worker")
    category = frozenset({Category.NAME, Category.EMAIL, Category.PHONE})
    asked = current().policy.purposes[purpose].categories & category
    try:
        found = release(
            [person],
            purpose=purpose,
            categories=asked,
            actor=actor,
            reason=Reason.SERVICE,
            now=desks.moment(),
        )
    except Refused:
        return set()
    return {opened.text for opened in found.get(person, ())}


def test_after_a_merge_there_is_one_person_with_everything(pair: tuple[desks.Registered, desks.Registered]):
    one, other = pair
    before = words()
    join(other.person, one.person)
    assert not Person.objects.filter(id=other.person).exists()
    assert {owner for owner, _text in words().values()} == {one.person}
    assert {id: text for id, (_owner, text) in words().items()} == {id: text for id, (_o, text) in before.items()}
    assert confirmed_person(A) == confirmed_person(B) == one.person
    assert survivor_of(other.person) == one.person
    assert list(orphans(desks.moment())) == []


def test_no_purpose_reads_more_than_before(pair: tuple[desks.Registered, desks.Registered], ruling: Current):
    one, other = pair
    before = {p: _read(one.person, p) | _read(other.person, p) for p in ruling.policy.purposes}
    join(other.person, one.person)
    assert {p: _read(one.person, p) for p in ruling.policy.purposes} == before


def test_parting_gives_everything_back(pair: tuple[desks.Registered, desks.Registered]):
    one, other = pair
    before = _state()
    id = join(other.person, one.person)
    assert take_apart(id) == other.person
    after = _state()
    told = set(trails()) - set(before[1])  # type: ignore[call-overload]
    assert len(told) == 3
    assert after[0] == before[0]
    assert {entry: owner for entry, owner in trails().items() if entry not in told} == before[1]
    assert after[2:] == before[2:]
    assert left_over() == (0, 0)
    assert list(orphans(desks.moment())) == []
    integrate_all(desks.moment())
    report = verify(entry_keys)
    assert report.ok


def test_what_was_done_meanwhile_stays_done(pair: tuple[desks.Registered, desks.Registered]):
    one, other = pair
    id = join(other.person, one.person)
    actor = Actor(ActorKind.PERSON, str(one.person))
    value = SealedValue.objects.get(submission_id=other.submission, field="name")
    correct(value.id, "Marker Corrected", person=one.person, actor=actor, now=desks.moment())
    withdraw(one.person, purpose="magazine", actor=actor, now=desks.moment())
    take_apart(id)
    assert words()[value.id] == (other.person, "Marker Corrected")
    assert not Grant.objects.filter(purpose="magazine", ends_at__isnull=True).exists()


def _elsewhere() -> list[str]:
    """Purposes of grants that lie with another person than what they are for."""
    of = dict(Submission.objects.values_list("id", "person_id"))
    grants = Grant.objects.values_list("submission_id", "person_id", "purpose")
    return [purpose for submission, person, purpose in grants if of.get(submission) != person]


def test_a_hold_set_meanwhile_holds_both(pair: tuple[desks.Registered, desks.Registered]):
    one, other = pair
    id, now, case = join(other.person, one.person), desks.moment(), UUID(int=1)
    assert set_hold(one.person, Hold.CLAIM, until=now + timedelta(days=9), actor=STAFF, now=now, case=case) == 4
    take_apart(id)
    assert _elsewhere() == []
    assert all(Hold.CLAIM in obliged(registered.person, now) for registered in pair)
    assert lift_hold(one.person, Hold.CLAIM, actor=STAFF, now=desks.moment(), case=case)
    assert Hold.CLAIM in obliged(other.person, desks.moment()), "It was lifted for the one alone."
    assert Submission.objects.filter(person_id=other.person).count() == 2
    assert list(orphans(desks.moment())) == []


def test_a_duty_that_began_meanwhile_goes_with_what_it_keeps(pair: tuple[desks.Registered, desks.Registered]):
    one, other = pair
    payment = Payment.objects.get(submission_id=other.submission)
    take_back(payment.id, submission=other.submission, actor=STAFF, now=desks.moment())
    assert "dues-record" not in obliged(other.person, desks.moment())
    id, now = join(other.person, one.person), desks.moment()
    record_payment(other.submission, paid_on=now.date(), amount=3000, by=None, actor=STAFF, now=now)
    take_apart(id)
    assert _elsewhere() == []
    assert "dues-record" in obliged(other.person, desks.moment())
    erase(other.person, actor=Actor(ActorKind.PERSON, str(other.person)), now=desks.moment())
    assert {value.submission_id for value in SealedValue.objects.filter(person_id=other.person)} == {other.submission}


def test_what_is_recorded_meanwhile_goes_with_a_registration_of_which_no_words_are_left(
    pair: tuple[desks.Registered, desks.Registered],
):
    one, other = pair
    id, now = join(other.person, one.person), desks.moment()
    SealedValue.objects.filter(submission_id=other.submission).delete()
    record_payment(other.submission, paid_on=now.date(), amount=3000, by=None, actor=STAFF, now=now)
    take_apart(id)
    assert set(Payment.objects.filter(submission_id=other.submission).values_list("person_id", flat=True)) == {
        other.person
    }
    assert _elsewhere() == []


def test_a_letter_about_a_registration_goes_with_it(pair: tuple[desks.Registered, desks.Registered]):
    one, other = pair
    id, now = join(other.person, one.person), desks.moment()
    with transaction.atomic():
        letters = [
            enqueue("forms:receipt", person=one.person, reference=r.submission, lang="ja", now=now) for r in pair
        ]
    take_apart(id)
    whose = dict(Message.objects.filter(id__in=letters).values_list("reference", "person_id"))
    assert whose == {registered.submission: registered.person for registered in pair}


def test_what_is_recorded_meanwhile_stays_on_the_survivors_trail(pair: tuple[desks.Registered, desks.Registered]):
    one, other = pair
    id = join(other.person, one.person)
    event = Event(VALUE_RELEASED, {"actor": "system", "purpose": "membership"}, one.person)
    with transaction.atomic():
        (entry,) = record_about([event], now=desks.moment())
    take_apart(id)
    assert trails()[entry] == one.person


def test_a_registration_since_then_goes_with_the_address_that_confirmed_it(
    pair: tuple[desks.Registered, desks.Registered],
):
    one, other = pair
    id = join(other.person, one.person)
    by_a = desks.register("volunteers", {"email": A})
    by_b = desks.register("magazine", {"email": B})
    assert by_a.person == by_b.person == one.person
    take_apart(id)
    assert Submission.objects.get(id=by_a.submission).person_id == one.person
    assert Submission.objects.get(id=by_b.submission).person_id == other.person
    assert (confirmed_person(A), confirmed_person(B)) == (one.person, other.person)
    assert list(orphans(desks.moment())) == []


def test_an_address_changed_meanwhile_opens_nobodys_page(pair: tuple[desks.Registered, desks.Registered]):
    """Whoever changed it saw both records: after the parting it must not be a key to the other one."""
    one, other = pair
    id = join(other.person, one.person)
    mine = "mine-marker@example.org"
    for value in SealedValue.objects.filter(field="email", submission_id=other.submission):
        correct(value.id, mine, person=one.person, actor=Actor(ActorKind.PERSON, str(one.person)), now=desks.moment())
    later = desks.register("magazine", {"email": mine})
    assert later.person == one.person
    take_apart(id)
    assert confirmed_person(mine) is None
    assert confirmed_person(A) == one.person


def test_open_pages_end_with_the_parting(pair: tuple[desks.Registered, desks.Registered]):
    one, other = pair
    id = join(other.person, one.person)
    session = open_session(one.person, now=desks.moment())
    take_apart(id)
    assert find_session(session.secret, now=desks.moment()) is None


@pytest.mark.parametrize(("left", "works"), [(timedelta(seconds=1), True), (timedelta(0), False)])
def test_it_can_be_undone_for_thirty_days_exactly(
    left: timedelta, works: bool, pair: tuple[desks.Registered, desks.Registered]
):
    one, other = pair
    now = desks.moment()
    id = merge(other.person, into=one.person, purpose="membership", actor=STAFF, now=now)
    at = now + UNDOABLE - left
    assert bool(merges_of(one.person, at)) == works
    settle_merges(at)
    if works:
        assert part(id, actor=STAFF, now=at) == other.person
    else:
        assert not MergedRow.objects.exists()
        with pytest.raises(Refused):
            part(id, actor=STAFF, now=at)
        assert Merge.objects.get(id=id).merged_id == other.person


def test_erasing_one_erases_both(pair: tuple[desks.Registered, desks.Registered]):
    one, other = pair
    erase_law = Grant.objects.filter(ground="law")
    erase_law.delete()
    join(other.person, one.person)
    erase(one.person, actor=Actor(ActorKind.PERSON, str(one.person)), now=desks.moment())
    assert not SealedValue.objects.exists()
    assert remains(one.person) == []
    assert remains(other.person) == []
    assert {*Tombstone.objects.values_list("person_id", flat=True)} >= {one.person, other.person}
    assert left_over() == (0, 0)


def test_merges_upon_merges_are_undone_in_any_order(ruling: Current):
    registered = [desks.register("membership", {"email": f"m{n}-marker@example.org"}) for n in range(3)]
    one, two, three = (r.person for r in registered)
    for order in ((0, 1), (1, 0)):
        before = _state()
        ids = [join(two, one), join(one, three)]
        for index in order:
            take_apart(ids[index])
        assert owners() == before[0]
        assert words() == before[3]
        assert left_over() == (0, 0)
        assert list(orphans(desks.moment())) == []


def test_gone_people_are_not_merged(pair: tuple[desks.Registered, desks.Registered]):
    one, other = pair
    with pytest.raises(PersonGone):
        join(UUID(int=1), one.person)
    with pytest.raises(PersonGone):
        join(one.person, one.person)
    id = join(other.person, one.person)
    take_apart(id)
    with pytest.raises(NotMerged):
        take_apart(id)


def test_one_sees_only_ones_own_again(pair: tuple[desks.Registered, desks.Registered]):
    one, other = pair
    take_apart(join(other.person, one.person))
    for mine, theirs in ((one, other), (other, one)):
        actor = Actor(ActorKind.PERSON, str(mine.person))
        found = release(
            [mine.person],
            purpose=OWN_ACCESS,
            categories=frozenset(Category),
            actor=actor,
            reason=Reason.OWN,
            now=desks.moment(),
        )
        assert {o.submission for o in found[mine.person]}.isdisjoint({theirs.submission})
        with pytest.raises(Refused):
            release(
                [theirs.person],
                purpose=OWN_ACCESS,
                categories=frozenset(Category),
                actor=actor,
                reason=Reason.OWN,
                now=desks.moment(),
            )
    assert Trail.objects.filter(person_id=other.person).exists()
