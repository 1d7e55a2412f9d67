"""Receipts and proofs, each of its own registration: what was agreed to, what has ended since, and its proof."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from azukari.core.consent.models import Grant
from azukari.core.forms.accept import accept
from azukari.core.forms.guardians import ask
from azukari.core.forms.holder import origins
from azukari.core.forms.models import Guardianship, GuardianState, Submission
from azukari.core.forms.proofs import proof_of
from azukari.core.forms.receipts import LINK, ended_since, held, held_all, receipt_path, signed
from azukari.core.ledger.integrate import integrate_all
from azukari.core.mail.link import LinkClosed, LinkState
from azukari.core.policy_versions.current import charters
from azukari.policy.terms import Category
from tests.cast import NOW
from tests.forms.sending import LATER, sent, young

pytestmark = pytest.mark.usefixtures("charter")
THEN = NOW + timedelta(days=2)
SECOND = timedelta(seconds=1)


def registered(who: str, form: str = "membership", *, at: Any = LATER, **more: object) -> Submission:
    one = Submission.objects.get(id=sent(form, {"email": f"{who}@example.org", **more}).id)
    with transaction.atomic():
        accept(one, now=at)
    return Submission.objects.get(id=one.id)


def test_it_says_what_was_agreed_to_when_and_what_was_given(charter: Any) -> None:
    one, other = registered("heron", **{"consent.magazine": "on"}), registered("teal", at=THEN)
    waiting = Submission.objects.get(id=sent("feedback").id)
    first, second = held_all([one, other, waiting])
    occasion = first.occasion
    assert (first.submission, first.form.slug, occasion.submission, occasion.person) == (
        one,
        "membership",
        one.id,
        one.person_id,
    )
    assert (occasion.charter, occasion.digest, occasion.notice) == (1, one.notice_id, one.notice.text)
    assert (occasion.lang, [*occasion.consents], occasion.accepted, occasion.confirmed) == (
        "en",
        ["magazine"],
        LATER,
        True,
    )
    assert occasion.guardian_agreed is None
    assert set(occasion.given or ()) == {"member_class", "name", "email", "postcode", "address", "phone"}
    assert (second.submission, [*second.occasion.consents], second.occasion.accepted) == (other, [], THEN)
    assert held(one, charters()).occasion == occasion


def test_what_counted_at_once_was_confirmed_by_nobody(charter: Any) -> None:
    one = Submission.objects.get(id=sent("feedback", address=False).id)
    assert (held(one).occasion.confirmed, held(one).occasion.accepted) == (False, NOW)


def test_it_names_the_guardian_s_agreement_of_this_one_alone(charter: Any) -> None:
    one, other = (young(f"{who}@example.org").submission for who in ("heron", "teal"))
    for each, at in ((one, LATER), (other, THEN)):
        with transaction.atomic():
            ask(each, now=NOW)
            Guardianship.objects.filter(submission=each).update(state=GuardianState.AGREED, changed_at=at)
            accept(each, now=THEN)
    grown = registered("egret")
    found = {each.submission.id: each.occasion.guardian_agreed for each in held_all([one, other, grown])}
    assert found == {one.id: LATER, other.id: THEN, grown.id: None}


def test_what_has_ended_since_is_told_with_its_day_and_what_runs_is_not(charter: Any) -> None:
    one, other = (registered(who, **{"consent.magazine": "on"}) for who in ("heron", "teal"))
    of_one = Grant.objects.filter(submission_id=one.id)
    of_one.filter(purpose="magazine").update(ends_at=THEN)
    before = ended_since(held(one), now=THEN - SECOND)
    assert before == {"confirmation": LATER}
    assert ended_since(held(one), now=THEN) == {"confirmation": LATER, "magazine": THEN}
    assert ended_since(held(other), now=THEN) == {"confirmation": LATER}
    Grant.objects.create(
        person_id=one.person_id,
        submission_id=one.id,
        purpose="magazine",
        ground="consent",
        charter_id=1,
        begins_at=THEN,
    )
    assert ended_since(held(one), now=THEN) == {"confirmation": LATER}, "agreed to anew, it runs"


def test_its_page_is_open_for_thirty_days_while_it_counts(charter: Any) -> None:
    one = registered("heron")
    token = receipt_path(one.id, lang="en", now=NOW).rpartition("/")[2]
    assert LINK.opened(token, now=NOW + timedelta(days=30) - SECOND) == one
    with pytest.raises(LinkClosed) as stuck:
        LINK.opened(token, now=NOW + timedelta(days=30))
    assert stuck.value.state is LinkState.EXPIRED
    Submission.objects.filter(id=one.id).update(state="pending")
    with pytest.raises(LinkClosed) as stuck:
        LINK.opened(token, now=NOW)
    assert stuck.value.state is LinkState.UNKNOWN


def test_its_place_in_the_ledger_is_shown_once_the_ledger_shows_it_and_is_its_own(charter: Any) -> None:
    one, beside, other = registered("heron"), registered("heron", "magazine"), registered("teal")
    assert one.person_id == beside.person_id
    assert proof_of(one) is None
    integrate_all(THEN)
    proofs = [proof_of(each) for each in (one, beside, other)]
    assert all(proof and proof["type"] == "c2sp.org/tlog-proof@v1" for proof in proofs)
    assert len({proof["entry"] for proof in proofs if proof}) == 3
    assert signed(held(one), ledger=proofs[0])["ledger"] == proofs[0]
    waiting = Submission.objects.get(id=sent("feedback").id)
    integrate_all(THEN)
    assert proof_of(waiting) is None


def test_the_vault_is_told_whose_each_is_and_what_its_form_asks(charter: Any) -> None:
    one, guarded = registered("heron"), young("teal@example.org")
    found = origins([one.id, guarded.submission.id, guarded.letter])
    assert {id: origin.person for id, origin in found.items()} == {
        one.id: one.person_id,
        guarded.submission.id: guarded.submission.person_id,
        guarded.letter: guarded.stand_in,
    }
    assert found[guarded.letter].fields == {"guardian-email": Category.EMAIL}
    asked = {field.id: field.category for field in charter.policy.forms["membership"].fields}
    assert found[one.id].fields == asked
    assert origins([]) == {}
