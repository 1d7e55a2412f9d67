"""The own page: what was left blank is filled in later, what was not agreed to is agreed to later (P16, P20, P22)."""

import json

import pytest

from azukari.core.consent.models import Grant
from azukari.core.forms.addition import add, examine, offer
from azukari.core.forms.addition_letter import receipt
from azukari.core.forms.answers import Answers
from azukari.core.forms.models import Addition, Submission
from azukari.core.forms.notices import notices
from azukari.core.ledger.models import Pending
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import charters
from azukari.core.vault.erase_unheld import forget
from azukari.core.vault.inspect import orphans
from azukari.core.vault.models import SealedValue
from azukari.lib.conflict import StaleVersion
from azukari.policy.decide import is_living
from tests.charter.widened import publish_widened, says_more
from tests.promises.corrected import texts, value
from tests.rights.desk import come_in


def at(known) -> str:
    return f"/registration/{known.submission.id}/add"


def used_by(processes) -> list[str]:
    return [data["dct:identifier"] for process in processes for data in process["dpv:hasPersonalData"]]


def living(person) -> set[str]:
    return {g.purpose for g in Grant.objects.filter(person=person.id)}


@pytest.fixture
def blank(own, hanako):
    """Hanako has left her telephone number out."""
    own.post(f"/value/{value(hanako, 'phone').id}", phone="")
    return own


def test_a_blank_is_offered_filled_in_and_held_like_the_rest(blank, hanako, present):
    assert at(hanako) in blank.get()
    page = blank.get(at(hanako))
    assert 'name="phone"' in page
    assert 'name="name"' not in page  # that is corrected, not added
    assert "The notice you were shown when you registered" in page
    told = notices(charters().at(hanako.submission.charter_id), charters().ruling.policy.forms["membership"])["en"]
    assert told.rows
    assert all(f'data-key="{row.key}"' in page and row.label in page for row in told.rows)
    answer = blank.post(at(hanako), phone="０３－１２３４－５６７８")
    assert answer["Location"] == "/en/me?done=added"
    assert texts(hanako, present)["phone"] == "03-1234-5678"
    held = value(hanako, "phone")
    assert held.token is not None  # staff whose duty it is find it like all the rest
    html = blank.get("?done=added")
    assert "It is added to your registration" in html
    assert "You added to" in html
    assert list(orphans(present)) == []
    entry = Pending.objects.filter(kind="form:submission:added").latest("id")
    assert json.loads(entry.payload)["notice"] == Addition.objects.get().notice_id
    assert "1234" not in entry.payload
    assert 'name="phone"' not in blank.client.get(f"/en/me{at(hanako)}").content.decode()


@pytest.mark.parametrize("typed", ["call me", "12", "x" * 500])
def test_it_is_judged_like_in_the_form_and_nothing_typed_is_lost(blank, hanako, typed):
    answer = blank.post(at(hanako), phone=typed)
    assert answer.status_code == 422
    assert 'href="#f-phone"' in answer.content.decode()
    assert not SealedValue.objects.filter(submission_id=hanako.submission.id, field="phone").exists()


def test_nothing_at_all_is_said_so(blank, hanako):
    answer = blank.post(at(hanako), phone=" ")
    assert answer.status_code == 422
    assert "fill something in" in answer.content.decode()
    assert not Addition.objects.exists()


def test_only_what_the_form_left_open_is_taken(blank, hanako):
    before = SealedValue.objects.count()
    for data in ({"birthdate": "2000-01-01"}, {"name": "other"}, {"email": "other@example.org"}):
        answer = blank.post(at(hanako), **data)
        assert answer.status_code == 409
        html = answer.content.decode()
        assert 'value="other@example.org"' not in html
        assert "other@example.org" not in html.partition('id="typed-before"')[0]  # below it can be copied
    assert SealedValue.objects.count() == before


def test_a_consent_is_given_later_with_a_grant_a_receipt_and_a_way_back(own, hanako, present):
    purposes = living(hanako)
    own.post("/withdraw/magazine")
    assert "consent.magazine" in own.get(at(hanako))
    answer = own.post(at(hanako), **{"consent.magazine": "on"})
    assert answer["Location"] == "/en/me?done=added-agreed"
    grant = Grant.objects.filter(person=hanako.id, purpose="magazine").latest("begins_at")
    assert is_living(grant.living(), present)
    assert grant.ground == "consent"
    assert living(hanako) == purposes | {"magazine"}
    message = Message.objects.get(kind="forms:addition")
    assert message.person_id == hanako.id
    letter = receipt(message, present)
    document = json.loads(letter.attachments[0].content)
    record = document["dpv:hasConsentRecord"]
    assert [status["dpv:hasPurpose"] for status in record["dpv:hasConsentStatus"]] == ["magazine"]
    assert record["dpv:hasNotice"]["dct:identifier"] == f"sha256:{Addition.objects.get().notice_id}"
    assert hanako.visitor.name not in json.dumps(document, ensure_ascii=False)
    assert used_by(record["dpv:hasProcess"]) == ["name", "email"]
    SealedValue.objects.filter(submission_id=hanako.submission.id, field="name").delete()
    document = json.loads(receipt(message, present).attachments[0].content)
    assert used_by(document["dpv:hasConsentRecord"]["dpv:hasProcess"]) == ["email"]  # of what is still held
    assert "/me/withdraw/magazine" in own.get()
    own.post("/withdraw/magazine")
    assert not is_living(Grant.objects.get(id=grant.id).living(), present)


def test_a_second_click_adds_nothing_twice(own, hanako, present):
    own.post("/withdraw/magazine")
    held = {v.field: "" for v in SealedValue.objects.filter(submission_id=hanako.submission.id)}
    offered = offer(Submission.objects.get(id=hanako.submission.id), held=held, known=charters(), now=present)
    answers = examine(offered, {"consent.magazine": ["on"]}, lang="en")
    assert isinstance(answers, Answers)
    add(offered, answers, lang="en", now=present)
    with pytest.raises(StaleVersion):
        add(offered, answers, lang="en", now=present)
    assert Addition.objects.count() == 1


def offered_to(known, now):
    held = {v.field: "" for v in SealedValue.objects.filter(submission_id=known.submission.id)}
    return offer(Submission.objects.get(id=known.submission.id), held=held, known=charters(), now=now)


def fill_in_meanwhile(known, now):
    offered = offered_to(known, now)
    answers = examine(offered, {"phone": ["03-8765-4321"]}, lang="en")
    assert isinstance(answers, Answers)
    add(offered, answers, lang="en", now=now)


def end_what_uses_it(known, now):
    Grant.objects.filter(person=known.id, purpose="membership").update(ends_at=now)


def end_all(known, now):
    Grant.objects.filter(person=known.id).update(ends_at=now)


def erase_them(known, now):
    forget([known.id], now=now)


@pytest.mark.parametrize("meanwhile", [fill_in_meanwhile, end_what_uses_it, end_all, erase_them])
def test_what_changed_since_the_page_was_opened_is_seen_before_anything_is_stored(blank, hanako, present, meanwhile):
    offered = offered_to(hanako, present)
    answers = examine(offered, {"phone": ["03-1234-5678"]}, lang="en")
    assert isinstance(answers, Answers)
    meanwhile(hanako, present)
    before = SealedValue.objects.count()
    with pytest.raises(StaleVersion):
        add(offered, answers, lang="en", now=present)
    assert SealedValue.objects.count() == before


def test_what_has_ended_meanwhile_is_agreed_to_no_more(own, hanako, present):
    own.post("/withdraw/magazine")
    offered = offered_to(hanako, present)
    answers = examine(offered, {"consent.magazine": ["on"]}, lang="en")
    assert isinstance(answers, Answers)
    end_all(hanako, present)
    with pytest.raises(StaleVersion):
        add(offered, answers, lang="en", now=present)
    assert not Addition.objects.exists()


def test_a_purpose_that_says_more_by_now_is_not_agreed_to_under_the_old_words(own, hanako, present):
    own.post("/withdraw/magazine")
    publish_widened(says_more, now=present)
    offered = offer(Submission.objects.get(id=hanako.submission.id), held={}, known=charters(), now=present)
    assert "magazine" not in offered.form.consents


def test_nobody_adds_to_the_registration_of_somebody_else(blank, hanako, amelia, present):
    theirs = come_in(amelia.email, present)
    assert theirs.client.get(f"/en/me{at(hanako)}").status_code == 404
    assert theirs.post(at(hanako), phone="03-1234-5678").status_code == 404
    assert not Addition.objects.exists()


def test_the_archive_and_an_erasure_know_it(blank, hanako, present):
    blank.post(at(hanako), phone="03-1234-5678")
    archive = blank.post("/archive.json").json()
    [submission] = archive["held"]["forms"]["submissions"]
    assert submission["added"][0]["fields"] == ["phone"]
    forget([hanako.id], now=present)
    assert not Addition.objects.exists()
