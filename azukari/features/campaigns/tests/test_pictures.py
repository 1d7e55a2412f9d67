"""Pictures on the page of a campaign: made anew, with words in each language, from this site alone."""

import io
import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from azukari.features.campaigns.models import CampaignPage, CampaignPicture
from azukari.features.campaigns.tests import signing
from azukari.features.campaigns.tests.signing import FORM
from tests.console import desks

pytestmark = pytest.mark.django_db
AT = f"/console/forms/{FORM}/campaign/"
WORDS = {"words_ja": "川[朝]の写真", "words_en": "The river [at dawn]"}


@pytest.fixture
def clerk() -> Client:
    signing.published()
    return desks.browser(desks.staff("campaigns"))


def _file(raw: bytes = b"", name: str = "heron.jpg") -> SimpleUploadedFile:
    if not raw:
        made, photo = io.BytesIO(), Image.new("RGB", (2000, 500), "navy")
        exif = photo.getexif()
        exif[0x010E] = "Heron took it"
        photo.save(made, "JPEG", exif=exif)
        raw = made.getvalue()
    return SimpleUploadedFile(name, raw, "image/jpeg")


def _public(lang: str) -> str:
    return Client().get(f"/{lang}/campaigns/{FORM}").content.decode()


def test_a_picture_stands_on_the_page_in_each_language_and_is_taken_off_again(clerk: Any):
    clerk.post(AT, {"body_ja": "川です。", "body_en": "A river."})
    told = clerk.post(f"{AT}picture/", {"file": _file(), **WORDS}, follow=True).content.decode()
    assert "at the end of the text" in told
    picture = CampaignPicture.objects.get()
    assert (picture.width, picture.height) == (1200, 300)
    assert b"Heron" not in bytes(picture.content)
    for lang, words in (("ja", "川[朝]の写真"), ("en", "The river [at dawn]")):
        [shown] = re.findall(r"<img[^>]*/campaigns/picture/[^>]*>", _public(lang))
        assert f'alt="{words}"' in shown
        file = Client().get(re.findall(r'src="([^"]+)"', shown)[0])
        assert (file.status_code, file.headers["Content-Type"]) == (200, "image/jpeg")
        assert "default-src 'none'" in file.headers["Content-Security-Policy"]
    clerk.post(f"{AT}picture/off/", {"picture": str(picture.id)})
    assert CampaignPage.objects.get().body == {"ja": "川です。", "en": "A river."}
    assert Client().get(f"/en/campaigns/picture/{picture.id}").status_code == 404


def test_a_picture_of_another_site_is_shown_by_its_words(clerk: Any):
    elsewhere = "![A pixel](https://elsewhere.example.org/p.gif) ![Two](//elsewhere.example.org/p.gif) ![Me](/en/me)"
    clerk.post(AT, {"body_en": elsewhere, "body_ja": ""})
    page = _public("en").partition('class="prose"')[2]
    assert "A pixel Two Me" in page
    assert "elsewhere" not in page


@pytest.mark.parametrize(
    ("raw", "words", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", WORDS, "cannot be shown as a picture"),
        (b"", {**WORDS, "words_ja": ""}, "Please fill this in"),
    ],
)
def test_what_is_no_picture_or_has_no_words_is_not_taken(clerk: Any, raw: bytes, words: dict[str, str], said: str):
    answer = clerk.post(f"{AT}picture/", {"file": _file(raw), **words})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not CampaignPicture.objects.exists()


def test_it_is_a_matter_of_whose_duty_serves_the_campaign(clerk: Any):
    at = reverse("console-campaign-picture", args=[FORM])
    for other, status in ((desks.browser(desks.staff("magazine")), 403), (desks.browser(), 302)):
        assert other.post(at, {"file": _file(), **WORDS}).status_code == status
    assert clerk.get(at).status_code == 302
    assert not CampaignPicture.objects.exists()


def test_a_text_that_somebody_else_saved_meanwhile_is_not_written_over_unseen(clerk: Any):
    clerk.post(AT, {"body_en": "The first.", "body_ja": ""})
    seen = _seen(clerk.get(AT))
    clerk.post(f"{AT}picture/", {"file": _file(), **WORDS})
    mine = {"body_en": "The second.", "body_ja": "", "goal": "", "as_shown": seen}
    told = clerk.post(AT, mine)
    assert (told.status_code, "Nothing is saved yet." in told.content.decode()) == (409, True)
    assert "The first." in told.content.decode()  # beside it
    assert "The second." in told.content.decode()  # nothing typed is lost
    assert "The second." not in _public("en")
    again = {**mine, "as_shown": _seen(told), "both-changed": "body_en"}
    assert clerk.post(AT, again).status_code == 409  # nothing was chosen
    assert clerk.post(AT, {**again, "keep-body_en": "mine"}).status_code == 302
    assert "The second." in _public("en")


def test_a_file_that_is_not_taken_leaves_the_text_free_to_save(clerk: Any):
    clerk.post(AT, {"body_en": "The first.", "body_ja": ""})
    refused = clerk.post(f"{AT}picture/", {"file": _file(b"none"), **WORDS})
    assert clerk.post(AT, {"body_en": "The second.", "body_ja": "", "as_shown": _seen(refused)}).status_code == 302


def _seen(page: Any) -> str:
    found = re.search(r'name="as_shown" value="([^"]*)"', page.content.decode())
    assert found
    return unescape(found[1])
