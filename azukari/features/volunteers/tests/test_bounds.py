"""What the volunteers' desk takes and what it does not, to the last number; and what its lists leave out (P06)."""

from datetime import UTC, date, datetime, timedelta
from unittest.mock import Mock
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from azukari.core.accounts.tokens import make
from azukari.core.forms.importing.table import Table, TableRow
from azukari.demo.people import SETTER
from azukari.features.volunteers.attendance import attend
from azukari.features.volunteers.desk.editing import ShiftForm
from azukari.features.volunteers.desk.needs import lacking
from azukari.features.volunteers.desk.numbers import of_shift
from azukari.features.volunteers.ended import on_ended
from azukari.features.volunteers.held import NoSuchShift
from azukari.features.volunteers.history import reading
from azukari.features.volunteers.history.reading import TellsNothing, TooLong
from azukari.features.volunteers.models import Opening, Shift, SignUp, SignUpState
from azukari.features.volunteers.public import has_openings, openings
from azukari.features.volunteers.shown import counted, given, own_sign_ups, shown
from azukari.features.volunteers.sign_up import minutes_given, take
from azukari.features.volunteers.tests.desk import FORM, WORDS
from azukari.features.volunteers.tests.shifts import opening, shift, volunteer
from azukari.features.volunteers.upkeep import fill, remind
from azukari.policy.terms import Actor, ActorKind
from tests.cast import NOW
from tests.console import desks

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STAFF = Actor(ActorKind.STAFF, "00000000-0000-4000-8000-000000000009", frozenset({"volunteers"}))


@pytest.fixture
def desk(volunteer_desk):
    return desks.browser(volunteer_desk.user)


def _row(here, who, state="taken", **more):
    return SignUp.objects.create(
        shift=here, submission=who, person_id=who.person_id, state=state, **{"asked_at": NOW, **more}
    )


def _done(answer):
    return answer.url.partition("done=")[2].partition("#")[0]


def test_numbers_of_an_opening_have_bounds(desk, charter):
    at = reverse("console-opening-new", args=[FORM])
    for name, least, most in (("most_together", 1, 50), ("first_hours", 0, 1000), ("all_days", 0, 120)):
        for wrong in (str(most + 1), str(least - 1)):
            assert desk.post(at, {**WORDS, name: wrong}).status_code == 422, (name, wrong)
        for right in (str(most), str(least)):
            answer = desk.post(at, {**WORDS, name: right})
            assert (answer.status_code, _done(answer)) == (302, "kept")
            assert getattr(Opening.objects.latest("id"), name) == int(right)
    assert desk.get(at).status_code == 200


def test_what_an_opening_says_is_kept_and_shown_again(desk, charter):
    said = {
        "place_en": "Bridge", "needs_en": "Boots", "body_en": "Come.", "most_together": "3", "first_hours": "5",
        "all_days": "2", "is_shown": "no",
    }  # fmt: skip
    desk.post(reverse("console-opening-new", args=[FORM]), {**WORDS, **said})
    made = Opening.objects.get()
    assert (made.place["en"], made.needs["en"], made.body["en"]) == ("Bridge", "Boots", "Come.")
    assert (made.most_together, made.first_hours, made.all_days, made.is_shown) == (3, 5, 2, False)
    assert (made.fits, made.requirement, made.form) == ("activities:cleaning", None, FORM)
    page = desk.get(reverse("console-opening", args=[FORM, made.id])).content.decode()
    for words in ('value="Bridge"', "Boots</textarea>", 'value="3"', 'value="5"', 'value="2"'):
        assert words in page
    assert page.count(" checked") + page.count(" selected") >= 2


@pytest.mark.parametrize(
    ("more", "starts", "ends"),
    [
        ({}, (9, 0), (12, 0)),
        ({"begins": "0:00", "ends": "23:59"}, (0, 0), (23, 59)),
        ({"begins": "22:00", "ends": "2:00"}, (22, 0), (26, 0)),
        ({"begins": "9:00", "ends": "9:00"}, (9, 0), (33, 0)),
    ],
)
def test_a_shift_ends_on_the_next_day_where_it_ends_no_later_than_it_begins(desk, charter, more, starts, ends):
    of, day = opening(), timezone.localdate() + 3 * DAY
    asked = {"day": day.isoformat(), "begins": "9:00", "ends": "12:00", "places": "2", "weeks": "1", **more}
    assert _done(desk.post(reverse("console-shifts-add", args=[FORM, of.id]), asked)) == "shifts"
    made = Shift.objects.get()
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert [made.starts - midnight, made.ends - midnight] == [timedelta(hours=h, minutes=m) for h, m in (starts, ends)]
    assert made.places == 2


def test_shifts_are_added_for_sixty_weeks_and_a_thousand_places_at_most():
    asked = {"day": "2026-12-05", "begins": "9:00", "ends": "12:00", "places": "1000", "weeks": "60"}
    assert ShiftForm(asked).is_valid()
    for wrong in (
        {"places": "1001"},
        {"places": "0"},
        {"weeks": "61"},
        {"weeks": "0"},
        {"ends": "24:00"},
        {"ends": ""},
    ):
        assert not ShiftForm({**asked, **wrong}).is_valid(), wrong


def test_a_shift_is_there_once_unless_it_was_called_off(desk, charter):
    of, day = opening(), timezone.localdate() + 3 * DAY
    at = reverse("console-shifts-add", args=[FORM, of.id])
    asked = {"day": day.isoformat(), "begins": "9:00", "ends": "12:00", "places": "9", "weeks": "2"}
    for weeks, done, count in (("2", "shifts", 2), ("2", "no-shifts", 2), ("3", "shifts", 3)):
        assert _done(desk.post(at, {**asked, "weeks": weeks})) == done
        assert Shift.objects.count() == count
    Shift.objects.update(called_off_at=timezone.now())
    assert _done(desk.post(at, {**asked, "weeks": "1"})) == "shifts", "what was called off may come anew"


def test_places_and_hours_have_bounds_too(desk, charter):
    here = shift(opening(), places=3, starts=timezone.now() - HOUR)
    row = _row(here, volunteer(charter, 1))
    at = reverse("console-shift-places", args=[FORM, here.id])
    for typed, done in (("0", "no-places"), ("1001", "no-places"), ("1000", "kept"), ("１", "kept")):
        sent = desk.post(at, {"places": typed})
        assert _done(sent) == done
        assert f'value="{int(typed)}"' in desk.get(sent.url).content.decode(), "what was typed stands there"
    here.refresh_from_db()
    assert here.places == 1
    at = reverse("console-shift-attend", args=[FORM, here.id])
    for typed, done, minutes in (
        ("24", "came", 1440),
        ("24.1", "wrong", 1440),
        ("-0.1", "wrong", 1440),
        ("long", "wrong", 1440),
        ("0", "came", 0),
        ("1,25", "came", 75),
        ("２.5", "came", 150),
    ):
        assert _done(desk.post(at, {"sign_up": str(row.id), "state": "came", "hours": typed})) == done
        row.refresh_from_db()
        assert row.minutes == minutes
    assert _done(desk.post(at, {"sign_up": str(row.id), "state": "waiting"})) == "wrong"
    early = shift(here.opening, starts=timezone.now() + 4 * HOUR)
    other = _row(early, volunteer(charter, 2))
    early_at = reverse("console-shift-attend", args=[FORM, early.id])
    assert _done(desk.post(early_at, {"sign_up": str(other.id), "state": "came"})) == "early"
    assert _done(desk.post(early_at, {"sign_up": str(row.id), "state": "came"})) == "wrong", "it is of another shift"


def test_who_waits_or_was_called_off_neither_came_nor_did_not(charter):
    here, now = shift(opening(), starts=NOW), NOW + HOUR
    row = _row(here, volunteer(charter, 1), "waiting")
    with pytest.raises(NoSuchShift):
        attend(row.id, SignUpState.CAME, shift=here.id, actor=SETTER, now=now)
    SignUp.objects.update(state="taken")
    Shift.objects.update(called_off_at=NOW)
    with pytest.raises(NoSuchShift):
        attend(row.id, SignUpState.CAME, shift=here.id, actor=SETTER, now=now)


def test_the_list_of_a_day_tells_places_from_turns(desk, charter):
    here = shift(opening(), places=1, starts=timezone.now() - HOUR)
    for number, state in enumerate(("taken", "waiting", "cancelled"), 1):
        _row(here, volunteer(charter, number), state)
    page = desk.get(reverse("console-shift", args=[FORM, here.id])).content.decode()
    assert page.count('name="sign_up"') >= 1
    assert "Waiting" in page
    japanese = desk.get(reverse("console-shift", args=[FORM, here.id]), headers={"Accept-Language": "ja"})
    assert "1名(定員1名)" in japanese.content.decode()
    assert page.count('name="state" value="absent"') == 1, "it is noted of the one who has a place"
    Shift.objects.update(called_off_at=timezone.now())
    page = desk.get(reverse("console-shift", args=[FORM, here.id])).content.decode()
    assert 'name="state" value="absent"' not in page


def test_shifts_of_a_day_ago_are_still_at_hand_and_older_ones_are_past(desk, charter):
    of, now = opening(), timezone.now()
    places = {"old": (7, 30), "just": (8, 23), "now": (9, 1), "next": (6, -48)}
    for count, hours in places.values():
        shift(of, places=count, starts=now - (hours + 3) * HOUR)
    shift(opening(form="other-form"), places=5, starts=now + HOUR)

    def told(**query):
        rows = desk.get(reverse("console-shifts", args=[FORM]), query).context["rows"]
        return [each.shift.places for each in rows]

    assert told() == [8, 9, 6]
    assert told(state="past") == [9, 8, 7]


def test_openings_stand_with_their_next_shift(desk, charter):
    now = timezone.now()
    hidden, of = opening(is_shown=False, title={"en": "Hidden"}), opening(title={"en": "Shown"})
    for hours, off in ((-5, False), (-1, False), (20, True), (30, False), (50, False)):
        shift(of, starts=now + hours * HOUR)
        Shift.objects.filter(starts=now + hours * HOUR).update(called_off_at=now if off else None)
    rows = list(desk.get(reverse("console-openings", args=[FORM])).context["rows"])
    assert [(row.id, row.ahead) for row in rows] == [(of.id, 3), (hidden.id, 0)], "the running one counts"
    assert rows[0].next == now + 30 * HOUR
    page = desk.get(reverse("console-opening", args=[FORM, of.id]))
    assert [each.shift.starts for each in page.context["rows"]] == [now + hours * HOUR for hours in (-1, 20, 30, 50)]


def test_shifts_within_a_week_that_lack_people_wait_at_the_desk(charter):
    of = opening()

    def told(actor=STAFF):
        with translation.override("en"):
            return [need.sentence for need in lacking(actor, charter.policy, NOW)]

    assert told() == []
    here = shift(of, places=1, starts=NOW + 7 * DAY)
    shift(of, places=1, starts=NOW + 7 * DAY + timedelta(seconds=1))
    assert told() == ["1 shift within a week lacks people"]
    shift(of, places=1, starts=NOW + DAY)
    assert told() == ["2 shifts within a week lack people"]
    _row(here, volunteer(charter, 1))
    assert told() == ["1 shift within a week lacks people"]
    assert told(Actor(ActorKind.STAFF, STAFF.reference, frozenset({"magazine"}))) == []


def test_a_shift_is_counted_in_people(charter):
    here, on = shift(opening(), places=9), [volunteer(charter, n) for n in range(5)]
    for who, (state, size, cover) in zip(
        on,
        (("taken", 3, None), ("came", 2, None), ("waiting", 4, None), ("taken", 1, NOW), ("cancelled", 6, NOW)),
        strict=True,
    ):
        _row(here, who, state, size=size, cover_at=cover, minutes=50 if state == "came" else None)
    [one] = shown(counted(Shift.objects.all()), ZoneInfo("Asia/Tokyo"))
    assert (one.taken, one.waiting, one.seeking, one.came, one.left, one.offered) == (6, 4, 1, 2, 3, 4)
    [(_row_of, tally)] = of_shift(FORM, here.starts, here.starts + timedelta(seconds=1))
    assert (tally.shifts, tally.places, tally.filled, tally.minutes, tally.came, tally.absent) == (1, 9, 6, 100, 2, 0)
    assert of_shift(FORM, here.starts + timedelta(seconds=1), here.starts + DAY) == []
    assert of_shift(FORM, NOW, here.starts) == []
    assert of_shift("another", NOW, NOW + 30 * DAY) == []
    Shift.objects.update(places=4)
    assert of_shift(FORM, NOW, NOW + 30 * DAY)[0][1].filled == 4, "no more places are filled than there are"
    Shift.objects.update(called_off_at=NOW)
    assert of_shift(FORM, NOW, NOW + 30 * DAY) == []


def test_hours_count_of_a_year_for_the_waves_and_for_ever_for_the_thanks(charter):
    who, other = volunteer(charter, 1), volunteer(charter, 2)
    for days, state in ((365, "came"), (366, "came"), (10, "absent"), (20, "came")):
        _row(shift(opening(), starts=NOW - days * DAY), who, state, minutes=60 if state == "came" else None)
    _row(shift(opening(), starts=NOW - DAY), other, "came", minutes=500)
    assert minutes_given(who.person_id, now=NOW) == 120
    assert given(who.person_id) == {"times": 3, "hours": "3"}
    assert own_sign_ups(other.person_id, since=NOW - DAY + 3 * HOUR) == []
    assert len(own_sign_ups(other.person_id, since=NOW - DAY + 3 * HOUR - timedelta(seconds=1))) == 1


def test_whoever_stops_gives_up_what_lies_ahead_and_nothing_else(charter):
    who = volunteer(charter, 1)
    states = {"taken": 1, "waiting": 2, "came": 3, "absent": 4}
    for state, hours in (*states.items(), ("taken", -1)):
        _row(shift(opening(), starts=NOW + hours * HOUR), who, state, cover_at=NOW)
    on_ended([who], NOW)
    rows = SignUp.objects.order_by("shift__starts").values_list("state", "revision", "cover_at")
    gone = ("cancelled", 1, None)
    assert list(rows) == [("taken", 0, NOW), gone, gone, ("came", 0, NOW), ("absent", 0, NOW)]


def test_reminders_go_within_a_day_to_whoever_has_a_place(charter):
    states = ("taken", "waiting", "cancelled", "came")
    for number, state in enumerate(states):
        _row(shift(opening(), starts=NOW + DAY), volunteer(charter, number), state)
    assert remind(NOW - timedelta(seconds=1)) == 0
    assert remind(NOW + DAY) == 0, "it has begun"
    Shift.objects.update(called_off_at=NOW)
    assert remind(NOW) == 0
    Shift.objects.update(called_off_at=None)
    assert remind(NOW) == 1
    assert SignUp.objects.filter(reminded_at=NOW).get().state == "taken"


@pytest.mark.parametrize(("hours", "reminded"), [(30, True), (31, False)])
def test_whoever_signs_up_shortly_before_needs_no_reminder(charter, hours, reminded):
    here = shift(opening(), starts=NOW + hours * HOUR)
    row = take(here.id, submission=volunteer(charter, 1).id, actor=SETTER, now=NOW)
    assert (row.reminded_at is not None) is reminded


def test_only_lists_of_shifts_to_come_are_gone_through(charter):
    here = shift(opening(), starts=NOW + HOUR)
    _row(here, volunteer(charter, 1), "waiting")
    assert [fill(NOW + HOUR), fill(NOW + HOUR - timedelta(seconds=1))] == [0, 1]
    assert fill(NOW) == 0, "nobody waits any more"
    SignUp.objects.update(state="waiting")
    Shift.objects.update(called_off_at=NOW)
    assert fill(NOW) == 0


def test_public_openings_stand_by_their_next_shift_and_last_those_without_one(charter, client):
    now = timezone.now()
    assert not has_openings(now)
    bare, late, soon = (opening(title={"en": name}, body={"en": f"# {name}"}) for name in ("Bare", "Late", "Soon"))
    hidden, other = opening(title={"en": "Hidden"}, is_shown=False), opening(form="another")
    for of, days in ((late, 20), (soon, 2), (soon, 4), (soon, 121), (hidden, 1), (other, 1)):
        shift(of, places=days, starts=now + days * DAY)
    found = openings(charter.policy, "en")
    assert [(one.opening.id, one.left) for one in found] == [(soon.id, 6), (late.id, 20), (bare.id, 0)]
    assert [one.opening.id for one in openings(charter.policy, "en", only=late.id)] == [late.id]
    assert "Soon</h" in found[0].body
    answer = client.get("/en/volunteers/")
    assert answer.headers["Cache-Control"] == "public, max-age=30"
    assert client.get(reverse("opening", args=["en", soon.id])).headers["Cache-Control"] == "public, max-age=30"
    Opening.objects.update(is_shown=False)
    assert not has_openings(now)


def test_a_program_asks_from_a_moment_on_for_some_days(charter, volunteer_desk):
    of, first = opening(), datetime(2026, 12, 5, 3, tzinfo=UTC)
    for days, places in ((0, 1), (1, 2), (31, 3), (366, 4)):
        shift(of, places=places, starts=first + days * DAY)
    shift(opening(form="another"), starts=first + HOUR)
    SignUp.objects.create(
        shift=Shift.objects.get(places=2), submission=(who := volunteer(charter, 1)), person_id=who.person_id,
        state="came", asked_at=NOW, size=2,
    )  # fmt: skip
    Shift.objects.filter(places=3).update(called_off_at=NOW)
    words = make(volunteer_desk.user, "board", ["volunteers"], days=9, policy=charter.policy, now=timezone.now())[1]
    headers = {"Authorization": f"Bearer {words}"}

    def asked(client, **more):
        answer = client.get("/api/v1/shifts", {"form": FORM, "since": first.isoformat(), **more}, headers=headers)
        assert answer.headers.get("Cache-Control") == "no-store"
        return [
            (one["places"], one["taken"], one["waiting"], one["came"], one["is_called_off"])
            for one in answer.json()["items"]
        ]

    client = desks.browser()
    rows = [(1, 0, 0, 0, False), (2, 2, 0, 2, False), (3, 0, 0, 0, True), (4, 0, 0, 0, False)]
    assert asked(client) == rows[:2], "31 days, where nothing is said"
    assert asked(client, days=32) == rows[:3]
    assert asked(client, days=366) == rows[:3]
    assert asked(client, days=1) == rows[:1]
    assert asked(client, since="2026-12-05T12:00:00.000001") == rows[1:3], "without a zone it is the organisation's"
    one = client.get(f"/api/v1/shifts?form={FORM}&since={first:%Y-%m-%d}T00:00:00Z", headers=headers).json()["items"][0]
    assert (one["place"], one["ends"][:13]) == ({"ja": "瀬音橋", "en": "Seoto Bridge"}, "2026-12-05T06")
    bad = [client.get(f"/api/v1/shifts?form={FORM}&days={days}", headers=headers).status_code for days in (0, 366, 367)]
    assert bad == [422, 200, 422]


_TIMES = {
    "2": 120, "0.5": 30, "1.5 h": 90, "2 hours": 120, "1:30": 90, "12:05:00": 725, "1時間": 60, "2時間15分": 135,
    "24": 1440, "24:00": 1440, "0": None, "0:00": None, "24:01": None, "25": None, "long": None, "-1": None, "": None,
}  # fmt: skip


def _read(text):
    """As `read`, without the process that takes files apart."""
    head, *lines = (tuple(line.split(",")) for line in text.splitlines())
    rows = [TableRow(number, cells) for number, cells in enumerate(lines, 2)]
    table = Table(Mock(rows=lambda: rows), head, 1, len(rows) + 1, len(rows), "")
    return reading._read(table, FORM, date(2026, 11, 28))


def test_hours_are_read_however_they_are_written(charter):
    volunteer(charter, 1)
    lines = "".join(f"volunteer1@example.org,2026/4/1,{told}\n" for told in _TIMES)
    told = _read(f"email,date,hours\n{lines}")
    assert [each.minutes for each in told.hours] == [minutes for minutes in _TIMES.values() if minutes]
    assert [why for _row, why in told.outside] == ["hours"] * sum(not minutes for minutes in _TIMES.values())
    told = _read("email,date,minutes,hours\n" + "".join(
        f"volunteer1@example.org,2026/4/1,{minutes},3\n" for minutes in ("90", "90.0", "90 min", "90分", "", "1440")
    ))  # fmt: skip
    assert [each.minutes for each in told.hours] == [90, 90, 90, 90, 180, 1440]


def test_a_day_that_is_not_over_and_whoever_is_no_volunteer_stay_outside(charter):
    who = volunteer(charter, 1)
    told = _read(
        "e-mail,終了日,生年月日,活動日,活動内容,時間\n"
        f"volunteer1@example.org,2020/1/1,1990/1/1,2026-11-27,{'長' * 61},1\n"
        "volunteer1@example.org,2020/1/1,1990/1/1,2026-11-28,x,1\n"
        "volunteer1@example.org,2020/1/1,1990/1/1,,x,1\n"
        "volunteer9@example.org,2020/1/1,1990/1/1,2026-11-27,x,1\n"
    )
    [hours] = told.hours
    assert (hours.submission, hours.day, hours.minutes, hours.activity) == (who.id, date(2026, 11, 27), 60, "長" * 60)
    assert [why for _row, why in told.outside] == ["day", "day", "nobody"]


def test_thirty_kinds_of_activity_come_in_at_most(charter):
    volunteer(charter, 1)
    lines = [f"volunteer1@example.org,2026/4/1,1,work {number}" for number in range(31)]
    assert len(_read("\n".join(("email,date,hours,activity", *lines[:30]))).hours) == 30
    with pytest.raises(TooLong):
        _read("\n".join(("email,date,hours,activity", *lines)))


@pytest.mark.parametrize(
    "beside",
    [
        "開始時間",
        "終了時間",
        "Start date",
        "end date",
        "登録日",
        "生年月日",
        "配信メール",
        "No bulk email",
        "活動開始日",
    ],
)
def test_columns_of_another_matter_are_not_taken_for_what_they_sound_like(charter, beside):
    volunteer(charter, 1)
    told = _read(f"{beside},メール,日付,時間\nx,volunteer1@example.org,2026/4/1,2\n")
    assert [(each.day, each.minutes) for each in told.hours] == [(date(2026, 4, 1), 120)]


@pytest.mark.parametrize(
    ("mail", "day", "hours", "activity"),
    [
        ("Email", "Date", "Hours", "Activity"),
        ("e-mail", "Day", "Duration", "Opening"),
        ("Mail", "年月日", "時間", "シフト"),
        ("メール", "活動日", "活動分", "行事"),
        ("メール", "日", "分数", "内容"),
        ("E-Mail ", " DATE", "minutes", "Project"),
    ],
)
def test_columns_are_known_by_their_heads(charter, mail, day, hours, activity):
    volunteer(charter, 1)
    told = _read(f"{activity},{mail},{day},{hours}\n受付,VOLUNTEER1@example.org,2026/4/1,2\n")
    assert [(each.minutes, each.activity) for each in told.hours] in ([(120, "受付")], [(2, "受付")])
    for heads in (f"{mail},{day}", f"{mail},{hours}", f"{day},{hours}"):
        with pytest.raises(TellsNothing):
            _read(f"{heads}\n1,2\n")
