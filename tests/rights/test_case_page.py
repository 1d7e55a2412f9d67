"""The page of a request at the desk: what can be done in each state, what each act asks, which step stands open, and
what is said about it.
"""

import html
import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import translation

from azukari.core.cases import lifecycle
from azukari.core.cases.lifecycle import step
from azukari.core.cases.models import Case, CaseStep, CaseSubject
from azukari.core.vault.legal_holds import holds_on, set_hold
from azukari.features.rights.decision import DecisionPart, decide
from azukari.features.rights.desk.acts import DONE
from azukari.policy.casework import CaseChannel, CaseKind, CaseState, Hold, Identity, Outcome, ReplyBy
from tests.console import desks
from tests.rights.casework import WORDS, ask, grant

_FORM = re.compile(r'<form[^>]* action="/console/rights/[0-9a-f-]{36}/([a-z-]+)/"(.*?)</form>', re.DOTALL)
_STEP = re.compile(r'<details class="case-step[^"]*"( open)?>\s*<summary><h2>(.*?)</h2>', re.DOTALL)
RECORD, IDENTITY, DECIDE, SAID = "Whose record it is about", "Identity check", "Decide", "What was said and noted"
ALWAYS = {"open", "connect", "ask", "shown", "decide", "note", "take-back"}
"""What can be done with a request of which nothing is known yet."""


@dataclass(frozen=True)
class Shown:
    """A page, as somebody of the desk reads it."""

    status: int
    body: str

    @property
    def text(self) -> str:
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", self.body)).split())

    @property
    def asks(self) -> dict[str, set[str]]:
        """What can be done, and what each asks."""
        main = self.body[self.body.index("<main") :]
        return {
            act: set(re.findall(r' name="([a-z_]+)"', form)) - {"csrfmiddlewaretoken", "whose"}
            for act, form in _FORM.findall(main)
        }

    @property
    def stands_open(self) -> set[str]:
        return {html.unescape(title) for is_open, title in _STEP.findall(self.body) if is_open}


@pytest.fixture
def desk(officer, membership_desk):
    """Somebody of the desk, at their browser."""
    return desks.browser(officer.user)


@pytest.fixture
def asked(officer, desk, hanako, present):
    """Makes a request, known to be Hanako's unless told otherwise; another one was there before."""
    ask(CaseKind.QUESTION, actor=officer.actor, now=present)

    def make(kind: CaseKind = CaseKind.ELIMINATION, **more) -> Case:
        return ask(kind, actor=officer.actor, now=present, **{"person": hanako.id, **more})

    return make


@pytest.fixture
def show(desk):
    def get(case: Case, query: str = "") -> Shown:
        answer = desk.get(reverse("console-rights-case", args=[case.id]) + query)
        return Shown(answer.status_code, answer.content.decode())

    return get


@pytest.fixture
def post(desk):
    def send(case: Case, act: str, **data) -> Shown:
        answer = desk.post(reverse("console-rights-act", args=[case.id, act]), data)
        return Shown(answer.status_code, answer.headers.get("Location", "") or answer.content.decode())

    return send


def test_of_a_caller_whom_nobody_knows_the_record_is_asked_first(asked, show):
    page = show(asked(person=None))
    assert page.status == 200
    assert set(page.asks) == ALWAYS, "Nobody is there to hold data of, to call back, or to write a letter to."
    assert page.stands_open == {RECORD}
    assert "Not connected yet." in page.text
    assert "Email address or telephone number, exactly" in page.text
    assert "deputy: Kakari Aida" in page.text
    assert "Act on the Protection of Personal Information" in page.text


def test_while_the_program_asks_the_person_itself_no_step_stands_open(asked, show, post, officer):
    case = asked(identity=None)
    step(case, "identity-asked", actor=officer.actor, now=case.received_at, reason=Identity.CONFIRMED_ADDRESS.value)
    page = show(case)
    assert page.stands_open == set()
    assert "by a link, mailed only to a confirmed address" in page.text
    assert "signed in with a link" not in page.text, "They have not."
    lifecycle.add_note(case, "They wrote again.", actor=officer.actor, now=case.received_at + timedelta(minutes=1))
    assert show(case).stands_open == set()
    assert post(case, "numbers").stands_open == {IDENTITY}, "What was opened is seen."


def test_what_is_done_in_part_is_ticked_where_there_is_something_to_tick_and_else_written(asked, show, hanako):
    assert "Tick below" in show(asked()).text
    release = show(asked(kind=CaseKind.RELEASE)).text
    assert "Write below which part" in release
    assert "Tick below" not in release


def test_a_known_caller_shows_who_they_are_and_a_law_may_give_more_time(asked, show, hanako):
    case = asked(identity=None, pack="gdpr")
    page = show(case)
    assert page.stands_open == {IDENTITY}
    assert page.asks == {
        "open": set(),
        "connect": {"exactly"},
        "numbers": set(),
        "letter": set(),
        "ask": {"method"},
        "shown": {"shown", "code"},
        "decide": {"outcome", "purposes", "offered", "ground", "words"},
        "note": {"note"},
        "hold": {"hold", "until"},
        "extend": {"why"},
        "take-back": set(),
    }
    assert "Connected with a record." in page.text
    assert "Connect it with another" in page.text
    assert "General Data Protection Regulation" in page.text
    assert "extend" not in show(asked(identity=None)).asks, "Our own law knows no longer time."


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        (CaseKind.CORRECTION, {"outcome", "value", "text", "ground", "words"}),
        (CaseKind.RELEASE, {"outcome", "ground", "words"}),
        (CaseKind.QUESTION, {"outcome", "words"}),
    ],
)
def test_what_is_decided_hangs_on_what_is_asked_for(asked, show, kind, wanted):
    page = show(asked(kind))
    assert page.asks["decide"] == wanted
    assert page.stands_open == {"Answer" if kind is CaseKind.QUESTION else DECIDE}
    assert (IDENTITY in page.text) == (kind is not CaseKind.QUESTION)
    assert ("called back at a number that we held" in page.text) == (kind is not CaseKind.QUESTION)
    assert ("The answer" in page.text) == (kind is CaseKind.QUESTION)
    assert ("What else they should know" in page.text) == (kind is not CaseKind.QUESTION)


@pytest.mark.parametrize(
    ("act", "data", "step", "said"),
    [
        ("connect", {}, RECORD, "Type the email address or the telephone number that the caller gave."),
        ("connect", {"exactly": "nobody@example.org"}, RECORD, "No record was confirmed under this."),
        ("ask", {}, IDENTITY, "Choose how the person proves who they are."),
        ("shown", {}, IDENTITY, "Choose how the person showed who they are."),
        ("shown", {"shown": "post-code", "code": "1"}, IDENTITY, "That is not the code of the letter."),
        ("decide", {}, DECIDE, "Choose what is decided."),
        ("decide", {"outcome": "partly", "offered": ["membership"]}, DECIDE, "Tick what is done."),
        ("hold", {}, "", "Choose why it has to be kept."),
        ("hold", {"hold": "hold-claim", "until": "2026-11-01"}, "", "after today and within ten years."),
        ("lift", {"lift": "hold-claim"}, "", "There is no such hold any more."),
        ("lift", {"lift": "other"}, "", "There is no such hold any more."),
        ("lift", {}, "", "There is no such hold any more."),
        ("extend", {}, "", "Choose why it takes longer; the person is to be told the same."),
        ("kind", {}, "", "Choose what is asked for."),
        ("note", {}, "", "Note: Please fill this in."),
        ("note", {"note": "x" * 2001}, "", "2000"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands_and_nothing_is_done(asked, post, act, data, step, said):
    case = asked(pack="gdpr", identity=None)
    page = post(case, act, **data)
    assert page.status == 422
    assert "Please check what you entered" in page.text or "There is no such hold" in page.text
    assert said in page.text
    assert page.stands_open == {IDENTITY, step} - {""}
    assert set(CaseStep.objects.filter(case=case).values_list("event", flat=True)) <= {"received", "wrong-code"}


@pytest.mark.parametrize(("act", "step"), [("ask", IDENTITY), ("shown", IDENTITY), ("decide", DECIDE)])
def test_what_is_wrong_further_down_is_unfolded_beside_the_step_that_comes_first(asked, post, act, step):
    page = post(asked(person=None), act)
    assert (page.status, page.stands_open) == (422, {RECORD, step})


def test_each_act_does_its_own_and_says_so(asked, show, post, hanako, officer, present):
    case = asked(person=None, pack="gdpr", channel=CaseChannel.FORM)
    with translation.override("en"):
        words = {act: word() for act, word in DONE.items()}
    done = f"/console/rights/{case.id}/?done="
    for act, data, said in (
        ("note", {"note": "They call again."}, "noted"),
        ("kind", {"kind": "release"}, "kind-said"),
        ("connect", {"exactly": hanako.email}, "connected"),
        ("ask", {"method": "document"}, "asked"),
        ("extend", {"why": "many"}, "extended"),
        ("shown", {"shown": "document"}, "shown"),
        ("hold", {"hold": "hold-claim", "until": "2027-02-23"}, "held"),
        ("lift", {"lift": "hold-claim"}, "lifted"),
        ("decide", {"outcome": "refused", "ground": "unfounded"}, "decided"),
    ):
        assert post(case, act, **data).body == done + said, act
        assert words[said] in show(case, f"?done={said}").text
    case.refresh_from_db()
    assert (case.kind, case.identity, case.outcome) == (CaseKind.RELEASE, Identity.DOCUMENT, Outcome.REFUSED)
    other = asked(person=None)
    assert post(other, "take-back").body == f"/console/rights/{other.id}/?done=taken-back"
    other.refresh_from_db()
    assert (other.state, other.outcome) == (CaseState.CLOSED, Outcome.TAKEN_BACK)
    assert len({*words.values()}) == 11
    for query in ("", "?done=nothing"):
        assert not any(word in show(case, query).text for word in words.values())


def test_nobody_is_told_that_a_request_was_answered_which_was_taken_back(asked, show, post, desk, officer):
    case = asked()
    assert post(case, "take-back").status == 302
    steps = CaseStep.objects.filter(case=case).order_by("id")
    assert [*steps.values_list("event", flat=True)][-1] == "taken-back"
    step(case, "answered", actor=officer.actor, now=case.received_at)  # as was once written down
    page = show(case)
    assert all(word in page.text for word in ("withdrawn closed", "Withdrawn by the person"))
    assert "nswered" not in page.text
    assert "answer" not in page.asks
    assert "letter" not in page.asks
    closed = desk.get("/console/rights/?state=closed").content.decode()
    row = closed.partition("<tbody>")[2].partition("</tbody>")[0]
    assert (row.count("withdrawn"), "nswered" in row) == (1, False)


def test_an_act_that_nobody_knows_is_not_there_and_asking_for_one_by_its_address_does_nothing(asked, desk):
    case = asked()
    assert desk.post(reverse("console-rights-act", args=[case.id, "burn"])).status_code == 404
    looked = desk.get(reverse("console-rights-act", args=[case.id, "take-back"]))
    assert (looked.status_code, looked["Location"]) == (302, reverse("console-rights-case", args=[case.id]))
    assert desk.get(reverse("console-rights-case", args=[uuid4()])).status_code == 404
    case.refresh_from_db()
    assert case.state == CaseState.READY


def test_what_was_opened_stands_on_that_answer_alone(asked, show, post, hanako):
    case = asked(identity=None)
    numbers = post(case, "numbers")
    assert (numbers.status, numbers.stands_open) == (200, {IDENTITY})
    assert 'href="tel:' in numbers.body
    assert not any(text in numbers.text for text in WORDS.values())
    noted = post(case, "open")
    assert (noted.status, noted.stands_open) == (200, {SAID, IDENTITY})
    assert all(text in noted.text for text in WORDS.values())
    assert 'href="tel:' not in noted.body
    decided = asked(CaseKind.QUESTION, identity=None)
    assert post(decided, "open").stands_open == {SAID, "Answer"}
    assert post(asked(), "open").stands_open == {SAID, DECIDE}
    page = show(case)
    assert page.stands_open == {IDENTITY}
    assert 'href="tel:' not in page.body


def test_numbers_are_shown_of_a_record_that_is_known_and_while_the_request_runs(asked, post, officer, present):
    assert "First connect the request" in post(asked(person=None), "numbers").text
    assert "First connect the request" in post(asked(person=None), "shown", shown="call-back").text
    case = asked()
    Case.objects.filter(id=case.id).update(state=CaseState.CLOSED, outcome=Outcome.ANSWERED, kept_until=present)
    assert "First connect the request" in post(case, "numbers").text


def test_a_hold_is_named_with_its_end_and_can_be_lifted(asked, show, post, hanako, officer, present):
    case = asked()
    assert "lift" not in show(case).asks
    set_hold(hanako.id, Hold.CLAIM, until=present + timedelta(days=90), actor=officer.actor, now=present, case=case.id)
    page = show(case)
    assert "Kept for a dispute until Tue 23 Feb 2027" in page.text
    assert page.asks["lift"] == {"lift"}
    assert "Kept for a dispute" not in show(asked(person=None)).text
    post(case, "lift", lift="hold-claim")
    assert not holds_on([hanako.id], present).get(hanako.id)


def test_what_was_granted_is_handed_over_and_told(asked, show, post, officer, present):
    case = asked(CaseKind.RELEASE)
    decide(case, Outcome.GRANTED, [DecisionPart()], actor=officer.actor, now=present)
    decided = show(case)
    assert set(decided.asks) == {"open", "note", "hold"}
    assert "The program carries it out" in decided.text
    other = grant(asked(CaseKind.RELEASE), actor=officer.actor, now=present)
    done = show(other)
    assert set(done.asks) == {"open", "note", "hold", "letter", "answer", "file"}
    assert done.asks["file"] == {"passphrase"}
    assert "· granted" in done.text
    assert post(other, "answer").body.endswith("?done=answered")
    closed = show(other)
    assert set(closed.asks) == {"open", "letter", "file"}
    assert closed.stands_open == set()


def test_of_a_record_that_is_gone_no_file_is_offered(asked, show, officer):
    case = grant(asked(CaseKind.RELEASE), actor=officer.actor, now=asked().received_at)
    assert "file" in show(case).asks
    CaseSubject.objects.filter(case=case).delete()
    assert set(show(case).asks) == {"open", "note", "letter", "answer"}


def test_of_what_was_done_otherwise_no_file_is_offered(asked, show, officer):
    page = show(grant(asked(CaseKind.STOP_PROVISION), actor=officer.actor, now=asked().received_at))
    assert set(page.asks) == {"open", "note", "hold", "letter", "answer"}


TYPED = {
    "exactly": {"spellcheck": "false", "autocapitalize": "none"},
    "passphrase": {"spellcheck": "false", "autocapitalize": "none"},
    "code": {"inputmode": "numeric"},
}


def test_what_has_to_be_typed_exactly_is_left_alone_by_the_keyboard(asked, show, officer):
    case = asked(CaseKind.RELEASE, identity=None)
    pages = show(case).body + show(grant(asked(CaseKind.RELEASE), actor=officer.actor, now=case.received_at)).body
    for name, attributes in TYPED.items():
        (box,) = {*re.findall(rf'<input[^>]* name="{name}"[^>]*>', pages)}
        assert {key: re.findall(f'{key}="([a-z]+)"', box)[0] for key in attributes} == attributes


def test_where_the_program_failed_it_is_said_how(asked, show, officer, present):
    case = asked(reply_by=ReplyBy.PHONE)
    decide(case, Outcome.GRANTED, [DecisionPart()], actor=officer.actor, now=present)
    for failure, said in (("scan", "The scan still finds something"), ("OSError", "It could not be carried out")):
        Case.objects.filter(id=case.id).update(failure=failure)
        assert said in show(case).text


def test_while_it_is_carried_out_a_link_leads_to_how_far_it_is(asked, show):
    case = asked(person=None)
    Case.objects.filter(id=case.id).update(state=CaseState.DECIDED)
    assert f'<a href="/console/rights/{case.id}/">See how far it is</a>' in show(case).body
