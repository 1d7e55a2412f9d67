"""The selected purpose: taken up once, it opens a record with one click and shows what the policy lets lists show.

It locks by a button, after ten idle minutes, with the duty and with the session; then nothing opens in any tab.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from azukari.core.accounts import readiness
from azukari.core.accounts.models import StaffSession
from azukari.core.accounts.sessions import SessionStore, digest
from azukari.core.ledger.models import Pending
from azukari.core.ledger.reading import recorded
from azukari.core.people.models import Trail
from azukari.core.policy_versions.current import Current
from azukari.core.vault.events import VALUE_REFUSED, VALUE_RELEASED
from azukari.core.vault.models import SealedValue
from azukari.features.training.models import Pass
from tests.console import desks
from tests.console.selected_purpose import LIST, LOCK, TAKE, WORK, publish_changed, silence
from tests.trained import train


@pytest.fixture
def clerk(published: Current) -> Client:
    return desks.browser(desks.staff("membership"))


def _working(clerk: Client, **other: str) -> Client:
    answer = clerk.post(TAKE, {**WORK, **other})
    assert answer.status_code == 302
    return clerk


def _looks(registered: desks.Registered) -> list[dict[str, Any]]:
    ids = list(Trail.objects.filter(person_id=registered.person).values_list("entry_id", flat=True))
    return [dict(entry.payload) for entry in recorded(ids) if entry.kind is VALUE_RELEASED]


def _record(registered: desks.Registered) -> str:
    return f"/console/people/{registered.person}/"


def _page(client: Client, at: str) -> str:
    return client.get(at).content.decode()


def _wait(monkeypatch: pytest.MonkeyPatch, minutes: float) -> None:
    later = timezone.now() + timedelta(minutes=minutes)
    monkeypatch.setattr(timezone, "now", lambda: later)


def test_what_is_in_hand_stands_in_the_head_of_every_page(clerk: Client):
    assert "Personal data stays hidden until you choose one" in _page(clerk, "/console/")
    _working(clerk)
    for at in ("/console/", LIST, TAKE):
        answer = clerk.get(at)
        if answer.status_code == 200:
            assert "Membership desk</b>" in answer.content.decode()
            assert "To answer the person" in answer.content.decode()
            assert f'action="{LOCK}"' in answer.content.decode()


def test_the_list_shows_names_and_records_each_of_them(clerk: Client):
    registered = desks.register("membership")
    assert desks.MARK not in _page(clerk, LIST)
    page = _page(_working(clerk), LIST)
    assert "Marker Aoba" in page
    assert "aoba-marker@example.org" not in page
    assert "03-1234-5678" not in page
    (look,) = _looks(registered)
    assert (look["purpose"], look["categories"], look["reason"], look["method"]) == (
        "membership", ["name"], "answer", "list",
    )  # fmt: skip


def test_the_number_of_statements_does_not_grow_with_the_list(
    clerk: Client, django_assert_max_num_queries: Callable[[int], Any]
):
    desks.register("membership")
    _working(clerk)
    _page(clerk, LIST)
    with django_assert_max_num_queries(1000) as few:
        _page(clerk, LIST)
    for number in range(8):
        desks.register("membership", {"email": f"m{number}@example.org"})
    with django_assert_max_num_queries(1000) as many:
        assert _page(clerk, LIST).count("Marker Aoba") == 9
    assert len(many) == len(few)


def test_one_click_opens_the_record_and_it_stays_open(clerk: Client):
    registered = desks.register("membership")
    _working(clerk)
    at = _record(registered)
    assert desks.MARK not in _page(clerk, at)
    opened = clerk.post(f"{at}work/", follow=True).content.decode()
    assert "Marker Aoba" in opened
    assert "03-1234-5678" in opened
    assert "Marker Aoba" in _page(clerk, at)
    assert "Marker Aoba" in _page(clerk, f"{at}?done=corrected")
    first, again, _third = _looks(registered)
    assert (first["purpose"], first["reason"]) == ("membership", "answer")
    assert first == again, "Each page is a look of its own."


def test_other_records_stay_sealed(clerk: Client):
    registered, other = desks.register("membership"), desks.register("membership", {"email": "b@example.org"})
    _working(clerk).post(f"{_record(registered)}work/")
    assert desks.MARK not in _page(clerk, _record(other))
    assert _looks(other) == []


def test_a_get_opens_no_record(clerk: Client):
    registered = desks.register("membership")
    assert clerk.get(f"{_record(registered)}work/").status_code == 302
    _working(clerk)
    assert clerk.get(f"{_record(registered)}work/").headers["Location"] == _record(registered)
    assert desks.MARK not in _page(clerk, _record(registered))


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Purpose": "prefetch"}])
def test_no_other_site_and_no_browser_by_itself_makes_somebody_look(headers: dict[str, str], clerk: Client):
    registered = desks.register("membership")
    _working(clerk).post(f"{_record(registered)}work/")
    for at in (LIST, _record(registered)):
        assert desks.MARK not in clerk.get(at, headers=headers).content.decode()
        clerk.head(at)
    assert _looks(registered) == []


def test_a_correction_does_not_close_it(clerk: Client):
    registered = desks.register("membership")
    _working(clerk).post(f"{_record(registered)}work/")
    asked = {"purpose": "membership", "save": "1", "channel": "phone", "phone": "03-9999-0000"}
    value = SealedValue.objects.get(submission_id=registered.submission, field="phone")
    done = clerk.post(f"{_record(registered)}correct/{value.id}/", asked, follow=True).content.decode()
    assert "03-9999-0000" in done


def test_it_can_be_closed_by_itself(clerk: Client):
    registered = desks.register("membership")
    _working(clerk).post(f"{_record(registered)}work/")
    closed = clerk.post(f"{_record(registered)}work/", {"close": "1"}, follow=True).content.decode()
    assert desks.MARK not in closed
    assert "Open the record" in closed


def test_a_submission_opens_with_one_click_as_well(clerk: Client):
    registered = desks.register("membership")
    at = f"/console/forms/membership/{registered.submission}/"
    assert clerk.post(f"{at}work/").status_code == 422
    _working(clerk)
    assert desks.MARK not in _page(clerk, at)
    assert "Marker Aoba" in clerk.post(f"{at}work/", follow=True).content.decode()
    assert "Marker Aoba" in _page(clerk, at)
    assert desks.MARK not in clerk.post(f"{at}work/", {"close": "1"}, follow=True).content.decode()


def test_another_purpose_still_asks(clerk: Client):
    registered = desks.register("membership")
    _working(clerk, work="membership:dues-record").post(f"{_record(registered)}work/")
    assert desks.MARK not in _page(clerk, LIST)
    assert _looks(registered) == []


def test_the_button_locks_at_once_in_every_tab(clerk: Client):
    registered = desks.register("membership")
    _working(clerk).post(f"{_record(registered)}work/")
    looks = len(_looks(registered))
    clerk.post(LOCK)
    for at in (LIST, _record(registered)):
        page = _page(clerk, at)
        assert desks.MARK not in page
        assert "Locked. Choose a purpose to continue." in page
    answer = clerk.post(f"{_record(registered)}work/")
    assert answer.status_code == 422
    assert desks.MARK not in answer.content.decode()
    assert "Choose a purpose" in answer.content.decode()
    assert len(_looks(registered)) == looks
    _working(clerk)
    assert desks.MARK not in _page(clerk, _record(registered)), "What was open before is not open again."


def test_a_request_on_its_way_does_not_undo_the_lock(clerk: Client):
    _working(clerk)
    key = clerk.cookies["azukari_staff"].value
    on_its_way = SessionStore(key)
    assert on_its_way["purpose_in_hand"]
    clerk.post(LOCK)
    assert not StaffSession.objects.filter(session_key=digest(key)).exists()
    assert "data stays hidden" not in _page(clerk, "/console/")
    assert "Locked." in _page(clerk, "/console/")


@pytest.mark.parametrize(("minutes", "open_still"), [(9.5, True), (10.5, False)])
def test_ten_idle_minutes_lock_it(minutes: float, open_still: bool, clerk: Client, monkeypatch: pytest.MonkeyPatch):
    registered = desks.register("membership")
    _working(clerk).post(f"{_record(registered)}work/")
    _wait(monkeypatch, minutes)
    page = _page(clerk, _record(registered))
    assert (desks.MARK in page) is open_still
    assert ("ten minutes without activity" in page) is not open_still
    assert (len(_looks(registered)) == 1) is open_still


def test_whoever_works_on_is_not_locked(clerk: Client, monkeypatch: pytest.MonkeyPatch):
    registered = desks.register("membership")
    _working(clerk).post(f"{_record(registered)}work/")
    for _ in range(3):
        _wait(monkeypatch, 6)
        assert desks.MARK in _page(clerk, _record(registered))


def test_a_clock_that_went_back_locks_it(clerk: Client, monkeypatch: pytest.MonkeyPatch):
    _working(clerk)
    _wait(monkeypatch, -5)
    assert "Locked" in _page(clerk, "/console/")


def test_a_duty_that_was_taken_away_locks_it(clerk: Client, published: Current):
    registered, user = desks.register("membership"), desks.staff("magazine")
    both = desks.browser(user)
    user.duties.create(duty="membership")
    _working(both).post(f"{_record(registered)}work/")
    assert desks.MARK in _page(both, _record(registered))
    user.duties.filter(duty="membership").delete()
    page = both.get(LIST)
    assert page.status_code == 403
    assert desks.MARK not in page.content.decode()
    assert "your duty changed" in _page(both, "/console/")
    user.duties.create(duty="membership")
    assert desks.MARK not in _page(both, _record(registered)), "It has to be taken up again."


def _untrained(monkeypatch: pytest.MonkeyPatch) -> None:
    course = {"ja": "研修を受けてください。", "en": "Take the course."}
    closed = readiness.Closed("ready.training-expired", "training.valid", course, "/console/training/")
    monkeypatch.setattr(readiness.register, "known", [lambda *_asked: closed])


def test_when_training_ends_nothing_opens_and_the_page_says_what_to_do(clerk: Client, monkeypatch: pytest.MonkeyPatch):
    registered = desks.register("membership")
    _working(clerk).post(f"{_record(registered)}work/")
    _untrained(monkeypatch)
    for at in (LIST, _record(registered), f"{_record(registered)}work/"):
        answer = clerk.post(at, follow=True) if at.endswith("work/") else clerk.get(at)
        assert answer.status_code == 403
        assert desks.MARK not in answer.content.decode()
        assert "Take the course." in answer.content.decode()
        assert 'href="/console/training/"' in answer.content.decode()
    assert _looks(registered) == []
    assert Pending.objects.filter(kind=VALUE_REFUSED.name).count() == 3
    clerk.post(LOCK)
    assert clerk.post(TAKE, WORK).status_code == 403


def test_a_pass_that_is_withdrawn_closes_the_list_and_the_open_record(published: Current, gated: None):
    user, registered = desks.staff("membership"), desks.register("membership")
    train(user, ["membership"], now=timezone.now())
    clerk = _working(desks.browser(user))
    clerk.post(f"{_record(registered)}work/")
    assert "Marker Aoba" in _page(clerk, _record(registered))
    Pass.objects.filter(lesson="opening").update(withdrawn_at=timezone.now())
    for at in (LIST, _record(registered)):
        answer = clerk.get(at)
        assert (answer.status_code, desks.MARK in answer.content.decode()) == (403, False)
        assert 'href="/console/training/' in answer.content.decode()
    assert len(_looks(registered)) == 1


def test_a_purpose_that_the_policy_takes_from_the_duty_locks_it(clerk: Client):
    registered = desks.register("membership")
    _working(clerk).post(f"{_record(registered)}work/")
    publish_changed(lambda d: d["duties"]["membership"].update(purposes=["dues-record"], lists=[]))
    answer = clerk.get(_record(registered))
    assert desks.MARK not in answer.content.decode()
    assert "your duty changed" in _page(clerk, "/console/")


def test_where_the_policy_is_silent_lists_stay_masked(clerk: Client):
    registered = desks.register("membership")
    silence()
    page = _page(_working(clerk), LIST)
    assert desks.MARK not in page
    assert _looks(registered) == []
    assert "Marker Aoba" in clerk.post(f"{_record(registered)}work/", follow=True).content.decode()


@pytest.mark.parametrize("work", ["magazine:magazine", "membership:magazine", "magazine:membership", "nobody:nothing"])
def test_nobody_takes_up_what_their_duty_does_not_have(work: str, clerk: Client):
    refused = clerk.post(TAKE, {**WORK, "work": work})
    assert refused.status_code == 403
    assert Pending.objects.filter(kind=VALUE_REFUSED.name).count() == 1
    assert "To answer the person" not in _page(clerk, "/console/")


def test_a_purpose_is_taken_up_for_the_duty_that_has_it(published: Current):
    both = desks.browser(desks.staff("membership", "magazine"))
    assert both.post(TAKE, {**WORK, "work": "magazine:membership"}).status_code == 403
    assert both.post(TAKE, {**WORK, "work": "magazine:magazine"}).status_code == 302
    officer = desks.browser(desks.staff("privacy"))
    assert officer.post(TAKE, {**WORK, "work": "feedback:feedback"}).status_code == 403
    assert officer.post(TAKE, {**WORK, "work": "privacy:feedback"}).status_code == 302


@pytest.mark.parametrize("left_out", ["work", "reason"])
def test_both_are_asked(left_out: str, clerk: Client):
    answer = clerk.post(TAKE, {**WORK, left_out: ""})
    assert answer.status_code == 422
    assert f'href="#f-{left_out}"' in answer.content.decode()


def test_it_leads_back_to_where_one_was_and_nowhere_else(clerk: Client):
    assert clerk.post(TAKE, {**WORK, "next": "/console/people/"}).headers["Location"] == "/console/people/"
    assert clerk.post(TAKE, {**WORK, "next": "https://elsewhere.example/console/"}).headers["Location"] == "/console/"


def test_a_new_sign_in_asks_again(published: Current):
    user = desks.staff("membership")
    clerk = _working(desks.browser(user))
    clerk.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Personal data stays hidden until you choose one" in _page(clerk, "/console/")


@pytest.mark.parametrize("how", ["signed out", "expired"])
def test_an_ended_session_opens_nothing(how: str, clerk: Client):
    registered = desks.register("membership")
    _working(clerk).post(f"{_record(registered)}work/")
    if how == "expired":
        StaffSession.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    else:
        StaffSession.objects.all().delete()
    for at in (LIST, _record(registered)):
        answer = clerk.get(at)
        assert (answer.status_code, desks.MARK in answer.content.decode()) == (302, False)
    assert _looks(registered) == []


def test_the_session_names_nobody(clerk: Client):
    registered = desks.register("membership")
    _working(clerk).post(f"{_record(registered)}work/")
    held = json.dumps(dict(clerk.session.items()), default=str)
    assert str(registered.person) not in held
    assert registered.person.hex not in held


def test_taking_up_and_locking_stand_in_the_ledger(clerk: Client):
    _working(clerk)
    clerk.post(LOCK)
    kinds = Pending.objects.filter(kind__startswith="staff:purpose:").order_by("id").values_list("kind", "payload")
    (taken, said), (locked, why) = [(kind, json.loads(payload)) for kind, payload in kinds]
    assert (taken, said["duty"], said["purpose"], said["reason"]) == (
        "staff:purpose:taken", "membership", "membership", "answer",
    )  # fmt: skip
    assert (locked, why["code"]) == ("staff:purpose:locked", "button")


def test_another_purpose_is_offered_only_where_there_is_another(published: Current):
    clerk = desks.browser(desks.staff("feedback"))
    registered = desks.register("feedback")
    for at in (f"/console/forms/feedback/{registered.submission}/", _record(registered)):
        assert "Open for a purpose" in _page(clerk, at)
    _working(clerk, work="feedback:feedback")
    for at in (f"/console/forms/feedback/{registered.submission}/", _record(registered)):
        page = _page(clerk, at)
        assert "Open for a purpose" not in page
        assert "Open for another purpose" not in page, "the selected one is the only one"
