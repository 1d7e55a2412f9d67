"""Campaigns on the public first page: how they stand, their picture in widths a phone can afford, and their news."""

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from azukari.core.appearance.picture import MOST_WIDE, WIDTHS
from azukari.features.campaigns.models import CampaignPage, CampaignPicture, CampaignUpdate, SignatureCount
from azukari.features.campaigns.tests import signing
from azukari.features.campaigns.tests.signing import FORM
from azukari.lib.identifier import new_id
from tests.console import desks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def campaign() -> None:
    signing.published()
    CampaignPage.objects.create(form=FORM, goal=200, changed_at=timezone.now())


def _home(lang: str = "en") -> str:
    return Client().get(f"/{lang}/").content.decode()


def _with_noise() -> None:
    """Put a photograph there that is as hard to make small as there can be one, and larger than a form's answers."""
    made = io.BytesIO()
    Image.merge("RGB", [Image.effect_noise((1400, 900), 120) for _ in range(3)]).save(made, "JPEG", quality=95)
    file = SimpleUploadedFile("heron.jpg", made.getvalue(), "image/jpeg")
    words = {"words_ja": "川の写真", "words_en": "The river [at dawn]"}
    clerk = desks.browser(desks.staff("campaigns"))
    assert clerk.post(f"/console/forms/{FORM}/campaign/picture/", {"file": file, **words}).status_code == 302


@pytest.mark.parametrize(
    ("lang", "state"), [("en", "1,131 of 2,000 signatures"), ("ja", "目標2,000筆のうち署名1,131筆")]
)
def test_the_card_leads_to_the_campaign_and_says_how_it_stands(lang: str, state: str):
    CampaignPage.objects.update(goal=2000)
    SignatureCount.objects.create(form=FORM, count=1131, counted_at=timezone.now())
    page = _home(lang)
    assert state in page
    assert f'href="/{lang}/campaigns/{FORM}"' in page
    assert f'href="/{lang}/forms/{FORM}"' not in page


def test_before_the_first_count_no_number_is_told():
    assert "signatures</p>" not in _home()


def test_its_picture_stands_at_the_head_in_widths_that_each_stay_small():
    _with_noise()
    [shown] = re.findall(r'<img class="hero-picture"[^>]*>', _home())
    assert 'alt="The river [at dawn]"' in shown
    addresses = re.findall(r"(/\S+\.webp) (\d+)w", shown)
    assert [int(width) for _address, width in addresses] == [*WIDTHS]
    for address, width in addresses:
        answer = Client().get(address)
        with Image.open(io.BytesIO(answer.content)) as picture:
            assert picture.format == "WEBP"
            assert 0.3 * int(width) < picture.width <= int(width)
        assert len(answer.content) <= MOST_WIDE
        assert "immutable" in answer.headers["Cache-Control"]


def test_no_other_width_is_made():
    _with_noise()
    id = CampaignPicture.objects.get().pk
    assert Client().get(f"/en/campaigns/picture/{id}/801.webp").status_code == 404


def test_its_news_is_among_the_latest():
    subjects = {"en": "{{name}}, the sluice is repaired", "ja": "水門が直りました"}
    CampaignUpdate.objects.create(form=FORM, subjects=subjects, texts={}, mailing=new_id(), sent_at=timezone.now())
    assert "the sluice is repaired" in _home()
    assert "{{" not in _home()
    assert "水門が直りました" in _home("ja")


def test_more_campaigns_and_news_need_no_more_queries(django_assert_max_num_queries: Any):
    for at in range(9):
        CampaignUpdate.objects.create(
            form=FORM, subjects={"en": f"News {at}"}, texts={}, mailing=new_id(), sent_at=timezone.now()
        )
    _home()
    with django_assert_max_num_queries(30):
        page = _home()
    assert page.count("News of a campaign") == 4
