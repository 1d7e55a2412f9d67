"""P22, the person's side: a consent is taken back as easily as it was given, at once, and what only it held is gone."""

from datetime import timedelta
from uuid import uuid4

import pytest

from azukari.core.consent.events import GRANT_WITHDRAWN
from azukari.core.consent.models import EndReason, Grant
from azukari.core.vault.models import SealedValue
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import release
from azukari.core.vault.scan import remains
from azukari.core.vault.withdraw import NotAConsent, withdraw
from azukari.demo.people import fill_in
from azukari.policy.terms import Actor, ActorKind, Category
from azukari.shells.self_service.subject_timeline import entries_of
from tests.rights.desk import come_in

PROGRAM = Actor(ActorKind.SYSTEM, "magazine")


def deliver(known, present):
    return release(
        [known.id],
        purpose="magazine",
        categories=frozenset({Category.EMAIL}),
        actor=PROGRAM,
        reason=Reason.DELIVERY,
        now=present,
    )


def test_the_next_use_finds_nobody(own, hanako, present):
    assert deliver(hanako, present)
    answer = own.post("/withdraw/magazine")
    assert answer.status_code == 200
    with pytest.raises(Refused):
        deliver(hanako, present + timedelta(minutes=1))
    grant = Grant.objects.get(person_id=hanako.id, purpose="magazine")
    assert grant.end_reason == EndReason.WITHDRAWN
    assert grant.settled_at is not None


def test_what_others_need_stays_and_the_page_says_why(own, hanako):
    before = SealedValue.objects.filter(person_id=hanako.id).count()
    html = own.post("/withdraw/magazine").content.decode()
    assert SealedValue.objects.filter(person_id=hanako.id).count() == before
    assert "What stays, and why" in html
    assert "Membership" in html
    assert "Nothing is erased, because all of it is also used for something else." in html


def test_what_only_it_held_goes_and_the_page_says_so(charter, own, hanako, amelia, present):
    fill_in(hanako.visitor, charter.policy.forms["magazine"], charter, now=present - timedelta(hours=1))
    rows = SealedValue.objects.filter(person_id=hanako.id).exclude(submission_id=hanako.submission.id)
    assert rows.exists()
    own.post("/withdraw/magazine")
    assert not rows.exists()
    (told,) = [e for e in entries_of(hanako.id) if e.kind is GRANT_WITHDRAWN]
    of_both = Grant.objects.filter(person_id=hanako.id, purpose="magazine")
    payload = dict(told.payload)
    assert {*payload.pop("grants")} >= {str(grant.id) for grant in of_both}
    said = {"actor": "person", "purpose": "magazine", "categories": ["email", "name"], "erased": 2, "kept": 2}
    assert payload == said


def test_nothing_else_ends_with_it(hanako, amelia, present):
    one = Grant.objects.get(person_id=hanako.id, purpose="magazine")
    of_hanako = {"person_id": hanako.id, "ground": "consent", "charter_id": 1, "begins_at": one.begins_at}
    elsewhere = Grant.objects.create(submission_id=uuid4(), purpose="magazine", **of_hanako)
    another = Grant.objects.create(submission_id=one.submission_id, purpose="plastic-free-river", **of_hanako)
    done = withdraw(hanako.id, purpose="magazine", submission=one.submission_id, actor=PROGRAM, now=present)
    assert (done.erased, done.kept, done.forgotten) == ({}, {Category.EMAIL: 1, Category.NAME: 1}, False)
    living = Grant.objects.living(present).filter(person_id=hanako.id, purpose="magazine")
    assert [grant.id for grant in living] == [elsewhere.id], "Only that of this form was withdrawn."
    withdraw(hanako.id, purpose="magazine", actor=PROGRAM, now=present)
    assert not living.all().exists()
    with pytest.raises(NotAConsent):
        withdraw(hanako.id, purpose="magazine", actor=PROGRAM, now=present)
    with pytest.raises(NotAConsent):
        withdraw(hanako.id, purpose="membership", actor=PROGRAM, now=present)
    for grant in (another, Grant.objects.get(person_id=hanako.id, purpose="membership")):
        grant.refresh_from_db()
        assert grant.is_living(present)


def test_with_the_last_consent_the_person_goes(charter, present):
    from azukari.demo.people import VISITORS

    visitor = next(v for v in VISITORS if v.mailbox == "lucia")
    submission = fill_in(visitor, charter.policy.forms["magazine"], charter, now=present - timedelta(hours=1))
    submission.refresh_from_db()
    page = come_in("lucia@example.org", present)
    html = page.post("/withdraw/magazine").content.decode()
    assert "everything we held about you has been erased" in html
    assert remains(submission.person_id) == []


def test_only_a_consent_can_be_withdrawn(own, hanako, present):
    for purpose in ("membership", "dues-record", "volunteers", "nonsense"):
        assert own.post(f"/withdraw/{purpose}").status_code == 404
        with pytest.raises(NotAConsent):
            withdraw(hanako.id, purpose=purpose, actor=PROGRAM, now=present)


def test_a_second_time_there_is_nothing_left_to_withdraw(own):
    own.post("/withdraw/magazine")
    assert own.post("/withdraw/magazine").status_code == 404
    assert "Withdraw this consent" not in own.get()


def test_a_get_withdraws_nothing(own, hanako):
    own.get("/withdraw/magazine")
    assert Grant.objects.get(person_id=hanako.id, purpose="magazine").ends_at is None
