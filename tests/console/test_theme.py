"""The look of the public pages: a colour that can be read or a refusal in words, a preview, saving, and going back."""

import base64
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from azukari.core.accounts.models import User
from azukari.core.appearance import palette
from azukari.core.appearance.events import LOOK_CHANGED
from azukari.core.appearance.models import Theme
from azukari.core.appearance.theme import current as look_now
from azukari.core.ledger.models import Pending
from azukari.core.mail.queue import enqueue, send_due
from azukari.core.policy_versions.current import Current
from tests.console import desks
from tests.console.desks import moment
from tests.site.logos import EVIL, PLAIN

PAGE = "/console/theme/"
GREEN = "#0B6E4F"


@pytest.fixture
def operator(published: Current) -> User:
    return desks.staff("operator")


@pytest.fixture
def desk(operator: User) -> Client:
    return desks.browser(operator)


def sent(**changed: object) -> dict[str, object]:
    return {"based_on": "0", "accent": palette.ACCENT, "accent_dark": "", "act": "save", **changed}


def test_saved_and_seen_on_the_pages(desk: Client, client: Client):
    assert "/theme/" not in client.get("/ja/forms/membership").content.decode()
    assert desk.post(PAGE, sent(accent=GREEN)).status_code == 302
    for path in ("/ja/", "/en/forms/membership", "/ja/embed/membership", "/ja/me", "/ja/privacy"):
        html = client.get(path).content.decode()
        sheet = re.search(r'href="(/theme/1\.css\?v=\w{8})"', html)
        assert sheet, path
        response = client.get(sheet[1])
        assert response.headers["Content-Type"] == "text/css; charset=utf-8"
        assert "immutable" in response.headers["Cache-Control"]
        assert f"--accent: {GREEN}" in response.content.decode()
    assert "/theme/1" not in desk.get("/console/").content.decode()
    assert Pending.objects.filter(kind=LOOK_CHANGED.name).count() == 1


def test_a_colour_that_cannot_be_read_is_refused_with_one_that_can(desk: Client):
    answer = desk.post(PAGE, sent(accent="#FFD400"))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "it needs 4.5:1" in html
    offered = re.search(r'name="use_accent" value="(#\w{6})"', html)[1]
    assert not Theme.objects.exists()
    taken = desk.post(PAGE, sent(accent="#FFD400", act="", use_accent=offered))
    assert taken.status_code == 200
    assert f'value="{offered}"' in taken.content.decode()
    assert desk.post(PAGE, sent(accent=offered)).status_code == 302


@pytest.mark.parametrize("accent", ["", "red", "#12345", "url(x)", "#274A78;}body{display:none"])
def test_what_is_no_colour_is_refused(desk: Client, accent: str):
    assert desk.post(PAGE, sent(accent=accent)).status_code == 422
    assert not Theme.objects.exists()


def test_a_dark_accent_of_ones_own_is_checked_too(desk: Client):
    assert desk.post(PAGE, sent(accent=GREEN, accent_dark="#0B3D91")).status_code == 422
    assert desk.post(PAGE, sent(accent=GREEN, accent_dark="#7FD8B8")).status_code == 302
    assert look_now().accent_dark == "#7FD8B8"


def test_the_preview_saves_nothing(desk: Client, client: Client):
    html = desk.post(PAGE, sent(accent=GREEN, act="preview")).content.decode()
    address = re.search(r'href="(/console/theme/sample\.css[^"]*)"', html)[1].replace("&amp;", "&")
    sheet = desk.get(address)
    assert f".sample-light {{ --accent: {GREEN}" in sheet.content.decode()
    assert not Theme.objects.exists()
    assert desk.get("/console/theme/sample.css?light=%23FFD400&dark=%23FFD400").status_code == 422


def test_a_logo_travels_from_the_preview_to_saving(desk: Client, client: Client):
    upload = SimpleUploadedFile("logo.svg", PLAIN, "image/svg+xml")
    html = desk.post(PAGE, sent(act="preview", logo=upload)).content.decode()
    kept = re.search(r'name="kept" value="([^"]+)"', html)[1]
    assert b"<path" in base64.b64decode(kept)
    assert desk.post(PAGE, sent(kept=kept)).status_code == 302
    page = client.get("/ja/").content.decode()
    address = re.search(r'<img class="logo" src="([^"]+)" alt="">', page)[1]
    logo = client.get(address)
    assert logo.headers["Content-Type"] == "image/svg+xml"
    assert "sandbox" in logo.headers["Content-Security-Policy"]
    assert desk.post(PAGE, sent(based_on="1", no_logo="yes", kept=kept)).status_code == 302
    assert "<img" not in client.get("/ja/").content.decode()


def test_a_logo_with_a_script_comes_through_without(desk: Client):
    kept = base64.b64encode(EVIL).decode()  # also where somebody puts it into the hidden input by hand
    assert desk.post(PAGE, sent(kept=kept)).status_code == 302
    logo = Theme.objects.get().logo
    assert logo
    assert b"script" not in bytes(logo)
    for wrong in ("no base64", "絵", base64.b64encode(b"words").decode()):
        assert desk.post(PAGE, sent(based_on="1", kept=wrong)).status_code == 422


def test_own_words_stand_in_their_places_as_they_were_typed(desk: Client, client: Client):
    words = {
        "greeting.ja": "ようこそ。\n\n<script>alert(1)</script>",
        "greeting.en": "Welcome. **bold** <b>b</b>",
        "footer.ja": "瀬音川とともに",
        "footer.en": "With the Seoto River",
        "done.ja": "ありがとうございます。",
        "done.en": "Many thanks.",
    }
    assert desk.post(PAGE, sent(**words)).status_code == 302
    home = client.get("/ja/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in home
    assert "Welcome. **bold** &lt;b&gt;b&lt;/b&gt;" in client.get("/en/").content.decode()
    assert "瀬音川とともに" in client.get("/ja/forms/membership").content.decode()
    assert "Many thanks." in client.get("/en/forms/membership/sent").content.decode()
    assert "notice-title" in client.get("/ja/forms/membership").content.decode()


def test_words_in_one_language_alone_are_refused(desk: Client):
    answer = desk.post(PAGE, sent(**{"greeting.ja": "ようこそ"}))
    assert answer.status_code == 422
    assert "ようこそ" in answer.content.decode()
    assert desk.post(PAGE, sent(**{"footer.ja": "あ" * 301, "footer.en": "a"})).status_code == 422
    assert desk.post(PAGE, sent(**{"footer.ja": "あ\u202e", "footer.en": "a"})).status_code == 422
    assert not Theme.objects.exists()


def test_back_to_an_earlier_look(desk: Client):
    desk.post(PAGE, sent(accent=GREEN))
    desk.post(PAGE, sent(based_on="1", accent="#7A1F5C"))
    assert desk.post("/console/theme/back/", {"number": "1", "based_on": "2"}).status_code == 302
    assert (look_now().number, look_now().accent) == (3, GREEN)
    assert desk.post("/console/theme/back/", {"number": "0", "based_on": "3"}).status_code == 302
    assert look_now().accent == palette.ACCENT
    assert desk.post("/console/theme/back/", {"number": "77", "based_on": "4"}).status_code == 409


def test_of_two_who_save_at_once_the_second_is_told(desk: Client):
    assert desk.post(PAGE, sent(accent=GREEN)).status_code == 302
    late = desk.post(PAGE, sent(accent="#7A1F5C"))
    assert late.status_code == 409
    assert 'value="#7A1F5C"' in late.content.decode()  # what was typed stays
    assert desk.post(PAGE, sent(based_on="7", accent="#7A1F5C")).status_code == 409  # a version nobody has seen
    assert look_now().accent == GREEN


def test_mail_has_the_accent_and_asks_for_no_picture(desk: Client, mailoutbox):
    footer = {"footer.ja": "瀬音川とともに", "footer.en": "With the Seoto River"}
    upload = SimpleUploadedFile("logo.svg", PLAIN, "image/svg+xml")
    desk.post(PAGE, sent(accent=GREEN, logo=upload, **footer))
    registered = desks.register("membership")
    enqueue("forms:receipt", person=registered.person, reference=registered.submission, lang="en", now=moment())
    send_due(moment())
    mail = mailoutbox[-1]
    html = mail.alternatives[0].content
    assert GREEN in html
    assert palette.ACCENT not in html
    assert "<img" not in html  # a picture from afar would tell us who reads
    assert "With the Seoto River" in html
    assert "With the Seoto River" in mail.body


def test_a_forged_request_changes_nothing(operator: User):
    browser = desks.browser(operator)
    browser.handler.enforce_csrf_checks = True
    assert browser.post(PAGE, sent(accent=GREEN)).status_code == 403
    page = browser.get(PAGE).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    assert browser.post(PAGE, sent(accent=GREEN, csrfmiddlewaretoken=token)).status_code == 302
