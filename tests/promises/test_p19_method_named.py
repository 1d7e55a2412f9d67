"""P19: how data is collected stands before the first field of every form, in both languages."""

import re

import pytest
from django.test import Client
from django.utils.html import escape

from azukari.core.forms.notices import notices
from azukari.core.policy_versions.current import Current

_FIRST_FIELD = re.compile(r'<(?:input(?![^>]*type="hidden")|textarea|select)')


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_method_stands_before_the_first_field(client: Client, charter: Current, lang: str) -> None:
    for slug, form in charter.policy.forms.items():
        page = client.get(f"/{lang}/forms/{slug}").content.decode()
        field = _FIRST_FIELD.search(page)
        assert field, f"{slug} has no field"
        before = page[: field.start()]
        method = next(row for row in notices(charter, form)[lang].rows if row.key == "method")
        assert escape(method.label) in before
        assert all(escape(paragraph) in before for paragraph in method.text.split("\n\n"))
        assert client.get(f"/api/v1/forms/{slug}").json()["notice"][lang]["text"].count(method.text) == 1
