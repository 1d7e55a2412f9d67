"""Everything that can end, each as a life with a backup in it: what stands before the ``yield`` the backup knows."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from azukari.core.consent.models import Grant
from azukari.core.forms.accept import accept
from azukari.core.forms.clearing import refuse_as_spam
from azukari.core.forms.ending import end_registration, take_back_end
from azukari.core.forms.handling import handle
from azukari.core.forms.models import EndedAs, Handled, Submission
from azukari.core.forms.suspicion import Suspected
from azukari.core.policy_versions.current import current
from azukari.core.transfers.consents import withdraw as stop_sharing
from azukari.core.transfers.models import Consent, Recipient
from azukari.core.vault.correct import correct
from azukari.core.vault.draft import keep, new_link, throw_away
from azukari.core.vault.erase import erase
from azukari.core.vault.erase_unheld import drop_proposals
from azukari.core.vault.legal_holds import lift_hold, set_hold
from azukari.core.vault.merge import merge, part
from azukari.core.vault.models import SealedValue
from azukari.core.vault.propose import propose
from azukari.core.vault.withdraw import withdraw
from azukari.features.members.models import Payment
from azukari.features.members.payments import take_back
from azukari.policy.casework import Hold
from azukari.policy.terms import Actor, ActorKind, Category
from tests.console import desks

type Life = Iterator[None]

STAFF = desks.OPERATOR
_CASE = UUID(int=1)
OTHER = {"email": "blue-marker@example.org"}


def _own(person: UUID) -> Actor:
    return Actor(ActorKind.PERSON, str(person))


def _member(**more: object) -> desks.Registered:
    return desks.register("membership", {"consent.magazine": "on", **more})


def _take_back(person: UUID, purpose: str, now: datetime) -> None:
    withdraw(person, purpose=purpose, actor=_own(person), now=now)


def the_only_consent_is_withdrawn(now: datetime) -> Life:
    """And the person with it, and the grant's own row."""
    person = desks.register("magazine").person
    yield
    _take_back(person, "magazine", now)


def one_consent_of_several_is_withdrawn(now: datetime) -> Life:
    person = _member().person
    yield
    _take_back(person, "magazine", now)


def a_consent_is_withdrawn_after_a_merge(now: datetime) -> Life:
    """The grant is another's by then."""
    one, other = _member().person, desks.register("magazine", OTHER).person
    yield
    merge(other, into=one, purpose="membership", actor=STAFF, now=now)
    _take_back(one, "magazine", now)


def everything_is_erased(now: datetime) -> Life:
    person = desks.register("volunteers").person
    yield
    erase(person, actor=_own(person), now=now)


def everything_is_erased_but_what_a_law_keeps(now: datetime) -> Life:
    person = _member().person
    yield
    erase(person, actor=_own(person), now=now)


def a_purpose_is_erased(now: datetime) -> Life:
    person = _member().person
    yield
    erase(person, actor=_own(person), now=now, purpose="magazine")


def a_purpose_is_erased_after_a_merge(now: datetime) -> Life:
    one, other = _member().person, desks.register("magazine", OTHER).person
    yield
    merge(other, into=one, purpose="membership", actor=STAFF, now=now)
    erase(one, actor=_own(one), now=now, purpose="magazine")


def both_of_a_merge_are_erased(now: datetime) -> Life:
    """Under the survivor's name: the backup has two."""
    one = desks.register("volunteers").person
    other = desks.register("magazine", OTHER).person
    yield
    merge(other, into=one, purpose="volunteers", actor=STAFF, now=now)
    erase(one, actor=_own(one), now=now)


def one_of_a_parted_merge_is_erased(now: datetime) -> Life:
    """Who is no record of their own in the backup."""
    one = desks.register("volunteers").person
    other = desks.register("magazine", OTHER).person
    id = merge(other, into=one, purpose="volunteers", actor=STAFF, now=desks.moment())
    yield
    part(id, actor=STAFF, now=now)
    erase(other, actor=_own(other), now=now)


def a_merge_is_parted(now: datetime) -> Life:
    one = desks.register("volunteers").person
    other = desks.register("magazine", OTHER).person
    id = merge(other, into=one, purpose="volunteers", actor=STAFF, now=desks.moment())
    yield
    part(id, actor=STAFF, now=now)


def what_was_joined_later_is_erased(now: datetime) -> Life:
    """In the backup it is not confirmed yet, and is nobody's."""
    person = desks.register("magazine").person
    same = desks.register("volunteers", {"email": desks.DATA["magazine"]["email"]}, confirmed=False)
    yield
    with transaction.atomic():
        accept(Submission.objects.get(id=same.submission), now=now)
    erase(person, actor=_own(person), now=now)


def a_service_ends(now: datetime) -> Life:
    """And its time after that runs out before the restore, as the clock alone would not know."""
    asked = desks.register("feedback")
    yield
    _handle(asked.submission, Handled.CLOSED, 0, now)


def a_service_ends_and_goes_on(now: datetime) -> Life:
    """It must not end in the restored instance."""
    asked = desks.register("feedback")
    yield
    _handle(asked.submission, Handled.CLOSED, 0, now)
    _handle(asked.submission, Handled.IN_HAND, 1, now)


def somebody_leaves(now: datetime) -> Life:
    member = _member()
    yield
    _leave(member, now)


def an_end_that_the_backup_knows_is_taken_back(now: datetime) -> Life:
    member = _member()
    end_registration(member.submission, reason=EndedAs.LAPSED, actor=STAFF, now=desks.moment())
    yield
    take_back_end(member.submission, actor=STAFF, now=now)


def an_end_is_taken_back_and_then_somebody_leaves(now: datetime) -> Life:
    member = _member()
    yield
    end_registration(member.submission, reason=EndedAs.LAPSED, actor=STAFF, now=now)
    take_back_end(member.submission, actor=STAFF, now=now)
    _leave(member, now)


def _leave(member: desks.Registered, now: datetime) -> None:
    end_registration(member.submission, reason=EndedAs.LEFT, actor=_own(member.person), now=now)


def _handle(submission: UUID, state: Handled, version: int, now: datetime) -> None:
    policy = current().policy
    form = policy.forms["feedback"]
    actor = Actor(ActorKind.STAFF, "1", frozenset({"feedback", "privacy"}))
    handle(submission, state=state, assignee=None, version=version, form=form, policy=policy, actor=actor, now=now)


def a_hold_is_lifted(now: datetime) -> Life:
    """What only it kept goes with it."""
    person = desks.register("volunteers").person
    then = desks.moment()
    set_hold(person, Hold.CLAIM, until=now + timedelta(days=900), actor=STAFF, now=then, case=_CASE)
    erase(person, actor=_own(person), now=then)
    yield
    lift_hold(person, Hold.CLAIM, actor=STAFF, now=now, case=_CASE)


def a_hold_keeps_what_is_withdrawn(now: datetime) -> Life:
    """It is younger than the backup: what it keeps must not go, and the consent ends all the same."""
    person = desks.register("magazine").person
    yield
    set_hold(person, Hold.CLAIM, until=now + timedelta(days=900), actor=STAFF, now=now, case=_CASE)
    _take_back(person, "magazine", now)


def a_hold_ends_earlier_and_then_later(now: datetime) -> Life:
    person = desks.register("magazine").person
    set_hold(person, Hold.CLAIM, until=now + timedelta(days=900), actor=STAFF, now=desks.moment(), case=_CASE)
    yield
    for days in (1, 700):
        until = now + timedelta(days=days)
        set_hold(person, Hold.CLAIM, until=until, actor=STAFF, now=now, case=_CASE)
    _take_back(person, "magazine", now)


def a_value_is_emptied(now: datetime) -> Life:
    person = _member().person
    value = SealedValue.objects.get(person_id=person, category=Category.PHONE)
    yield
    correct(value.id, "", person=person, actor=_own(person), now=now)


def agree_to_sharing(person: UUID, *categories: str, now: datetime) -> None:
    Recipient.objects.get_or_create(slug="kotori-mail")
    Consent.objects.create(
        person_id=person,
        recipient_id="kotori-mail",
        purpose="magazine",
        categories=" ".join(categories),
        charter_id=1,
        begins_at=now,
    )


def stop_sharing_of(person: UUID, now: datetime) -> None:
    stop_sharing(person, recipient="kotori-mail", purpose="magazine", actor=_own(person), now=now)


def a_consent_to_a_disclosure_is_withdrawn(now: datetime) -> Life:
    """The day of its beginning lies after that of the restored machine's clock, perhaps."""
    person = desks.register("magazine").person
    agree_to_sharing(person, "email", now=now)
    yield
    stop_sharing_of(person, now)


def a_consent_to_a_disclosure_gives_way_to_a_narrower_one(now: datetime) -> Life:
    """Nobody agrees to the wider one any more, nor to the narrower one, of which the backup does not know."""
    person = desks.register("magazine").person
    agree_to_sharing(person, "email", "name", now=now)
    yield
    stop_sharing_of(person, now)
    agree_to_sharing(person, "email", now=now)
    stop_sharing_of(person, now)


def what_looked_like_spam_is_let_go(now: datetime) -> Life:
    sent = desks.register("feedback", suspected=Suspected(3, ("many-links",)))
    yield
    assert refuse_as_spam([sent.submission], form="feedback", actor=STAFF, now=now) == 1


def a_payment_was_a_mistake(now: datetime) -> Life:
    """What a law had us keep on account of it, goes."""
    paid = _member()
    yield
    for payment in Payment.objects.filter(submission_id=paid.submission):
        take_back(payment.id, submission=paid.submission, actor=STAFF, now=now)


def a_new_address_is_taken_back(now: datetime) -> Life:
    person = desks.register("magazine").person
    value = SealedValue.objects.get(person_id=person, category=Category.EMAIL)
    propose(value.id, "new-marker@example.org", person=person, until=now + timedelta(days=900), now=desks.moment())
    yield
    drop_proposals([person], now=now)


def a_saved_form_is_thrown_away(now: datetime) -> Life:
    link = new_link()
    keep(link, "{}", form="membership", until=now + timedelta(days=900), now=desks.moment())
    yield
    throw_away(link, now=now)


def somebody_registers_anew_after_a_withdrawal(now: datetime) -> Life:
    """The backup has both: the old withdrawal must not touch what was agreed to since."""
    desks.register("volunteers", {"email": desks.DATA["magazine"]["email"]})
    person = desks.register("magazine").person
    _take_back(person, "magazine", desks.moment())
    desks.register("magazine")
    assert Grant.objects.filter(person_id=person, purpose="magazine", ends_at=None).exists()
    other = desks.register("volunteers", OTHER).person
    yield
    erase(other, actor=STAFF, now=now)
