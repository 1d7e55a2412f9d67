"""The volunteers' desk: an opening with its shifts, the list of the day, who came, and the numbers (P06)."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from azukari.core.accounts.tokens import make
from azukari.demo.people import SETTER
from azukari.features.volunteers.models import Opening, Shift, SignUp, SignUpState
from azukari.features.volunteers.sign_up import take
from azukari.features.volunteers.tests.desk import FORM, WORDS
from azukari.features.volunteers.tests.shifts import opening, shift, volunteer
from tests.console import desks
from tests.console.selected_purpose import TAKE


@pytest.fixture
def desk(volunteer_desk):
    return desks.browser(volunteer_desk.user)


def _page(client, name, *args, **query):
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def _under_way(places=3):
    """A shift that began an hour ago."""
    return shift(opening(), places=places, starts=timezone.now() - timedelta(hours=1))


def _on(here, charter, number):
    who = volunteer(charter, number, now=timezone.now() - timedelta(days=3))
    take(here.id, submission=who.id, actor=SETTER, now=here.starts - timedelta(days=1))
    return who


def test_an_opening_is_made_with_a_shift_every_week(desk, charter):
    assert "Write the first opening" in _page(desk, "console-shifts", FORM)
    new = reverse("console-opening-new", args=[FORM])
    wrong = desk.post(new, {**WORDS, "title_ja": "", "most_together": "no"})
    assert wrong.status_code == 422
    assert "Please write a whole number from 1 to 50." in wrong.content.decode()
    assert desk.post(new, WORDS).status_code == 302
    made = Opening.objects.get()
    add = reverse("console-shifts-add", args=[FORM, made.id])
    day = timezone.localdate() + timedelta(days=3)
    times = {"day": day.isoformat(), "begins": "９:00", "ends": "12:30", "places": "4", "weeks": "3"}
    assert desk.post(add, {**times, "begins": "early"}).status_code == 422
    desk.post(add, times)
    desk.post(add, times)
    assert [each.minutes for each in Shift.objects.order_by("starts")] == [210] * 3
    assert "Cleaning" in _page(desk, "console-shifts", FORM)
    assert "shift within a week lacks people" in _page(desk, "console")
    assert desk.get(add).status_code == 302
    changed = desk.post(reverse("console-opening", args=[FORM, made.id]), {**WORDS, "is_shown": "no"}, follow=True)
    assert "Saved." in changed.content.decode()
    assert "Not shown" in _page(desk, "console-openings", FORM)


def test_who_came_is_noted_with_hours_and_taken_back(desk, charter):
    here = _under_way()
    _on(here, charter, 1)
    row, at = SignUp.objects.get(), reverse("console-shift-attend", args=[FORM, here.id])
    for data, state, minutes in (
        ({"state": "came"}, "came", 180),
        ({"state": "came", "hours": "1.5"}, "came", 90),
        ({"state": "came", "hours": "99"}, "came", 90),
        ({"state": "came", "hours": "1e999"}, "came", 90),
        ({"state": "came", "hours": "nan"}, "came", 90),
        ({"state": "expelled"}, "came", 90),
        ({"state": "taken"}, "taken", None),
        ({"state": "absent"}, "absent", None),
    ):
        desk.post(at, {"sign_up": str(row.id), **data})
        row.refresh_from_db()
        assert (row.state, row.minutes) == (state, minutes)
    assert desk.post(at, {"sign_up": "x", "state": "came"}).url.endswith("done=wrong")
    assert desk.get(at).status_code == 302


def test_hours_that_are_not_taken_stand_in_their_row_once(desk, charter):
    here = _under_way()
    for number in (1, 2):
        _on(here, charter, number)
    at = reverse("console-shift-attend", args=[FORM, here.id])
    first, second = SignUp.objects.values_list("id", flat=True)
    for row in (first, second):
        desk.post(at, {"sign_up": str(row), "state": "came"})
    told = desk.post(at, {"sign_up": str(first), "state": "came", "hours": "25"})
    shown = desk.get(told.url).content.decode()
    assert re.search(
        rf'id="hours-{first}"[^>]*value="25" aria-invalid="true" aria-describedby="done" autofocus>', shown
    )
    assert re.search(rf'id="hours-{second}"[^>]*value="3">', shown)
    assert "aria-invalid" not in desk.get(told.url).content.decode()
    desk.post(at, {"sign_up": str(first), "state": "taken", "hours": "25"})
    assert SignUp.objects.get(id=first).state == SignUpState.TAKEN, "hours are no matter where nobody came"


def test_the_list_greets_by_the_first_word_of_the_name_around_the_shift_alone(desk, charter):
    here = _under_way()
    _on(here, charter, 1)
    at = reverse("console-shift", args=[FORM, here.id])
    closed = desk.get(at).content.decode()
    assert "試験" not in closed
    assert "Choose a purpose for volunteers" in closed
    desk.post(TAKE, {"work": "volunteers:volunteers", "reason": "service"})
    opened = desk.get(at).content.decode()
    assert "<strong>試験</strong>" in opened
    assert "1号" not in opened, "no more of the name than a greeting takes"
    phone = reverse("console-shift-telephone", args=[FORM, here.id])
    assert "011-000-0103" not in opened
    assert "011-000-0103" in desk.post(phone, {"sign_up": str(SignUp.objects.get().id)}).content.decode()
    assert desk.get(phone).status_code == 302
    Shift.objects.update(starts=here.starts - timedelta(hours=8), ends=here.ends - timedelta(hours=8))
    over = desk.get(at).content.decode()
    assert "試験" not in over
    assert desk.post(phone, {"sign_up": str(SignUp.objects.get().id)}).status_code == 302
    assert "until three hours after it" in over


def test_places_are_changed_and_a_shift_is_called_off(desk, charter):
    here = shift(opening(), starts=timezone.now() + timedelta(days=5))
    for number in (1, 2):
        take(here.id, submission=volunteer(charter, number).id, actor=SETTER, now=timezone.now())
    places = reverse("console-shift-places", args=[FORM, here.id])
    for none in ("none", "", "0", "1001", "-1", "00001" + "0" * 30, "9" * 5000):
        said = desk.post(places, {"places": none}, follow=True).content.decode()
        assert "how many are needed, from 1 to 1000" in said
        assert "hours" not in said.split("<main")[1].split("</h1>")[1].split("<dl")[0]
    assert Shift.objects.get().places == 1
    assert "have moved up" in desk.post(places, {"places": "２"}, follow=True).content.decode()
    assert SignUp.objects.filter(state=SignUpState.TAKEN).count() == 2
    for fewer in ("1", "5"):
        said = desk.post(places, {"places": fewer}, follow=True).content.decode()
        assert ("Saved." in said, "have moved up" in said) == (True, False)
        assert ("More people have a place than that" in said) == (fewer == "1")
    answer = desk.post(reverse("console-shift-off", args=[FORM, here.id]), follow=True).content.decode()
    assert "This shift is called off." in answer
    assert not SignUp.objects.exclude(state=SignUpState.CANCELLED).exists()


def test_lists_cost_the_same_for_few_and_for_many(desk, charter):
    here, counts = _under_way(places=9), []
    for number in range(3):
        _on(here, charter, number)
        shift(here.opening, starts=timezone.now() + timedelta(days=number + 1))
        with CaptureQueriesContext(connection) as asked:
            _page(desk, "console-shifts", FORM)
            _page(desk, "console-shift", FORM, here.id)
            _page(desk, "console-volunteers-numbers", FORM)
        counts.append(len(asked))
    assert len({*counts[1:]}) == 1, counts


def test_the_numbers_equal_a_recount(desk, charter):
    assert "After the first shift" in _page(desk, "console-volunteers-numbers", FORM)
    here = _under_way(places=4)
    for number, state in enumerate(("came", "came", "absent")):
        who = _on(here, charter, number)
        SignUp.objects.filter(submission=who).update(state=state, minutes=100 if state == "came" else None)
    page = _page(desk, "console-volunteers-numbers", FORM)
    assert "3 / 4 (75%)" in page
    table = desk.post(reverse("console-volunteers-table", args=[FORM])).content.decode("utf-8-sig")
    month = timezone.localtime(here.starts).strftime("%Y-%m")
    assert f'"{month}","Cleaning the banks","1","4","3","3.3","2","1"' in table


def test_a_program_with_the_duty_s_token_lists_shifts_and_nobody_on_them(charter, volunteer_desk):
    here = shift(opening(), places=2, starts=timezone.now() + timedelta(days=2))
    who = volunteer(charter, 1)
    take(here.id, submission=who.id, actor=SETTER, now=timezone.now())
    words = make(volunteer_desk.user, "board", ["volunteers"], days=9, policy=charter.policy, now=timezone.now())[1]
    client = Client(headers={"Authorization": f"Bearer {words}"})
    answer = client.get("/api/v1/shifts", {"form": FORM})
    [found] = answer.json()["items"]
    assert (found["places"], found["taken"], found["title"]["en"]) == (2, 1, "Cleaning the banks")
    assert str(who.person_id) not in answer.content.decode()
    assert client.get(f"/api/v1/shifts?form={FORM}&days=1").json() == {"items": []}
    assert client.get(f"/api/v1/shifts?form={FORM}&days=999").status_code == 422
    assert client.get("/api/v1/members", {"form": "membership"}).status_code == 403
