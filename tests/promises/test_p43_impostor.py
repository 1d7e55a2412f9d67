"""P43: whoever is not the person is refused and learns nothing, not even whether there is a record."""

import re

import pytest
from django.test import Client

from azukari.core.vault.models import SealedValue
from azukari.shells.self_service import sign_in
from azukari.shells.self_service.models import OwnSession, SignIn
from tests.rights.desk import come_in, sign_in_link

PAGES = ("/archive", "/erase", "/withdraw/magazine", "/notice/{id}", "/value/{id}", "/proof/{id}")


@pytest.mark.parametrize("page", PAGES)
def test_without_a_session_every_page_answers_alike(hanako, page):
    real = SealedValue.objects.filter(person_id=hanako.id)[0]
    answers = [Client().get(f"/en/me{page.format(id=id)}") for id in (real.id, hanako.submission.id, hanako.id)]
    door = "/en/me" if "{id}" in page or page == "/withdraw/magazine" else f"/en/me?to=%2Fme%2F{page[1:]}"
    assert {(a.status_code, a.headers.get("Location"), a.content) for a in answers} == {(303, door, b"")}


@pytest.mark.parametrize("secret", ["", "x", "A" * 43, "é", "a" * 5000])
def test_a_guessed_cookie_opens_nothing(own, secret):
    client = Client()
    client.cookies["azukari_me"] = secret
    assert client.get("/en/me/archive").status_code == 303


def test_the_digest_out_of_a_stolen_database_opens_nothing(own):
    client = Client()
    client.cookies["azukari_me"] = OwnSession.objects.get().digest
    assert client.get("/en/me/archive").status_code == 303


def test_used_old_forged_and_pointless_links_answer_alike(hanako, present):
    used = sign_in_link(hanako.email, present)
    Client().post(used)
    old = sign_in_link(hanako.email, present - sign_in.LIFE * 2)
    forged = used[:-4] + "AAAA"
    answers = [Client().get(path) for path in (used, old, forged, "/en/me/enter/x")]

    def without_address(page: bytes) -> bytes:
        return re.sub(rb"/(en|ja)/me/enter/[^\"]*", b"", page)

    assert {answer.status_code for answer in answers} == {410}
    assert len({without_address(answer.content) for answer in answers}) == 1


def test_an_erased_person_looks_like_nobody(amelia, present):
    first = Client().post("/en/me", {"email": amelia.email}).content
    come_in(amelia.email, present).post("/erase")
    assert Client().post("/en/me", {"email": amelia.email}).content == first
    assert SignIn.objects.order_by("-id")[0].person_id is None


def test_a_link_that_was_asked_for_before_the_erasure_opens_nothing(amelia, present):
    path = sign_in_link(amelia.email, present)
    come_in(amelia.email, present).post("/erase")
    assert Client().post(path).status_code == 410


def test_another_persons_session_sees_and_changes_nothing(own, amelia):
    theirs = SealedValue.objects.filter(person_id=amelia.id, field="name").get()
    unknown = own.client.get("/en/me/value/00000000-0000-7000-8000-000000000000")
    foreign = own.client.get(f"/en/me/value/{theirs.id}")
    assert unknown.status_code == foreign.status_code == 404
    strip = re.compile(rb"/me/value/[0-9a-f-]*")
    assert strip.sub(b"", unknown.content) == strip.sub(b"", foreign.content)
