"""Static files come from the clone as it stands, each under an address that changes with its content."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from azukari.core.policy_versions.current import Current
from azukari.policy import office
from azukari.site import assets

_ROOM = 65 * 1024  # bytes that a public page may weigh, all in; the policy says of each purpose what is done for it


def test_a_page_names_versions_and_they_are_kept_for_a_year(client: Client, charter: Current) -> None:
    page = client.get("/ja/").content.decode()
    address = re.search(r'href="(/static/azukari/azukari\.css\?v=[0-9a-f]{8})"', page)
    assert address
    response = client.get(address[1])
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/css")
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Access-Control-Allow-Origin" not in response.headers


def test_without_a_version_a_file_is_kept_for_a_minute(client: Client) -> None:
    assert "immutable" not in client.get("/static/azukari/azukari.css").headers["Cache-Control"]


def test_a_changed_file_has_another_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "x.css"
    monkeypatch.setattr(finders, "find", lambda _name: str(file))
    assets.digest.cache_clear()
    file.write_text("a{}")
    before = assets.digest("x.css")
    assets.digest.cache_clear()
    file.write_text("b{}")
    assert assets.digest("x.css") != before
    assets.digest.cache_clear()


@pytest.mark.parametrize("open_now", [True, False])
@pytest.mark.parametrize("path", ["/ja/", "/en/contact", "/ja/privacy", "/ja/forms/{member}"])
def test_a_public_page_is_light(
    client: Client, charter: Current, monkeypatch: pytest.MonkeyPatch, path: str, *, open_now: bool
) -> None:
    monkeypatch.setattr(office, "is_open", lambda *_: open_now)  # else it tells besides when the office opens again
    member = next(iter(charter.policy.forms))
    page = client.get(path.format(member=member))
    assert page.status_code == 200
    parts = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.content.decode()))
    weight = len(page.content) + sum(len(b"".join(client.get(part))) for part in parts)
    assert weight <= _ROOM
