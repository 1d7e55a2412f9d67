"""The membership desk: whoever applied is admitted on their page, found on the list, and owes what the list says."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from azukari.core.accounts.tokens import make
from azukari.core.ledger.models import Pending
from azukari.core.vault.events import VALUE_RELEASED
from azukari.core.vault.models import SealedValue
from azukari.demo.people import SETTER
from azukari.features.members.admit import admit
from azukari.features.members.marks import mark
from azukari.features.members.models import (
    Application,
    Declined,
    Invoice,
    InvoiceState,
    MemberClass,
    Membership,
    MemberState,
    Payment,
    Register,
    Term,
)
from azukari.policy.terms import FormKind
from azukari.shells.staff.submission_rows import number
from tests.cast import registrant
from tests.console import desks

FORM = "membership"


@pytest.fixture
def desk(membership_desk):
    return desks.browser(membership_desk.user)


def _step(known, step):
    return reverse("console-member-step", args=[known.id, known.submission.id, step])


def _page(client, name, *args, **query):
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def _pay(client, known, **typed):
    paid = {"submission": str(known.submission.id), "paid_on": timezone.localdate().isoformat(), "amount": "3000"}
    answer = client.post(reverse("console-person-payment", args=[known.id]), {**paid, **typed}, follow=True)
    return answer.content.decode()


def test_an_application_is_found_admitted_and_paid_in_four_presses(desk, applicant, classes):
    assert "1 application for membership to review" in _page(desk, "console")
    waiting = _page(desk, "console-members-applications", FORM)
    assert reverse("console-person", args=[applicant.id]) in waiting
    admitted = desk.post(_step(applicant, "admit"), {"class": str(classes["Regular member"].id)}, follow=True)
    assert "Admitted." in admitted.content.decode()
    assert 'value="3000"' in admitted.content.decode(), "the amount that is owed stands in the form already"
    today = timezone.localdate().isoformat()
    paid = {"submission": str(applicant.submission.id), "paid_on": today, "amount": "3000"}
    desk.post(reverse("console-person-payment", args=[applicant.id]), paid)
    assert Invoice.objects.get().state == InvoiceState.PAID
    assert "There is no application to review." in _page(desk, "console-members-applications", FORM)


def test_the_class_that_was_chosen_in_the_form_is_chosen_once_the_record_is_open(desk, applicant, classes):
    at = reverse("console-person", args=[applicant.id])
    student = classes["Student member"]
    assert "selected" not in _select(desk.get(at)), "sealed, and nothing is opened for it"
    asked = {"purpose": "membership", "reason": "service"}
    shown = _select(desk.post(f"{at}open/", asked))
    assert re.findall(r'value="([^"]*)" selected', shown) == [str(classes["Regular member"].id)]
    MemberClass.objects.filter(id=student.id).update(name_ja="一般会員", name_en="Regular member")
    assert "selected" not in _select(desk.post(f"{at}open/", asked)), "two fit as well"
    MemberClass.objects.filter(id=student.id).update(name_ja="一般", name_en="Regular")
    assert re.findall(r'value="([^"]*)" selected', _select(desk.post(f"{at}open/", asked))) == [
        str(classes["Regular member"].id)
    ]
    MemberClass.objects.filter(id=classes["Regular member"].id).update(is_offered=False)
    MemberClass.objects.filter(id=student.id).update(name_ja="一般会", name_en="Regular mem")
    assert "selected" not in _select(desk.post(f"{at}open/", asked)), "a part of a word is no name"


def _select(answer):
    page = answer.content.decode()
    return page[page.index('<select id="f-class-1"') :].partition("</select>")[0]


def test_two_applications_of_one_person_are_told_apart(desk, applicant, charter, classes):
    other = registrant(charter, "amelia", FormKind.MEMBERSHIP)
    apart = [f'<code class="soft small">{number(id)}</code>' for id in (applicant.submission.id, other.submission.id)]
    page = _page(desk, "console-members-applications", FORM)
    assert not any(each in page for each in apart)
    Application.objects.filter(submission=other.submission).update(person=applicant.id)
    page = _page(desk, "console-members-applications", FORM)
    assert [page.count(each) for each in apart] == [1, 1]


@pytest.mark.parametrize("typed", ["3,000", "3000円", "３，０００円", "¥3,000", "￥３０００", " 3 000 "])
def test_an_amount_is_read_as_people_write_it(typed, desk, applicant, classes):
    _pay(desk, applicant, amount=typed)
    assert Payment.objects.get().amount == 3000


@pytest.mark.parametrize("typed", ["", "0", "-3000", "3000.5", "three", "10,000,001", "9" * 12])
def test_an_amount_that_is_none_is_said_and_nothing_is_written(typed, desk, applicant, classes):
    said = _pay(desk, applicant, amount=typed)
    assert "Write the amount in whole yen" in said
    assert "Write the day" not in said
    assert not Payment.objects.exists()


def test_a_payment_that_stands_there_already_is_pointed_out(desk, applicant, classes):
    assert "is already in the books" not in _pay(desk, applicant, amount="3000")
    assert "is already in the books" not in _pay(desk, applicant, amount="1000")
    assert "is already in the books" in _pay(desk, applicant, amount="3000"), "from a second window, perhaps"
    assert Payment.objects.count() == 2, "it is asked about before it is recorded"


def test_what_was_done_is_said_where_the_eye_is_once(desk, applicant, classes):
    pay = reverse("console-person-payment", args=[applicant.id])
    typed = {"submission": str(applicant.submission.id), "paid_on": "2026-11-20", "amount": "three"}
    place = desk.post(pay, typed)["Location"]
    assert place.endswith("?done=no-amount#done")
    page = desk.get(place.partition("#")[0]).content.decode()
    before, said, after = page.partition('<div id="done" role="status"')
    assert said
    assert 'id="membership"' in after
    assert 'id="membership"' not in before
    assert page.count("Write the amount in whole yen") == 1


@pytest.mark.parametrize("typed", ["", "29/11/2026", "2010-01-31", "2999-01-31"])
def test_a_day_that_cannot_be_is_said_and_nothing_is_written(typed, desk, applicant, classes):
    said = _pay(desk, applicant, paid_on=typed)
    assert "Write the day of the payment" in said
    assert "Write the amount" not in said
    assert not Payment.objects.exists()


def test_what_was_typed_stands_there_once_more(desk, applicant, classes):
    desk.post(_step(applicant, "admit"), {"class": str(classes["Regular member"].id)})
    said = _pay(desk, applicant, amount="three", paid_on="2026-11-20")
    assert 'value="three"' in said
    assert 'name="paid_on" type="date" value="2026-11-20"' in said
    person = reverse("console-person", args=[applicant.id])
    assert 'value="three"' not in desk.get(person).content.decode(), "once"


def test_what_was_paid_beyond_the_dues_is_told_on_the_page(desk, applicant, classes):
    desk.post(_step(applicant, "admit"), {"class": str(classes["Regular member"].id)})
    assert "beyond what was asked for" not in _pay(desk, applicant)
    assert "3,500 yen was paid beyond what was asked for." in _pay(desk, applicant, amount="3500")


def test_after_a_meeting_of_the_board_several_are_admitted_at_once(desk, charter, classes):
    people = [registrant(charter, name, FormKind.MEMBERSHIP) for name in ("hanako", "amelia", "kana")]
    declined, others = people[0], people[1:]
    ids, at = [str(each.submission.id) for each in people], reverse("console-members-admit", args=[FORM])
    assert all(id in _page(desk, "console-members-applications", FORM) for id in ids)
    desk.post(_step(declined, "decline"), {"reason": Declined.STATUTES.value})  # by a colleague, meanwhile
    chosen = {"class": str(classes["Regular member"].id)}
    answer = desk.post(at, {"picked": [*ids, "x"], **chosen}, follow=True).content.decode()
    assert "Admitted 2 of 3." in answer
    members = Membership.objects.filter(state=MemberState.ADMITTED)
    assert {each.person_id for each in members} == {each.id for each in others}
    assert {each.number for each in members} == {1, 2}
    assert {each.member_class_id for each in members} == {classes["Regular member"].id}
    assert Invoice.objects.filter(state=InvoiceState.OPEN).count() == 2
    answer = desk.post(at, {"picked": ids, **chosen}, follow=True).content.decode()
    assert "Admitted 0 of 3." in answer, "twice is once"
    assert (Membership.objects.count(), Invoice.objects.count()) == (3, 2)


def test_with_names_as_buttons_the_page_still_admits_several(desk, applicant, classes):
    desk.post(reverse("console-purpose"), {"work": "membership:membership", "reason": "service"})
    page = _page(desk, "console-members-applications", FORM)
    assert f'form="admit" name="picked" value="{applicant.submission.id}"' in page
    assert page.index('<form id="admit"') < page.index("</form>", page.index('<form id="admit"')) < page.index("<table")


def test_nobody_is_admitted_without_a_tick(desk, applicant, classes):
    answer = desk.post(reverse("console-members-admit", args=[FORM]), {}, follow=True).content.decode()
    assert "Tick the applications first." in answer
    assert not Membership.objects.exists()


def test_what_was_not_chosen_is_said_and_changes_nothing(desk, applicant, classes):
    for step, data in (("admit", {}), ("admit", {"class": "x"}), ("decline", {"reason": "because"})):
        answer = desk.post(_step(applicant, step), data, follow=True)
        assert "Choose one out of the list first." in answer.content.decode()
    assert desk.post(_step(applicant, "renew"), {}).status_code == 404
    assert desk.get(_step(applicant, "admit")).status_code == 302
    assert desk.post(_step(applicant, "expel"), {}).status_code == 404
    assert not Membership.objects.exists()


def test_a_decline_says_why_on_the_page(desk, applicant, classes):
    answer = desk.post(_step(applicant, "decline"), {"reason": "unreached"}, follow=True)
    assert "We had a question and no answer to it." in answer.content.decode()
    assert Membership.objects.get().state == MemberState.DECLINED


def test_the_list_is_masked_until_it_is_opened_and_each_opening_is_recorded(desk, applicant, classes):
    desk.post(_step(applicant, "admit"), {"class": str(classes["Regular member"].id)})
    name = applicant.visitor.name
    assert name not in _page(desk, "console-members-list", FORM)
    at = reverse("console-members-open", args=[FORM])
    assert desk.post(at, {"categories": ["name"]}).status_code == 422
    opened = desk.post(at, {"categories": ["name"], "reason": "service"}).content.decode()
    assert name in opened
    assert "3,000" in opened
    assert desk.get(at).status_code == 302
    owing = _page(desk, "console-members-list", FORM, state="owing", kind=str(classes["Regular member"].id))
    assert reverse("console-person", args=[applicant.id]) in owing
    nobody = _page(desk, "console-members-list", FORM, state="left", kind="nonsense")
    assert "There is nobody here." in nobody


def test_the_list_costs_the_same_for_one_member_and_for_many(desk, charter, applicant, classes):
    counts = []
    _page(desk, "console-members-list", FORM)
    for mailbox in ("hanako", "kana", "amelia"):
        member = registrant(charter, mailbox, FormKind.MEMBERSHIP)
        admit(member.submission.id, into=classes["Student member"].id, actor=SETTER, now=timezone.now())
        with CaptureQueriesContext(connection) as asked:
            _page(desk, "console-members-list", FORM)
        counts.append(len(asked))
    assert len({*counts}) == 1, counts
    assert counts[0] <= 17


@pytest.mark.parametrize("who", ["volunteer_desk", "mallory"])
def test_other_duties_are_refused(who, request, applicant, classes):
    client = desks.browser(request.getfixturevalue(who).user)
    for name in ("console-members-list", "console-members-applications", "console-members-dues"):
        assert client.get(reverse(name, args=[FORM])).status_code == 403
    assert client.post(_step(applicant, "admit"), {"class": str(classes["Friend"].id)}).status_code == 403
    assert not Membership.objects.exists()


def test_a_form_of_another_kind_has_no_members(volunteer_desk):
    client = desks.browser(volunteer_desk.user)
    for name in ("console-members-list", "console-members-dues", "console-member-classes"):
        assert client.get(reverse(name, args=["volunteers"])).status_code == 404


def test_classes_begin_with_the_usual_and_are_changed(desk, membership_desk, charter):
    assert "Begin with the usual classes" in _page(desk, "console-member-classes", FORM)
    desk.post(reverse("console-member-classes-begin", args=[FORM]))
    desk.post(reverse("console-member-classes-begin", args=[FORM]))
    assert MemberClass.objects.count() == 6
    chosen = MemberClass.objects.get(name_en="Student member")
    at = reverse("console-member-class", args=[FORM, chosen.id])
    values = {
        "name_ja": "学生会員", "name_en": "Student", "fee": "１,２００", "has_vote": "yes", "term": "date",
        "begins": "9", "months": "6", "is_prorated": "no", "lapses_days": "0", "is_offered": "yes",
    }  # fmt: skip
    wrong = desk.post(at, {**values, "fee": "free", "months": "0", "name_ja": ""})
    assert wrong.status_code == 422
    assert "Please write a whole number from 1 to 120." in wrong.content.decode()
    assert desk.post(at, values).status_code == 302
    chosen.refresh_from_db()
    assert (chosen.fee, chosen.months, chosen.term, chosen.begins) == (1200, 6, "date", 9)
    desk.post(reverse("console-member-class-new", args=[FORM]), {**values, "name_en": "Other"})
    assert MemberClass.objects.count() == 7


def test_where_to_pay_is_set_and_the_numbers_that_were_given_stay(desk, applicant, classes):
    desk.post(_step(applicant, "admit"), {"class": str(classes["Friend"].id)})
    values = {"dues_month": "1", "due_days": "20", "remind_days": "7", "transfer_ja": "みほん銀行", "transfer_en": ""}
    assert desk.post(reverse("console-member-classes", args=[FORM]), values).status_code == 302
    register = Register.objects.get()
    assert (register.dues_month, register.transfer_ja, register.last_number) == (1, "みほん銀行", 1)


def test_with_the_membership_in_hand_names_stand_first_on_applications_and_dues_too(desk, applicant, classes):
    name = applicant.visitor.name
    assert name not in _page(desk, "console-members-applications", FORM)
    desk.post(reverse("console-purpose"), {"work": "membership:membership", "reason": "service"})
    looks = Pending.objects.filter(kind=VALUE_RELEASED.name).count
    before = looks()
    assert name in _page(desk, "console-members-applications", FORM)
    desk.post(_step(applicant, "admit"), {"class": str(classes["Regular member"].id)})
    assert name in _page(desk, "console-members-dues", FORM)
    assert looks() == before + 3, "each name, and the class applied for, is a release on its person's trail"
    desk.post(reverse("console-purpose-lock"))
    assert name not in _page(desk, "console-members-dues", FORM)


def test_the_next_invoices_are_made_out_by_one_button(desk, applicant, classes):
    desk.post(_step(applicant, "admit"), {"class": str(classes["Supporting member"].id)})
    today = timezone.localdate()
    Term.objects.update(state="paid", ends=today + timedelta(days=20))
    Invoice.objects.update(state="paid")
    mark(applicant.submission.id)
    assert "ends soon or has ended" in _page(desk, "console-members-dues", FORM)
    answer = desk.post(reverse("console-members-renew", args=[FORM]), follow=True).content.decode()
    assert "10,000" in answer
    assert Invoice.objects.filter(state="open").count() == 1


def test_a_receipt_is_a_pdf_with_a_number_and_the_person_sees_that_the_name_was_opened(desk, applicant, classes):
    desk.post(_step(applicant, "admit"), {"class": str(classes["Regular member"].id)})
    paid = {"submission": str(applicant.submission.id), "paid_on": timezone.localdate().isoformat(), "amount": "3000"}
    desk.post(reverse("console-person-payment", args=[applicant.id]), paid)
    payment = Invoice.objects.get().allocations.get().payment
    at = reverse("console-member-receipt", args=[applicant.id, payment.id])
    for data, serial in (({}, 1), ({}, 1), ({"anew": "1"}, 2)):
        answer = desk.post(at, {"submission": str(applicant.submission.id), **data})
        assert answer.content.startswith(b"%PDF")
        assert f"receipt-{serial}.pdf" in answer["Content-Disposition"]
    assert payment.receipts.filter(voided_at__isnull=True).count() == 1
    assert SealedValue.objects.filter(person_id=applicant.id).exists()


def test_a_program_with_the_duty_s_token_lists_members_and_names_nobody(
    charter, classes, applicant, membership_desk, monkeypatch
):
    evening = timezone.now().replace(hour=20)  # where the organisation is, the next day has begun
    monkeypatch.setattr(timezone, "now", lambda: evening)
    admit(applicant.submission.id, into=classes["Friend"].id, actor=SETTER, now=timezone.now())
    words = make(membership_desk.user, "door", ["membership"], days=9, policy=charter.policy, now=timezone.now())[1]
    client = Client(headers={"Authorization": f"Bearer {words}"})
    answer = client.get("/api/v1/members", {"form": FORM})
    [found] = answer.json()["items"]
    assert (found["number"], found["class"], found["is_valid"]) == (1, "Friend", True)
    assert found["person"] == str(applicant.id)
    assert applicant.visitor.name not in answer.content.decode()
    assert client.get(f"/api/v1/members?form={FORM}&after=1").json() == {"items": [], "next": None}
    assert client.get("/api/v1/members", {"form": FORM, "names": "yes"}).status_code == 422
    assert client.get("/api/v1/members", {"form": "volunteers"}).status_code == 404
    assert client.get("/api/v1/shifts", {"form": "volunteers"}).status_code == 403, "another purpose's"
    assert Client().get("/api/v1/members", {"form": FORM}).status_code == 401
