"""P39: before the first field of every form stands, in plain words, that what is sent is encrypted."""

import re

import pytest
from django.test import Client
from django.utils.html import escape

from azukari.core.policy_versions.current import Current


@pytest.mark.parametrize(("lang", "word"), [("ja", "SSL"), ("en", "SSL")])
def test_each_form_explains_it_before_the_first_field(client: Client, charter: Current, lang: str, word: str) -> None:
    line = charter.policy.encryption[lang].strip()
    assert word in line
    for slug in charter.policy.forms:
        page = client.get(f"/{lang}/forms/{slug}").content.decode()
        first = re.search(r'<(?:input(?![^>]*type="hidden")|textarea|select)', page)
        assert first, f"{slug} has no field"
        assert escape(line) in page[: first.start()], f"{slug} does not say it before its first field"
