"""Passwords are hashed in few places: beyond them a sign-in is told to come again, whatever the address."""

import threading

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.test import Client
from django.urls import reverse

from azukari.core.accounts import hashing
from azukari.core.accounts.hashing import AGAIN, BoundedHasher, Busy, Places
from azukari.core.accounts.models import User
from tests.cast import NOW

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "known@staff.example.org", "unknown@staff.example.org"
PASSWORD = "a long enough password"


@pytest.fixture
def places(settings, monkeypatch: pytest.MonkeyPatch) -> Places:
    """One place to hash in, and one to wait in."""
    settings.PASSWORD_HASHERS = ["azukari.core.accounts.hashing.BoundedHasher"]
    monkeypatch.setattr(BoundedHasher, "iterations", 10)
    user = User.objects.create_user(KNOWN, "Known", now=NOW)
    user.set_password(PASSWORD)
    user.save()
    made = Places(at_once=1, waiting=1)
    monkeypatch.setattr(hashing, "places", made)
    return made


def _signed_in(address: str, password: str = PASSWORD):
    return Client().post(reverse("account_login"), {"login": address, "password": password})


def test_beyond_the_queue_the_answer_is_the_same_for_every_address(places: Places):
    taken, go = threading.Barrier(3), threading.Event()

    def hold() -> None:
        with places._all:  # a place, whether it hashes or waits
            taken.wait()
            go.wait(30)

    threads = [threading.Thread(target=hold) for _ in range(2)]
    for thread in threads:
        thread.start()
    taken.wait()
    try:
        answers = [_signed_in(KNOWN), _signed_in(KNOWN, "wrong"), _signed_in(UNKNOWN)]
    finally:
        go.set()
        for thread in threads:
            thread.join()
    assert {(answer.status_code, answer.headers["Retry-After"]) for answer in answers} == {(503, str(AGAIN))}
    typed = [KNOWN.encode(), KNOWN.encode(), UNKNOWN.encode()]  # the page shows it again, to be copied
    assert len({answer.content.replace(address, b"") for answer, address in zip(answers, typed, strict=True)}) == 1
    assert b"wrong" not in answers[1].content
    assert "session" not in str(answers[0].cookies).lower() or not answers[0].wsgi_request.user.is_authenticated
    assert _signed_in(UNKNOWN).status_code == 200, "and once there is a place, it is checked again"
    assert _signed_in(KNOWN).status_code == 302


def test_a_place_is_given_back_whatever_happens(places: Places):
    for _ in range(5):
        with pytest.raises(ZeroDivisionError), places.place():
            raise ZeroDivisionError
    with places.place(), places._all, pytest.raises(Busy), places.place():
        pass


def test_hashes_are_those_of_django(places: Places):
    made = make_password(PASSWORD, "salt")
    assert made == PBKDF2PasswordHasher().encode(PASSWORD, "salt", BoundedHasher.iterations)


def test_a_core_is_left_for_others_and_most_threads_are():
    assert hashing.places._hashing._initial_value < max(2, hashing._cores())  # type: ignore[attr-defined]
    assert hashing.places._all._initial_value <= max(3, hashing._cores() + 1)  # type: ignore[attr-defined]
