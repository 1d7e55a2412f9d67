"""Whatever the vault tells of a person, opens for them or takes back, is theirs: another has the same beside it."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from azukari.core.consent.models import Grant
from azukari.core.ledger.models import Pending
from azukari.core.people.models import Person, Trail
from azukari.core.policy_versions.current import Current
from azukari.core.vault.address_change import KEPT, CannotObject, changes_of, object_to, open_change, stand_ins_of
from azukari.core.vault.correct import correct, correct_on_request
from azukari.core.vault.erase import erase
from azukari.core.vault.erasure_preview import preview_erasure
from azukari.core.vault.erasure_report import inventory
from azukari.core.vault.events import ADDRESS_OBJECTED, VALUE_REFUSED, VALUE_RELEASED
from azukari.core.vault.find import confirmed_person, is_confirmed_address
from azukari.core.vault.former import KEPT as FORMER_KEPT
from azukari.core.vault.former import corrections_kept, forget_former, former_values
from azukari.core.vault.legal_holds import set_hold
from azukari.core.vault.merge import merges_of, part, survivor_of
from azukari.core.vault.models import AddressChange, FormerValue, Merge, Proposal, SealedValue
from azukari.core.vault.propose import Proposed, adopt, propose
from azukari.core.vault.reasons import Channel
from azukari.core.vault.refusal import Refused
from azukari.core.vault.withdraw import withdraw
from azukari.lib.identifier import new_id
from azukari.policy.casework import Hold
from azukari.policy.merge import UNDOABLE
from azukari.policy.terms import OWN_ACCESS, Actor, ActorKind, Category, FormKind
from tests.cast import NOW, Known, Staff, registrant

pytestmark = pytest.mark.django_db

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
LATER = NOW + HOUR
NEW = {"hanako": "hanako-new@example.org", "amelia": "amelia-new@example.org"}


def own(known: Known) -> Actor:
    return Actor(ActorKind.PERSON, str(known.id))


def value(known: Known, category: Category) -> SealedValue:
    return SealedValue.objects.filter(person_id=known.id, category=category).order_by("id")[0]


def recorded(kind, person: UUID) -> list[dict[str, object]]:
    """What stands on somebody's trail of that kind."""
    entries = [*Trail.objects.filter(person_id=person).values_list("entry_id", flat=True)]
    return [json.loads(row.payload) for row in Pending.objects.filter(kind=kind.name, id__in=entries).order_by("id")]


# --- What is kept for a dispute --------------------------------------------------------------------------------------


def test_a_hold_that_goes_on_longer_goes_on_for_one(hanako: Known, amelia: Known) -> None:
    case = new_id()

    def hold(known: Known, until) -> int:
        return set_hold(known.id, Hold.CLAIM, until=until, actor=own(known), now=LATER, case=case)

    def ends(known: Known) -> set[object]:
        return {*Grant.objects.filter(person_id=known.id, purpose=Hold.CLAIM).values_list("ends_at", flat=True)}

    for known in (hanako, amelia):
        assert hold(known, LATER + DAY)
    assert hold(hanako, LATER + 9 * DAY)
    assert (ends(hanako), ends(amelia)) == ({LATER + 9 * DAY}, {LATER + DAY})


# --- What values said before -----------------------------------------------------------------------------------------


def corrected(known: Known, purpose: str, actor: Actor, now=LATER) -> SealedValue:
    row = value(known, Category.PHONE)
    text = {row.id: "+81312345678"}
    correct_on_request(text, person=known.id, purpose=purpose, channel=Channel.PHONE, actor=actor, now=now)
    return row


def test_what_was_said_before_is_told_to_whoever_said_it_for_ninety_days(
    hanako: Known, amelia: Known, membership_desk: Staff, volunteer_desk: Staff
) -> None:
    mine = corrected(hanako, "membership", membership_desk.actor)
    corrected(amelia, "volunteers", volunteer_desk.actor, now=LATER + DAY)
    (told,) = former_values(hanako.id, actor=own(hanako), now=LATER)
    assert told.text.endswith("0101")
    assert (told.value, told.field, told.category) == (mine.id, mine.field, Category.PHONE)
    assert (told.channel, told.corrected_at, told.until) == (Channel.PHONE.value, LATER, LATER + FORMER_KEPT)
    assert recorded(VALUE_RELEASED, hanako.id) == [
        {"actor": "person", "purpose": OWN_ACCESS, "categories": ["phone"], "reason": "own"}
    ]
    assert recorded(VALUE_RELEASED, amelia.id) == []
    assert corrections_kept(hanako.id, LATER) == {mine.id: LATER + FORMER_KEPT}
    last, over = LATER + FORMER_KEPT - SECOND, LATER + FORMER_KEPT
    assert former_values(hanako.id, actor=own(hanako), now=last)
    assert corrections_kept(hanako.id, last)
    assert former_values(hanako.id, actor=own(hanako), now=over) == ()
    assert corrections_kept(hanako.id, over) == {}
    assert forget_former(last) == 0
    assert forget_former(over) == 1
    assert [*FormerValue.objects.values_list("person_id", flat=True)] == [amelia.id]


@pytest.mark.parametrize("who", ["another person", "staff"])
def test_nobody_else_is_told_what_was_said_before_and_that_is_recorded(
    hanako: Known, amelia: Known, membership_desk: Staff, who: str
) -> None:
    corrected(hanako, "membership", membership_desk.actor)
    with pytest.raises(Refused):
        former_values(hanako.id, actor=own(amelia) if who == "another person" else membership_desk.actor, now=LATER)
    (refusal,) = recorded(VALUE_REFUSED, hanako.id)
    assert refusal["purpose"] == OWN_ACCESS
    assert recorded(VALUE_RELEASED, hanako.id) == []
    assert former_values(hanako.id, actor=Actor(ActorKind.SYSTEM, "worker"), now=LATER), "for the person's own archive"


# --- A change of address ---------------------------------------------------------------------------------------------


def proposed(known: Known, new: str = "", now=LATER) -> Proposed:
    with transaction.atomic():
        old = value(known, Category.EMAIL).id
        return propose(old, new or NEW[known.visitor.mailbox], person=known.id, now=now, until=now + DAY)


def taken_up(made: Proposed, now=LATER):
    with transaction.atomic():
        return adopt(made.id, actor=Actor(ActorKind.PERSON, ""), now=now)


def objected(made: Proposed, now=LATER) -> list[UUID]:
    assert made.change
    with transaction.atomic():
        return object_to(made.change.id, actor=Actor(ActorKind.PERSON, ""), now=now)


def test_each_sees_the_changes_of_their_own_address_alone_the_newest_first(hanako: Known, amelia: Known) -> None:
    first, theirs = proposed(hanako), proposed(amelia)
    assert changes_of(hanako.id, now=LATER) == [], "nothing has changed yet"
    assert first.change
    assert theirs.change
    assert stand_ins_of(hanako.id, now=LATER) == [first.change.stand_in_id]
    assert stand_ins_of(hanako.id, now=LATER + DAY - SECOND) == [first.change.stand_in_id]
    assert stand_ins_of(hanako.id, now=LATER + DAY) == []
    assert open_change(first.change.id, now=LATER + DAY - SECOND)
    assert open_change(first.change.id, now=LATER + DAY) is None
    taken_up(first)
    taken_up(theirs)
    second = proposed(hanako, "hanako-again@example.org", now=LATER + HOUR)
    taken_up(second, now=LATER + HOUR)
    assert second.change
    assert stand_ins_of(hanako.id, now=LATER + HOUR) == [second.change.stand_in_id, first.change.stand_in_id]
    told = changes_of(hanako.id, now=LATER + HOUR)
    assert [(each.id, each.created_at, each.adopted_at, each.expires_at) for each in told] == [
        (second.change.id, LATER + HOUR, LATER + HOUR, LATER + HOUR + KEPT),
        (first.change.id, LATER, LATER, LATER + KEPT),
    ]
    assert open_change(first.change.id, now=LATER) == told[1]
    assert [each.id for each in changes_of(hanako.id, now=LATER + KEPT)] == [second.change.id]
    assert stand_ins_of(hanako.id, now=LATER + KEPT) == [second.change.stand_in_id]
    kept = Grant.objects.get(person_id=first.change.stand_in_id)
    assert kept.ends_at == LATER + KEPT


def test_what_came_of_a_change_is_written_to_it_and_to_no_other(charter: Current, hanako: Known, amelia: Known) -> None:
    taro = registrant(charter, "taro", FormKind.VOLUNTEERS)
    theirs = proposed(taro, "taro-new@example.org")
    done = taken_up(proposed(amelia, hanako.email))
    assert done is not None
    assert done.person == hanako.id
    change = AddressChange.objects.get(id=done.change.id)
    assert change.merge == Merge.objects.get().id
    addresses = SealedValue.objects.filter(category="email", submission_id=amelia.submission.id)
    assert change.replaced == [str(one.id) for one in addresses]
    other = AddressChange.objects.get(proposal=theirs.id)
    assert (other.merge, other.replaced, other.adopted_at) == (None, [], None)


def test_who_has_the_same_address_keeps_it_when_somebody_else_changes_theirs(hanako: Known, amelia: Known) -> None:
    mine = value(hanako, Category.EMAIL)
    SealedValue.objects.filter(id=value(amelia, Category.EMAIL).id).update(token=mine.token)
    before = value(amelia, Category.EMAIL)
    taken_up(proposed(hanako))
    after = value(amelia, Category.EMAIL)
    assert (after.sealed, after.token, after.corrected_at) == (before.sealed, mine.token, None)


def test_an_objection_before_forgets_the_wish_and_says_that_it_stayed(hanako: Known, amelia: Known) -> None:
    theirs, made = proposed(amelia), proposed(hanako)
    assert objected(made) == [hanako.id]
    assert recorded(ADDRESS_OBJECTED, hanako.id) == [{"actor": "person", "categories": ["email"], "outcome": "stayed"}]
    assert [*Proposal.objects.values_list("id", flat=True)] == [theirs.id]
    assert [*AddressChange.objects.values_list("proposal", flat=True)] == [theirs.id]
    assert is_confirmed_address(hanako.email, hanako.id)


def test_an_objection_afterwards_puts_it_back_and_leaves_others_and_what_was_before(
    hanako: Known, amelia: Known
) -> None:
    theirs, first = proposed(amelia), proposed(hanako)
    taken_up(theirs)
    taken_up(first)
    second = proposed(hanako, "hanako-again@example.org", now=LATER + HOUR)
    taken_up(second, now=LATER + HOUR)
    assert objected(second, now=LATER + 2 * HOUR) == [hanako.id, hanako.id]
    assert recorded(ADDRESS_OBJECTED, hanako.id) == [
        {"actor": "person", "categories": ["email"], "outcome": "put-back"}
    ]
    assert confirmed_person(NEW["hanako"]) == hanako.id
    assert confirmed_person(NEW["amelia"]) == amelia.id
    left = {*AddressChange.objects.values_list("proposal", flat=True)}
    assert left == {theirs.id, first.id}, "the first address of all can still object"
    assert objected(first, now=LATER + 3 * HOUR)
    assert confirmed_person(hanako.email) == hanako.id


def test_an_objection_parts_what_that_change_joined_and_nothing_else(
    charter: Current, hanako: Known, amelia: Known
) -> None:
    taro, noor = (registrant(charter, name, FormKind.VOLUNTEERS) for name in ("taro", "noor"))
    taken_up(proposed(taro, noor.email))
    other = Merge.objects.get().id
    made = proposed(hanako, amelia.email)
    taken_up(made)
    assert objected(made)
    assert [*Merge.objects.values_list("id", flat=True)] == [other]
    assert confirmed_person(amelia.email) == amelia.id


@pytest.mark.parametrize("why", ["another has it", "parted no more", "nothing is left", "too late"])
def test_what_cannot_be_put_back_is_left_as_it_is(hanako: Known, amelia: Known, why: str) -> None:
    now = LATER
    made = proposed(hanako, amelia.email if why == "parted no more" else "")
    done = taken_up(made)
    if why == "another has it":
        row = value(amelia, Category.EMAIL)
        with transaction.atomic():
            later = propose(row.id, hanako.email, person=amelia.id, now=LATER, until=LATER + DAY)
        taken_up(later)
    elif why == "parted no more":
        Merge.objects.update(ends_at=LATER)
    elif why == "nothing is left":
        SealedValue.objects.filter(person_id=hanako.id, category=Category.EMAIL).delete()
    else:
        now = LATER + KEPT
    before = sorted(SealedValue.objects.values_list("id", "person_id", "corrected_at", "token"))
    with pytest.raises(CannotObject):
        objected(made, now=now)
    assert sorted(SealedValue.objects.values_list("id", "person_id", "corrected_at", "token")) == before
    assert AddressChange.objects.filter(id=done.change.id).exists()
    for person in (hanako.id, amelia.id):
        assert recorded(ADDRESS_OBJECTED, person) == []


def test_a_record_that_was_parted_on_the_page_already_gets_its_address_back_all_the_same(
    hanako: Known, amelia: Known
) -> None:
    made = proposed(hanako, amelia.email)
    taken_up(made)
    part(Merge.objects.get().id, actor=own(amelia), now=LATER)
    assert objected(made)[-1] == hanako.id
    assert confirmed_person(hanako.email) == hanako.id
    assert confirmed_person(amelia.email) == amelia.id


# --- What would go, and what is there --------------------------------------------------------------------------------


@pytest.mark.parametrize("purpose", ["", "magazine", "membership"])
def test_what_would_go_is_what_goes_and_nothing_of_anybody_elses(hanako: Known, amelia: Known, purpose: str) -> None:
    mine = {*SealedValue.objects.filter(person_id=hanako.id).values_list("id", flat=True)}
    told = preview_erasure(hanako.id, now=LATER, purpose=purpose)
    assert told.goes | {*told.stays} == mine
    assert told.goes.isdisjoint(told.stays)
    others = SealedValue.objects.filter(person_id=amelia.id).count()
    erase(hanako.id, actor=own(hanako), now=LATER, purpose=purpose)
    left = {*SealedValue.objects.filter(person_id=hanako.id).values_list("id", flat=True)}
    assert left == {*told.stays}
    assert SealedValue.objects.filter(person_id=amelia.id).count() == others
    living = {grant.purpose: grant.ends_at for grant in Grant.objects.filter(person_id=hanako.id)
              if grant.is_living(LATER)}  # fmt: skip
    assert told.until == living
    for id, purposes in told.stays.items():
        row = SealedValue.objects.get(id=id)
        assert purposes == tuple(sorted({*living} & {*row.purposes.split()}))


def test_what_a_withdrawal_would_take_is_what_it_takes(hanako: Known) -> None:
    consents = [grant.purpose for grant in Grant.objects.filter(person_id=hanako.id, ground="consent")]
    assert consents
    (purpose, *_more) = consents
    told = preview_erasure(hanako.id, now=LATER, purpose=purpose, consents_only=True)
    unlike = preview_erasure(hanako.id, now=LATER, purpose="membership", consents_only=True)
    assert not unlike.goes, "what no consent carries, no withdrawal ends"
    withdraw(hanako.id, purpose=purpose, actor=own(hanako), now=LATER)
    left = {*SealedValue.objects.filter(person_id=hanako.id).values_list("id", flat=True)}
    assert left == {*told.stays}


def test_what_is_counted_of_a_person_is_theirs_by_category_in_order(hanako: Known, amelia: Known) -> None:
    told = inventory(hanako.id)
    values = {each["category"]: each["count"] for each in told if each["what"] == "value"}
    rows = [*SealedValue.objects.filter(person_id=hanako.id).values_list("category", flat=True)]
    assert values == {category: rows.count(category) for category in rows}
    assert [*values] == sorted(values)
    counts = {each["what"]: each["count"] for each in told if each["what"] != "value"}
    assert counts["grant"] == Grant.objects.filter(person_id=hanako.id).count()
    assert counts["trail"] == Trail.objects.filter(person_id=hanako.id).count()
    assert counts["key"] == 2
    assert counts["submission"] == 1
    assert "merge" not in counts
    assert all(count for sort, count in counts.items())


# --- Merges ----------------------------------------------------------------------------------------------------------


def test_a_merge_is_told_of_the_record_that_has_it_the_newest_first(hanako: Known, amelia: Known) -> None:
    def done(survivor: Known, merged: UUID, at) -> UUID:
        return Merge.objects.create(
            survivor_id=survivor.id, merged_id=merged, merged_created_at=NOW, merged_confirmed_at=NOW,
            purpose="membership", at=at, ends_at=at + UNDOABLE,
        ).id  # fmt: skip

    gone = new_id()
    first, theirs = done(hanako, gone, LATER), done(amelia, gone, LATER + 2 * HOUR)
    second = done(hanako, new_id(), LATER + HOUR)
    assert [one.id for one in merges_of(hanako.id, LATER + HOUR)] == [second, first]
    assert [one.id for one in merges_of(amelia.id, LATER + HOUR)] == [theirs]
    assert [one.id for one in merges_of(hanako.id, LATER + UNDOABLE)] == [second]
    assert survivor_of(gone) == amelia.id, "where it went last"
    assert survivor_of(new_id()) is None
    assert inventory(hanako.id)[-3:][0] == {"what": "merge", "count": 2}


def test_an_address_is_confirmed_of_whoever_confirmed_it(hanako: Known, amelia: Known) -> None:
    assert is_confirmed_address(hanako.email, hanako.id)
    assert not is_confirmed_address(hanako.email, amelia.id)
    assert not is_confirmed_address("", hanako.id)
    correct(value(hanako, Category.PHONE).id, "", person=hanako.id, actor=own(hanako), now=LATER)
    Person.objects.filter(id=hanako.id).update(confirmed_at=None)
    assert not is_confirmed_address(hanako.email, hanako.id)
    assert confirmed_person(hanako.email) is None
