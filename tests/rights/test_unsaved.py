"""A form of the own page that is sent after the visit has ended comes back with all that was typed, for its sender."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from azukari.core.cases.models import Case
from azukari.core.forms import shown_state
from azukari.core.vault.models import Proposal
from azukari.demo.people import SETTER
from azukari.features.members.admit import admit
from azukari.features.members.meetings.calling import call, set_meeting
from azukari.features.members.models import Meeting, MemberClass, Vote
from azukari.features.members.registers import begin_with_suggested
from azukari.shells.self_service.models import OwnSession
from tests.cast import Known, Staff
from tests.promises.corrected import NEW, texts, value
from tests.rights.desk import Own, come_in
from tests.rights.hidden_inputs import inputs


def send(own: Own, path: str, sent: dict[str, str]) -> Any:
    """Send a form as a browser does."""
    return own.client.post(f"/en/me{path}", urlencode(sent), content_type="application/x-www-form-urlencoded")


@dataclass(frozen=True)
class Written:
    """A form: the page on which it stands, where it is sent, what is typed, and whether it is saved."""

    page: str
    to: str
    typed: dict[str, str]
    is_saved: Callable[[], bool]


def _correction(hanako: Known, present: datetime) -> Written:
    at = f"/value/{value(hanako, 'phone').id}"
    return Written(at, at, {"phone": "03-1234-5678"}, lambda: texts(hanako, present)["phone"] == "03-1234-5678")


def _address(hanako: Known, _present: datetime) -> Written:
    at = f"/value/{value(hanako, 'email').id}"
    return Written(at, at, {"email": NEW}, Proposal.objects.exists)


def _request(_hanako: Known, _present: datetime) -> Written:
    typed = {"kind": "question", "said": 'What do you hold <of me> & "why"?'}
    return Written("/request", "/request", typed, Case.objects.exists)


def _blank(hanako: Known, present: datetime) -> Written:
    come_in(hanako.email, present).post(f"/value/{value(hanako, 'phone').id}", phone="")
    at = f"/registration/{hanako.submission.id}/add"
    return Written(at, at, {"phone": "03-9999-0000"}, lambda: texts(hanako, present).get("phone") == "03-9999-0000")


FORMS = {"correction": _correction, "address": _address, "request": _request, "blank": _blank}


@pytest.fixture(autouse=True)
def staffed(officer: Staff, membership_desk: Staff) -> None:
    """Somebody answers requests, and somebody stands in."""


@pytest.fixture(params=FORMS)
def case(request: Any, hanako: Known, present: datetime) -> Written:
    return FORMS[request.param](hanako, present)


def _ended(own: Own, case: Written) -> Any:
    """Somebody types, their visit ends, they send: the answer."""
    hidden = inputs(own.get(case.page))
    OwnSession.objects.all().delete()
    return send(own, case.to, {**hidden, **case.typed})


def test_what_was_typed_comes_back_after_a_new_link_and_is_saved(
    own: Own, case: Written, hanako: Known, present: datetime
):
    waits = _ended(own, case)
    assert waits.status_code == 403
    html = waits.content.decode()
    assert "Not saved yet" in html
    assert not [typed for typed in case.typed.values() if len(typed) > 8 and typed in unescape(html)], "It is sealed."
    assert not case.is_saved()
    back = come_in(hanako.email, present)
    shown = send(back, "/unsaved", inputs(html)).content.decode()
    assert "Not saved yet" in shown
    assert f'action="/en/me{case.to}"' in shown
    assert all(typed in unescape(shown) for typed in case.typed.values())
    assert not case.is_saved()
    assert send(back, case.to, {**inputs(shown), **case.typed}).status_code == 303
    assert case.is_saved()


def test_somebody_else_who_comes_in_there_sees_nothing_of_it(own: Own, case: Written, amelia: Known, present: datetime):
    waits = _ended(own, case)
    other = come_in(amelia.email, present)
    shown = send(other, "/unsaved", inputs(waits.content.decode()))
    assert shown.status_code == 410
    assert not [typed for typed in case.typed.values() if len(typed) > 8 and typed in unescape(shown.content.decode())]


def test_after_an_hour_it_is_gone(own: Own, hanako: Known, present: datetime, monkeypatch: pytest.MonkeyPatch):
    waits = _ended(own, _request(hanako, present))
    later = present + timedelta(minutes=61)
    monkeypatch.setattr(timezone, "now", lambda: later)
    back = come_in(hanako.email, later)
    assert send(back, "/unsaved", inputs(waits.content.decode())).status_code == 410


def test_a_page_of_an_earlier_visit_comes_back_as_well(own: Own, hanako: Known, present: datetime):
    case = _request(hanako, present)
    earlier = inputs(own.get(case.page))
    later = come_in(hanako.email, present)
    shown = send(later, case.to, {**earlier, **case.typed}).content.decode()
    assert case.typed["said"] in unescape(shown)
    assert not case.is_saved()
    assert send(later, case.to, {**inputs(shown), **case.typed}).status_code == 303
    assert case.is_saved()


def test_an_answer_to_a_meeting_comes_back(own: Own, hanako: Known, present: datetime):
    begin_with_suggested("membership", actor=SETTER, now=present)
    admit(hanako.submission.id, into=MemberClass.objects.get(name_en="Regular member").id, actor=SETTER, now=present)
    words = {"title_ja": "総会", "title_en": "General meeting", "place_ja": "会館", "place_en": "Hall"}
    meeting = Meeting(form="membership", agenda_ja="一", agenda_en="One", starts=present + timedelta(days=30), **words)
    set_meeting(meeting, actor=SETTER, now=present)
    call(meeting.id, actor=SETTER, now=present)
    page, vote = own.get(), Vote.objects.get(person_id=hanako.id)
    OwnSession.objects.all().delete()
    waits = send(own, f"/meeting/{vote.id}", {**inputs(page), "said": "comes"})
    assert waits.status_code == 403
    shown = send(come_in(hanako.email, present), "/unsaved", inputs(waits.content.decode())).content.decode()
    assert "Not saved yet" in shown
    vote.refresh_from_db()
    assert vote.said == "nothing"


def test_each_form_of_the_own_page_says_whose_it_is(own: Own, hanako: Known):
    pages = ["", "/request", "/archive", "/erase", "/quiet", f"/value/{value(hanako, 'phone').id}"]
    for page in pages:
        forms = [each.partition("</form>")[0] for each in own.get(page).split("<form ")[1:]]
        ours = [each for each in forms if 'name="token"' in each]
        assert ours, page
        assert all('name="whose"' in each for each in ours), page


def test_what_was_filled_in_in_another_window_is_not_dropped_without_a_word(
    own: Own, hanako: Known, present: datetime, monkeypatch: pytest.MonkeyPatch
):
    case = _blank(hanako, present)
    hidden = inputs(own.get(case.page))
    own.post(case.to, phone="03-1111-2222")
    for left in ("other blanks", "nothing"):
        if left == "nothing":
            monkeypatch.setattr("azukari.shells.self_service.views.add.offer", lambda *_all, **_more: None)
        late = send(own, case.to, {**hidden, **case.typed})
        assert late.status_code == 409, left
        assert case.typed["phone"] in late.content.decode(), left
        assert texts(hanako, present)["phone"] == "03-1111-2222", left
    assert send(own, case.to, {**hidden, "phone": "03-1111-2222"}).status_code == 303, "A second click."


def test_a_correction_in_two_windows_at_one_moment(own: Own, hanako: Known, present: datetime, monkeypatch: Any):
    """Another window saves after the comparison found no difference, and before this one saves."""
    at = f"/value/{value(hanako, 'phone').id}"
    theirs, mine, weigh = own.get(at), own.get(at), shown_state.weigh
    saved: list[int] = []

    def weigh_then_another_window_saves(*given: Any, **more: Any) -> Any:
        found = weigh(*given, **more)
        if not saved:
            saved.append(0)
            saved[0] = send(own, at, {**inputs(theirs), "phone": "03-1111-2222"}).status_code
        return found

    monkeypatch.setattr("azukari.shells.self_service.views.correct.weigh", weigh_then_another_window_saves)
    told = send(own, at, {**inputs(mine), "phone": "03-3333-4444"})
    assert saved == [303]
    assert told.status_code == 409
    assert all(each in told.content.decode() for each in ("03-1111-2222", "03-3333-4444"))
    again = {**inputs(told.content.decode()), "phone": "03-3333-4444"}
    assert send(own, at, again).status_code == 409, "A second press chooses nothing."
    assert texts(hanako, present)["phone"] == "03-1111-2222"
    assert send(own, at, {**again, "keep-phone": "mine"}).status_code == 303
    assert texts(hanako, present)["phone"] == "03-3333-4444"
