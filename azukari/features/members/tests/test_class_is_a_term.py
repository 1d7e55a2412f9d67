"""The class of membership is applied for and decided on: nobody corrects it, and one class is shown everywhere."""

from dataclasses import replace
from unittest import mock

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from azukari.core.accounts.tokens import make
from azukari.core.forms import addition
from azukari.core.policy_versions.current import charters
from azukari.core.vault.correct import DecidedOn, correct, correct_on_request
from azukari.core.vault.models import SealedValue
from azukari.core.vault.opened_text import text_of
from azukari.core.vault.reasons import Channel
from azukari.demo.people import SETTER
from azukari.features.members.admit import admit
from azukari.features.members.class_question import class_questions
from azukari.features.members.reclass import change_class
from azukari.features.rights.desk.deciding import fields_of
from tests.console import desks
from tests.console.exported import taken
from tests.rights.desk import come_in

CLASS = "member_class"
REGULAR, SUPPORTING = "Regular member", "Supporting member"


@pytest.fixture
def desk(membership_desk):
    return desks.browser(membership_desk.user)


@pytest.fixture
def admitted(applicant, classes):
    admit(applicant.submission.id, into=classes[REGULAR].id, actor=SETTER, now=timezone.now())
    return applicant


@pytest.fixture
def corrected_once(admitted):
    """A member whose class was corrected, when that was still possible: they wrote another than the one they have."""
    row = _value(admitted)
    with transaction.atomic():
        correct(row.id, "supporting", person=row.person_id, actor=SETTER, now=timezone.now(), repeated=True)
    return admitted


def _value(known, field=CLASS):
    return SealedValue.objects.get(submission_id=known.submission.id, field=field)


def _said(known):
    return text_of(_value(known))


def _opened(client, known):
    asked = {"purpose": "membership", "reason": "check"}
    return client.post(reverse("console-person-open", args=[known.id]), asked).content.decode()


def test_an_applicant_is_told_how_to_ask_and_corrects_everything_else(applicant, classes):
    own, id = come_in(applicant.email, timezone.now()), _value(applicant).id
    page = own.get()
    assert f"/me/value/{id}" not in page
    assert f"/me/value/{_value(applicant, 'name').id}" in page
    assert "/me/request" in page
    assert "Tell us the class you want" in page
    assert "our office changes it with the membership" in own.get(f"/value/{id}", status=409)
    answer = own.post(f"/value/{id}", member_class="supporting")
    assert answer.status_code == 409
    assert "our office changes it with the membership" in answer.content.decode()
    assert own.post(f"/value/{id}", member_class="").status_code == 409, "nor is it left blank"
    assert _said(applicant) == "regular"
    assert own.post(f"/value/{_value(applicant, 'name').id}", name="Hanako A").status_code == 303


def test_a_member_asks_the_office_which_changes_it_with_the_membership(admitted, desk, classes):
    own = come_in(admitted.email, timezone.now())
    assert "Ask for another class" in own.get()
    step = reverse("console-member-step", args=[admitted.id, admitted.submission.id, "class"])
    desk.post(step, {"class": str(classes[SUPPORTING].id), "when": "today"})
    page = own.get()
    assert SUPPORTING in page
    assert REGULAR not in page.partition('id="trail"')[0], "one class alone"


def test_staff_are_not_offered_to_correct_it_and_a_hand_made_post_changes_nothing(admitted, desk):
    page = _opened(desk, admitted)
    correcting = reverse("console-person-correct", args=[admitted.id, _value(admitted).id])
    assert correcting not in page
    assert reverse("console-person-correct", args=[admitted.id, _value(admitted, "name").id]) in page
    sent = {"purpose": "membership", "save": "1", "channel": "phone", CLASS: "supporting"}
    assert "decided, so it cannot be corrected here" in desk.post(correcting, sent, follow=True).content.decode()
    assert _said(admitted) == "regular"


def test_nor_together_with_other_values_of_which_none_is_changed_then(admitted, desk):
    desk.post(reverse("console-purpose"), {"work": "membership:membership", "reason": "service"})
    desk.post(reverse("console-person-work", args=[admitted.id]))
    editing = reverse("console-person-edit", args=[admitted.id, admitted.submission.id])
    form = desk.get(editing).content.decode()
    assert 'name="name"' in form
    assert f'name="{CLASS}"' not in form
    name = text_of(_value(admitted, "name"))
    sent = {"channel": "phone", "name": "Somebody Else", CLASS: "supporting"}
    answer = desk.post(editing, sent, follow=True).content.decode()
    assert "decided, so it cannot be corrected here" in answer
    assert (_said(admitted), text_of(_value(admitted, "name"))) == ("regular", name)


def test_whoever_comes_another_way_is_refused_as_well(applicant, classes):
    row, now = _value(applicant), timezone.now()
    with pytest.raises(DecidedOn):
        correct(row.id, "supporting", person=row.person_id, actor=SETTER, now=now)
    both = {row.id: "supporting", _value(applicant, "name").id: "A"}
    with pytest.raises(DecidedOn):
        correct_on_request(
            both, person=row.person_id, purpose="membership", channel=Channel.PHONE, actor=SETTER, now=now
        )
    assert _said(applicant) == "regular"


def test_a_request_for_a_correction_offers_every_value_but_the_class(applicant, classes):
    labels = {one.field.id for one in fields_of(applicant.id, "en")}
    assert "name" in labels
    assert CLASS not in labels


def test_a_blank_class_is_not_filled_in_afterwards(applicant, classes):
    held = {"name": "a", "email": "b"}
    with mock.patch.object(addition, "_may_be_added", return_value=True):
        offered = addition.offer(applicant.submission, held=held, known=charters(), now=timezone.now())
    assert "phone" in {field.id for field in offered.form.fields}
    assert CLASS not in {field.id for field in offered.form.fields}


def test_another_question_that_offers_the_classes_is_one_as_well(applicant, classes):
    """The question may have another name; what tells it is that it offers classes of the register."""
    form = charters().policy(applicant.submission.charter_id).forms["membership"]
    asked = replace(form, fields=tuple(replace(f, id="kind") if f.id == CLASS else f for f in form.fields))
    assert [field.id for field in class_questions(asked, [*classes.values()])] == ["kind"]
    assert class_questions(asked, []) == [], "without classes nothing but the name tells it"
    assert [field.id for field in class_questions(form, [])] == [CLASS]


def test_old_data_shows_the_class_of_the_membership_on_both_pages(corrected_once, desk):
    page = come_in(corrected_once.email, timezone.now()).get().partition('id="trail"')[0]
    assert REGULAR in page
    assert SUPPORTING not in page
    opened = _opened(desk, corrected_once)
    shown = opened[opened.index("Kind of membership") :].partition('class="sealed-for"')[0][:600]
    assert REGULAR in shown
    assert SUPPORTING not in shown


def test_and_in_what_people_take_along_in_lists_and_by_the_api(corrected_once, membership_desk):
    own = come_in(corrected_once.email, timezone.now())
    archive = own.post("/archive.json").json()
    (told,) = [value for value in archive["values"] if value["field"] == CLASS]
    assert told["in_words"]["en"] == REGULAR
    assert told["value"] == "supporting", "what is stored is left out of nothing that people take along"
    heads, row = taken(desks.fresh(membership_desk.user), "/console/export/forms/membership/", fields=[CLASS, "name"])
    assert row[heads.index("Kind of membership")] == REGULAR


def test_the_api_tells_what_was_decided_beside_what_was_applied_for_and_corrects_nothing(
    admitted, classes, membership_desk, charter
):
    change_class(admitted.submission.id, to=classes[SUPPORTING].id, at_once=True, actor=SETTER, now=timezone.now())
    words = make(membership_desk.user, "t", ["membership"], days=9, policy=charter.policy, now=timezone.now())[1]
    client, at = Client(headers={"Authorization": f"Bearer {words}"}), f"/api/v1/people/{admitted.id}"
    asked = {"purpose": "membership", "reason": "service", "categories": ["answer", "name"]}
    told = {value["field"]: value for value in client.get(at, asked).json()["values"]}
    assert (told[CLASS]["text"], told[CLASS]["decided"]) == ("regular", SUPPORTING)
    assert told["name"]["decided"] is None
    for method in (client.post, client.put, client.patch):
        assert method(at, {CLASS: "supporting"}, content_type="application/json").status_code == 405
    assert _said(admitted) == "regular"
