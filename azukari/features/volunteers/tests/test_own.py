"""My shifts on the own page: taken, swapped, cancelled, with a calendar and a certificate; the public pages (P06)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from azukari.core.mail.models import Message
from azukari.demo.people import SETTER
from azukari.features.volunteers.letters import LETTERS
from azukari.features.volunteers.models import Feed, SignUp, SignUpState
from azukari.features.volunteers.openings import call_off
from azukari.features.volunteers.sign_up import take
from azukari.features.volunteers.tests.shifts import opening, shift, volunteer
from tests.rights.desk import come_in

SOON = timezone.now() + timedelta(days=9)


@pytest.fixture
def here(charter):
    return shift(opening(), places=1, starts=SOON)


@pytest.fixture
def one(charter):
    return volunteer(charter, 1, now=timezone.now() - timedelta(days=2))


def _own(number, lang="en"):
    return come_in(f"volunteer{number}@example.org", timezone.now(), lang)


def _at(shift, what):
    return f"/shifts/{shift.id}/{what}"


@pytest.mark.parametrize(("lang", "words"), [("en", "You have a place"), ("ja", "参加予定")])
def test_i_take_a_shift_see_it_and_cancel(lang, words, here, one):
    own = _own(1, lang)
    assert "/me/shifts" in own.get()
    assert words not in own.get("/shifts")
    assert own.post(_at(here, "take")).url.endswith("done=shift-taken")
    assert words in own.get("/shifts")
    assert own.post(_at(here, "cover"), wanted="yes").url.endswith("done=shift-covered")
    assert own.post(_at(here, "cancel")).url.endswith("done=shift-cancelled")
    assert SignUp.objects.get().state == SignUpState.CANCELLED


def test_a_shift_that_has_begun_is_shown_and_offers_nothing_any_more(one, charter):
    now = timezone.now()
    running = shift(opening(), starts=now - timedelta(minutes=30))
    take(running.id, submission=one.id, actor=SETTER, now=now - timedelta(hours=2))
    shown = _own(1).get("/shifts")
    assert "You have a place" in shown
    assert f"{running.id}/cancel" not in shown
    assert f"{running.id}/cover" not in shown


def test_a_clash_is_asked_about_and_a_full_shift_gives_a_turn(here, one, charter):
    own, other = _own(1), volunteer(charter, 2)
    beside = shift(opening(), starts=SOON + timedelta(hours=1))
    full = shift(opening(), starts=SOON + timedelta(days=3))
    take(full.id, submission=other.id, actor=SETTER, now=timezone.now())
    own.post(_at(here, "take"))
    asked = own.post(_at(beside, "take"))
    assert asked.status_code == 409
    assert "Take both" in asked.content.decode()
    assert own.post(_at(beside, "take"), anyway="yes").status_code == 303
    assert own.post(_at(full, "take"), instead=str(here.id)).url.endswith("done=shift-full")
    assert own.post(_at(full, "take")).url.endswith("done=shift-waits")
    assert SignUp.objects.filter(submission=one).count() == 3


def test_shifts_that_suit_what_i_chose_come_first(one):
    shift(opening(title={"ja": "事務", "en": "Office"}, fits="activities:office"), starts=SOON)
    shift(opening(fits="activities:cleaning"), starts=SOON + timedelta(days=1))
    page = _own(1).get("/shifts")
    fitting, others = page.split("Other shifts")
    assert "Cleaning the banks" in fitting
    assert "Office" not in fitting
    assert "Office" in others


def test_nobody_touches_what_is_not_theirs(here, one, charter):
    volunteer(charter, 2)
    take(here.id, submission=one.id, actor=SETTER, now=timezone.now())
    other = _own(2)
    assert other.post(_at(here, "cancel")).status_code == 404
    assert other.post(_at(here, "cover"), wanted="yes").status_code == 404
    assert SignUp.objects.get().state == SignUpState.TAKEN


def test_my_calendar_has_a_secret_link_with_the_uid_of_the_invitation(here, one):
    own = _own(1)
    own.post(_at(here, "take"))
    own.post("/shifts/calendar", link="new")
    address = own.get("/shifts").split('id="f-feed" type="text" value="')[1].split('"')[0]
    path = address.removeprefix("http://localhost")
    feed = Client().get(path)
    row = SignUp.objects.get()
    message = Message(kind="volunteers:taken", person_id=one.person_id, reference=row.id, lang="en")
    letter = next(kind for kind in LETTERS if kind.name == message.kind).build(message, timezone.now())
    [invitation] = letter.attachments
    for file in (feed.content, invitation.content):
        assert f"UID:{row.id}@localhost\r\n".encode() in file
        assert b"STATUS:CONFIRMED" in file
        assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    assert feed["Content-Type"].startswith("text/calendar")
    own.post("/shifts/calendar", link="new")
    assert Client().get(path).status_code == 404, "a new link closes the old one"
    own.post("/shifts/calendar", link="remove")
    assert not Feed.objects.exists()


def test_the_certificate_is_a_pdf_once_there_are_hours(here, one):
    own = _own(1)
    assert own.post("/shifts/certificate.pdf").status_code == 404
    before = shift(opening(), starts=timezone.now() - timedelta(days=1))
    SignUp.objects.create(
        shift=before, submission=one, person_id=one.person_id, state="came", asked_at=SOON, minutes=150
    )
    assert "2.5 hours" in own.get("/shifts")
    assert own.post("/shifts/certificate.pdf").content.startswith(b"%PDF")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_each_letter_says_when_and_where_and_names_nobody(lang, here, one):
    now = timezone.now()
    row = take(here.id, submission=one.id, actor=SETTER, now=now)
    for state in (SignUpState.TAKEN, SignUpState.CANCELLED):
        if state == SignUpState.CANCELLED:
            call_off(here.id, actor=SETTER, now=now)
        row.refresh_from_db()
        for kind in LETTERS:
            message = Message(kind=kind.name, person_id=one.person_id, reference=row.id, lang=lang)
            with translation.override(lang):
                letter = kind.build(message, now)
            is_of_place = kind.name.rpartition(":")[2] in ("taken", "moved-up", "reminder")
            assert (letter is not None) is (is_of_place == (state == SignUpState.TAKEN)), kind.name
            if letter:
                told = " ".join((letter.subject, *letter.paragraphs))
                assert here.opening.place[lang] in told
                assert "試験" not in told


def test_the_public_pages_say_how_many_places_are_left_and_hide_what_is_not_shown(here, one, client):
    hidden = opening(is_shown=False, title={"ja": "秘密", "en": "Secret work"})
    take(here.id, submission=one.id, actor=SETTER, now=timezone.now())
    listed = client.get("/en/volunteers/").content.decode()
    assert "Cleaning the banks" in listed
    assert "Full" in listed
    assert "Secret work" not in listed
    page = client.get(reverse("opening", args=["en", here.opening_id]))
    assert "/en/forms/volunteers" in page.content.decode()
    assert client.get(reverse("opening", args=["en", hidden.id])).status_code == 404
