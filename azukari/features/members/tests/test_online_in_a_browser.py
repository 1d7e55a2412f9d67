"""Dues paid online in a browser: the press, the provider's page, the way back, a second press, and pages that are
pressed in the wrong order; in both languages (P05).
"""

from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from azukari.features.members.models import Invoice, OnlinePayment, Payment
from tests.browser import OpenPage, looked_at
from tests.rights.desk import sign_in_link
from tests.stripe_stand_in import StandIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAY = "form[action*='/pay/'] button"


def _in(page: Page, email: str, url: str, lang: str) -> str:
    """By the mailed link; returns the address of their own page."""
    page.goto(f"{url}{sign_in_link(email, timezone.now(), lang)}")
    page.locator("main form button").click()
    page.wait_for_url(f"{url}/{lang}/me")
    return page.url


@pytest.mark.parametrize(("lang", "width", "scheme"), [("ja", 320, "dark"), ("en", 1280, "light")])
def test_dues_are_paid_once_whatever_is_pressed_in_whichever_order(
    lang: str, width: int, scheme: str, stripe: StandIn, owing, live_server: LiveServer, settings, open_page: OpenPage
):
    settings.AZUKARI = replace(django_settings.AZUKARI, base_url=live_server.url)
    page = open_page(lang=lang, width=width, color_scheme=scheme)
    own = _in(page, owing.email, live_server.url, lang)
    page.route(f"{stripe.url}/**", lambda route: route.fulfill(status=204))
    page.locator(PAY).click()  # where nothing comes of it, a page of ours stands still
    expect(page.locator(f"main a[href^='{stripe.url}']")).to_be_visible()
    looked_at(page, f"pay-{lang}-{width}")
    page.unroute(f"{stripe.url}/**")
    page.locator("main a[href$='/me#membership']").click()

    page.locator(PAY).click()
    page.wait_for_url(f"{stripe.url}/c/pay/**")
    first = page.url
    page.go_back()  # by the browser, not by the provider's link
    page.goto(own)
    page.locator(PAY).click()
    page.wait_for_url(f"{stripe.url}/c/pay/**")
    assert page.url == first, "a second press leads to the same page"
    page.locator("#back").click()
    page.wait_for_url(f"{own}#membership")
    expect(page.locator(PAY)).to_be_visible()
    stale = page.context.new_page()  # another tab, in which the button stays
    stale.goto(own)

    page.goto(first)
    page.locator("#paid").click()  # back before the provider's word has come
    page.wait_for_url(f"{own}?done=paid-online")
    looked_at(page, f"pay-back-{lang}-{width}")
    assert not Payment.objects.exists(), "the way back is no proof"
    (session,) = stripe.sessions
    for _turn in range(2):
        body, headers = stripe.event(session)
        told: dict[str, Any] = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
        assert Client().post("/hooks/payments", body, content_type="application/json", **told).status_code == 204
    page.reload()
    expect(page.locator(PAY)).to_have_count(0)
    stale.locator(PAY).click()  # where the page is older than the payment
    stale.wait_for_url(f"{own}?done=paid-online")
    expect(stale.locator(PAY)).to_have_count(0)
    page.goto(first)
    page.locator("#back").click()  # the provider's page, once more, the other way
    page.wait_for_url(f"{own}#membership")
    assert (Payment.objects.count(), OnlinePayment.objects.count(), Invoice.objects.get().state) == (1, 1, "paid")
