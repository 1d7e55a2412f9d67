"""Several are admitted by the class that each applied for; where that leaves a question, whoever decides is asked."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from azukari.core.forms.models import Submission
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current
from azukari.core.vault.events import VALUE_RELEASED
from azukari.core.vault.models import SealedValue
from azukari.demo.people import SETTER, VISITORS, fill_in
from azukari.features.members.admit import NoSuchClass, admit, admit_many
from azukari.features.members.models import Application, Invoice, MemberClass, Membership
from azukari.policy.terms import FormKind
from azukari.shells.self_service.subject_timeline import entries_of
from azukari.shells.staff.submission_rows import number
from tests.cast import NOW, Known, registrant
from tests.console import desks

FORM = "membership"
REGULAR, SUPPORTING, STUDENT = "Regular member", "Supporting member", "Student member"
TURN = {REGULAR: 0, SUPPORTING: 1, STUDENT: 2}


@pytest.fixture
def desk(membership_desk) -> Client:
    return desks.browser(membership_desk.user)


def _applies(charter: Current, mailbox: str, name: str) -> Known:
    """Somebody who applied for the class of that name."""
    visitor = next(visitor for visitor in VISITORS if visitor.mailbox == mailbox)
    form = next(form for form in charter.policy.forms.values() if form.kind is FormKind.MEMBERSHIP)
    submission = fill_in(visitor, form, charter, now=NOW, turn=TURN[name])
    assert submission is not None
    submission.refresh_from_db()
    return Known(visitor, submission)


def _list(client: Client) -> str:
    return client.get(reverse("console-members-applications", args=[FORM])).content.decode()


def _admit(client: Client, *people: Known, **chosen: str):
    picked = [str(each.submission.id) for each in people]
    return client.post(reverse("console-members-admit", args=[FORM]), {"picked": picked, **chosen}, follow=True)


def _classes() -> dict[object, str]:
    return {each.person_id: each.member_class.name_en for each in Membership.objects.select_related("member_class")}


def _questions(page: str) -> list[str]:
    return re.findall(r'name="(class-[^"]+)"', page)


def test_the_list_shows_what_each_applied_for(desk, charter, classes):
    _applies(charter, "hanako", SUPPORTING)
    page = _list(desk)
    row = page[page.index("<tbody>") :]
    assert "Supporting member" in row
    assert "10,000 yen" in row
    assert "Regular member" not in row


def _listed(client: Client, **asked: str) -> list[str]:
    """The classes that the rows show, from above."""
    page = client.get(reverse("console-members-applications", args=[FORM]), asked).content.decode()
    return re.findall(r'data-label="Applied for">(?:<span class="soft">)?(\w+)', page)


def test_the_list_is_narrowed_and_ordered_by_the_class_applied_for(desk, charter, classes):
    for mailbox, name in (("hanako", REGULAR), ("kana", SUPPORTING), ("amelia", REGULAR)):
        _applies(charter, mailbox, name)
    taro = _applies(charter, "taro", REGULAR)
    SealedValue.objects.filter(submission_id=taro.submission.id, field="member_class").delete()
    assert sorted(_listed(desk)) == ["Not", "Regular", "Regular", "Supporting"]
    assert _listed(desk, kind=str(classes[REGULAR].id)) == ["Regular", "Regular"]
    assert _listed(desk, kind=str(classes[STUDENT].id)) == []
    assert _listed(desk, kind="unknown") == ["Not"]
    assert _listed(desk, sort="class") == ["Supporting", "Regular", "Regular", "Not"]
    assert len(_listed(desk, kind="x", sort="y")) == 4, "what makes no sense is left out"


def test_each_page_that_shows_the_class_is_a_recorded_release(desk, charter, classes):
    both = [_applies(charter, mailbox, SUPPORTING) for mailbox in ("hanako", "kana")]

    def told() -> list[dict[str, object]]:
        rows = Pending.objects.filter(kind=VALUE_RELEASED.name).values_list("payload", flat=True)
        return [said for said in map(json.loads, rows) if said.get("method") == "list"]

    before = len(told())
    assert len(_listed(desk)) == 2
    entries = told()[before:]
    assert [(said["purpose"], said["categories"], said["reason"]) for said in entries] == [
        ("membership", ["answer"], "service")
    ] * 2
    assert all(VALUE_RELEASED in {entry.kind for entry in entries_of(each.id)} for each in both)
    there = reverse("console-members-applications", args=[FORM])
    assert desk.get(there, headers={"Sec-Purpose": "prefetch"}).status_code == 200
    assert len(told()) == before + 2


def test_those_who_apply_for_one_class_come_into_it_with_its_dues(desk, charter, classes):
    both = [_applies(charter, mailbox, SUPPORTING) for mailbox in ("hanako", "kana")]
    assert "Admitted 2 applicants." in _admit(desk, *both).content.decode()
    assert set(_classes().values()) == {SUPPORTING}
    assert {*Invoice.objects.values_list("amount", flat=True)} == {10_000}


def test_where_they_differ_nobody_is_admitted_before_it_was_chosen_for_each(desk, charter, classes):
    hanako, kana = _applies(charter, "hanako", SUPPORTING), _applies(charter, "kana", REGULAR)
    page = _admit(desk, hanako, kana).content.decode()
    assert "Into which class?" in page
    assert "1 application for Supporting member (10,000 yen)" in page
    assert not Membership.objects.exists()
    names = _questions(page)
    assert len(names) == 2
    chosen = dict(re.findall(r'name="(class-[^"]+)".*?<option value="([^"]+)" selected', page, re.DOTALL))
    assert "Admitted 2 applicants." in _admit(desk, hanako, kana, **chosen).content.decode()
    assert _classes() == {hanako.id: SUPPORTING, kana.id: REGULAR}
    assert {*Invoice.objects.values_list("amount", flat=True)} == {3_000, 10_000}
    assert {*Membership.objects.values_list("number", flat=True)} == {1, 2}


def test_whoever_decides_may_choose_otherwise(desk, charter, classes):
    hanako, kana = _applies(charter, "hanako", SUPPORTING), _applies(charter, "kana", REGULAR)
    all_regular = dict.fromkeys(_questions(_admit(desk, hanako, kana).content.decode()), str(classes[REGULAR].id))
    _admit(desk, hanako, kana, **all_regular)
    assert set(_classes().values()) == {REGULAR}


@pytest.mark.parametrize("wrong", ["", "x", "closed", "elsewhere"])
def test_one_class_for_all_is_taken_from_no_hand_made_post(wrong, desk, charter, classes):
    hanako, kana = _applies(charter, "hanako", SUPPORTING), _applies(charter, "kana", REGULAR)
    MemberClass.objects.filter(id=classes[STUDENT].id).update(is_offered=False)
    other = MemberClass.objects.create(form="elsewhere", name_ja="他", name_en="Other", term="none", fee=0)
    asked = {"closed": str(classes[STUDENT].id), "elsewhere": str(other.id)}.get(wrong, wrong)
    page = _admit(desk, hanako, kana, **{"class": str(classes[REGULAR].id)}).content.decode()
    assert "Into which class?" in page, "as the page of before sent it"
    answer = _admit(desk, hanako, kana, **dict.fromkeys(_questions(page), asked))
    assert answer.status_code == 422
    assert "Choose a class." in answer.content.decode()
    half = {_questions(page)[0]: str(classes[REGULAR].id)}
    assert _admit(desk, hanako, kana, **half).status_code == 422
    assert not Membership.objects.exists()


def test_a_class_that_takes_nobody_any_more_is_asked_about(desk, charter, classes):
    hanako = _applies(charter, "hanako", SUPPORTING)
    MemberClass.objects.filter(id=classes[SUPPORTING].id).update(is_offered=False)
    assert "takes nobody any more" in _list(desk)
    page = _admit(desk, hanako).content.decode()
    assert "Supporting member (10,000 yen), which takes nobody any more" in page
    assert re.findall(r'value="([^"]*)" selected', page) == [""], "nothing is chosen already"
    _admit(desk, hanako, **{_questions(page)[0]: str(classes[REGULAR].id)})
    assert _classes() == {hanako.id: REGULAR}


def test_a_class_that_nobody_knows_is_asked_about(desk, charter, classes):
    hanako, kana = _applies(charter, "hanako", SUPPORTING), _applies(charter, "kana", REGULAR)
    SealedValue.objects.filter(submission_id=hanako.submission.id, field="member_class").delete()
    assert "Not known" in _list(desk)
    page = _admit(desk, hanako).content.decode()
    assert "1 application that names no class of ours" in page
    assert not Membership.objects.exists()
    page = _admit(desk, hanako, kana).content.decode()
    assert _questions(page)[-1] == "class-unknown", "what has to be thought about comes last"
    MemberClass.objects.filter(id=classes[SUPPORTING].id).update(name_ja="別", name_en="Else")
    SealedValue.objects.filter(submission_id=kana.submission.id, field="member_class").delete()
    assert len(_questions(_admit(desk, hanako, kana).content.decode())) == 1


def test_a_class_closed_between_question_and_answer_admits_nobody(charter, classes):
    hanako, kana = _applies(charter, "hanako", SUPPORTING), _applies(charter, "kana", REGULAR)
    into = {hanako.submission.id: classes[SUPPORTING].id, kana.submission.id: classes[REGULAR].id}
    MemberClass.objects.filter(id=classes[SUPPORTING].id).update(is_offered=False)
    with pytest.raises(NoSuchClass):
        admit_many(into, actor=SETTER, now=timezone.now())
    assert not Membership.objects.exists()


def test_a_member_who_applies_again_is_shown_as_one_and_not_admitted_again(desk, charter, classes):
    member = registrant(charter, "hanako", FormKind.MEMBERSHIP)
    admit(member.submission.id, into=classes[REGULAR].id, actor=SETTER, now=timezone.now())
    again, kana = _applies(charter, "hanako", SUPPORTING), _applies(charter, "kana", REGULAR)
    page = _list(desk)
    assert "A member already: No. 1, Regular member" in page
    assert f'value="{again.submission.id}"' not in page, "there is nothing to tick"
    person = desk.get(reverse("console-person", args=[again.id])).content.decode()
    assert "A member already: No. 1, Regular member" in person
    admitting = reverse("console-member-step", args=[again.id, again.submission.id, "admit"])
    assert admitting not in person
    assert '<option value="already" selected>' in person
    assert (
        "There is a membership already"
        in desk.post(admitting, {"class": str(classes[SUPPORTING].id)}, follow=True).content.decode()
    )
    assert "Admitted 1 of 2." in _admit(desk, again, kana).content.decode()
    assert _classes() == {again.id: REGULAR, kana.id: REGULAR}
    declining = reverse("console-member-step", args=[again.id, again.submission.id, "decline"])
    desk.post(declining, {"reason": "already"})
    assert not Application.objects.exists()
    assert Membership.objects.get(submission=member.submission).member_class_id == classes[REGULAR].id


def test_the_list_asks_for_the_class_alone_and_nothing_where_the_duty_may_not(desk, charter, classes, volunteer_desk):
    hanako = _applies(charter, "hanako", SUPPORTING)
    said = [*SealedValue.objects.filter(submission_id=hanako.submission.id).exclude(field="member_class")]
    assert said
    page = _list(desk)
    assert hanako.visitor.mailbox not in page
    other = desks.browser(volunteer_desk.user)
    assert other.get(reverse("console-members-applications", args=[FORM])).status_code == 403


def test_two_applications_of_one_person_are_told_apart_and_make_one_member(desk, charter, classes):
    kana = _applies(charter, "kana", SUPPORTING)
    first, second = (_applies(charter, "hanako", REGULAR) for _time in range(2))
    Submission.objects.filter(id=second.submission.id).update(person=first.id)
    Application.objects.filter(pk=second.submission.id).update(person=first.id)
    page = _admit(desk, kana, first, second).content.decode()
    for each in (first, second):
        assert f"{number(first.id)} ({number(each.submission.id)})" in page
    chosen = dict(re.findall(r'name="(class-[^"]+)".*?<option value="([^"]+)" selected', page, re.DOTALL))
    _admit(desk, kana, first, second, **chosen)
    assert _classes() == {first.id: REGULAR, kana.id: SUPPORTING}
