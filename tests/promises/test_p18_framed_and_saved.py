"""P18: a form in another site's page, and a form that is saved, recognise nobody either."""

import re

from django.test import Client

from azukari.core.policy_versions.current import Current
from tests.forms.by_hand import post
from tests.forms.filled import opened


def test_no_cookie_in_a_frame_or_on_a_saved_form(client: Client, charter: Current) -> None:
    for lang in ("ja", "en"):
        for at in (f"/{lang}/embed/magazine", f"/{lang}/forms/magazine"):
            saved = post(client, at, opened(client, at) | {"email": "someone@example.org"}, "save")
            link = saved.headers["Location"]
            form = link.removesuffix("/link")
            pages = [client.get(at), saved, client.get(link), client.get(form), client.get(f"{at}/sent")]
            pages += [client.post(f"{form}/mail"), client.get(f"{form}/mailed"), client.post(f"{form}/throw-away")]
            pages += [client.get("/embed.js")]
            for page in pages:
                assert not page.cookies
                assert "Cookie" not in page.headers.get("Vary", "")


def test_what_other_sites_load_is_the_same_for_everybody_and_stores_nothing(client: Client) -> None:
    code = re.sub(r"//.*", "", client.get("/embed.js").content.decode())
    for trace in ("cookie", "localStorage", "sessionStorage", "indexedDB", "fetch", "sendBeacon", "XMLHttpRequest"):
        assert trace not in code
