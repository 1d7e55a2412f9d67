"""A letter on paper says to whom it goes, and leads to the web by a short address and the same as a QR code."""

import re

import pytest
import segno
from django.conf import settings

from azukari.core.cases.models import Case
from tests.console import desks

CALL = {
    "kind": "elimination",
    "channel": "letter",
    "reply_by": "letter",
    "pack": "appi",
    "contact": "Aoba, Chiyoda",
    "said": "Wants everything erased.",
}
_DRAWN = re.compile(r'<svg[^>]*class="qr"[^>]*>.*?</svg>', re.DOTALL)


@pytest.fixture
def desk(published):
    desks.staff("membership")
    return desks.browser(desks.staff("privacy"))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_letter_that_asks_who_it_was_leads_to_the_own_page(desk, lang):
    desks.register("membership")
    assert desk.post("/console/rights/new/", {**CALL, "lang": lang}).status_code == 302
    case = Case.objects.latest("received_at")
    address = f"/console/rights/{case.id}/"
    assert desk.post(f"{address}connect/", {"exactly": "aoba-marker@example.org"}).status_code == 302
    letter = desk.post(f"{address}letter/").content.decode()

    web = f"{settings.AZUKARI.base_url}/{lang}/me"
    assert f"<br>{web}</figcaption>" in letter
    assert len(web) <= len(settings.AZUKARI.base_url) + 6, "Somebody types it by hand."
    wanted = segno.make(web, error="m").svg_inline(scale=2, border=0, svgclass="qr", lineclass=None, omitsize=True)
    assert _DRAWN.findall(letter) == [wanted]

    addressee = re.search(r"<address>(.*?)</address>", letter, re.DOTALL)
    assert addressee
    assert f"Chiyoda {desks.MARK} 1-1" in addressee[1]
    assert f"{desks.MARK} Aoba" + (" 様" if lang == "ja" else "") in addressee[1]
    assert re.search(r'<p class="code">\d{4} \d{4}</p>', letter)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_letter_without_a_postal_address_says_so_to_whoever_prints_it(desk, lang):
    desks.register("membership")
    assert desk.post("/console/rights/new/", {**CALL, "lang": lang}).status_code == 302
    address = f"/console/rights/{Case.objects.latest('received_at').id}/"
    lacks = '<aside class="lacks" lang="en">There is no postal address on record'
    assert lacks in desk.post(f"{address}letter/").content.decode()
    assert desk.post(f"{address}connect/", {"exactly": "aoba-marker@example.org"}).status_code == 302
    assert lacks not in desk.post(f"{address}letter/").content.decode()
