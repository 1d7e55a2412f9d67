"""Every link of a public page leads somewhere."""

import re
from html import unescape

import pytest
from django.test import Client

from azukari.core.policy_versions.current import Current

_LINK = re.compile(r'<a [^>]*?href="(/[^"#]*)')


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_no_link_of_a_public_page_is_dead(client: Client, charter: Current, lang: str) -> None:
    waiting, seen, dead = [f"/{lang}/"], set(), []
    while waiting:
        address = waiting.pop()
        if address in seen or address.startswith("/console/"):
            continue
        seen.add(address)
        response = client.get(address)
        if response.status_code == 404:
            dead.append(address)
        elif response.headers["Content-Type"].startswith("text/html"):
            waiting += [unescape(link) for link in _LINK.findall(response.content.decode())]
    assert not dead
    assert len(seen) > len(charter.policy.forms)
