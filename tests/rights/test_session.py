"""The session: a cookie for two paths and no other, and a token in every form."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db.models import F
from django.test import Client

from azukari.core.database.row_proof import row_proof
from azukari.shells.self_service.models import OwnSession
from tests.rights.desk import TOKEN, come_in, sign_in_link

POSTS = ("/leave", "/archive.json", "/erase", "/erase/membership", "/withdraw/magazine", "/address/forget")


def test_the_cookie_is_closed_to_scripts_and_other_pages(hanako, present):
    client = Client()
    answer = client.post(sign_in_link(hanako.email, present), secure=True)
    cookies = answer.cookies.values()
    assert {cookie["path"] for cookie in cookies} == {"/ja/me", "/en/me"}
    assert {cookie.key for cookie in cookies} == {"azukari_me"}
    assert all(cookie["httponly"] and cookie["secure"] and cookie["samesite"] == "Lax" for cookie in cookies)
    assert len({cookie.value for cookie in cookies}) == 1


@pytest.mark.parametrize("path", ["/en/", "/en/privacy", "/en/forms/membership", "/en/me", "/en/contact"])
def test_no_public_page_sets_a_cookie(path):
    assert not Client().get(path).cookies


@pytest.mark.parametrize("path", POSTS)
def test_a_post_without_our_token_is_refused(own, path):
    answer = own.client.post(f"/en/me{path}")
    assert answer.status_code == 403
    assert OwnSession.objects.exists()


@pytest.mark.parametrize("path", POSTS)
def test_a_post_from_elsewhere_is_refused_even_with_the_token(own, path):
    token = TOKEN.search(own.get("/archive"))[1]
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
    ):
        assert own.client.post(f"/en/me{path}", {"token": token}, headers=headers).status_code == 403


def test_the_token_of_another_session_is_refused(own, amelia, present):
    token = TOKEN.search(come_in(amelia.email, present).get("/archive"))[1]
    assert own.client.post("/en/me/leave", {"token": token}).status_code == 403


def test_two_idle_hours_end_it(own):
    OwnSession.objects.update(seen_at=F("seen_at") - timedelta(hours=2, minutes=1))
    assert own.client.get("/en/me/archive").status_code == 303


def test_eight_hours_end_it(own):
    for row in OwnSession.objects.all():
        row.expires_at -= timedelta(hours=8, minutes=1)
        row.proof = row_proof(row.meaning)
        row.save(update_fields=["expires_at", "proof"])
    assert own.client.get("/en/me/archive").status_code == 303


def test_leaving_ends_it_on_both_sides(own):
    answer = own.post("/leave")
    assert all(cookie["max-age"] == 0 for cookie in answer.cookies.values())
    assert not OwnSession.objects.exists()


@pytest.mark.parametrize("path", ["/archive", "/erase", "/withdraw/magazine", "/archive.json"])
def test_whoever_has_not_come_in_is_led_to_the_door(path):
    answer = Client().get(f"/ja/me{path}")
    assert answer.status_code in (303, 405)
    assert answer.status_code == 405 or urlsplit(answer["Location"]).path == "/ja/me"


def test_nobody_keeps_a_copy_of_the_page(own):
    answer = own.client.get("/en/me")
    assert answer["Cache-Control"] == "no-store"
    assert "noindex" in answer["X-Robots-Tag"]


def test_the_session_holds_in_both_languages(own):
    assert "お預かりしている情報" in own.client.get("/ja/me").content.decode()


def test_an_address_that_is_used_in_another_way_leads_back_to_ones_own_page(own):
    answer = own.client.get("/en/me/leave")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/me")
    answer = own.client.put("/en/me/leave")
    assert answer.status_code == 405
    assert 'href="/en/me">' in answer.content.decode().partition("<main")[2].partition("</main>")[0]
