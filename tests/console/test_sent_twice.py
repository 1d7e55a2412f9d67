"""A form of staff that is sent twice, by a double click, does its work once; from two pages it is meant twice."""

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connections
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory
from django.utils import timezone

from azukari.core.forms.models import Submission
from azukari.features.members.models import Payment
from azukari.shells.staff.once import Once
from tests.console import desks
from tests.console.paper import AT, TYPED, digest

PAGE, OTHER = "a" * 64, "b" * 64


def form(token: str = PAGE, **changed: str) -> dict[str, str]:
    day = timezone.localdate().isoformat()
    return {**TYPED, "notice": digest(), "entry-day": day, "csrfmiddlewaretoken": token, **changed}


def send(client: Any, at: str, data: dict[str, str]) -> Any:
    return client.post(at, urlencode(data), content_type="application/x-www-form-urlencoded")


@pytest.mark.usefixtures("published")
def test_a_double_click_enters_a_person_once_and_both_lead_to_them():
    clerk = desks.browser(desks.staff("feedback"))
    first, second = (send(clerk, AT, form()) for _ in range(2))
    submission = Submission.objects.get()
    assert first["Location"] == second["Location"] == f"/console/forms/feedback/{submission.id}/"


@pytest.mark.usefixtures("published")
def test_the_same_words_from_another_page_are_another_entry():
    clerk = desks.browser(desks.staff("feedback"))
    for token in (PAGE, OTHER):
        send(clerk, AT, form(token))
    assert Submission.objects.count() == 2


@pytest.mark.usefixtures("published")
def test_what_was_refused_may_be_sent_again_as_it_is():
    clerk = desks.browser(desks.staff("feedback"))
    answers = [send(clerk, AT, form(message="")).status_code for _ in range(2)]
    assert answers == [422, 422]


@pytest.mark.usefixtures("published")
def test_a_payment_is_recorded_once():
    member = desks.register("membership")
    before = Payment.objects.count()
    clerk, day = desks.browser(desks.staff("membership")), timezone.localdate().isoformat()
    paid = {"submission": str(member.submission), "paid_on": day, "amount": "4000", "csrfmiddlewaretoken": PAGE}
    for _ in range(2):
        send(clerk, f"/console/people/{member.person}/payment/", paid)
    assert Payment.objects.count() == before + 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("answer", "times"), [("/console/there/", 1), ("", 4)])
def test_clicks_at_the_same_moment_wait_for_the_first(answer: str, times: int):
    done: list[int] = []

    def view(request: HttpRequest) -> HttpResponse:
        done.append(1)
        return HttpResponseRedirect(answer) if answer else HttpResponse(status=422)

    once = Once(view)

    def click(_number: int) -> str:
        request = RequestFactory().post(
            "/console/x/", f"csrfmiddlewaretoken={PAGE}", content_type="application/x-www-form-urlencoded"
        )
        request.session = SimpleNamespace(session_key="one")  # type: ignore[assignment]
        early = once.process_view(request, view, (), {})
        try:
            response = early or once(request)
        finally:
            connections.close_all()
        return response.headers.get("Location", "")

    with ThreadPoolExecutor(4) as clicks:
        assert set(clicks.map(click, range(4))) == {answer}
    assert len(done) == times
