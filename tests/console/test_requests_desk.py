"""The desk of requests: a call is written down, the caller shows who they are, it is decided, carried out and told."""

import re

import pytest
from django.utils import timezone

from azukari.core.cases.models import Case, CaseStep
from azukari.core.ledger.models import Pending
from azukari.core.people.models import Person
from azukari.core.vault.events import VALUE_RELEASED, VALUE_SEARCHED
from azukari.core.vault.models import SealedNote, SealedValue
from azukari.core.vault.scan import remains
from azukari.features.rights import post_code
from azukari.features.rights.carry_out import run
from azukari.shells.staff.events import ACT_REFUSED
from tests.console import desks
from tests.console.desks import CALL


@pytest.fixture
def desk(published):
    """The officer's browser, and a colleague who can stand in."""
    desks.staff("membership")
    return desks.browser(desks.staff("privacy"))


def written_down(desk, **more) -> Case:
    answer = desk.post("/console/rights/new/", {**CALL, **more})
    assert answer.status_code == 302, answer.content.decode()
    return Case.objects.latest("received_at")


def do(desk, case, act, **data):
    return desk.post(f"/console/rights/{case.id}/{act}/", data)


def carried_out(case) -> Case:
    run(timezone.now())
    case.refresh_from_db()
    return case


def test_a_call_becomes_a_case_and_nobody_a_person(desk):
    people = Person.objects.count()
    case = written_down(desk)
    assert Person.objects.count() == people
    page = desk.get(f"/console/rights/{case.id}/").content.decode()
    assert "working days left" in page
    assert "Kitagawa" not in page
    assert "Sealed." in page
    opened = do(desk, case, "open").content.decode()
    assert "Kitagawa 090-1111-2222" in opened
    assert Pending.objects.filter(kind=VALUE_RELEASED.name, payload__contains=str(case.id)).exists()


@pytest.mark.parametrize("missing", ["kind", "said", "contact", "lang", "pack", "reply_by", "channel"])
def test_what_is_missing_is_said_and_nothing_is_kept(desk, missing):
    answer = desk.post("/console/rights/new/", {**CALL, missing: ""})
    assert answer.status_code == 422
    assert f'href="#f-{missing}"' in answer.content.decode()
    assert not Case.objects.exists()
    assert not SealedNote.objects.exists()


def test_one_member_of_staff_alone_can_take_no_request(published):
    answer = desks.browser(desks.staff("privacy")).post("/console/rights/new/", CALL)
    assert answer.status_code == 422
    assert "needs an owner and a deputy" in answer.content.decode()
    assert not Case.objects.exists()


def test_from_the_call_to_the_certificate(desk):
    person = desks.register("volunteers").person
    case = written_down(desk)
    assert do(desk, case, "connect", exactly="kitagawa-marker@example.org").status_code == 302
    early = do(desk, case, "decide", outcome="granted")
    assert early.status_code == 422
    assert "before it is certain" in early.content.decode()
    numbers = do(desk, case, "numbers").content.decode()
    assert "090-8765-4321" in numbers
    assert do(desk, case, "shown", shown="call-back").status_code == 302
    assert do(desk, case, "decide", outcome="granted").status_code == 302
    carried_out(case)
    assert case.state == "done"
    assert remains(person) == []
    letter = do(desk, case, "letter").content.decode()
    assert "/en/me/certificate/" in letter
    assert "Kitagawa 090-1111-2222" not in letter, "They asked to be called."
    assert do(desk, case, "answer").status_code == 302
    assert "Answered" in desk.get("/console/rights/?state=closed").content.decode()
    assert not SealedNote.objects.exists()


def test_what_was_typed_stays_where_the_decision_cannot_be(desk):
    desks.register("membership")
    case = written_down(desk, kind="stop-use")
    do(desk, case, "connect", exactly="aoba-marker@example.org")
    do(desk, case, "shown", shown="document")
    page = do(desk, case, "decide", outcome="partly", words="We thank you.").content.decode()
    assert "Tick what is done." in page
    assert "We thank you." in page
    assert re.search(r'value="partly"[^>]* checked', page)
    case.refresh_from_db()
    assert case.state == "ready"


def test_the_contact_page_tells_how_requests_are_answered(desk, client):
    assert "Our response times" not in client.get("/en/contact").content.decode()
    written_down(desk)
    assert "In the past year 1 request about" in client.get("/en/contact").content.decode()


def test_a_partial_refusal_names_ground_law_and_where_to_complain(desk):
    desks.register("membership")
    case = written_down(desk)
    do(desk, case, "connect", exactly="aoba-marker@example.org")
    do(desk, case, "shown", shown="document")
    do(desk, case, "decide", outcome="granted", words="We are sorry to see you go.")
    carried_out(case)
    assert case.outcome == "partly"
    letter = do(desk, case, "letter").content.decode()
    for words in ("A law obliges us to keep it.", "APPI 35(6)", "Personal Information Protection Commission", "sorry"):
        assert words in letter
    listed = desk.get("/console/rights/").content.decode()
    assert "A law obliges us to keep it" in listed
    assert "keep it." not in listed, "a stop before a colon"
    page = desk.get(f"/console/rights/{case.id}/").content.decode()
    assert "granted in part" in page


def test_a_correction_by_telephone(desk):
    person = desks.register("membership").person
    case = written_down(desk, kind="correction", said="The number is wrong.")
    do(desk, case, "connect", exactly="aoba-marker@example.org")
    do(desk, case, "shown", shown="call-back")
    phone = SealedValue.objects.get(person_id=person, field="phone")
    wrong = do(desk, case, "decide", outcome="granted", value=str(phone.id), text="not a number")
    assert wrong.status_code == 422
    assert do(desk, case, "decide", outcome="granted", value=str(phone.id), text="03-1234-0000").status_code == 302
    carried_out(case)
    phone.refresh_from_db()
    assert phone.corrected_at is not None
    page = desk.get(f"/console/rights/{case.id}/").content.decode()
    assert "03-1234-0000" not in page


def test_a_code_by_post_fits_once_five_tries_and_no_more(desk):
    desks.register("membership")
    case = written_down(desk)
    do(desk, case, "connect", exactly="aoba-marker@example.org")
    letter = do(desk, case, "letter").content.decode()
    code = re.search(r'class="code">(\d{4}) (\d{4})<', letter)
    assert code
    assert "Marker Aoba" in letter
    for _ in range(post_code.MOST_TRIES):
        assert do(desk, case, "shown", shown="post-code", code="00000000").status_code == 422
    right = do(desk, case, "shown", shown="post-code", code=code[1] + code[2])
    assert right.status_code == 422, "After too many tries even the right one does not count."
    page = desk.get(f"/console/rights/{case.id}/").content.decode()
    assert page.count("Told us a code that is not the posted one") == post_code.MOST_TRIES
    assert post_code.WRONG not in page
    other = written_down(desk)
    do(desk, other, "connect", exactly="aoba-marker@example.org")
    assert do(desk, other, "shown", shown="post-code", code=post_code.code_for(other)).status_code == 302


def test_whom_no_record_is_about_shows_who_they_are_by_paper_alone(desk):
    case = written_down(desk)
    for shown in ("call-back", "post-code"):
        answer = do(desk, case, "shown", shown=shown, code=post_code.code_for(case))
        assert answer.status_code == 422, "There is no number and no address on record to reach them by."
        assert "First connect the request" in answer.content.decode()
    assert do(desk, case, "shown", shown="document").status_code == 302


def test_an_unknown_address_connects_nothing_and_says_what_to_tell_the_caller(desk):
    case = written_down(desk)
    answer = do(desk, case, "connect", exactly="nobody@example.org")
    assert answer.status_code == 422
    assert "Tell the caller neither" in answer.content.decode()
    assert Pending.objects.filter(kind=VALUE_SEARCHED.name).count() == 1


def test_other_duties_are_refused_and_it_is_recorded(published):
    officer, other = desks.staff("privacy"), desks.staff("magazine")
    case = written_down(desks.browser(officer))
    stranger = desks.browser(other)
    for path in ("", "new/", f"{case.id}/"):
        assert stranger.get(f"/console/rights/{path}").status_code == 403
    for act in ("open", "decide", "numbers", "letter", "hold"):
        assert stranger.post(f"/console/rights/{case.id}/{act}/").status_code == 403
    assert Pending.objects.filter(kind=ACT_REFUSED.name).count() == 8


def test_a_get_does_nothing_and_unknown_cases_are_not_there(desk):
    case = written_down(desk)
    steps = CaseStep.objects.count()
    for act in ("open", "answer", "take-back", "letter", "file", "decide"):
        assert desk.get(f"/console/rights/{case.id}/{act}/").status_code == 302
    assert CaseStep.objects.count() == steps
    assert desk.get("/console/rights/00000000-0000-7000-8000-000000000000/").status_code == 404
    assert do(desk, case, "no-such-act").status_code == 404


def test_pressing_a_button_of_a_stale_page_says_so(desk):
    case = written_down(desk)
    assert do(desk, case, "take-back").status_code == 302
    again = do(desk, case, "take-back")
    assert again.status_code == 422
    assert "not at that stage any more" in again.content.decode()


def test_a_hold_needs_a_reason_and_an_end(desk):
    desks.register("volunteers")
    case = written_down(desk)
    do(desk, case, "connect", exactly="kitagawa-marker@example.org")
    assert do(desk, case, "hold", hold="hold-claim", until="2020-01-01").status_code == 422
    assert do(desk, case, "hold", hold="", until="2027-11-24").status_code == 422
    assert do(desk, case, "hold", hold="hold-claim", until="not a day").status_code == 422
    later = timezone.now().year + 1
    assert do(desk, case, "hold", hold="hold-claim", until=f"{later}-11-24").status_code == 302
    assert "Kept for a dispute" in desk.get(f"/console/rights/{case.id}/").content.decode()
    assert do(desk, case, "lift", lift="hold-claim").status_code == 302
    assert do(desk, case, "lift", lift="hold-claim").status_code == 422, "it is lifted already"
