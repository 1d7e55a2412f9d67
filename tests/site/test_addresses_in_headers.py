"""Headers that should hold a web address and hold none: the request is answered as one without."""

import pytest
from django.test import Client, RequestFactory

from azukari.core.policy_versions.current import Current
from azukari.lib.same_site import is_ours
from azukari.shells.staff.inside import page_before

MALFORMED = ("http://[", "http://a.[" * 100, "http://[::1", "//[x]", "http://\uff03@a")


@pytest.mark.django_db
@pytest.mark.parametrize("text", MALFORMED)
def test_the_pixel_of_the_statistics_is_sent(charter: Current, text: str):
    assert Client().get("/s?o=https://example.org&p=/", headers={"Referer": text}).status_code == 200


@pytest.mark.parametrize("text", MALFORMED)
def test_it_is_no_page_of_ours(text: str):
    assert not is_ours({"Origin": text}, host="testserver")
    assert page_before(RequestFactory().post("/console/", headers={"Referer": text})) == ""
