"""Was this page useful: a press counts, a GET and a page that nobody listed do not, and what is written from a page
says so; nothing of who pressed is kept.
"""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from azukari.core.forms import form_timestamp
from azukari.core.forms.models import PageOfOrigin, Submission
from azukari.core.forms.submit import secret
from azukari.core.policy_versions.current import current
from azukari.core.vault.erase_unheld import forget
from azukari.features.feedback.models import KnownPage, UsefulDay
from azukari.features.feedback.useful import press
from tests.console import desks

pytestmark = pytest.mark.django_db
HOME, RIVER = "/en/", "/en/campaigns/plastic-free-river"
AT = "/console/forms/feedback/useful/"


@pytest.fixture(autouse=True)
def charter(db: None) -> None:
    desks.publish()


def _press(page: str, said: str = "yes") -> int:
    return Client().post("/en/useful", {"page": page, "useful": said}).status_code


def _counts() -> dict[str, tuple[int, int]]:
    return {one.page: (one.yes, one.no) for one in UsefulDay.objects.all()}


@pytest.mark.parametrize("page", [HOME, RIVER, "/ja/privacy", "/ja/contact", "/en/promises"])
def test_a_public_page_asks_and_a_press_counts(page: str):
    body = Client().get(page).content.decode()
    assert f'name="page" value="{page}"' in body
    assert "<script" not in body.partition('class="useful"')[2].partition("</section>")[0]
    assert (_press(page), _press(page), _press(page, "no")) == (303, 303, 303)
    assert _counts() == {page: (2, 1)}


@pytest.mark.parametrize("page", ["/en/forms/membership", "/en/me", "/en/forms/feedback"])
def test_pages_of_one_person_and_forms_do_not_ask(page: str):
    assert 'class="useful"' not in Client().get(page).content.decode()


def test_a_get_changes_nothing_and_what_follows_a_path_is_not_kept():
    thanks = Client().get("/en/useful", {"page": HOME, "useful": "yes"})
    assert (thanks.status_code, _counts()) == (200, {})
    _press(f"{HOME}?token=abc#part")
    assert _counts() == {HOME: (1, 0)}


@pytest.mark.parametrize(
    "page",
    ["", "/en/nowhere", "/about/", "https://elsewhere.example.org/en/", "/en/campaigns/nothing", "/console/",
     "/en/me", f"/en/{'x' * 200}", "/en/confirm/abc", "/en/receipt/abc", "//elsewhere.example.org",
     "/en/magazine/magazine/9999999"],
)  # fmt: skip
def test_what_is_not_listed_is_neither_counted_nor_kept(page: str):
    assert _press(page) == 422
    assert _press(HOME, "perhaps") == 422
    assert _counts() == {}
    assert 'name="page-of-origin"' not in Client().get("/en/forms/feedback", {"page": page}).content.decode()


def test_pages_of_other_sites_are_listed_at_the_desk():
    clerk = desks.browser(desks.staff("feedback"))
    page = clerk.get(AT).content.decode()
    assert "There are no answers yet" in page
    assert "&lt;form method=&quot;post&quot;" in page
    for wrong in ("about", "/about/?x=1", "\n".join(f"/{n}" for n in range(201)), f"/{'x' * 200}"):
        assert clerk.post(AT, {"pages": wrong}).status_code == 422
    assert not KnownPage.objects.exists()
    assert clerk.post(AT, {"pages": "/about/\n\n /join/ \n/about/"}).status_code == 302
    assert _press("/about/") == 303
    assert _counts() == {"/about/": (1, 0)}
    assert "/about/" in clerk.get(AT).content.decode()
    assert clerk.post(AT, {"pages": ""}).status_code == 302
    assert _press("/about/") == 422
    assert desks.browser(desks.staff("magazine")).get(AT).status_code == 403


def _write(page: str) -> Submission:
    """Through the pages, as somebody does who has no script, and takes a minute."""
    client, at = Client(), "/en/forms/feedback"
    typed = {"topic": "opinion", "message": "It is clear."}
    stamp = form_timestamp.make("feedback", secret=secret(), now=desks.moment() - timedelta(minutes=1))

    def send(shown: str, step: str) -> Any:
        names = ("notice", "page-of-origin")
        hidden = {name: shown.partition(f'name="{name}" value="')[2].partition('"')[0] for name in names}
        sent = urlencode({**hidden, **typed, "stamp": stamp, "step": step})
        return client.post(at, sent, content_type="application/x-www-form-urlencoded")

    check = send(client.get(at, {"page": page}).content.decode(), "check").content.decode()
    assert send(check, "send").status_code == 303
    return Submission.objects.get()


def test_the_page_is_kept_with_the_message_and_shown_and_goes_with_it():
    written = _write(f"{RIVER}?utm_source=x")
    assert PageOfOrigin.objects.get().page == RIVER
    clerk = desks.browser(desks.staff("feedback"))
    assert RIVER in clerk.get(f"/console/forms/feedback/{written.id}/").content.decode()
    assert f"from {RIVER}<" in clerk.get("/console/forms/feedback/").content.decode(), "so a sealed list tells it apart"
    assert RIVER in clerk.get("/console/forms/feedback/numbers/").content.decode().partition("By page")[2]
    forget([written.person_id], now=desks.moment())
    assert not PageOfOrigin.objects.exists()


def test_the_counts_of_a_page_say_what_was_said_of_it():
    press(HOME, "no", policy=current().policy, now=timezone.now())
    counts = desks.browser(desks.staff("campaigns"))
    at = f"/console/statistics/page/?page={HOME}"
    assert "fewer than" in counts.get(at).content.decode()
    for _ in range(19):
        press(HOME, "yes", policy=current().policy, now=timezone.now())
    body = " ".join(counts.get(at).content.decode().split())
    assert "<b>95%</b>" in body
    assert "19 of 20" in body
    assert "What people said of it" not in counts.get(f"/console/statistics/page/?page={RIVER}").content.decode()


def test_a_page_that_is_not_there_is_not_asked_about():
    missing = Client().get("/en/magazine/magazine/99")
    assert missing.status_code == 404
    assert "Was this page useful?" not in missing.content.decode()
    assert "Was this page useful?" in Client().get("/en/magazine/magazine/").content.decode()


def test_pages_are_named_by_their_titles():
    for page in ("/ja/forms/membership", "/en/forms/membership", "/about/"):
        UsefulDay.objects.create(page=page, day=timezone.localdate(), yes=1)
    shown = desks.browser(desks.staff("feedback")).get(AT).content.decode()
    title = current().policy.forms["membership"].title["en"]
    assert f'{title} (Japanese)<br><span class="soft small">/ja/forms/membership</span>' in shown
    assert f'{title}<br><span class="soft small">/en/forms/membership</span>' in shown
    assert '<th scope="row">/about/</th>' in shown
