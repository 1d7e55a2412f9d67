"""How a request gets to the desk: of a message only where it is one that counts, of a call as it was said, and what a
hold of the desk leaves behind.
"""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from azukari.core.cases.lifecycle import open_within, subject_of
from azukari.core.cases.models import Case, CaseMessage, CaseStep
from azukari.core.cases.staffing import NobodyAnswers
from azukari.core.forms.models import OwnDataQuestion, Submission
from azukari.core.forms.suspicion import Suspected
from azukari.core.ledger.events import actor_reference
from azukari.core.ledger.models import Pending
from azukari.core.people.models import Person
from azukari.core.vault import notes
from azukari.core.vault.legal_holds import NothingToHold, holds_on
from azukari.core.vault.models import SealedNote
from azukari.core.vault.refusal import Refused
from azukari.features.rights import from_form
from azukari.features.rights.from_form import case_of, from_message, take_up
from azukari.features.rights.holding import hold, lift
from azukari.policy.casework import CaseKind, Hold, ReplyBy
from azukari.policy.terms import Answer, Verdict
from tests import cast
from tests.console import desks
from tests.console.desks import CALL
from tests.rights.casework import ask

OVER = Verdict(Answer.NO, "test.over", "requests", {"ja": "終わりました。", "en": "It is over."})
SAID = "Please erase what you hold of me."


@pytest.fixture
def present():
    """The clock goes on."""
    return desks.moment()


@pytest.fixture
def desk(officer, charter):
    """Somebody answers requests, and another reads messages and can stand in."""
    return cast.at_desk("feedback@example.org", "Kiku Michioka", "feedback")


def at(submission, form: str = "feedback") -> str:
    return reverse("console-submission-request", args=[form, submission])


# --- by the button


@pytest.mark.parametrize(
    ("form", "under", "more"),
    [
        ("feedback", "feedback", {"suspected": Suspected(5, ("links", "hasty"))}),
        ("feedback", "membership", {}),
        ("membership", "feedback", {}),
        ("membership", "membership", {}),
    ],
)
def test_only_a_message_of_its_own_form_that_counts_becomes_a_request(desk, officer, form, under, more):
    registered = desks.register(form, **more)
    both = desks.browser(desks.staff("feedback", "membership", "privacy"))
    assert both.post(at(registered.submission, under), {"kind": "elimination"}).status_code == 404
    assert not Case.objects.exists()


def test_a_message_whose_address_is_not_confirmed_or_that_is_over_is_no_request(desk):
    registered = desks.register("feedback")
    Submission.objects.filter(id=registered.submission).update(state="pending")
    client = desks.browser(desk.user)
    assert client.post(at(registered.submission), {"kind": "elimination"}).status_code == 404
    page = client.get(reverse("console-submission", args=["feedback", registered.submission])).content.decode()
    assert "Make it a request" not in page


def test_whoever_may_answer_gets_to_the_request_and_others_are_told_that_it_was_made(desk, officer):
    desks.register("feedback", {"email": "somebody-else@example.org"})
    client, page_of = desks.browser(desk.user), desks.register("feedback").submission
    page = reverse("console-submission", args=["feedback", page_of])
    shown = client.get(page).content.decode()
    assert "Make it a request" in shown
    (offered,) = re.findall(r'<select[^>]* name="kind".*?</select>', shown, re.DOTALL)
    assert re.findall(r'<option value="([a-z-]*)"', offered) == ["", *(kind.value for kind in CaseKind)]
    assert 'role="status"' not in shown
    made = client.post(at(page_of), {"kind": "release"})
    assert made["Location"] == f"{page}?done=request-made#done"
    told = client.get(f"{page}?done=request-made").content.decode()
    assert "The department that answers requests has it now." in told
    case = Case.objects.get()
    assert case.message.submission_id == page_of
    assert reverse("console-rights-case", args=[case.id]) not in told, "They may not open it."
    both = desks.browser(desks.staff("feedback", "privacy"))
    assert reverse("console-rights-case", args=[case.id]) in both.get(page).content.decode()
    for said in ("no-request-kind", "request-nobody"):
        assert "has it now" not in client.get(f"{page}?done={said}").content.decode()


def test_what_is_missing_is_said_above_the_button_where_the_eye_is(desk, officer):
    client, page_of = desks.browser(desk.user), desks.register("feedback").submission
    answer = client.post(at(page_of), {"kind": ""})
    assert answer["Location"].endswith("?done=no-request-kind#done")
    page = client.get(answer["Location"].partition("#")[0]).content.decode()
    assert page.index('id="replies"') < page.index('id="done"') < page.index('id="request-title"')
    assert 'class="callout attention"' in page[page.index('id="done"') : page.index("Choose what is asked for.")]


def test_without_two_people_the_reader_is_told_whom_to_ask(desk, officer):
    officer.user.delete()
    client, registered = desks.browser(desk.user), desks.register("feedback")
    page = client.post(at(registered.submission), {"kind": "release"}, follow=True).content.decode()
    assert "nobody is there to be both. Tell the operator." in page


def test_on_other_forms_nothing_is_offered(desk):
    registered = desks.register("membership")
    page = desks.browser(desks.staff("membership", "feedback")).get(
        reverse("console-submission", args=["membership", registered.submission])
    )
    assert page.status_code == 200
    assert "Make it a request" not in page.content.decode()


# --- by itself


def message(**more) -> Submission:
    said = {"topic": "personal-data", "message": SAID, **more}
    return Submission.objects.get(id=desks.register("feedback", said).submission)


def test_what_is_kept_of_whoever_left_no_address_is_how_to_reach_them(desk, officer, charter):
    submission = message(email="", name="Aoi Sample", phone="03-1234-5678")
    case = from_message(submission, CaseKind.RELEASE, actor=officer.actor, now=desks.moment())
    assert (case.kind, case.lang, case.reply_by) == ("release", "ja", ReplyBy.PHONE)
    assert subject_of(case.id) is None
    read = notes.read(case.id, person=None, actor=officer.actor, now=desks.moment())
    assert {note.kind.value: note.text for note in read} == {"said": SAID, "contact": "Aoi Sample · 03-1234-5678"}
    (link,) = CaseMessage.objects.all()
    assert (link.submission_id, link.person_id) == (submission.id, submission.person_id)


@pytest.mark.parametrize("confirmed", [True, False])
def test_whoever_confirmed_the_address_is_known_by_it_and_nobody_else(desk, officer, confirmed):
    submission = message()
    if not confirmed:
        Person.objects.filter(id=submission.person_id).update(confirmed_at=None)
    case = from_message(submission, CaseKind.QUESTION, actor=officer.actor, now=desks.moment())
    assert subject_of(case.id) == (submission.person_id if confirmed else None)
    assert (case.reply_by, case.identity) == ((ReplyBy.MAIL, "confirmed-address") if confirmed else (ReplyBy.PHONE, ""))
    assert case.channel == "form"
    assert case.received_at == submission.created_at


def test_whoever_left_no_address_this_time_is_not_known_by_one_of_another_time(desk, officer):
    submission = message(email="", phone="03-1234-5678")
    Person.objects.filter(id=submission.person_id).update(confirmed_at=desks.moment())
    case = from_message(submission, CaseKind.QUESTION, actor=officer.actor, now=desks.moment())
    assert (case.reply_by, case.identity, subject_of(case.id)) == (ReplyBy.PHONE, "", None)


def test_where_several_gave_one_number_nobody_is_chosen_for_them(client, officer):
    for name in ("one", "two"):
        desks.register("membership", {"email": f"{name}@example.org", "phone": "03-7777-0000"})
    case = ask(CaseKind.RELEASE, actor=officer.actor, now=desks.moment())
    answer = client.post(reverse("console-rights-act", args=[case.id, "connect"]), {"exactly": "03-7777-0000"})
    assert answer.status_code == 422
    assert "Several people gave this number. Ask for the email address as well." in answer.content.decode()
    assert subject_of(case.id) is None


def test_doing_it_twice_is_doing_it_once_also_where_two_were_as_fast(desk, officer, monkeypatch):
    submission = message()
    first = from_message(submission, CaseKind.QUESTION, actor=officer.actor, now=desks.moment())
    assert from_message(submission, CaseKind.RELEASE, actor=officer.actor, now=desks.moment()) == first
    answers = iter([None, first])
    monkeypatch.setattr(from_form, "case_of", lambda _id: next(answers))
    assert from_message(submission, CaseKind.RELEASE, actor=officer.actor, now=desks.moment()) == first
    assert Case.objects.count() == 1
    assert case_of(submission.id) == first
    assert case_of(message().id) is None


def test_a_message_that_went_meanwhile_becomes_no_request(desk, officer, monkeypatch):
    submission = message()
    monkeypatch.setattr(from_form, "hold_submission", lambda _id: None)
    with pytest.raises(Submission.DoesNotExist):
        from_message(submission, CaseKind.QUESTION, actor=officer.actor, now=desks.moment())
    assert not Case.objects.exists()
    assert OwnDataQuestion.objects.filter(submission=submission).exists()


def test_where_nobody_answers_nothing_is_opened_and_the_rest_waits(desk, officer, monkeypatch):
    for _ in range(2):
        message()
    tried = []

    def nobody():
        tried.append(1)
        raise NobodyAnswers

    monkeypatch.setattr(from_form, "choose", nobody)
    before = Pending.objects.count()
    assert take_up(desks.moment()) == 0
    assert len(tried) == 1
    assert Pending.objects.count() == before
    assert OwnDataQuestion.objects.count() == 2


def test_a_message_whose_time_is_over_is_put_aside_and_the_next_is_taken_up(desk, officer, monkeypatch):
    first, second = message(), message()
    real = from_form._opened

    def opened(submission, actor, now):
        if submission.id == first.id:
            raise Refused(OVER)
        return real(submission, actor, now)

    monkeypatch.setattr(from_form, "_opened", opened)
    assert take_up(desks.moment()) == 1
    assert [case.message.submission_id for case in Case.objects.all()] == [second.id]
    assert not OwnDataQuestion.objects.exists()


def test_one_that_fails_is_tried_later_and_counts_as_none(desk, officer, monkeypatch):
    message()
    second = message()
    real = open_within

    def fail(request, **more):
        if not Case.objects.exists() and not OwnDataQuestion.objects.filter(attempts__gt=0).exists():
            raise ValueError("a fault of the program")
        return real(request, **more)

    told = []
    monkeypatch.setattr(from_form, "report", lambda error, *, what, log: told.append((type(error), what)))
    monkeypatch.setattr(from_form, "open_within", fail)
    assert take_up(desks.moment()) == 1
    assert told == [(ValueError, "A message could not be made a request")], "The operator, and nothing that was said."
    assert [case.message.submission_id for case in Case.objects.all()] == [second.id]
    (left,) = OwnDataQuestion.objects.all()
    assert left.attempts == 1
    assert left.due_at
    assert left.due_at > desks.moment()


# --- a call


@pytest.fixture
def client(officer, desk):
    return desks.browser(officer.user)


def test_the_form_for_a_call_begins_with_what_is_usual_and_offers_what_there_is(client):
    page = client.get("/console/rights/new/").content.decode()

    def chosen(name: str) -> set[str]:
        boxes = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page)
        marked = {re.findall(r'value="([^"]*)"', box)[0] for box in boxes if " checked" in box}
        select = re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.DOTALL)
        return marked | set(re.findall(r'<option value="([^"]*)" selected', select[0] if select else ""))

    def offered(name: str) -> set[str]:
        boxes = {re.findall(r'value="([^"]*)"', box)[0] for box in re.findall(rf'<input[^>]*name="{name}"[^>]*>', page)}
        select = re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.DOTALL)
        return boxes | set(re.findall(r'<option value="([^"]*)"', select[0] if select else ""))

    assert {name: chosen(name) for name in ("kind", "channel", "reply_by", "lang", "pack")} == {
        "kind": set(),
        "channel": {"phone"},
        "reply_by": {"phone"},
        "lang": {"en"},
        "pack": {"appi"},
    }
    assert offered("kind") == {kind.value for kind in CaseKind}
    assert offered("channel") == {"phone", "letter", "agent", "form"}
    assert offered("reply_by") == {way.value for way in ReplyBy}
    assert offered("pack") >= {"appi", "gdpr"}


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"contact": "", "reply_by": "mail"}, False),
        ({"contact": "", "reply_by": "letter"}, True),
        ({"contact": "", "reply_by": "phone"}, True),
        ({"contact": "x" * 300}, False),
        ({"contact": "x" * 301}, True),
        ({"said": "x" * 4000}, False),
        ({"said": "x" * 4001}, True),
        ({"channel": "own-page"}, True),
    ],
)
def test_a_call_is_written_down_to_the_edge_of_what_can_be(client, change, refused):
    answer = client.post("/console/rights/new/", {**CALL, **change})
    assert answer.status_code == (422 if refused else 302)
    assert Case.objects.count() == (0 if refused else 1)
    assert SealedNote.objects.exists() is not refused


@pytest.mark.parametrize("kind", CaseKind)
def test_a_call_is_written_down_as_it_was_said(client, officer, kind):
    data = {**CALL, "kind": kind.value, "channel": "agent", "reply_by": "letter", "pack": "gdpr", "lang": "ja"}
    answer = client.post("/console/rights/new/", data)
    case = Case.objects.get()
    assert answer["Location"] == reverse("console-rights-case", args=[case.id])
    assert (case.kind, case.channel, case.reply_by, case.pack, case.lang) == (kind, "agent", "letter", "gdpr", "ja")
    read = notes.read(case.id, person=None, actor=officer.actor, now=desks.moment())
    assert {note.kind.value: note.text for note in read} == {"said": CALL["said"], "contact": CALL["contact"]}


# --- holds of the desk


def test_a_hold_is_set_for_its_case_and_both_are_written_down(officer, membership_desk, hanako, amelia, present):
    case = ask(CaseKind.COMPLAINT, actor=officer.actor, now=present, person=hanako.id)
    until = present + timedelta(days=30)
    hold(case, Hold.CLAIM, until=until, actor=officer.actor, now=present)
    (held,) = holds_on([hanako.id], present)[hanako.id]
    assert (held.hold, held.until) == (Hold.CLAIM, until)
    assert holds_on([amelia.id], present) == {}
    assert lift(case, Hold.CLAIM, actor=officer.actor, now=present)
    assert not lift(case, Hold.CLAIM, actor=officer.actor, now=present)
    assert holds_on([hanako.id], present) == {}
    steps = CaseStep.objects.filter(case=case, event__startswith="hold").order_by("id")
    assert [(step.event, step.reason, step.actor, step.at) for step in steps] == [
        ("hold-set", Hold.CLAIM.value, actor_reference(officer.actor), present),
        ("hold-lifted", Hold.CLAIM.value, actor_reference(officer.actor), present),
    ]


def test_of_nobody_nothing_is_held(officer, membership_desk, present):
    case = ask(CaseKind.COMPLAINT, actor=officer.actor, now=present)
    with pytest.raises(NothingToHold):
        hold(case, Hold.CLAIM, until=present + timedelta(days=30), actor=officer.actor, now=present)
    assert not lift(case, Hold.CLAIM, actor=officer.actor, now=present)
    assert not CaseStep.objects.filter(case=case, event__startswith="hold").exists()
