"""The page itself: what is held, for what and until when, who looked; nothing of anybody else."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from azukari.core.consent.models import Grant
from azukari.core.forms.events import SUBMISSION_JOINED
from azukari.core.forms.models import State, Submission
from azukari.core.ledger.integrate import integrate_all
from azukari.core.people.models import Trail
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import release
from azukari.demo.people import fill_in
from azukari.policy.terms import Category
from azukari.shells.self_service.own_data import own_data
from azukari.shells.self_service.session import Opened
from azukari.shells.self_service.subject_timeline import entries_of
from tests.rights.desk import come_in


def test_it_shows_each_value_with_its_purposes_and_its_end(own, hanako):
    html = own.get()
    visitor = hanako.visitor
    for text in (visitor.name, hanako.email, visitor.phone, visitor.address, "Membership", "Records of fees paid"):
        assert text in html
    assert "until Thu 24 Nov 2033" in html  # seven years after the fee was paid
    assert f"/en/me/notice/{hanako.submission.id}" in html


def test_the_exact_words_can_be_read_again(own, hanako):
    html = own.get(f"/notice/{hanako.submission.id}")
    assert hanako.submission.notice_id in html
    assert 'lang="ja"' in html


@pytest.mark.parametrize("channel", ["staff", "import"])
def test_who_filled_in_nothing_is_not_said_to_have_seen_the_notice(channel, own, hanako):
    said = ("Filled in on", "the notice you were shown", "The notice you were shown", "when you sent it")
    at = f"/notice/{hanako.submission.id}"
    before = own.get() + own.get(at)
    assert all(words in before for words in said)
    Submission.objects.filter(id=hanako.submission.id).update(channel=channel)
    after = own.get() + own.get(at)
    assert not [words for words in said if words in after]
    assert "Entered on" in after
    assert "when your data was entered" in after


def test_it_tells_who_looked_and_why(own, hanako, membership_desk, present):
    wanted = frozenset({Category.NAME, Category.PHONE})
    release(
        [hanako.id],
        purpose="membership",
        categories=wanted,
        actor=membership_desk.actor,
        reason=Reason.ANSWER,
        now=present,
    )
    html = own.get()
    assert "Membership desk (staff " in html
    assert "opened your name and phone number" in html
    assert "For “Membership”, to answer you" in html
    assert membership_desk.user.name not in html
    assert str(membership_desk.user.reference) not in html


def test_it_tells_of_a_refused_look(own, hanako, mallory, present):
    with pytest.raises(Refused):
        release(
            [hanako.id],
            purpose="membership",
            categories=frozenset({Category.NAME}),
            actor=mallory.actor,
            reason=Reason.SERVICE,
            now=present,
        )
    assert "was refused a look" in own.get()


def test_nothing_of_another_person_opens(own, amelia, present):
    theirs = come_in(amelia.email, present)
    value = own_data(amelia.id, actor=Opened(uuid4(), amelia.id, "x").actor, lang="en", now=present).opened[0]
    own.get(f"/value/{value.id}", status=404)
    own.get(f"/notice/{amelia.submission.id}", status=404)
    integrate_all(present)
    entry = Trail.objects.filter(person_id=amelia.id).values_list("entry_id", flat=True).first()
    own.get(f"/proof/{entry}", status=404)
    assert theirs.client.get(f"/en/me/proof/{entry}").status_code == 200


def test_the_vault_itself_lets_a_person_read_nobody_else(hanako, amelia, present):
    with pytest.raises(Refused) as refused:
        own_data(amelia.id, actor=Opened(uuid4(), hanako.id, "x").actor, lang="en", now=present)
    assert refused.value.verdict.code == "release.person-other-purpose"


def test_a_proof_holds_and_shows_whose_entry_it_is(own, hanako, present):
    from azukari.core.ledger import tree
    from azukari.core.ledger.proof import check

    integrate_all(present)
    entry = Trail.objects.filter(person_id=hanako.id).values_list("entry_id", flat=True).first()
    proven = check(own.get(f"/proof/{entry}"), tree.verifier())
    assert proven.id == entry
    assert proven.opened


def test_no_address_of_the_page_holds_personal_data(own, hanako):
    import re

    links = " ".join(re.findall(r'(?:href|action)="([^"]*)"', own.get()))
    for text in (hanako.email, hanako.visitor.name, hanako.visitor.phone, hanako.visitor.postcode):
        assert text not in links


def test_a_proof_asked_for_at_once_is_ready_in_a_moment(own, hanako, present):
    entry = Trail.objects.filter(person_id=hanako.id).values_list("entry_id", flat=True).first()
    html = own.get(f"/proof/{entry}", status=202)
    assert "The proof will be ready soon" in html
    integrate_all(present)
    assert own.get(f"/proof/{entry}").startswith("c2sp.org/tlog-proof@v1")


def test_that_a_second_registration_was_joined_stands_on_the_trail(charter, own, hanako, present):
    second = fill_in(hanako.visitor, charter.policy.forms["magazine"], charter, now=present - timedelta(hours=1))
    joined = [entry.payload for entry in entries_of(hanako.id) if entry.kind is SUBMISSION_JOINED]
    assert [told["submission"] for told in joined] == [str(second.id)]


def test_a_receipt_is_offered_of_what_was_confirmed_alone(own, hanako):
    path = "/en/receipt/"
    assert own.get().count(path) == 1
    Submission.objects.filter(id=hanako.submission.id).update(state=State.PENDING)
    assert path not in own.get()


def test_the_page_that_corrects_says_what_becomes_of_the_old_entry(own):
    said = {
        value: "The old entry is erased." in html
        for value in re.findall(r"/me/value/([0-9a-f-]{36})", own.get())
        if (html := own.get(f"/value/{value}")) and ("For seven days we keep the old address" not in html)
    }
    assert said
    assert all(said.values())
    asked = re.findall(r"/me/value/([0-9a-f-]{36})", own.get())
    assert len(said) == len(asked) - 1  # an address alone can be had back


def test_an_erasure_names_the_one_value_that_goes_of_a_kind_that_stays(amelia, present):
    html = come_in(amelia.email, present).get("/erase/emergency")
    going = html.split("This will be erased")[1]
    assert "Phone number to call in an emergency (Volunteer with us)" in going
    assert "Nothing is erased" not in going
    assert "Occupation" not in going  # which has nothing to do with it


def test_where_nothing_goes_the_page_and_its_button_say_that_the_use_ends(own, hanako):
    asked = own.get("/erase/magazine")
    assert "Nothing is erased, because all of it is also used for something else. Only this use of it ends." in asked
    assert "End this use now" in asked
    assert "Erase it now" not in asked
    assert "Copies in our backups" not in asked
    own.post("/erase/magazine")
    assert not Grant.objects.living(timezone.now()).filter(person_id=hanako.id, purpose="magazine").exists()
