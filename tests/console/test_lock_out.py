"""Wrong passwords slow down whoever guesses, and lock nobody else out: not from elsewhere, not from next door."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.http.response import HttpResponseBase
from django.test import Client

from azukari.core.accounts.device import COOKIE
from azukari.core.accounts.models import User
from azukari.core.policy_versions.current import Current
from tests.console import desks

LOGIN = "/console/account/login/"
SECOND = "/console/account/second-step/authenticate/"
HOME, ELSEWHERE = "127.0.5.5", "127.0.9.9"
NEIGHBOUR = "127.0.5.200"  # of the same network as HOME


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def clerk(published: Current) -> User:
    return desks.staff("membership")


def password(client: Client, user: User, words: str, *, network: str) -> HttpResponseBase:
    return client.post(LOGIN, {"login": user.email, "password": words}, REMOTE_ADDR=network)


def guess(user: User, *, network: str, times: int = 40) -> list[HttpResponseBase]:
    return [password(Client(), user, f"wrong password {n}", network=network) for n in range(times)]


def lets_in(answer: HttpResponseBase) -> bool:
    return answer.headers.get("Location", "").startswith(SECOND)


def known_browser(user: User) -> Client:
    """One in which somebody has signed in before, and out again."""
    client = desks.browser(user)
    client.get("/console/", REMOTE_ADDR=HOME)
    client.post("/console/account/logout/", REMOTE_ADDR=HOME)
    assert client.get("/console/").status_code == 302
    return client


def test_who_guesses_is_slowed_down_even_with_the_right_password(clerk: User):
    guess(clerk, network=ELSEWHERE)
    answer = password(Client(headers={"Accept-Language": "en"}), clerk, desks.PASSWORD, network=ELSEWHERE)
    assert not lets_in(answer)


def test_many_wrong_tries_from_another_network_keep_nobody_out(clerk: User):
    for number in range(1, 30):
        guess(clerk, network=f"127.1.{number}.9", times=6)
    assert lets_in(password(Client(), clerk, desks.PASSWORD, network=HOME))


def test_wrong_tries_from_next_door_do_not_keep_a_known_browser_out(clerk: User):
    client = known_browser(clerk)
    guess(clerk, network=NEIGHBOUR)
    assert not lets_in(password(Client(), clerk, desks.PASSWORD, network=HOME)), "a strange browser is slowed down"
    assert lets_in(password(client, clerk, desks.PASSWORD, network=HOME))


def test_a_known_browser_has_a_budget_as_well(clerk: User):
    client = known_browser(clerk)
    for number in range(12):
        password(client, clerk, f"wrong password {number}", network=HOME)
    assert not lets_in(password(client, clerk, desks.PASSWORD, network=HOME))


def test_a_mark_gives_no_budget_against_another_account(clerk: User):
    """Whoever has an account of their own can have as many marks as they like."""
    other = desks.staff("membership", email="other@example.org")
    guess(clerk, network=HOME)
    for _mark in range(3):
        client = known_browser(other)
        assert not lets_in(password(client, clerk, desks.PASSWORD, network=HOME))
        assert lets_in(password(client, other, desks.PASSWORD, network=HOME))


def test_all_marks_of_an_account_share_one_budget(clerk: User):
    for _mark in range(6):
        client = known_browser(clerk)
        for number in range(2):
            password(client, clerk, f"wrong password {number}", network=HOME)
    assert not lets_in(password(known_browser(clerk), clerk, desks.PASSWORD, network=HOME))


def test_one_account_has_one_budget_however_its_address_is_spelt(clerk: User):
    for number in range(12):
        typed = clerk.email.replace("s", "ſ").upper() if number % 2 else clerk.email
        Client().post(LOGIN, {"login": typed, "password": f"wrong password {number}"}, REMOTE_ADDR=HOME)
    assert not lets_in(password(Client(), clerk, desks.PASSWORD, network=HOME))


def test_a_mark_that_was_made_up_or_changed_is_no_mark(clerk: User):
    client = known_browser(clerk)
    marked = client.cookies[COOKIE].value
    guess(clerk, network=NEIGHBOUR)
    for forged in ("made:up:mark", marked[:-1] + ("a" if marked[-1] != "a" else "b"), ""):
        stranger = Client()
        stranger.cookies[COOKIE] = forged
        assert not lets_in(password(stranger, clerk, desks.PASSWORD, network=HOME))


def test_the_mark_goes_to_the_console_alone_names_nobody_and_no_script_reads_it(clerk: User):
    client = known_browser(clerk)
    mark = client.cookies[COOKIE]
    assert (mark["path"], mark["httponly"], mark["samesite"]) == ("/console", True, "Lax")
    assert str(clerk.reference) not in mark.value
    assert clerk.email not in mark.value
    assert COOKIE not in Client().get(LOGIN).cookies


def test_a_passkey_is_never_locked(clerk: User):
    """The page and the challenge for a passkey come, whatever was tried before."""
    guess(clerk, network=HOME)
    stranger = Client(headers={"Accept-Language": "en"})
    for _try in range(60):
        answer = stranger.get(
            "/console/account/second-step/webauthn/login/",
            headers={"X-Requested-With": "XMLHttpRequest"},
            REMOTE_ADDR=HOME,
        )
        assert answer.status_code == 200
    assert "Use a passkey" in stranger.get(LOGIN, REMOTE_ADDR=HOME).content.decode()
