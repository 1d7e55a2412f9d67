"""What people are told of a request: in mails, on paper, on the desk's list, on the trail, and on their first page."""

import html
import re
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from azukari.core.cases import lifecycle
from azukari.core.cases.clocks import clock_of, counted_to
from azukari.core.cases.lifecycle import number, step
from azukari.core.cases.models import Case, CasePart
from azukari.core.cases.statistics import numbers
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import Current
from azukari.core.vault.release import Opened
from azukari.features.rights import answer, steps
from azukari.features.rights.carry_out import run
from azukari.features.rights.case_letters import answer_letter, received_letter
from azukari.features.rights.decision import DecisionPart, decide
from azukari.features.rights.desk import desk as desk_list
from azukari.features.rights.desk.desk import figures, row_of
from azukari.features.rights.desk.letter import _addressee
from azukari.features.rights.needs import pressing
from azukari.policy.casework import CaseKind, CaseState, Identity, Outcome
from azukari.policy.deadline import DeadlineStatus
from azukari.policy.terms import Category
from azukari.shells.self_service import certificate
from azukari.shells.staff.acts import Doer
from tests.cast import NOW
from tests.console import desks
from tests.rights.casework import WORDS, ask

LATER = NOW + timedelta(hours=12)
DAY = timedelta(days=1)
BASE = settings.AZUKARI.base_url


@pytest.fixture
def present():
    """The clock goes on."""
    return LATER


@pytest.fixture
def staffed(officer, membership_desk):
    """Somebody answers, and somebody stands in."""
    return officer


def mail(case: Case, lang: str = "en") -> Message:
    return Message(kind="rights:case-answer", reference=case.id, lang=lang)


def closed(case: Case, outcome: Outcome, *parts: CasePart) -> Case:
    for part in parts:
        part.case = case
        part.save()
    Case.objects.filter(id=case.id).update(state=CaseState.DONE, outcome=outcome)
    case.refresh_from_db()
    return case


# --- mails


def test_the_mail_that_it_came_in_tells_number_day_and_where_to_turn_to(staffed, hanako, charter: Current):
    case = ask(CaseKind.OBJECTION, actor=staffed.actor, now=LATER, person=hanako.id)
    requests = charter.policy.requests
    with translation.override("en"):
        letter = received_letter(mail(case), LATER)
        assert letter
        assert received_letter(Message(kind="x", lang="en"), LATER) is None
        assert received_letter(Message(kind="x", reference=uuid4(), lang="en"), LATER) is None
    assert letter.subject == f"We have received your request {number(case)}"
    assert letter.paragraphs == (
        f"Your request has arrived: Objection. Its number is {number(case)}.",
        "We aim to answer by Mon 30 Nov 2026.",
    )
    assert letter.action == ("Open your own page", f"{BASE}/en/me")
    (otherwise,) = letter.after
    assert requests.department["en"] in str(otherwise)
    assert requests.phone in str(otherwise)


@pytest.mark.parametrize("outcome", ["", "taken-back"])
def test_of_what_is_not_decided_or_was_taken_back_no_answer_goes_out(staffed, outcome: str):
    case = ask(CaseKind.QUESTION, actor=staffed.actor, now=LATER)
    Case.objects.filter(id=case.id).update(outcome=outcome)
    assert answer_letter(mail(case), LATER) is None
    assert answer_letter(Message(kind="x", lang="en"), LATER) is None
    assert answer_letter(Message(kind="x", reference=uuid4(), lang="en"), LATER) is None


def test_the_mail_with_the_answer_holds_our_words_and_each_certificate(staffed, hanako):
    case = ask(CaseKind.ELIMINATION, actor=staffed.actor, now=LATER, person=hanako.id)
    parts = [DecisionPart(purpose=purpose) for purpose in ("magazine", "membership")]
    decide(case, Outcome.GRANTED, parts, actor=staffed.actor, now=LATER, words="It was good to have you.")
    lifecycle.add_note(case, "Only for us.", actor=staffed.actor, now=LATER)
    with translation.override("en"):
        letter = answer_letter(mail(case), LATER)
    assert letter
    assert "It was good to have you." in letter.paragraphs
    assert not {"Only for us.", *WORDS.values()} & {*letter.paragraphs}
    assert letter.action
    links = [letter.action, *((link.words, link.address) for link in letter.after)]
    ids = list(CasePart.objects.filter(case=case).order_by("id").values_list("work_id", flat=True))
    assert len(links) == len(ids) == 2
    assert links == [("Certificate", f"{BASE}{certificate.path(id, lang='en', now=LATER)}") for id in ids]


# --- the answer, wherever it stands


def test_an_answer_tells_in_order_what_was_done_what_was_not_what_we_say_and_where_to_complain(
    staffed, hanako, charter
):
    case = closed(
        ask(CaseKind.ELIMINATION, actor=staffed.actor, now=LATER, person=hanako.id),
        Outcome.PARTLY,
        CasePart(purpose="magazine"),
        CasePart(purpose="dues-record", ground="duty-to-keep"),
    )
    requests, purposes = charter.policy.requests, charter.policy.purposes
    with translation.override("en"):
        told = answer.answer(case, words=["", "One more thing.", "One more thing."], now=LATER)
    assert told.subject == f"Our answer to your request {number(case)}"
    assert told.paragraphs[0] == f"This is the answer to your request {number(case)}: Erasure."
    assert told.paragraphs[1].startswith("We can do part of what you asked.")
    assert purposes["magazine"].title["en"] in told.paragraphs[2]
    assert purposes["dues-record"].title["en"] in told.paragraphs[3]
    assert told.paragraphs[4] == "One more thing."
    assert requests.phone in told.paragraphs[5]
    assert requests.complaints
    assert requests.complaints["en"] in told.paragraphs[6]
    assert len(told.paragraphs) == 7
    assert len(told.links) == 1


@pytest.mark.parametrize(
    ("outcome", "ground", "complains"),
    [(Outcome.GRANTED, "", False), (Outcome.PARTLY, "not-held", True), (Outcome.REFUSED, "not-held", True)],
)
def test_where_to_complain_is_told_with_each_refusal_and_without_one_not(staffed, hanako, outcome, ground, complains):
    case = closed(
        ask(CaseKind.RELEASE, actor=staffed.actor, now=LATER, person=hanako.id), outcome, CasePart(ground=ground)
    )
    with translation.override("en"):
        told = answer.answer(case, now=LATER).paragraphs
    assert any("If you do not agree" in words for words in told) is complains
    assert any("Everything we hold about you is on your own page" in words for words in told) is not complains
    assert len({*told}) == len(told)
    assert all(told)


@pytest.mark.parametrize("kind", [CaseKind.QUESTION, CaseKind.COMPLAINT])
def test_a_question_is_answered_in_our_own_words_and_in_no_blank_ones(staffed, kind):
    case = closed(ask(kind, actor=staffed.actor, now=LATER), Outcome.ANSWERED, CasePart())
    with translation.override("en"):
        told = answer.answer(case, words=["", "Because."], now=LATER).paragraphs
    assert len(told) == 2
    assert told[1] == "Because."


def test_where_the_policy_names_no_authority_the_answer_names_none(charter: Current):
    bare = replace(charter.policy, requests=replace(charter.policy.requests, complaints={}))
    with translation.override("en"):
        assert len(answer._complain(bare, "en")) == 1
        assert len(answer._complain(charter.policy, "en")) == 2


# --- on paper


def opened(category: Category, text: str, *, submission: int, field: str, minute: int) -> Opened:
    at = NOW + timedelta(minutes=minute)
    return Opened(uuid4(), UUID(int=1), UUID(int=submission), field, category, text, frozenset(), at, None)


OLD = (
    opened(Category.ADDRESS, "Old Street 1", submission=1, field="address", minute=0),
    opened(Category.NAME, "Old Name", submission=1, field="name", minute=0),
)
NEW = (
    opened(Category.NAME, "Of the house", submission=2, field="zz-second", minute=5),
    opened(Category.NAME, "New Name", submission=2, field="name", minute=6),
    opened(Category.ADDRESS, "New Street 2", submission=2, field="address", minute=7),
    opened(Category.ADDRESS, "Third floor", submission=2, field="address2", minute=7),
)
ELSEWHERE = (opened(Category.NAME, "Elsewhere", submission=3, field="a-name", minute=9),)


@pytest.mark.parametrize(
    ("held", "lang", "to"),
    [
        ((*OLD, *NEW, *ELSEWHERE), "en", ("New Street 2", "Third floor", "New Name")),
        ((*reversed(NEW), *ELSEWHERE, *OLD), "ja", ("Third floor", "New Street 2", "New Name 様")),
        (OLD, "en", ("Old Street 1", "Old Name")),
        ((*OLD[:1], *ELSEWHERE), "en", ("Old Street 1",)),
        (ELSEWHERE, "en", ("Elsewhere",)),
        (ELSEWHERE, "ja", ("Elsewhere 様",)),
        ((), "ja", ()),
    ],
)
def test_a_letter_goes_to_the_address_given_last_under_the_name_given_with_it(held, lang, to):
    assert _addressee(held, lang) == to


@pytest.fixture
def desk(published):
    desks.staff("membership")
    return desks.browser(desks.staff("privacy"))


def called(desk, **more) -> Case:
    data = {
        "kind": "release", "channel": "letter", "reply_by": "letter", "pack": "appi", "lang": "en",
        "contact": "Chiyoda 9-9, Somebody", "said": "Wants to see everything.", **more,
    }  # fmt: skip
    made = desk.post("/console/rights/new/", data)
    assert made.status_code == 302
    return Case.objects.get(id=made["Location"].split("/")[-2])


def do(desk, case: Case, act: str, **data) -> str:
    answer = desk.post(f"/console/rights/{case.id}/{act}/", data)
    assert answer.status_code in {200, 302}, answer.content.decode()
    return answer.content.decode()


LACKS = "There is no postal address on record"


@pytest.mark.parametrize(
    ("form", "mailbox", "reply_by", "to", "lacks"),
    [
        ("", "", "letter", "Chiyoda 9-9, Somebody", False),
        ("", "", "phone", "", True),
        ("volunteers", "kitagawa-marker", "letter", "Chiyoda 9-9, Somebody", False),
        ("volunteers", "kitagawa-marker", "phone", f"{desks.MARK} Kitagawa", True),
        ("membership", "aoba-marker", "letter", "100-0001", False),
        ("membership", "aoba-marker", "phone", "100-0001", False),
    ],
)
def test_an_answer_on_paper_goes_to_the_record_and_else_to_where_they_asked_for_it(
    desk, form, mailbox, reply_by, to, lacks
):
    if form:
        desks.register(form)
    case = called(desk, reply_by=reply_by)
    if form:
        do(desk, case, "connect", exactly=f"{mailbox}@example.org")
        do(desk, case, "shown", shown="document")
        do(desk, case, "decide", outcome="granted", words="As you asked.")
    else:
        do(desk, case, "decide", outcome="refused", ground="identity-not-shown", words="As you asked.")
    run(desks.moment())
    case.refresh_from_db()
    page = do(desk, case, "letter")
    (address,) = re.findall(r"<address>(.*?)</address>", page, re.DOTALL)
    lines = [line for line in html.unescape(address).replace("<br>", "\n").split("\n") if line.strip()]
    assert (lines[:1] or [""])[0] == to
    assert (LACKS in page) is lacks
    assert "As you asked." in page
    assert f"{BASE}/en/me" in page, "Where the answer leads, written out."
    assert 'class="code"' not in page
    assert "Wants to see everything." not in page
    assert number(case) in page


def test_a_letter_that_asks_has_a_code_only_where_somebody_is_known_to_whom_it_could_go(desk):
    desks.register("membership")
    unknown, known = called(desk), called(desk)
    do(desk, known, "connect", exactly="aoba-marker@example.org")
    for case, coded in ((unknown, False), (known, True)):
        page = do(desk, case, "letter")
        assert "Was it you who asked?" in page
        assert ('class="code"' in page) is coded
        assert 'class="qr"' in page


# --- on the desk's list


BADGES = {
    DeadlineStatus.CALM: ("kept", "clock"),
    DeadlineStatus.PAUSED: ("unknown", "clock"),
    DeadlineStatus.SOON: ("attention", "clock"),
    DeadlineStatus.ESCALATED: ("attention", "alert"),
    DeadlineStatus.OVERDUE: ("broken", "alert"),
    DeadlineStatus.ANSWERED: ("kept", "check"),
    DeadlineStatus.ANSWERED_LATE: ("broken", "check"),
    DeadlineStatus.TAKEN_BACK: ("unknown", "check"),
}


@pytest.mark.parametrize("standing", DeadlineStatus)
def test_a_request_stands_on_the_list_with_how_its_time_stands(staffed, hanako, charter, standing):
    case = ask(CaseKind.OBJECTION, actor=staffed.actor, now=LATER, person=hanako.id)
    clock = replace(clock_of(case, LATER), standing=standing)
    who = Doer(staffed.actor, charter.policy, "en", LATER)
    with translation.override("en"):
        row = row_of(case, clock, who)
    assert (row.badge, row.icon) == BADGES[standing]
    late = standing in {DeadlineStatus.ESCALATED, DeadlineStatus.OVERDUE}
    assert row.aims_at == (None if late else counted_to(clock, charter.policy))
    assert (row.kind, row.channel, row.state, row.outcome) == ("Objection", "telephone", "to be decided", "")
    assert (row.number, row.owner, row.deputy) == (number(case), case.owner.name, case.deputy.name)


def test_the_list_has_open_requests_by_their_time_and_answered_ones_the_last_one_first(desk):
    first, second, third = (called(desk, kind="question") for _ in range(3))
    for case, ago in ((first, 1), (second, 3), (third, 2)):
        Case.objects.filter(id=case.id).update(
            state=CaseState.CLOSED,
            outcome="answered",
            kept_until=desks.moment(),
            answered_at=desks.moment() - ago * DAY,
        )
    waiting = called(desk)

    def shown(query: str) -> list[str]:
        page = desk.get(f"/console/rights/{query}").content.decode()
        return re.findall(r'<code class="whole">(R-[0-9A-F-]+)</code>', page)

    assert shown("") == [number(waiting)]
    assert shown("?state=open") == [number(waiting)]
    assert shown("?state=closed") == [number(case) for case in (first, third, second)]
    assert "Closed requests, the last one first" in desk.get("/console/rights/?state=closed").content.decode()


def test_a_long_list_goes_on_on_another_page(desk, monkeypatch):
    monkeypatch.setattr(desk_list, "PAGE", 2)
    cases = [called(desk, kind="question") for _ in range(6)]
    for case in cases[:3]:
        Case.objects.filter(id=case.id).update(
            state=CaseState.CLOSED, outcome="answered", kept_until=desks.moment(), answered_at=desks.moment()
        )
    for query in ("", "state=closed&"):
        first = desk.get(f"/console/rights/?{query}").content.decode()
        assert f'href="?{query.replace("&", "&amp;")}page=2"' in first or f'href="?{query}page=2"' in first
        second = desk.get(f"/console/rights/?{query}page=2").content.decode()
        shown = [{*re.findall(r'<code class="whole">(R-[0-9A-F-]+)</code>', page)} for page in (first, second)]
        assert [len(numbers) for numbers in shown] == [2, 1]
        assert not shown[0] & shown[1]


def test_in_the_menu_requests_stand_above_those_who_ask_for_others(desk):
    menu = desk.get("/console/rights/").content.decode()
    assert menu.index(f'href="{reverse("console-rights")}"') < menu.index(f'href="{reverse("console-agents")}"')


def test_the_numbers_of_the_desk_stand_the_most_frequent_first_in_words(charter):
    empty = numbers(LATER)
    some = replace(
        empty,
        by_kind={"release": 1, "question": 4, "correction": 4},
        by_outcome={"refused": 2, "granted": 3},
        grounds={"not-held": 1, "no-such-ground": 2},
    )
    with translation.override("en"):
        found = figures(some, "en")
    assert found.kinds == [("Correction", 4), ("Question about personal data", 4), ("Access to personal data", 1)]
    assert found.outcomes == [("granted", 3), ("refused", 2)]
    assert found.grounds == [("no-such-ground", 2), ("We do not hold what you asked about", 1)]
    assert found.total is some


# --- on the first page


@pytest.mark.parametrize(("days", "urgent"), [(0, None), (5, False), (9, True), (20, True)])
def test_the_first_page_names_a_request_with_its_day_and_leads_to_it(staffed, hanako, charter, days, urgent):
    case = ask(CaseKind.OBJECTION, actor=staffed.actor, now=LATER, person=hanako.id)
    Case.objects.filter(id=case.id).update(state=CaseState.CHECKING)
    now = LATER + days * DAY
    with translation.override("en"):
        found = pressing(staffed.actor, charter.policy, now)
    if urgent is None:
        assert found == []
        return
    (need,) = found
    assert need.sentence.startswith(f"Request {number(case)}, Objection: ")
    assert (need.url, need.icon, need.urgent) == (reverse("console-rights-case", args=[case.id]), "clock", urgent)
    assert need.due == counted_to(clock_of(case, now), charter.policy)


# --- on the trail of the case


def test_the_trail_tells_each_step_the_newest_first_with_who_did_it_and_how(staffed, hanako):
    case = ask(CaseKind.RELEASE, actor=staffed.actor, now=LATER, person=hanako.id, identity=None)
    written = [
        ("identity-asked", Identity.CALL_BACK.value, "check-not", "by a call to a number that we hold"),
        ("identity-shown", Identity.CALL_BACK.value, "check", "called back at a number that we held"),
        ("noted", "", "info", ""),
        ("decided", "not-held", "seal", "We do not hold what you asked about."),
        ("decided", Outcome.GRANTED.value, "seal", "granted"),
        ("carried-out", "", "check", ""),
        ("answered", "", "mail", ""),
        ("record-gone", "", "trash", ""),
        ("hold-set", "hold-claim", "lock", ""),
        ("hold-lifted", "hold-claim", "undo", ""),
        ("never-heard-of", "", "info", ""),
    ]
    for minute, (event, reason, _icon, _detail) in enumerate(written, 1):
        step(case, event, actor=staffed.actor, now=LATER + timedelta(minutes=minute), reason=reason)
    with translation.override("en"):
        *told, received = steps.told(case, "en")
    name = staffed.user.name
    assert [one.at for one in (*told, received)] == sorted((one.at for one in (*told, received)), reverse=True)
    for one, (event, _reason, icon, detail) in zip(reversed(told), written, strict=True):
        assert one.icon == icon.replace("check-not", "info"), event
        assert one.detail == (f"{name} · {detail}" if detail else name), event
        assert (one.title == event) == (event == "never-heard-of")
        assert one.kind == "case"
        assert not one.proof_url, "no step of a case has a proof of its own"
    assert told[0].title == "never-heard-of"
    assert (received.icon, received.detail) == ("form", name)


def test_who_is_no_member_of_staff_is_not_named_on_the_trail(staffed):
    case = ask(CaseKind.QUESTION, actor=staffed.actor, now=LATER)
    step(case, "carried-out", actor=desks.OPERATOR, now=LATER + DAY)
    newest, *_ = steps.told(case, "en")
    assert newest.detail == ""
