"""A form within a form is noticed on whatever page a test is given."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from tests.nested_forms import nests

urlpatterns = [
    path("within", lambda request: HttpResponse("<form><p><form></form></p></form>")),
    path("beside", lambda request: HttpResponse("<form></form><formula><form></form>")),
]


@pytest.mark.parametrize(
    ("page", "found"),
    [(b"<form a><form b></form></form>", True), (b"<form></form><form></form>", False), (b"</form><form>", False)],
)
def test_a_form_that_begins_before_another_ends(page: bytes, found: bool) -> None:
    assert nests(page) is found


@pytest.mark.urls("tests.site.test_nested_forms")
def test_every_answer_to_the_client_is_looked_at(settings, client: Client) -> None:
    settings.MIDDLEWARE = []
    assert client.get("/beside").status_code == 200
    with pytest.raises(AssertionError, match="a form within a form"):
        client.get("/within")
