"""Taking back what may be passed on ends what was named, of whoever asks, and nothing of anybody else; each agreement
and each end is recorded with all that it says (P22, P40).
"""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest

from azukari.core.consent.models import Grant
from azukari.core.people.lock import lock_people
from azukari.core.people.models import Removal
from azukari.core.people.removals import RemovalKind
from azukari.core.policy_versions.current import current
from azukari.core.transfers import consents
from azukari.core.transfers.consents import NotOffered, agree, agree_by_box, offers, stop, withdraw, withdraw_again
from azukari.core.transfers.events import DISCLOSURE_AGREED, DISCLOSURE_WITHDRAWN
from azukari.core.transfers.models import Consent, Instruction, Recipient, What
from azukari.policy.terms import Category
from azukari.shells.self_service.subject_timeline import entries_of
from tests.disclosure import office
from tests.promises.agreed import BOTH, EMAIL, LATER, PARTNER, consented, me, moment, partner, readers

__all__ = ["moment", "partner", "readers"]  # fixtures

pytestmark = pytest.mark.django_db

AGREED = ["email"]


def _living(person) -> list[tuple[str, str]]:
    rows = Consent.objects.filter(person_id=person, withdrawn_at=None)
    return sorted(rows.values_list("recipient_id", "purpose"))


def _besides(person, moment, recipient="kotori-mail", purpose="magazine") -> Consent:
    """Another consent of theirs, which the policy of this test would not offer."""
    return Consent.objects.create(
        person_id=person,
        recipient=Recipient.objects.get(slug=recipient),
        purpose=purpose,
        categories="email",
        charter_id=current().number,
        begins_at=moment,
    )


def _told(person, kind):
    return [entry.payload for entry in entries_of(person) if entry.kind is kind]


def test_who_asks_that_nothing_more_goes_ends_all_of_theirs_and_of_nobody_else(partner, readers, moment):
    consented(readers, moment)
    _besides(readers[0], moment, purpose="campaign-updates")
    assert stop(readers[0], "", me(readers[0]), moment + LATER) == 2
    assert [_living(person) for person in readers] == [[], [(PARTNER, "magazine")], [(PARTNER, "magazine")]]
    assert stop(readers[0], "", me(readers[0]), moment + LATER) == 0


def test_who_names_a_purpose_ends_that_one(partner, readers, moment):
    consented(readers[:1], moment)
    _besides(readers[0], moment, recipient=PARTNER, purpose="campaign-updates")
    assert stop(readers[0], "magazine", me(readers[0]), moment + LATER) == 1
    assert _living(readers[0]) == [(PARTNER, "campaign-updates")]


def test_taking_back_ends_what_was_named_alone(partner, readers, moment):
    consented(readers[:2], moment)
    _besides(readers[0], moment)
    _besides(readers[0], moment, recipient=PARTNER, purpose="campaign-updates")
    assert withdraw(readers[0], recipient=PARTNER, purpose="magazine", actor=me(readers[0]), now=moment + LATER)
    assert _living(readers[0]) == [("kotori-mail", "magazine"), (PARTNER, "campaign-updates")]
    assert _living(readers[1]) == [(PARTNER, "magazine")]
    assert [offer.since for offer in offers(readers[0], policy=current().policy, now=moment + LATER)] == [None]
    assert not withdraw(readers[0], recipient=PARTNER, purpose="magazine", actor=me(readers[0]), now=moment + LATER)


def test_both_are_recorded_with_all_that_they_say_and_an_older_backup_learns_of_the_end(partner, readers, moment):
    consented(readers[:1], moment)
    consent = Consent.objects.get()
    withdraw(readers[0], recipient=PARTNER, purpose="magazine", actor=me(readers[0]), now=moment + LATER)
    said = {"actor": "person", "recipient": PARTNER, "purpose": "magazine", "categories": AGREED}
    assert _told(readers[0], DISCLOSURE_AGREED) == [said]
    assert _told(readers[0], DISCLOSURE_WITHDRAWN) == [said]
    removal = Removal.objects.get(kind=RemovalKind.STOPPED)
    assert (removal.about, removal.person_id, removal.at) == (consent.id, readers[0], moment + LATER)
    assert "magazine" in removal.told.values()
    assert Consent.objects.get().withdrawn_at == moment + LATER


def test_whoever_agrees_is_held_meanwhile_and_nobody_else(partner, readers, moment, monkeypatch):
    held: list[set[object]] = []

    def hold(people):
        held.append(set(people))
        return lock_people(people)

    monkeypatch.setattr(consents, "lock_people", hold)
    consented(readers[:1], moment)
    assert held == [{readers[0]}]


def test_agreeing_again_takes_the_place_of_what_was_agreed_before(partner, readers, moment):
    consented(readers[:1], moment)
    consented(readers[:1], moment + LATER, BOTH)
    (living,) = Consent.objects.filter(withdrawn_at=None)
    assert living.state().categories == BOTH
    assert living.begins_at == moment + LATER
    (offer,) = offers(readers[0], policy=current().policy, now=moment + LATER)
    assert (offer.categories, offer.since) == (BOTH, moment + LATER)
    (other,) = offers(readers[1], policy=current().policy, now=moment + LATER)
    assert other.since is None


def test_nothing_is_offered_and_agreed_to_once_nothing_is_held_for_it(partner, readers, moment):
    old = Grant.objects.filter(person_id=readers[0], purpose="magazine")[0]
    old.pk, old.purpose, old._state.adding = None, "membership", True
    old.save()
    Grant.objects.filter(person_id=readers[0], purpose="magazine").update(ends_at=moment)
    assert offers(readers[0], policy=current().policy, now=moment + LATER) == []
    with pytest.raises(NotOffered):
        agree(
            readers[0],
            recipient=PARTNER,
            purpose="magazine",
            categories=EMAIL,
            actor=me(readers[0]),
            now=moment + LATER,
        )
    with pytest.raises(NotOffered):  # to nothing at all
        agree(readers[1], recipient=PARTNER, purpose="magazine", categories=[], actor=me(readers[1]), now=moment)
    assert not Consent.objects.exists()


def test_a_ticked_box_is_a_consent_to_the_third_party_that_it_named(partner, readers, moment):
    grants = list(Grant.objects.filter(purpose="magazine").order_by("person_id"))
    assert agree_by_box(grants, recipient=PARTNER, now=moment) == 3
    for grant in grants:
        (consent,) = Consent.objects.filter(person_id=grant.person_id)
        assert (consent.recipient_id, consent.purpose, consent.charter_id) == (PARTNER, "magazine", grant.charter_id)
        assert (consent.begins_at, consent.withdrawn_at) == (grant.begins_at, None)
        assert consent.state().categories == BOTH
        said = {"actor": "person", "recipient": PARTNER, "purpose": "magazine", "categories": ["email", "name"]}
        assert _told(grant.person_id, DISCLOSURE_AGREED) == [said]


def test_a_box_that_named_nobody_else_is_none(partner, readers, moment):
    grants = list(Grant.objects.filter(purpose="magazine"))
    assert agree_by_box(grants, recipient="somebody-else", now=moment) == 0
    gone = [Grant(person_id=uuid4(), charter_id=g.charter_id, purpose="magazine", begins_at=moment) for g in grants]
    assert agree_by_box(gone, recipient=PARTNER, now=moment) == 0
    elsewhere = [Grant(person_id=g.person_id, charter_id=g.charter_id, purpose="membership") for g in grants]
    assert agree_by_box(elsewhere, recipient=PARTNER, now=moment) == 0
    assert not Consent.objects.exists()


def test_after_a_restore_a_withdrawal_holds_from_its_day_and_not_before_the_consent(partner, readers, moment):
    consented(readers[:2], moment)
    mine, others = Consent.objects.order_by("person_id")
    assert withdraw_again(mine.id, at=datetime(2020, 1, 1, tzinfo=UTC))
    mine.refresh_from_db()
    assert mine.withdrawn_at == mine.begins_at
    assert not withdraw_again(mine.id, at=moment + LATER)
    assert withdraw_again(others.id, at=moment + LATER)
    others.refresh_from_db()
    assert others.withdrawn_at == moment + LATER


def test_only_what_the_policy_names_is_offered_in_each_of_its_words(partner, readers, moment):
    (offer,) = offers(readers[0], policy=current().policy, now=moment)
    assert (offer.recipient, offer.purpose, offer.categories) == (PARTNER, "magazine", BOTH)
    Grant.objects.filter(person_id=readers[1]).update(purpose="campaign-updates")
    with pytest.raises(NotOffered):
        agree(
            readers[1],
            recipient=PARTNER,
            purpose="campaign-updates",
            categories=EMAIL,
            actor=me(readers[1]),
            now=moment,
        )
    for categories in (frozenset({Category.PHONE}), EMAIL | {Category.PHONE}):
        with pytest.raises(NotOffered):
            agree(
                readers[0],
                recipient=PARTNER,
                purpose="magazine",
                categories=categories,
                actor=me(readers[0]),
                now=moment,
            )


def test_of_what_a_recipient_gets_for_several_purposes_each_is_offered_its_own(partner, readers, moment, monkeypatch):
    rules = current()
    entry = rules.policy.recipients[PARTNER]
    wider = replace(entry, categories=BOTH | {Category.PHONE}, purposes=("magazine", "membership"))
    policy = replace(rules.policy, recipients={PARTNER: wider})
    monkeypatch.setattr(consents, "current", lambda: replace(rules, policy=policy))
    monkeypatch.setattr(consents, "charters", lambda: SimpleNamespace(policy=lambda _number: policy))
    (offer,) = offers(readers[0], policy=policy, now=moment)
    assert offer.categories == BOTH
    with pytest.raises(NotOffered):
        consented(readers[:1], moment, BOTH | {Category.PHONE})
    consented(readers[:1], moment, BOTH)
    assert agree_by_box(list(Grant.objects.filter(person_id=readers[1])), recipient=PARTNER, now=moment) == 1
    assert Consent.objects.get(person_id=readers[1]).state().categories == BOTH


def test_who_has_it_already_is_told_that_it_ended(partner, readers, moment, tmp_path):
    consented(readers[:2], moment)
    office.opened(office.carried(office.wish(PARTNER, ground="consent"), now=moment), partner, tmp_path, now=moment)
    withdraw(readers[0], recipient=PARTNER, purpose="magazine", actor=me(readers[0]), now=moment + LATER)
    told = Instruction.objects.get()
    assert (told.person_id, told.recipient_id, told.purpose, told.what) == (readers[0], PARTNER, "magazine", What.STOP)
