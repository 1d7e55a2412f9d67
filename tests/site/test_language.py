"""The address says the language; the switch leads to the same page in the other one."""

import pytest
from django.test import Client

from azukari.core.policy_versions.current import Current


@pytest.mark.parametrize(
    ("asked", "path"),
    [("ja", "/ja/"), ("en-GB,en;q=0.9", "/en/"), ("fr, en;q=0.5", "/en/"), ("", "/ja/"), ("de", "/ja/")],
)
def test_the_root_leads_to_the_language_of_the_browser(client: Client, asked: str, path: str) -> None:
    response = client.get("/", headers={"Accept-Language": asked})
    assert response.status_code == 302
    assert response.headers["Location"] == path
    assert "Accept-Language" in response.headers["Vary"]


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("/ja/", "/en/"),
        ("/en/contact", "/ja/contact"),
        ("/en/contact?from=mail&n=1", "/ja/contact?from=mail&amp;n=1"),
        ("/ja/nothing-here", "/en/nothing-here"),
    ],
)
def test_the_switch_keeps_the_page(client: Client, charter: Current, here: str, there: str) -> None:
    page = client.get(here).content.decode()
    other = there[1:3]
    assert f'<a class="language" href="{there}" lang="{other}"' in page
    assert f'<html lang="{here[1:3]}">' in page


def test_the_address_wins_over_the_browser(client: Client, charter: Current) -> None:
    page = client.get("/ja/contact", headers={"Accept-Language": "en"}).content.decode()
    assert "お問い合わせ" in page
    assert charter.policy.organisation.name["ja"] in page


def test_only_the_two_languages_are_addresses(client: Client, charter: Current) -> None:
    assert client.get("/fr/").status_code == 404


def test_no_cookie_says_the_language(client: Client) -> None:
    client.cookies["django_language"] = "en"
    assert client.get("/").headers["Location"] == "/ja/"
